/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_DUE_H
#define LAC_ENGINE_DUE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What is due on days to come, the earliest day first and of one day the least number first: a binary heap
 * (Williams 1964, "Algorithm 232: Heapsort"). */

typedef struct {
    int day;
    int number; /* of what is due */
} lac_due_entry;

typedef struct {
    lac_due_entry *items; /* [0] is the first */
    int n;
    size_t room;
} lac_due;

/* Begin with {0}, which is empty; free with lac_due_free, which may be called twice. */
void lac_due_free(lac_due *self);

/* Room for `most` entries at a time. LAC_OK or LAC_MEMORY. */
int lac_due_room(lac_due *self, size_t most) LAC_CHECKED;

/* Nothing is due any more. */
static inline void lac_due_clear(lac_due *self)
{
    self->n = 0;
}

/* Whether anything is due, by that day or before. */
static inline bool lac_due_by(const lac_due *self, int day)
{
    return self->n > 0 && self->items[0].day <= day;
}

/* There must be room. */
void lac_due_put(lac_due *self, int day, int number);

/* Takes the first away and gives its number; something must be due. */
int lac_due_take(lac_due *self);

#endif
