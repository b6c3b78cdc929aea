/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/summary.h"

#include "base/text.h"
#include "cli/block.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "output/label.h"

#include <math.h>
#include <string.h>

static const double SAME = 1e-6;   /* children: an identity that holds */
static const double NOBODY = 1e-9; /* children: as the warning of a run has it */

/* ---- a block for each scenario ---- */

static double mean_at(const lac_series *series, int measure, int t)
{
    return series->mean[lac_series_at(series, measure, t)];
}

/* A stock at the end of the year, or of the last month when the study ends before March; *mark tells. */
static double stock_at(const lac_results *results, const lac_series *series, int measure, int t,
    bool sd, const char **mark)
{
    *mark = lac_page_end(results, &series, &t);
    return (sd ? series->sd : series->mean)[lac_series_at(series, measure, t)];
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
        known = known || !isnan(stock_at(self->results, series, measure, t, sd, &mark));
    }
    const char **cells = known ? lac_page_cells(self, block->n_columns) : NULL;
    for (int t = 0; t < block->n_columns && cells != NULL; t++) {
        const double value = stock_at(self->results, series, measure, t, sd, &mark);
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

/* Marks the measures that are ever anything but 0: routes that nobody takes would only fill the page. */
static void mark_used(const lac_series *series, bool *used)
{
    for (int i = 0; i < series->n_measures; i++) {
        for (int t = 0; t < series->n && !used[i]; t++) {
            const double value = mean_at(series, i, t);
            used[i] = !isnan(value) && value != 0;
        }
    }
}

static void find_used(lac_page *self)
{
    const lac_results *results = self->results;
    self->used = lac_arena_alloc(&self->arena, (size_t)results->measures.n, sizeof *self->used);
    self->out_of_memory = self->out_of_memory || self->used == NULL;
    for (size_t s = 0; s < results->n_scenarios && self->used != NULL; s++) {
        mark_used(&results->annual[s], self->used);
    }
    if (self->used != NULL) {
        mark_used(&results->history_annual, self->used);
    }
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
            stock_at(self->results, series, measures->closing_stock, t, false, &mark);
        self->rounded = self->rounded || routes || rounding_shows(terms, SIGNS, 4, closing);
    }
}

/* ---- pounds ---- */

static double greatest(double so_far, const lac_series *series, int measure, int n)
{
    for (int t = 0; t < n; t++) {
        const double value = fabs(mean_at(series, measure, t));
        so_far = value > so_far ? value : so_far; /* false for one that is not known */
    }
    return so_far;
}

/* The same unit for all scenarios, so that they can be compared. */
static void choose_units(lac_page *self)
{
    const lac_results *results = self->results;
    const bool net = lac_page_has_net(results);
    const int last = net ? LAC_SAVING_CUMULATIVE_NET : LAC_SAVING_GROSS;
    double spend = 0;
    double saving = 0;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        const lac_series *savings = &results->savings[s];
        spend = greatest(spend, annual, results->measures.cost_total, annual->n);
        for (int i = LAC_SAVING_GROSS; i <= last && s > 0; i++) {
            /* the last of the savings is the whole study, which is shown with net savings only */
            saving = greatest(saving, savings, i, savings->n - !net);
        }
    }
    self->spend = lac_page_unit(spend);
    self->saving = lac_page_unit(saving);
    if (net && self->saving == LAC_SHOW_MILLIONS) {
        self->saving = LAC_SHOW_THOUSANDS; /* what a saving costs is far smaller and must be seen */
    }
}

/* ---- the rows of a block ---- */

/* Exits that found nobody, where there are any: the numbers above are not what was asked for. */
static void add_unmet(lac_page *self, lac_block *block, const lac_series *series)
{
    const int measure = self->results->measures.unmet_exits;
    if (measure >= 0 && greatest(0, series, measure, series->n) > NOBODY) {
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

static lac_block series_block(
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

/* ---- the closing stock of all scenarios ---- */

/* A row of the table of closing stocks; first is the financial year of its first column. */
static void add_closing(
    lac_page *self, lac_block *block, const lac_series *series, int first, const char *label)
{
    const int measure = self->results->measures.closing_stock;
    const char *mark = LAC_MARK_NONE;
    const char **cells = lac_page_cells(self, block->n_columns);
    for (int c = 0; c < block->n_columns && cells != NULL; c++) {
        const int t = first + c - series->first;
        cells[c] = "";
        if (t >= 0 && t < series->n) {
            const double value = stock_at(self->results, series, measure, t, false, &mark);
            cells[c] = lac_page_cell(self, value, mark, LAC_SHOW_WHOLE);
        }
    }
    lac_page_put(block, label, cells);
}

static lac_block closing_block(lac_page *self)
{
    const lac_results *results = self->results;
    const lac_series *history = &results->history_annual;
    const lac_series *forecast = &results->annual[0];
    const int first =
        history->n > 0 && history->first < forecast->first ? history->first : forecast->first;
    const int n = forecast->first + forecast->n - first;
    lac_block block =
        lac_page_block(self, "Children looked after at 31 March", n, results->n_scenarios + 1);
    for (int c = 0; c < n && block.heads != NULL; c++) {
        const int t = first + c - forecast->first;
        block.heads[c] = t < 0 ? lac_page_year(self, history, first + c - history->first)
                               : lac_page_year(self, forecast, t);
    }
    if (history->n > 0) {
        add_closing(self, &block, history, first, "History");
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const char *name =
            lac_page_keep(self, lac_label_clean(&self->arena, results->annual[s].scenario));
        add_closing(self, &block, &results->annual[s], first, name);
    }
    return block;
}

/* ---- everything ---- */

static void print_title(FILE *out, lac_page *self, bool bold)
{
    const lac_plan *plan = self->results->plan;
    const char *title = lac_page_keep(self, lac_label_clean(&self->arena, plan->title));
    const char *area = lac_page_keep(self, lac_label_clean(&self->arena, plan->area));
    fputs(bold ? "\033[1m" : "", out);
    lac_terminal_paragraph(out, title, 0, LAC_BLOCK_WIDTH);
    fputs(bold ? "\033[0m" : "", out);
    if (*area != '\0') {
        lac_terminal_paragraph(out, area, 0, LAC_BLOCK_WIDTH);
    }
    fputs("Children in financial years, April to March\n\n", out);
}

/* The blocks of the history and the scenarios, each before its cases and what it saves, with the widths they share. */
static lac_block *make_blocks(lac_page *self, lac_block_size *size, size_t *n)
{
    const lac_results *results = self->results;
    const bool net = lac_page_has_net(results);
    lac_block *blocks = lac_arena_alloc(&self->arena, 3 * results->n_scenarios + 1, sizeof *blocks);
    *n = 0;
    if (blocks == NULL) {
        self->out_of_memory = true;
        return NULL;
    }
    if (results->history_annual.n > 0) {
        blocks[(*n)++] = series_block(self, "History", &results->history_annual, NULL);
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *series = &results->annual[s];
        const char *name = lac_page_keep(self, lac_label_clean(&self->arena, series->scenario));
        blocks[(*n)++] = series_block(self, name, series, s == 0 ? NULL : &results->savings[s]);
        blocks[*n] = lac_page_cases(self, s);
        *n += blocks[*n].n_rows > 0;
        if (net && s > 0) {
            blocks[(*n)++] = lac_page_savings(self, s);
        }
    }
    for (size_t i = 0; i < *n && !self->out_of_memory; i++) {
        lac_block_measure(size, &blocks[i]);
    }
    return blocks;
}

/* A block that stands alone and has widths of its own; nothing when it has no rows. */
static void print_alone(FILE *out, const lac_block *block, bool bold)
{
    lac_block_size size = {0};
    if (block->n_rows > 0) {
        lac_block_measure(&size, block);
        lac_block_print(out, block, &size, bold);
    }
}

int lac_summary_print(FILE *out, const lac_results *results, bool bold)
{
    lac_page self = {.results = results};
    lac_block_size size = {0};
    lac_block closing = {0};
    lac_block ranges = {0};
    lac_block ranking = {0};
    size_t n = 0;
    choose_units(&self);
    find_used(&self);
    const lac_block *blocks = make_blocks(&self, &size, &n);
    if (results->n_scenarios > 1 && !self.out_of_memory) {
        closing = closing_block(&self);
    }
    if (lac_page_has_ranges(results) && !self.out_of_memory) {
        ranges = lac_page_ranges(&self);
    }
    if (results->ranking.n > 0 && !self.out_of_memory) {
        ranking = lac_page_ranking(&self);
    }
    if (!self.out_of_memory) {
        print_title(out, &self, bold);
        print_alone(out, &closing, bold);
        print_alone(out, &ranges, bold);
        print_alone(out, &ranking, bold);
        lac_page_print_verdicts(out, &self);
        for (size_t i = 0; i < n; i++) {
            lac_block_print(out, &blocks[i], &size, bold);
        }
        lac_page_print_notes(out, &self);
    }
    lac_arena_free(&self.arena);
    return self.out_of_memory ? LAC_MEMORY : LAC_OK;
}
