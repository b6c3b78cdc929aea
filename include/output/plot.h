/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_PLOT_H
#define LAC_OUTPUT_PLOT_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/status.h"
#include "output/chart.h"
#include "output/gnuplot.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    bool titles;               /* title, subtitle and source in the picture (committees: not) */
    lac_gnuplot_limits limits; /* of each chart; {0} for the usual ones */
} lac_plot_options;

/* Writes each chart into folder, which exists: NAME.gp (fixed templates with the chart's data,
 * "gnuplot NAME.gp" draws it again), NAME.csv (its numbers: one row a month or year, one column a
 * series and two more for its range, pounds in pounds), NAME.png and NAME.svg (with title and description for screen readers).
 * Each file is whole or not there; the same charts give the same bytes.
 *
 * Returns LAC_OK; LAC_CHARTS when pictures are missing, with a warning and a hint for each reason in
 * diagnostics (scripts and numbers are all there; without gnuplot nothing more is tried);
 * LAC_USAGE for a chart with a fault (said in diagnostics, nothing of it is written);
 * LAC_INTERRUPTED; LAC_IO, with an error in diagnostics; LAC_MEMORY. */
int lac_plot_write(const lac_chart *charts, size_t n, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics) LAC_CHECKED;

/* An SVG that gnuplot wrote with its <title> and <desc> replaced and the role of a picture. NULL when
 * it has none to replace or there is no memory. */
char *lac_plot_describe(lac_arena *arena, const char *svg, const char *title, const char *alt);

#endif
