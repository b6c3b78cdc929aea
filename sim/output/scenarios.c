/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include "base/text.h"
#include "model/target.h"

#include <math.h>
#include <string.h>

/* "From 303 to between 247 and 327 by March 2019": the finding, in few words. */
static const char *stock_title(
    lac_gallery *self, int measure, lac_chart_number number, const char *what)
{
    const lac_results *results = self->results;
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const double value = lac_gallery_last(&results->monthly[s], measure);
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    const char *when = lac_gallery_month(self, lac_gallery_last_month(self));
    const char *least = lac_gallery_say(self, low, number);
    const char *most = lac_gallery_say(self, high, number);
    if (measure == results->measures.closing_stock) {
        const char *first = lac_gallery_say(self, results->models[0].opening_children, number);
        return lac_gallery_keep(self,
            strcmp(least, most) == 0
                ? lac_arena_format(
                      &self->arena, "From %s children looked after to %s by %s", first, most, when)
                : lac_arena_format(&self->arena, "From %s children to between %s and %s by %s",
                      first, least, most, when));
    }
    if (strcmp(least, most) == 0) {
        return lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s: %s by %s", what, most, when));
    }
    return lac_gallery_keep(self,
        lac_arena_format(&self->arena, "%s: between %s and %s by %s", what, least, most, when));
}

size_t lac_gallery_months(lac_gallery *self, bool every, lac_month **out)
{
    const lac_results *results = self->results;
    const lac_series *monthly = &results->monthly[0];
    const lac_series *years = &results->history_annual;
    const bool yearly = results->history_monthly.n == 0 && years->n > 0;
    const size_t room =
        (size_t)monthly->n + (size_t)results->history_monthly.n + (size_t)years->n + 1;
    lac_month *x = lac_gallery_take(self, room, sizeof *x);
    size_t n = 0;
    if (x == NULL) {
        return 0;
    }
    if (!yearly) {
        const lac_month first =
            results->history_monthly.n > 0 ? results->history_monthly.first : monthly->first - 1;
        for (lac_month at = first; at <= lac_gallery_last_month(self); at++) {
            x[n++] = at;
        }
    } else {
        for (int t = 0; t < years->n; t++) {
            x[n++] = lac_financial_year_last(years->first + t);
        }
        for (lac_month at = monthly->first; at <= lac_gallery_last_month(self); at++) {
            if (every || at % 12 == 2 || at == lac_gallery_last_month(self)) {
                x[n++] = at;
            }
        }
    }
    *out = x;
    return n;
}

double lac_gallery_past(const lac_gallery *self, int measure, lac_month month)
{
    const lac_results *results = self->results;
    if (month >= results->monthly[0].first) {
        return NAN;
    }
    const lac_series *monthly = &results->history_monthly;
    const lac_series *annual = &results->history_annual;
    if (monthly->n > 0) {
        return lac_gallery_value(monthly, measure, month - monthly->first);
    }
    return month % 12 != 2 || annual->n == 0 ? NAN
                                             : lac_gallery_value(annual, measure,
                                                   lac_month_financial_year(month) - annual->first);
}

void lac_gallery_add_target(lac_gallery *self, lac_chart *chart, const char *measure)
{
    const lac_plan *plan = self->results->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_TARGET, NULL);
         item != NULL && chart->target == NULL;
         item = lac_plan_next(plan, LAC_SECTION_TARGET, item)) {
        const char *of = lac_item_text(item, 0, "measure");
        double value = 0;
        bool at_most = false;
        if (of != NULL && lac_name_equal(of, measure) && lac_target_value(item, &value, &at_most)) {
            chart->target =
                lac_gallery_keep(self, lac_arena_format(&self->arena, "Target %s, %s", item->name,
                                           at_most ? "at most" : "at least"));
            chart->target_value = value;
        }
    }
}

void lac_gallery_add_scenarios(lac_gallery *self, const char *name, int measure,
    lac_chart_number number, const char *what, const char *short_name)
{
    const lac_results *results = self->results;
    lac_chart *chart = &self->charts[self->n];
    lac_month *x = NULL;
    const size_t n_x = lac_gallery_months(self, false, &x);
    lac_chart_series *series = lac_gallery_take(self, results->n_scenarios + 1, sizeof *series);
    lac_chart_range *ranges = lac_gallery_take(self, results->n_scenarios + 1, sizeof *ranges);
    bool any_range = false;
    if (self->failed || n_x == 0) {
        return;
    }
    const lac_month start = results->monthly[0].first;
    size_t n = 0;
    double *past = lac_gallery_take(self, n_x, sizeof *past);
    bool any_past = false;
    for (size_t i = 0; past != NULL && i < n_x; i++) {
        past[i] = lac_gallery_past(self, measure, x[i]);
        any_past = any_past || !isnan(past[i]);
    }
    if (any_past) {
        series[n++] = (lac_chart_series){"History", past, LAC_SERIES_HISTORY, false, false};
    }
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const lac_series *monthly = &results->monthly[s];
        double *y = lac_gallery_take(self, n_x, sizeof *y);
        if (y == NULL) {
            return;
        }
        for (size_t i = 0; i < n_x; i++) {
            y[i] = lac_gallery_value(monthly, measure, x[i] - monthly->first);
            if (x[i] == start - 1 && !any_past && measure == results->measures.closing_stock) {
                y[i] = results->models[s].opening_children;
            }
        }
        const lac_series_role role = s == 0             ? LAC_SERIES_REFERENCE
                                     : s == self->focus ? LAC_SERIES_FOCUS
                                                        : LAC_SERIES_OTHER;
        ranges[n] = lac_gallery_range(self, monthly, measure, x, n_x);
        any_range = any_range || ranges[n].low != NULL;
        series[n++] = (lac_chart_series){monthly->scenario, y, role, false, false};
    }
    *chart = (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_MONTHS,
        .number = number,
        .name = name,
        .title = stock_title(self, measure, number, short_name),
        .subtitle = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s%s%s",
                      lac_gallery_subtitle(self, "By scenario, at the end of the month"),
                      any_range ? LAC_GALLERY_BRACKETS : "",
                      any_range ? lac_gallery_left_out(self) : "")),
        .source = self->source,
        .unit = what,
        .n_x = n_x,
        .x = x,
        .n_series = n,
        .series = series,
        .ranges = any_range ? ranges : NULL,
        .forecast = any_past ? start : LAC_NO_MONTH};
    lac_gallery_add_target(self, chart, results->measures.items[measure].name);
    chart->alt = lac_gallery_alt_of_lines(self, chart);
    self->n++;
}
