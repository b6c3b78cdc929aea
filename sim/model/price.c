/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include <math.h>
#include <string.h>

/* Prices step on 1 April: a dated inflation must begin there, and once. Single values belong to no year,
 * a budget to one. */
static void check_dates(lac_build *self)
{
    const lac_plan *plan = self->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_FINANCE, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_FINANCE, item)) {
        for (size_t i = 0; i < item->n_rows; i++) {
            const lac_plan_row *row = item->rows[i];
            const char *name = row->field->name;
            const bool dated = (row->field->flags & LAC_DATED) != 0;
            if (strcmp(name, "budget") == 0 && item->year < 0) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                    "give the financial year as the item", "the budget has no financial year");
            } else if (!dated && strcmp(name, "budget") != 0 && item->year >= 0) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                    "leave the item blank", "%s holds for all years", name);
            }
            if (row->from == LAC_NO_MONTH) {
                continue;
            }
            char label[8];
            lac_financial_year_format(lac_month_financial_year(row->from), label);
            const lac_plan_item *same = lac_plan_find(plan, LAC_SECTION_FINANCE, label);
            if (item->year >= 0) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                    "give the year as the item or after from, not both", "%s has two starts", name);
            } else if (row->from % 12 != 3) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                    "give a financial year, such as from 2026/27", "%s can only start on 1 April",
                    name);
            } else if (lac_item_row(same, name) != NULL) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place, "keep one of them",
                    "%s of %s is already given in line %d", name, label,
                    lac_item_row(same, name)->place.line);
            }
        }
    }
}

int lac_build_prices(lac_build *self)
{
    const lac_plan *plan = self->plan;
    lac_model *model = self->model;
    const int n = model->n_months;
    const lac_plan_item *finance = lac_plan_find(plan, LAC_SECTION_FINANCE, "");
    const int first = lac_month_financial_year(model->start);
    const int n_years = lac_month_financial_year(model->start + n - 1) - first + 1;
    double *by_year = lac_build_alloc(self, (size_t)n_years, sizeof *by_year);
    model->price_base = (int)lac_item_number(finance, self->scenario, "price_base", first);
    model->index = lac_build_alloc(self, (size_t)n, sizeof(double));
    model->price =
        lac_build_alloc(self, (size_t)n * (size_t)(model->n_placements + 1), sizeof(double));
    if (by_year == NULL || model->index == NULL || model->price == NULL) {
        return LAC_MEMORY;
    }
    check_dates(self);
    lac_finance_index(self, "inflation", n_years, by_year);
    for (int m = 0; m < n; m++) {
        model->index[m] = by_year[lac_month_financial_year(model->start + m) - first];
    }
    const lac_plan_item *all = lac_plan_find(plan, LAC_SECTION_PLACEMENT, "all");
    const bool any_all = lac_item_has(all, self->scenario, "weekly_cost");
    if (any_all && model->n_placements > 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(all, self->scenario, "weekly_cost"), "price every placement by itself",
            "weekly_cost of all cannot stand beside named placements");
    }
    model->blended_price = any_all;
    if (any_all) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(all, self->scenario, "weekly_cost"),
            "give stock and weekly_cost by placement if you can",
            "one blended weekly cost overstates savings: children who leave by special "
            "guardianship or "
            "reunification are mostly in the cheaper placements");
    }
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    for (int p = 0; p < n_prices; p++) {
        double *price = &model->price[p * n];
        const lac_plan_item *item =
            model->n_placements == 0
                ? all
                : lac_plan_find(plan, LAC_SECTION_PLACEMENT, model->placements[p].name);
        lac_item_timeline(item, self->scenario, "weekly_cost", model->start, n, price);
        for (int m = 0; m < n; m++) {
            price[m] *= model->index[m];
        }
    }
    return LAC_OK;
}
