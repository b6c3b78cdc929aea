/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/end.h"

#include "output/label.h"

#include <math.h>
#include <string.h>

#define NO_BREAK "\xC2\xA0"
#define EN_DASH "\xE2\x80\x93"

/* "327", or "327 (301–354)" where the k-th value has a range. The space does not break. */
static char *end_text(
    const lac_drawing *drawing, const lac_chart_drawn *item, double value, size_t k)
{
    const double scale = lac_axis_scale(drawing->chart->number);
    char *number = lac_drawing_text(drawing, value);

    if (number == NULL || item == NULL || item->range == NULL || isnan(item->range->low[k]) ||
        isnan(item->range->high[k])) {
        return number;
    }
    const double low = item->range->low[k] * scale;
    const char *from = lac_drawing_text(drawing, low);
    const char *to = lac_drawing_text(drawing, item->range->high[k] * scale);
    if (from == NULL || to == NULL) {
        return NULL;
    }
    return lac_arena_format(drawing->arena, "%s" NO_BREAK "(%s%s%s)", number, from,
        low < 0.0 ? NO_BREAK "to" NO_BREAK : EN_DASH, to);
}

/* "249 in 2017/18": of a part of bars that the last bar does not know, the last value it has. */
static char *earlier_text(const lac_drawing *drawing, const lac_chart_drawn *item, size_t k)
{
    char year[8];

    while (k > 0 && isnan(item->values[k])) {
        k--;
    }
    const char *number = lac_drawing_text(drawing, isnan(item->values[k]) ? 0.0 : item->values[k]);
    if (number == NULL) {
        return NULL;
    }
    lac_financial_year_format(lac_month_financial_year(drawing->chart->x[k]), year);
    return lac_arena_format(drawing->arena, "%s" NO_BREAK "in" NO_BREAK "%s", number, year);
}

static int add_end(
    lac_chart_end *ends, size_t *n, const char *name, const char *number, double x, double y)
{
    ends[(*n)++] = (lac_chart_end){.name = name, .number = number, .line_x = x, .line_y = y};
    return number == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_end_find(
    const lac_drawing *drawing, double bar_half, double x_high, lac_chart_end **ends, size_t *n)
{
    size_t last = drawing->chart->n_x - 1;
    double up = 0.0;
    double down = 0.0;
    int rc = LAC_OK;

    *n = 0;
    *ends = lac_arena_alloc(drawing->arena, drawing->n + 1, sizeof **ends);
    if (*ends == NULL) {
        return LAC_MEMORY;
    }
    if (drawing->chart->kind == LAC_CHART_FLOWS) {
        for (; last > 0; last--) {
            lac_drawing_stack(drawing, last, &up, &down);
            if (up > 0.0 || down < 0.0) {
                break;
            }
        }
        up = down = 0.0;
    }
    for (size_t i = 0; rc == LAC_OK && i < drawing->n; i++) {
        const lac_chart_drawn *item = &drawing->items[i];
        size_t k = last;
        double value;
        double y;
        bool earlier = false;

        if (!item->named) {
            continue;
        }
        if (drawing->chart->kind == LAC_CHART_FLOWS) {
            earlier = isnan(item->values[k]);
            value = earlier ? 0.0 : item->values[k];
            double drawn = item->role == LAC_SERIES_OUT ? -value : value;
            double *side =
                drawn < 0.0 || (item->role == LAC_SERIES_OUT && drawn <= 0.0) ? &down : &up;

            y = *side + drawn / 2.0;
            *side += drawn;
        } else {
            while (isnan(item->values[k])) {
                k--;
            }
            value = item->values[k];
            y = value;
        }
        rc = add_end(*ends, n, item->name,
            earlier ? earlier_text(drawing, item, k) : end_text(drawing, item, value, k),
            lac_chart_x(drawing->chart, k) + bar_half, y);
        (*ends)[*n - 1].apart = earlier;
    }
    if (drawing->aimed && rc == LAC_OK) {
        rc = add_end(*ends, n, drawing->chart->target, lac_drawing_text(drawing, drawing->target),
            x_high, drawing->target);
    }
    return rc;
}

/* "Name: value" on at most max_lines lines no wider than width. The name is cut, never the value. */
static int write_one(lac_arena *arena, double width, size_t max_lines, lac_chart_end *end)
{
    const char *number = end->number;
    char *clean = lac_label_clean(arena, end->name);
    double room;

    if (clean == NULL) {
        return LAC_MEMORY;
    }
    room = lac_label_width(clean);
    for (;;) {
        char *cut = lac_label_fit(arena, clean, room);
        char *whole = cut == NULL ? NULL : lac_arena_format(arena, "%s: %s", cut, number);
        size_t last;

        if (whole == NULL ||
            lac_label_wrap(arena, whole, width, max_lines, end->lines, &end->n_lines) != LAC_OK) {
            return LAC_MEMORY;
        }
        last = strlen(end->lines[end->n_lines - 1]);
        if (room <= 0.0 ||
            (last >= strlen(number) &&
                strcmp(end->lines[end->n_lines - 1] + last - strlen(number), number) == 0)) {
            return LAC_OK;
        }
        room -= 0.5;
    }
}

int lac_end_write(lac_arena *arena, lac_chart_end *ends, size_t n, double width, size_t most_lines,
    double *widest)
{
    for (size_t max_lines = LAC_END_LINES; max_lines >= 1; max_lines--) {
        size_t lines = 0;

        *widest = 0.0;
        for (size_t i = 0; i < n; i++) {
            int rc = write_one(arena, width, max_lines, &ends[i]);

            if (rc != LAC_OK) {
                return rc;
            }
            lines += ends[i].n_lines;
            for (size_t k = 0; k < ends[i].n_lines; k++) {
                *widest = fmax(*widest, lac_label_width(ends[i].lines[k]));
            }
        }
        if (lines <= most_lines) {
            break;
        }
    }
    return LAC_OK;
}

int lac_end_place(lac_arena *arena, lac_chart_end *ends, size_t n, double low, double em,
    double height, double line_height)
{
    double *centres = lac_arena_alloc(arena, n, sizeof *centres);
    double *heights = lac_arena_alloc(arena, n, sizeof *heights);
    int rc;

    if (centres == NULL || heights == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 1; i < n; i++) {
        const lac_chart_end end = ends[i];
        size_t k = i;

        for (; k > 0 && ends[k - 1].line_y >= end.line_y; k--) {
            ends[k] = ends[k - 1];
        }
        ends[k] = end;
    }
    for (size_t i = 0; i < n; i++) {
        centres[i] = (ends[i].line_y - low) / em;
        heights[i] = line_height * (double)ends[i].n_lines;
    }
    /* Not below the plot, where the months stand; half a line above it is free. */
    rc = lac_label_separate(centres, heights, n, 0.0, height + line_height / 2.0);
    for (size_t i = 0; rc == LAC_OK && i < n; i++) {
        ends[i].y = low + centres[i] * em;
    }
    return rc;
}
