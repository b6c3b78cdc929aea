/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_DRAWING_H
#define LAC_OUTPUT_DRAWING_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"

#include <stdbool.h>
#include <stddef.h>

/* What is drawn of a chart that is not of kind ROWS, before it has a place: its series, how far their values
 * go, and how these are written. Values are in units of the value axis (£m for money), but for those of the
 * series' ranges. */
typedef struct {
    lac_arena *arena;       /* borrowed; everything belongs to it */
    const lac_chart *chart; /* borrowed */
    lac_chart_drawn *items; /* as lac_chart_select orders them */
    size_t n;
    size_t unnamed; /* grey lines without a name */
    bool aimed;     /* with a line at `target` */
    double target;
    double min,
        max;      /* of all that is drawn, stacked or not; with zero where the axis must have it */
    int decimals; /* of money: see lac_axis_text */
} lac_drawing;

/* The chart has no fault but that its words may be missing, and is not of kind ROWS. LAC_OK or LAC_MEMORY. */
int lac_drawing_make(lac_drawing *self, lac_arena *arena, const lac_chart *chart) LAC_CHECKED;

/* FLOWS: the sums above and below zero (not below, and not above 0) of the parts of the k-th year. */
void lac_drawing_stack(const lac_drawing *self, size_t k, double *up, double *down);

/* A value as people read it; NULL when there is no memory. */
char *lac_drawing_text(const lac_drawing *self, double value);

#endif
