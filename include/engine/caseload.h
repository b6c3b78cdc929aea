/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_CASELOAD_H
#define LAC_ENGINE_CASELOAD_H

#include "engine/absent.h"
#include "engine/intake.h"
#include "engine/stock.h"
#include "engine/support.h"
#include "model/measure.h"
#include "model/model.h"

/* Legal pathways in `expected` (model rules 19 to 23): the intakes of all programmes, exact unless starts are
 * limited. Then expected cases take expected places, day by day. */
typedef struct {
    const lac_model *model;
    const lac_pathway_measures *pathways;
    lac_stock *stock;
    lac_absent *absent;
    lac_support *support;
    double *mean;   /* of the track */
    int *first_day; /* of each month from the start of the study on, and the day after the last */
    lac_intake
        *intakes; /* in the order of the queue: by programme, its cases before those identified */
    int n_intakes;
    double *left_to_start; /* by programme: cases that may start in the month yet */
    double *room;          /* by pool: free places */
    double *begun;         /* by programme: cases that started in the month */
    double *on;            /* by cell: children on a pathway; scratch */
    double *by_class;      /* scratch */
    double unidentified;   /* children whom programmes did not find, over the horizon */
    lac_arena arena;
} lac_caseload;

/* Begins as {0}; free with lac_caseload_free, also after a failure. The others are borrowed; mean has the
 * rows of the measures. Nothing is done for a model without programmes. LAC_OK or LAC_MEMORY. */
int lac_caseload_init(lac_caseload *self, lac_stock *stock, lac_absent *absent,
    lac_support *support, const lac_measures *measures, double *mean) LAC_CHECKED;

/* Month m begins: programmes identify, cases start. LAC_OK or LAC_MEMORY. */
int lac_caseload_begin(lac_caseload *self, int m) LAC_CHECKED;

/* Takes note of those who leave by rates and counts, before lists. */
void lac_caseload_left(lac_caseload *self, int m);

/* Children on a pathway by cell, for lists; NULL: nobody is. Good until the cells change. */
const double *lac_caseload_on(lac_caseload *self);

/* Birthdays are noted; orders and refusals happen. Adds to exits, by route. LAC_OK or LAC_MEMORY. */
int lac_caseload_decide(lac_caseload *self, int m, double *exits) LAC_CHECKED;

/* Everything is about to be multiplied by factor: who goes has left. */
void lac_caseload_scale(lac_caseload *self, int m, double factor);

/* The month ends. */
void lac_caseload_end(lac_caseload *self, int m);

void lac_caseload_free(lac_caseload *self);

#endif
