/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_FILE_H
#define LAC_INPUT_FILE_H

#include "base/diagnostic.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads an ordinary file whole; in messages it is called shown_name. A folder, pipe or device is
 * refused without waiting for it, and so is a file of more than limit bytes (by its size, before
 * reading). On success *bytes is malloc'd, owned by the caller, and has a NUL behind its *n_bytes;
 * else it is NULL. Every refusal is one error in diagnostics. Returns LAC_OK, LAC_INPUT (missing, not
 * an ordinary file, too large), LAC_IO (it is there but cannot be read) or LAC_MEMORY. */
int lac_file_read(const char *path, const char *shown_name, size_t limit,
    lac_diagnostics *diagnostics, char **bytes, size_t *n_bytes) LAC_CHECKED;

/* Whether there is nothing at path. A symbolic link is followed. */
bool lac_file_missing(const char *path);

/* LAC_OK, or LAC_INPUT and an error when n_bytes is above limit. */
int lac_file_check_size(
    size_t n_bytes, const char *shown_name, size_t limit, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
