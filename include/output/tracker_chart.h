/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_TRACKER_CHART_H
#define LAC_OUTPUT_TRACKER_CHART_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "model/plan.h"
#include "output/plot.h"
#include "results/timeline.h"

/* Draws the timeline of the cases into folder, which exists: tracker.png, tracker.svg and what they are made
 * of. A stage ends where it has ended in half of such cases. plan: the one of the model; there is a case.
 * Returns what lac_plot_write returns. */
int lac_tracker_chart_write(const lac_timeline *self, const lac_plan *plan, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
