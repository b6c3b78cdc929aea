/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_RANKING_H
#define LAC_RESULTS_RANKING_H

#include "base/arena.h"
#include "base/status.h"
#include "model/model.h"
#include "model/plan.h"

#include <stdbool.h>
#include <stddef.h>

/* Which scenario gives most: the rows of ranking.csv. Code, name, unit. */
#define LAC_RANKING_LIST(X)                                                                        \
    X(CHILD_MONTHS, "child_months_avoided", "child-months")                                        \
    X(NET, "net", "GBP")                                                                           \
    X(COST, "cost_per_child_month_avoided", "GBP")                                                 \
    X(RANK, "rank", "rank")                                                                        \
    X(BEST, "probability_best", "probability")                                                     \
    X(OWN_RANK, "probability_rank", "probability")                                                 \
    X(INTERACTION_CHILD_MONTHS, "interaction_child_months", "child-months")                        \
    X(INTERACTION_NET, "interaction_net", "GBP")

typedef enum {
#define LAC_RANKING_ENUM(code, name, unit) LAC_RANKING_##code,
    LAC_RANKING_LIST(LAC_RANKING_ENUM)
#undef LAC_RANKING_ENUM
        LAC_N_RANKINGS
} lac_ranking_measure;

extern const char *const LAC_RANKING_NAMES[];
extern const char *const LAC_RANKING_UNITS[];

/* What is said of a scenario. mean NaN: no row; quantiles NaN: blank. The mean of the rank is the rank
 * that the mean gives. */
typedef struct {
    double mean;
    double p05;
    double p50;
    double p95;
} lac_ranking_value;

typedef struct {
    size_t scenario; /* of the results */
    const size_t
        *parts; /* places in the ranking of the scenarios whose interventions together are its
                             own; NULL: none are */
    size_t n_parts;
    lac_ranking_value values[LAC_N_RANKINGS];
} lac_ranking_entry;

typedef struct {
    size_t n;                   /* 0: no ranking */
    lac_ranking_entry *entries; /* in the order of the study */
    bool by_net;                /* else by child-months, net not being known of all */
    bool costed;                /* anything beside placements has a cost */
} lac_ranking;

/* The scenarios to be ranked: those besides the reference (models[0]) in which an intervention is active,
 * where they are two at least. Values are NaN. Belongs to the arena. LAC_OK or LAC_MEMORY. */
int lac_ranking_make(lac_ranking *self, lac_arena *arena, const lac_plan *plan,
    const lac_model *models, size_t n_models) LAC_CHECKED;

/* The rank of key i among n, 1 for the greatest; equals share the better rank. */
double lac_ranking_rank(const double *keys, size_t n, size_t i);

/* What is worked out of one replicate, or of what is expected: child-months avoided, net savings and costs
 * of every entry (one unit each) into out[entry * LAC_N_RANKINGS + measure], NaN where it has none;
 * the probabilities are left NaN. A cost without child-months avoided is NaN. */
void lac_ranking_work(const lac_ranking *self, const double *child_months, const double *net,
    const double *cost, double *out);

#endif
