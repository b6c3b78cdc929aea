/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulated.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void set_quantiles(lac_series *series, int measure, int t, const double quantiles[LAC_QUANTILES])
{
    if (series->quantiles == NULL) {
        assert_int_equal(lac_series_add_quantiles(series), LAC_OK);
    }
    for (int q = 0; q < LAC_QUANTILES; q++) {
        series->quantiles[q * series->n_measures * series->n + lac_series_at(series, measure, t)] =
            quantiles[q];
    }
}

static void spread(lac_series *series, int measure, int t, double inner, double outer)
{
    const double mean = series->mean[lac_series_at(series, measure, t)];
    const double quantiles[LAC_QUANTILES] = {
        mean - outer, mean - inner, mean, mean + inner, mean + outer};
    set_quantiles(series, measure, t, quantiles);
}

void simulate(lac_results *results, double inner, double outer)
{
    for (size_t s = 0; s < results->n_scenarios; s++) {
        lac_series *monthly = &results->monthly[s];
        lac_series *annual = &results->annual[s];
        for (int i = 0; i < monthly->n_measures; i++) {
            for (int t = 0; t < monthly->n; t++) {
                const double share = (t + 1.0) / monthly->n;
                spread(monthly, i, t, share * inner, share * outer);
            }
            for (int t = 0; t < annual->n; t++) {
                const int end = lac_financial_year_last(annual->first + t) - monthly->first + 1;
                const double share = end < monthly->n ? (double)end / monthly->n : 1.0;
                spread(annual, i, t, share * inner, share * outer);
            }
        }
    }
    results->layers = "process+parameter+drift+assumption";
    results->seed = 42;
    results->n_replicates = 10000;
    results->widest =
        lac_arena_alloc(&results->arena, results->n_scenarios, sizeof *results->widest);
    assert_non_null(results->widest);
    for (size_t s = 0; s < results->n_scenarios; s++) {
        results->widest[s] = (lac_widest){"drift", 0.61};
    }
}
