/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/piece.h"

#include <math.h>

enum { MOST_MARKS = 12 };

static lac_chart_piece *add_piece(
    lac_arena *arena, lac_chart_piece *pieces, size_t *n, int style, bool marked, size_t room)
{
    lac_chart_piece *piece = &pieces[*n];

    piece->style = style;
    piece->marked = marked;
    piece->points = lac_arena_alloc(arena, room, sizeof *piece->points);
    *n += piece->points == NULL ? 0 : 1;
    return piece->points == NULL ? NULL : piece;
}

static void add_point(
    const lac_chart *chart, lac_chart_piece *piece, size_t k, double y, double from)
{
    piece->points[piece->n++] =
        (lac_chart_point){.x = lac_chart_x(chart, k), .y = y, .from = from, .month = chart->x[k]};
}

static size_t count_values(const lac_chart_drawn *item, size_t n_x)
{
    size_t n = 0;

    for (size_t k = 0; k < n_x; k++) {
        n += isnan(item->values[k]) ? 0 : 1;
    }
    return n;
}

int lac_piece_lines(lac_arena *arena, const lac_chart *chart, const lac_chart_drawn *drawn,
    size_t n_drawn, bool ruled, lac_chart_piece **pieces, size_t *n,
    const lac_chart_piece **history)
{
    const size_t n_x = chart->n_x;
    const lac_chart_drawn *past = NULL;
    size_t past_last = 0;

    *n = 0;
    *history = NULL;
    *pieces = lac_arena_alloc(arena, 2 * n_drawn, sizeof **pieces);
    if (*pieces == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n_drawn; i++) {
        if (drawn[i].style == LAC_STYLE_HISTORY) {
            past = &drawn[i];
        }
    }
    for (size_t k = 0; past != NULL && k < n_x; k++) {
        past_last = isnan(past->values[k]) ? past_last : k;
    }
    for (size_t i = 0; i < n_drawn; i++) {
        const lac_chart_drawn *item = &drawn[i];
        const bool split = past == NULL && ruled;
        const bool marked = item->style != LAC_STYLE_GREY && count_values(item, n_x) <= MOST_MARKS;
        lac_chart_piece *piece = add_piece(arena, *pieces, n, item->style, marked, n_x + 1);
        bool solid = split;

        if (piece == NULL) {
            return LAC_MEMORY;
        }
        for (size_t k = 0; k < n_x; k++) {
            if (isnan(item->values[k])) {
                continue;
            }
            if (item != past && past != NULL && piece->n == 0 && past_last < k) {
                add_point(
                    chart, piece, past_last, past->values[past_last], past->values[past_last]);
            }
            if (solid && lac_chart_is_forecast(chart, k)) {
                solid = false;
                if (piece->n > 0) {
                    const lac_chart_point joint = piece->points[piece->n - 1];

                    piece->style += LAC_STYLE_SOLID;
                    piece = add_piece(arena, *pieces, n, item->style, marked, n_x + 1);
                    if (piece == NULL) {
                        return LAC_MEMORY;
                    }
                    piece->points[piece->n++] = joint;
                }
            }
            add_point(chart, piece, k, item->values[k], item->values[k]);
        }
        piece->style += solid ? LAC_STYLE_SOLID : 0;
        *history = item == past ? piece : *history;
    }
    return LAC_OK;
}

int lac_piece_bars(lac_arena *arena, const lac_chart *chart, const lac_chart_drawn *drawn,
    size_t n_drawn, lac_chart_piece **pieces, size_t *n, double *up, double *down)
{
    const size_t n_x = chart->n_x;

    *n = 0;
    *pieces = lac_arena_alloc(arena, n_drawn, sizeof **pieces);
    if (*pieces == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n_drawn; i++) {
        const lac_chart_drawn *item = &drawn[i];
        lac_chart_piece *piece = add_piece(arena, *pieces, n, item->style, false, n_x);

        if (piece == NULL) {
            return LAC_MEMORY;
        }
        for (size_t k = 0; k < n_x; k++) {
            double value = item->role == LAC_SERIES_OUT ? -item->values[k] : item->values[k];
            double *side = value < 0.0 ? &down[k] : &up[k];

            if (!isnan(value)) {
                add_point(chart, piece, k, *side + value, *side);
                *side += value;
            }
        }
    }
    return LAC_OK;
}
