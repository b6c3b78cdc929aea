/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/target.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Measures of money that the contract has and a target may name, although this version does not work
 * them all out. */
static const char *const SAVINGS[] = {"gross", "support", "investment", "net", "cumulative_net",
    "cashable", "avoided", "full_year_effect", "incremental_net", "present_value"};

static bool is_saving(const char *name)
{
    for (size_t i = 0; i < sizeof SAVINGS / sizeof SAVINGS[0]; i++) {
        if (lac_name_equal(name, SAVINGS[i])) {
            return true;
        }
    }
    return false;
}

bool lac_target_value(const lac_plan_item *item, double *value, bool *at_most)
{
    const lac_plan_cell *most = lac_item_value(item, 0, "at_most");
    const lac_plan_cell *least = lac_item_value(item, 0, "at_least");
    *at_most = most != NULL;
    *value = most != NULL ? most->number : least != NULL ? least->number : 0;
    return (most != NULL) != (least != NULL);
}

static void check_measure(
    const lac_plan_cell *cell, const lac_measures *measures, lac_diagnostics *diagnostics)
{
    if (lac_measure_find(measures, cell->text) >= 0 || is_saving(cell->text)) {
        return;
    }
    const char *nearest = NULL;
    size_t distance = 3;
    for (int i = 0; i < measures->n; i++) {
        const size_t d = lac_edit_distance(cell->text, measures->items[i].name, 2);
        if (d < distance) {
            distance = d;
            nearest = measures->items[i].name;
        }
    }
    char hint[160];
    snprintf(hint, sizeof hint, "did you mean %.100s?", nearest == NULL ? "" : nearest);
    lac_diagnostics_add(diagnostics, LAC_ERROR, &cell->place,
        nearest == NULL ? "write the name of a measure, such as closing_stock or rate_per_10k"
                        : hint,
        "the measure \"%s\" is not known", cell->text);
}

void lac_targets_check(
    const lac_plan *plan, const lac_measures *measures, lac_diagnostics *diagnostics)
{
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_TARGET, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_TARGET, item)) {
        const lac_place *place = &item->rows[0]->place;
        const lac_plan_cell *measure = lac_item_value(item, 0, "measure");
        double value = 0;
        bool at_most = false;
        if (measure == NULL) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, place,
                "add a row measure, such as closing_stock or rate_per_10k",
                "target %s has no measure", item->name);
        } else {
            check_measure(measure, measures, diagnostics);
        }
        if (lac_item_value(item, 0, "by") == NULL) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, place,
                "add a row by with a financial year or a month", "target %s has no by", item->name);
        }
        if (!lac_target_value(item, &value, &at_most)) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, place, "give one of at_most and at_least",
                "target %s has %s", item->name,
                lac_item_value(item, 0, "at_most") == NULL ? "no value" : "two values");
        }
    }
}
