/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/defaults.h"

#include "base/text.h"
#include "model/population.h"
#include "output/assumptions.h"
#include "output/default_text.h"
#include "output/wording.h"

#include <string.h>

static const char NOT_COSTED[] = "not costed";

typedef struct {
    lac_csv *csv;
    lac_arena *arena;
    const lac_plan *plan;
    const lac_model *model;
    int status;
} writer;

static void put(writer *self, lac_section section, const char *item, const char *field,
    const char *from, const char *value, const char *source, const char *note, lac_origin origin)
{
    char unit[64] = "";
    const lac_field *known = lac_field_find(section, field);
    if (value == NULL) {
        self->status = LAC_MEMORY;
        return;
    }
    if (known != NULL && lac_default_has_unit(value)) {
        lac_field_unit(known, unit);
    }
    const lac_assumption row = {.scenario = self->model->scenario_name,
        .section = lac_section_name(section),
        .item = item,
        .field = field,
        .from = from,
        .value = value,
        .unit = unit,
        .source = source,
        .note = note,
        .origin = origin};
    lac_assumption_put(self->csv, &row);
}

/* Whether a row of the sheet (and so a row of the file) speaks of the field; a dated value counts. */
static bool has_row(const writer *self, const lac_plan_item *item, const char *field)
{
    return lac_item_row(item, field) != NULL || lac_item_has(item, self->model->scenario, field);
}

/* What it means that a field has no value. */
static const char *note_of_none(const lac_field *field)
{
    return strncmp(field->default_text, NOT_COSTED, strlen(NOT_COSTED)) == 0 ? NOT_COSTED
                                                                             : field->default_text;
}

static void put_item(writer *self, const lac_plan_item *item)
{
    for (size_t i = 0; i < LAC_N_FIELDS; i++) {
        const lac_field *field = &LAC_FIELDS[i];
        if (field->section != item->section || has_row(self, item, field->name)) {
            continue;
        }
        const char *value = lac_default_text(self->arena, self->model, item, field);
        if (value != NULL) {
            put(self, item->section, item->name, field->name, NULL, value, NULL,
                strcmp(value, "none") == 0 ? note_of_none(field) : NULL, LAC_ORIGIN_DEFAULT);
        }
    }
}

static void put_items(writer *self, lac_section section)
{
    for (const lac_plan_item *item = lac_plan_next(self->plan, section, NULL); item != NULL;
         item = lac_plan_next(self->plan, section, item)) {
        put_item(self, item);
    }
}

static void put_start(writer *self)
{
    const lac_plan_item *time = lac_plan_find(self->plan, LAC_SECTION_TIME, NULL);
    if (!has_row(self, time, "start")) {
        const lac_field *field = lac_field_find(LAC_SECTION_TIME, "start");
        put(self, LAC_SECTION_TIME, "", "start", NULL,
            lac_default_text(self->arena, self->model, time, field),
            lac_wording_file(self->plan, self->plan->history.file), "the month after the history",
            LAC_ORIGIN_ESTIMATED);
    }
}

static void put_stock(writer *self)
{
    char number[32];
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_STOCK, NULL);
         item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_STOCK, item)) {
        if (lac_item_has(item, self->model->scenario, "children")) {
            return;
        }
    }
    const bool table = self->plan->opening.file != NULL;
    lac_number_format(self->model->opening_children, number);
    put(self, LAC_SECTION_STOCK, "all", "children", NULL, lac_arena_copy(self->arena, number),
        lac_wording_file(self->plan, table ? self->plan->opening.file : self->plan->history.file),
        table ? "the sum of the opening table" : "the last stock of the history",
        LAC_ORIGIN_ESTIMATED);
}

static void put_population_month(
    writer *self, const lac_population_line *line, lac_month month, bool last)
{
    char number[32];
    char from[8];
    lac_number_format(lac_population_line_at(line, month), number);
    lac_month_format(month, from);
    put(self, LAC_SECTION_POPULATION, "", "children", from, lac_arena_copy(self->arena, number),
        NULL,
        last ? "at the end of the study: linear between the months given, held level outside"
             : "at the start of the study: linear between the months given, held level outside",
        LAC_ORIGIN_ESTIMATED);
}

/* Where the population of the first and last month comes from between or outside the points given. */
static void put_population(writer *self)
{
    lac_population_line line = {0};
    const lac_model *model = self->model;
    const lac_month ends[] = {model->start, model->start + model->n_months - 1};
    self->status =
        lac_population_line_make(&line, self->arena, self->plan, model->scenario, model->start);
    for (int e = 0; e < 2 && self->status == LAC_OK && line.n > 0; e++) {
        bool given = e == 1 && ends[0] == ends[1];
        for (int i = 0; i < line.n; i++) {
            given = given || line.points[i].month == ends[e];
        }
        if (!given) {
            put_population_month(self, &line, ends[e], e == 1);
        }
    }
}

static bool in_admission_ages(const lac_plan *plan, const char *stream)
{
    for (size_t i = 0; i < plan->admission_ages.n_rows; i++) {
        if (lac_name_equal(plan->admission_ages.rows[i].stream, stream)) {
            return true;
        }
    }
    return false;
}

/* Ages and placements that a stream takes from the opening children (model rule 15). */
static void put_mixes(writer *self)
{
    const lac_model *model = self->model;
    for (int i = 0; i < model->n_streams; i++) {
        const char *name = model->streams[i].label.name;
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_ADMISSIONS, name);
        const bool table = in_admission_ages(self->plan, name);
        if (model->grid.ages_known && !table && !lac_item_has(item, model->scenario, "ages")) {
            put(self, LAC_SECTION_ADMISSIONS, name, "ages", NULL, "as the opening children", NULL,
                NULL, LAC_ORIGIN_ESTIMATED);
        }
        if (model->n_placements > 0 && !table &&
            !lac_item_has(item, model->scenario, "placement")) {
            put(self, LAC_SECTION_ADMISSIONS, name, "placement", NULL, "as the opening children",
                NULL, NULL, LAC_ORIGIN_ESTIMATED);
        }
    }
}

static void put_unreconciled(writer *self)
{
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_UNRECONCILED, "all");
    if (!has_row(self, item, "count")) {
        put(self, LAC_SECTION_UNRECONCILED, "all", "count", NULL, "0", NULL, NULL,
            LAC_ORIGIN_DEFAULT);
    }
}

static void put_not_costed(writer *self, lac_section section, const char *item, const char *field)
{
    put(self, section, item, field, NULL, "none", NULL, NOT_COSTED, LAC_ORIGIN_DEFAULT);
}

/* Routes of which the sheet says nothing: those of the rates table and of lists. */
static void put_uncosted(writer *self)
{
    for (int r = 0; r < self->model->n_routes && lac_default_has_prices(self->model); r++) {
        const char *name = self->model->routes[r].label.name;
        if (lac_plan_find(self->plan, LAC_SECTION_EXIT, name) == NULL) {
            put_not_costed(self, LAC_SECTION_EXIT, name, "cost_one_off");
            if (r != self->model->ageing_out) {
                put_not_costed(self, LAC_SECTION_EXIT, name, "support_weekly");
            }
        }
    }
}

/* Placements that no row prices, those of the opening table among them. */
static void put_unpriced(writer *self)
{
    for (int p = 0; p < self->model->n_placements; p++) {
        const char *name = self->model->placements[p].name;
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, name);
        if (!has_row(self, item, "weekly_cost")) {
            put_not_costed(self, LAC_SECTION_PLACEMENT, name, "weekly_cost");
        }
    }
}

/* Fields of the study as a whole; inflation and the deflator may stand under any year. */
static void put_finance(writer *self)
{
    static const char *const FIELDS[] = {"price_base", "inflation", "discount_rate", "deflator"};
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0] && lac_default_has_prices(self->model);
         i++) {
        bool given = false;
        for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, NULL);
             item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, item)) {
            given = given || has_row(self, item, FIELDS[i]);
        }
        const lac_field *field = lac_field_find(LAC_SECTION_FINANCE, FIELDS[i]);
        const char *value = lac_default_text(self->arena, self->model, NULL, field);
        if (!given && value != NULL) {
            put(self, LAC_SECTION_FINANCE, "", FIELDS[i], NULL, value, NULL, NULL,
                LAC_ORIGIN_DEFAULT);
        }
    }
}

int lac_defaults_put(lac_csv *csv, lac_arena *arena, const lac_plan *plan, const lac_model *model)
{
    writer self = {csv, arena, plan, model, LAC_OK};
    put_start(&self);
    if (self.status == LAC_OK) {
        put_population(&self);
    }
    put_stock(&self);
    put_unreconciled(&self);
    put_items(&self, LAC_SECTION_ADMISSIONS);
    put_mixes(&self);
    put_items(&self, LAC_SECTION_EXIT);
    put_uncosted(&self);
    put_items(&self, LAC_SECTION_MOVE);
    put_unpriced(&self);
    put_items(&self, LAC_SECTION_PATHWAY);
    put_items(&self, LAC_SECTION_INTERVENTION);
    put_items(&self, LAC_SECTION_TARGET);
    put_finance(&self);
    return self.status;
}
