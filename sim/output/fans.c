/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"
#include "output/layers.h"

#include <math.h>
#include <string.h>

/* "264 looked after by March 2019, likely 240 to 288": ten words. */
static const char *fan_title(lac_gallery *self, const lac_series *monthly, int measure)
{
    const int last = monthly->n - 1;
    const char *when = lac_gallery_month(self, lac_gallery_last_month(self));
    const char *text[LAC_QUANTILES];
    for (int q = 0; q < LAC_QUANTILES; q++) {
        text[q] =
            lac_gallery_say(self, lac_gallery_quantile(monthly, q, measure, last), LAC_CHART_WHOLE);
    }
    const char *low = text[0];
    const char *high = text[LAC_QUANTILES - 1];
    const char *middle = text[LAC_QUANTILES / 2];
    return lac_gallery_keep(
        self, strcmp(low, high) == 0
                  ? lac_arena_format(
                        &self->arena, "%s looked after by %s in nearly all simulations", low, when)
                  : lac_arena_format(&self->arena, "%s looked after by %s, likely %s to %s", middle,
                        when, low, high));
}

const char *lac_gallery_left_out(lac_gallery *self)
{
    const char *layers = self->results->layers;
    const char *missing =
        layers == NULL ? "" : lac_gallery_keep(self, lac_layers_list(&self->arena, layers, true));
    return *missing == '\0'
               ? ""
               : lac_gallery_keep(self,
                     lac_arena_format(&self->arena, " (too narrow: %s are left out)", missing));
}

/* What the bands are, and which uncertainty they leave out. */
static const char *fan_subtitle(lac_gallery *self, const lac_series *monthly, int measure)
{
    const char *bands = "at least 9 of 10 simulations agree";
    for (int t = 0; t < monthly->n; t++) {
        if (lac_gallery_quantile(monthly, LAC_QUANTILES - 1, measure, t) >
            lac_gallery_quantile(monthly, 0, measure, t)) {
            bands = "9 of 10 simulations lie in the pale band, 5 of 10 in the darker one";
        }
    }
    return lac_gallery_keep(self, lac_arena_format(&self->arena, "%s; %s%s",
                                      lac_gallery_subtitle(self, "At the end of the month"), bands,
                                      lac_gallery_left_out(self)));
}

/* "Median: falls from 303 in March 2017 to 264 in March 2019; 90 % of simulations between 240 and 288,
 * half between 254 and 274". */
static const char *fan_alt(
    lac_gallery *self, const lac_chart *chart, const lac_series *monthly, int measure)
{
    const int last = monthly->n - 1;
    const lac_chart_series *past =
        chart->series[0].role == LAC_SERIES_HISTORY ? &chart->series[0] : NULL;
    double *middle = lac_gallery_take(self, chart->n_x, sizeof *middle);
    size_t joint = chart->n_x;
    for (size_t i = 0; middle != NULL && i < chart->n_x; i++) {
        middle[i] = NAN;
        for (size_t s = 0; s < chart->n_series; s++) {
            if (chart->series[s].role == LAC_SERIES_P50) {
                middle[i] = chart->series[s].values[i];
            }
        }
        joint = past != NULL && !isnan(past->values[i]) ? i : joint;
    }
    if (middle == NULL) {
        return "";
    }
    if (joint < chart->n_x) {
        middle[joint] = past->values[joint];
    }
    const char *history =
        past == NULL ? "" : lac_gallery_say_line(self, chart, 0, past->name, past->values);
    const char *from =
        lac_gallery_say(self, lac_gallery_quantile(monthly, 1, measure, last), chart->number);
    const char *to =
        lac_gallery_say(self, lac_gallery_quantile(monthly, 3, measure, last), chart->number);
    const char *half = strcmp(from, to) == 0
                           ? ""
                           : lac_gallery_keep(self, lac_arena_format(&self->arena,
                                                        ", half between %s and %s", from, to));
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "Fan chart, scenario %s. %s. %s%s%s; %s%s%s.",
                  monthly->scenario, chart->title, history, *history == '\0' ? "" : ". ",
                  lac_gallery_say_line(self, chart, 0, "Median of the simulations", middle),
                  lac_gallery_say_range(self,
                      lac_gallery_say(
                          self, lac_gallery_quantile(monthly, 0, measure, last), chart->number),
                      lac_gallery_say(self,
                          lac_gallery_quantile(monthly, LAC_QUANTILES - 1, measure, last),
                          chart->number)),
                  half, lac_gallery_left_out(self)));
}

void lac_gallery_add_fan(lac_gallery *self, size_t scenario)
{
    static const char *const NAMES[LAC_QUANTILES] = {
        "1 in 20 below", "1 in 4 below", "Median", "1 in 4 above", "1 in 20 above"};
    const lac_results *results = self->results;
    const lac_series *monthly = &results->monthly[scenario];
    const lac_model *model = &results->models[scenario];
    const int measure = results->measures.closing_stock;
    if (isnan(lac_gallery_quantile(monthly, 0, measure, monthly->n - 1))) {
        return;
    }
    lac_chart *chart = &self->charts[self->n];
    lac_month *x = NULL;
    const size_t n_x = lac_gallery_months(self, true, &x);
    lac_chart_series *series = lac_gallery_take(self, LAC_QUANTILES + 1, sizeof *series);
    double *past = lac_gallery_take(self, n_x, sizeof *past);
    if (self->failed) {
        return;
    }
    size_t n = 0;
    bool any_past = false;
    for (size_t i = 0; i < n_x; i++) {
        past[i] = lac_gallery_past(self, measure, x[i]);
        any_past = any_past || !isnan(past[i]);
    }
    if (any_past) {
        series[n++] = (lac_chart_series){"History", past, LAC_SERIES_HISTORY, false, false};
    }
    for (int q = 0; q < LAC_QUANTILES; q++) {
        double *y = lac_gallery_take(self, n_x, sizeof *y);
        for (size_t i = 0; y != NULL && i < n_x; i++) {
            y[i] = !any_past && x[i] == monthly->first - 1
                       ? model->opening_children
                       : lac_gallery_quantile(monthly, q, measure, x[i] - monthly->first);
        }
        series[n++] =
            (lac_chart_series){NAMES[q], y, (lac_series_role)(LAC_SERIES_P05 + q), false, false};
    }
    if (self->failed) {
        return;
    }
    *chart = (lac_chart){.kind = LAC_CHART_FAN,
        .axis = LAC_CHART_MONTHS,
        .number = LAC_CHART_WHOLE,
        .name =
            lac_gallery_keep(self, lac_arena_format(&self->arena, "fan_%s", model->scenario_slug)),
        .title = fan_title(self, monthly, measure),
        .subtitle = fan_subtitle(self, monthly, measure),
        .source = self->source,
        .unit = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "Children looked after, %s", monthly->scenario)),
        .n_x = n_x,
        .x = x,
        .n_series = n,
        .series = series,
        .forecast = any_past ? monthly->first : LAC_NO_MONTH};
    lac_gallery_add_target(self, chart, results->measures.items[measure].name);
    chart->alt = fan_alt(self, chart, monthly, measure);
    self->n++;
}
