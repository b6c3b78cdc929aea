/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/places.h"

#include <string.h>

/* How many overflows lead on from a placement. */
static int depth_of(const lac_model *model, int placement)
{
    int depth = 0;
    for (int p = model->overflow[placement]; p >= 0; p = model->overflow[p]) {
        depth++;
    }
    return depth;
}

int lac_places_init(lac_places *self, const lac_model *model)
{
    memset(self, 0, sizeof *self);
    self->model = model;
    self->active = model->capacity != NULL;
    if (!self->active) {
        return LAC_OK;
    }
    const size_t n = (size_t)model->n_placements;
    self->landing = lac_arena_alloc(&self->arena, n * n, sizeof *self->landing);
    self->overflow = lac_arena_alloc(&self->arena, n, sizeof *self->overflow);
    self->room = lac_arena_alloc(&self->arena, n, sizeof *self->room);
    self->coming = lac_arena_alloc(&self->arena, n, sizeof *self->coming);
    self->order = lac_arena_alloc(&self->arena, n, sizeof *self->order);
    if (self->landing == NULL || self->overflow == NULL || self->room == NULL ||
        self->coming == NULL || self->order == NULL) {
        return LAC_MEMORY;
    }
    int next = 0;
    for (int depth = model->n_placements - 1; depth >= 0; depth--) {
        for (int p = 0; p < model->n_placements; p++) {
            if (depth_of(model, p) == depth) {
                self->order[next++] = p;
            }
        }
    }
    return LAC_OK;
}

void lac_places_begin(lac_places *self)
{
    if (self->active) {
        memset(self->overflow, 0, (size_t)self->model->n_placements * sizeof *self->overflow);
    }
}

void lac_places_fill(lac_places *self, int m, const double *occupied, const double *wanted)
{
    const lac_model *model = self->model;
    const int n = model->n_placements;
    /* room becomes the share of those who come that the placement takes */
    double *accept = self->room;
    memcpy(self->coming, wanted, (size_t)n * sizeof *self->coming);
    for (int i = 0; i < n; i++) {
        const int p = self->order[i];
        const double places = model->capacity[p * model->n_months + m] - occupied[p];
        const double room = places > 0 ? places : 0;
        accept[p] = 1;
        if (self->coming[p] > room) {
            const double surplus = self->coming[p] - room;
            if (model->overflow[p] < 0) {
                self->homeless += surplus;
                continue;
            }
            self->overflow[p] += surplus;
            accept[p] = room / self->coming[p];
            self->coming[model->overflow[p]] += surplus;
        }
    }
    memset(self->landing, 0, (size_t)n * (size_t)n * sizeof *self->landing);
    for (int p = 0; p < n; p++) {
        double rest = 1;
        for (int q = p; q >= 0 && rest > 0; q = model->overflow[q]) {
            self->landing[p * n + q] = rest * accept[q];
            rest *= 1 - accept[q];
        }
    }
}

void lac_places_free(lac_places *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
