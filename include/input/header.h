/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_HEADER_H
#define LAC_INPUT_HEADER_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "input/table.h"

#include <stdbool.h>
#include <stddef.h>

/* A column that a reader knows. Names match without regard to case and spaces. With family set, name
 * is a beginning: {"ceased_", false, "route"} stands for all of ceased_<route>, and what follows the
 * beginning is a name, compared as names are. A column that has the whole name of another known one
 * belongs to that. */
typedef struct {
    const char *name;
    bool required;      /* of a family: at least one member */
    const char *family; /* NULL, or what the rest of the name stands for */
} lac_column;

enum {
    LAC_COLUMN_BLANK = -1, /* a column without a header (and without cells) */
    LAC_COLUMN_OTHER = -2, /* none of the known ones, allowed by LAC_HEADER_OPEN */
    LAC_COLUMN_FAULT = -3  /* an error was added */
};

typedef enum {
    LAC_HEADER_CLOSED, /* a column that is not known is an error */
    LAC_HEADER_OPEN    /* it is not, unless its name is within two edits of a known one */
} lac_header_kind;

/* Which column of a table is which. Begins as {0}; free with lac_header_free. */
typedef struct {
    int *cell_of;      /* for each known column the index of its (first) cell, or -1 */
    size_t n_columns;  /* as many as known columns */
    int *column_of;    /* for each cell of the header the known column, or a LAC_COLUMN_ code */
    const char **rest; /* for each cell what follows the beginning of a family, else NULL */
    int n_cells;
} lac_header;

/* Matches the header of table (records[0]) with n_columns known columns. Errors go to diagnostics: a
 * column that is not known (with the nearest name, at most two edits away), that is repeated, that is
 * required and missing, a family's member without a name, a blank header over cells that are not.
 * Returns LAC_OK, LAC_INPUT if there was any such error, or LAC_MEMORY. After LAC_INPUT the columns
 * that could be told are still filled in, so that a reader may go on and find more. */
int lac_header_read(lac_header *self, const lac_table *table, const lac_column *columns,
    size_t n_columns, lac_header_kind kind, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The text of a record under a known column, "" where the table has no such column. */
const char *lac_header_text(const lac_header *self, const lac_record *record, size_t column);

/* Frees everything. Safe on {0} and when called twice. */
void lac_header_free(lac_header *self);

#endif
