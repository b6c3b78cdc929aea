/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_ENCODING_H
#define LAC_INPUT_ENCODING_H

#include "base/diagnostic.h"
#include "base/status.h"

#include <stddef.h>

/* What to do about most files that are not the text we read. */
#define LAC_SAVE_AS_CSV_UTF8 "save as \"CSV UTF-8 (Comma delimited)\""

/* Refuses bytes that are not UTF-8 text with line feeds: an empty file, UTF-16, an Excel workbook, a
 * NUL, what is not UTF-8, a lone carriage return, other control characters than tab; the first fault
 * is one error. bytes have a NUL behind the last. Returns LAC_OK, and in *start where the text begins
 * (behind the byte order mark or two); or LAC_INPUT, and then the line of the fault has been ended in place by
 * a NUL. */
int lac_encoding_check(char *bytes, size_t n_bytes, const char *name, lac_diagnostics *diagnostics,
    size_t *start) LAC_CHECKED;

#endif
