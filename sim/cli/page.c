/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

static const double POUNDS_A_MILLION = 1e6;
static const double POUNDS_A_THOUSAND = 1e3;

static const double MILLIONS_FROM = 1e7;
static const double THOUSANDS_FROM = 1e5; /* below, whole pounds */

enum { NUMBER_BYTES = 32 };

lac_show lac_page_unit(double pounds)
{
    return pounds >= MILLIONS_FROM    ? LAC_SHOW_MILLIONS
           : pounds >= THOUSANDS_FROM ? LAC_SHOW_THOUSANDS
                                      : LAC_SHOW_WHOLE;
}

const char *lac_page_keep(lac_page *self, const char *text)
{
    self->out_of_memory = self->out_of_memory || text == NULL;
    return text == NULL ? "" : text;
}

static void format_number(double value, lac_show show, char out[NUMBER_BYTES])
{
    switch (show) {
    case LAC_SHOW_WHOLE:
        lac_whole_format(value, true, out);
        break;
    case LAC_SHOW_THOUSANDS:
        lac_whole_format(value / POUNDS_A_THOUSAND, true, out);
        break;
    default:
        if (show == LAC_SHOW_MILLIONS) {
            value /= POUNDS_A_MILLION;
        }
        snprintf(out, NUMBER_BYTES, "%.1f", fabs(value) < 0.05 ? 0.0 : value);
        break;
    }
}

static void tell_mark(lac_page *self, const char *mark)
{
    self->partial = self->partial || strcmp(mark, LAC_MARK_PART) == 0;
    self->last = self->last || strcmp(mark, LAC_MARK_LAST) == 0;
}

const char *lac_page_cell(lac_page *self, double value, const char *mark, lac_show show)
{
    char number[NUMBER_BYTES];
    if (isnan(value)) {
        self->unknown = true;
        return ".. ";
    }
    format_number(value, show, number);
    tell_mark(self, mark);
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s%s", number, mark));
}

const char *lac_page_range(lac_page *self, double low, double high, const char *mark, lac_show show)
{
    char from[NUMBER_BYTES];
    char to[NUMBER_BYTES];
    if (isnan(low) || isnan(high)) {
        self->unknown = true;
        return ".. ";
    }
    format_number(low, show, from);
    format_number(high, show, to);
    tell_mark(self, mark);
    self->likely = true;
    return lac_page_keep(self, strcmp(from, to) == 0
                                   ? lac_arena_format(&self->arena, "%s%s", from, mark)
                                   : lac_arena_format(&self->arena, "%s to %s%s", from, to, mark));
}

const char *lac_page_likely(
    lac_page *self, double value, double low, double high, const char *mark, lac_show show)
{
    char number[NUMBER_BYTES];
    if (isnan(value) || isnan(low) || isnan(high)) {
        return lac_page_cell(self, value, mark, show);
    }
    format_number(value, show, number);
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s, likely %s", number,
                                   lac_page_range(self, low, high, mark, show)));
}

const char **lac_page_cells(lac_page *self, int n)
{
    const char **cells = lac_arena_alloc(&self->arena, (size_t)n + 1, sizeof *cells);
    self->out_of_memory = self->out_of_memory || cells == NULL;
    return cells;
}

lac_block lac_page_block(lac_page *self, const char *title, int n_columns, size_t n_rows)
{
    lac_block block = {.title = title, .n_columns = n_columns};
    block.heads = lac_page_cells(self, n_columns);
    block.rows = lac_arena_alloc(&self->arena, n_rows + 1, sizeof *block.rows);
    self->out_of_memory = self->out_of_memory || block.rows == NULL;
    return block;
}

void lac_page_put(lac_block *block, const char *label, const char **cells)
{
    if (cells != NULL && block->rows != NULL) {
        block->rows[block->n_rows++] = (lac_block_row){label, cells};
    }
}

const char *lac_page_year(lac_page *self, const lac_series *annual, int t)
{
    char year[8];
    const bool history = annual == &self->results->history_annual;
    const int at = lac_series_at(annual, self->results->measures.admissions, t);
    lac_financial_year_format(annual->first + t, year);
    self->mixed = self->mixed || annual->status[at] == LAC_STATUS_MIXED;
    self->forecast = self->forecast || !history;
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s%s", year, history ? " " : "*"));
}

const char *lac_page_part(const lac_results *results, size_t s, int t)
{
    const lac_series *annual = &results->annual[s];
    const int at = lac_series_at(annual, results->measures.admissions, t);
    return t < annual->n && annual->status[at] == LAC_STATUS_PARTIAL ? LAC_MARK_PART
                                                                     : LAC_MARK_NONE;
}

const char *lac_page_pounds(lac_page *self, const char *what, lac_show show)
{
    const char *unit = show == LAC_SHOW_MILLIONS    ? " million"
                       : show == LAC_SHOW_THOUSANDS ? " thousand"
                                                    : "";
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s, £%s", what, unit));
}

/* The monthly series of an annual one; NULL for the history. */
static const lac_series *monthly_of(const lac_results *results, const lac_series *annual)
{
    return annual == &results->history_annual ? NULL : &results->monthly[annual - results->annual];
}

const char *lac_page_end(const lac_results *results, const lac_series **series, int *t)
{
    const lac_series *annual = *series;
    const lac_series *monthly = monthly_of(results, annual);
    if (monthly == NULL || *t != annual->n - 1 ||
        monthly->first + monthly->n - 1 >= lac_financial_year_last(annual->first + *t)) {
        return LAC_MARK_NONE;
    }
    *series = monthly;
    *t = monthly->n - 1;
    return LAC_MARK_LAST;
}

double lac_page_stock(const lac_results *results, const lac_series *series, int measure, int t,
    bool sd, const char **mark)
{
    *mark = lac_page_end(results, &series, &t);
    return (sd ? series->sd : series->mean)[lac_series_at(series, measure, t)];
}
