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

#endif
