/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_FILES_H
#define LAC_OUTPUT_FILES_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/status.h"
#include "results/results.h"

/* Writes the tables (output/tables.h) and assumptions.csv (output/assumptions.h) into folder, which
 * exists: side by side when the results had more than one thread. LAC_OK; LAC_INTERRUPTED when the
 * results' interrupted says so; LAC_IO and an error in diagnostics; LAC_MEMORY. */
int lac_files_write(
    const lac_results *results, const char *folder, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The names of these files, which are on the disk once written. The arena owns the list. LAC_OK or
 * LAC_MEMORY. */
int lac_files_names(
    const lac_results *results, lac_arena *arena, const char ***names, size_t *n) LAC_CHECKED;

#endif
