/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_CELLS_H
#define LAC_INPUT_CELLS_H

#include "base/status.h"
#include "input/table.h"

#include <stddef.h>

/* What stopped the reading of cells, and how far it had come. */
typedef struct {
    lac_cell where; /* of the cell at fault; no text */
    int index;      /* of that cell in its row */
    char message[160];
    const char *hint;
    int row;           /* the spreadsheet's, from 1, of the row that was being read */
    lac_cell row_cell; /* where that row begins */
} lac_cells_fault;

/* Takes table->bytes, which are text, apart from start on: fills records, cells and texts (as large as
 * bytes and a byte more). LAC_OK, LAC_INPUT and why in fault, or LAC_MEMORY; row and row_cell of fault are
 * set whatever comes back. */
int lac_cells_read(lac_table *table, const lac_table_limits *limits, size_t start,
    lac_cells_fault *fault) LAC_CHECKED;

/* The character that a first line such as "sep=;" gives as the separator of columns, as spreadsheets
 * know it (blank cells may follow); '\0' for any other line. */
char lac_cells_separator(const char *line);

#endif
