/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_ROW_LAYOUT_H
#define LAC_OUTPUT_ROW_LAYOUT_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/layout.h"

#include <stdbool.h>

/* Works out where everything of a chart of kind ROWS goes; it has no fault. The first row is the highest:
 * row i of n reaches from n - i - 1 to n - i on the vertical axis. The canvas is as high as the rows need.
 * In the pieces x is the end of a bar, from its beginning, y the middle of its row; the first n_bands are
 * bars, then come thin lines, and dots in the last one. Returns LAC_OK or LAC_MEMORY. */
int lac_row_layout_make(
    lac_arena *arena, const lac_chart *chart, bool titles, lac_layout *layout) LAC_CHECKED;

#endif
