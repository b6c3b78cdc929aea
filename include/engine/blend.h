/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_BLEND_H
#define LAC_ENGINE_BLEND_H

#include "base/arena.h"
#include "base/status.h"
#include "model/grid.h"

#include <stdint.h>

enum { LAC_BLEND_BITS = 8, LAC_BLEND_GUIDES = 1 << LAC_BLEND_BITS };

/* A mix of age rows and placements to draw children from, its cells group by group. */
typedef struct {
    int n; /* cells; 0: nobody */
    uint64_t
        *upto; /* of each cell: share of the cells up to and with it, in 2^-32; the last is 2^32 */
    int *age;
    int *placement;
    int *first;                  /* by group: its first cell; n_groups + 1 of them */
    int guide[LAC_BLEND_GUIDES]; /* by the first bits of a word: where to begin looking */
} lac_blend;

/* From shares over age row x placement (as lac_stream.mix). Arrays belong to the arena. LAC_OK or
 * LAC_MEMORY. */
int lac_blend_make(
    lac_blend *self, lac_arena *arena, const lac_grid *grid, const double *mix) LAC_CHECKED;

/* The cell of a word, which is uniform over 0 .. 2^32 - 1; n is above 0. */
int lac_blend_draw(const lac_blend *self, uint32_t word);

/* The same inside a group that has a cell. */
int lac_blend_draw_in(const lac_blend *self, int group, uint32_t word);

#endif
