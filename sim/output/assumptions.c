/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/assumptions.h"

#include "base/text.h"
#include "output/default_text.h"
#include "output/defaults.h"
#include "output/evidence.h"
#include "output/in_force.h"
#include "output/uncertainty.h"
#include "output/wording.h"

#include <string.h>

static const char *const ORIGINS[] = {"given", "inherited", "default", "estimated", "not used"};

static void put_text(lac_csv *csv, const char *text)
{
    lac_csv_text(csv, text == NULL ? "" : text);
}

void lac_assumption_put(lac_csv *csv, const lac_assumption *row)
{
    put_text(csv, row->scenario);
    put_text(csv, row->section);
    put_text(csv, row->item);
    put_text(csv, row->field);
    put_text(csv, row->from);
    put_text(csv, row->value);
    put_text(csv, row->unit);
    put_text(csv, row->low);
    put_text(csv, row->high);
    put_text(csv, row->source);
    put_text(csv, row->note);
    put_text(csv, row->quality);
    put_text(csv, row->impact);
    lac_csv_word(csv, ORIGINS[row->origin]);
    lac_csv_end_row(csv);
}

/* ---- a row of the sheet in one scenario ---- */

typedef struct {
    lac_csv *csv;
    lac_arena *arena;
    const lac_results *results;
    const lac_plan_item **item_of; /* by row of the sheet */
} writer;

/* The unit that a value is to be read in: the sheet's, else that of the field. */
static const char *unit_of(const writer *self, const lac_plan_item *item, const lac_plan_row *row)
{
    char unit[64];
    const lac_field *field = row->field;
    if (field->type == LAC_TYPE_SHARE) {
        return "%"; /* as the value is written here */
    }
    if (*row->unit != '\0') {
        return row->unit;
    }
    if (field->section == LAC_SECTION_INTERVENTION && strcmp(field->name, "amount") == 0) {
        return "unit of the flow";
    }
    if (field->section == LAC_SECTION_TARGET && field->type == LAC_TYPE_NUMBER) {
        const lac_measures *measures = &self->results->measures;
        const char *name = lac_item_text(item, 0, "measure");
        const int measure = name == NULL ? -1 : lac_measure_find(measures, name);
        const int saving = name == NULL ? -1 : lac_saving_find(name);
        return measure >= 0  ? measures->items[measure].unit
               : saving >= 0 ? LAC_SAVINGS_MEASURES[saving].unit
                             : "";
    }
    lac_field_unit(field, unit);
    return lac_arena_copy(self->arena, unit);
}

/* The value in force and its range. False when there is no memory. */
static bool put_value(const writer *self, const lac_model *model, const lac_plan_row *row,
    const lac_plan_cell *cell, lac_assumption *out)
{
    out->value = lac_wording_cell(self->arena, row->field, cell);
    const bool reference = out->origin == LAC_ORIGIN_INHERITED || model->scenario == 0;
    if (cell->has_range || (row->has_range && reference)) {
        out->low =
            lac_wording_number(self->arena, row->field, cell->has_range ? cell->low : row->low);
        out->high =
            lac_wording_number(self->arena, row->field, cell->has_range ? cell->high : row->high);
        return out->value != NULL && out->low != NULL && out->high != NULL;
    }
    return out->value != NULL;
}

/* What the sheet notes; a range of weeks is over cases, and its mean stands before that. NULL when there is no
 * memory. */
static const char *note_of(const writer *self, const lac_model *model, const lac_plan_row *row)
{
    double low = 0;
    double high = 0;
    if (row->field->section != LAC_SECTION_PATHWAY || strcmp(row->field->name, "weeks") != 0 ||
        !lac_plan_row_range(row, model->scenario, &low, &high) || !(high > low)) {
        return row->note == NULL ? "" : row->note;
    }
    char mean[32];
    const double mode = lac_plan_row_cell(row, model->scenario)->number;
    lac_number_format((low + mode + high) / 3, mean);
    return lac_arena_format(self->arena, "most often so many; the mean over cases is %s%s%s", mean,
        row->note == NULL || *row->note == '\0' ? "" : "; ", row->note == NULL ? "" : row->note);
}

static int put_row(const writer *self, const lac_model *model, size_t index)
{
    const lac_plan *plan = self->results->plan;
    const lac_plan_row *row = &plan->rows[index];
    const lac_plan_item *item = self->item_of[index];
    const lac_plan_cell *own = lac_plan_own_cell(row, model->scenario);
    const lac_plan_cell *cell = lac_plan_row_cell(row, model->scenario);
    const bool inherited = own->state == LAC_CELL_BLANK && model->scenario != 0;
    char from[8] = "";
    lac_assumption out = {.scenario = model->scenario_name,
        .section = lac_section_name(row->field->section),
        .item = row->item,
        .field = row->field->name,
        .from = from,
        .unit = "",
        .source = row->source,
        .note = note_of(self, model, row),
        .quality = row->quality,
        .impact = row->impact,
        .origin = inherited ? LAC_ORIGIN_INHERITED : LAC_ORIGIN_GIVEN};
    if (!lac_field_is_used(model, item, row->field)) {
        return LAC_OK;
    }
    if (row->from != LAC_NO_MONTH) {
        lac_month_format(row->from, from);
    }
    switch (cell->state) {
    case LAC_CELL_BLANK:
        /* neither this scenario nor the reference says anything: the default, if there is one */
        if (row->from == LAC_NO_MONTH) {
            out.value = lac_default_text(self->arena, model, item, row->field);
        }
        out.origin = LAC_ORIGIN_DEFAULT;
        if (out.value == NULL) {
            return LAC_OK;
        }
        break;
    case LAC_CELL_NONE:
        out.value = "none";
        break;
    case LAC_CELL_VALUE:
        if (!put_value(self, model, row, cell, &out)) {
            return LAC_MEMORY;
        }
        if (!lac_row_holds(plan, model, item, row)) {
            out.origin = LAC_ORIGIN_NOT_USED;
        }
        break;
    }
    if (cell->state == LAC_CELL_VALUE ||
        (cell->state == LAC_CELL_BLANK && lac_default_has_unit(out.value))) {
        out.unit = unit_of(self, item, row);
    }
    if (out.unit == NULL || out.note == NULL) {
        return LAC_MEMORY;
    }
    lac_assumption_put(self->csv, &out);
    return LAC_OK;
}

/* ---- everything ---- */

static int find_items(writer *self)
{
    const lac_plan *plan = self->results->plan;
    self->item_of = lac_arena_alloc(self->arena, plan->n_rows + 1, sizeof *self->item_of);
    if (self->item_of == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < plan->n_items; i++) {
        for (size_t r = 0; r < plan->items[i].n_rows; r++) {
            self->item_of[plan->items[i].rows[r] - plan->rows] = &plan->items[i];
        }
    }
    return LAC_OK;
}

static int put_scenario(const writer *self, const lac_model *model)
{
    const lac_plan *plan = self->results->plan;
    lac_arena texts = {0};
    const writer own = {self->csv, &texts, self->results, self->item_of};
    int status = LAC_OK;
    for (size_t i = 0; i < plan->n_rows && status == LAC_OK && !self->csv->stopped; i++) {
        status = put_row(&own, model, i);
    }
    if (status == LAC_OK && !self->csv->stopped) {
        status = lac_defaults_put(self->csv, &texts, plan, model);
    }
    lac_arena_free(&texts);
    return status;
}

static int put_all(lac_csv *csv, lac_arena *arena, const lac_results *results)
{
    static const char *const HEADER[] = {"scenario", "section", "item", "field", "from", "value",
        "unit", "low", "high", "source", "note", "quality", "impact", "origin"};
    writer self = {csv, arena, results, NULL};
    int status = find_items(&self);
    for (size_t i = 0; i < sizeof HEADER / sizeof HEADER[0]; i++) {
        lac_csv_word(csv, HEADER[i]);
    }
    lac_csv_end_row(csv);
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK && !csv->stopped; s++) {
        status = put_scenario(&self, &results->models[s]);
    }
    if (status == LAC_OK && results->replicates.n > 0) {
        status = lac_uncertainty_put(csv, arena, results->plan,
            results->drifts ? &results->drift : NULL, results->replicates.layers);
    }
    return status == LAC_OK ? lac_evidence_put(csv, arena, results) : status;
}

int lac_assumptions_write(
    const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    lac_csv csv = {0};
    const char *path = lac_arena_format(&arena, "%s/" LAC_ASSUMPTIONS_NAME, folder);
    int status = path == NULL ? LAC_MEMORY : lac_csv_open(&csv, path, diagnostics);
    if (status == LAC_OK) {
        lac_csv_watch(&csv, results->interrupted, results->context);
        status = put_all(&csv, &arena, results);
        const int closed = lac_csv_close(&csv, diagnostics);
        status = status == LAC_OK ? closed : status;
    }
    lac_arena_free(&arena);
    return status;
}
