/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SNAPSHOT_H
#define LAC_ENGINE_SNAPSHOT_H

#include "engine/cases.h"
#include "engine/crowd.h"

/* Those who are looked after at a moment of a month, side by side, so that counts, lists and
 * unreconciled pick among them by key (model rule 27): the least keys of those who are eligible. */
typedef struct {
    size_t n;
    int *child;       /* their numbers in the crowd */
    uint32_t *family; /* of lac_who */
    uint32_t *member;
    int *group;          /* of age band and placement; a shift's children change theirs */
    bool *gone;          /* has left since */
    uint32_t *words;     /* 4 x n: word w of child i at w * n + i */
    size_t *picked;      /* what was picked last */
    size_t room;         /* of all of them */
    lac_purpose purpose; /* of the words */
    uint64_t occurrence;
    bool any_words;
} lac_snapshot;

/* Begin with {0}; free with lac_snapshot_free. The moment before (after: false) or after the moves of
 * month m, in which everybody is as old as at its end. LAC_OK or LAC_MEMORY. */
int lac_snapshot_take(lac_snapshot *self, const lac_crowd *crowd, int m) LAC_CHECKED;

/* The words of everybody for a purpose and occurrence; those of the last call are kept. */
const uint32_t *lac_snapshot_words(
    lac_snapshot *self, const lac_luck *luck, lac_purpose purpose, uint64_t occurrence);

/* Whom a picking is about. */
typedef struct {
    const bool *groups; /* those in these groups; NULL: all */
    const bool *within; /* and in these; NULL: all */
    int only;           /* and in this one; -1: any */
    const bool *named;  /* crowd number x n_named: and not named by list `list`; NULL: any */
    int n_named;
    int list;
    const lac_cases *cases; /* where named is not NULL: and on no pathway by these; NULL: any */
} lac_eligible;

/* How many are eligible. */
size_t lac_snapshot_count(const lac_snapshot *self, const lac_eligible *eligible);

/* Picks the `wanted` with the least keys among the eligible, all if there are fewer: their places in the
 * snapshot are then picked[0 .. the number returned - 1]. keys has one for each of n. */
size_t lac_snapshot_pick(
    lac_snapshot *self, const lac_eligible *eligible, const uint32_t *keys, size_t wanted);

void lac_snapshot_free(lac_snapshot *self);

#endif
