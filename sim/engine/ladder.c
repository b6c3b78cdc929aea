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
        .n_origins = n_months + LAC_ADULT_MONTHS + 1,
        .room = n_months / 12 + 2};
    const size_t rungs = (size_t)self->n_rows * (size_t)self->stride;
    const size_t origins = (size_t)self->n_rows * (size_t)self->n_origins;
    if (rungs + 2 * origins * (size_t)self->room > MOST_RUNGS ||
        self->room > 1 << LAC_LADDER_YEAR_BITS) {
        self->room = 0;
        return LAC_OK;
    }
    const size_t rows = (size_t)self->n_rows;
    self->year_first = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->year_first);
    self->before = lac_arena_alloc(arena, origins * (size_t)self->room, sizeof *self->before);
    self->offset = lac_arena_alloc(arena, origins * (size_t)self->room, sizeof *self->offset);
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
    if (self->year_first == NULL || self->before == NULL || self->offset == NULL ||
        self->year_end == NULL || self->year_of == NULL || self->weight == NULL ||
        self->leave == NULL || self->hazard == NULL || self->move == NULL ||
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
    if (at >= stop) {
        return stop;
    }
    const int cell = row * self->n_origins + self->n_months + origin;
    const int a_year = self->n_rows * self->n_origins;
    int year = self->year_of[at - origin] & LAC_LADDER_YEAR;
    const int last = self->year_of[stop - 1 - origin] & LAC_LADDER_YEAR;
    const uint64_t target = lac_ladder_faced(self, row, origin, year, at) + *leave;
    const uint64_t faced = lac_ladder_faced(self, row, origin, last, stop);
    if (target >= faced) {
        *leave = target - faced;
        return stop;
    }
    for (int step = self->years_step; step > 0; step >>= 1) {
        const int next = year + step < last ? year + step : last;
        year = self->before[next * a_year + cell] <= target ? next : year;
    }
    const uint64_t *sums = self->leave + row * self->stride;
    const uint64_t here = target - self->offset[year * a_year + cell];
    const int year_end = origin + self->year_end[year];
    const int end = year_end < lac_ladder_top(self, row) ? year_end : lac_ladder_top(self, row);
    at = origin + self->year_first[year];
    at = at > 0 ? at : 0;
    for (int step = self->year_step; step > 0; step >>= 1) {
        const int next = at + step < end ? at + step : end;
        at = self->weight[year] * sums[next] <= here ? next : at;
    }
    return at;
}
