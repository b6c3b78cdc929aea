/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/ladder.h"

#include <string.h>

/* Above every sum and target. */
static const uint64_t ENDLESS = UINT64_C(1) << 62;

/* Guides are written by fours. */
enum { GUIDES_AT_ONCE = 4 };

/* A ladder of more rungs than this (8 MB) is not made. */
static const size_t MOST_RUNGS = (size_t)1 << 20;

/* Rows of known ages come first; without ages they stay empty. */
static int first_row(const lac_grid *grid)
{
    return grid->ages_known ? 0 : grid->n_placements;
}

static int top_of(const lac_ladder *self, int row)
{
    return row < self->n_placements ? LAC_ADULT_MONTHS : self->n_months;
}

/* The greatest power of 2 up to n; 0 for 0. */
static int power_within(int n)
{
    int power = n > 0;
    while (2 * power <= n && power > 0) {
        power *= 2;
    }
    return power;
}

static void set_until(lac_ladder *self, int row)
{
    const int *class_of = self->class_of + row * self->stride;
    int *until = self->until + row * self->stride;
    for (int i = top_of(self, row) - 1; i >= 0; i--) {
        const bool goes_on = i + 1 < top_of(self, row) && class_of[i] == class_of[i + 1];
        until[i] = goes_on ? until[i + 1] : i + 1;
    }
}

static int make_guide(lac_ladder_guide *self, lac_arena *arena, size_t rows)
{
    self->shift = lac_arena_alloc(arena, rows, sizeof *self->shift);
    self->at = lac_arena_alloc(arena, rows * LAC_LADDER_GUIDES + GUIDES_AT_ONCE, sizeof *self->at);
    return self->shift == NULL || self->at == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_ladder_make(lac_ladder *self, lac_arena *arena, const lac_grid *grid, int n_months)
{
    const int top = n_months > LAC_ADULT_MONTHS ? n_months : LAC_ADULT_MONTHS;
    *self = (lac_ladder){.n_months = n_months,
        .n_placements = grid->n_placements,
        .n_classes = grid->n_classes,
        .n_rows = (grid->unknown_row >= 0 ? 2 : 1) * grid->n_placements,
        .stride = 2 * (top + 1),
        .n_origins = n_months + LAC_ADULT_MONTHS + 1,
        .room = n_months / 12 + 2};
    const size_t rungs = (size_t)self->n_rows * (size_t)self->stride;
    const size_t origins = (size_t)self->n_rows * (size_t)self->n_origins;
    if ((rungs + 2 * origins) * (size_t)self->room > MOST_RUNGS) {
        self->room = 0;
        return LAC_OK;
    }
    const size_t rows = (size_t)self->n_rows;
    self->year_first = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->year_first);
    self->before = lac_arena_alloc(arena, origins * (size_t)self->room, sizeof *self->before);
    self->offset = lac_arena_alloc(arena, origins * (size_t)self->room, sizeof *self->offset);
    self->year_end = lac_arena_alloc(arena, (size_t)self->room, sizeof *self->year_end);
    self->year_of = lac_arena_alloc(arena, (size_t)n_months, sizeof *self->year_of);
    self->leave = lac_arena_alloc(arena, rungs * (size_t)self->room, sizeof *self->leave);
    self->move = lac_arena_alloc(arena, rungs, sizeof *self->move);
    self->class_of = lac_arena_alloc(arena, rungs, sizeof *self->class_of);
    self->until = lac_arena_alloc(arena, rungs, sizeof *self->until);
    self->arrival =
        lac_arena_alloc(arena, (size_t)self->room * (size_t)grid->n_classes, sizeof *self->arrival);
    if (self->year_first == NULL || self->before == NULL || self->offset == NULL ||
        self->year_end == NULL || self->year_of == NULL || self->leave == NULL ||
        self->move == NULL || self->class_of == NULL || self->until == NULL ||
        self->arrival == NULL || make_guide(&self->leave_guide, arena, rows) != LAC_OK ||
        make_guide(&self->move_guide, arena, rows) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < rungs; i++) {
        self->move[i] = ENDLESS;
    }
    for (size_t i = 0; i < rungs * (size_t)self->room; i++) {
        self->leave[i] = ENDLESS;
    }
    for (int row = first_row(grid); row < self->n_rows; row++) {
        const bool known = row < self->n_placements;
        for (int i = 0; i < top_of(self, row); i++) {
            self->class_of[row * self->stride + i] =
                lac_grid_class(grid, lac_grid_age_band(grid, known ? i : grid->unknown_row), 0,
                    row % grid->n_placements);
        }
        set_until(self, row);
    }
    return LAC_OK;
}

/* ---- setting ---- */

static void set_guide(lac_ladder_guide *self, int row, const uint64_t *sums, int top)
{
    uint16_t *at = self->at + row * LAC_LADDER_GUIDES;
    int shift = 0;
    int most = 0; /* rungs from a guide to the next */
    int last = 0; /* the rung of the last guide */
    int i = 0;
    while (sums[top] >> shift >= LAC_LADDER_GUIDES - 1) {
        shift++;
    }
    for (int rung = 0; rung < top; rung++) {
        /* guides below the next sum, all of which are below LAC_LADDER_GUIDES: by fours, and what is written
         * behind them is written again */
        const int end = (int)((sums[rung + 1] + ((UINT64_C(1) << shift) - 1)) >> shift);
        if (end > i) {
            const uint64_t four = (uint64_t)rung * UINT64_C(0x0001000100010001);
            most = i > 0 && rung - last > most ? rung - last : most;
            last = rung;
            for (int next = i; next < end; next += GUIDES_AT_ONCE) {
                memcpy(at + next, &four, sizeof four);
            }
            i = end;
        }
    }
    if (i > 0 && top - last > most) {
        most = top - last;
    }
    for (; i < LAC_LADDER_GUIDES; i++) {
        at[i] = (uint16_t)top;
    }
    self->shift[row] = shift;
    self->step = power_within(most) > self->step ? power_within(most) : self->step;
}

/* Sums of a row of months whose hazards are those of its classes. year: -1 for moves. */
static void set_row(
    const lac_ladder *self, int row, const lac_hazard *hazards, int year, uint64_t *sums)
{
    const int top = top_of(self, row);
    const int *class_of = self->class_of + row * self->stride;
    const int *until = self->until + row * self->stride;
    uint64_t sum = 0;
    for (int i = 0; i < top;) {
        const int c = class_of[i];
        const int end = until[i];
        const uint64_t hazard =
            year < 0 ? hazards[c].move : self->arrival[year * self->n_classes + c];
        uint64_t two[2] = {sum, sum + hazard};
        for (; i + 2 <= end; i += 2) {
            memcpy(sums + i, two, sizeof two);
            two[0] += 2 * hazard;
            two[1] += 2 * hazard;
        }
        sum = two[0];
        for (; i < end; i++) {
            sums[i] = sum;
            sum += hazard;
        }
    }
    sums[top] = sum;
}

/* What all come to face, who were at any rung of a row in month 0 and reach one in the study. Where they are
 * below the row when a year begins, they have faced nothing. */
static void set_origins(const lac_ladder *self, int row)
{
    const bool known = row < self->n_placements;
    const int top =
        known ? top_of(self, row) : 0; /* others are at rung 0 in month 0, all of them */
    for (int y = 0; y < self->n_years; y++) {
        const uint64_t *sums = self->leave + (y * self->n_rows + row) * self->stride;
        const int first = self->year_first[y];
        const int end = self->year_end[y];
        const int lowest = known ? -end : 0;
        const size_t next_year = (size_t)self->n_rows * (size_t)self->n_origins;
        const size_t at =
            (size_t)y * next_year + (size_t)row * (size_t)self->n_origins + (size_t)self->n_months;
        const uint64_t *before = self->before + at;
        uint64_t *offset = self->offset + at;
        for (int origin = lowest; origin < -first; origin++) {
            offset[origin] = 0;
        }
        for (int origin = known ? -first : 0; origin <= (known ? top - first : 0); origin++) {
            offset[origin] = (y == 0 ? 0 : before[origin]) - sums[origin + first];
        }
        uint64_t *after = self->before + at + next_year;
        const int highest = y + 1 == self->n_years ? lowest - 1 : known ? top - end : 0;
        for (int origin = lowest; origin <= highest; origin++) {
            after[origin] = offset[origin] + sums[origin + end];
        }
    }
}

void lac_ladder_set(lac_ladder *self, const lac_grid *grid, const lac_hazard *hazards,
    const lac_year *years, int n_years)
{
    int longest = 0;
    self->n_years = n_years;
    for (int y = 0, m = 0; y < n_years; y++) {
        self->year_first[y] = m;
        self->year_end[y] = years[y].end;
        longest = years[y].end - m > longest ? years[y].end - m : longest;
        for (; m < years[y].end; m++) {
            self->year_of[m] = y;
        }
        for (int c = 0; c < self->n_classes; c++) {
            self->arrival[y * self->n_classes + c] = lac_year_hazard(&years[y], hazards[c].leave);
        }
    }
    self->years_step = power_within(n_years - 1);
    self->year_step = power_within(longest - 1);
    self->leave_guide.step = self->move_guide.step = 0;
    for (int row = first_row(grid); row < self->n_rows; row++) {
        const int top = top_of(self, row);
        uint64_t *moves = self->move + row * self->stride;
        uint64_t *leaves = self->leave + row * self->stride;
        set_row(self, row, hazards, -1, moves);
        set_guide(&self->move_guide, row, moves, top);
        for (int y = 0; y < n_years; y++) {
            set_row(self, row, hazards, y, leaves + y * self->n_rows * self->stride);
        }
        if (n_years == 1) {
            set_guide(&self->leave_guide, row, leaves, top);
        } else {
            set_origins(self, row);
        }
    }
}

/* ---- climbing ---- */

int lac_ladder_leave(const lac_ladder *self, int row, int origin, int at, int stop, uint64_t *leave)
{
    if (at >= stop) {
        return stop;
    }
    const int cell = row * self->n_origins + self->n_months + origin;
    const int a_year = self->n_rows * self->n_origins;
    int year = self->year_of[at - origin];
    const int last = self->year_of[stop - 1 - origin];
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
    const uint64_t *sums = self->leave + (year * self->n_rows + row) * self->stride;
    const uint64_t here = target - self->offset[year * a_year + cell];
    const int end = origin + self->year_end[year];
    at = origin + self->year_first[year];
    at = at > 0 ? at : 0;
    for (int step = self->year_step; step > 0; step >>= 1) {
        const int next = at + step < end ? at + step : end;
        at = sums[next] <= here ? next : at;
    }
    return at;
}
