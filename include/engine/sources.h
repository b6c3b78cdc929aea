/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SOURCES_H
#define LAC_ENGINE_SOURCES_H

#include "engine/transition.h"
#include "engine/weigh.h"
#include "model/model.h"

/* Where the children of an age band, a band of months in care and a placement come from in a month: the
 * placements they were in before, and the share of those there who stay looked after and come. */
typedef struct {
    const lac_model *model;
    lac_source *items; /* class by class, the class's own placement first */
    int *first;        /* item of each class, n_classes + 1 of them */
    int *moves;        /* of the model, by the placement they go to */
    int *first_move;   /* of each placement, n_placements + 1 of them */
    lac_arena arena;
} lac_sources;

/* Begins as {0}; free with lac_sources_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_sources_init(lac_sources *self, const lac_model *model) LAC_CHECKED;

/* Those of a month in which the share keep[class] stays looked after. */
void lac_sources_set(lac_sources *self, const lac_transition *transition, const double *keep);

void lac_sources_free(lac_sources *self);

#endif
