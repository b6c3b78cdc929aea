/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_HEADING_H
#define LAC_OUTPUT_HEADING_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/layout.h"

#include <stdbool.h>
#include <stddef.h>

#define LAC_SOURCE_SIZE (12.0 / 15.0) /* of the source and of notes, in em of the text */

/* Title, subtitle, source and unit of a chart on their way onto the canvas. */
typedef struct {
    bool titles;        /* with title, subtitle and source */
    const char *remark; /* in brackets behind the subtitle (without titles: behind the unit); "" */
    size_t more;        /* words that follow: room is left for them in layout->words */
    /* Given back, in em: the lower edge of the unit's line, the upper edge of the source, and where the
     * unit ends. */
    double top;
    double bottom;
    double unit_end;
} lac_heading;

/* Writes them; layout->height is known. Returns LAC_OK or LAC_MEMORY. */
int lac_heading_write(
    lac_arena *arena, const lac_chart *chart, lac_heading *self, lac_layout *layout) LAC_CHECKED;

/* Adds one word, its middle line at y (em); size and align are those of lac_chart_word. Returns LAC_OK
 * or LAC_MEMORY. */
int lac_heading_add(lac_arena *arena, lac_layout *layout, double x, double y, const char *text,
    int size, int align) LAC_CHECKED;

#endif
