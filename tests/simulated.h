/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_SIMULATED_H
#define LAC_TESTS_SIMULATED_H

#include "results/results.h"

/* Makes results look like those of 10,000 simulations with seed 42 and all four layers: the quantiles of
 * what a scenario has in month t (0 is the start) are the mean and `inner` and `outer` away from it, times
 * (t + 1) / months; those of a year are the ones of its last month, of a flow or pounds too. In every
 * scenario the years make 61 % of the variance. The test fails when there is no memory. */
void simulate(lac_results *results, double inner, double outer);

/* The five quantiles of one value. */
void set_quantiles(lac_series *series, int measure, int t, const double quantiles[LAC_QUANTILES]);

#endif
