/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_SHEET_H
#define LAC_INPUT_SHEET_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "input/header.h"
#include "input/table.h"
#include "model/plan.h"

/* The columns of a study sheet that are not scenarios. */
enum {
    LAC_SHEET_SECTION,
    LAC_SHEET_ITEM,
    LAC_SHEET_FIELD,
    LAC_SHEET_UNIT,
    LAC_SHEET_LOW,
    LAC_SHEET_HIGH,
    LAC_SHEET_SOURCE,
    LAC_SHEET_NOTE,
    LAC_SHEET_QUALITY,
    LAC_SHEET_IMPACT,
    LAC_SHEET_COLUMNS
};

/* The header of a study sheet. Begins as {0}; free with lac_sheet_header_free. */
typedef struct {
    lac_header columns;
    int *scenarios; /* index of the cell of each scenario; belongs to the plan's arena */
    bool whole;     /* without fault: no scenario was left out, so what a row lacks is missing */
} lac_sheet_header;

/* Reads the first record and sets the plan's scenarios. LAC_INPUT when no row can be read under this
 * header (see diagnostics), LAC_MEMORY, or LAC_OK: there may be errors, but the rows can be looked at. */
int lac_sheet_header_read(lac_sheet_header *self, lac_plan *plan, const lac_table *table,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* Reads one row into out. Its faults go to diagnostics; a cell with a fault is then blank. False when
 * section, item, field or memory are missing, so that there is nothing to keep. */
bool lac_sheet_row_read(lac_plan_row *out, lac_plan *plan, const lac_sheet_header *header,
    const lac_table *table, const lac_record *record, lac_diagnostics *diagnostics);

void lac_sheet_header_free(lac_sheet_header *self);

#endif
