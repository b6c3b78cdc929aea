/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LANES_H
#define LAC_ENGINE_LANES_H

#include "engine/flock.h"

/* What engine/flock.h and engine/lives.h do child by child, for some children at once where the processor can
 * (AVX2). The same whole numbers; each returns how many children it has done, from the first on, and leaves
 * the others alone: 0 where it cannot. */

/* As lac_flock_admit, on a ladder that is set. */
size_t lac_lanes_admit(lac_flock *self, const lac_course *course, int stream, int m, size_t from,
    size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave);

/* As lac_flock_plan; behind the last child, up to a multiple of LAC_FLOCK_BEHIND, are some that have
 * ended. On a ladder that is set. */
size_t lac_lanes_plan(lac_flock *self, const lac_ladder *ladder);

#endif
