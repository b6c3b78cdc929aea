/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_ROLL_H
#define LAC_ENGINE_ROLL_H

#include "base/arena.h"
#include "engine/luck.h"

/* Those who are looked after, side by side: an array for each thing that is known of them, so that the keys
 * by which some are picked (model rule 27) are drawn for all at once. */

/* Words of one purpose and occurrence for those at places 0 .. n - 1. */
typedef struct {
    lac_purpose purpose;
    uint64_t occurrence;
    size_t n;
    uint32_t *word; /* word w of who is at place i at w * room + i */
} lac_roll_words;

typedef struct {
    const lac_luck *luck;
    size_t n;
    size_t room;      /* of all arrays */
    int *child;       /* their numbers in the crowd */
    uint32_t *family; /* of lac_who */
    uint32_t *member;
    lac_roll_words passing; /* until somebody comes, or others are asked for */
    lac_roll_words
        lasting;     /* of LAC_LUCK_GONE_KEY: of four months, so they go along with the children */
    int *picked;     /* whom lac_pick has picked last: numbers in the crowd */
    uint32_t *place; /* its scratch */
    uint32_t *heap;  /* the same */
} lac_roll;

/* Begin with {0}; lac_roll_begin makes it empty again and ready for a replicate; lac_roll_free frees. */
void lac_roll_begin(lac_roll *self, const lac_luck *luck);
void lac_roll_free(lac_roll *self);

/* Adds a child at place n. LAC_OK or LAC_MEMORY. */
int lac_roll_add(lac_roll *self, int child, lac_who who) LAC_CHECKED;

/* Takes away who is at a place, to which the last one comes. */
void lac_roll_remove(lac_roll *self, size_t place);

/* Word `which` of everybody for a purpose and occurrence, by place. Holds until others are asked for; who
 * comes to another place takes it along. */
const uint32_t *lac_roll_keys(
    lac_roll *self, lac_purpose purpose, uint64_t occurrence, uint32_t which);

#endif
