/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_DIAGNOSTIC_H
#define LAC_BASE_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum { LAC_ERROR, LAC_WARNING, LAC_NOTE } lac_severity;

/* A place in an input file. file is NULL when a message belongs to no file; line 0 when it belongs
 * to the file as a whole. line is the physical line (from 1), column the character (from 1) at which
 * the cell begins, row and sheet_column (from 1) the spreadsheet's, source the text of the physical
 * line (may be NULL). Strings are borrowed; lac_diagnostics copies what it keeps. */
typedef struct {
    const char *file;
    int line;
    int column;
    int row;
    int sheet_column;
    const char *source;
} lac_place;

typedef struct {
    lac_severity severity;
    lac_place place;     /* strings owned by the list */
    const char *message; /* one sentence without a full stop, what is wrong */
    const char *hint;    /* what to do; NULL for none */
} lac_diagnostic;

/* Every fault found, in the order found. Begins as {0}; free with lac_diagnostics_free. */
typedef struct {
    lac_diagnostic *items;
    size_t n;
    size_t capacity;
    size_t n_errors;
    size_t n_warnings;
    size_t n_notes;
    bool out_of_memory; /* something could not be kept; n_errors still counts it */
    lac_arena arena;
} lac_diagnostics;

/* Adds one message, unless the same one stands at the same place already; never fails (see
 * out_of_memory). place and hint may be NULL. Control characters in the message and in the source line
 * are replaced when printed. At most 1,000 of each severity are kept, the others only counted; of a
 * long source line the part around the column is kept. */
void lac_diagnostics_add(lac_diagnostics *self, lac_severity severity, const lac_place *place,
    const char *hint, const char *format, ...) LAC_PRINTF(5, 6);

/* Adds all messages of another list, as if they were added one by one. */
void lac_diagnostics_append(lac_diagnostics *self, const lac_diagnostics *other);

/* LAC_OK, LAC_INPUT when there are errors, LAC_MEMORY when memory ran out. */
int lac_diagnostics_status(const lac_diagnostics *self) LAC_CHECKED;

/* Prints "file:line:column: error: G14 message", the line with a caret, "hint: ..."; the first 20
 * errors, then how many more. Warnings and notes come in the same order and are all printed unless
 * min_severity leaves them out (LAC_ERROR prints errors only). Says when some could not be kept for lack
 * of memory. No closing sentence. */
void lac_diagnostics_print(const lac_diagnostics *self, lac_severity min_severity, FILE *out);

/* "A", "Z", "AA" ... for column 1, 26, 27 ...; out must hold 8 bytes. */
void lac_sheet_column_name(int column, char out[8]);

void lac_diagnostics_free(lac_diagnostics *self);

#endif
