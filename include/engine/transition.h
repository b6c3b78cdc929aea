/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_TRANSITION_H
#define LAC_ENGINE_TRANSITION_H

#include "model/model.h"
#include "model/rates.h"

/* What a month's rates mean for a child, class by class (model rules 4, 5a and 8). Probabilities. */
typedef struct {
    double *leave;        /* by class: 1 - exp(-h), h the sum of the exit rates / 12 */
    double *route_share;  /* n_routes x n_classes: by which route, given that it leaves */
    double *arrival_stay; /* by class: (1 - exp(-h)) / h, an arrival is there at the month's end */
    double *move;         /* n_moves x n_classes: to move, given that it stays looked after */
    double *stay;         /* by class: not to move */
    const double
        *landing; /* placement x placement: of those who move to the first, the share who land in
                              the second (borrowed); NULL: they land where they move to */
    lac_arena arena;
} lac_transition;

/* Begins as {0}; free with lac_transition_free. LAC_OK or LAC_MEMORY. */
int lac_transition_init(lac_transition *self, const lac_model *model) LAC_CHECKED;

/* Works out the probabilities from the rates of a month. */
void lac_transition_set(lac_transition *self, const lac_model *model, const lac_rates *rates);

void lac_transition_free(lac_transition *self);

#endif
