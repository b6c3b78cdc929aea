/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_SCRIPT_H
#define LAC_OUTPUT_SCRIPT_H

#include "base/arena.h"
#include "base/status.h"
#include "output/chart.h"

#include <stdbool.h>
#include <stddef.h>

/* The gnuplot script of a chart: its data and words, then the templates of plots/. *length is that
 * of the text without its NUL; the arena owns it. Returns LAC_OK, LAC_USAGE or
 * LAC_MEMORY. */
int lac_script_make(lac_arena *arena, const lac_chart *chart, bool titles, char **script,
    size_t *length) LAC_CHECKED;

/* The end marker of a block of data: from a hash of the text, never within it. NULL when there is no
 * memory. */
char *lac_script_marker(lac_arena *arena, const char *text);
#endif
