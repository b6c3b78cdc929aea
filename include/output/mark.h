/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_MARK_H
#define LAC_OUTPUT_MARK_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/layout.h"

/* Draws the mark of a chart of lines: a dot, and its words where they keep clear of lines and other
 * words. The pieces are made; layout->values has room for one more. Returns LAC_OK or LAC_MEMORY. */
int lac_mark_add(lac_arena *arena, const lac_chart *chart, lac_layout *layout) LAC_CHECKED;

#endif
