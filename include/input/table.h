/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_TABLE_H
#define LAC_INPUT_TABLE_H

#include "base/diagnostic.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* One cell. line and column (from 1) are the physical line and the character at which the cell
 * begins: just behind the comma, at the quotation mark of a quoted cell that follows one at once. */
typedef struct {
    const char *text; /* NUL-terminated, never NULL, without the white space at its ends */
    int line;
    int column;
} lac_cell;

/* One row that is neither blank nor a comment. Its trailing blank cells are dropped, so the last cell
 * is never blank and n_cells is at least 1. */
typedef struct {
    lac_cell *cells;
    int n_cells;
    int row; /* the spreadsheet's, from 1: blank rows and comments count, a quoted newline does not */
    int end_line; /* where the first dropped cell begins, or the row ends */
    int end_column;
} lac_record;

/* A CSV file as text: the header is records[0] (there is one after every successful read). Owns all
 * it points to. Begins as {0}. */
typedef struct {
    const char *name; /* as shown in messages */
    lac_record *records;
    size_t n_records;
    size_t n_bytes;  /* of the file, the byte order mark included */
    char sha256[65]; /* of these bytes, in lower-case hexadecimal; "" if the file was not read */

    /* inside */
    char *bytes;           /* the file, every line ended by a NUL instead of its line feed */
    uint32_t *line_starts; /* offsets into bytes */
    size_t n_lines;
    lac_cell *cells; /* of all records */
    char *texts;     /* of all cells */
} lac_table;

/* What a file may have at most; all are positive. Records are counted without the header, the bytes
 * of a cell without its quotation marks, the columns of a row without trailing blank cells. */
typedef struct {
    size_t bytes; /* at most 2^31 - 2 are read whatever is asked for */
    size_t records;
    size_t cell_bytes;
    int columns;
} lac_table_limits;

/* The limits of the contract, section 3. A row of a study has at most the known columns and 1,000
 * scenarios; the study reader counts the scenarios. The rows of a table are bounded by its size. */
#define LAC_STUDY_LIMITS ((lac_table_limits){16777216, 20000, 4096, 1024})
#define LAC_TABLE_LIMITS ((lac_table_limits){536870912, 536870912, 4096, 1024})

/* Reads the file at path; in messages it is called shown_name. Only an ordinary file is read; its size
 * is checked before, and a pipe or a device never blocks. Every refusal is one error in diagnostics.
 * Returns LAC_OK, LAC_INPUT (the file is missing or its content is not a CSV within the limits),
 * LAC_IO (it is there but cannot be read) or LAC_MEMORY. Whatever is returned, self may and must be
 * freed with lac_table_free; after a failure it has no records. */
int lac_table_read(lac_table *self, const char *path, const char *shown_name,
    const lac_table_limits *limits, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The same for n_bytes at bytes, which are copied. Never returns LAC_IO. */
int lac_table_parse(lac_table *self, const char *bytes, size_t n_bytes, const char *shown_name,
    const lac_table_limits *limits, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The place of a record's cell (from 0) with its physical line as source. A cell_index from n_cells
 * on names a blank cell: where it stands if the file has it, else the end of the row. A negative one
 * names the row as a whole. The strings belong to the table. */
lac_place lac_table_place(const lac_table *self, const lac_record *record, int cell_index);

/* Puts a * for each character of a record's cell into the lines that places show (a negative index: of the
 * whole record); the cell keeps its text. */
void lac_table_hide(lac_table *self, const lac_record *record, int cell_index);

/* The text of a record's cell, "" from n_cells on and for a negative index. */
const char *lac_table_text(const lac_record *record, int cell_index);

/* Frees everything. Safe on {0}, after a failure and when called twice. */
void lac_table_free(lac_table *self);

#endif
