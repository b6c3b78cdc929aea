/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sources.h"

#include <string.h>

static void sort_moves(lac_sources *self)
{
    const lac_model *model = self->model;
    int n = 0;
    for (int p = 0; p < model->grid.n_placements; p++) {
        self->first_move[p] = n;
        for (int k = 0; k < model->n_moves; k++) {
            if (model->moves[k].to == p) {
                self->moves[n++] = k;
            }
        }
    }
    self->first_move[model->grid.n_placements] = n;
}

int lac_sources_init(lac_sources *self, const lac_model *model)
{
    const size_t placements = (size_t)model->grid.n_placements;
    const size_t classes = (size_t)model->grid.n_classes;
    const size_t landings = model->capacity == NULL ? 1 : placements;
    *self = (lac_sources){.model = model};
    self->items = lac_arena_alloc(&self->arena,
        classes + classes / placements * (size_t)model->n_moves * landings, sizeof *self->items);
    self->first = lac_arena_alloc(&self->arena, classes + 1, sizeof *self->first);
    self->moves = lac_arena_alloc(&self->arena, (size_t)model->n_moves + 1, sizeof *self->moves);
    self->first_move = lac_arena_alloc(&self->arena, placements + 1, sizeof *self->first_move);
    if (self->items == NULL || self->first == NULL || self->moves == NULL ||
        self->first_move == NULL) {
        return LAC_MEMORY;
    }
    sort_moves(self);
    return LAC_OK;
}

/* Adds the children who come by a move, landed of whom land in the class's placement; others is the
 * class of the same ages and months in care in placement 0. */
static lac_source *add_move(const lac_sources *self, lac_source *next,
    const lac_transition *transition, const double *keep, int move, int others, double landed)
{
    const int placement = self->model->moves[move].from;
    const int from = others + placement;
    const double share = landed * transition->move[move * self->model->grid.n_classes + from];
    if (share > 0) {
        *next++ = (lac_source){placement, keep[from] * share};
    }
    return next;
}

void lac_sources_set(lac_sources *self, const lac_transition *transition, const double *keep)
{
    const lac_model *model = self->model;
    const int n_placements = model->grid.n_placements;
    lac_source *next = self->items;
    for (int c = 0, p = 0; c < model->grid.n_classes; c++, p = p + 1 < n_placements ? p + 1 : 0) {
        self->first[c] = (int)(next - self->items);
        *next++ = (lac_source){p, keep[c] * transition->stay[c]};
        if (transition->landing == NULL) {
            for (int i = self->first_move[p]; i < self->first_move[p + 1]; i++) {
                next = add_move(self, next, transition, keep, self->moves[i], c - p, 1);
            }
            continue;
        }
        for (int k = 0; k < model->n_moves; k++) {
            next = add_move(self, next, transition, keep, k, c - p,
                transition->landing[model->moves[k].to * n_placements + p]);
        }
    }
    self->first[model->grid.n_classes] = (int)(next - self->items);
}

void lac_sources_free(lac_sources *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
