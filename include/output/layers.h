/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_LAYERS_H
#define LAC_OUTPUT_LAYERS_H

#include "base/arena.h"

#include <stdbool.h>

/* The layers of uncertainty in words. layers is as in the output files: "process+drift". Strings belong
 * to the arena and are NULL when there is no memory. */

/* One layer as a noun: "chance", "rates not known exactly", "years that differ", "ranges of
 * assumptions"; a layer of another name as it is. */
const char *lac_layer_noun(const char *layer);

/* Those that layers holds, or with missing those that it does not: "chance and years that differ", ""
 * for none. */
const char *lac_layers_list(lac_arena *arena, const char *layers, bool missing);

#endif
