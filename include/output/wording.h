/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_WORDING_H
#define LAC_OUTPUT_WORDING_H

#include "base/arena.h"
#include "model/plan.h"
#include "model/schema.h"

/* Values as assumptions.csv writes them, the same whatever way the sheet spells them. Strings that are
 * made belong to the arena and are NULL when there is no memory. */

/* A share or a fraction (0 to 1) as per cent to 12 digits: "13.7%". */
const char *lac_wording_share(lac_arena *arena, double share);

/* A number of a field, model units: per cent fields as lac_wording_share, else the shortest decimal. */
const char *lac_wording_number(lac_arena *arena, const lac_field *field, double value);

/* The value of a cell that holds one: "2017-04", "2017/18", "50%", "0:16%; 1-4:14%"; texts and names as
 * they are. */
const char *lac_wording_cell(lac_arena *arena, const lac_field *field, const lac_plan_cell *cell);

/* The name of an input file relative to the folder of the study's sheet, so that it is the same from
 * wherever the program is called; a file that is no input, and NULL, as they are. Borrowed from file. */
const char *lac_wording_file(const lac_plan *plan, const char *file);

#endif
