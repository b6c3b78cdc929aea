/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_SWAY_H
#define LAC_MODEL_SWAY_H

#include "model/model.h"
#include "model/unknown.h"

/* A copy of a scenario's model whose numbers follow a draw of the unknowns. Only numbers change, never
 * the shape: the same streams, routes, groups and months. */
typedef struct {
    lac_model model; /* borrows everything that no unknown reaches from the base */
    void *inside;
} lac_sway;

/* Of plan and scenario that base was built from; all outlive the copy. Begin with {0}; free with
 * lac_sway_free. LAC_OK or LAC_MEMORY. */
int lac_sway_make(lac_sway *self, const lac_model *base, const lac_plan *plan,
    const lac_unknowns *unknowns) LAC_CHECKED;

/* Gives the model the numbers of a draw: for each unknown the factor (PARAMETER) or the quantile
 * (ASSUMPTION); NaN: as the sheet has it. With all NaN the numbers are those of the base, bit for bit. */
void lac_sway_set(lac_sway *self, const double *draw);

void lac_sway_free(lac_sway *self);

#endif
