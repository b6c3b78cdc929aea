/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_PICK_H
#define LAC_ENGINE_PICK_H

#include "engine/cases.h"
#include "engine/crowd.h"

/* How counts, lists, programmes and unreconciled pick children by key among those who are looked after
 * (model rule 27): the least keys of those who are eligible. */

/* Whom a picking is about. */
typedef struct {
    int month;              /* in which everybody is as old as at its end */
    const bool *groups;     /* those in these groups; NULL: all */
    const bool *within;     /* and in these; NULL: all */
    int only;               /* and in this one; -1: any */
    int list;               /* and not named by this one; -1: or named */
    const lac_cases *cases; /* and on no pathway by these; NULL: any */
} lac_eligible;

/* Picks the `wanted` with the least keys among the eligible, all if there are fewer: their numbers are then
 * crowd->roll.picked[0 .. the number returned - 1], in the order of their places. keys: as lac_roll_keys has
 * them. */
size_t lac_pick(
    const lac_crowd *crowd, const lac_eligible *eligible, const uint32_t *keys, size_t wanted);

#endif
