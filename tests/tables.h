/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_TABLES_H
#define LAC_TESTS_TABLES_H

/* Helpers for tests of the data tables' readers. In messages every table is t.csv. */
#include "input/records.h"
#include "support.h"

#include <stddef.h>

typedef int (*table_reader)(lac_plan *, const char *, const char *, lac_diagnostics *);

/* A table that must be refused, and all that is printed. */
typedef struct {
    table_reader read;
    const char *text;
    const char *expected;
} table_refusal;

/* Reads bytes by way of a file that is gone afterwards; the status of the reader. */
int read_table(table_reader read, lac_plan *plan, const char *bytes, size_t n_bytes,
    lac_diagnostics *diagnostics);

/* Reads a table that is right; notes is all that is printed. */
void assert_table_read(table_reader read, lac_plan *plan, const char *text, const char *notes);

/* A refused table leaves nothing of itself in the plan but the note that it was read. */
void assert_tables_refused(const table_refusal *tests, size_t n);

/* Equal to 1e-12. */
void assert_close(double value, double expected);

void assert_place(const lac_place *place, int line, int column, const char *source);

#endif
