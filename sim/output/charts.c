/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/charts.h"

#include "base/version.h"
#include "output/gallery.h"

#include <math.h>

static size_t find_focus(const lac_results *results)
{
    size_t focus = 0;
    double furthest = 0;
    const double reference =
        lac_gallery_last(&results->monthly[0], results->measures.closing_stock);
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const double gap = fabs(
            lac_gallery_last(&results->monthly[s], results->measures.closing_stock) - reference);
        if (gap > furthest) {
            furthest = gap;
            focus = s;
        }
    }
    return focus;
}

int lac_charts_write(const lac_results *results, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics)
{
    lac_gallery self = {.results = results};
    const lac_measures *measures = &results->measures;
    self.focus = find_focus(results);
    self.source = lac_gallery_keep(
        &self, lac_arena_format(&self.arena, "Source: %s; study %.8s, Lacflow %s",
                   results->plan->title, results->plan->inputs[0].sha256, LAC_VERSION));
    lac_gallery_add_scenarios(&self, "looked_after", measures->closing_stock, LAC_CHART_WHOLE,
        "Children looked after", "Children looked after");
    if (!isnan(lac_gallery_last(&results->monthly[0], measures->rate_per_10k))) {
        lac_gallery_add_scenarios(&self, "rate_per_10k", measures->rate_per_10k, LAC_CHART_RATE,
            "Children looked after per 10,000 aged 0 to 17", "Rate per 10,000");
    }
    lac_gallery_add_flows(&self, 0);
    if (self.focus > 0) {
        lac_gallery_add_flows(&self, self.focus);
    }
    if (results->models[0].n_placements > 1) {
        lac_gallery_add_placements(&self, 0);
        if (self.focus > 0) {
            lac_gallery_add_placements(&self, self.focus);
        }
    }
    if (!isnan(lac_gallery_value(&results->annual[0], measures->cost_total, 0))) {
        lac_gallery_add_spend(&self);
    }
    const int status = self.failed
                           ? LAC_MEMORY
                           : lac_plot_write(self.charts, self.n, folder, options, diagnostics);
    lac_arena_free(&self.arena);
    return status;
}
