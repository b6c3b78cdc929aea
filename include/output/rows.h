/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_ROWS_H
#define LAC_OUTPUT_ROWS_H

#include "base/month.h"
#include "output/axis.h"

#include <stdbool.h>
#include <stddef.h>

/* A chart of kind ROWS as plain data, all borrowed: one row under the other, each with its words at the
 * left and bars along a horizontal axis. Waterfalls and timelines are such charts. Words may hold any
 * characters; they are cut with an ellipsis where there is no room. */

enum { LAC_ROWS_MOST = 60, LAC_ROWS_KEYS = 6 };

typedef enum {
    LAC_ROWS_VALUES, /* numbers of the chart's kind */
    LAC_ROWS_WEEKS,  /* weeks from the start, 0 or more */
    LAC_ROWS_MONTHS  /* dates: see lac_rows_date */
} lac_rows_axis;

/* What a bar is: each has a colour of its own, and words beside or inside it. */
typedef enum {
    LAC_BAR_SAVING, /* navy */
    LAC_BAR_COST,   /* orange */
    LAC_BAR_NET,    /* dark grey */
    LAC_BAR_COUNCIL,
    LAC_BAR_CARER,
    LAC_BAR_COURT,
    LAC_BAR_KINDS
} lac_bar_kind;

/* A bar between two places of the axis, from <= to but for VALUES. */
typedef struct {
    double from;
    double to;
    lac_bar_kind kind;
    bool pale;        /* what may be: a lighter tint of the colour, under bars that are not */
    bool late;        /* with a dark edge */
    const char *word; /* inside the bar, left out where it does not fit; NULL for none */
} lac_row_bar;

typedef struct {
    const char *label; /* at the left */
    const char *note;  /* under it in grey; NULL for none */
    size_t n_bars;
    const lac_row_bar *bars;
    double dot;  /* a point of the axis; NaN for none */
    double low;  /* a line from here */
    double high; /* to here; both NaN for none */
    const char
        *end; /* words beyond what is drawn: at its right, or left of a bar that ends below 0;
                        NULL for none */
} lac_row;

/* A cell of the table of numbers: text, or a value where text is NULL (NaN: empty). */
typedef struct {
    const char *text;
    double value;
} lac_row_cell;

/* A coloured square and what it means. */
typedef struct {
    lac_bar_kind kind;
    const char *word;
} lac_row_key;

typedef struct {
    lac_rows_axis axis;
    double
        least; /* the axis reaches from here to there at least (so that two charts have one scale);
                     both 0 for nothing */
    double most;
    size_t n; /* 1 to LAC_ROWS_MOST */
    const lac_row *rows;
    size_t n_keys; /* up to LAC_ROWS_KEYS, over the rows */
    const lac_row_key *keys;
    double rule; /* a dashed line across all rows, with a word at its top; NaN for none */
    const char *rule_word;
    /* The table that stands beside the picture. */
    size_t n_columns;
    const char *const *heads;
    size_t n_lines;
    const lac_row_cell *cells; /* n_lines x n_columns */
} lac_rows;

/* Where a day stands on an axis of MONTHS: its month, and the share of it that is past at its start.
 * day is 1 to 31. */
double lac_rows_date(lac_month month, int day);

/* What is wrong with the rows, as a sentence without a full stop; NULL for nothing. */
const char *lac_rows_fault(const lac_rows *rows);

#endif
