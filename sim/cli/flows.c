/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"

#include "base/text.h"
#include "output/label.h"

#include <math.h>

static const double SAME = 1e-6; /* children: an identity that holds */

static double mean_at(const lac_series *series, int measure, int t)
{
    return series->mean[lac_series_at(series, measure, t)];
}

static bool all_unknown(const double *values, int n)
{
    for (int i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            return false;
        }
    }
    return true;
}

/* Adds a row for n values, unless none of them is known. series tells which cover part of a year. */
static void add_row(lac_page *self, lac_block *block, const lac_series *series, int measure,
    const double *values, const char *label, lac_show kind)
{
    if (all_unknown(values, block->n_columns)) {
        return;
    }
    const char **cells = lac_page_cells(self, block->n_columns);
    for (int t = 0; t < block->n_columns && cells != NULL; t++) {
        const bool partial =
            series->status[lac_series_at(series, measure, t)] == LAC_STATUS_PARTIAL;
        cells[t] = lac_page_cell(self, values[t], partial ? LAC_MARK_PART : LAC_MARK_NONE, kind);
    }
    lac_page_put(block, label, cells);
}

/* Adds a row of stocks (or their sds), unless none of them is known. Returns whether it did. */
static bool add_stock(lac_page *self, lac_block *block, const lac_series *series, int measure,
    bool sd, const char *label, lac_show kind)
{
    const char *mark = LAC_MARK_NONE;
    bool known = false;
    for (int t = 0; t < block->n_columns; t++) {
        known = known || !isnan(lac_page_stock(self->results, series, measure, t, sd, &mark));
    }
    const char **cells = known ? lac_page_cells(self, block->n_columns) : NULL;
    for (int t = 0; t < block->n_columns && cells != NULL; t++) {
        const double value = lac_page_stock(self->results, series, measure, t, sd, &mark);
        cells[t] = lac_page_cell(self, value, mark, kind);
    }
    lac_page_put(block, label, cells);
    return known;
}

/* Adds a row of the ranges of a stock, unless none of them is known. Returns whether it did. */
static bool add_ranges(
    lac_page *self, lac_block *block, const lac_series *series, int measure, const char *label)
{
    const char **cells = NULL;
    for (int pass = 0; pass < 2; pass++) { /* what is known, then the cells if anything is */
        bool known = false;
        for (int year = 0; year < block->n_columns; year++) {
            const lac_series *from = series;
            int t = year;
            const char *mark = lac_page_end(self->results, &from, &t);
            const int at = lac_series_at(from, measure, t);
            const double low = lac_series_quantile(from, 0, at);
            const double high = lac_series_quantile(from, LAC_QUANTILES - 1, at);
            known = known || !isnan(low);
            if (cells != NULL) {
                cells[year] = lac_page_range(self, low, high, mark, LAC_SHOW_WHOLE);
            }
        }
        if (!known) {
            return false;
        }
        cells = cells == NULL ? lac_page_cells(self, block->n_columns) : cells;
    }
    lac_page_put(block, label, cells);
    return true;
}

static void add_measure(lac_page *self, lac_block *block, const lac_series *series, int measure,
    const char *label, lac_show kind)
{
    add_row(self, block, series, measure, &series->mean[lac_series_at(series, measure, 0)], label,
        kind);
}

static void add_routes(lac_page *self, lac_block *block, const lac_series *series, int first, int n)
{
    for (int i = first; i < first + n && first >= 0; i++) {
        if (self->used != NULL && self->used[i]) {
            const char *name =
                lac_label_clean(&self->arena, self->results->measures.items[i].label);
            const char *label =
                name == NULL ? NULL : lac_arena_format(&self->arena, "    %s", name);
            self->out_of_memory = self->out_of_memory || label == NULL;
            add_measure(self, block, series, i, label == NULL ? "" : label, LAC_SHOW_WHOLE);
        }
    }
}

/* Whether numbers that add up exactly no longer do when printed. Terms are added with their signs. */
static bool rounding_shows(const double *terms, const int *signs, int n, double sum)
{
    double exact = 0;
    double printed = 0;
    for (int i = 0; i < n; i++) {
        exact += signs[i] * terms[i];
        printed += signs[i] * lac_whole_round(terms[i]);
    }
    return fabs(exact - sum) < SAME && fabs(printed - lac_whole_round(sum)) > SAME;
}

static void check_rounding(lac_page *self, const lac_series *series)
{
    static const int SIGNS[] = {1, 1, -1, 1};
    const lac_measures *measures = &self->results->measures;
    const int n_routes = self->results->models[0].n_routes;
    for (int t = 0; t < series->n; t++) {
        const double terms[] = {mean_at(series, measures->opening_stock, t),
            mean_at(series, measures->admissions, t), mean_at(series, measures->exits, t),
            mean_at(series, measures->unreconciled, t)};
        double exact = 0;
        double printed = 0;
        for (int r = 0; r < n_routes && measures->exits_of >= 0; r++) {
            exact += mean_at(series, measures->exits_of + r, t);
            printed += lac_whole_round(mean_at(series, measures->exits_of + r, t));
        }
        const bool routes =
            fabs(exact - terms[2]) < SAME && fabs(printed - lac_whole_round(terms[2])) > SAME;
        const char *mark = LAC_MARK_NONE;
        const double closing =
            lac_page_stock(self->results, series, measures->closing_stock, t, false, &mark);
        self->rounded = self->rounded || routes || rounding_shows(terms, SIGNS, 4, closing);
    }
}

/* Exits that found nobody, where there are any: the numbers above are not what was asked for. */
static void add_unmet(lac_page *self, lac_block *block, const lac_series *series)
{
    const int measure = self->results->measures.unmet_exits;
    bool any = false;
    for (int t = 0; t < series->n && measure >= 0; t++) {
        any = any || lac_shortfall_is_any(mean_at(series, measure, t));
    }
    if (any) {
        add_measure(self, block, series, measure, "exits that found nobody", LAC_SHOW_ONE_DECIMAL);
        self->unmet = true;
    }
}

/* savings is NULL for the history and the reference. Where there is more to say of them than gross, they
 * have blocks of their own. */
static void add_money(
    lac_page *self, lac_block *block, const lac_series *series, const lac_series *savings)
{
    const int cost = self->results->measures.cost_total;
    add_measure(
        self, block, series, cost, lac_page_pounds(self, "spend", self->spend), self->spend);
    if (savings != NULL && savings->n >= series->n && !lac_page_has_net(self->results)) {
        add_row(self, block, series, cost,
            &savings->mean[lac_series_at(savings, LAC_SAVING_GROSS, 0)],
            lac_page_pounds(self, "gross saving", self->saving), self->saving);
    }
}

lac_block lac_page_flows(
    lac_page *self, const char *title, const lac_series *series, const lac_series *savings)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const int n_routes = results->models[0].n_routes;
    lac_block block = lac_page_block(
        self, title, series->n, 10 + (size_t)n_routes + (size_t)measures->n_history_exits);
    for (int t = 0; t < series->n && block.heads != NULL; t++) {
        block.heads[t] = lac_page_year(self, series, t);
    }
    add_measure(self, &block, series, measures->opening_stock, "opening stock", LAC_SHOW_WHOLE);
    add_measure(self, &block, series, measures->admissions, "+ admissions", LAC_SHOW_WHOLE);
    add_measure(self, &block, series, measures->exits, "- exits", LAC_SHOW_WHOLE);
    add_routes(self, &block, series, measures->exits_of, n_routes);
    add_routes(self, &block, series, measures->history_exits_of, measures->n_history_exits);
    add_measure(self, &block, series, measures->unreconciled, "+ unreconciled", LAC_SHOW_WHOLE);
    const int stock = measures->closing_stock;
    (void)add_stock(self, &block, series, stock, false, "= closing stock", LAC_SHOW_WHOLE);
    if (!add_ranges(self, &block, series, stock, "  likely")) {
        const bool sd = add_stock(
            self, &block, series, stock, true, "  sd (chance only)", LAC_SHOW_ONE_DECIMAL);
        self->sd = self->sd || sd;
    }
    (void)add_stock(self, &block, series, measures->rate_per_10k, false, "per 10,000 aged 0-17",
        LAC_SHOW_ONE_DECIMAL);
    add_unmet(self, &block, series);
    add_money(self, &block, series, savings);
    check_rounding(self, series);
    return block;
}
