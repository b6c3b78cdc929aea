/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_IN_FORCE_H
#define LAC_OUTPUT_IN_FORCE_H

#include "model/model.h"
#include "model/plan.h"

#include <stdbool.h>

/* Whether the scenario of the model looks at a field of an item (NULL: of none): of an intervention that it has
 * switched off only at `active`, and where the tracker has cases of its pathway at what they need. */
bool lac_field_is_used(const lac_model *model, const lac_plan_item *item, const lac_field *field);

/* Whether the value that a row gives the model's scenario holds in any month of the study (inflation: in
 * any year between the price base and the end). False for one that begins behind the end, or that another
 * row of the field replaces before it could hold. item: the row's. */
bool lac_row_holds(const lac_plan *plan, const lac_model *model, const lac_plan_item *item,
    const lac_plan_row *row);

#endif
