/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_BLEND_H
#define LAC_ENGINE_BLEND_H

#include "base/arena.h"
#include "base/status.h"
#include "model/grid.h"

#include <stdint.h>

enum { LAC_BLEND_BITS = 11, LAC_BLEND_GUIDES = 1 << LAC_BLEND_BITS };

/* A mix of age rows and placements to draw children from, its cells group by group. */
typedef struct {
    int n; /* cells; 0: nobody */
    /* of each cell: share of the cells up to and with it, in 2^-32; the last is 2^32, and so are as many
     * again behind it */
    uint64_t *upto;
    int *age;
    int *placement;
    int *row;      /* placement, or n_placements + it where the age is not known */
    int *class_of; /* of those who come new into care */
    int *first;    /* by group: its first cell; n_groups + 1 of them */
    int step;      /* 0 or a power of 2: a cell is less than twice this above its guide */
    int guide[LAC_BLEND_GUIDES]; /* by the first bits of a word: where to begin looking */
} lac_blend;

/* From shares over age row x placement (as lac_stream.mix). Arrays belong to the arena. LAC_OK or
 * LAC_MEMORY. */
int lac_blend_make(
    lac_blend *self, lac_arena *arena, const lac_grid *grid, const double *mix) LAC_CHECKED;

/* The cell of a word, which is uniform over 0 .. 2^32 - 1; n is above 0. */
static inline int lac_blend_draw(const lac_blend *self, uint32_t word)
{
    int cell = self->guide[word >> (32 - LAC_BLEND_BITS)];
    for (int step = self->step; step > 0; step >>= 1) {
        cell += word >= self->upto[cell + step - 1] ? step : 0;
    }
    return cell;
}

/* The same inside a group that has a cell. */
int lac_blend_draw_in(const lac_blend *self, int group, uint32_t word);

#endif
