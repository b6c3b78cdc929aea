/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_SUMMARY_H
#define LAC_CLI_SUMMARY_H

#include "base/status.h"
#include "results/results.h"

#include <stdbool.h>
#include <stdio.h>

/* Prints the answer of a run for people: children looked after at the end of each financial year by
 * scenario (when there are several), then for the history and each scenario opening, admissions, exits
 * by route, unreconciled and closing, the rate per 10,000 and what it costs, and the notes that the
 * numbers need. Where there are quantiles, also the last year in words ("264, likely 240 to 288"), the
 * range of each closing stock, and how to read them. LAC_OK or LAC_MEMORY; the caller checks the stream. */
int lac_summary_print(FILE *out, const lac_results *results, bool bold) LAC_CHECKED;

#endif
