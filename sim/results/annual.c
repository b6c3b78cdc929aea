/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/annual.h"

#include "base/text.h"
#include "model/population.h"

#include <math.h>
#include <string.h>

/* What the rows of a history are written with. routes: the measure of each of its routes. */
typedef struct {
    const lac_measures *measures;
    lac_population_line population;
    int *routes;
    size_t n_routes;
    lac_arena arena;
} history_writer;

static int writer_init(history_writer *self, const lac_plan *plan, const lac_model *model,
    const lac_measures *measures)
{
    *self = (history_writer){.measures = measures, .n_routes = plan->history.n_routes};
    self->routes = lac_arena_alloc(&self->arena, self->n_routes + 1, sizeof *self->routes);
    if (self->routes == NULL || lac_population_line_make(&self->population, &self->arena, plan,
                                    model->scenario, model->start) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < self->n_routes; i++) {
        const char *slug = lac_slug(&self->arena, plan->history.routes[i]);
        if (slug == NULL) {
            return LAC_MEMORY;
        }
        self->routes[i] = lac_measure_of_history(measures, model, slug);
    }
    return LAC_OK;
}

/* Writes one row of the history to period t; before is the row that ends where it begins, or NULL. */
static void put_row(const history_writer *self, lac_series *out, int t, const lac_history_row *row,
    const lac_history_row *before)
{
    const lac_measures *measures = self->measures;
    double *mean = out->mean;
    mean[lac_series_at(out, measures->admissions, t)] = row->admissions;
    mean[lac_series_at(out, measures->exits, t)] = row->ceased;
    mean[lac_series_at(out, measures->closing_stock, t)] = row->stock;
    const double children = isnan(row->population)
                                ? lac_population_line_at(&self->population, row->last)
                                : row->population;
    mean[lac_series_at(out, measures->rate_per_10k, t)] = row->stock / children * 10000;
    for (size_t i = 0; i < self->n_routes; i++) {
        if (self->routes[i] >= 0) {
            mean[lac_series_at(out, self->routes[i], t)] = row->by_route[i];
        }
    }
    if (before != NULL) {
        mean[lac_series_at(out, measures->opening_stock, t)] = before->stock;
        mean[lac_series_at(out, measures->unreconciled, t)] =
            row->stock - before->stock - row->admissions + row->ceased;
    }
}

static const lac_history_row *row_before(const lac_history *history, size_t i)
{
    return i > 0 && history->rows[i - 1].last + 1 == history->rows[i].first ? &history->rows[i - 1]
                                                                            : NULL;
}

int lac_history_monthly(
    lac_series *out, const lac_plan *plan, const lac_model *model, const lac_measures *measures)
{
    const lac_history *history = &plan->history;
    if (history->n_rows == 0 || !history->monthly || history->rows[0].first >= model->start) {
        return lac_series_init(out, "history", false, 0, 0, measures->n);
    }
    const lac_month first = history->rows[0].first;
    const lac_month last = history->rows[history->n_rows - 1].last;
    const int n = (last < model->start ? last + 1 : model->start) - first;
    history_writer writer;
    int status = writer_init(&writer, plan, model, measures);
    if (status == LAC_OK) {
        status = lac_series_init(out, "history", false, first, n, measures->n);
    }
    for (size_t i = 0; i < history->n_rows && status == LAC_OK; i++) {
        if (history->rows[i].last < model->start) {
            put_row(&writer, out, history->rows[i].first - first, &history->rows[i],
                row_before(history, i));
        }
    }
    lac_arena_free(&writer.arena);
    return status;
}

/* One financial year of a measure, from up to two monthly series that do not overlap. */
typedef struct {
    double value;
    double sd;
    lac_row_status status;
} year_value;

static double month_value(const lac_series *series, int measure, lac_month month, double *sd)
{
    const int t = month - series->first;
    if (series->n == 0 || t < 0 || t >= series->n) {
        return NAN;
    }
    *sd = series->sd[lac_series_at(series, measure, t)];
    return series->mean[lac_series_at(series, measure, t)];
}

static bool covers(const lac_series *series, lac_month month)
{
    return series->n > 0 && month >= series->first && month < series->first + series->n;
}

static year_value year_of(const lac_series *forecast, const lac_series *history, int measure,
    lac_measure_kind kind, int year, lac_row_status plain)
{
    year_value out = {NAN, NAN, plain};
    const lac_month april = lac_financial_year_first(year);
    if (kind == LAC_MEASURE_STOCK) {
        const lac_month march = lac_financial_year_last(year);
        out.value =
            month_value(covers(forecast, march) ? forecast : history, measure, march, &out.sd);
        return out;
    }
    int months = 0;
    int observed = 0;
    for (lac_month at = april; at < april + 12; at++) {
        const bool from_history = !covers(forecast, at);
        const lac_series *series = from_history ? history : forecast;
        if (!covers(series, at)) {
            continue;
        }
        double sd = NAN;
        const double value = month_value(series, measure, at, &sd);
        if (kind == LAC_MEASURE_OPENING) {
            out.value = value;
            out.sd = sd;
            out.status = from_history && plain == LAC_STATUS_FORECAST ? LAC_STATUS_MIXED : plain;
            return out;
        }
        if (!isnan(value)) {
            out.value = months == 0 ? value : out.value + value;
            months++;
            observed += from_history;
        }
    }
    out.status = months < 12                                    ? LAC_STATUS_PARTIAL
                 : observed > 0 && plain == LAC_STATUS_FORECAST ? LAC_STATUS_MIXED
                                                                : plain;
    return out;
}

static void put_years(lac_series *out, const lac_series *forecast, const lac_series *history,
    const lac_measures *measures, lac_row_status plain)
{
    for (int i = 0; i < measures->n; i++) {
        for (int t = 0; t < out->n; t++) {
            const year_value value =
                year_of(forecast, history, i, measures->items[i].kind, out->first + t, plain);
            out->mean[lac_series_at(out, i, t)] = value.value;
            out->sd[lac_series_at(out, i, t)] = value.sd;
            out->status[lac_series_at(out, i, t)] = (unsigned char)value.status;
        }
    }
}

int lac_history_annual(lac_series *out, const lac_plan *plan, const lac_model *model,
    const lac_measures *measures, const lac_series *monthly)
{
    const lac_history *history = &plan->history;
    if (monthly->n > 0) {
        const int first = lac_month_financial_year(monthly->first);
        const int last = lac_month_financial_year(monthly->first + monthly->n - 1);
        const int stop = lac_month_financial_year(model->start);
        const int n = (last < stop ? last + 1 : stop) - first;
        const int status = lac_series_init(out, "history", true, first, n, measures->n);
        if (status == LAC_OK) {
            put_years(out, monthly, monthly, measures, LAC_STATUS_ACTUAL);
        }
        return status;
    }
    size_t used = 0;
    while (used < history->n_rows && history->rows[used].last < model->start) {
        used++;
    }
    if (used == 0 || history->monthly) {
        return lac_series_init(out, "history", true, 0, 0, measures->n);
    }
    const int first = lac_month_financial_year(history->rows[0].first);
    const int last = lac_month_financial_year(history->rows[used - 1].last);
    history_writer writer;
    int status = writer_init(&writer, plan, model, measures);
    if (status == LAC_OK) {
        status = lac_series_init(out, "history", true, first, last - first + 1, measures->n);
    }
    for (size_t i = 0; i < used && status == LAC_OK; i++) {
        put_row(&writer, out, lac_month_financial_year(history->rows[i].first) - first,
            &history->rows[i], row_before(history, i));
    }
    lac_arena_free(&writer.arena);
    return status;
}

int lac_annual_make(lac_series *out, const lac_series *monthly, const lac_series *history,
    const lac_measures *measures)
{
    const int first = lac_month_financial_year(monthly->first);
    const int last = lac_month_financial_year(monthly->first + monthly->n - 1);
    const int status =
        lac_series_init(out, monthly->scenario, true, first, last - first + 1, measures->n);
    if (status == LAC_OK) {
        put_years(out, monthly, history, measures, LAC_STATUS_FORECAST);
    }
    return status;
}
