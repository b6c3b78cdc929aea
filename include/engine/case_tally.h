/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_CASE_TALLY_H
#define LAC_ENGINE_CASE_TALLY_H

#include "engine/course.h"

#include <stddef.h>
#include <stdint.h>

/* What happens to cases on legal pathways in a month of a replicate, in whole cases: by pathway, or (lost and
 * entered) by stage of all pathways. */
typedef struct {
    const lac_course *course;
    int *identified;
    int *started;
    int *ordered;
    int *left;
    int *aged;
    int *released;
    int *lost;
    int *entered;
    int *begun;   /* by number of the intervention: also the attempts of lists and shifts */
    int *waiting; /* by pathway: at the end of the month, given by who knows the cases */
    int *running;
    int *open;    /* by pathway: cases by what has happened so far */
    int *numbers; /* all of these lie in it */
    size_t room;
    size_t n_month; /* of them, those that a month begins with 0 */
} lac_case_tally;

/* Begin with {0}; lac_case_tally_begin makes everything 0 for a replicate, the course outlives it.
 * lac_case_tally_free frees and may be called twice. LAC_OK or LAC_MEMORY. */
int lac_case_tally_begin(lac_case_tally *self, const lac_course *course) LAC_CHECKED;
void lac_case_tally_free(lac_case_tally *self);

/* A month begins: all but what has happened so far is 0. */
void lac_case_tally_month(lac_case_tally *self);

/* Writes month m down, waiting and running included, in counts [measure * n_months + m], and ends it: identified
 * so far must be waiting + running + ordered, lost, left, aged and released so far. LAC_OK or LAC_INTERNAL. */
int lac_case_tally_record(lac_case_tally *self, int m, int64_t *counts) LAC_CHECKED;

#endif
