/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_RATES_H
#define LAC_MODEL_RATES_H

#include "base/diagnostic.h"
#include "model/model.h"

/* What the flows of one month are once interventions have acted (model rule 17): factors multiply,
 * then amounts add, wherever the flow's filter and the intervention's both let through. */

/* Part of a count exit that is drawn evenly from the eligible children of some groups. */
typedef struct {
    int route;
    int number;         /* 0; of a filtered amount 1 + that of its lever */
    double *per_group;  /* children a month x the group's share of all the eligible */
    double amount;      /* a filtered amount: children drawn evenly from `groups`; per_group is 0 */
    double when_none;   /* children of the part when nobody is eligible: all of them are unmet */
    const bool *groups; /* of the flow; of an amount's own filter inside the flow's */
} lac_count_part;

typedef struct {
    double *exit_rate;     /* n_routes x n_classes, per child-year; 0 for routes by count */
    double *move_rate;     /* n_moves x n_classes, per child-year */
    double *arrivals;      /* n_streams x n_groups, children this month */
    double *multiplied;    /* n_streams x n_groups: arrivals after factors, before amounts */
    lac_count_part *parts; /* by route, in order of slug */
    int n_parts;
    /* The classes that a flow's filter lets through: of flow i (routes, then moves) those at first[i] to
     * first[i + 1] - 1. The rates of others stay 0. */
    int *classes;
    int *first;
    lac_arena arena;
} lac_rates;

/* For months of a model, or of another one of its shape. Begins as {0}; free with lac_rates_free. LAC_OK or LAC_MEMORY. */
int lac_rates_init(lac_rates *self, const lac_model *model) LAC_CHECKED;

/* Works out the flows of month m (0 is the start). With rates_too unset only arrivals and count parts
 * are made anew (the rates of the month before still hold). Returns LAC_OK, or LAC_INPUT when a flow
 * becomes negative: *culprit is then the lever. */
int lac_rates_set(lac_rates *self, const lac_model *model, int m, bool rates_too,
    const lac_lever **culprit) LAC_CHECKED;

/* Whether any exit or move rate of month m (1 or later) may differ from the month before. */
bool lac_rates_change(const lac_model *model, int m);

void lac_rates_free(lac_rates *self);

#endif
