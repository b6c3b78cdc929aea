/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EFFECT_EXITS, EFFECT_PATHWAY, EFFECT_MULTIPLY, EFFECT_ADD, EFFECT_SHIFT };

lac_flow_form lac_lever_form(const lac_model *model, const lac_lever *lever, bool *mixed)
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
    const lac_flow_form form = lac_lever_form(model, lever, &mixed);
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
    static const char *const UNUSED_FACTOR[] = {
        "amount", "route", "children", "success", "cost_per_child"};
    static const char *const UNUSED_AMOUNT[] = {
        "factor", "route", "children", "success", "cost_per_child"};
    lac_model *model = self->model;
    const size_t s = self->scenario;
    const char *effect = factor ? "multiply" : "add";
    const char *field = factor ? "factor" : "amount";
    lac_span months;
    lac_effect_unused(self, item, effect, factor ? UNUSED_FACTOR : UNUSED_AMOUNT, 5);
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
        lac_effect_missing(self, item, field, effect);
    }
    if (lac_item_value(item, s, "acts_on") == NULL) {
        lac_effect_missing(self, item, "acts_on", effect);
        lever->target = LAC_TARGET_ALL_STREAMS;
        return LAC_OK;
    }
    lac_filter filter;
    if (lac_filter_read(&filter, self, item) != LAC_OK) {
        return LAC_MEMORY;
    }
    if (!lac_effect_target(self, item, lever) || !lac_effect_span(&months, self, item)) {
        lever->target = LAC_TARGET_ALL_STREAMS;
        return LAC_OK;
    }
    if (lac_filter_groups(&filter, &model->grid, lever->groups) == 0) {
        lac_effect_nobody(self, item, &filter);
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
        const double share = lac_effect_share(&months, at);
        lever->value[m] = factor ? 1 + (lever->value[m] - 1) * share : lever->value[m] * share;
    }
    return LAC_OK;
}

static int compare_lists(const void *a, const void *b)
{
    return strcmp(
        ((const lac_leaver_list *)a)->label.slug, ((const lac_leaver_list *)b)->label.slug);
}

static void sort_lists(lac_leaver_list *lists, int n)
{
    if (n > 1) {
        qsort(lists, (size_t)n, sizeof *lists, compare_lists);
    }
}

/* ---- numbers ---- */

static int compare_interventions(const void *a, const void *b)
{
    const lac_intervention *x = a;
    const lac_intervention *y = b;
    const int by_slug = strcmp(x->label.slug, y->label.slug);
    return by_slug != 0 ? by_slug : strcmp(x->label.name, y->label.name);
}

/* Numbers the interventions, those that are not active too: their luck is the same in every scenario. */
static int number_interventions(lac_build *self)
{
    lac_model *model = self->model;
    lac_intervention *all = lac_build_alloc(self, self->plan->n_items + 1, sizeof *all);
    size_t n = 0;
    if (all == NULL) {
        return LAC_MEMORY;
    }
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, item)) {
        const char *active = lac_item_text(item, self->scenario, "active");
        all[n] = (lac_intervention){.label = {item->name, lac_slug(&model->arena, item->name)},
            .item = item,
            .active = active == NULL || strcmp(active, "no") != 0};
        if (all[n++].label.slug == NULL) {
            return LAC_MEMORY;
        }
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, compare_interventions);
    }
    model->interventions = all;
    model->n_interventions = (int)n;
    return LAC_OK;
}

/* What is known of an intervention of the study; NULL when there is no memory. */
static const lac_intervention *intervention_of(lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_intervention key = {.label = {item->name, lac_slug(&self->model->arena, item->name)}};
    return key.label.slug == NULL
               ? NULL
               : bsearch(&key, model->interventions, (size_t)model->n_interventions,
                     sizeof *model->interventions, compare_interventions);
}

int lac_build_interventions(lac_build *self)
{
    lac_model *model = self->model;
    model->levers = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->levers);
    model->lists = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->lists);
    model->shifts = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->shifts);
    model->programmes = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->programmes);
    if (model->levers == NULL || model->lists == NULL || model->shifts == NULL ||
        model->programmes == NULL) {
        return LAC_MEMORY;
    }
    int status = number_interventions(self);
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL && status == LAC_OK;
         item = lac_plan_next(self->plan, LAC_SECTION_INTERVENTION, item)) {
        const lac_intervention *known = intervention_of(self, item);
        const lac_plan_cell *effect = lac_item_value(item, 0, "effect");
        if (effect == NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &item->rows[0]->place,
                "add a row effect: exits, pathway, multiply, add or shift",
                "intervention %s has no effect", item->name);
            continue;
        }
        const int kind = (int)effect->number;
        if (known == NULL) {
            return LAC_MEMORY;
        }
        if (!known->active && (kind != EFFECT_PATHWAY || !lac_build_has_cases(self, item))) {
            continue;
        }
        if (kind == EFFECT_EXITS) {
            status = lac_build_list(self, known, &model->lists[model->n_lists++]);
        } else if (kind == EFFECT_SHIFT) {
            status = lac_build_shift(self, known, &model->shifts[model->n_shifts++]);
        } else if (kind == EFFECT_PATHWAY) {
            status = lac_build_programme(self, known, &model->programmes[model->n_programmes++]);
        } else {
            lac_lever *lever = &model->levers[model->n_levers++];
            lever->number = (int)(known - model->interventions);
            status = build_lever(self, item, lever, kind == EFFECT_MULTIPLY);
        }
    }
    sort_lists(model->lists, model->n_lists);
    sort_lists(model->shifts, model->n_shifts);
    lac_build_order_programmes(self);
    return status;
}
