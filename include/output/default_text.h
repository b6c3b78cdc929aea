/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_DEFAULT_TEXT_H
#define LAC_OUTPUT_DEFAULT_TEXT_H

#include "base/arena.h"
#include "model/model.h"

#include <stdbool.h>

/* What a blank or missing field of an item means in a scenario, as text that belongs to the arena;
 * NULL when it means nothing (another field holds the value, the field does not matter here, the study
 * lacks what it speaks of) or there is no memory. field belongs to the item's section; of a field of finance the
 * item may be NULL. */
const char *lac_default_text(
    lac_arena *arena, const lac_model *model, const lac_plan_item *item, const lac_field *field);

/* Whether such a text is an amount, which has the unit of its field. */
bool lac_default_has_unit(const char *text);

/* Whether any placement has a weekly cost in any month: then it matters what is not costed. */
bool lac_default_has_prices(const lac_model *model);

#endif
