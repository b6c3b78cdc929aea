/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_FLOCK_H
#define LAC_ENGINE_FLOCK_H

#include "engine/course.h"

#include <stddef.h>

/* Children side by side, as engine/life.h has them one by one: an array for each thing that is known of them,
 * so that a step is a short loop over all. */
enum {
    LAC_FLOCK_ROOM = 1024,
    LAC_FLOCK_BEHIND = 16, /* steps may end behind: children are done in so many at a time */
    LAC_FLOCK_ALL = LAC_FLOCK_ROOM + LAC_FLOCK_BEHIND
};

typedef struct {
    uint32_t family[LAC_FLOCK_ALL];
    uint32_t member[LAC_FLOCK_ALL];
    uint32_t route[LAC_FLOCK_ALL]; /* the word that decides by which route it leaves by rates */
    int row[LAC_FLOCK_ALL];        /* of the ladder: its placement, and whether its age is known */
    int origin[LAC_FLOCK_ALL];     /* the rung of month 0 */
    int duration[LAC_FLOCK_ALL];   /* months in care then; where rates ask for it */
    int at[LAC_FLOCK_ALL];         /* the rung where it is now; planned: that of its event */
    uint64_t
        leave[LAC_FLOCK_ALL]; /* its numbers at that rung; planned: what is left after a move */
    uint64_t move[LAC_FLOCK_ALL];
    int class_then[LAC_FLOCK_ALL]; /* planned: its class at the event */
    size_t n;
    /* planned: whom what happens to */
    size_t n_leave;
    size_t n_adult;
    size_t n_move;
    uint16_t leaves[LAC_FLOCK_ALL];
    uint16_t adults[LAC_FLOCK_ALL]; /* turn 18 */
    uint16_t moves[LAC_FLOCK_ALL];
} lac_flock;

static inline int lac_flock_row(const lac_course *course, int placement, bool known)
{
    return placement + (known ? 0 : course->model->grid.n_placements);
}

/* Nothing happens to child i any more, or to one there. */
void lac_flock_end(lac_flock *self, const lac_course *course, size_t i);

/* Children from .. from + n - 1 of a stream who arrive in month m, and from whom no intervention takes: what
 * lac_birth_child makes of their words (like, moment) and of the number of their exit. Those who leave in
 * that month are added to leaves, at its rung; the others are at the next one. */
void lac_flock_admit(lac_flock *self, const lac_course *course, int stream, int m, size_t from,
    size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave);

/* Finds the next event of each: what lac_life_plan says. */
void lac_flock_plan(lac_flock *self, const lac_course *course);

/* Keeps those who move, in their order, and nobody else; n_move becomes n. */
void lac_flock_keep_movers(lac_flock *self);

#endif
