/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EFFECT_EXITS, EFFECT_PATHWAY, EFFECT_MULTIPLY, EFFECT_ADD, EFFECT_SHIFT };

/* The months of an intervention, both included, and the share of its effect in each. */
typedef struct {
    lac_month start;
    lac_month end;
    int ramp;
} span;

static double span_share(const span *self, lac_month month)
{
    const double k = month - self->start;
    return self->ramp == 0 || k + 0.5 >= self->ramp ? 1 : (k + 0.5) / self->ramp;
}

static span span_of(const lac_plan_item *item, size_t scenario, const lac_model *model)
{
    const lac_month last = model->start + model->n_months - 1;
    return (span){.start = (lac_month)lac_item_number(item, scenario, "start", model->start),
        .end = (lac_month)lac_item_number(item, scenario, "end", last),
        .ramp = (int)lac_item_number(item, scenario, "ramp_months", 0)};
}

double lac_intervention_share(
    const lac_plan_item *item, size_t scenario, const lac_model *model, lac_month month)
{
    const span months = span_of(item, scenario, model);
    return month < months.start || month > months.end ? 0 : span_share(&months, month);
}

static bool read_span(lac_build *self, const lac_plan_item *item, span *out)
{
    const lac_model *model = self->model;
    const size_t s = self->scenario;
    const lac_month last = model->start + model->n_months - 1;
    *out = span_of(item, s, model);
    if (out->start > out->end && lac_item_has(item, s, "end")) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, lac_item_place(item, s, "end"),
            "swap them, or change one", "intervention %s ends before it starts", item->name);
        return false;
    }
    if (out->start > last || out->end < model->start) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, lac_item_place(item, s, "start"), NULL,
            "intervention %s lies outside the study and has no effect", item->name);
    }
    return true;
}

static void add_missing(
    lac_build *self, const lac_plan_item *item, const char *field, const char *effect)
{
    /* Points at the cell that says none, if one does. */
    const lac_plan_row *row = lac_item_row(item, field);
    const lac_place *place =
        row == NULL ? &item->rows[0]->place : &lac_plan_row_cell(row, self->scenario)->place;
    char hint[96];
    snprintf(hint, sizeof hint, "add a row intervention,%s,%s", item->name, field);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, place, row == NULL ? hint : "give a value",
        "intervention %s has effect %s but no %s", item->name, effect, field);
}

/* Fields that the effect does not look at would be silently without meaning. */
static void check_unused(lac_build *self, const lac_plan_item *item, const char *effect,
    const char *const *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lac_item_has(item, self->scenario, fields[i])) {
            lac_diagnostics_add(self->diagnostics, LAC_WARNING,
                lac_item_place(item, self->scenario, fields[i]), NULL,
                "%s is not used by the effect %s of intervention %s", fields[i], effect,
                item->name);
        }
    }
}

/* Whether the study prices its placements one by one: then it matters which of them leavers come from. */
static bool has_prices(const lac_build *self)
{
    const lac_plan *plan = self->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_PLACEMENT, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_PLACEMENT, item)) {
        if (lac_item_has(item, self->scenario, "weekly_cost")) {
            return self->model->n_placements > 1;
        }
    }
    return false;
}

/* A filter that lets nobody through. */
static void say_nobody(lac_build *self, const lac_plan_item *item, const lac_filter *filter)
{
    const bool ages = filter->from_age >= 0 || filter->to_age >= 0;
    lac_diagnostics_add(self->diagnostics, LAC_WARNING, filter->place,
        ages && !self->any_age
            ? "the study knows no ages: give an opening table with ages and the ages "
              "of admissions, or take from_age and to_age out"
            : NULL,
        "no child can match the filter of %s", item->name);
}

static int build_list(lac_build *self, const lac_plan_item *item, lac_leaver_list *list)
{
    static const char *const UNUSED[] = {"factor", "amount", "acts_on"};
    lac_model *model = self->model;
    const size_t s = self->scenario;
    span months;
    check_unused(self, item, "exits", UNUSED, 3);
    const char *route = lac_item_text(item, s, "route");
    if (route == NULL) {
        add_missing(self, item, "route", "exits");
    }
    if (!lac_item_has(item, s, "children")) {
        add_missing(self, item, "children", "exits");
    }
    list->label.name = item->name;
    list->label.slug = lac_slug(&model->arena, item->name);
    list->groups = lac_build_alloc(self, (size_t)model->grid.n_groups, sizeof(bool));
    list->attempts = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (list->label.slug == NULL || list->groups == NULL || list->attempts == NULL) {
        return LAC_MEMORY;
    }
    list->children = lac_item_number(item, s, "children", 0);
    list->success = lac_item_number(item, s, "success", 1);
    list->route = 0;
    for (int r = 0; r < model->n_routes && route != NULL; r++) {
        if (lac_name_equal(model->routes[r].label.name, route)) {
            list->route = r;
        }
    }
    lac_filter filter;
    if (lac_filter_read(&filter, self, item) != LAC_OK) {
        return LAC_MEMORY;
    }
    list->any_filter = filter.from_age >= 0 || filter.to_age >= 0 || !filter.any_placement;
    if (lac_filter_groups(&filter, &model->grid, list->groups) == 0) {
        say_nobody(self, item, &filter);
    }
    if (filter.any_placement && has_prices(self)) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, filter.place,
            "name the placements they come from in a row placement before quoting a saving",
            "the list %s has no placement filter: its children are taken evenly from all "
            "placements, the "
            "dearest too",
            item->name);
    }
    if (!read_span(self, item, &months)) {
        return LAC_OK;
    }
    double sum = 0;
    for (lac_month at = months.start; at <= months.end; at++) {
        sum += span_share(&months, at);
    }
    double inside = 0;
    for (int m = 0; m < model->n_months; m++) {
        const lac_month at = model->start + m;
        if (at >= months.start && at <= months.end) {
            list->attempts[m] = list->children * span_share(&months, at) / sum;
            inside += list->attempts[m];
        }
    }
    if (list->children - inside > 1e-9 * list->children && list->children > 0) {
        char number[32];
        lac_number_format(nearbyint((list->children - inside) * 1e6) / 1e6, number);
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, lac_item_place(item, s, "start"), NULL,
            "%s of the attempts of %s fall outside the study and do not happen", number,
            item->name);
    }
    return LAC_OK;
}

/* Finds what acts_on names; false when it is not there. */
static bool read_target(lac_build *self, const lac_plan_item *item, lac_lever *lever)
{
    const lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "acts_on");
    const char *text = cell->text;
    const char *slash = strchr(text, '/');
    const size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
    const char *name = slash == NULL ? NULL : slash + 1;
    while (name != NULL && *name == ' ') {
        name++;
    }
    char section[24];
    snprintf(section, sizeof section, "%.*s", (int)(length < 23 ? length : 23), text);
    bool found = false;
    lever->index = -1;
    if (lac_name_equal(section, "admissions")) {
        lever->target = name == NULL ? LAC_TARGET_ALL_STREAMS : LAC_TARGET_STREAM;
        found = name == NULL;
        for (int k = 0; k < model->n_streams && name != NULL; k++) {
            if (lac_name_equal(model->streams[k].label.name, name)) {
                lever->index = k;
            }
        }
    } else if (lac_name_equal(section, "exit") && name != NULL) {
        lever->target = LAC_TARGET_ROUTE;
        for (int r = 0; r < model->n_routes; r++) {
            if (lac_name_equal(model->routes[r].label.name, name)) {
                lever->index = r;
            }
        }
        if (lever->index >= 0 && lever->index == model->ageing_out) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
                "nobody stays looked after beyond the 18th birthday",
                "an intervention cannot act on ageing_out");
            return false;
        }
    } else if (lac_name_equal(section, "move") && name != NULL) {
        lever->target = LAC_TARGET_MOVE;
        for (int i = 0; i < model->n_moves; i++) {
            const char *mark = strchr(name, '>');
            char *from = mark == NULL
                             ? NULL
                             : lac_arena_copy_n(&self->model->arena, name, (size_t)(mark - name));
            const bool same =
                from != NULL &&
                lac_name_equal(lac_trim(from), model->placements[model->moves[i].from].name) &&
                lac_name_equal(mark + 1, model->placements[model->moves[i].to].name);
            lever->index = same ? i : lever->index;
        }
    }
    if (lever->index < 0 && !found) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
            "write admissions, admissions/stream, exit/route or move/a > b",
            "acts_on \"%s\" names no flow of the study", text);
        return false;
    }
    return true;
}

/* How many children a month (or per child-year) one unit of an amount is: depends on the month for
 * amounts per 10,000 children. NaN when the flow has no number to add to. */
static lac_flow_form target_form(const lac_model *model, const lac_lever *lever, bool *mixed)
{
    *mixed = false;
    if (lever->target == LAC_TARGET_ROUTE) {
        return model->routes[lever->index].form;
    }
    if (lever->target == LAC_TARGET_MOVE) {
        return LAC_BY_RATE;
    }
    if (lever->target == LAC_TARGET_STREAM) {
        return model->streams[lever->index].form;
    }
    lac_flow_form form = LAC_BY_NOTHING;
    for (int k = 0; k < model->n_streams; k++) {
        const lac_flow_form one =
            model->streams[k].form == LAC_BY_RATE ? LAC_BY_RATE : LAC_BY_COUNT;
        *mixed = *mixed || (k > 0 && one != form);
        form = one;
    }
    return form;
}

/* The unit written for an amount, dated or not, must be that of the flow. */
static void check_unit(
    lac_build *self, const lac_plan_item *item, const lac_lever *lever, lac_flow_form form)
{
    const bool stream = lever->target <= LAC_TARGET_STREAM;
    const bool by_rate = (stream && form == LAC_BY_RATE) || lever->target == LAC_TARGET_MOVE ||
                         (lever->target == LAC_TARGET_ROUTE && form != LAC_BY_COUNT);
    const lac_field *like = lac_field_find(
        stream ? LAC_SECTION_ADMISSIONS : LAC_SECTION_EXIT, by_rate ? "rate" : "count");
    for (size_t i = 0; i < item->n_rows; i++) {
        const lac_plan_row *row = item->rows[i];
        if (strcmp(row->field->name, "amount") != 0 || lac_field_unit_fits(like, row->unit)) {
            continue;
        }
        char unit[64];
        lac_field_unit(like, unit);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
            "an amount is in the unit of the flow that it acts on",
            "the unit \"%s\" of the amount does not fit a flow in %s", row->unit, unit);
    }
}

static void scale_amounts(lac_build *self, const lac_plan_item *item, lac_lever *lever)
{
    const lac_model *model = self->model;
    bool mixed = false;
    const lac_flow_form form = target_form(model, lever, &mixed);
    if (mixed) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "acts_on"), "act on one stream at a time",
            "the streams are given in different units, so one amount for all has no meaning");
    }
    if (lever->target == LAC_TARGET_ROUTE && form == LAC_BY_NOTHING) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "acts_on"),
            "give the route a count or a rate, which may be 0",
            "the route has neither a count nor a rate to add to");
    }
    check_unit(self, item, lever, form);
    for (int m = 0; m < model->n_months; m++) {
        if (lever->target <= LAC_TARGET_STREAM) {
            lever->value[m] /= 12;
            lever->value[m] *= form == LAC_BY_RATE ? model->population[m] / 10000 : 1;
        } else if (form == LAC_BY_COUNT) {
            lever->value[m] /= 12;
        }
    }
}

/* 0.1 is often meant as 10 % fewer, and 10 as 10 % more. */
static void check_factor(lac_build *self, const lac_plan_item *item, const lac_lever *lever)
{
    for (int m = 0; m < self->model->n_months; m++) {
        const double factor = lever->value[m];
        if (!isnan(factor) && ((factor > 0 && factor < 0.5) || factor > 2)) {
            char number[32];
            lac_number_format(factor, number);
            lac_diagnostics_add(self->diagnostics, LAC_WARNING, lever->place,
                "10 % fewer is the factor 0.9, 10 % more is 1.1",
                "intervention %s makes the flow %s times what it is", item->name, number);
            return;
        }
    }
}

static int build_lever(lac_build *self, const lac_plan_item *item, lac_lever *lever, bool factor)
{
    static const char *const UNUSED_FACTOR[] = {"amount", "route", "children", "success"};
    static const char *const UNUSED_AMOUNT[] = {"factor", "route", "children", "success"};
    lac_model *model = self->model;
    const size_t s = self->scenario;
    const char *effect = factor ? "multiply" : "add";
    const char *field = factor ? "factor" : "amount";
    span months;
    check_unused(self, item, effect, factor ? UNUSED_FACTOR : UNUSED_AMOUNT, 4);
    lever->name = item->name;
    lever->is_factor = factor;
    lever->place = lac_item_place(item, s, field);
    lever->groups = lac_build_alloc(self, (size_t)model->grid.n_groups, sizeof(bool));
    lever->value = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (lever->groups == NULL || lever->value == NULL) {
        return LAC_MEMORY;
    }
    for (int m = 0; m < model->n_months; m++) {
        lever->value[m] = NAN;
    }
    if (!lac_item_has(item, s, field)) {
        add_missing(self, item, field, effect);
    }
    if (lac_item_value(item, s, "acts_on") == NULL) {
        add_missing(self, item, "acts_on", effect);
        lever->target = LAC_TARGET_ALL_STREAMS;
        return LAC_OK;
    }
    lac_filter filter;
    if (lac_filter_read(&filter, self, item) != LAC_OK) {
        return LAC_MEMORY;
    }
    if (!read_target(self, item, lever) || !read_span(self, item, &months)) {
        lever->target = LAC_TARGET_ALL_STREAMS;
        return LAC_OK;
    }
    if (lac_filter_groups(&filter, &model->grid, lever->groups) == 0) {
        say_nobody(self, item, &filter);
    }
    lac_item_timeline(item, s, field, model->start, model->n_months, lever->value);
    const int first = months.start > model->start ? months.start - model->start : 0;
    if (first < model->n_months && first <= months.end - model->start &&
        lac_item_has(item, s, field) && isnan(lever->value[first])) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, lever->place, NULL,
            "intervention %s has no effect before the first dated value of its %s", item->name,
            field);
    }
    if (!factor) {
        scale_amounts(self, item, lever);
    } else {
        check_factor(self, item, lever);
    }
    for (int m = 0; m < model->n_months; m++) {
        const lac_month at = model->start + m;
        if (at < months.start || at > months.end) {
            lever->value[m] = NAN;
            continue;
        }
        const double share = span_share(&months, at);
        lever->value[m] = factor ? 1 + (lever->value[m] - 1) * share : lever->value[m] * share;
    }
    return LAC_OK;
}

static int compare_lists(const void *a, const void *b)
{
    return strcmp(
        ((const lac_leaver_list *)a)->label.slug, ((const lac_leaver_list *)b)->label.slug);
}

int lac_build_interventions(lac_build *self)
{
    lac_model *model = self->model;
    model->levers = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->levers);
    model->lists = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->lists);
    if (model->levers == NULL || model->lists == NULL) {
        return LAC_MEMORY;
    }
    int status = LAC_OK;
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL && status == LAC_OK;
         item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, item)) {
        const char *active = lac_item_text(item, self->scenario, "active");
        const lac_plan_cell *effect = lac_item_value(item, 0, "effect");
        if (effect == NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &item->rows[0]->place,
                "add a row effect: exits, multiply or add", "intervention %s has no effect",
                item->name);
            continue;
        }
        const int kind = (int)effect->number;
        if (kind == EFFECT_PATHWAY || kind == EFFECT_SHIFT) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &effect->place,
                "take its rows out, or begin them with #",
                "the effect %s is not built yet in this version", effect->text);
            continue;
        }
        if (active != NULL && strcmp(active, "no") == 0) {
            continue;
        }
        status = kind == EFFECT_EXITS ? build_list(self, item, &model->lists[model->n_lists++])
                                      : build_lever(self, item, &model->levers[model->n_levers++],
                                            kind == EFFECT_MULTIPLY);
    }
    if (model->n_lists > 1) {
        qsort(model->lists, (size_t)model->n_lists, sizeof *model->lists, compare_lists);
    }
    return status;
}
