/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_LIST_H
#define LAC_INPUT_LIST_H

#include "input/value.h"

#include <stdbool.h>

/* Reads a cell of one of the list types into out->entries: ages, placements and months as "key:value;
 * key:value", names as "name; name". text is changed in place. Shares must sum to 100 % within half a
 * point; they are then scaled, and a note says so, once for all cells of a row where it is the same.
 * False after an error. */
bool lac_list_read(const lac_reading *self, char *text, lac_plan_cell *out);

/* NULL if the name may be that of a placement, else why not, as the end of a sentence that begins with
 * "the name": besides what lac_name_fault says, `all` is taken. */
const char *lac_placement_fault(const char *name);

#endif
