/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/mark.h"

#include "output/canvas.h"
#include "output/label.h"

#include <math.h>
#include <string.h>

/* em */
#define WORDS_HEIGHT 1.2
#define WORDS_SIDE 0.5 /* beside the dot */
#define STEP 0.5       /* of the heights that are tried */
#define FAR 1.6        /* from the dot */

enum { STEPS = 24 };

/* A place for the words, em. */
typedef struct {
    double left;
    double right;
    double middle;
} spot;

/* How far the words are from what is at some height between low and high; negative where they meet. */
static double beside(const spot *self, double low, double high)
{
    return fmax(low - self->middle, self->middle - high) - WORDS_HEIGHT / 2.0;
}

/* The distance of the words from the nearest line, word or edge of the plot. */
static double clearance(const lac_layout *layout, const spot *self)
{
    double least = fmin(layout->top - self->middle, self->middle - layout->bottom) - 0.5;

    for (size_t i = layout->n_bands; i < layout->n_pieces; i++) {
        const double low =
            lac_canvas_extreme(layout, &layout->pieces[i], self->left, self->right, 1.0);
        const double high =
            lac_canvas_extreme(layout, &layout->pieces[i], self->left, self->right, -1.0);

        if (low <= high) {
            least = fmin(least, beside(self, low, high));
        }
    }
    for (size_t i = 0; i < layout->n_values; i++) {
        const lac_chart_value *value = &layout->values[i];
        const double half = lac_label_width(value->text) / 2.0;
        const double x = lac_canvas_x(layout, value->x) + value->dx;
        const double y = lac_canvas_y(layout, value->y) + value->dy;

        if (x - half < self->right && x + half > self->left) {
            least = fmin(least, beside(self, y - WORDS_HEIGHT / 2.0, y + WORDS_HEIGHT / 2.0));
        }
    }
    if (layout->aimed) {
        const double y = lac_canvas_y(layout, layout->target);

        least = fmin(least, beside(self, y, y));
    }
    const double zero = lac_canvas_y(layout, 0.0);
    return fmin(least, beside(self, zero, zero));
}

/* The nearest place that is clear of everything, else the clearest: below the dot and above it, behind
 * it, before it and about it. */
static spot find_spot(const lac_layout *layout, double x, double y, double width)
{
    static const double SHIFTS[] = {0.0, -1.0, -0.5};
    spot best = {0};
    double most = -INFINITY;

    for (int step = 2; step < STEPS; step++) {
        for (size_t i = 0; i < sizeof SHIFTS / sizeof SHIFTS[0]; i++) {
            for (int sign = -1; sign <= 1; sign += 2) {
                const double wanted = x + SHIFTS[i] * width + (2.0 * SHIFTS[i] + 1.0) * WORDS_SIDE;
                const double left =
                    fmax(layout->left + 0.2, fmin(wanted, layout->right - width - 0.2));
                const spot place = {left, left + width, y + sign * step * STEP};
                const double clear = clearance(layout, &place);

                if (clear >= 0.2) {
                    return place;
                }
                if (clear > most) {
                    most = clear;
                    best = place;
                }
            }
        }
    }
    return best;
}

static void add_piece(lac_layout *layout, lac_chart_piece piece)
{
    layout->pieces[layout->n_pieces++] = piece;
}

int lac_mark_add(lac_arena *arena, const lac_chart *chart, lac_layout *layout)
{
    const lac_month month = chart->x[chart->mark_x];
    const double x = lac_chart_x(chart, chart->mark_x);
    const double y = chart->mark_value * lac_axis_scale(chart->number);
    const double em_x = lac_canvas_x(layout, x);
    const double em_y = lac_canvas_y(layout, y);
    lac_chart_piece *pieces = lac_arena_alloc(arena, layout->n_pieces + 2, sizeof *pieces);
    lac_chart_point *points = lac_arena_alloc(arena, 3, sizeof *points);
    lac_chart_value *value = &layout->values[layout->n_values];
    char *text = lac_label_fit(arena, chart->mark, (layout->right - layout->left) / 2.0);

    if (pieces == NULL || points == NULL || text == NULL) {
        return LAC_MEMORY;
    }
    const spot place = find_spot(layout, em_x, em_y, lac_label_width(text));
    *value = (lac_chart_value){.x = x,
        .y = y,
        .dx = (place.left + place.right) / 2.0 - em_x,
        .dy = place.middle - em_y,
        .text = text,
        .align = LAC_WORD_CENTRE};
    layout->n_values++;
    memcpy(pieces, layout->pieces, layout->n_pieces * sizeof *pieces);
    layout->pieces = pieces;
    if (fabs(value->dy) > FAR) { /* a thin line leads to the words */
        const double to_x = fmax(place.left + WORDS_SIDE, fmin(em_x, place.right - WORDS_SIDE));
        const double to_y = place.middle - copysign(WORDS_HEIGHT / 2.0, value->dy);

        points[0] = (lac_chart_point){.x = x, .y = y, .from = y, .month = month};
        points[1] = (lac_chart_point){.month = month};
        points[1].x =
            x + (to_x - em_x) * (layout->x_high - layout->x_low) / (layout->right - layout->left);
        points[1].y = points[1].from = y + (to_y - em_y) * (layout->axis.high - layout->axis.low) /
                                               (layout->top - layout->bottom);
        add_piece(layout, (lac_chart_piece){.n = 2, .points = points, .style = LAC_STYLE_LEADER});
    }
    points[2] = (lac_chart_point){.x = x, .y = y, .from = y, .month = month};
    add_piece(layout,
        (lac_chart_piece){.n = 1, .points = points + 2, .style = LAC_STYLE_INK, .marked = true});
    return LAC_OK;
}
