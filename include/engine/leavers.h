/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LEAVERS_H
#define LAC_ENGINE_LEAVERS_H

#include "engine/absent.h"
#include "engine/caseload.h"
#include "engine/spread.h"
#include "engine/stock.h"
#include "engine/support.h"
#include "engine/transition.h"
#include "model/rates.h"

/* Who leaves `expected` in a month by rates, counts and lists (model rule 5). The others are borrowed. */
typedef struct {
    lac_stock *stock;
    lac_absent *absent;
    lac_support *support;
    lac_spread *spread;
    double *exits;    /* by route, this month */
    double *take;     /* by class: children taken by a route */
    double *plain;    /* by class: what would be wanted without interventions */
    double *named;    /* by list, this month: attempts that found a child */
    const double *on; /* by cell: children on a pathway, whom no list names; NULL: nobody is */
    double unmet;     /* this month: children whom counts and lists did not find */
    lac_arena arena;
} lac_leavers;

/* Begins as {0}; free with lac_leavers_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_leavers_init(lac_leavers *self, lac_stock *stock, lac_absent *absent, lac_support *support,
    lac_spread *spread) LAC_CHECKED;

/* A new month. */
void lac_leavers_begin(lac_leavers *self);

/* Rules 5a, 5b and 5c of month m, in this order. LAC_OK or LAC_MEMORY. */
void lac_leavers_by_rates(lac_leavers *self, const lac_transition *transition);
int lac_leavers_by_counts(lac_leavers *self, const lac_rates *rates, int m) LAC_CHECKED;
int lac_leavers_by_lists(lac_leavers *self, lac_caseload *caseload, int m) LAC_CHECKED;

void lac_leavers_free(lac_leavers *self);

#endif
