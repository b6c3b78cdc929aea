/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/transition.h"

#include <math.h>
#include <string.h>

int lac_transition_init(lac_transition *self, const lac_model *model)
{
    const size_t classes = (size_t)model->grid.n_classes;
    memset(self, 0, sizeof *self);
    self->leave = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->route_share =
        lac_arena_alloc(&self->arena, classes * (size_t)model->n_routes, sizeof(double));
    self->arrival_stay = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->move = lac_arena_alloc(&self->arena, classes * (size_t)model->n_moves, sizeof(double));
    self->stay = lac_arena_alloc(&self->arena, classes, sizeof(double));
    const bool ok = self->leave != NULL && self->route_share != NULL &&
                    self->arrival_stay != NULL && self->move != NULL && self->stay != NULL;
    return ok ? LAC_OK : LAC_MEMORY;
}

/* Splits 1 - exp(-sum/12) over n competing rates; returns it. */
static double compete(
    const double *rate, int n, int n_classes, int c, double *share, double *hazard)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        sum += rate[i * n_classes + c];
    }
    *hazard = sum / 12;
    const double any = -expm1(-*hazard);
    for (int i = 0; i < n; i++) {
        share[i * n_classes + c] = sum > 0 ? rate[i * n_classes + c] / sum : 0;
    }
    return any;
}

void lac_transition_set(lac_transition *self, const lac_model *model, const lac_rates *rates)
{
    const int n_classes = model->grid.n_classes;
    for (int c = 0; c < n_classes; c++) {
        double hazard = 0;
        self->leave[c] =
            compete(rates->exit_rate, model->n_routes, n_classes, c, self->route_share, &hazard);
        self->arrival_stay[c] = hazard > 0 ? self->leave[c] / hazard : 1;
        const double any =
            compete(rates->move_rate, model->n_moves, n_classes, c, self->move, &hazard);
        for (int i = 0; i < model->n_moves; i++) {
            self->move[i * n_classes + c] *= any;
        }
        self->stay[c] = 1 - any;
    }
}

void lac_transition_free(lac_transition *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
