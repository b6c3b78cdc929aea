/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LANES_H
#define LAC_ENGINE_LANES_H

#include "engine/flock.h"

/* What engine/flock.h and engine/lives.h do child by child, for some children at once where the processor can
 * (AVX2). The same whole numbers; each returns how many children it has done, from the first on, and leaves
 * the others alone: all of them where it cannot. */

/* As lac_flock_plan, on a ladder that is set. */
size_t lac_lanes_plan(lac_flock *self, const lac_ladder *ladder);

#endif
