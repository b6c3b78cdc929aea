/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/canvas.h"

#include <math.h>

double lac_canvas_x(const lac_layout *layout, double x)
{
    return layout->left +
           (x - layout->x_low) / (layout->x_high - layout->x_low) * (layout->right - layout->left);
}

double lac_canvas_y(const lac_layout *layout, double y)
{
    return layout->bottom + (y - layout->axis.low) / (layout->axis.high - layout->axis.low) *
                                (layout->top - layout->bottom);
}

double lac_canvas_extreme(
    const lac_layout *layout, const lac_chart_piece *piece, double from, double to, double sign)
{
    double out = INFINITY;

    for (size_t i = 1; i < piece->n; i++) {
        const double x0 = lac_canvas_x(layout, piece->points[i - 1].x);
        const double x1 = lac_canvas_x(layout, piece->points[i].x);
        const double y0 = lac_canvas_y(layout, piece->points[i - 1].y);
        const double y1 = lac_canvas_y(layout, piece->points[i].y);
        const double a = fmax(x0, from);
        const double b = fmin(x1, to);

        if (a <= b) {
            out = fmin(out, sign * (y0 + (y1 - y0) * (a - x0) / (x1 - x0)));
            out = fmin(out, sign * (y0 + (y1 - y0) * (b - x0) / (x1 - x0)));
        }
    }
    return sign * out;
}
