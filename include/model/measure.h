/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_MEASURE_H
#define LAC_MODEL_MEASURE_H

#include "base/diagnostic.h"
#include "model/model.h"

/* The measures of a study in the order of the contract, section 5. All scenarios of a study have the
 * same list; a value that cannot be known is NaN and has no row. */
typedef enum {
    LAC_MEASURE_OPENING, /* a stock before the first month: a year takes that of its first month */
    LAC_MEASURE_FLOW,    /* summed over a year */
    LAC_MEASURE_STOCK    /* at the end of the month: a year takes that of its last month */
} lac_measure_kind;

typedef struct {
    const char *name;  /* "exits_sgo" */
    const char *unit;  /* children, child-weeks, per 10,000, GBP */
    const char *label; /* for people: "SGO" for exits_sgo; else as the name without underscores */
    lac_measure_kind kind;
} lac_measure;

/* The measures of a pathway, all programmes on it together. Flows of a month, but for waiting and
 * running, which are stocks: identified so far = waiting + running + ordered, lost, left, aged and released
 * so far. */
typedef struct {
    int identified; /* cases of the tracker in the first month */
    int waiting;
    int running;
    int started; /* without those that were running before the study */
    int ordered; /* left by its order */
    int lost_of; /* first of one for each stage: refused at its end; at the last one success failing, too */
    int left;       /* left care another way, or a negative unreconciled took them */
    int aged;       /* turned 18 */
    int released;   /* still waiting after the end of the programme */
    int entered_of; /* inside: first of one for each stage: cases that enter it in the month */
} lac_pathway_measures;

typedef struct {
    lac_measure *items;
    int n; /* measures of the output files */
    /* With those inside, which stand behind the others and serve only to work out money: an engine has
     * numbers for n_inside. */
    int n_inside;
    /* Where each is; the _of members are the first of one for each stream, route, placement, move, in
     * the model's order, -1 when there are none. */
    int opening_stock;
    int admissions;
    int admissions_of;
    int reentries; /* -1 where no route has rates of return */
    int exits;
    int exits_of;
    int history_exits_of; /* routes that only the history has */
    int n_history_exits;
    int unreconciled;
    int closing_stock;
    int stock_of;
    int moves_of;
    int overflow_of; /* of the placements that have a capacity in any scenario: see overflow_placement */
    int n_overflow;
    int *overflow_placement; /* which placement each is */
    int unmet_exits;
    lac_pathway_measures *pathways; /* by pathway */
    int n_pathways;
    int rate_per_10k;
    int child_weeks;
    int child_weeks_of;
    int cost_of;        /* by placement, or cost_all alone */
    int cost_support;   /* -1 where no route has a cost in any scenario */
    int cost_programme; /* -1 where no intervention and no stage has one */
    int cost_total;
    /* Inside. By route, -1 where no scenario supports its leavers: children under support at the end of
     * the month, and half-months of support in it (rule 29: one for a month in which it begins or ends,
     * two for each between). */
    int *supported;
    int *half_months;
    /* Inside. By number of the intervention, -1 where no scenario gives it a cost per child: children
     * begun in the month, who are the cases started, or the attempts of a list or shift that named a
     * child. */
    int *begun;
    lac_arena arena;
} lac_measures;

/* Makes the list for the scenarios of a study from the model of any of them (begin with {0}; free with
 * lac_measures_free). Two measures of one name are an error. Names are copied. */
int lac_measures_make(lac_measures *self, const lac_plan *plan, const lac_model *model,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* The exits measure of a history column ceased_<route>: the route of that slug in the study, or one that
 * only the history has; -1 for none. */
int lac_measure_of_history(const lac_measures *self, const lac_model *model, const char *slug);

/* Index of the measure, or -1. */
int lac_measure_find(const lac_measures *self, const char *name);

void lac_measures_free(lac_measures *self);

#endif
