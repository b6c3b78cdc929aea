/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_STUDY_H
#define LAC_INPUT_STUDY_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "model/plan.h"

/* Reads a study sheet and every table that it names into out (begin with {0}; free with
 * lac_plan_free, also after a failure). All faults of all files are added in one pass; nothing is
 * worked out from the values yet. Returns LAC_OK, LAC_INPUT (see diagnostics), LAC_IO or LAC_MEMORY. */
int lac_study_read(lac_plan *out, const char *path, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The same with the tracker at that path, as given, in the place of the one that the sheet names. */
int lac_study_read_cases(
    lac_plan *out, const char *path, const char *tracker, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The same from memory, without opening any other file: data tables that are named are noted in the
 * rows but not read. For tests and fuzzing. */
int lac_study_parse(lac_plan *out, const char *bytes, size_t n_bytes, const char *shown_name,
    lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
