/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/charts.h"

#include "base/version.h"
#include "output/gallery.h"

#include <inttypes.h>
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

/* The sources that the sheet gives for what was observed, one after the other; else the study's title. */
static const char *find_source(lac_gallery *self, const lac_plan *plan)
{
    static const struct {
        lac_section section;
        const char *item;
        const char *field;
    } ROWS[] = {{LAC_SECTION_DATA, NULL, "history"}, {LAC_SECTION_DATA, NULL, "opening"},
        {LAC_SECTION_STOCK, "all", "children"}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const lac_plan_row *row =
            lac_item_row(lac_plan_find(plan, ROWS[i].section, ROWS[i].item), ROWS[i].field);
        if (row != NULL && *row->source != '\0') {
            return row->source;
        }
    }
    return lac_gallery_keep(self, plan->title);
}

/* ", 10,000 simulations, seed 42" of a stochastic run. */
static const char *find_simulations(lac_gallery *self)
{
    const lac_results *results = self->results;
    if (results->n_replicates == 0) {
        return "";
    }
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, ", %s simulations, seed %" PRIu64,
                  lac_gallery_say(self, results->n_replicates, LAC_CHART_WHOLE), results->seed));
}

/* A fan for each scenario, as far as that is a book that someone reads. */
static void add_fans(lac_gallery *self, lac_diagnostics *diagnostics)
{
    const size_t n = self->results->n_scenarios;
    const size_t before = self->n;
    for (size_t s = 0; s < n && s < LAC_GALLERY_FANS && !self->failed; s++) {
        lac_gallery_add_fan(self, s);
    }
    if (n > LAC_GALLERY_FANS && self->n > before) {
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, "choose others with --scenario",
            "fan charts are drawn for the first %d of %zu scenarios", (int)LAC_GALLERY_FANS, n);
    }
}

/* Timelines of the first pathways. */
static void add_pathways(lac_gallery *self, lac_diagnostics *diagnostics)
{
    const int n = self->results->models[0].n_pathways;
    for (int p = 0; p < n && p < LAC_GALLERY_PATHWAYS && !self->failed; p++) {
        lac_gallery_add_pathway(self, p);
    }
    if (n > LAC_GALLERY_PATHWAYS) {
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
            "timelines are drawn for the first %d of %d pathways", (int)LAC_GALLERY_PATHWAYS, n);
    }
}

int lac_charts_write(const lac_results *results, const char *folder,
    const lac_plot_options *options, lac_diagnostics *diagnostics)
{
    lac_gallery self = {.results = results};
    const lac_measures *measures = &results->measures;
    self.focus = find_focus(results);
    self.source = lac_gallery_keep(
        &self, lac_arena_format(&self.arena, "Source: %s; forecast: Lacflow %s, study %.8s%s",
                   find_source(&self, results->plan), LAC_VERSION, results->plan->inputs[0].sha256,
                   find_simulations(&self)));
    lac_gallery_add_scenarios(&self, "looked_after", measures->closing_stock, LAC_CHART_WHOLE,
        "Children looked after", "Children looked after");
    if (!isnan(lac_gallery_last(&results->monthly[0], measures->rate_per_10k))) {
        lac_gallery_add_scenarios(&self, "rate_per_10k", measures->rate_per_10k, LAC_CHART_RATE,
            "Children looked after per 10,000 aged 0 to 17", "Rate per 10,000");
    }
    add_fans(&self, diagnostics);
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
    lac_gallery_add_savings(&self);
    lac_gallery_add_cumulative(&self);
    add_pathways(&self, diagnostics);
    const int status = self.failed
                           ? LAC_MEMORY
                           : lac_plot_write(self.charts, self.n, folder, options, diagnostics);
    lac_arena_free(&self.arena);
    return status;
}
