/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_TIMELINE_H
#define LAC_RESULTS_TIMELINE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/status.h"
#include "model/model.h"

#include <stdbool.h>

/* When the cases of the tracker come to their order (model rules 21 and 23): exact, from the lengths of the
 * stages that are left, without simulation. Everything holds as long as the child stays looked after;
 * that it may leave another way or turn 18 first is what a run works out. A case that waits is taken to start
 * on the first day of the study: when staff are free is not known here either. */

enum { LAC_TIMELINE_P05, LAC_TIMELINE_P10, LAC_TIMELINE_P50, LAC_TIMELINE_P90, LAC_TIMELINE_P95 };
enum { LAC_TIMELINE_QUANTILES = 5 };

typedef struct {
    const lac_case *of;
    const lac_pathway *pathway;
    int stage;     /* the one it is in; 0 for one that waits */
    lac_day begun; /* the day on which that stage began, or would begin */
    bool waits;    /* for its start */
    bool late;     /* longer in its stage than 90 of 100 stay there */
    bool
        overdue; /* as long as the longest stay there, or longer: the stage ends on the first day */
    double order; /* probability of the order */
    lac_day (*ends)
        [LAC_TIMELINE_QUANTILES]; /* by stage of the pathway from `stage` on (ends[0]): the day
                                                on which it ends, if it comes so far; a stage's p05 is
                                                the first day by which 5 of 100 have ended */
    double *
        years; /* probability of an order in each financial year, n_years of them; sum to `order` */
} lac_timeline_case;

typedef struct {
    const lac_model *model;   /* borrowed; outlives the timeline */
    lac_timeline_case *cases; /* in the order of the tracker */
    int n_cases;
    int first_year;        /* the financial year of the first day */
    int n_years;           /* up to the last one in which an order may be made; at least 1 */
    double *years;         /* expected orders by financial year of the cases under way */
    double *waiting_years; /* and of those that wait, if all of them start on the first day */
    lac_arena arena;
} lac_timeline;

/* Works it out for the cases of a model (begin with {0}; free with lac_timeline_free, also after a failure).
 * LAC_OK or LAC_MEMORY. */
int lac_timeline_make(lac_timeline *self, const lac_model *model) LAC_CHECKED;

/* The day on which the last stage of a case ends. */
const lac_day *lac_timeline_order(const lac_timeline_case *self);

/* How many cases are in a stage of a pathway (-1: wait for their start). */
int lac_timeline_count(const lac_timeline *self, const lac_pathway *pathway, int stage);

/* How many of them are late. */
int lac_timeline_late(const lac_timeline *self, const lac_pathway *pathway, int stage);

/* How many cases under way are in a stage that so controls. */
int lac_timeline_controlled(const lac_timeline *self, lac_control control);

void lac_timeline_free(lac_timeline *self);

#endif
