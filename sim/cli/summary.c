/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/summary.h"

#include "base/text.h"
#include "cli/block.h"
#include "cli/terminal.h"
#include "output/label.h"

#include <math.h>
#include <string.h>

static const double POUNDS_A_MILLION = 1e6;
static const double POUNDS_A_THOUSAND = 1e3;
static const double MILLIONS_FROM = 1e7;  /* pounds: the greatest of a kind of row sets its unit */
static const double THOUSANDS_FROM = 1e5; /* pounds; below, whole pounds */
static const double SAME = 1e-6;          /* children: an identity that holds */
static const double NOBODY = 1e-9;        /* children: as the warning of a run has it */

/* How a number is printed. */
typedef enum { SHOW_WHOLE, SHOW_ONE_DECIMAL, SHOW_MILLIONS, SHOW_THOUSANDS } show_kind;

/* Marks behind a number, one column each, told in the notes. */
#define MARK_NONE " "
#define MARK_PART "\xE2\x80\xA0" /* a dagger */
#define MARK_LAST "\xE2\x80\xA1" /* a double dagger */

/* What the notes below the table must say. */
typedef struct {
    const lac_results *results;
    lac_arena arena;
    bool out_of_memory;
    bool unknown;    /* a number is not known */
    bool *used;      /* by measure: whether it is ever anything but 0 */
    bool partial;    /* a flow covers part of its year */
    bool last;       /* a stock of the last month stands where there is none of March */
    bool mixed;      /* a year is part actual, part forecast */
    bool forecast;   /* a year is a forecast */
    bool rounded;    /* printed numbers do not add up although the numbers do */
    bool sd;         /* an sd is shown */
    bool unmet;      /* exits that found nobody are shown */
    show_kind spend; /* how pounds are shown */
    show_kind saving;
} summary;

/* ---- cells ---- */

static const char *keep(summary *self, const char *text)
{
    self->out_of_memory = self->out_of_memory || text == NULL;
    return text == NULL ? "" : text;
}

/* One number with a place behind it for a mark, which keeps the digits below each other. */
static const char *cell(summary *self, double value, const char *mark, show_kind kind)
{
    char number[32];
    if (isnan(value)) {
        self->unknown = true;
        return ".. ";
    }
    switch (kind) {
    case SHOW_WHOLE:
        lac_whole_format(value, true, number);
        break;
    case SHOW_THOUSANDS:
        lac_whole_format(value / POUNDS_A_THOUSAND, true, number);
        break;
    default:
        if (kind == SHOW_MILLIONS) {
            value /= POUNDS_A_MILLION;
        }
        snprintf(number, sizeof number, "%.1f", fabs(value) < 0.05 ? 0.0 : value);
        break;
    }
    self->partial = self->partial || strcmp(mark, MARK_PART) == 0;
    self->last = self->last || strcmp(mark, MARK_LAST) == 0;
    return keep(self, lac_arena_format(&self->arena, "%s%s", number, mark));
}

static const char **new_cells(summary *self, int n)
{
    const char **cells = lac_arena_alloc(&self->arena, (size_t)n + 1, sizeof *cells);
    self->out_of_memory = self->out_of_memory || cells == NULL;
    return cells;
}

static lac_block new_block(summary *self, const char *title, int n_columns, size_t n_rows)
{
    lac_block block = {.title = title, .n_columns = n_columns};
    block.heads = new_cells(self, n_columns);
    block.rows = lac_arena_alloc(&self->arena, n_rows + 1, sizeof *block.rows);
    self->out_of_memory = self->out_of_memory || block.rows == NULL;
    return block;
}

static lac_row_status status_at(const lac_series *series, int measure, int t)
{
    return (lac_row_status)series->status[lac_series_at(series, measure, t)];
}

static double mean_at(const lac_series *series, int measure, int t)
{
    return series->mean[lac_series_at(series, measure, t)];
}

/* The monthly series of an annual one; NULL for the history. */
static const lac_series *monthly_of(const lac_results *results, const lac_series *annual)
{
    return annual == &results->history_annual ? NULL : &results->monthly[annual - results->annual];
}

/* Whether the year is a last one that ends before its March, so that its stocks are not known. */
static bool ends_early(const lac_results *results, const lac_series *series, int t)
{
    const lac_series *monthly = monthly_of(results, series);
    return monthly != NULL && t == series->n - 1 &&
           monthly->first + monthly->n - 1 < lac_financial_year_last(series->first + t);
}

/* A stock at the end of the year, or of the last month when the study ends before March; *mark tells. */
static double stock_at(const lac_results *results, const lac_series *series, int measure, int t,
    bool sd, const char **mark)
{
    *mark = MARK_NONE;
    if (ends_early(results, series, t)) {
        *mark = MARK_LAST;
        series = monthly_of(results, series);
        t = series->n - 1;
    }
    return (sd ? series->sd : series->mean)[lac_series_at(series, measure, t)];
}

/* "2017/18*" for a year that is a forecast, wholly or in part. */
static const char *year_head(summary *self, const lac_series *series, int t)
{
    char year[8];
    const bool history = series == &self->results->history_annual;
    const lac_row_status status = status_at(series, self->results->measures.admissions, t);
    lac_financial_year_format(series->first + t, year);
    self->mixed = self->mixed || status == LAC_STATUS_MIXED;
    self->forecast = self->forecast || !history;
    return keep(self, lac_arena_format(&self->arena, "%s%s", year, history ? " " : "*"));
}

/* ---- a block for each scenario ---- */

static bool all_unknown(const double *values, int n)
{
    for (int i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            return false;
        }
    }
    return true;
}

static void put_cells(lac_block *block, const char *label, const char **cells)
{
    if (cells != NULL && block->rows != NULL) {
        block->rows[block->n_rows++] = (lac_block_row){label, cells};
    }
}

/* Adds a row for n values, unless none of them is known. series tells which cover part of a year. */
static void add_row(summary *self, lac_block *block, const lac_series *series, int measure,
    const double *values, const char *label, show_kind kind)
{
    if (all_unknown(values, block->n_columns)) {
        return;
    }
    const char **cells = new_cells(self, block->n_columns);
    for (int t = 0; t < block->n_columns && cells != NULL; t++) {
        const bool partial = status_at(series, measure, t) == LAC_STATUS_PARTIAL;
        cells[t] = cell(self, values[t], partial ? MARK_PART : MARK_NONE, kind);
    }
    put_cells(block, label, cells);
}

/* Adds a row of stocks (or their sds), unless none of them is known. Returns whether it did. */
static bool add_stock(summary *self, lac_block *block, const lac_series *series, int measure,
    bool sd, const char *label, show_kind kind)
{
    const char *mark = MARK_NONE;
    bool known = false;
    for (int t = 0; t < block->n_columns; t++) {
        known = known || !isnan(stock_at(self->results, series, measure, t, sd, &mark));
    }
    const char **cells = known ? new_cells(self, block->n_columns) : NULL;
    for (int t = 0; t < block->n_columns && cells != NULL; t++) {
        const double value = stock_at(self->results, series, measure, t, sd, &mark);
        cells[t] = cell(self, value, mark, kind);
    }
    put_cells(block, label, cells);
    return known;
}

static void add_measure(summary *self, lac_block *block, const lac_series *series, int measure,
    const char *label, show_kind kind)
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

static void find_used(summary *self)
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

static void add_routes(summary *self, lac_block *block, const lac_series *series, int first, int n)
{
    for (int i = first; i < first + n && first >= 0; i++) {
        if (self->used != NULL && self->used[i]) {
            const char *name =
                lac_label_clean(&self->arena, self->results->measures.items[i].label);
            const char *label =
                name == NULL ? NULL : lac_arena_format(&self->arena, "    %s", name);
            self->out_of_memory = self->out_of_memory || label == NULL;
            add_measure(self, block, series, i, label == NULL ? "" : label, SHOW_WHOLE);
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

static void check_rounding(summary *self, const lac_series *series)
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
        const char *mark = MARK_NONE;
        const double closing =
            stock_at(self->results, series, measures->closing_stock, t, false, &mark);
        self->rounded = self->rounded || routes || rounding_shows(terms, SIGNS, 4, closing);
    }
}

static int find_saving(const char *name)
{
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES; i++) {
        if (strcmp(LAC_SAVINGS_MEASURES[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
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

static show_kind unit_for(double pounds)
{
    return pounds >= MILLIONS_FROM    ? SHOW_MILLIONS
           : pounds >= THOUSANDS_FROM ? SHOW_THOUSANDS
                                      : SHOW_WHOLE;
}

/* The same unit for all scenarios, so that they can be compared. */
static void choose_units(summary *self)
{
    const lac_results *results = self->results;
    const int gross = find_saving("gross");
    double spend = 0;
    double saving = 0;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        spend = greatest(spend, annual, results->measures.cost_total, annual->n);
        if (s > 0 && gross >= 0) { /* the last of the savings is the horizon, which is not shown */
            saving = greatest(saving, &results->savings[s], gross, results->savings[s].n - 1);
        }
    }
    self->spend = unit_for(spend);
    self->saving = unit_for(saving);
}

static const char *pounds_label(summary *self, const char *what, show_kind kind)
{
    const char *unit = kind == SHOW_MILLIONS    ? " million"
                       : kind == SHOW_THOUSANDS ? " thousand"
                                                : "";
    return keep(self, lac_arena_format(&self->arena, "%s, £%s", what, unit));
}

/* ---- the rows of a block ---- */

/* Exits that found nobody, where there are any: the numbers above are not what was asked for. */
static void add_unmet(summary *self, lac_block *block, const lac_series *series)
{
    const int measure = self->results->measures.unmet_exits;
    if (measure >= 0 && greatest(0, series, measure, series->n) > NOBODY) {
        add_measure(self, block, series, measure, "exits that found nobody", SHOW_ONE_DECIMAL);
        self->unmet = true;
    }
}

/* savings is NULL for the history and the reference. */
static void add_money(
    summary *self, lac_block *block, const lac_series *series, const lac_series *savings)
{
    const int cost = self->results->measures.cost_total;
    const int gross = find_saving("gross");
    add_measure(self, block, series, cost, pounds_label(self, "spend", self->spend), self->spend);
    if (savings != NULL && gross >= 0 && savings->n >= series->n) {
        add_row(self, block, series, cost, &savings->mean[lac_series_at(savings, gross, 0)],
            pounds_label(self, "gross saving", self->saving), self->saving);
    }
}

static lac_block series_block(
    summary *self, const char *title, const lac_series *series, const lac_series *savings)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const int n_routes = results->models[0].n_routes;
    lac_block block = new_block(
        self, title, series->n, 10 + (size_t)n_routes + (size_t)measures->n_history_exits);
    for (int t = 0; t < series->n && block.heads != NULL; t++) {
        block.heads[t] = year_head(self, series, t);
    }
    add_measure(self, &block, series, measures->opening_stock, "opening stock", SHOW_WHOLE);
    add_measure(self, &block, series, measures->admissions, "+ admissions", SHOW_WHOLE);
    add_measure(self, &block, series, measures->exits, "- exits", SHOW_WHOLE);
    add_routes(self, &block, series, measures->exits_of, n_routes);
    add_routes(self, &block, series, measures->history_exits_of, measures->n_history_exits);
    add_measure(self, &block, series, measures->unreconciled, "+ unreconciled", SHOW_WHOLE);
    const int stock = measures->closing_stock;
    (void)add_stock(self, &block, series, stock, false, "= closing stock", SHOW_WHOLE);
    const bool sd =
        add_stock(self, &block, series, stock, true, "  sd (chance only)", SHOW_ONE_DECIMAL);
    self->sd = self->sd || sd;
    (void)add_stock(self, &block, series, measures->rate_per_10k, false, "per 10,000 aged 0-17",
        SHOW_ONE_DECIMAL);
    add_unmet(self, &block, series);
    add_money(self, &block, series, savings);
    check_rounding(self, series);
    return block;
}

/* ---- the closing stock of all scenarios ---- */

/* A row of the table of closing stocks; first is the financial year of its first column. */
static void add_closing(
    summary *self, lac_block *block, const lac_series *series, int first, const char *label)
{
    const int measure = self->results->measures.closing_stock;
    const char *mark = MARK_NONE;
    const char **cells = new_cells(self, block->n_columns);
    for (int c = 0; c < block->n_columns && cells != NULL; c++) {
        const int t = first + c - series->first;
        cells[c] = "";
        if (t >= 0 && t < series->n) {
            const double value = stock_at(self->results, series, measure, t, false, &mark);
            cells[c] = cell(self, value, mark, SHOW_WHOLE);
        }
    }
    put_cells(block, label, cells);
}

static lac_block closing_block(summary *self)
{
    const lac_results *results = self->results;
    const lac_series *history = &results->history_annual;
    const lac_series *forecast = &results->annual[0];
    const int first =
        history->n > 0 && history->first < forecast->first ? history->first : forecast->first;
    const int n = forecast->first + forecast->n - first;
    lac_block block =
        new_block(self, "Children looked after at 31 March", n, results->n_scenarios + 1);
    for (int c = 0; c < n && block.heads != NULL; c++) {
        const int t = first + c - forecast->first;
        block.heads[c] = t < 0 ? year_head(self, history, first + c - history->first)
                               : year_head(self, forecast, t);
    }
    if (history->n > 0) {
        add_closing(self, &block, history, first, "History");
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const char *name = keep(self, lac_label_clean(&self->arena, results->annual[s].scenario));
        add_closing(self, &block, &results->annual[s], first, name);
    }
    return block;
}

/* ---- everything ---- */

static void print_title(FILE *out, summary *self, bool bold)
{
    const lac_plan *plan = self->results->plan;
    const char *title = keep(self, lac_label_clean(&self->arena, plan->title));
    const char *area = keep(self, lac_label_clean(&self->arena, plan->area));
    fputs(bold ? "\033[1m" : "", out);
    lac_terminal_paragraph(out, title, 0, LAC_BLOCK_WIDTH);
    fputs(bold ? "\033[0m" : "", out);
    if (*area != '\0') {
        lac_terminal_paragraph(out, area, 0, LAC_BLOCK_WIDTH);
    }
    fputs("Children in financial years, April to March\n\n", out);
}

/* "April 2018", the last month of the study. */
static void format_last_month(const lac_results *results, char out[24])
{
    static const char *const NAMES[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    const lac_model *model = &results->models[0];
    const lac_month last = model->start + model->n_months - 1;
    snprintf(out, 24, "%s %d", NAMES[last % 12], last / 12);
}

static void print_notes(FILE *out, const summary *self)
{
    char month[24];
    char last[80];
    format_last_month(self->results, month);
    snprintf(last, sizeof last, MARK_LAST " at the end of %s, the last month", month);
    const struct {
        bool wanted;
        const char *text;
    } NOTES[] = {{self->forecast && !self->mixed, "* forecast"},
        {self->forecast && self->mixed,
            "* forecast; the first such year is part actual: its flows sum both"},
        {self->partial, MARK_PART " covers only a part of the year"}, {self->last, last},
        {self->unknown, ".. not known"},
        {self->unmet, "exits that found nobody: fewer children could leave than counts and lists "
                      "send away; the exits above are those who did."},
        {self->sd, "sd (chance only): which child enters or leaves when. That rates are not known "
                   "exactly and that years differ is not in it, so the true range is wider."},
        {self->rounded,
            "Numbers are rounded one by one, so some do not add up as printed; the files hold them "
            "unrounded."}};
    for (size_t i = 0; i < sizeof NOTES / sizeof NOTES[0]; i++) {
        if (NOTES[i].wanted) {
            lac_terminal_paragraph(out, NOTES[i].text, 0, LAC_BLOCK_WIDTH);
        }
    }
}

/* The blocks of the history and the scenarios, with the widths they share. */
static lac_block *make_blocks(summary *self, lac_block_size *size, size_t *n)
{
    const lac_results *results = self->results;
    lac_block *blocks = lac_arena_alloc(&self->arena, results->n_scenarios + 1, sizeof *blocks);
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
        const char *name = keep(self, lac_label_clean(&self->arena, series->scenario));
        blocks[(*n)++] = series_block(self, name, series, s == 0 ? NULL : &results->savings[s]);
    }
    for (size_t i = 0; i < *n && !self->out_of_memory; i++) {
        lac_block_measure(size, &blocks[i]);
    }
    return blocks;
}

int lac_summary_print(FILE *out, const lac_results *results, bool bold)
{
    summary self = {.results = results};
    lac_block_size size = {0};
    lac_block_size closing_size = {0};
    lac_block closing = {0};
    size_t n = 0;
    const bool several = results->n_scenarios > 1;
    choose_units(&self);
    find_used(&self);
    const lac_block *blocks = make_blocks(&self, &size, &n);
    if (several && !self.out_of_memory) {
        closing = closing_block(&self);
        lac_block_measure(&closing_size, &closing);
    }
    if (!self.out_of_memory) {
        print_title(out, &self, bold);
        if (several) {
            lac_block_print(out, &closing, &closing_size, bold);
        }
        for (size_t i = 0; i < n; i++) {
            lac_block_print(out, &blocks[i], &size, bold);
        }
        print_notes(out, &self);
    }
    lac_arena_free(&self.arena);
    return self.out_of_memory ? LAC_MEMORY : LAC_OK;
}
