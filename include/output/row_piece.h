/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_ROW_PIECE_H
#define LAC_OUTPUT_ROW_PIECE_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/layout.h"

#include <stdbool.h>

#define LAC_ROW_BAR_HALF 0.32 /* of a bar, in heights of a row */
#define LAC_ROW_END_GAP 0.5   /* em, between a bar and the words beyond it */

/* What a value of a row is multiplied by to stand on the axis. */
double lac_row_scale(const lac_chart *chart);

/* The ends of what a row shows, in units of the axis; false for nothing. */
bool lac_row_range(const lac_chart *chart, const lac_row *row, double *low, double *high);

/* Whether the words beyond a row that reaches from low to high stand left of it: it has its end below
 * zero. */
bool lac_row_ends_left(const lac_rows *rows, double low, double high);

/* The pieces of a chart of rows as row_layout.h has them, and the words in and beyond its bars, of a
 * layout whose plot and horizontal axis are known. Returns LAC_OK or LAC_MEMORY. */
int lac_row_pieces_make(lac_arena *arena, const lac_chart *chart, lac_layout *layout) LAC_CHECKED;

#endif
