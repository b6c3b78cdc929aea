/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/charts.h"

#include "base/text.h"
#include "base/version.h"
#include "output/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CHARTS = 8, MANY_SCENARIOS = 4 };

/* The charts being put together; what they point to belongs to the arena. */
typedef struct {
    const lac_results *results;
    const char *source;
    const char *area;
    size_t focus; /* the scenario furthest from the reference at the end; 0 when there is only one */
    lac_chart charts[MAX_CHARTS];
    size_t n;
    bool failed; /* out of memory */
    lac_arena arena;
} gallery;

static void *take(gallery *self, size_t count, size_t size)
{
    void *out = lac_arena_alloc(&self->arena, count, size);
    self->failed = self->failed || out == NULL;
    return out;
}

static const char *keep(gallery *self, const char *text)
{
    self->failed = self->failed || text == NULL;
    return text == NULL ? "" : text;
}

static double value_at(const lac_series *series, int measure, int t)
{
    return t < 0 || t >= series->n ? NAN : series->mean[lac_series_at(series, measure, t)];
}

static double last_of(const lac_series *series, int measure)
{
    return value_at(series, measure, series->n - 1);
}

/* A value for people: whole children, a rate with one decimal, pounds in millions. */
static const char *say(gallery *self, double value, lac_chart_number number)
{
    char text[48];
    char whole[32];
    if (number == LAC_CHART_WHOLE) {
        lac_whole_format(value, true, whole);
        snprintf(text, sizeof text, "%s", whole);
    } else if (number == LAC_CHART_RATE) {
        snprintf(text, sizeof text, "%.1f", value);
    } else {
        const double millions = value / 1e6;
        snprintf(text, sizeof text, "£%.*fm", fabs(millions) < 10 ? 2 : 1, millions);
    }
    return keep(self, lac_arena_copy(&self->arena, text));
}

static const char *month_name(gallery *self, lac_month month)
{
    static const char *const NAMES[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    return keep(self, lac_arena_format(&self->arena, "%s %d", NAMES[month % 12], month / 12));
}

static lac_month last_month(const gallery *self)
{
    const lac_series *monthly = &self->results->monthly[0];
    return monthly->first + monthly->n - 1;
}

/* "Children looked after, Herefordshire, at the end of March" */
static const char *subtitle(gallery *self, const char *what)
{
    if (*self->area == '\0') {
        return what;
    }
    return keep(self, lac_arena_format(&self->arena, "%s, %s", what, self->area));
}

static size_t find_focus(const lac_results *results)
{
    size_t focus = 0;
    double furthest = 0;
    const double reference = last_of(&results->monthly[0], results->measures.closing_stock);
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const double gap =
            fabs(last_of(&results->monthly[s], results->measures.closing_stock) - reference);
        if (gap > furthest) {
            furthest = gap;
            focus = s;
        }
    }
    return focus;
}

/* ---- lines of scenarios after the history ---- */

/* "Falls from 303 in March 2017 to 247 in March 2019" for one line. */
static const char *say_line(gallery *self, const char *name, const lac_month *x, const double *y,
    size_t n, lac_chart_number number)
{
    size_t first = 0;
    size_t last = n - 1;
    while (first < n - 1 && isnan(y[first])) {
        first++;
    }
    while (last > 0 && isnan(y[last])) {
        last--;
    }
    if (isnan(y[first]) || isnan(y[last])) {
        return "";
    }
    const char *from = say(self, y[first], number);
    const char *to = say(self, y[last], number);
    if (strcmp(from, to) == 0) {
        return keep(self, lac_arena_format(&self->arena, "%s: %s in %s and %s. ", name, from,
                              month_name(self, x[first]), month_name(self, x[last])));
    }
    return keep(self, lac_arena_format(&self->arena, "%s: %s from %s in %s to %s in %s. ", name,
                          y[last] > y[first] ? "rises" : "falls", from, month_name(self, x[first]),
                          to, month_name(self, x[last])));
}

static const char *alt_of_lines(gallery *self, const lac_chart *chart)
{
    const char *alt = keep(self, lac_arena_format(&self->arena, "Line chart. %s. ", chart->title));
    for (size_t i = 0; i < chart->n_series; i++) {
        alt = keep(self, lac_arena_format(&self->arena, "%s%s", alt,
                             say_line(self, chart->series[i].name, chart->x, chart->series[i].values,
                                 chart->n_x, chart->number)));
    }
    if (chart->target != NULL) {
        alt = keep(self, lac_arena_format(&self->arena, "%sTarget line: %s.", alt, chart->target));
    }
    return alt;
}

/* "From 303 to between 247 and 327 by March 2019": the finding, in few words. */
static const char *stock_title(gallery *self, int measure, lac_chart_number number, const char *what)
{
    const lac_results *results = self->results;
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const double value = last_of(&results->monthly[s], measure);
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    const char *when = month_name(self, last_month(self));
    const char *least = say(self, low, number);
    const char *most = say(self, high, number);
    if (strcmp(least, most) == 0) {
        return keep(self, lac_arena_format(&self->arena, "%s: %s by %s", what, most, when));
    }
    return keep(self,
        lac_arena_format(&self->arena, "%s: between %s and %s by %s", what, least, most, when));
}

/* The months of the horizontal axis: of a yearly history its Marches and the forecast's, of a monthly
 * history or none every month, from the opening stock on. */
static size_t make_months(gallery *self, lac_month **out)
{
    const lac_results *results = self->results;
    const lac_series *monthly = &results->monthly[0];
    const lac_series *years = &results->history_annual;
    const bool yearly = results->history_monthly.n == 0 && years->n > 0;
    const size_t room = (size_t)(monthly->n + 1 + results->history_monthly.n + years->n);
    lac_month *x = take(self, room, sizeof *x);
    size_t n = 0;
    if (x == NULL) {
        return 0;
    }
    if (!yearly) {
        const lac_month first =
            results->history_monthly.n > 0 ? results->history_monthly.first : monthly->first - 1;
        for (lac_month at = first; at <= last_month(self); at++) {
            x[n++] = at;
        }
    } else {
        for (int t = 0; t < years->n; t++) {
            x[n++] = lac_financial_year_last(years->first + t);
        }
        for (lac_month at = monthly->first; at <= last_month(self); at++) {
            if (at % 12 == 2 || at == last_month(self)) {
                x[n++] = at;
            }
        }
    }
    *out = x;
    return n;
}

static double history_at(const lac_results *results, int measure, lac_month month)
{
    const lac_series *monthly = &results->history_monthly;
    const lac_series *annual = &results->history_annual;
    if (monthly->n > 0) {
        return value_at(monthly, measure, month - monthly->first);
    }
    return month % 12 != 2 || annual->n == 0
               ? NAN
               : value_at(annual, measure, lac_month_financial_year(month) - annual->first);
}

/* The study's first target on the measure, as a line across the chart. */
static void add_target(gallery *self, lac_chart *chart, const char *measure)
{
    const lac_plan *plan = self->results->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_TARGET, NULL);
         item != NULL && chart->target == NULL;
         item = lac_plan_next(plan, LAC_SECTION_TARGET, item)) {
        const char *of = lac_item_text(item, 0, "measure");
        const char *side = lac_item_has(item, 0, "at_most") ? "at_most" : "at_least";
        const double value = lac_item_number(item, 0, side, NAN);
        if (of != NULL && lac_name_equal(of, measure) && !isnan(value)) {
            char number[32];
            lac_number_format(value, number);
            chart->target = keep(self, lac_arena_format(&self->arena, "%s: %s %s", item->name,
                                           strcmp(side, "at_most") == 0 ? "at most" : "at least",
                                           number));
            chart->target_value = value;
        }
    }
}

static void add_scenario_lines(gallery *self, const char *name, int measure, lac_chart_number number,
    const char *what, const char *title_what)
{
    const lac_results *results = self->results;
    lac_chart *chart = &self->charts[self->n];
    lac_month *x = NULL;
    const size_t n_x = make_months(self, &x);
    lac_chart_series *series = take(self, results->n_scenarios + 1, sizeof *series);
    if (self->failed || n_x == 0) {
        return;
    }
    const lac_month start = results->monthly[0].first;
    size_t n = 0;
    double *past = take(self, n_x, sizeof *past);
    bool any_past = false;
    for (size_t i = 0; past != NULL && i < n_x; i++) {
        past[i] = x[i] < start ? history_at(results, measure, x[i]) : NAN;
        any_past = any_past || !isnan(past[i]);
    }
    if (any_past) {
        series[n++] = (lac_chart_series){"History", past, LAC_SERIES_HISTORY};
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *monthly = &results->monthly[s];
        double *y = take(self, n_x, sizeof *y);
        if (y == NULL) {
            return;
        }
        for (size_t i = 0; i < n_x; i++) {
            y[i] = value_at(monthly, measure, x[i] - monthly->first);
            if (x[i] == start - 1 && !any_past && measure == results->measures.closing_stock) {
                y[i] = results->models[s].opening_children;
            }
        }
        const lac_series_role role = s == 0             ? LAC_SERIES_REFERENCE
                                     : s == self->focus ? LAC_SERIES_FOCUS
                                                        : LAC_SERIES_OTHER;
        series[n++] = (lac_chart_series){monthly->scenario, y, role};
    }
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_MONTHS,
        .number = number,
        .name = name,
        .title = stock_title(self, measure, number, title_what),
        .subtitle = subtitle(self, what),
        .source = self->source,
        .unit = what,
        .n_x = n_x,
        .x = x,
        .n_series = n,
        .series = series,
        .forecast = start};
    add_target(self, chart, results->measures.items[measure].name);
    chart->alt = alt_of_lines(self, chart);
    self->n++;
}

/* ---- flows of one scenario by financial year ---- */

/* Financial years of history and forecast: the history's come first. */
static double year_value(const lac_series *past, const lac_series *future, int measure, int year)
{
    return year >= future->first ? value_at(future, measure, year - future->first)
                                 : value_at(past, measure, year - past->first);
}

/* Adds a series unless it has nothing to show. */
static void add_flow(gallery *self, lac_chart *chart, lac_chart_series *series, const char *name,
    int measure, lac_series_role role, size_t scenario)
{
    const lac_results *results = self->results;
    double *y = take(self, chart->n_x, sizeof *y);
    bool any = false;
    for (size_t i = 0; y != NULL && i < chart->n_x; i++) {
        y[i] = year_value(&results->history_annual, &results->annual[scenario], measure,
            lac_month_financial_year(chart->x[i]));
        any = any || (!isnan(y[i]) && y[i] != 0);
    }
    if (any) {
        series[chart->n_series++] = (lac_chart_series){name, y, role};
    }
}

/* What the history gives only as a total stands as one part, so that no bar is too short. */
static void add_unsplit(gallery *self, lac_chart *chart, lac_chart_series *series, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    double *y = take(self, chart->n_x, sizeof *y);
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
        series[chart->n_series++] = (lac_chart_series){"Exits, route not known", y, LAC_SERIES_OUT};
    }
}

static const char *flows_title(gallery *self, size_t scenario)
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
    return keep(self,
        lac_arena_format(&self->arena, "%s admissions, %s exits in %s",
            say(self, value_at(annual, measures->admissions, t), LAC_CHART_WHOLE),
            say(self, value_at(annual, measures->exits, t), LAC_CHART_WHOLE), year));
}

static const char *alt_of_flows(gallery *self, const lac_chart *chart, const char *scenario)
{
    const char *alt =
        keep(self, lac_arena_format(&self->arena,
                       "Bar chart of children coming into and leaving care by financial year, "
                       "scenario %s. %s. ",
                       scenario, chart->title));
    for (size_t i = 0; i < chart->n_series; i++) {
        const double value = chart->series[i].values[chart->n_x - 1];
        char year[8];
        lac_financial_year_format(lac_month_financial_year(chart->x[chart->n_x - 1]), year);
        if (!isnan(value)) {
            alt = keep(self, lac_arena_format(&self->arena, "%s%s: %s in %s. ", alt,
                                 chart->series[i].name, say(self, value, LAC_CHART_WHOLE), year));
        }
    }
    return alt;
}

static void add_flows(gallery *self, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const lac_series *past = &results->history_annual;
    const lac_series *future = &results->annual[scenario];
    const lac_model *model = &results->models[scenario];
    lac_chart *chart = &self->charts[self->n];
    const int first = past->n > 0 && past->first < future->first ? past->first : future->first;
    const int n = future->first + future->n - first;
    lac_month *x = take(self, (size_t)n, sizeof *x);
    const char **notes = take(self, (size_t)n, sizeof *notes);
    lac_chart_series *series = take(self, (size_t)measures->n, sizeof *series);
    if (self->failed) {
        return;
    }
    for (int t = 0; t < n; t++) {
        x[t] = lac_financial_year_first(first + t);
        const lac_series *from = first + t < future->first ? past : future;
        const int at = lac_series_at(from, measures->admissions, first + t - from->first);
        const bool partial = first + t - from->first < from->n && from->status[at] == LAC_STATUS_PARTIAL;
        notes[t] = partial ? "part of a year" : NULL;
    }
    *chart = (lac_chart){.kind = LAC_CHART_FLOWS,
        .axis = LAC_CHART_YEARS,
        .number = LAC_CHART_WHOLE,
        .name = scenario == 0 ? "flows"
                              : keep(self, lac_arena_format(&self->arena, "flows_%s",
                                               model->scenario_slug)),
        .title = flows_title(self, scenario),
        .subtitle = subtitle(self,
            keep(self, lac_arena_format(&self->arena,
                           "Children coming into and leaving care a year, scenario %s",
                           model->scenario_name))),
        .source = self->source,
        .unit = "Children a year",
        .n_x = (size_t)n,
        .x = x,
        .notes = notes,
        .series = series,
        .forecast = results->monthly[scenario].first,
        .gather = "Other routes"};
    add_flow(self, chart, series, "Admissions", measures->admissions, LAC_SERIES_IN, scenario);
    add_flow(self, chart, series, "Unreconciled", measures->unreconciled, LAC_SERIES_IN, scenario);
    for (int r = measures->exits_of; r < measures->unreconciled; r++) {
        add_flow(self, chart, series, measures->items[r].label, r, LAC_SERIES_OUT, scenario);
    }
    add_unsplit(self, chart, series, scenario);
    if (chart->n_series == 0) {
        return;
    }
    chart->alt = alt_of_flows(self, chart, model->scenario_name);
    self->n++;
}

/* ---- stock by placement of one scenario ---- */

static void add_placements(gallery *self, size_t scenario)
{
    const lac_results *results = self->results;
    const lac_measures *measures = &results->measures;
    const lac_model *model = &results->models[scenario];
    const lac_series *monthly = &results->monthly[scenario];
    lac_chart *chart = &self->charts[self->n];
    const size_t n_x = (size_t)monthly->n + 1;
    lac_month *x = take(self, n_x, sizeof *x);
    lac_chart_series *series = take(self, (size_t)model->n_placements, sizeof *series);
    if (self->failed) {
        return;
    }
    int most = 0;
    for (size_t i = 0; i < n_x; i++) {
        x[i] = monthly->first - 1 + (lac_month)i;
    }
    for (int p = 0; p < model->n_placements; p++) {
        double *y = take(self, n_x, sizeof *y);
        if (y == NULL) {
            return;
        }
        for (int g = 0; g < model->n_opening; g++) {
            y[0] += model->opening[g].placement == p ? model->opening[g].children : 0;
        }
        for (int t = 0; t < monthly->n; t++) {
            y[t + 1] = value_at(monthly, measures->stock_of + p, t);
        }
        series[p] = (lac_chart_series){model->placements[p].name, y, LAC_SERIES_OTHER};
        most = y[n_x - 1] > series[most].values[n_x - 1] ? p : most;
    }
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_MONTHS,
        .number = LAC_CHART_WHOLE,
        .name = scenario == 0 ? "placements"
                              : keep(self, lac_arena_format(&self->arena, "placements_%s",
                                               model->scenario_slug)),
        .title = keep(self, lac_arena_format(&self->arena, "%s: %s children by %s",
                                model->placements[most].name,
                                say(self, series[most].values[n_x - 1], LAC_CHART_WHOLE),
                                month_name(self, last_month(self)))),
        .subtitle = subtitle(
            self, keep(self, lac_arena_format(&self->arena,
                                 "Children looked after by placement, scenario %s",
                                 model->scenario_name))),
        .source = self->source,
        .unit = "Children looked after",
        .n_x = n_x,
        .x = x,
        .n_series = (size_t)model->n_placements,
        .series = series,
        .forecast = monthly->first,
        .gather = "Other placements"};
    chart->alt = alt_of_lines(self, chart);
    self->n++;
}

/* ---- spend by financial year ---- */

static void add_spend(gallery *self)
{
    const lac_results *results = self->results;
    const int measure = results->measures.cost_total;
    const lac_series *first = &results->annual[0];
    lac_chart *chart = &self->charts[self->n];
    lac_month *x = take(self, (size_t)first->n, sizeof *x);
    const char **notes = take(self, (size_t)first->n, sizeof *notes);
    lac_chart_series *series = take(self, results->n_scenarios, sizeof *series);
    if (self->failed) {
        return;
    }
    double low = INFINITY;
    double high = -INFINITY;
    int last = first->n - 1;
    while (last > 0 && first->status[lac_series_at(first, measure, last)] == LAC_STATUS_PARTIAL) {
        last--;
    }
    size_t n = 0;
    for (int t = 0; t < first->n; t++) {
        x[t] = lac_financial_year_first(first->first + t);
        notes[t] = first->status[lac_series_at(first, measure, t)] == LAC_STATUS_PARTIAL
                       ? "part of a year"
                       : NULL;
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        const double value = value_at(annual, measure, last);
        if (isnan(value)) {
            continue;
        }
        low = value < low ? value : low;
        high = value > high ? value : high;
        const lac_series_role role = s == 0             ? LAC_SERIES_REFERENCE
                                     : s == self->focus ? LAC_SERIES_FOCUS
                                                        : LAC_SERIES_OTHER;
        series[n++] = (lac_chart_series){
            annual->scenario, &annual->mean[lac_series_at(annual, measure, 0)], role};
    }
    if (n == 0) {
        return;
    }
    char year[8];
    lac_financial_year_format(first->first + last, year);
    const char *least = say(self, low, LAC_CHART_MONEY);
    const char *most = say(self, high, LAC_CHART_MONEY);
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_YEARS,
        .number = LAC_CHART_MONEY,
        .name = "spend",
        .title = strcmp(least, most) == 0
                     ? keep(self, lac_arena_format(&self->arena, "Spend: %s in %s", most, year))
                     : keep(self, lac_arena_format(&self->arena, "Spend: between %s and %s in %s",
                                      least, most, year)),
        .subtitle = subtitle(self, "Placement spend by financial year, prices of the year"),
        .source = self->source,
        .unit = "£ million a year",
        .n_x = (size_t)first->n,
        .x = x,
        .notes = notes,
        .n_series = n,
        .series = series,
        .forecast = results->monthly[0].first};
    chart->alt = alt_of_lines(self, chart);
    self->n++;
}

int lac_charts_write(const lac_results *results, const char *folder, const lac_plot_options *options,
    lac_diagnostics *diagnostics)
{
    gallery self = {.results = results, .area = results->plan->area};
    const lac_measures *measures = &results->measures;
    self.focus = find_focus(results);
    self.source = keep(&self, lac_arena_format(&self.arena, "Source: %s; study %.8s, Lacflow %s",
                                  results->plan->title, results->plan->inputs[0].sha256,
                                  LAC_VERSION));
    add_scenario_lines(&self, "looked_after", measures->closing_stock, LAC_CHART_WHOLE,
        "Children looked after", "Children looked after");
    if (!isnan(last_of(&results->monthly[0], measures->rate_per_10k))) {
        add_scenario_lines(&self, "rate_per_10k", measures->rate_per_10k, LAC_CHART_RATE,
            "Children looked after per 10,000 aged 0 to 17", "Rate per 10,000");
    }
    add_flows(&self, 0);
    if (self.focus > 0) {
        add_flows(&self, self.focus);
    }
    if (results->models[0].n_placements > 1) {
        add_placements(&self, 0);
        if (self.focus > 0) {
            add_placements(&self, self.focus);
        }
    }
    if (!isnan(value_at(&results->annual[0], measures->cost_total, 0))) {
        add_spend(&self);
    }
    const int status = self.failed
                           ? LAC_MEMORY
                           : lac_plot_write(self.charts, self.n, folder, options, diagnostics);
    lac_arena_free(&self.arena);
    return status;
}
