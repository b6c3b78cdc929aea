/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_VALUES_H
#define LAC_OUTPUT_VALUES_H

#include "base/status.h"
#include "output/drawing.h"
#include "output/layout.h"
#include "output/piece.h"

/* Numbers inside the plot, beside what they are of. */
enum { LAC_VALUES_MOST = 8 };

/* Adds those of the points of the history: all of a short one, else the first and the last, on the side that
 * the line leaves free. layout->values has room for LAC_VALUES_MOST more. LAC_OK or LAC_MEMORY. */
int lac_values_beside(
    const lac_drawing *drawing, const lac_chart_piece *history, lac_layout *layout) LAC_CHECKED;

/* Makes those at the ends of bars, the sums up and down of each year, if there is room for all. LAC_OK or
 * LAC_MEMORY; the drawing's arena owns layout->values. */
int lac_values_sums(const lac_drawing *drawing, const double *up, const double *down,
    lac_layout *layout) LAC_CHECKED;

#endif
