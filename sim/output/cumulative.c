/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/gallery.h"

#include <math.h>
#include <string.h>

/* The lines of the chart: years in which the saver's value is known, and what each scenario has there. */
typedef struct {
    const lac_series *saver;
    lac_month *x;
    size_t n_x;
    const double *middle; /* of the saver, as drawn: mean, or median of a fan */
    bool fan;
    lac_chart_number number;
    int decimals; /* of its numbers, in words as at the ends of the lines */
} cumulative;

/* The value at a year, or its quantile q where that is 0 or more. */
static double value_at(const lac_series *savings, lac_month x, int q)
{
    const int t = lac_month_financial_year(x) - savings->first;
    return q < 0 ? lac_gallery_value(savings, LAC_SAVING_CUMULATIVE_NET, t)
                 : lac_gallery_quantile(savings, q, LAC_SAVING_CUMULATIVE_NET, t);
}

static const double *values_of(
    lac_gallery *self, const cumulative *from, const lac_series *savings, int q)
{
    double *y = lac_gallery_take(self, from->n_x, sizeof *y);
    for (size_t i = 0; y != NULL && i < from->n_x; i++) {
        y[i] = value_at(savings, from->x[i], q);
    }
    return y;
}

static cumulative find_values(lac_gallery *self, size_t scenario)
{
    enum { MEDIAN = LAC_QUANTILES / 2 };
    const lac_results *results = self->results;
    cumulative out = {.saver = &results->savings[scenario]};
    const int n = out.saver->n - 1; /* the last entry is the horizon's */
    double greatest = 0;
    out.x = lac_gallery_take(self, (size_t)n, sizeof *out.x);
    for (int t = 0; out.x != NULL && t < n; t++) {
        const lac_month x = lac_financial_year_first(out.saver->first + t);
        if (!isnan(value_at(out.saver, x, -1))) {
            out.x[out.n_x++] = x;
        }
    }
    out.fan = true;
    for (size_t i = 0; i < out.n_x; i++) {
        out.fan = out.fan && !isnan(value_at(out.saver, out.x[i], 0));
        for (size_t s = 1; s < results->n_scenarios; s++) { /* fmax leaves NaN out */
            greatest = fmax(greatest, fabs(value_at(&results->savings[s], out.x[i], -1)));
        }
        greatest = fmax(greatest, fabs(value_at(out.saver, out.x[i], 0)));
        greatest = fmax(greatest, fabs(value_at(out.saver, out.x[i], LAC_QUANTILES - 1)));
    }
    out.number = lac_axis_pounds(greatest);
    out.middle = values_of(self, &out, out.saver, out.fan ? MEDIAN : -1);
    return out;
}

/* The first year from which the saver's line stays at 0 or above, having been below; n_x for none. */
static size_t find_break_even(const cumulative *from)
{
    size_t k = from->n_x;
    while (k > 0 && from->middle[k - 1] >= 0) {
        k--;
    }
    return k > 0 ? k : from->n_x;
}

static size_t add_series(lac_gallery *self, const cumulative *from, lac_chart_series *series)
{
    static const char *const NAMES[LAC_QUANTILES] = {
        "1 in 20 below", "1 in 4 below", NULL, "1 in 4 above", "1 in 20 above"};
    const lac_results *results = self->results;
    size_t n = 0;
    for (int q = 0; from->fan && q < LAC_QUANTILES; q++) {
        const char *name = NAMES[q] != NULL
                               ? NAMES[q]
                               : lac_gallery_keep(self, lac_arena_format(&self->arena, "Median, %s",
                                                            from->saver->scenario));
        series[n++] = (lac_chart_series){name, values_of(self, from, from->saver, q),
            (lac_series_role)(LAC_SERIES_P05 + q), false, false};
    }
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const lac_series *savings = &results->savings[s];
        const bool saver = savings == from->saver;
        if (!saver || !from->fan) {
            series[n++] = (lac_chart_series){savings->scenario, values_of(self, from, savings, -1),
                saver && !from->fan ? LAC_SERIES_FOCUS : LAC_SERIES_OTHER, false, false};
        }
    }
    return n;
}

static const char *pounds(lac_gallery *self, const cumulative *from, double value)
{
    return lac_gallery_say_money(self, value, from->number, from->decimals);
}

/* "Plan: £3.10m saved net by March 2022, break-even in 2019/20". */
static const char *title_of(lac_gallery *self, const cumulative *from, const char *break_even)
{
    const double last = from->middle[from->n_x - 1];
    const char *when = lac_gallery_month(self, lac_gallery_last_month(self));
    const char *amount = pounds(self, from, fabs(last));
    return lac_gallery_keep(self,
        lac_arena_format(&self->arena, "%s: %s %s by %s%s%s", from->saver->scenario, amount,
            last < 0 ? "net cost" : "saved net", when, break_even == NULL ? "" : ", break-even in ",
            break_even == NULL ? "" : break_even));
}

/* "Against No programme, added up from April 2017, Herefordshire". */
static const char *subtitle_of(lac_gallery *self, const cumulative *from)
{
    const lac_results *results = self->results;
    const char *what = lac_gallery_keep(self,
        lac_arena_format(&self->arena, "Against %s, added up from %s",
            results->models[0].scenario_name, lac_gallery_month(self, results->monthly[0].first)));
    const char *text = lac_gallery_subtitle(self, what);
    return !from->fan ? text
                      : lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s", text,
                                                   lac_gallery_left_out(self)));
}

/* "Cumulative net saving, £ million; bands: 9 in 10 and 5 in 10 simulations of Plan". */
static const char *unit_of(lac_gallery *self, const cumulative *from)
{
    const char *unit = from->number == LAC_CHART_MONEY ? "Cumulative net saving, £ million"
                                                       : "Cumulative net saving, £";
    return !from->fan
               ? unit
               : lac_gallery_keep(self, lac_arena_format(&self->arena,
                                            "%s; bands: 9 in 10 and 5 in 10 simulations of %s",
                                            unit, from->saver->scenario));
}

/* "Plan: from −£0.40m in 2017/18 to £3.10m in 2021/22". */
static const char *say_line(
    lac_gallery *self, const cumulative *from, const char *name, const double *y)
{
    char first[8];
    char last[8];
    size_t a = 0;
    size_t b = from->n_x - 1;
    while (a < b && isnan(y[a])) {
        a++;
    }
    while (b > a && isnan(y[b])) {
        b--;
    }
    if (isnan(y[a]) || isnan(y[b])) {
        return "";
    }
    lac_financial_year_format(lac_month_financial_year(from->x[a]), first);
    lac_financial_year_format(lac_month_financial_year(from->x[b]), last);
    const char *to = pounds(self, from, y[b]);
    return lac_gallery_keep(self,
        a == b ? lac_arena_format(&self->arena, "%s: %s by the end of %s", name, to, last)
               : lac_arena_format(&self->arena, "%s: from %s by the end of %s to %s by that of %s",
                     name, pounds(self, from, y[a]), first, to, last));
}

static const char *alt_of(
    lac_gallery *self, const cumulative *from, const lac_chart *chart, const char *break_even)
{
    const char *alt = lac_gallery_keep(
        self, lac_arena_format(&self->arena, "%s of cumulative net saving by financial year. %s. ",
                  from->fan ? "Fan chart" : "Line chart", chart->title));
    for (size_t i = 0; i < chart->n_series; i++) {
        const lac_chart_series *series = &chart->series[i];
        const bool middle = series->role == LAC_SERIES_P50;
        if (series->role >= LAC_SERIES_P05 && !middle) {
            continue;
        }
        const char *line = say_line(self, from, series->name, series->values);
        const lac_month end = from->x[from->n_x - 1];
        const char *range =
            !middle
                ? ""
                : lac_gallery_keep(self,
                      lac_arena_format(&self->arena, "; %s",
                          lac_gallery_say_range(self,
                              pounds(self, from, value_at(from->saver, end, 0)),
                              pounds(self, from, value_at(from->saver, end, LAC_QUANTILES - 1)))));
        alt = lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s%s%s", alt, line,
                                         *line == '\0' ? "" : range, *line == '\0' ? "" : ". "));
    }
    if (break_even != NULL) {
        alt = lac_gallery_keep(self, lac_arena_format(&self->arena, "%s%s breaks even in %s. ", alt,
                                         from->saver->scenario, break_even));
    }
    if (chart->target != NULL) {
        alt = lac_gallery_keep(self, lac_arena_format(&self->arena, "%sTarget line: %s, %s. ", alt,
                                         chart->target, pounds(self, from, chart->target_value)));
    }
    return alt;
}

void lac_gallery_add_cumulative(lac_gallery *self)
{
    const lac_results *results = self->results;
    const size_t scenario = lac_gallery_saver(self);
    if (scenario == 0) {
        return;
    }
    cumulative from = find_values(self, scenario);
    if (from.n_x < 2) {
        return;
    }
    lac_chart *chart = &self->charts[self->n];
    lac_chart_series *series =
        lac_gallery_take(self, results->n_scenarios + LAC_QUANTILES, sizeof *series);
    const char **notes = lac_gallery_take(self, from.n_x + 1, sizeof *notes);
    if (self->failed || from.middle == NULL) {
        return;
    }
    for (size_t i = 0; i < from.n_x; i++) {
        const int year = lac_month_financial_year(from.x[i]);
        const bool whole = lac_financial_year_first(year) >= results->monthly[0].first &&
                           lac_financial_year_last(year) <= lac_gallery_last_month(self);
        notes[i] = whole ? NULL : "part of a year";
    }
    const size_t even = find_break_even(&from);
    char year[8] = "";
    if (even < from.n_x) {
        lac_financial_year_format(lac_month_financial_year(from.x[even]), year);
    }
    const char *break_even = *year == '\0' ? NULL : year;
    *chart = (lac_chart){.kind = from.fan ? LAC_CHART_FAN : LAC_CHART_LINES,
        .axis = LAC_CHART_YEARS,
        .number = from.number,
        .name = "cumulative_net",
        .subtitle = subtitle_of(self, &from),
        .source = self->source,
        .unit = unit_of(self, &from),
        .n_x = from.n_x,
        .x = from.x,
        .notes = notes,
        .series = series,
        .forecast = LAC_NO_MONTH,
        .zero = true};
    chart->n_series = add_series(self, &from, series);
    if (break_even != NULL) {
        chart->mark =
            lac_gallery_keep(self, lac_arena_format(&self->arena, "Breaks even in %s", break_even));
        chart->mark_x = even;
        chart->mark_value = from.middle[even];
    }
    lac_gallery_add_target(self, chart, "cumulative_net");
    if (self->failed) {
        return;
    }
    from.decimals = lac_gallery_decimals(self, chart);
    chart->title = title_of(self, &from, break_even);
    chart->alt = alt_of(self, &from, chart, break_even);
    self->n++;
}
