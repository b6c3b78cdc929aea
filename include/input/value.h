/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_VALUE_H
#define LAC_INPUT_VALUE_H

#include "base/diagnostic.h"
#include "model/plan.h"

#include <stdbool.h>

/* What a reading routine needs to know of a cell. */
typedef struct {
    lac_arena *arena;
    const lac_field *field;
    const char *unit; /* of the row, "" for blank */
    const lac_place *place;
    lac_diagnostics *diagnostics;
} lac_reading;

/* A number of the field's type, in model units, inside the field's bounds; messages call it name. False
 * after an error. */
bool lac_reading_number(const lac_reading *self, const char *name, const char *text, double *out);

/* A share as 0 to 1: 25%, a bare number under a unit that begins with %, or a bare 0 to 1. */
bool lac_reading_share(const lac_reading *self, const char *name, const char *text, double *out);

/* Reads one scenario cell by the type of its field. unit is the row's unit column ("" for blank).
 * Faults go to diagnostics at place; the cell is then left BLANK and false comes back. Strings and
 * lists belong to arena. A blank text gives a BLANK cell and true. */
bool lac_value_read(lac_plan_cell *out, lac_arena *arena, const lac_field *field, const char *unit,
    const char *text, const lac_place *place, lac_diagnostics *diagnostics);

/* Reads a number of the low or high column, in the same spelling and within the same bounds. */
bool lac_value_read_bound(double *out, const lac_field *field, const char *unit, const char *column,
    const char *text, const lac_place *place, lac_diagnostics *diagnostics);

/* Reads "2018/19" or "2018-04" after `from` (a year means its April; 2011-12 is a month). */
bool lac_value_read_from(
    lac_month *out, const char *text, const lac_place *place, lac_diagnostics *diagnostics);

/* Reads a financial year, in any of its spellings. */
bool lac_value_read_year(int *out, const char *what, const char *text, const lac_place *place,
    lac_diagnostics *diagnostics);

/* NULL if the text may name a data file (relative, below the sheet's folder), else why not. */
const char *lac_file_name_fault(const char *text);

#endif
