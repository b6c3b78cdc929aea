/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/end.h"

#include "output/label.h"

#include <math.h>
#include <string.h>

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
