/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CHARTS_H
#define LAC_OUTPUT_CHARTS_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "output/plot.h"
#include "results/results.h"

/* Draws the charts of a run into folder, which exists: children looked after by scenario after the
 * history, with the rate per 10,000 where the population is known; flows in and out by route and stock
 * by placement, of the reference and of the scenario that differs most from it; spend by financial
 * year; where net savings are known, those of one year and of all years added up; timelines of the first
 * LAC_GALLERY_PATHWAYS pathways (said in diagnostics when there are more); of a stochastic run a fan for each of the first LAC_GALLERY_FANS scenarios (said in diagnostics
 * when there are more). Returns what lac_plot_write returns. */
int lac_charts_write(const lac_results *results, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
