/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_AIM_H
#define LAC_RESULTS_AIM_H

#include "model/target.h"
#include "results/results.h"

/* Where the value of a target stands in a scenario. */
typedef struct {
    bool known;     /* whether there is one in this scenario and study */
    bool saving;    /* in the savings, else in the forecast */
    bool monthly;   /* of the forecast: by month, else by year */
    int measure;    /* of the savings or of the forecast */
    int t;          /* month, or year, of the series */
    int year;       /* of the savings: in which row the probability stands */
    double certain; /* part of the value that the history gives and that no replicate changes */
} lac_aim;

/* Looks target number i up in scenario s of results that `expected` has been through. */
lac_aim lac_aim_find(const lac_results *results, size_t s, int i);

/* The name and unit of what target number i measures. */
lac_savings_measure lac_aim_measure(const lac_results *results, int i);

/* The mean of target number i in scenario s, NaN where it has none; infinite for a payback that never
 * comes. */
double lac_aim_mean(const lac_results *results, size_t s, int i);

/* By how much a value (not NaN) misses a target, in its unit: 0 where it reaches it, or would but for rounding;
 * infinite for a payback that never comes. */
double lac_aim_miss(const lac_target *target, double value);

/* The share of the simulations that reach target number i in scenario s, NaN where there is none. */
double lac_aim_probability(const lac_results *results, size_t s, int i);

#endif
