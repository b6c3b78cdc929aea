/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_ANSWER_H
#define LAC_CLI_ANSWER_H

#include "base/status.h"
#include "results/results.h"

#include <stdio.h>

/* Prints the answer of a run as one JSON object: schema_version, program, version, study, title, area,
 * folder (where the files go), scenarios, and as rows the numbers of forecast_annual.csv (forecast)
 * and savings.csv (savings), where scenarios are ranked also of ranking.csv (ranking), unrounded; with
 * targets what is wanted, the mean, whether and by how much it misses, and the probability (targets); with
 * pathways their stages by scenario (stages: who controls each, and the measure of what is lost in it); of a
 * stochastic run also replicates, seed (a text beyond 2^53), layers, widest (by scenario), widest_layer and
 * widest_share (of the first), and p05 to p95 in the rows that have them. A payback that never comes is the
 * text "inf", its mean null. LAC_OK or LAC_MEMORY; the caller checks the stream. */
int lac_answer_print(FILE *out, const lac_results *results, const char *folder) LAC_CHECKED;

#endif
