/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/rows.h"

#include <math.h>

#define MOST_VALUE 1e15
#define MOST_WEEKS 1e6

double lac_rows_date(lac_month month, int day)
{
    return month + (double)(day - 1) / lac_month_days(month);
}

/* Whether a number can stand on the axis. */
static bool is_on_axis(const lac_rows *rows, double value)
{
    switch (rows->axis) {
    case LAC_ROWS_WEEKS:
        return value >= 0.0 && value <= MOST_WEEKS;
    case LAC_ROWS_MONTHS:
        return value >= LAC_FIRST_MONTH && value <= LAC_LAST_MONTH + 1;
    default:
        return fabs(value) <= MOST_VALUE;
    }
}

static bool is_kind(lac_bar_kind kind)
{
    return (int)kind >= 0 && kind < LAC_BAR_KINDS;
}

static const char *row_fault(const lac_rows *rows, const lac_row *row)
{
    if (row->label == NULL || (row->n_bars > 0 && row->bars == NULL)) {
        return "a row has no label or no bars";
    }
    for (size_t i = 0; i < row->n_bars; i++) {
        const lac_row_bar *bar = &row->bars[i];

        if (!is_kind(bar->kind)) {
            return "a bar is of a kind that is not known";
        }
        if (!is_on_axis(rows, bar->from) || !is_on_axis(rows, bar->to)) {
            return "a bar is not on the axis";
        }
        if (rows->axis != LAC_ROWS_VALUES && bar->from > bar->to) {
            return "a bar ends before it begins";
        }
    }
    if (!isnan(row->dot) && !is_on_axis(rows, row->dot)) {
        return "the dot of a row is not on the axis";
    }
    if (isnan(row->low) != isnan(row->high)) {
        return "a row has half a range";
    }
    if (!isnan(row->low) && (!is_on_axis(rows, row->low) || !is_on_axis(rows, row->high))) {
        return "the range of a row is not on the axis";
    }
    if (row->low > row->high) {
        return "the range of a row ends before it begins";
    }
    return NULL;
}

const char *lac_rows_fault(const lac_rows *rows)
{
    if (rows->n < 1 || rows->n > LAC_ROWS_MOST || rows->rows == NULL) {
        return "a chart has too few or too many rows";
    }
    for (size_t i = 0; i < rows->n; i++) {
        const char *fault = row_fault(rows, &rows->rows[i]);

        if (fault != NULL) {
            return fault;
        }
    }
    if (rows->n_keys > LAC_ROWS_KEYS) {
        return "a chart has too many keys";
    }
    for (size_t i = 0; i < rows->n_keys; i++) {
        if (!is_kind(rows->keys[i].kind) || rows->keys[i].word == NULL) {
            return "a key is of a kind that is not known, or has no word";
        }
    }
    if (!(rows->least <= rows->most) ||
        (rows->most > rows->least &&
            (!is_on_axis(rows, rows->least) || !is_on_axis(rows, rows->most)))) {
        return "the ends of an axis are not on it";
    }
    if (!isnan(rows->rule) && (!is_on_axis(rows, rows->rule) || rows->rule_word == NULL)) {
        return "a rule is not on the axis, or has no word";
    }
    if (rows->n_columns < 1 || rows->heads == NULL || (rows->n_lines > 0 && rows->cells == NULL)) {
        return "a chart of rows has no table";
    }
    for (size_t i = 0; i < rows->n_columns; i++) {
        if (rows->heads[i] == NULL) {
            return "a column has no head";
        }
    }
    return NULL;
}
