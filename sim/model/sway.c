/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sway.h"

#include "model/reach.h"

#include <stdlib.h>
#include <string.h>

int lac_sway_make(
    lac_sway *self, const lac_model *base, const lac_plan *plan, const lac_unknowns *unknowns)
{
    lac_reach *reach = calloc(1, sizeof *reach);
    self->inside = reach;
    if (reach == NULL) {
        return LAC_MEMORY;
    }
    self->model = *base;
    self->model.arena = (lac_arena){0};
    return lac_reach_make(reach, &self->model, base, plan, unknowns);
}

void lac_sway_set(lac_sway *self, const double *draw)
{
    lac_reach *reach = self->inside;
    const lac_known *known = &reach->known;
    lac_known_take(&reach->known, draw);
    lac_drivers_set(&reach->drivers, known);
    for (int i = 0; i < reach->n_lines; i++) {
        lac_line_set(&reach->lines[i], known, &reach->drivers);
    }
    for (int i = 0; i < reach->n_scalings; i++) {
        const lac_reach_scaling *scaling = &reach->scalings[i];
        for (int k = 0; k < scaling->n; k++) {
            const int at = scaling->at[k];
            scaling->out[at] = scaling->base[at] * known->now[scaling->factor[k]];
        }
    }
    for (int i = 0; i < reach->n_singles; i++) {
        const lac_reach_single *single = &reach->singles[i];
        *single->out = lac_known_is_on(known, single->of) ? known->now[single->of] : single->base;
    }
}

void lac_sway_free(lac_sway *self)
{
    lac_reach *reach = self->inside;
    if (reach != NULL) {
        lac_arena_free(&reach->arena);
        free(reach);
    }
    memset(self, 0, sizeof *self);
}
