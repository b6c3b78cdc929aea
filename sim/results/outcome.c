/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/outcome.h"

#include "results/money.h"
#include "results/tally.h"

#include <math.h>
#include <string.h>

/* What makes one unit. A child-week is days x (opening + closing) / 14, which is whole. */
static const double CHILD_PARTS = 1e6; /* where children are not whole */
static const double RATE_PARTS = 1e6;
static const double PENCE = 100;
enum { HALF_WEEKS = 14 };

/* The nearest whole number; beyond the limit of a tally where value is (or is no number), so that it is
 * refused there. */
static int64_t quanta(double value)
{
    return fabs(value) < (double)LAC_TALLY_LIMIT ? (int64_t)(value + (value < 0 ? -0.5 : 0.5))
                                                 : LAC_TALLY_LIMIT + 1;
}

static void set_parts(lac_outcome *self, const lac_measures *measures, bool whole)
{
    self->child_parts = whole ? 1 : CHILD_PARTS;
    for (int i = 0; i < measures->n; i++) {
        self->parts[i] = i < measures->child_weeks ? self->child_parts
                         : i < measures->cost_of   ? self->child_parts * HALF_WEEKS
                                                   : PENCE;
    }
    self->shortfall_parts = whole ? LAC_UNMET_PARTS : CHILD_PARTS;
    self->parts[measures->unmet_exits] = self->shortfall_parts;
    self->parts[measures->rate_per_10k] = RATE_PARTS;
}

/* Whether months of the history lie in the financial year of the start. */
static bool observed_opening(const lac_series *history, lac_month start)
{
    const lac_month april = lac_financial_year_first(lac_month_financial_year(start));
    return history->n > 0 && history->first < start && history->first + history->n > april;
}

static void set_opening(const lac_model *model, bool whole, int64_t *out)
{
    const double parts = whole ? 1 : CHILD_PARTS;
    if (model->n_placements == 0) {
        out[0] = quanta(model->opening_children * parts);
        return;
    }
    for (int p = 0; p < model->n_placements; p++) {
        double children = 0;
        for (int g = 0; g < model->n_opening; g++) {
            children += model->opening[g].placement == p ? model->opening[g].children : 0;
        }
        out[p] = quanta(children * parts);
    }
}

static int n_places(const lac_model *model)
{
    return model->n_placements > 0 ? model->n_placements : 1;
}

/* Where the blocks begin. */
static void lay_out(lac_outcome *self)
{
    const lac_results *results = self->results;
    const size_t scenarios = self->n_scenarios;
    const size_t years = (size_t)self->n_years;
    const size_t n = (size_t)self->n_measures;
    self->annual = scenarios * n * (size_t)self->n_months;
    self->comparison = self->annual + scenarios * n * years;
    self->savings = self->comparison + (scenarios - 1) * n * years;
    self->targets = self->savings + (scenarios - 1) * LAC_N_SAVINGS_MEASURES * (years + 1);
    self->ranking = self->targets + scenarios * (size_t)results->n_targets;
    self->shortfalls = self->ranking + results->ranking.n * LAC_N_RANKINGS;
    self->n = self->shortfalls + scenarios * LAC_N_SHORTFALLS;
}

static int make_room(lac_outcome *self)
{
    const lac_results *results = self->results;
    const size_t scenarios = self->n_scenarios;
    const size_t months = (size_t)self->n_months;
    const size_t places = (size_t)n_places(&results->models[0]);
    lac_arena *arena = &self->arena;
    self->parts = lac_arena_alloc(arena, (size_t)self->n_measures, sizeof *self->parts);
    self->days = lac_arena_alloc(arena, months, sizeof *self->days);
    self->opening = lac_arena_alloc(arena, scenarios * places, sizeof *self->opening);
    self->known = lac_arena_alloc(arena, scenarios * months, sizeof *self->known);
    self->saved = lac_arena_alloc(arena, scenarios, sizeof *self->saved);
    self->aims =
        lac_arena_alloc(arena, scenarios * (size_t)results->n_targets + 1, sizeof *self->aims);
    return self->parts == NULL || self->days == NULL || self->opening == NULL ||
                   self->known == NULL || self->saved == NULL || self->aims == NULL
               ? LAC_MEMORY
               : lac_savings_terms_make(
                     &self->terms, arena, &results->models[0], &results->measures, true);
}

int lac_outcome_make(lac_outcome *self, const lac_results *results, bool whole)
{
    const lac_model *model = &results->models[0];
    const lac_measures *measures = &results->measures;
    *self = (lac_outcome){.results = results,
        .n_scenarios = results->n_scenarios,
        .n_measures = measures->n,
        .n_months = model->n_months,
        .n_years = model->n_years,
        .first_year = lac_month_financial_year(model->start),
        .n_counts = (size_t)measures->n_inside * (size_t)model->n_months,
        .opening_observed = observed_opening(&results->history_monthly, model->start)};
    lay_out(self);
    if (make_room(self) != LAC_OK) {
        return LAC_MEMORY;
    }
    const size_t months = (size_t)self->n_months;
    set_parts(self, measures, whole);
    for (int m = 0; m < self->n_months; m++) {
        self->days[m] = lac_month_days(model->start + m);
    }
    for (size_t s = 0; s < self->n_scenarios; s++) {
        const lac_series *monthly = &results->monthly[s];
        self->saved[s] = true;
        set_opening(&results->models[s], whole, self->opening + s * (size_t)n_places(model));
        for (int m = 0; m < self->n_months; m++) {
            const bool known =
                !isnan(monthly->mean[lac_series_at(monthly, measures->cost_total, m)]);
            self->known[s * months + (size_t)m] = known;
            self->saved[s] = self->saved[s] && known;
        }
        self->saved[s] = self->saved[s] && self->saved[0];
        for (int i = 0; i < results->n_targets; i++) {
            self->aims[s * (size_t)results->n_targets + (size_t)i] = lac_aim_find(results, s, i);
        }
    }
    return LAC_OK;
}

int lac_ledger_make(lac_ledger *self, const lac_outcome *outcome)
{
    const lac_model *model = &outcome->results->models[0];
    const size_t ranked = outcome->results->ranking.n;
    const size_t years = (size_t)outcome->n_years + 1;
    self->savings =
        lac_arena_alloc(&self->arena, LAC_N_SAVINGS_MEASURES * years, sizeof *self->savings);
    self->ranked =
        lac_arena_alloc(&self->arena, ranked * (3 + LAC_N_RANKINGS) + 1, sizeof *self->ranked);
    if (self->savings == NULL || self->ranked == NULL ||
        lac_spend_make(&self->reference, &self->arena, model) != LAC_OK) {
        return LAC_MEMORY;
    }
    return lac_spend_make(&self->scenario, &self->arena, model);
}

void lac_ledger_free(lac_ledger *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}

void lac_outcome_put(const lac_outcome *self, const lac_track *track, int64_t *counts)
{
    const lac_measures *measures = &self->results->measures;
    for (size_t at = 0; at < self->n_counts; at++) {
        const int i = (int)(at / (size_t)self->n_months);
        const double parts = i < measures->n ? self->parts[i] : self->child_parts;
        counts[at] = isnan(track->mean[at]) ? 0 : quanta(track->mean[at] * parts);
    }
}

/* ---- what follows from numbers of children, month by month ---- */

/* Child-weeks and spend of a placement (or of all). */
static void put_place(const lac_outcome *self, size_t s, const lac_model *model, int p,
    const int64_t *stock, int64_t *weeks, int64_t *cost)
{
    const int n = self->n_months;
    const double *price = model->price + p * n;
    const double scale = PENCE / self->parts[self->results->measures.child_weeks];
    int64_t before = self->opening[s * (size_t)n_places(model) + (size_t)p];
    for (int m = 0; m < n; m++) {
        weeks[m] = self->days[m] * (before + stock[m]);
        before = stock[m];
    }
    for (int m = 0; m < n; m++) {
        cost[m] = isnan(price[m]) ? 0 : quanta((double)weeks[m] * (price[m] * scale));
    }
}

/* Support and programmes, which counts inside follow. */
static void put_beside(const lac_outcome *self, const lac_model *model, const int64_t *counts,
    int64_t *monthly, int64_t *total)
{
    const lac_measures *measures = &self->results->measures;
    const lac_counts children = {
        .n_months = self->n_months, .quanta = counts, .parts = self->child_parts};
    const size_t row = (size_t)self->n_months;
    for (int m = 0; m < self->n_months && measures->cost_support >= 0; m++) {
        const int64_t cost = quanta(PENCE * lac_money_support(model, measures, &children, m));
        monthly[(size_t)measures->cost_support * row + (size_t)m] = cost;
        total[m] += cost;
    }
    for (int m = 0; m < self->n_months && measures->cost_programme >= 0; m++) {
        const int64_t cost = quanta(PENCE * lac_money_programme(model, measures, &children, m));
        monthly[(size_t)measures->cost_programme * row + (size_t)m] = cost;
        total[m] += cost;
    }
}

static void put_money(const lac_outcome *self, size_t s, const lac_model *model,
    const int64_t *counts, int64_t *monthly)
{
    const lac_measures *measures = &self->results->measures;
    const int n = self->n_months;
    const size_t row = (size_t)n;
    int64_t *weeks = monthly + (size_t)measures->child_weeks * row;
    int64_t *total = monthly + (size_t)measures->cost_total * row;
    memset(total, 0, row * sizeof *total);
    if (model->n_placements == 0) {
        int64_t *cost = monthly + (size_t)measures->cost_of * row;
        put_place(self, s, model, 0, monthly + (size_t)measures->closing_stock * row, weeks, cost);
        memcpy(total, cost, row * sizeof *total);
    } else {
        memset(weeks, 0, row * sizeof *weeks);
    }
    for (int p = 0; p < model->n_placements; p++) {
        const int64_t *stock = monthly + (size_t)(measures->stock_of + p) * row;
        int64_t *own_weeks = monthly + (size_t)(measures->child_weeks_of + p) * row;
        int64_t *cost = monthly + (size_t)(measures->cost_of + p) * row;
        put_place(self, s, model, p, stock, own_weeks, cost);
        for (int m = 0; m < n; m++) {
            weeks[m] += own_weeks[m];
            total[m] += cost[m];
        }
    }
    put_beside(self, model, counts, monthly, total);
    for (int m = 0; m < n; m++) {
        total[m] = self->known[s * row + (size_t)m] ? total[m] : 0;
    }
}

static void put_rate(const lac_outcome *self, const lac_model *model, int64_t *monthly)
{
    const lac_measures *measures = &self->results->measures;
    const size_t row = (size_t)self->n_months;
    const int64_t *stock = monthly + (size_t)measures->closing_stock * row;
    int64_t *rate = monthly + (size_t)measures->rate_per_10k * row;
    const double scale = 10000 * RATE_PARTS / self->parts[measures->closing_stock];
    for (size_t m = 0; m < row; m++) {
        rate[m] = isnan(model->population[m])
                      ? 0
                      : quanta((double)stock[m] * scale / model->population[m]);
    }
}

/* ---- years ---- */

/* A stock is that of March (of the last month where the study ends before: such a year has none). The
 * opening stock of a year that begins in the history is the history's. */
static void put_years(const lac_outcome *self, const int64_t *monthly, int64_t *annual)
{
    const int months = self->n_months;
    memset(annual, 0, (size_t)(self->n_measures * self->n_years) * sizeof *annual);
    for (int i = 0; i < self->n_measures; i++) {
        const lac_measure_kind kind = self->results->measures.items[i].kind;
        const int64_t *from = monthly + (size_t)i * (size_t)months;
        int64_t *to = annual + (size_t)i * (size_t)self->n_years;
        for (int m = 0; m < months; m++) {
            const int year = self->terms.year[m];
            const bool first = m == 0 ? !self->opening_observed : year != self->terms.year[m - 1];
            if (kind == LAC_MEASURE_FLOW) {
                to[year] += from[m];
            } else if (kind == LAC_MEASURE_STOCK || first) {
                to[year] = from[m];
            }
        }
    }
}

static void put_differences(const lac_outcome *self, size_t s, int64_t *values)
{
    const size_t n = (size_t)self->n_measures * (size_t)self->n_years;
    const int64_t *reference = values + self->annual;
    const int64_t *scenario = values + self->annual + s * n;
    int64_t *out = values + lac_outcome_difference(self, s, 0, 0);
    for (size_t i = 0; i < n; i++) {
        out[i] = scenario[i] - reference[i];
    }
}

/* Savings in whole pence; a payback in months. */
static void put_savings(
    const lac_outcome *self, size_t s, const lac_ledger *ledger, int64_t *values)
{
    const size_t all = (size_t)self->n_years + 1;
    int64_t *out = values + lac_outcome_saving(self, s, 0, 0);
    lac_savings_work(&self->terms, &ledger->reference, &ledger->scenario, ledger->savings);
    for (size_t i = 0; i < LAC_N_SAVINGS_MEASURES * all; i++) {
        const double value = ledger->savings[i];
        out[i] = isnan(value) ? 0 : isinf(value) ? self->n_months : quanta(value);
    }
}

void lac_outcome_price(const lac_outcome *self, size_t s, const lac_model *model,
    const int64_t *counts, lac_ledger *ledger, int64_t *values)
{
    const lac_measures *measures = &self->results->measures;
    int64_t *monthly = values + lac_outcome_month(self, s, 0, 0);
    const lac_counts children = {
        .n_months = self->n_months, .quanta = counts, .parts = self->child_parts};
    const lac_counts money = {.n_months = self->n_months, .quanta = monthly, .parts = 1};
    memcpy(monthly, counts, (size_t)self->n_measures * (size_t)self->n_months * sizeof *monthly);
    put_money(self, s, model, counts, monthly);
    put_rate(self, model, monthly);
    put_years(self, monthly, values + lac_outcome_year(self, s, 0, 0));
    if (s == 0 || self->saved[s]) {
        lac_spend_take(s == 0 ? &ledger->reference : &ledger->scenario, model, measures, &money,
            &children, true);
    }
    if (s > 0) {
        put_differences(self, s, values);
    }
    if (s > 0 && self->saved[s]) {
        put_savings(self, s, ledger, values);
    }
}

void lac_outcome_put_shortfalls(
    const lac_outcome *self, size_t s, const lac_shortfalls *shortfalls, int64_t *values)
{
    int64_t *short_of = values + lac_outcome_shortfall(self, s, 0);
    short_of[LAC_SHORTFALL_UNMET] = quanta(shortfalls->unmet * self->shortfall_parts);
    short_of[LAC_SHORTFALL_SHORTAGE] = quanta(shortfalls->shortage * self->shortfall_parts);
    short_of[LAC_SHORTFALL_HOMELESS] = quanta(shortfalls->homeless * self->shortfall_parts);
    short_of[LAC_SHORTFALL_UNSHIFTED] = quanta(shortfalls->unshifted * self->shortfall_parts);
    short_of[LAC_SHORTFALL_UNIDENTIFIED] = quanta(shortfalls->unidentified * self->shortfall_parts);
}

void lac_outcome_free(lac_outcome *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
