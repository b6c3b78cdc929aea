/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ladder.h"

/* A ladder of more rungs than this (8 MB) is not made. */
static const size_t MOST_RUNGS = (size_t)1 << 20;

static void set_until(lac_ladder *self, int row)
{
    const int *class_of = self->class_of + row * self->stride;
    int *until = self->until + row * self->stride;
    for (int i = lac_ladder_top(self, row) - 1; i >= 0; i--) {
        const bool goes_on = i + 1 < lac_ladder_top(self, row) && class_of[i] == class_of[i + 1];
        until[i] = goes_on ? until[i + 1] : i + 1;
    }
}

static int make_guide(lac_ladder_guide *self, lac_arena *arena, size_t rows)
{
    self->shift = lac_arena_alloc(arena, rows, sizeof *self->shift);
    self->at =
        lac_arena_alloc(arena, rows * LAC_LADDER_GUIDES + LAC_LADDER_AT_ONCE, sizeof *self->at);
    return self->shift == NULL || self->at == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_ladder_make(lac_ladder *self, lac_arena *arena, const lac_grid *grid, int n_months)
{
    const int top = n_months > LAC_ADULT_MONTHS ? n_months : LAC_ADULT_MONTHS;
    *self = (lac_ladder){.n_months = n_months,
        .n_placements = grid->n_placements,
        .n_classes = grid->n_classes,
        .first_row = grid->ages_known ? 0 : grid->n_placements,
        .n_rows = (grid->unknown_row >= 0 ? 2 : 1) * grid->n_placements,
        .stride = 2 * (top + 1),
        .room = n_months / 12 + 2};
    const size_t rungs = (size_t)self->n_rows * (size_t)self->stride;
    if (rungs > MOST_RUNGS || self->room > 1 << LAC_LADDER_YEAR_BITS) {
        self->room = 0;
        return LAC_OK;
    }
    const size_t rows = (size_t)self->n_rows;
    self->year_first = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->year_first);
    self->year_end = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->year_end);
    self->year_of = lac_arena_alloc(arena, (size_t)n_months, sizeof *self->year_of);
    self->weight = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->weight);
    self->leave = lac_arena_alloc(arena, rungs, sizeof *self->leave);
    self->move = lac_arena_alloc(arena, rungs, sizeof *self->move);
    self->class_of = lac_arena_alloc(arena, rungs, sizeof *self->class_of);
    self->until = lac_arena_alloc(arena, rungs, sizeof *self->until);
    self->hazard = lac_arena_alloc(arena, (size_t)grid->n_classes, sizeof *self->hazard);
    self->departure = lac_arena_alloc(arena, (size_t)grid->n_classes, sizeof *self->departure);
    self->arrival =
        lac_arena_alloc(arena, (size_t)self->room * (size_t)grid->n_classes, sizeof *self->arrival);
    if (self->year_first == NULL || self->year_end == NULL || self->year_of == NULL ||
        self->weight == NULL || self->leave == NULL || self->hazard == NULL || self->move == NULL ||
        self->class_of == NULL || self->until == NULL || self->departure == NULL ||
        self->arrival == NULL || make_guide(&self->leave_guide, arena, rows) != LAC_OK ||
        make_guide(&self->move_guide, arena, rows) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < rungs; i++) {
        self->leave[i] = self->move[i] = LAC_LADDER_ENDLESS;
    }
    for (int row = self->first_row; row < self->n_rows; row++) {
        const bool known = row < self->n_placements;
        for (int i = 0; i < lac_ladder_top(self, row); i++) {
            self->class_of[row * self->stride + i] =
                lac_grid_class(grid, lac_grid_age_band(grid, known ? i : grid->unknown_row), 0,
                    row % grid->n_placements);
        }
        set_until(self, row);
    }
    return LAC_OK;
}

/* ---- climbing ---- */

int lac_ladder_leave(const lac_ladder *self, int row, int origin, int at, int stop, uint64_t *leave)
{
    const uint64_t *sums = self->leave + row * self->stride;
    uint64_t left = *leave;
    for (int y = at < stop ? self->year_of[at - origin] & LAC_LADDER_YEAR : 0; at < stop; y++) {
        const int year_end = origin + self->year_end[y];
        const int end = year_end < stop ? year_end : stop;
        const uint64_t sum = sums[at];
        const uint64_t faced = self->weight[y] * (sums[end] - sum);
        if (faced > left) {
            while (self->weight[y] * (sums[at + 1] - sum) <= left) {
                at++;
            }
            return at;
        }
        left -= faced;
        at = end;
    }
    *leave = left;
    return stop;
}
