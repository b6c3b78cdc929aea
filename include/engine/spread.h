/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SPREAD_H
#define LAC_ENGINE_SPREAD_H

#include "engine/cohorts.h"
#include "engine/transition.h"
#include "model/model.h"

/* Standard deviations of stocks by chance alone, where they are exact (model rule 33):
 * - all flows by rates: every opening child is there or not (Bernoulli, with the probability averaged
 *   over its row's ages), arrivals are Poisson and stay so when thinned. The variance is the expected
 *   stock less the sum over opening rows of (expected survivors)^2 / children;
 * - totals only, exits by count, no shortfall so far: the sum of variance_ratio x mean of all counts
 *   (less where admissions are thinned: see lac_spread_start), and N p (1 - p) for each list, p = success x the share of its attempts so far.
 * Elsewhere NaN. */
typedef enum { LAC_SPREAD_UNKNOWN, LAC_SPREAD_RATES, LAC_SPREAD_TOTALS } lac_spread_form;

typedef struct {
    const lac_model *model;
    lac_spread_form form;
    lac_cohorts cohorts; /* RATES: the children of each opening row */
    double counts;       /* TOTALS: variance of the counts so far */
    double *attempts;    /* TOTALS: by list, attempts so far */
    double stock_sd;     /* at the end of the last month closed; 0 before the first */
    double *placement_sd;
    double *buffer;
    lac_arena arena;
} lac_spread;

int lac_spread_init(lac_spread *self, const lac_model *model) LAC_CHECKED;

/* A count of this month: children who left by route. */
void lac_spread_count(lac_spread *self, int route, double children);

/* Children who started in a stream this month, of them `plain` without interventions. Where these bring
 * fewer, the plain number is thinned (model rule 17): a share p of a number of variance ratio r has the
 * ratio 1 + (r - 1) p. Where they bring more, the others are a number of their own, of ratio r. */
void lac_spread_start(lac_spread *self, int stream, double plain, double children);

/* Attempts of a list this month. */
void lac_spread_list(lac_spread *self, int list, double attempts);

/* The month passes for the opening children. */
void lac_spread_step(lac_spread *self, const lac_sources *sources);

/* The month ends with these stocks; shortfall says that a count, a list or
 * unreconciled fell short in it. */
void lac_spread_close(lac_spread *self, double closing, const double *by_placement, bool shortfall);

void lac_spread_free(lac_spread *self);

#endif
