/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_FOLDER_H
#define LAC_OUTPUT_FOLDER_H

#include "base/diagnostic.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The file that tells a folder of ours from any other; lac_manifest_write writes it last. */
#define LAC_MANIFEST_NAME "run.json"

/* A folder of results that appears under its name whole or not at all: files are written into a
 * temporary folder beside it, which gets the name at the end. Begins as {0}. */
typedef struct {
    char *target; /* as given, without slashes at the end */
    char *path;   /* the folder to write into; NULL when there is none */
    size_t made;  /* parents were made from this many bytes of target on; 0: none */
    bool force;
    const char **synced; /* names in it that are on the disk when it is finished; borrowed */
    size_t n_synced;
} lac_folder;

/* Whether target may become a folder of results: there is nothing of that name; or with force a folder
 * with a run.json of ours. Looks only. LAC_OK; LAC_IO and one error in diagnostics; LAC_MEMORY. */
int lac_folder_check(const char *target, bool force, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Checks, makes the parents that are missing and the temporary folder. LAC_OK, then self->path is where
 * to write and lac_folder_finish or lac_folder_abandon must follow; LAC_IO and one error in
 * diagnostics; LAC_MEMORY. After a failure nothing is left behind. */
int lac_folder_begin(
    lac_folder *self, const char *target, bool force, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Puts what was written on the disk and gives it its name. A former folder is moved aside first, put
 * back if the new one cannot take its place, and removed afterwards (a warning if that fails). LAC_OK;
 * LAC_IO and one error; LAC_MEMORY. After a failure the temporary folder is gone. Frees self. */
int lac_folder_finish(lac_folder *self, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Removes the temporary folder and the parents made for it, and frees self: for failures and
 * interruptions. Safe on {0} and when called twice. */
void lac_folder_abandon(lac_folder *self);

#endif
