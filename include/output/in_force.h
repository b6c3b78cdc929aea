/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_IN_FORCE_H
#define LAC_OUTPUT_IN_FORCE_H

#include "model/model.h"
#include "model/plan.h"

#include <stdbool.h>

/* Whether the scenario has the intervention switched on; true for every other item. */
bool lac_item_is_active(const lac_plan_item *item, size_t scenario);

/* Whether the value that a row gives the model's scenario holds in any month of the study (inflation: in
 * any year between the price base and the end). False for one that begins behind the end, or that another
 * row of the field replaces before it could hold. item: the row's. */
bool lac_row_holds(const lac_plan *plan, const lac_model *model, const lac_plan_item *item,
    const lac_plan_row *row);

#endif
