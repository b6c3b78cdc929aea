/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_PATHWAY_H
#define LAC_MODEL_PATHWAY_H

#include "model/label.h"
#include "model/plan.h"

#include <stdbool.h>

/* Legal pathways to an order (model rules 19 to 23): their stages, the programmes that send children
 * down them, the staff who carry the cases, and the cases that are under way at the start. Everything
 * belongs to the model. */

/* Who decides how long a stage takes. */
typedef enum { LAC_CONTROL_COUNCIL, LAC_CONTROL_CARER, LAC_CONTROL_COURT } lac_control;

/* A stage lasts least_days + d days with probability days[d], d below n_days: floor(7 x weeks + 1/2), the
 * weeks triangular over the range of the sheet with the value as mode, or that value where it has none. */
typedef struct {
    lac_label label; /* the name behind its number */
    lac_control control;
    double weeks; /* mean */
    int least_days;
    int n_days;
    double *days;              /* sums to 1 */
    double approval;           /* share of cases that the stage lets through, at its end */
    double cost;               /* pounds of the price base year per child who enters it */
    const lac_plan_item *item; /* where the sheet gives it: borrowed from the plan */
} lac_stage;

typedef struct {
    lac_label label;
    lac_stage *stages; /* in their order */
    int n_stages;
    int last_council; /* the last stage that the council controls, until whose end a case holds its
                         place with the staff; -1: none, so a case never holds one */
} lac_pathway;

/* A pool of staff. */
typedef struct {
    lac_label label;
    int *places; /* by month: floor(workers x cases each); -1 before the first value */
} lac_pool;

/* An intervention of effect pathway. Where it is not active but the tracker has cases of its pathway it
 * is here with no children of its own. */
typedef struct {
    lac_label label;
    int number; /* of the intervention among all of the study: see lac_leaver_list */
    int pathway;
    int route;    /* out of care, by the order */
    int children; /* to be identified at the start */
    double success;
    int start; /* month of the study, 0 or later; n_months or later: never in this study */
    int end;   /* the last month in which cases start, included; below n_months */
    bool *groups;
    bool any_filter;
    int *starts; /* by month: cases that can start in it; NULL: no such limit */
    int pool;    /* index of the staff, -1: no such limit */
} lac_programme;

/* A case of the tracker: a child looked after at the start who is on a pathway already. It has an opening
 * group of its own. */
typedef struct {
    int programme;
    int stage;   /* the one it is in; -1: it waits for its start */
    int elapsed; /* days since the stage began, on the first day of the study; 0 or more */
    int group;   /* of lac_model.opening: one child */
} lac_case;

/* Index of a stage of a pathway in lists over the stages of all pathways, one pathway after the other. */
static inline int lac_stage_index(const lac_pathway *pathways, int pathway, int stage)
{
    int at = stage;
    for (int p = 0; p < pathway; p++) {
        at += pathways[p].n_stages;
    }
    return at;
}

#endif
