/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/row_piece.h"

#include "output/label.h"

#include <math.h>

/* em */
#define SEAM 0.05 /* left free at the end of a bar */
#define EDGE 0.1  /* of a bar that is late, around it */
#define THIN 0.06 /* half of a thin line */

/* What the steps below share. */
typedef struct {
    lac_arena *arena;
    const lac_chart *chart;
    const lac_rows *rows;
    lac_layout *out;
    double row_height; /* em */
} work;

double lac_row_scale(const lac_chart *chart)
{
    return chart->rows->axis == LAC_ROWS_VALUES ? lac_axis_scale(chart->number) : 1.0;
}

bool lac_row_range(const lac_chart *chart, const lac_row *row, double *low, double *high)
{
    const double scale = lac_row_scale(chart);

    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < row->n_bars; i++) {
        *low = fmin(*low, fmin(row->bars[i].from, row->bars[i].to));
        *high = fmax(*high, fmax(row->bars[i].from, row->bars[i].to));
    }
    *low = fmin(*low, fmin(row->dot, row->low)) * scale; /* fmin and fmax leave NaN out */
    *high = fmax(*high, fmax(row->dot, row->high)) * scale;
    return *low <= *high;
}

bool lac_row_ends_left(const lac_rows *rows, double low, double high)
{
    return rows->axis == LAC_ROWS_VALUES && low < 0.0 && high <= 0.0;
}

/* The piece of a style and height, at the end if it is new; NULL when there is no memory. */
static lac_chart_piece *piece_of(work *w, size_t first, int style, double half)
{
    lac_layout *out = w->out;
    size_t room = 0;

    for (size_t i = first; i < out->n_pieces; i++) {
        if (out->pieces[i].style == style && out->pieces[i].half == half) {
            return &out->pieces[i];
        }
    }
    for (size_t i = 0; i < w->rows->n; i++) {
        room += w->rows->rows[i].n_bars + 1;
    }
    lac_chart_piece *piece = &out->pieces[out->n_pieces];
    *piece = (lac_chart_piece){.style = style, .half = half};
    piece->points = lac_arena_alloc(w->arena, room, sizeof *piece->points);
    out->n_pieces += piece->points == NULL ? 0 : 1;
    return piece->points == NULL ? NULL : piece;
}

static int add_box(work *w, size_t first, int style, double half, double y, double from, double to)
{
    lac_chart_piece *piece = piece_of(w, first, style, half);

    if (piece == NULL) {
        return LAC_MEMORY;
    }
    piece->points[piece->n++] =
        (lac_chart_point){.x = to, .y = y, .from = from, .month = LAC_NO_MONTH};
    return LAC_OK;
}

static double row_middle(const work *w, size_t i)
{
    return (double)(w->rows->n - 1 - i) + 0.5;
}

/* The word inside a bar, where it fits. */
static int add_inside(work *w, const lac_row_bar *bar, double y, double from, double to, double em)
{
    lac_chart_value *value = &w->out->values[w->out->n_values];
    char *word = bar->word == NULL ? NULL : lac_label_clean(w->arena, bar->word);

    if (bar->word == NULL) {
        return LAC_OK;
    }
    if (word == NULL) {
        return LAC_MEMORY;
    }
    if (lac_label_width(word) + 0.3 > fabs(to - from) / em ||
        2.0 * LAC_ROW_BAR_HALF * w->row_height < 0.85) {
        return LAC_OK;
    }
    *value = (lac_chart_value){.x = (from + to) / 2.0,
        .y = y,
        .text = word,
        .align = LAC_WORD_CENTRE,
        .light = !bar->pale && (bar->kind == LAC_BAR_SAVING || bar->kind == LAC_BAR_NET ||
                                   bar->kind == LAC_BAR_COUNCIL)};
    w->out->n_values++;
    return LAC_OK;
}

/* One of three passes over the bars: pale ones, edges of late ones, the others. */
static int add_bars(work *w, int pass, size_t first)
{
    const double scale = lac_row_scale(w->chart);
    const double em = (w->out->x_high - w->out->x_low) / (w->out->right - w->out->left);
    int rc = LAC_OK;

    for (size_t i = 0; i < w->rows->n; i++) {
        const lac_row *row = &w->rows->rows[i];
        const double y = row_middle(w, i);

        for (size_t b = 0; rc == LAC_OK && b < row->n_bars; b++) {
            const lac_row_bar *bar = &row->bars[b];
            const double from = bar->from * scale;
            const double whole = bar->to * scale;
            const double to = whole - from > 3.0 * SEAM * em ? whole - SEAM * em : whole;

            if (pass == 1 && bar->late && !bar->pale) {
                rc = add_box(w, first, LAC_STYLE_INK, LAC_ROW_BAR_HALF + EDGE / w->row_height, y,
                    from - EDGE * em, to + EDGE * em);
            } else if (pass != 1 && bar->pale == (pass == 0)) {
                rc = add_box(w, first,
                    (bar->pale ? LAC_STYLE_PALE_BAR : LAC_STYLE_BAR) + (int)bar->kind,
                    LAC_ROW_BAR_HALF, y, from, to);
                rc = rc == LAC_OK ? add_inside(w, bar, y, from, to, em) : rc;
            }
        }
    }
    return rc;
}

/* Thin lines, then dots. */
static int add_marks(work *w)
{
    const double scale = lac_row_scale(w->chart);
    const double half = THIN / w->row_height;
    const size_t lines = w->out->n_pieces;
    int rc = LAC_OK;

    for (size_t i = 0; rc == LAC_OK && i < w->rows->n; i++) {
        const lac_row *row = &w->rows->rows[i];

        if (!isnan(row->low)) {
            rc = add_box(w, lines, LAC_STYLE_INK, half, row_middle(w, i), row->low * scale,
                row->high * scale);
        }
    }
    const size_t dots = w->out->n_pieces;
    for (size_t i = 0; rc == LAC_OK && i < w->rows->n; i++) {
        const double x = w->rows->rows[i].dot * scale;

        if (!isnan(x)) {
            rc = add_box(w, dots, LAC_STYLE_INK, 0.0, row_middle(w, i), x, x);
            if (rc == LAC_OK) {
                w->out->pieces[dots].marked = true;
            }
        }
    }
    return rc;
}

/* The words beyond the bars. */
static int add_ends(work *w)
{
    for (size_t i = 0; i < w->rows->n; i++) {
        const lac_row *row = &w->rows->rows[i];
        lac_chart_value *value = &w->out->values[w->out->n_values];
        double low;
        double high;

        if (row->end == NULL) {
            continue;
        }
        const bool any = lac_row_range(w->chart, row, &low, &high);
        const bool left = any && lac_row_ends_left(w->rows, low, high);
        *value = (lac_chart_value){.x = !any   ? w->out->x_low
                                        : left ? low
                                               : high,
            .y = row_middle(w, i),
            .dx = left ? -LAC_ROW_END_GAP : LAC_ROW_END_GAP,
            .text = lac_label_fit(w->arena, row->end, 0.45 * (w->out->right - w->out->left)),
            .align = left ? LAC_WORD_RIGHT : LAC_WORD_LEFT};
        if (value->text == NULL) {
            return LAC_MEMORY;
        }
        w->out->n_values++;
    }
    return LAC_OK;
}

int lac_row_pieces_make(lac_arena *arena, const lac_chart *chart, lac_layout *layout)
{
    const lac_rows *rows = chart->rows;
    work w = {.arena = arena,
        .chart = chart,
        .rows = rows,
        .out = layout,
        .row_height = (layout->top - layout->bottom) / (double)rows->n};
    size_t room = 0;
    int rc = LAC_OK;

    for (size_t i = 0; i < rows->n; i++) {
        room += rows->rows[i].n_bars + 1;
    }
    layout->pieces = lac_arena_alloc(arena, 2 * LAC_BAR_KINDS + 3, sizeof *layout->pieces);
    layout->values = lac_arena_alloc(arena, room, sizeof *layout->values);
    if (layout->pieces == NULL || layout->values == NULL) {
        return LAC_MEMORY;
    }
    for (int pass = 0; rc == LAC_OK && pass < 3; pass++) {
        rc = add_bars(&w, pass, layout->n_pieces);
    }
    layout->n_bands = layout->n_pieces;
    rc = rc == LAC_OK ? add_marks(&w) : rc;
    return rc == LAC_OK ? add_ends(&w) : rc;
}
