/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_LAYOUT_H
#define LAC_OUTPUT_LAYOUT_H

#include "base/arena.h"
#include "base/status.h"
#include "output/axis.h"
#include "output/chart.h"
#include "output/end.h"
#include "output/piece.h"

#include <stdbool.h>
#include <stddef.h>

/* The canvas is 64 em wide and 36 em high (higher for many rows), an em being the size of the text; y counts upwards. */
enum { LAC_CANVAS_WIDTH = 64, LAC_CANVAS_HEIGHT = 36 };
#define LAC_CANVAS_EDGE 1.2 /* empty at its left and right */

/* A word on the canvas, its middle line at y. */
typedef struct {
    double x; /* em from the left */
    double y; /* em from the bottom */
    char *text;
    enum { LAC_WORD_TITLE = 1, LAC_WORD_SUBTITLE, LAC_WORD_UNIT, LAC_WORD_SOURCE } size;
    enum { LAC_WORD_LEFT = 1, LAC_WORD_RIGHT, LAC_WORD_CENTRE } align;
} lac_chart_word;

/* A number at a point of the plot, moved from it by dx and dy em. */
typedef struct {
    double x, y, dx, dy;
    char *text;
    int align;
    bool light; /* white, on a dark bar */
} lac_chart_value;

/* A coloured square of a key, its left and middle in em. */
typedef struct {
    double x, y;
    int style;
} lac_chart_square;

/* Everything a template needs, in the order in which it is drawn. */
typedef struct {
    double height;                   /* of the canvas, em: a multiple of 4 */
    double left, right, bottom, top; /* of the plot, em from the left and the bottom */
    double x_low, x_high;
    double bar_half; /* half a bar's width in units of x (of ROWS: of a row); 0 for lines */
    lac_axis axis;
    size_t n_x_ticks, n_y_ticks;
    lac_axis_tick *x_ticks, *y_ticks;
    char **x_notes;           /* one for each x tick, NULL for none */
    size_t n_pieces, n_bands; /* the first n_bands pieces are bands, from `from` up to y */
    lac_chart_piece *pieces;
    size_t n_words;
    lac_chart_word *words;
    size_t n_ends;
    lac_chart_end *ends;
    double ends_x, line_height; /* em from the left; em */
    size_t n_values;
    lac_chart_value *values;
    bool ruled;
    double rule_x, rule_top; /* axis; em */
    bool aimed;
    double target;
    size_t n_squares; /* ROWS */
    lac_chart_square *squares;
} lac_layout;

/* The decimals (see lac_axis_text) of the values at the ends of a chart's lines, for the words that speak of
 * them. The chart has no fault but that its words may be missing, and is not of kind ROWS. LAC_OK or
 * LAC_MEMORY; what it takes belongs to the arena. */
int lac_layout_decimals(lac_arena *arena, const lac_chart *chart, int *decimals) LAC_CHECKED;

/* Works out where everything of a chart goes. titles: with title, subtitle and source in the picture.
 * The layout belongs to the arena. Returns LAC_OK, LAC_USAGE for a chart with a fault
 * (lac_chart_fault says which), LAC_MEMORY. */
int lac_layout_make(
    lac_arena *arena, const lac_chart *chart, bool titles, lac_layout *layout) LAC_CHECKED;

#endif
