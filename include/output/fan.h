/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_FAN_H
#define LAC_OUTPUT_FAN_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/layout.h"

#include <stddef.h>

/* A chart of kind FAN on its way through chart and layout. */

/* Names inside the bands: at most one each. */
enum { LAC_FAN_NAMES = 2 };

/* What is wrong with the quantiles of a fan, as a sentence without a full stop; NULL for nothing. */
const char *lac_fan_fault(const lac_chart *chart);

/* Gives the drawn series of a fan their styles and puts them in order: 95 % first, 5 % last, then the
 * history, then other lines. Where the range is nothing as printed, only the median is named of the
 * fan; max_names and unnamed are those of lac_chart_select. LAC_OK or LAC_MEMORY. */
int lac_fan_style(lac_arena *arena, const lac_chart *chart, lac_chart_drawn *items, size_t n,
    size_t max_names, size_t *unnamed) LAC_CHECKED;

/* Turns the lines of a fan (pieces as lac_piece_lines makes them of drawn series in the order above)
 * into bands and lines, and writes the names of the bands inside them where they fit; layout->values
 * has room for LAC_FAN_NAMES more. Where all simulations agree the median alone is left. LAC_OK or
 * LAC_MEMORY. */
int lac_fan_spread(lac_arena *arena, lac_layout *layout) LAC_CHECKED;

#endif
