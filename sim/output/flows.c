/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include <math.h>

/* Financial years of history and forecast: the history's come first. */
static double year_value(const lac_series *past, const lac_series *future, int measure, int year)
{
    return year >= future->first ? lac_gallery_value(future, measure, year - future->first)
                                 : lac_gallery_value(past, measure, year - past->first);
}

/* Whether an intervention of the scenario sends children out by the route or changes it. */
static bool is_acted_on(const lac_model *model, int route)
{
    for (int l = 0; l < model->n_lists; l++) {
        if (model->lists[l].route == route) {
            return true;
        }
    }
    for (int i = 0; i < model->n_levers; i++) {
        if (model->levers[i].target == LAC_TARGET_ROUTE && model->levers[i].index == route) {
            return true;
        }
    }
    return false;
}

/* Adds a series unless it has nothing to show. */
static void add_flow(lac_gallery *self, lac_chart *chart, lac_chart_series *series,
    const char *name, int measure, lac_series_role role, size_t scenario)
{
    const lac_results *results = self->results;
    double *y = lac_gallery_take(self, chart->n_x, sizeof *y);
    bool any = false;
    for (size_t i = 0; y != NULL && i < chart->n_x; i++) {
        y[i] = year_value(&results->history_annual, &results->annual[scenario], measure,
            lac_month_financial_year(chart->x[i]));
        any = any || (!isnan(y[i]) && y[i] != 0);
    }
    if (any) {
        series[chart->n_series++] = (lac_chart_series){name, y, role, false,
            is_acted_on(&results->models[scenario], measure - results->measures.exits_of)};
    }
}

/* What the history gives only as a total, so without routes, stands as a part of its own: no bar is too
 * short, and no route takes its place. Whether there is such a part. */
static bool add_unsplit(
    lac_gallery *self, lac_chart *chart, lac_chart_series *series, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    double *y = lac_gallery_take(self, chart->n_x, sizeof *y);
    bool any = false;
    for (size_t i = 0; y != NULL && i < chart->n_x; i++) {
        const int year = lac_month_financial_year(chart->x[i]);
        const lac_series *past = &results->history_annual;
        const lac_series *future = &results->annual[scenario];
        const double all = year_value(past, future, measures->exits, year);
        double split = 0;
        for (int r = measures->exits_of; r < measures->unreconciled; r++) {
            const double part = year_value(past, future, r, year);
            split += isnan(part) ? 0 : part;
        }
        y[i] = all - split > 1e-6 ? all - split : NAN;
        any = any || !isnan(y[i]);
    }
    if (any) {
        series[chart->n_series++] =
            (lac_chart_series){"Exits, route not recorded", y, LAC_SERIES_OUT, true, false};
    }
    return any;
}

static const char *flows_title(lac_gallery *self, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_series *annual = &results->annual[scenario];
    const lac_measures *measures = &results->measures;
    int t = annual->n - 1;
    while (t > 0 &&
           annual->status[lac_series_at(annual, measures->admissions, t)] == LAC_STATUS_PARTIAL) {
        t--;
    }
    char year[8];
    lac_financial_year_format(annual->first + t, year);
    return lac_gallery_keep(self,
        lac_arena_format(&self->arena, "%s admissions, %s exits in %s",
            lac_gallery_say(
                self, lac_gallery_value(annual, measures->admissions, t), LAC_CHART_WHOLE),
            lac_gallery_say(self, lac_gallery_value(annual, measures->exits, t), LAC_CHART_WHOLE),
            year));
}

static const char *alt_of_flows(lac_gallery *self, const lac_chart *chart, const char *scenario)
{
    const char *alt = lac_gallery_keep(
        self, lac_arena_format(&self->arena,
                  "Bar chart of children coming into and leaving care by financial year, "
                  "scenario %s. %s. ",
                  scenario, chart->title));
    for (size_t i = 0; i < chart->n_series; i++) {
        const lac_chart_series *series = &chart->series[i];
        size_t k = chart->n_x - 1;
        char year[8];
        while (k > 0 && isnan(series->values[k])) {
            k--;
        }
        lac_financial_year_format(lac_month_financial_year(chart->x[k]), year);
        if (!isnan(series->values[k])) {
            alt = lac_gallery_keep(
                self, lac_arena_format(&self->arena, "%s%s: %s in %s%s. ", alt, series->name,
                          lac_gallery_say(self, series->values[k], LAC_CHART_WHOLE), year,
                          series->unknown ? ", the hollow part of the bar" : ""));
        }
    }
    return alt;
}

/* Whether children are unreconciled in a year that is drawn: they are in no bar. */
static bool any_unreconciled(const lac_gallery *self, const lac_chart *chart, size_t scenario)
{
    const lac_results *results = self->results;
    for (size_t i = 0; i < chart->n_x; i++) {
        const double value = year_value(&results->history_annual, &results->annual[scenario],
            results->measures.unreconciled, lac_month_financial_year(chart->x[i]));
        if (!isnan(value) && fabs(value) > 1e-9) {
            return true;
        }
    }
    return false;
}

/* "Into and out of care by route (hollow: route not recorded), Smallshire". */
static const char *subtitle_of(lac_gallery *self, bool unreconciled, bool unsplit)
{
    const char *remarks = unreconciled && unsplit
                              ? " (unreconciled children not drawn; hollow: route not recorded)"
                          : unreconciled ? " (unreconciled children not drawn)"
                          : unsplit      ? " (hollow: route not recorded)"
                                         : "";
    return lac_gallery_subtitle(
        self, lac_gallery_keep(self,
                  lac_arena_format(&self->arena, "Into and out of care by route%s", remarks)));
}

void lac_gallery_add_flows(lac_gallery *self, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const lac_series *past = &results->history_annual;
    const lac_series *future = &results->annual[scenario];
    const lac_model *model = &results->models[scenario];
    lac_chart *chart = &self->charts[self->n];
    const size_t room = (size_t)past->n + (size_t)future->n;
    lac_month *x = lac_gallery_take(self, room, sizeof *x);
    lac_chart_series *series = lac_gallery_take(self, (size_t)measures->n, sizeof *series);
    if (self->failed) {
        return;
    }
    const int n = lac_gallery_years(past, future, measures->admissions, x);
    const char **notes = lac_gallery_take(self, (size_t)n, sizeof *notes);
    for (int t = 0; notes != NULL && t < n; t++) {
        const lac_series *from = lac_month_financial_year(x[t]) < future->first ? past : future;
        const int at =
            lac_series_at(from, measures->admissions, lac_month_financial_year(x[t]) - from->first);
        notes[t] = from->status[at] == LAC_STATUS_PARTIAL ? "part of a year" : NULL;
    }
    *chart = (lac_chart){.kind = LAC_CHART_FLOWS,
        .axis = LAC_CHART_YEARS,
        .number = LAC_CHART_WHOLE,
        .name = scenario == 0 ? "flows"
                              : lac_gallery_keep(self, lac_arena_format(&self->arena, "flows_%s",
                                                           model->scenario_slug)),
        .title = flows_title(self, scenario),
        .source = self->source,
        .unit = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "Children a year, %s", model->scenario_name)),
        .n_x = (size_t)n,
        .x = x,
        .notes = notes,
        .series = series,
        .forecast = past->n > 0 ? results->monthly[scenario].first : LAC_NO_MONTH,
        .gather = "Other routes"};
    add_flow(self, chart, series, "Admissions", measures->admissions, LAC_SERIES_IN, scenario);
    for (int r = measures->exits_of; r < measures->unreconciled; r++) {
        add_flow(self, chart, series, measures->items[r].label, r, LAC_SERIES_OUT, scenario);
    }
    const bool unsplit = add_unsplit(self, chart, series, scenario);
    chart->subtitle = subtitle_of(self, any_unreconciled(self, chart, scenario), unsplit);
    if (chart->n_series == 0) {
        return;
    }
    chart->alt = alt_of_flows(self, chart, model->scenario_name);
    self->n++;
}
