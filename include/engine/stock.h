/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STOCK_H
#define LAC_ENGINE_STOCK_H

#include "engine/state.h"
#include "engine/strand.h"
#include "engine/transition.h"
#include "model/model.h"

/* The expected children looked after, and parts of them that must be told apart inside a cell: those whom
 * a list or shift has named, and those of an origin. Whatever happens to a cell happens to its parts in
 * proportion; within a cell parts are taken to be independent of each other. Parts stand in the order
 * lists, shifts, those whom a pathway has refused, origins. These stay what they are when a child leaves and
 * comes back. Behind them, and in strands, are children while they are on a pathway: those of each
 * programme, and those among all on a pathway whom each list has named. */
typedef struct {
    const lac_model *model;
    lac_state all;
    lac_state *parts;
    bool *followed; /* by part; a part that is not followed is empty */
    int n_parts;
    int n_all;           /* with the parts of children while they are on a pathway */
    lac_strands strands; /* cases of the tracker while they are on their pathway */
    double *present;     /* by class: the stock, at the start of the month and at its end */
    double *keep; /* by class: share of them who are still there, not yet told to the cells */
    lac_arena arena;
} lac_stock;

static inline int lac_stock_part_of_shift(const lac_model *model, int shift)
{
    return model->n_lists + shift;
}

static inline int lac_stock_part_of_origin(const lac_model *model, int origin)
{
    return model->n_lists + model->n_shifts + (model->n_programmes > 0) + origin;
}

/* Those whom a pathway has refused; only where the model has programmes. */
static inline int lac_stock_part_of_refused(const lac_model *model)
{
    return model->n_lists + model->n_shifts;
}

/* Those of a programme on their pathway, and those on any pathway whom a list has named. */
static inline int lac_stock_part_of_programme(const lac_stock *self, int programme)
{
    return self->n_parts + programme;
}
static inline int lac_stock_part_of_both(const lac_stock *self, int list)
{
    return self->n_parts + self->model->n_programmes + list;
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

/* Children of a part (of those that stay what they are) in a cell who are on no pathway, `on` being those
 * in the cell who are on one. */
double lac_stock_off(const lac_stock *self, double on, int part, int cell);

/* Children in a cell whom a list may still name: on no pathway, not named before. */
double lac_stock_open(const lac_stock *self, double on, int list, int cell);

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
