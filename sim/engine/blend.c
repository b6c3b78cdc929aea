/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/blend.h"

#include "engine/luck.h"

static void set_guide(lac_blend *self)
{
    int cell = 0;
    int most = 0;
    for (int i = 0; i < LAC_BLEND_GUIDES; i++) {
        const int before = cell;
        while (self->upto[cell] <= (uint64_t)i << (32 - LAC_BLEND_BITS)) {
            cell++;
        }
        most = cell - before > most ? cell - before : most;
        self->guide[i] = cell;
    }
    most = self->n - 1 - cell > most ? self->n - 1 - cell : most;
    self->step = most > 0;
    while (self->step > 0 && 2 * self->step <= most) {
        self->step *= 2;
    }
}

int lac_blend_make(lac_blend *self, lac_arena *arena, const lac_grid *grid, const double *mix)
{
    const size_t cells = (size_t)grid->n_ages * (size_t)grid->n_placements;
    double sum = 0;
    *self = (lac_blend){0};
    self->upto = lac_arena_alloc(arena, 2 * cells, sizeof *self->upto);
    self->age = lac_arena_alloc(arena, cells, sizeof *self->age);
    self->placement = lac_arena_alloc(arena, cells, sizeof *self->placement);
    self->row = lac_arena_alloc(arena, cells, sizeof *self->row);
    self->class_of = lac_arena_alloc(arena, cells, sizeof *self->class_of);
    self->first = lac_arena_alloc(arena, (size_t)grid->n_groups + 1, sizeof *self->first);
    if (self->upto == NULL || self->age == NULL || self->placement == NULL || self->row == NULL ||
        self->class_of == NULL || self->first == NULL) {
        return LAC_MEMORY;
    }
    for (int g = 0; g < grid->n_groups; g++) {
        const int band = g / grid->n_placements;
        const int p = g % grid->n_placements;
        self->first[g] = self->n;
        for (int a = grid->age_band_first[band]; a < grid->age_band_first[band + 1]; a++) {
            const double share = mix[a * grid->n_placements + p];
            if (share > 0) {
                sum += share;
                self->age[self->n] = a;
                self->placement[self->n] = p;
                self->row[self->n] = p + (a == grid->unknown_row ? grid->n_placements : 0);
                self->class_of[self->n] = lac_grid_class(grid, band, 0, p);
                self->upto[self->n++] = lac_luck_threshold(sum);
            }
        }
    }
    self->first[grid->n_groups] = self->n;
    for (int i = self->n; i < 2 * self->n; i++) {
        self->upto[i] = LAC_WHOLE;
    }
    if (self->n > 0) {
        self->upto[self->n - 1] = LAC_WHOLE; /* shares sum to 1 but for rounding */
        set_guide(self);
    }
    return LAC_OK;
}

int lac_blend_draw_in(const lac_blend *self, int group, uint32_t word)
{
    const int first = self->first[group];
    const uint64_t low = first == 0 ? 0 : self->upto[first - 1];
    const uint64_t high = self->upto[self->first[group + 1] - 1];
    /* a group with less than 2^-32 of the whole has only its first cell */
    return high <= low ? first
                       : lac_blend_draw(self, (uint32_t)(low + ((high - low) * word >> 32)));
}
