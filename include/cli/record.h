/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_RECORD_H
#define LAC_CLI_RECORD_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/status.h"
#include "results/results.h"

#include <stdbool.h>
#include <time.h>

/* When and how a command began: what its run.json says besides the numbers. */
typedef struct {
    int argc; /* the whole command line: borrowed */
    char *const *argv;
    time_t started;
    struct timespec clock;
} lac_record;

lac_record lac_record_begin(int argc, char *const *argv);

/* Writes run.json into folder, last of all files. engine: see lac_manifest; drawn: whether gnuplot was
 * called; lists: n_lists of them, whose warnings and notes are repeated. LAC_OK; LAC_IO and one error in
 * diagnostics; LAC_MEMORY. */
int lac_record_write(const lac_record *self, const lac_results *results, const char *engine,
    bool drawn, const lac_diagnostics *const *lists, size_t n_lists, const char *folder,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* Makes the folder charts in folder and gives its path, which belongs to the arena. LAC_OK; LAC_IO and one
 * error; LAC_MEMORY. */
int lac_record_charts(const char **out, lac_arena *arena, const char *folder,
    lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
