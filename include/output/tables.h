/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_TABLES_H
#define LAC_OUTPUT_TABLES_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "output/csv.h"
#include "results/results.h"

/* Writes forecast_monthly.csv, forecast_annual.csv, comparison.csv, savings.csv, where scenarios are ranked
 * ranking.csv, and of a stochastic run uncertainty.csv (contract, section 5) into folder, which exists. LAC_OK; LAC_INTERRUPTED when the
 * results' interrupted says so; LAC_IO and one error in diagnostics; LAC_MEMORY. */
int lac_tables_write(
    const lac_results *results, const char *folder, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Which uncertainty is in an entry of the savings: the mean of a probability is made of it. */
const char *lac_layers_of_saving(
    const lac_results *results, const lac_series *series, int measure, int t);

/* One of them; the first, forecast_monthly.csv, takes longest. i is below lac_tables_count. */
size_t lac_tables_count(const lac_results *results);
int lac_table_write(const lac_results *results, size_t i, const char *folder,
    lac_diagnostics *diagnostics) LAC_CHECKED;

const char *lac_table_name(const lac_results *results, size_t i);

/* The rows of forecast_monthly.csv in pieces, which may be worked out side by side: what comes before the
 * scenarios, then each scenario. i is below lac_monthly_pieces. */
size_t lac_monthly_pieces(const lac_results *results);
void lac_monthly_put(lac_csv *csv, const lac_results *results, size_t i);

#endif
