/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_END_H
#define LAC_OUTPUT_END_H

#include "base/arena.h"
#include "base/status.h"
#include "output/drawing.h"

#include <stdbool.h>
#include <stddef.h>

enum { LAC_END_LINES = 2 };

/* A name and value at the right of a line's end, on one line or two, and where that end is. */
typedef struct {
    const char *name;
    const char *number;
    double line_x, line_y; /* the line's end, in units of the axes */
    bool apart;            /* the line ends before: the label is not joined to this end */
    double y;              /* middle of the label, in units of the value axis */
    size_t n_lines;
    char *lines[LAC_END_LINES];
} lac_chart_end;

/* Where the named lines and parts of a drawing end, the last value of each, and the target; nothing is written or
 * placed yet. Bars reach bar_half beyond their middle; the target's line ends at x_high (both in units of
 * x). LAC_OK or LAC_MEMORY; the drawing's arena owns *ends. */
int lac_end_find(const lac_drawing *drawing, double bar_half, double x_high, lac_chart_end **ends,
    size_t *n) LAC_CHECKED;

/* Writes "name: number" on lines no wider than width (em): two a label, or one if the lines of all
 * would be more than most_lines. The name is cut where it must be, the number never. Gives the
 * widest line. Returns LAC_OK or LAC_MEMORY. */
int lac_end_write(lac_arena *arena, lac_chart_end *ends, size_t n, double width, size_t most_lines,
    double *widest) LAC_CHECKED;

/* Sorts the labels upwards by their lines' ends (of equal ones the first is highest) and moves them
 * apart; low is the axis at the plot's lower edge, em the axis units of one em, height the plot's, in
 * em, and line_height a line's. Returns LAC_OK, LAC_MEMORY, or LAC_USAGE when there is no room. */
int lac_end_place(lac_arena *arena, lac_chart_end *ends, size_t n, double low, double em,
    double height, double line_height) LAC_CHECKED;

#endif
