/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_MANIFEST_H
#define LAC_OUTPUT_MANIFEST_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "results/results.h"

#include <stddef.h>
#include <time.h>

typedef struct {
    const char *name;
    const char *version;
} lac_library;

/* What run.json says: enough to do the run again and to see whether it was the same. All borrowed.
 * Only started and seconds differ between two runs of the same study. */
typedef struct {
    const lac_results *results;
    const lac_diagnostics *const *lists; /* whose warnings and notes are repeated */
    size_t n_lists;
    char *const *arguments; /* of the command line, without the program's name */
    size_t n_arguments;
    const lac_library *libraries;
    size_t n_libraries;
    time_t started;
    double seconds;
    /* NULL: `expected` or `stochastic`, as the results say. A command that runs neither names its own; then
     * only plan and models of the results are looked at. */
    const char *engine;
} lac_manifest;

/* Writes run.json into folder, with the name and size of every file that is already there: call
 * it last.
 * LAC_OK; LAC_IO and one error in diagnostics; LAC_MEMORY. */
int lac_manifest_write(
    const lac_manifest *self, const char *folder, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
