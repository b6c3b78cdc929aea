/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_FLOCK_H
#define LAC_ENGINE_FLOCK_H

#include "engine/course.h"

#include <stddef.h>

/* Children side by side, as engine/life.h has them one by one: an array for each thing that is known of them,
 * so that a step is a short loop over all. */
enum { LAC_FLOCK_ROOM = 512, LAC_FLOCK_MORE = 8 };

typedef struct {
    uint32_t family[LAC_FLOCK_ROOM];
    uint32_t member[LAC_FLOCK_ROOM];
    uint32_t route[LAC_FLOCK_ROOM]; /* the word that decides by which route it leaves by rates */
    int row[LAC_FLOCK_ROOM];        /* of the ladder: its placement, and whether its age is known */
    int origin[LAC_FLOCK_ROOM];     /* the rung of month 0 */
    int duration[LAC_FLOCK_ROOM];   /* months in care then */
    int at[LAC_FLOCK_ROOM];         /* the rung where it is now; planned: that of its event */
    uint64_t leave[LAC_FLOCK_ROOM]; /* its numbers at that rung; planned: what is left after a move */
    uint64_t move[LAC_FLOCK_ROOM];
    int class_then[LAC_FLOCK_ROOM]; /* planned: its class at the event */
    size_t n;
    /* planned: whom what happens to; behind them is room for a few more */
    size_t n_leave;
    size_t n_adult;
    size_t n_move;
    uint16_t leaves[LAC_FLOCK_ROOM + LAC_FLOCK_MORE];
    uint16_t adults[LAC_FLOCK_ROOM + LAC_FLOCK_MORE]; /* turn 18 */
    uint16_t moves[LAC_FLOCK_ROOM + LAC_FLOCK_MORE];
} lac_flock;

/* The row and rung of a child whose age at month 0 is `age` (LAC_NO_AGE: not known). */
static inline int lac_flock_row(const lac_course *course, int placement, bool known)
{
    return placement + (known ? 0 : course->model->grid.n_placements);
}

/* Finds the next event of each: what lac_life_plan says. */
void lac_flock_plan(lac_flock *self, const lac_course *course);

/* Keeps those who move, in their order, and nobody else; n_move becomes n. */
void lac_flock_keep_movers(lac_flock *self);

#endif
