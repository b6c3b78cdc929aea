/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include <math.h>
#include <string.h>

/* ---- values that step on 1 April ---- */

const lac_plan_row *lac_finance_row(
    const lac_plan *plan, size_t scenario, const char *field, int first, int year)
{
    int best = -1;
    const lac_plan_row *out = NULL;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_FINANCE, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_FINANCE, item)) {
        for (size_t i = 0; i < item->n_rows; i++) {
            const lac_plan_row *row = item->rows[i];
            if (strcmp(row->field->name, field) != 0 ||
                lac_plan_row_cell(row, scenario)->state != LAC_CELL_VALUE) {
                continue;
            }
            const int from = row->from != LAC_NO_MONTH ? lac_month_financial_year(row->from)
                             : item->year >= 0         ? item->year
                                                       : first;
            const bool dated = row->from != LAC_NO_MONTH || item->year >= 0;
            if (from <= year && (from > best || (from == best && dated))) {
                best = from;
                out = row;
            }
        }
    }
    return out;
}

static double rise_of(const lac_build *self, const char *field, int year)
{
    const int first = lac_month_financial_year(self->model->start);
    const lac_plan_row *row = lac_finance_row(self->plan, self->scenario, field, first, year);
    return row == NULL ? 0 : lac_plan_row_cell(row, self->scenario)->number;
}

void lac_finance_index(const lac_build *self, const char *field, int n, double *out)
{
    const int base = self->model->price_base;
    const int first = lac_month_financial_year(self->model->start);
    double index = 1;
    for (int year = base + 1; year <= first; year++) {
        index *= 1 + rise_of(self, field, year);
    }
    for (int year = first + 1; year <= base; year++) {
        index /= 1 + rise_of(self, field, year);
    }
    for (int t = 0; t < n; t++) {
        index *= t == 0 ? 1 : 1 + rise_of(self, field, first + t);
        out[t] = index;
    }
}

/* ---- programmes ---- */

/* Rule 30: cost_per_year / 12 in each month from start to end, cost_one_off in the month of the start, at
 * prices of the base year. */
static void add_costs(lac_build *self, const lac_intervention *of, double *child_cost)
{
    lac_model *model = self->model;
    const size_t s = self->scenario;
    const lac_span months = lac_effect_span_of(of->item, s, model);
    const double once = lac_item_number(of->item, s, "cost_one_off", 0);
    const double yearly = lac_item_number(of->item, s, "cost_per_year", 0);
    *child_cost = lac_item_number(of->item, s, "cost_per_child", 0);
    if (once > 0 && months.start < model->start) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE,
            lac_item_place(of->item, s, "cost_one_off"), NULL,
            "intervention %s begins before the study: its cost_one_off is spent already and not "
            "counted",
            of->label.name);
    }
    for (int m = 0; m < model->n_months; m++) {
        const lac_month at = model->start + m;
        model->programme_cost[m] += at == months.start ? once : 0;
        model->programme_cost[m] += at >= months.start && at <= months.end ? yearly / 12 : 0;
    }
}

/* ---- all of it ---- */

static bool has_deflator(const lac_build *self)
{
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, NULL);
         item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, item)) {
        if (lac_item_has(item, self->scenario, "deflator")) {
            return true;
        }
    }
    return false;
}

static void read_budgets(lac_build *self, int n)
{
    lac_model *model = self->model;
    const int first = lac_month_financial_year(model->start);
    for (int t = 0; t < n; t++) {
        model->budget[t] = NAN;
    }
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, NULL);
         item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_FINANCE, item)) {
        const int t = item->year - first;
        if (item->year >= 0 && t >= 0 && t < n) {
            model->budget[t] = lac_item_number(item, self->scenario, "budget", NAN);
        }
    }
}

int lac_build_finance(lac_build *self)
{
    static const double DISCOUNT_RATE = 0.035; /* HM Treasury, Green Book */
    lac_model *model = self->model;
    const lac_plan_item *finance = lac_plan_find(self->plan, LAC_SECTION_FINANCE, "");
    const int first = lac_month_financial_year(model->start);
    const int n = lac_month_financial_year(model->start + model->n_months - 1) - first + 1;
    model->n_years = n;
    model->programme_cost = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    model->child_cost = lac_build_alloc(self, (size_t)model->n_interventions + 1, sizeof(double));
    model->budget = lac_build_alloc(self, (size_t)n, sizeof(double));
    if (model->programme_cost == NULL || model->child_cost == NULL || model->budget == NULL) {
        return LAC_MEMORY;
    }
    for (int i = 0; i < model->n_interventions; i++) {
        if (model->interventions[i].active) {
            add_costs(self, &model->interventions[i], &model->child_cost[i]);
        }
    }
    model->discount_rate = lac_item_number(finance, self->scenario, "discount_rate", DISCOUNT_RATE);
    read_budgets(self, n);
    if (has_deflator(self)) {
        model->deflator = lac_build_alloc(self, (size_t)n, sizeof(double));
        if (model->deflator == NULL) {
            return LAC_MEMORY;
        }
        lac_finance_index(self, "deflator", n, model->deflator);
    }
    return LAC_OK;
}
