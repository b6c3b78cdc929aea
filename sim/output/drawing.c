/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/drawing.h"

#include <math.h>

/* Grey lines that have a name: there are lines for fourteen names, three of them for the other series. */
enum { MOST_GREY_NAMES = 11 };

void lac_drawing_stack(const lac_drawing *self, size_t k, double *up, double *down)
{
    *up = 0.0;
    *down = 0.0;
    for (size_t i = 0; i < self->n; i++) {
        double value = self->items[i].values[k];

        value = self->items[i].role == LAC_SERIES_OUT ? -value : value;
        if (value > 0.0) {
            *up += value;
        } else if (value < 0.0) {
            *down += value;
        }
    }
}

static void find_range(lac_drawing *self)
{
    self->min = INFINITY;
    self->max = -INFINITY;
    for (size_t k = 0; k < self->chart->n_x; k++) {
        double up;
        double down;

        if (self->chart->kind == LAC_CHART_FLOWS) {
            lac_drawing_stack(self, k, &up, &down);
            self->min = fmin(self->min, down);
            self->max = fmax(self->max, up);
            continue;
        }
        for (size_t i = 0; i < self->n; i++) { /* fmin and fmax leave NaN out */
            self->min = fmin(self->min, self->items[i].values[k]);
            self->max = fmax(self->max, self->items[i].values[k]);
        }
    }
    if (self->chart->zero) {
        self->min = fmin(self->min, 0.0);
        self->max = fmax(self->max, 0.0);
    }
    if (self->aimed) {
        self->min = fmin(self->min, self->target);
        self->max = fmax(self->max, self->target);
    }
    self->decimals = lac_axis_decimals(self->chart->number, fmax(fabs(self->min), fabs(self->max)));
}

int lac_drawing_make(lac_drawing *self, lac_arena *arena, const lac_chart *chart)
{
    *self = (lac_drawing){.arena = arena, .chart = chart, .aimed = chart->target != NULL};
    self->target = self->aimed ? chart->target_value * lac_axis_scale(chart->number) : 0.0;
    const int rc =
        lac_chart_select(arena, chart, MOST_GREY_NAMES, &self->items, &self->n, &self->unnamed);
    if (rc == LAC_OK) {
        find_range(self);
    }
    return rc;
}

char *lac_drawing_text(const lac_drawing *self, double value)
{
    return lac_axis_text(self->arena, value, self->chart->number, self->decimals);
}
