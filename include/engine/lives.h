/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LIVES_H
#define LAC_ENGINE_LIVES_H

#include "engine/birth.h"

/* The replicate of a study in which no child's luck touches another's: no counts, lists, shifts, places
 * or returns, and nobody is taken away. Each child is then followed from its beginning to its end, some
 * of them side by side, without months: the same numbers as month by month, and faster. */
typedef struct lac_lives lac_lives;

/* Whether a course is of that kind. */
bool lac_lives_suit(const lac_course *course);

lac_lives *lac_lives_make(void); /* NULL: no memory */

/* As lac_stochastic_run. */
int lac_lives_run(
    lac_lives *self, const lac_course *course, const lac_luck *luck, int64_t *counts) LAC_CHECKED;

void lac_lives_free(lac_lives *self);

#endif
