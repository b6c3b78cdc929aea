/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_PIECE_H
#define LAC_OUTPUT_PIECE_H

#include "base/arena.h"
#include "base/month.h"
#include "base/status.h"
#include "output/chart.h"

#include <stdbool.h>
#include <stddef.h>

/* What is drawn in one stroke: a line, the part of a line that has happened or that is forecast, or
 * one part of every bar. */
typedef struct {
    double x;
    double y;    /* in units of the axis */
    double from; /* FLOWS: where the part begins; bands: the lower edge; lines: equal to y */
    lac_month month;
} lac_chart_point;

typedef struct {
    size_t n;
    lac_chart_point *points;
    int style;
    bool marked; /* with a mark at each point */
    double half; /* ROWS: half of its height, in rows */
} lac_chart_piece;

/* The pieces of drawn lines, in their order. Forecast lines begin at the history's last value; without
 * a history and with ruled set, a line is two pieces that meet at the last month before the forecast.
 * *history is the history's piece, or NULL. Returns LAC_OK or LAC_MEMORY; the arena owns all. */
int lac_piece_lines(lac_arena *arena, const lac_chart *chart, const lac_chart_drawn *drawn,
    size_t n_drawn, bool ruled, lac_chart_piece **pieces, size_t *n,
    const lac_chart_piece **history) LAC_CHECKED;

/* The pieces of drawn parts, stacked from zero upwards and downwards in their order; up and down
 * (one for each x, 0 on entry) become the ends of the bars. Returns LAC_OK or LAC_MEMORY. */
int lac_piece_bars(lac_arena *arena, const lac_chart *chart, const lac_chart_drawn *drawn,
    size_t n_drawn, lac_chart_piece **pieces, size_t *n, double *up, double *down) LAC_CHECKED;

#endif
