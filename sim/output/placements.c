/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include <math.h>
#include <string.h>

void lac_gallery_add_placements(lac_gallery *self, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const lac_model *model = &results->models[scenario];
    const lac_series *monthly = &results->monthly[scenario];
    lac_chart *chart = &self->charts[self->n];
    const size_t n_x = (size_t)monthly->n + 1;
    lac_month *x = lac_gallery_take(self, n_x, sizeof *x);
    lac_chart_series *series = lac_gallery_take(self, (size_t)model->n_placements, sizeof *series);
    if (self->failed) {
        return;
    }
    int most = 0;
    for (size_t i = 0; i < n_x; i++) {
        x[i] = monthly->first - 1 + (lac_month)i;
    }
    for (int p = 0; p < model->n_placements; p++) {
        double *y = lac_gallery_take(self, n_x, sizeof *y);
        if (y == NULL) {
            return;
        }
        for (int g = 0; g < model->n_opening; g++) {
            y[0] += model->opening[g].placement == p ? model->opening[g].children : 0;
        }
        for (int t = 0; t < monthly->n; t++) {
            y[t + 1] = lac_gallery_value(monthly, measures->stock_of + p, t);
        }
        series[p] =
            (lac_chart_series){model->placements[p].name, y, LAC_SERIES_OTHER, false, false};
        most = y[n_x - 1] > series[most].values[n_x - 1] ? p : most;
    }
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_MONTHS,
        .number = LAC_CHART_WHOLE,
        .name = scenario == 0 ? "placements"
                              : lac_gallery_keep(self, lac_arena_format(&self->arena,
                                                           "placements_%s", model->scenario_slug)),
        .title = lac_gallery_keep(self,
            lac_arena_format(&self->arena, "%s: %s children by %s", model->placements[most].name,
                lac_gallery_say(self, series[most].values[n_x - 1], LAC_CHART_WHOLE),
                lac_gallery_month(self, lac_gallery_last_month(self)))),
        .subtitle = lac_gallery_subtitle(
            self, lac_gallery_keep(self,
                      lac_arena_format(&self->arena, "By placement, at the end of the month"))),
        .source = self->source,
        .unit = lac_gallery_keep(self,
            lac_arena_format(&self->arena, "Children looked after, %s", model->scenario_name)),
        .n_x = n_x,
        .x = x,
        .n_series = (size_t)model->n_placements,
        .series = series,
        .forecast = LAC_NO_MONTH,
        .gather = "Other placements"};
    chart->alt = lac_gallery_alt_of_lines(self, chart);
    self->n++;
}

/* What is in the total: placements, and support and programmes where they have a cost. */
static const char *spend_on(const lac_measures *measures)
{
    const bool support = measures->cost_support >= 0;
    const bool programmes = measures->cost_programme >= 0;
    return support && programmes ? "Spend on placements, support after care and programmes"
           : support             ? "Spend on placements and support after care"
           : programmes          ? "Spend on placements and programmes"
                                 : "Placement spend";
}

void lac_gallery_add_spend(lac_gallery *self)
{
    static const lac_series NO_HISTORY = {.n = 0};
    const lac_results *results = self->results;
    const int measure = results->measures.cost_total;
    const lac_series *first = &results->annual[0];
    lac_chart *chart = &self->charts[self->n];
    lac_month *x = lac_gallery_take(self, (size_t)first->n, sizeof *x);
    lac_chart_series *series = lac_gallery_take(self, results->n_scenarios, sizeof *series);
    lac_chart_range *ranges = lac_gallery_take(self, results->n_scenarios, sizeof *ranges);
    bool any_range = false;
    if (self->failed) {
        return;
    }
    const int n_x = lac_gallery_years(&NO_HISTORY, first, measure, x);
    const int last = lac_month_financial_year(x[n_x - 1]) - first->first;
    const bool partial = first->status[lac_series_at(first, measure, last)] == LAC_STATUS_PARTIAL;
    double low = INFINITY;
    double high = -INFINITY;
    size_t n = 0;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        const double value = lac_gallery_value(annual, measure, last);
        double *y = lac_gallery_take(self, (size_t)n_x, sizeof *y);
        if (isnan(value) || y == NULL) {
            continue;
        }
        for (int i = 0; i < n_x; i++) {
            y[i] =
                lac_gallery_value(annual, measure, lac_month_financial_year(x[i]) - annual->first);
        }
        low = value < low ? value : low;
        high = value > high ? value : high;
        const lac_series_role role = s == 0             ? LAC_SERIES_REFERENCE
                                     : s == self->focus ? LAC_SERIES_FOCUS
                                                        : LAC_SERIES_OTHER;
        ranges[n] = lac_gallery_range(self, annual, measure, x, (size_t)n_x);
        any_range = any_range || ranges[n].low != NULL;
        series[n++] = (lac_chart_series){annual->scenario, y, role, false, false};
    }
    if (n == 0) {
        return;
    }
    char year[8];
    lac_financial_year_format(first->first + last, year);
    const char *part = partial ? "part of " : "";
    const char *what = lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s by financial year, prices of the year",
                  spend_on(&results->measures)));
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_YEARS,
        .number = LAC_CHART_MONEY,
        .name = "spend",
        .subtitle = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s%s%s", lac_gallery_subtitle(self, what),
                      any_range ? LAC_GALLERY_BRACKETS : "",
                      any_range ? lac_gallery_left_out(self) : "")),
        .source = self->source,
        .unit = partial ? "£ million" : "£ million a year",
        .n_x = (size_t)n_x,
        .x = x,
        .n_series = n,
        .series = series,
        .ranges = any_range ? ranges : NULL,
        .forecast = LAC_NO_MONTH};
    const int decimals = lac_gallery_decimals(self, chart);
    const char *least = lac_gallery_say_money(self, low, LAC_CHART_MONEY, decimals);
    const char *most = lac_gallery_say_money(self, high, LAC_CHART_MONEY, decimals);
    chart->title = lac_gallery_keep(
        self, strcmp(least, most) == 0
                  ? lac_arena_format(&self->arena, "Spend: %s in %s%s", most, part, year)
                  : lac_arena_format(
                        &self->arena, "Spend: between %s and %s in %s%s", least, most, part, year));
    chart->alt = lac_gallery_alt_of_lines(self, chart);
    self->n++;
}
