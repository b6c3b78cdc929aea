/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_PLACES_H
#define LAC_ENGINE_PLACES_H

#include "base/arena.h"
#include "base/status.h"
#include "model/model.h"

/* Capacity in `expected` (model rule 26): what of an arriving flow would take the mean of a placement
 * above its capacity goes to the overflow. That approximates, because months in which chance fills a
 * placement whose mean is below its capacity are not seen. */
typedef struct {
    const lac_model *model;
    bool active; /* whether any placement has a capacity; nothing else is set otherwise */
    double *
        landing; /* placement x placement: of those on their way to the first, the share who land in
                         the second; made by lac_places_fill */
    double *overflow; /* by placement: children this month whom it sent on, being full */
    double
        homeless; /* children who came into a full placement that has no overflow, over the horizon */
    double *room;
    double *coming;
    int *order; /* placements, each before its overflow */
    lac_arena arena;
} lac_places;

/* Begins as {0}; free with lac_places_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_places_init(lac_places *self, const lac_model *model) LAC_CHECKED;

/* A new month. */
void lac_places_begin(lac_places *self);

/* Lets a flow of month m into placements that hold occupied children: wanted has the children on their
 * way to each. Makes landing. */
void lac_places_fill(lac_places *self, int m, const double *occupied, const double *wanted);

void lac_places_free(lac_places *self);

#endif
