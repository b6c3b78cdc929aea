/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CANVAS_H
#define LAC_OUTPUT_CANVAS_H

#include "output/layout.h"
#include "output/piece.h"

/* Where a point of the axes stands on the canvas, em from the left and from the bottom. */
double lac_canvas_x(const lac_layout *layout, double x);
double lac_canvas_y(const lac_layout *layout, double y);

/* The least (sign 1) or greatest (sign -1) height of a line between two places, all in em; INFINITY
 * (-INFINITY) where it has no part between them. */
double lac_canvas_extreme(
    const lac_layout *layout, const lac_chart_piece *piece, double from, double to, double sign);

#endif
