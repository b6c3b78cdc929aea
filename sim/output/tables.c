/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/tables.h"

#include <errno.h>
#include <math.h>

static void put_words(lac_csv *csv, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        lac_csv_word(csv, words[i]);
    }
}

static void put_header(lac_csv *csv, const char *time, bool with_status)
{
    static const char *const NUMBERS[] = {
        "layers", "mean", "sd", "p05", "p25", "p50", "p75", "p95"};
    const char *const first[] = {"scenario", time, "measure", "unit", "status"};
    put_words(csv, first, with_status ? 5 : 4);
    put_words(csv, NUMBERS, sizeof NUMBERS / sizeof NUMBERS[0]);
    lac_csv_end_row(csv);
}

static void format_time(const lac_series *series, int t, char out[8])
{
    if (series->annual) {
        lac_financial_year_format(series->first + t, out);
    } else {
        lac_month_format(series->first + t, out);
    }
}

/* Which uncertainty is in the numbers of an entry. */
static const char *layers_of(const lac_results *results, const lac_series *series, int at)
{
    if (isnan(series->sd[at]) && isnan(lac_series_quantile(series, 0, at))) {
        return "none";
    }
    return results->layers == NULL ? "process" : results->layers;
}

const char *lac_layers_of_saving(
    const lac_results *results, const lac_series *series, int measure, int t)
{
    return measure >= LAC_N_SAVINGS_MEASURES
               ? results->layers
               : layers_of(results, series, lac_series_at(series, measure, t));
}

/* Mean and sd, and the five quantiles, which `expected` leaves blank. A mean of never is blank, too. */
static void put_numbers(lac_csv *csv, const lac_series *series, int at)
{
    lac_csv_number(csv, isinf(series->mean[at]) ? NAN : series->mean[at]);
    lac_csv_number(csv, series->sd[at]);
    for (int q = 0; q < LAC_QUANTILES; q++) {
        lac_csv_number(csv, lac_series_quantile(series, q, at));
    }
    lac_csv_end_row(csv);
}

/* Name and unit of each measure as cells; NULL when there is no memory. */
static lac_csv_cells *join_measures(lac_arena *arena, const lac_measures *measures)
{
    lac_csv_cells *out = lac_arena_alloc(arena, (size_t)measures->n, sizeof *out);
    for (int i = 0; i < measures->n && out != NULL; i++) {
        const char *const words[] = {measures->items[i].name, measures->items[i].unit};
        out[i] = lac_csv_join(arena, NULL, words, 2);
        out = out[i].bytes == NULL ? NULL : out;
    }
    return out;
}

/* The rows of a series by time, then by measure; a mean that is not known has none. */
static void put_series(lac_csv *csv, const lac_results *results, const lac_series *series)
{
    lac_arena arena = {0};
    const lac_csv_cells *measures = join_measures(&arena, &results->measures);
    if (measures == NULL) {
        lac_csv_fail(csv, ENOMEM);
        goto out;
    }
    for (int t = 0; t < series->n && !csv->stopped; t++) {
        char time[8];
        format_time(series, t, time);
        const char *const times[] = {time};
        const lac_csv_cells first = lac_csv_join(&arena, series->scenario, times, 1);
        if (first.bytes == NULL) {
            lac_csv_fail(csv, ENOMEM);
            goto out;
        }
        for (int i = 0; i < series->n_measures; i++) {
            const int at = lac_series_at(series, i, t);
            if (isnan(series->mean[at])) {
                continue;
            }
            lac_csv_put(csv, first);
            lac_csv_put(csv, measures[i]);
            lac_csv_word(csv, lac_row_status_text((lac_row_status)series->status[at]));
            lac_csv_word(csv, layers_of(results, series, at));
            put_numbers(csv, series, at);
        }
    }
out:
    lac_arena_free(&arena);
}

/* Savings: the last entry is the total of the horizon. */
static void put_savings(lac_csv *csv, const lac_results *results, const lac_series *series)
{
    for (int t = 0; t < series->n && !csv->stopped; t++) {
        char time[8] = "all";
        if (t < series->n - 1) {
            format_time(series, t, time);
        }
        for (int i = 0; i < series->n_measures; i++) {
            const int at = lac_series_at(series, i, t);
            if (isnan(series->mean[at])) {
                continue;
            }
            lac_csv_text(csv, series->scenario);
            lac_csv_word(csv, time);
            const lac_savings_measure measure = lac_results_saving(results, i);
            lac_csv_word(csv, measure.name);
            lac_csv_word(csv, measure.unit);
            lac_csv_word(csv, lac_layers_of_saving(results, series, i, t));
            put_numbers(csv, series, at);
        }
    }
}

typedef void (*table_body)(lac_csv *csv, const lac_results *results);

size_t lac_monthly_pieces(const lac_results *results)
{
    return results->n_scenarios + 1;
}

void lac_monthly_put(lac_csv *csv, const lac_results *results, size_t i)
{
    if (i == 0) {
        put_header(csv, "month", true);
    }
    put_series(csv, results, i == 0 ? &results->history_monthly : &results->monthly[i - 1]);
}

static void put_monthly(lac_csv *csv, const lac_results *results)
{
    for (size_t i = 0; i < lac_monthly_pieces(results); i++) {
        lac_monthly_put(csv, results, i);
    }
}

static void put_annual(lac_csv *csv, const lac_results *results)
{
    put_header(csv, "financial_year", true);
    put_series(csv, results, &results->history_annual);
    for (size_t s = 0; s < results->n_scenarios; s++) {
        put_series(csv, results, &results->annual[s]);
    }
}

static void put_comparison(lac_csv *csv, const lac_results *results)
{
    put_header(csv, "financial_year", true);
    for (size_t s = 1; s < results->n_scenarios; s++) {
        put_series(csv, results, &results->comparison[s]);
    }
}

static void put_all_savings(lac_csv *csv, const lac_results *results)
{
    put_header(csv, "financial_year", false);
    for (size_t s = 0; s < results->n_scenarios; s++) {
        put_savings(csv, results, &results->savings[s]);
    }
}

static void put_ranking(lac_csv *csv, const lac_results *results)
{
    static const char *const HEADER[] = {
        "scenario", "measure", "unit", "mean", "p05", "p50", "p95"};
    put_words(csv, HEADER, sizeof HEADER / sizeof HEADER[0]);
    lac_csv_end_row(csv);
    for (size_t i = 0; i < results->ranking.n; i++) {
        const lac_ranking_entry *entry = &results->ranking.entries[i];
        for (int v = 0; v < LAC_N_RANKINGS; v++) {
            const lac_ranking_value *value = &entry->values[v];
            if (!isnan(value->mean)) {
                lac_csv_text(csv, results->annual[entry->scenario].scenario);
                lac_csv_word(csv, LAC_RANKING_NAMES[v]);
                lac_csv_word(csv, LAC_RANKING_UNITS[v]);
                lac_csv_number(csv, value->mean);
                lac_csv_number(csv, value->p05);
                lac_csv_number(csv, value->p50);
                lac_csv_number(csv, value->p95);
                lac_csv_end_row(csv);
            }
        }
    }
}

/* Shares of the layers, where the number exists and varies. */
static void put_uncertainty(lac_csv *csv, const lac_results *results)
{
    static const char *const HEADER[] = {"scenario", "financial_year", "measure", "layer", "share"};
    const lac_shares *shares = &results->shares;
    put_words(csv, HEADER, sizeof HEADER / sizeof HEADER[0]);
    lac_csv_end_row(csv);
    const int rows = shares->n_years * shares->n_measures * shares->n_layers;
    for (size_t s = 0; s < shares->n_scenarios; s++) {
        const lac_series *annual = &results->annual[s];
        for (int row = 0; row < rows && !csv->stopped; row++) {
            const int layer = row % shares->n_layers;
            const int i = row / shares->n_layers % shares->n_measures;
            const int t = row / shares->n_layers / shares->n_measures;
            const double share = lac_shares_at(shares, s, i, t, layer);
            char time[8];
            if (isnan(share)) {
                continue;
            }
            format_time(annual, t, time);
            lac_csv_text(csv, annual->scenario);
            lac_csv_word(csv, time);
            lac_csv_word(csv, results->measures.items[shares->measures[i]].name);
            lac_csv_word(csv, shares->names[layer]);
            lac_csv_number(csv, share);
            lac_csv_end_row(csv);
        }
    }
}

static bool has_ranking(const lac_results *results)
{
    return results->ranking.n > 0;
}

static bool has_shares(const lac_results *results)
{
    return results->n_replicates > 0;
}

static const struct {
    const char *name;
    table_body put;
    bool (*exists)(const lac_results *results); /* NULL: always */
} TABLES[] = {{"forecast_monthly.csv", put_monthly, NULL},
    {"forecast_annual.csv", put_annual, NULL}, {"comparison.csv", put_comparison, NULL},
    {"savings.csv", put_all_savings, NULL}, {"ranking.csv", put_ranking, has_ranking},
    {"uncertainty.csv", put_uncertainty, has_shares}};
enum { N_TABLES = sizeof TABLES / sizeof TABLES[0] };

static bool exists(const lac_results *results, size_t table)
{
    return TABLES[table].exists == NULL || TABLES[table].exists(results);
}

size_t lac_tables_count(const lac_results *results)
{
    size_t n = 0;
    for (size_t i = 0; i < N_TABLES; i++) {
        n += exists(results, i);
    }
    return n;
}

/* The table that is the nth of those that exist. */
static size_t nth_table(const lac_results *results, size_t n)
{
    size_t table = 0;
    while (!exists(results, table) || n-- > 0) {
        table++;
    }
    return table;
}

const char *lac_table_name(const lac_results *results, size_t i)
{
    return TABLES[nth_table(results, i)].name;
}

int lac_table_write(
    const lac_results *results, size_t i, const char *folder, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    lac_csv csv = {0};
    const size_t table = nth_table(results, i);
    const char *path = lac_arena_format(&arena, "%s/%s", folder, TABLES[table].name);
    int status = path == NULL ? LAC_MEMORY : lac_csv_open(&csv, path, diagnostics);
    if (status == LAC_OK) {
        lac_csv_watch(&csv, results->interrupted, results->context);
        TABLES[table].put(&csv, results);
        status = lac_csv_close(&csv, diagnostics);
    }
    lac_arena_free(&arena);
    return status;
}

int lac_tables_write(const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    int status = LAC_OK;
    for (size_t i = 0; i < lac_tables_count(results) && status == LAC_OK; i++) {
        status = lac_table_write(results, i, folder, diagnostics);
    }
    return status;
}
