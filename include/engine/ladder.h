/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LADDER_H
#define LAC_ENGINE_LADDER_H

#include "base/arena.h"
#include "base/status.h"
#include "model/grid.h"

#include <stdbool.h>
#include <stdint.h>

/* Hazards are whole numbers in units of 2^-32. One of a month is at most LAC_HAZARD_MOST (2,048: of those who
 * arrive 1 in 2,048 is still there when the month ends).
 *
 * Exits of a year have a weight besides, in units of 2^-LAC_WEIGHT_BITS. What a child has faced of them, and
 * the number of its exit, are in units of 2^-(32 + LAC_WEIGHT_BITS), so that products are exact and a sum of
 * parts is the whole, whichever way it is divided. A month's is at most LAC_FACED_MOST (2,048), so that no
 * sum overflows; on a ladder it is at most LAC_LADDER_FACED_MOST (1,024). */
#define LAC_HAZARD_MOST (UINT64_C(1) << 43)
enum { LAC_WEIGHT_BITS = 10 };
#define LAC_WEIGHT_MOST (UINT64_C(1) << 20)
#define LAC_FACED_MOST (UINT64_C(1) << 53)
#define LAC_LADDER_FACED_MOST (UINT64_C(1) << 52)

/* Above every sum and target. */
#define LAC_LADDER_ENDLESS (UINT64_C(1) << 62)

/* Hazards of a class in the months of a regime: a month's worth where a year is like any other. */
typedef struct {
    uint64_t leave;
    uint64_t move;
} lac_hazard;

/* Months in a row in which exits weigh the same. */
typedef struct {
    int end; /* the month after its last */
    uint64_t weight;
} lac_year;

/* What a child faces of exits in a month of such a year. */
static inline uint64_t lac_year_hazard(const lac_year *self, uint64_t hazard)
{
    const uint64_t weighted = hazard * self->weight;
    return weighted < LAC_FACED_MOST ? weighted : LAC_FACED_MOST;
}

/* Hazards summed month by month, where rates depend on age and placement alone and change only as years
 * differ. A child climbs the rungs of a row, one a month: those of its placement are months of age, up to
 * LAC_ADULT_MONTHS. Children of unknown age have the rows behind (n_placements + placement), whose rungs
 * are the months of the study. It climbs on until a sum exceeds what it began with and its number. Where
 * there is one year, sums of exits are weighted; where there are more, they are to be multiplied by the weight
 * of the year. */
enum { LAC_LADDER_BITS = 9, LAC_LADDER_GUIDES = 1 << LAC_LADDER_BITS };

/* Rungs are written four at once: behind the last there is room. */
enum { LAC_LADDER_AT_ONCE = 4 };

enum { LAC_LADDER_YEAR_BITS = 10, LAC_LADDER_YEAR = (1 << LAC_LADDER_YEAR_BITS) - 1 };

/* Where to look in the sums of a row: the last rung whose sum does not exceed a target is
 * at[row x LAC_LADDER_GUIDES + (target >> shift[row])], or less than twice `step` above it. */
typedef struct {
    int *shift;   /* by row */
    uint16_t *at; /* and some more behind the last row: two are read at once */
    int step;     /* 0 or a power of 2 */
} lac_ladder_guide;

typedef struct {
    int n_months;
    int n_placements;
    int n_rows;
    int first_row; /* rows of known ages come first; without ages they stay empty */
    int n_classes;
    int stride;
    int room; /* years; 0: too large to be made */
    int n_years;
    int *year_first; /* the first month of each */
    int *year_end;   /* the month after the last of each */
    /* by month: its year and, from bit LAC_LADDER_YEAR_BITS on, the weight of that (of one year: 1) */
    int *year_of;
    uint64_t *weight;    /* by year, the same */
    bool wide;           /* where there are more years: hazards of one may add up to 2^32 */
    uint64_t *leave;     /* row x stride + rung: hazards faced below it; above the top, endless */
    uint64_t *move;      /* row x stride + rung */
    int *class_of;       /* the same */
    int *until;          /* the same: the first rung above that is of another class */
    uint64_t *arrival;   /* year x n_classes: what is faced of exits in a month */
    uint64_t *hazard;    /* by class: what leave sums up */
    uint64_t *departure; /* by class: that of moves */
    lac_ladder_guide leave_guide; /* where there is one year */
    lac_ladder_guide move_guide;
} lac_ladder;

/* Room for a study; rungs are not set yet. For a grid with one band of months in care. Arrays belong to the
 * arena. LAC_OK or LAC_MEMORY. */
int lac_ladder_make(
    lac_ladder *self, lac_arena *arena, const lac_grid *grid, int n_months) LAC_CHECKED;

/* The rung above the last one of a row. */
static inline int lac_ladder_top(const lac_ladder *self, int row)
{
    return row < self->n_placements ? LAC_ADULT_MONTHS : self->n_months;
}

/* Sets it from the hazards by class and the years. They are copied. False, and it is not set, where there
 * are more years than room or where hazards are so large that sums might overflow. */
bool lac_ladder_set(
    lac_ladder *self, const lac_hazard *hazards, const lac_year *years, int n_years);

/* What happens to a child who is at a rung. */
typedef struct {
    bool leaves;    /* at rung `at` */
    bool moves;     /* otherwise: at rung `at` */
    bool adult;     /* otherwise: turns 18 at rung `at` within the study */
    int at;         /* a rung, whatever happens */
    uint64_t leave; /* what is left of its number above the rung, when it moves */
} lac_climb;

/* The last rung whose sum does not exceed the target, which lies less than 2 x step above `from`. */
static inline int lac_ladder_find(const uint64_t *sums, int from, int step, uint64_t target)
{
    for (; step > 0; step >>= 1) {
        from += sums[from + step] <= target ? step : 0;
    }
    return from;
}

static inline int lac_ladder_guided(
    const uint64_t *sums, const lac_ladder_guide *guide, int row, uint64_t target)
{
    const uint64_t place = target >> guide->shift[row];
    const uint64_t last = LAC_LADDER_GUIDES - 1;
    const uint64_t at = (uint64_t)row * LAC_LADDER_GUIDES + (place < last ? place : last);
    return lac_ladder_find(sums, guide->at[at], guide->step, target);
}

/* Exits before rung `stop` where years differ: the rung of the exit, or `stop`; there, *leave becomes what is
 * left of it. */
int lac_ladder_leave(
    const lac_ladder *self, int row, int origin, int at, int stop, uint64_t *leave);

/* The next event of a child that was (or will be) at rung `origin` when the study begins and is now at rung
 * `at`; leave and move are its numbers. An exit comes before a move of the same month, and so does the 18th
 * birthday. */
static inline lac_climb lac_ladder_climb(
    const lac_ladder *self, int row, int origin, int at, uint64_t leave, uint64_t move)
{
    const int adult = row < self->n_placements ? LAC_ADULT_MONTHS : self->n_months + 1;
    const int end = origin + self->n_months;
    const int top = adult < end ? adult : end;
    const int move_top = adult - 1 < end ? adult - 1 : end;
    const uint64_t *sums = self->move + row * self->stride;
    const int moves_at = lac_ladder_guided(sums, &self->move_guide, row, sums[at] + move);
    const bool moves = moves_at < move_top;
    const int stop = moves ? moves_at + 1 : top;
    int leaves_at = 0;
    bool leaves = false;
    if (self->n_years == 1) {
        const uint64_t *faced = self->leave + row * self->stride;
        const uint64_t target = faced[at] + leave;
        leaves_at = lac_ladder_guided(faced, &self->leave_guide, row, target);
        leaves = target < faced[stop];
        leave = target - faced[stop];
    } else {
        leaves_at = lac_ladder_leave(self, row, origin, at, stop, &leave);
        leaves = leaves_at < stop;
    }
    return (lac_climb){.leaves = leaves,
        .moves = moves && !leaves,
        .adult = !moves && !leaves && end >= adult,
        .at = leaves     ? leaves_at
              : stop > 0 ? stop - 1
                         : 0,
        .leave = leave};
}

#endif
