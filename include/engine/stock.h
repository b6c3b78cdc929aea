/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STOCK_H
#define LAC_ENGINE_STOCK_H

#include "engine/state.h"
#include "engine/transition.h"
#include "model/model.h"

/* The expected children looked after, and parts of them that must be told apart inside a cell: those whom
 * a list or shift has named, and those of an origin. Whatever happens to a cell happens to its parts in
 * proportion; within a cell parts are taken to be independent of each other. Parts stand in the order
 * lists, shifts, origins. */
typedef struct {
    const lac_model *model;
    lac_state all;
    lac_state *parts;
    bool *followed; /* by part; a part that is not followed is empty */
    int n_parts;
    double *present; /* by class: the stock, at the start of the month and at its end */
    double *keep;    /* by class: share of them who are still there, not yet told to the cells */
    lac_arena arena;
} lac_stock;

static inline int lac_stock_part_of_shift(const lac_model *model, int shift)
{
    return model->n_lists + shift;
}

static inline int lac_stock_part_of_origin(const lac_model *model, int origin)
{
    return model->n_lists + model->n_shifts + origin;
}

/* The opening children; origins are followed from the beginning, nobody is named. Begin with {0}; free
 * with lac_stock_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_stock_init(lac_stock *self, const lac_model *model, int n_origins) LAC_CHECKED;

/* Follows a part from now on; nothing when it is followed already. LAC_OK or LAC_MEMORY. */
int lac_stock_follow(lac_stock *self, int part) LAC_CHECKED;

/* Follows a part no longer: nobody asks for it any more. */
void lac_stock_forget(lac_stock *self, int part);

/* Children of a part in a cell. */
static inline double lac_stock_part(const lac_stock *self, int part, int cell)
{
    return self->followed[part] ? self->parts[part].cells[cell] : 0;
}

/* Applies keep to the cells and makes it 1 again. */
void lac_stock_settle(lac_stock *self);

/* A month passes, as in lac_state_step; present is that of its end. */
void lac_stock_step(lac_stock *self, const lac_transition *transition);

/* Multiplies everything. */
void lac_stock_scale(lac_stock *self, double factor);

/* Children by placement at present; returns all. */
double lac_stock_place(const lac_stock *self, double *by_placement);

void lac_stock_free(lac_stock *self);

#endif
