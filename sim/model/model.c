/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/model.h"

#include "model/build.h"
#include "model/excess.h"
#include "model/rates.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int lac_horizon_find(lac_horizon *out, const lac_plan *plan, lac_diagnostics *diagnostics)
{
    const lac_plan_item *time = lac_plan_find(plan, LAC_SECTION_TIME, NULL);
    const lac_plan_cell *start = lac_item_value(time, 0, "start");
    const lac_plan_cell *end = lac_item_value(time, 0, "end");
    const lac_place sheet = {.file = plan->path};
    memset(out, 0, sizeof *out);
    if (end == NULL) {
        const lac_plan_row *row = lac_item_row(time, "end");
        lac_diagnostics_add(diagnostics, LAC_ERROR, row == NULL ? &sheet : &row->place,
            "add a row time,,end with a month", "the study has no end");
    }
    if (start == NULL && plan->history.n_rows == 0) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &sheet,
            "add a row time,,start with a month, or a history",
            "the study has no start and no history to follow");
    }
    if (end == NULL || (start == NULL && plan->history.n_rows == 0)) {
        return LAC_INPUT;
    }
    out->start_given = start != NULL;
    out->start = start != NULL ? (lac_month)start->number
                               : plan->history.rows[plan->history.n_rows - 1].last + 1;
    out->end = (lac_month)end->number;
    out->n_months = out->end - out->start + 1;
    char first[8];
    lac_month_format(out->start, first);
    if (out->n_months < 1) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &end->place, "put the end after the start",
            "the study ends before it starts (%s)", first);
        return LAC_INPUT;
    }
    if (out->n_months > LAC_MAX_MONTHS) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &end->place, NULL,
            "the study has %d months; at most %d are possible", out->n_months, LAC_MAX_MONTHS);
        return LAC_INPUT;
    }
    return LAC_OK;
}

/* Whether the study knows any age, in any scenario. */
static bool knows_ages(const lac_plan *plan)
{
    for (size_t i = 0; i < plan->opening.n_rows; i++) {
        if (plan->opening.rows[i].from_months >= 0) {
            return true;
        }
    }
    for (size_t i = 0; i < plan->n_rows; i++) {
        const lac_plan_row *row = &plan->rows[i];
        for (size_t s = 0; s < plan->n_scenarios && row->field->type == LAC_TYPE_AGES; s++) {
            if (lac_plan_own_cell(row, s)->state == LAC_CELL_VALUE) {
                return true;
            }
        }
    }
    for (size_t i = 0; i < plan->admission_ages.n_rows; i++) {
        if (plan->admission_ages.rows[i].from_age >= 0) {
            return true;
        }
    }
    return false;
}

/* Positive unreconciled children need ages and placements: those of the month's starts, else of the
 * opening children. False when there is neither. */
static bool can_reconcile(const lac_model *model, const lac_rates *rates, int m)
{
    const lac_grid *grid = &model->grid;
    double starts = 0;
    for (int i = 0; i < model->n_streams * grid->n_groups; i++) {
        starts += rates->arrivals[i];
    }
    return model->unreconciled[m] <= 0 || starts > 0 || model->opening_mix != NULL ||
           grid->n_ages * grid->n_placements == 1;
}

/* Which intervention makes a flow negative, when. */
static int say_excess(lac_build *self)
{
    const lac_model *model = self->model;
    lac_excess excess;
    char label[8];
    const int status = lac_excess_find(&excess, model);
    if (status != LAC_OK) {
        return status;
    }
    assert(excess.lever != NULL);
    lac_month_format(model->start + excess.month, label);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, excess.lever->place,
        "the flow that an amount acts on must exist inside its filter and stay at 0 or above",
        "intervention %s makes a flow negative, or has nothing to add to, in %s",
        excess.lever->name, label);
    return LAC_OK;
}

/* Finds the months in which rates change, and faults of interventions that only show when the flows of
 * each month are worked out. */
static int check_months(lac_build *self)
{
    lac_model *model = self->model;
    lac_rates rates;
    int status = lac_rates_init(&rates, model);
    model->rates_change = lac_build_alloc(self, (size_t)model->n_months, sizeof(bool));
    if (status != LAC_OK || model->rates_change == NULL) {
        status = LAC_MEMORY;
        goto out;
    }
    for (int m = 0; m < model->n_months; m++) {
        const bool change = m == 0 || lac_rates_change(model, m);
        model->rates_change[m] = change;
        const lac_lever *culprit = NULL;
        if (lac_rates_set(&rates, model, m, change, &culprit) != LAC_OK) {
            status = say_excess(self);
            break;
        }
        if (!can_reconcile(model, &rates, m)) {
            const lac_place place = lac_build_sheet_place(self);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
                "give the study admissions or an opening stock",
                "unreconciled adds children, but nothing says of what age and placement");
            break;
        }
    }
    status = status == LAC_OK ? lac_diagnostics_status(self->diagnostics) : status;
out:
    lac_rates_free(&rates);
    return status;
}

static void say_residual(lac_build *self)
{
    const lac_history *history = &self->plan->history;
    double sum = 0;
    int months = 0;
    for (size_t i = 1; i < history->n_rows; i++) {
        const lac_history_row *row = &history->rows[i];
        const double gap = row->stock - history->rows[i - 1].stock - row->admissions + row->ceased;
        if (!isnan(gap) && history->rows[i - 1].last + 1 == row->first &&
            row->last < self->model->start) {
            sum += gap;
            months += row->last - row->first + 1;
        }
    }
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_UNRECONCILED, "all");
    if (months > 0 && fabs(sum) > 1e-9 && !lac_item_has(item, self->scenario, "count")) {
        const lac_place place = {.file = history->file};
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, &place,
            "carry it with a row unreconciled,all,count, or write 0 there to say that it will not "
            "go on",
            "admissions and exits leave %+.0f children unexplained over %d months (%+.1f a year), "
            "and "
            "the forecast does not carry this",
            sum, months, sum * 12 / months);
    }
}

static void say_ignored_history(lac_build *self)
{
    const lac_history *history = &self->plan->history;
    int n = 0;
    for (size_t i = 0; i < history->n_rows; i++) {
        n += history->rows[i].last >= self->model->start;
    }
    if (n > 0) {
        const lac_place place = {.file = history->file};
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, &place, NULL,
            "%d row%s of the history after the start %s not used", n, n == 1 ? "" : "s",
            n == 1 ? "is" : "are");
    }
}

int lac_model_build(
    lac_model *self, const lac_plan *plan, size_t scenario, lac_diagnostics *diagnostics)
{
    lac_horizon horizon;
    lac_build build = {self, plan, scenario, diagnostics, knows_ages(plan)};
    int status = lac_horizon_find(&horizon, plan, diagnostics);
    if (status != LAC_OK) {
        return status;
    }
    self->scenario = scenario;
    self->scenario_name = plan->scenarios[scenario];
    self->scenario_slug = plan->scenario_slugs[scenario];
    self->start = horizon.start;
    self->n_months = horizon.n_months;
    status = lac_build_names(&build);
    if (status == LAC_OK &&
        (self->n_placements > LAC_MAX_PLACEMENTS || self->n_routes > LAC_MAX_ROUTES)) {
        return LAC_INPUT; /* told; the arrays of the later steps hold no more */
    }
    int (*const steps[])(lac_build *) = {lac_build_grid, lac_build_opening, lac_build_population,
        lac_build_flows, lac_build_pathways, lac_build_interventions, lac_build_cases,
        lac_build_reentry, lac_build_capacity, lac_build_prices, lac_build_support,
        lac_build_finance};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == LAC_OK; i++) {
        status = steps[i](&build);
    }
    if (status == LAC_OK) {
        say_residual(&build);
        say_ignored_history(&build);
        status = lac_diagnostics_status(diagnostics);
    }
    return status == LAC_OK ? check_months(&build) : status;
}

void lac_model_free(lac_model *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
