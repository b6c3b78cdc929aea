/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STAGES_H
#define LAC_ENGINE_STAGES_H

#include "base/arena.h"
#include "model/measure.h"
#include "model/model.h"

#include <stdint.h>

/* What legal pathways mean for whole children (model rules 19 to 23): days and shares as thresholds in
 * units of 2^-32, the same on every machine. */

/* So many days: least_days + d for the first d with word < upto[d]. */
typedef struct {
    int least_days;
    int n;
    uint64_t *upto; /* n of them, the last 2^32 */
} lac_length;

/* n is 1 or more. */
int lac_length_draw(const lac_length *self, uint32_t word);

typedef struct {
    bool any;           /* whether any child is ever on a pathway */
    int n;              /* stages of all pathways: see lac_stage_index */
    int *first_stage;   /* by pathway */
    lac_length *length; /* by stage */
    uint64_t *approval; /* by stage */
    uint64_t *success;  /* by programme */
    int *first_day;     /* by month, n_months + 1: days since the first of the study */
    /* By case of the tracker: its child's number in the crowd, and how long the stage that it is in goes
     * on; n is 0 for a stage that should have ended before the study. */
    int *child;
    lac_length *rest;
} lac_stages;

/* Works out what no draw of the unknowns changes. Arrays belong to the arena. LAC_OK or LAC_MEMORY. */
int lac_stages_make(lac_stages *self, lac_arena *arena, const lac_model *model) LAC_CHECKED;

/* And the rest, anew after the numbers of the model have changed. */
void lac_stages_set(lac_stages *self, const lac_model *model);

/* Writes down that nobody is on a pathway and no intervention begins with a child, in any month. */
void lac_stages_record_none(const lac_model *model, const lac_measures *measures, int64_t *counts);

#endif
