/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include "output/layout.h"

#include <math.h>
#include <string.h>

void *lac_gallery_take(lac_gallery *self, size_t count, size_t size)
{
    void *out = lac_arena_alloc(&self->arena, count, size);
    self->failed = self->failed || out == NULL;
    return out;
}

const char *lac_gallery_keep(lac_gallery *self, const char *text)
{
    self->failed = self->failed || text == NULL;
    return text == NULL ? "" : text;
}

double lac_gallery_value(const lac_series *series, int measure, int t)
{
    return t < 0 || t >= series->n ? NAN : series->mean[lac_series_at(series, measure, t)];
}

double lac_gallery_last(const lac_series *series, int measure)
{
    return lac_gallery_value(series, measure, series->n - 1);
}

double lac_gallery_quantile(const lac_series *series, int q, int measure, int t)
{
    return t < 0 || t >= series->n
               ? NAN
               : lac_series_quantile(series, q, lac_series_at(series, measure, t));
}

lac_chart_range lac_gallery_range(
    lac_gallery *self, const lac_series *series, int measure, const lac_month *x, size_t n_x)
{
    const int last = LAC_QUANTILES - 1;
    double *low = lac_gallery_take(self, n_x, sizeof *low);
    double *high = lac_gallery_take(self, n_x, sizeof *high);
    bool any = false;
    for (size_t i = 0; low != NULL && high != NULL && i < n_x; i++) {
        const int period = series->annual ? lac_month_financial_year(x[i]) : x[i];
        low[i] = lac_gallery_quantile(series, 0, measure, period - series->first);
        high[i] = lac_gallery_quantile(series, last, measure, period - series->first);
        any = any || !isnan(low[i]);
    }
    return any ? (lac_chart_range){low, high} : (lac_chart_range){NULL, NULL};
}

const char *lac_gallery_say(lac_gallery *self, double value, lac_chart_number number)
{
    return lac_gallery_say_money(self, value, number, 0);
}

const char *lac_gallery_say_money(
    lac_gallery *self, double value, lac_chart_number number, int decimals)
{
    return lac_gallery_keep(
        self, lac_axis_text(&self->arena, value * lac_axis_scale(number), number, decimals));
}

int lac_gallery_decimals(lac_gallery *self, const lac_chart *chart)
{
    int decimals = 0;
    self->failed = self->failed || lac_layout_decimals(&self->arena, chart, &decimals) != LAC_OK;
    return decimals;
}

const char *lac_gallery_month(lac_gallery *self, lac_month month)
{
    static const char *const NAMES[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s %d", NAMES[month % 12], month / 12));
}

lac_month lac_gallery_last_month(const lac_gallery *self)
{
    const lac_series *monthly = &self->results->monthly[0];
    return monthly->first + monthly->n - 1;
}

const char *lac_gallery_subtitle(lac_gallery *self, const char *what)
{
    if (*self->results->plan->area == '\0') {
        return what;
    }
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s, %s", what, self->results->plan->area));
}

/* "in March 2019", or of a chart by years "in 2018/19". */
static const char *say_period(lac_gallery *self, const lac_chart *chart, size_t k)
{
    char year[8];
    if (chart->axis == LAC_CHART_MONTHS) {
        return lac_gallery_month(self, chart->x[k]);
    }
    lac_financial_year_format(lac_month_financial_year(chart->x[k]), year);
    return lac_gallery_keep(self, lac_arena_copy(&self->arena, year));
}

const char *lac_gallery_say_line(
    lac_gallery *self, const lac_chart *chart, int decimals, const char *name, const double *y)
{
    size_t first = 0;
    size_t last = chart->n_x - 1;
    while (first < chart->n_x - 1 && isnan(y[first])) {
        first++;
    }
    while (last > 0 && isnan(y[last])) {
        last--;
    }
    if (isnan(y[first]) || isnan(y[last])) {
        return "";
    }
    const char *from = lac_gallery_say_money(self, y[first], chart->number, decimals);
    const char *to = lac_gallery_say_money(self, y[last], chart->number, decimals);
    const char *begin = say_period(self, chart, first);
    const char *end = say_period(self, chart, last);
    if (first == last) {
        return lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s: %s in %s", name, from, begin));
    }
    if (strcmp(from, to) == 0) {
        return lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%s: %s in %s and %s", name, from, begin, end));
    }
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s: %s from %s in %s to %s in %s", name,
                  y[last] > y[first] ? "rises" : "falls", from, begin, to, end));
}

const char *lac_gallery_say_range(lac_gallery *self, const char *from, const char *to)
{
    return lac_gallery_keep(self,
        strcmp(from, to) == 0
            ? lac_arena_format(&self->arena, "at least 90 %% of simulations at %s", from)
            : lac_arena_format(&self->arena, "90 %% of simulations between %s and %s", from, to));
}

/* "; 90 % of simulations between 301 and 354" at the end of a line that has a range there. */
static const char *say_range(lac_gallery *self, const lac_chart *chart, int decimals, size_t i)
{
    const lac_chart_range *range = chart->ranges == NULL ? NULL : &chart->ranges[i];
    size_t k = chart->n_x - 1;
    while (k > 0 && isnan(chart->series[i].values[k])) {
        k--;
    }
    if (range == NULL || range->low == NULL || isnan(range->low[k]) || isnan(range->high[k])) {
        return "";
    }
    return lac_gallery_keep(
        self, lac_arena_format(&self->arena, "; %s",
                  lac_gallery_say_range(self,
                      lac_gallery_say_money(self, range->low[k], chart->number, decimals),
                      lac_gallery_say_money(self, range->high[k], chart->number, decimals))));
}

const char *lac_gallery_alt_of_lines(lac_gallery *self, const lac_chart *chart)
{
    const int decimals = lac_gallery_decimals(self, chart);
    const char *alt =
        lac_gallery_keep(self, lac_arena_format(&self->arena, "Line chart. %s. ", chart->title));
    for (size_t i = 0; i < chart->n_series; i++) {
        const char *line = lac_gallery_say_line(
            self, chart, decimals, chart->series[i].name, chart->series[i].values);
        alt = lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s%s%s", alt, line,
                                         *line == '\0' ? "" : say_range(self, chart, decimals, i),
                                         *line == '\0' ? "" : ". "));
    }
    const char *left_out = chart->ranges == NULL ? "" : lac_gallery_left_out(self);
    if (*left_out != '\0') {
        alt = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%sRanges of simulations%s. ", alt, left_out));
    }
    if (chart->target != NULL) {
        alt = lac_gallery_keep(
            self, lac_arena_format(&self->arena, "%sTarget line: %s.", alt, chart->target));
    }
    return alt;
}

int lac_gallery_years(const lac_series *past, const lac_series *future, int measure, lac_month *x)
{
    const int first = past->n > 0 && past->first < future->first ? past->first : future->first;
    const int n = future->first + future->n - first;
    int whole = 0;
    for (int pass = 0; pass < 2 && whole == 0; pass++) {
        for (int t = 0; t < n; t++) {
            const lac_series *from = first + t < future->first ? past : future;
            const int at = first + t - from->first;
            if (at >= 0 && at < from->n &&
                (pass == 1 ||
                    from->status[lac_series_at(from, measure, at)] != LAC_STATUS_PARTIAL)) {
                x[whole++] = lac_financial_year_first(first + t);
            }
        }
    }
    return whole;
}
