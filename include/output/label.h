/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_LABEL_H
#define LAC_OUTPUT_LABEL_H

#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>

/* The words of a chart: made harmless, measured, cut to size and kept apart. Widths are in em of the
 * font Liberation Sans (metrics of Arial); strings returned belong to the arena and are NULL when
 * there is no memory. */

/* One line of text: control characters (line breaks too) become one space, characters that change
 * the direction of writing and byte order marks go, bytes that are not UTF-8 become '?', space at
 * the ends goes. Everything below cleans its text first. */
char *lac_label_clean(lac_arena *arena, const char *text);

/* The text as a gnuplot expression: a string in single quotes, in which nothing is expanded or run;
 * each single quote within as '.quote_mark.', a variable that the script sets beforehand (doubled
 * quotes are misread in runs and at the beginning). For labels drawn with noenhanced. */
char *lac_label_quote(lac_arena *arena, const char *text);

/* The same for a bold title drawn enhanced: '{/:Bold text}' with \ ^ _ { } @ & ~ escaped. */
char *lac_label_quote_bold(lac_arena *arena, const char *text);

/* Text for XML: & < > and both quotes as entities, characters XML 1.0 forbids left out. */
char *lac_label_xml(lac_arena *arena, const char *text);

/* Width of cleaned text in em. */
double lac_label_width(const char *text);

/* The text, or as much of it as fits in width followed by an ellipsis; never cuts a character. */
char *lac_label_fit(lac_arena *arena, const char *text, double width);

/* Breaks text at spaces into at most max_lines (1 to 8) lines no wider than width, the last one cut
 * by lac_label_fit. A word too wide for a line is cut where another line remains, else abbreviated.
 * Gives the number of lines in *n (0 for empty text). Returns LAC_OK or LAC_MEMORY. */
int lac_label_wrap(lac_arena *arena, const char *text, double width, size_t max_lines, char **lines,
    size_t *n) LAC_CHECKED;

/* Moves the centres of n labels, ascending on entry, as little as possible (least squares) so that
 * none overlap: neighbours stay in order and at least half the sum of their heights apart, and all
 * lie inside low to high with their whole height. Returns LAC_OK, or LAC_USAGE with the centres
 * unchanged when the heights do not fit or the centres are not ascending. */
int lac_label_separate(
    double *centres, const double *heights, size_t n, double low, double high) LAC_CHECKED;

#endif
