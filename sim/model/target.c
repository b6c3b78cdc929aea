/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/target.h"

#include "base/text.h"
#include "model/saving.h"

#include <stdio.h>
#include <string.h>

static const double CONFIDENCE = 0.8; /* where the sheet says nothing */

bool lac_target_value(const lac_plan_item *item, double *value, bool *at_most)
{
    const lac_plan_cell *most = lac_item_value(item, 0, "at_most");
    const lac_plan_cell *least = lac_item_value(item, 0, "at_least");
    *at_most = most != NULL;
    *value = most != NULL ? most->number : least != NULL ? least->number : 0;
    return (most != NULL) != (least != NULL);
}

/* The nearer of two names to what was written. */
static void keep_nearest(const char *text, const char *name, size_t *distance, const char **nearest)
{
    const size_t d = lac_edit_distance(text, name, 2);
    if (d < *distance) {
        *distance = d;
        *nearest = name;
    }
}

static void read_measure(lac_target *out, const lac_plan_cell *cell, const lac_measures *measures,
    lac_diagnostics *diagnostics)
{
    out->of = lac_measure_find(measures, cell->text);
    out->saving = out->of >= 0 ? -1 : lac_saving_find(cell->text);
    if (out->of >= 0 || out->saving >= 0) {
        return;
    }
    const char *nearest = NULL;
    size_t distance = 3;
    for (int i = 0; i < measures->n; i++) {
        keep_nearest(cell->text, measures->items[i].name, &distance, &nearest);
    }
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES; i++) {
        keep_nearest(cell->text, LAC_SAVINGS_MEASURES[i].name, &distance, &nearest);
    }
    char hint[160];
    snprintf(hint, sizeof hint, "did you mean %.100s?", nearest == NULL ? "" : nearest);
    lac_diagnostics_add(diagnostics, LAC_ERROR, &cell->place,
        nearest == NULL ? "write the name of a measure, such as closing_stock or rate_per_10k"
                        : hint,
        "the measure \"%s\" is not known", cell->text);
}

/* A year is that of its financial year; savings are of years, whatever was written. */
static void read_time(lac_target *out, const lac_plan_cell *by)
{
    const lac_month month = (lac_month)by->number;
    out->monthly = !by->period_is_year && out->saving < 0;
    out->by = out->monthly ? month : lac_month_financial_year(month);
}

static void read_target(lac_target *out, const lac_plan_item *item, const lac_measures *measures,
    lac_diagnostics *diagnostics)
{
    const lac_place *place = &item->rows[0]->place;
    const lac_plan_cell *measure = lac_item_value(item, 0, "measure");
    const lac_plan_cell *by = lac_item_value(item, 0, "by");
    out->name = item->name;
    out->confidence = lac_item_number(item, 0, "confidence", CONFIDENCE);
    if (measure == NULL) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place,
            "add a row measure, such as closing_stock or rate_per_10k", "target %s has no measure",
            item->name);
    } else {
        read_measure(out, measure, measures, diagnostics);
    }
    if (by == NULL) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place,
            "add a row by with a financial year or a month", "target %s has no by", item->name);
    } else {
        read_time(out, by);
    }
    if (!lac_target_value(item, &out->value, &out->at_most)) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "give one of at_most and at_least",
            "target %s has %s", item->name,
            lac_item_value(item, 0, "at_most") == NULL ? "no value" : "two values");
    }
}

int lac_targets_make(lac_target **out, int *n, lac_arena *arena, const lac_plan *plan,
    const lac_measures *measures, lac_diagnostics *diagnostics)
{
    lac_target *all = lac_arena_alloc(arena, plan->n_items + 1, sizeof *all);
    *out = all;
    *n = 0;
    if (all == NULL) {
        return LAC_MEMORY;
    }
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_TARGET, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_TARGET, item)) {
        const char *slug = lac_slug(arena, item->name);
        lac_target *target = &all[*n];
        *target = (lac_target){.of = -1, .saving = -1};
        target->measure = slug == NULL ? NULL : lac_arena_format(arena, "probability_%s", slug);
        if (target->measure == NULL) {
            return LAC_MEMORY;
        }
        read_target(target, item, measures, diagnostics);
        (*n)++;
    }
    return LAC_OK;
}
