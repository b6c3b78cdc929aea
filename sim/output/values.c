/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/values.h"

#include "output/label.h"

#include <math.h>

int lac_values_beside(
    const lac_drawing *drawing, const lac_chart_piece *history, lac_layout *layout)
{
    const lac_chart_point *p = history->points;

    for (size_t i = 0; i < history->n; i++) {
        lac_chart_value *value = &layout->values[layout->n_values];
        const bool first = i == 0;
        const bool last = i + 1 == history->n;
        /* Where the line comes from and goes to, seen from the point: on the side it leaves free. */
        const double before = first ? 0.0 : p[i - 1].y - p[i].y;
        const double after = last ? 0.0 : p[i + 1].y - p[i].y;

        if (history->n > LAC_VALUES_MOST && !first && !last) {
            continue;
        }
        value->x = p[i].x;
        value->y = p[i].y;
        value->align = LAC_WORD_CENTRE;
        value->dy = before >= 0.0 && after >= 0.0 && before + after > 0.0 ? -0.95 : 0.95;
        if (last && layout->ruled) {
            value->align = LAC_WORD_RIGHT;
            value->dx = -0.4;
        } else if (before < 0.0 && after > 0.0) {
            value->align = LAC_WORD_RIGHT;
            value->dx = 0.3;
        } else if (before > 0.0 && after < 0.0) {
            value->align = LAC_WORD_LEFT;
            value->dx = -0.3;
        }
        value->text = lac_drawing_text(drawing, p[i].y);
        if (value->text == NULL) {
            return LAC_MEMORY;
        }
        layout->n_values++;
    }
    return LAC_OK;
}

int lac_values_sums(
    const lac_drawing *drawing, const double *up, const double *down, lac_layout *layout)
{
    const size_t n_x = drawing->chart->n_x;
    double widest = 0.0;

    layout->values = lac_arena_alloc(drawing->arena, 2 * n_x, sizeof *layout->values);
    if (layout->values == NULL) {
        return LAC_MEMORY;
    }
    for (size_t k = 0; k < n_x; k++) {
        for (int below = 0; below < 2; below++) {
            double sum = below ? down[k] : up[k];
            lac_chart_value *value = &layout->values[layout->n_values];

            if (sum == 0.0) {
                continue;
            }
            value->x = lac_chart_x(drawing->chart, k);
            value->y = sum;
            value->align = LAC_WORD_CENTRE;
            value->dy = below ? -0.8 : 0.8;
            value->text = lac_drawing_text(drawing, fabs(sum));
            if (value->text == NULL) {
                return LAC_MEMORY;
            }
            widest = fmax(widest, lac_label_width(value->text));
            layout->n_values++;
        }
    }
    if (widest + 0.5 > (layout->right - layout->left) / (double)n_x) {
        layout->n_values = 0;
    }
    return LAC_OK;
}
