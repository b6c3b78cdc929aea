/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/summary.h"

#include "cli/block.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "output/label.h"

#include <math.h>

/* ---- what the blocks share ---- */

static double mean_at(const lac_series *series, int measure, int t)
{
    return series->mean[lac_series_at(series, measure, t)];
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
            const double value = lac_page_stock(self->results, series, measure, t, false, &mark);
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
        blocks[(*n)++] = lac_page_flows(self, "History", &results->history_annual, NULL);
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *series = &results->annual[s];
        const char *name = lac_page_keep(self, lac_label_clean(&self->arena, series->scenario));
        blocks[(*n)++] = lac_page_flows(self, name, series, s == 0 ? NULL : &results->savings[s]);
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
