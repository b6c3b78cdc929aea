/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"

#include "base/text.h"
#include "cli/terminal.h"
#include "output/label.h"
#include "output/layers.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* A number of a scenario's last year. savings: a measure of savings.csv, of which the reference has none. */
/* Of fewer the least and the greatest are the 5 % and the 95 % quantile. */
enum { LEAST_FOR_RANGES = 20 };

typedef struct {
    int measure;
    bool stock;
    bool savings;
    lac_show show;
    const char *head;
} column;

enum { MOST_COLUMNS = 4 };

static double quantile_at(const lac_series *series, int q, int measure, int t)
{
    return lac_series_quantile(series, q, lac_series_at(series, measure, t));
}

bool lac_page_has_ranges(const lac_results *results)
{
    const lac_series *monthly = &results->monthly[0];
    return !isnan(quantile_at(monthly, 0, results->measures.closing_stock, monthly->n - 1));
}

/* The cell of a scenario; "" where there is no number. */
static const char *column_cell(lac_page *self, const column *which, size_t s)
{
    const lac_results *results = self->results;
    const lac_series *annual = &results->annual[s];
    const lac_series *series = which->savings ? &results->savings[s] : annual;
    int t = annual->n - 1;
    const char *mark = LAC_MARK_NONE;
    if (which->savings && (s == 0 || series->n <= t)) {
        return "";
    }
    if (which->stock) {
        mark = lac_page_end(results, &series, &t);
    } else if (annual->status[lac_series_at(annual, results->measures.admissions, t)] ==
               LAC_STATUS_PARTIAL) {
        mark = LAC_MARK_PART;
    }
    return lac_page_likely(self, series->mean[lac_series_at(series, which->measure, t)],
        quantile_at(series, 0, which->measure, t),
        quantile_at(series, LAC_QUANTILES - 1, which->measure, t), mark, which->show);
}

/* Whether any scenario has a range there in its last year. */
static bool is_known(const lac_results *results, const column *which)
{
    for (size_t s = which->savings ? 1 : 0; s < results->n_scenarios && which->measure >= 0; s++) {
        const lac_series *annual = &results->annual[s];
        const lac_series *series = which->savings ? &results->savings[s] : annual;
        int t = annual->n - 1;
        if (which->stock) {
            (void)lac_page_end(results, &series, &t);
        }
        if (t < series->n && !isnan(quantile_at(series, 0, which->measure, t))) {
            return true;
        }
    }
    return false;
}

lac_block lac_page_ranges(lac_page *self)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const lac_series *first = &results->annual[0];
    const bool net = lac_page_has_net(results);
    const column all[MOST_COLUMNS] = {
        {measures->closing_stock, true, false, LAC_SHOW_WHOLE, "children looked after "},
        {measures->rate_per_10k, true, false, LAC_SHOW_ONE_DECIMAL, "per 10,000 aged 0-17 "},
        {measures->cost_total, false, false, self->spend,
            lac_page_pounds(self, "spend", self->spend)},
        {net ? LAC_SAVING_NET : LAC_SAVING_GROSS, false, true, self->saving,
            lac_page_pounds(self, net ? "net saving" : "gross saving", self->saving)}};
    column columns[MOST_COLUMNS];
    int n = 0;
    for (int i = 0; i < MOST_COLUMNS; i++) {
        if (is_known(results, &all[i])) {
            columns[n++] = all[i];
        }
    }
    char year[8];
    lac_financial_year_format(first->first + first->n - 1, year);
    lac_block block = lac_page_block(self,
        lac_page_keep(self, lac_arena_format(&self->arena, "The last year, %s", year)), n,
        results->n_scenarios);
    for (int c = 0; c < n && block.heads != NULL; c++) {
        block.heads[c] = columns[c].head;
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const char **cells = lac_page_cells(self, n);
        for (int c = 0; c < n && cells != NULL; c++) {
            cells[c] = column_cell(self, &columns[c], s);
        }
        const char *name =
            lac_page_keep(self, lac_label_clean(&self->arena, results->annual[s].scenario));
        lac_page_put(&block, name, cells);
    }
    return block;
}

static void put(FILE *out, lac_page *self, const char *text)
{
    lac_terminal_paragraph(out, lac_page_keep(self, text), 0, LAC_BLOCK_WIDTH);
}

void lac_page_print_ranges_notes(FILE *out, lac_page *self)
{
    const lac_results *results = self->results;
    lac_arena *arena = &self->arena;
    put(out, self,
        results->n_replicates > 0 && results->n_replicates < LEAST_FOR_RANGES
            ? "likely: from the least to the greatest of the simulations, which are too few for "
              "the range of nine in ten."
            : "likely: nine simulations in ten; one in twenty lies below, one in twenty above.");
    if (results->n_replicates > 0) {
        char number[32];
        lac_whole_format(results->n_replicates, true, number);
        put(out, self,
            lac_arena_format(arena,
                "%s simulation%s of each scenario, seed %" PRIu64
                ": the same seed gives the same numbers.",
                number, results->n_replicates == 1 ? "" : "s", results->seed));
    }
    if (results->layers != NULL) {
        const char *in = lac_page_keep(self, lac_layers_list(arena, results->layers, false));
        const char *missing = lac_page_keep(self, lac_layers_list(arena, results->layers, true));
        put(out, self,
            *in == '\0' ? "No uncertainty is in the ranges: none was asked for, or the study has "
                          "nothing to draw."
                        : lac_arena_format(arena, "In the ranges: %s.", in));
        if (*in != '\0' && *missing != '\0') {
            put(out, self,
                lac_arena_format(arena, "Not in them: %s. The true ranges are wider.", missing));
        }
    }
    if (results->widest != NULL) {
        lac_page_print_widest(out, self);
    }
}
