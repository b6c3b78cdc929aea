/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_TREE_H
#define LAC_OUTPUT_TREE_H

#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>

/* A folder with all that is in it. Symbolic links are never followed. After LAC_IO errno tells why. */

/* Removes the folder. LAC_OK, LAC_IO (what could not be removed is still there) or LAC_MEMORY. */
int lac_tree_remove(const char *path) LAC_CHECKED;

/* Asks the system to put every file and folder in it on the disk, itself last; the n_synced files at its top
 * named by synced are there already. LAC_OK, LAC_IO or LAC_MEMORY. */
int lac_tree_sync(const char *path, const char **synced, size_t n_synced) LAC_CHECKED;

/* The names of its ordinary files relative to it ("charts/stock.svg"), in order of their bytes, folder
 * by folder. Names belong to the arena, the list too. LAC_OK, LAC_IO or LAC_MEMORY. */
int lac_tree_list(const char *path, lac_arena *arena, const char ***names, size_t *n) LAC_CHECKED;

#endif
