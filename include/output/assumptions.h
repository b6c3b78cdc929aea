/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_ASSUMPTIONS_H
#define LAC_OUTPUT_ASSUMPTIONS_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "output/csv.h"
#include "results/results.h"

#define LAC_ASSUMPTIONS_NAME "assumptions.csv"

/* Where a value comes from: the sheet's or a table's cell for this scenario, the reference's cell, the
 * default of a field that was left out, or worked out from other data. Of a dated value that holds in no
 * month of the study: not used. */
typedef enum {
    LAC_ORIGIN_GIVEN,
    LAC_ORIGIN_INHERITED,
    LAC_ORIGIN_DEFAULT,
    LAC_ORIGIN_ESTIMATED,
    LAC_ORIGIN_NOT_USED
} lac_origin;

/* One row of assumptions.csv; a member that is NULL is a blank cell. */
typedef struct {
    const char *scenario;
    const char *section;
    const char *item;
    const char *field;
    const char *from;
    const char *value;
    const char *unit;
    const char *low;
    const char *high;
    const char *source;
    const char *note;
    const char *quality;
    const char *impact;
    lac_origin origin;
} lac_assumption;

/* In the place of a scenario's name: rows of the data tables, which all scenarios share. */
#define LAC_ALL_SCENARIOS "(all)"

void lac_assumption_put(lac_csv *csv, const lac_assumption *row);

/* Writes assumptions.csv into folder, which exists: for each scenario that was run the rows of the
 * sheet with the value in force (of an intervention that is not active that it is not), then the defaults
 * and what was worked out; then what a simulation draws from besides; last the rows of the data tables.
 * LAC_OK; LAC_INTERRUPTED when the results' interrupted says so; LAC_IO and one error in diagnostics;
 * LAC_MEMORY. */
int lac_assumptions_write(
    const lac_results *results, const char *folder, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
