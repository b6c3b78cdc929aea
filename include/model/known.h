/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_KNOWN_H
#define LAC_MODEL_KNOWN_H

#include "base/arena.h"
#include "model/pert.h"
#include "model/plan.h"
#include "model/unknown.h"

#include <stdbool.h>
#include <stddef.h>

/* What a draw makes known of the unknowns of a study in one scenario. The index of an unknown is -1 where
 * there is none. */
enum { LAC_NO_UNKNOWN = -1 };

/* How an unknown that is an assumption reads its quantile in the scenario; pert NULL: no range here. */
typedef struct {
    const lac_pert *pert;
    double low;
    double span; /* high less low, in the unit of the row */
} lac_known_range;

/* By unknown, but for `assumptions`. */
typedef struct {
    const lac_unknowns *unknowns;
    lac_known_range *ranges;
    int *assumptions; /* the unknowns that are assumptions */
    int n_assumptions;
    double *
        now; /* where `on`: the factor (PARAMETER), or the value in the unit of its row (ASSUMPTION); else a
                  * factor is 1 */
    bool *on; /* whether the draw moves it */
} lac_known;

/* Of a scenario of the study; the unknowns outlive it, and what is made belongs to the arena. Nothing can be
 * read before the first draw. LAC_OK or LAC_MEMORY. */
int lac_known_make(
    lac_known *self, lac_arena *arena, const lac_unknowns *unknowns, size_t scenario) LAC_CHECKED;

/* Takes a draw: by unknown the factor or the quantile (0 to 1), NaN where it is as the sheet has it. */
void lac_known_take(lac_known *self, const double *draw);

/* The unknown that a row's number is in the scenario, which gives it a range; LAC_NO_UNKNOWN for none. */
int lac_known_of_row(const lac_known *self, const lac_plan_row *row);

/* Whether the draw moves an unknown, which may be LAC_NO_UNKNOWN. */
static inline bool lac_known_is_on(const lac_known *self, int unknown)
{
    return unknown != LAC_NO_UNKNOWN && self->on[unknown];
}

#endif
