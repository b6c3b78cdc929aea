/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_ITEM_H
#define LAC_INPUT_ITEM_H

#include "base/diagnostic.h"
#include "model/plan.h"

#include <stdbool.h>

/* The two cells that say what a row of the sheet is about. Strings belong to the plan's arena; faults go
 * to diagnostics at place, and false comes back. */

/* Reads what the item column may hold for the section and sets the row's item, key and year. */
bool lac_item_read(lac_plan_row *out, lac_plan *plan, lac_section section, const char *text,
    const lac_place *place, lac_diagnostics *diagnostics);

/* "count from 2018/19": splits the start off the field's name. text is changed in place. Of a fault in
 * the start alone the field is known all the same. */
bool lac_field_name_read(lac_plan_row *out, char *text, lac_section section, const lac_place *place,
    lac_diagnostics *diagnostics);

#endif
