/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_EVIDENCE_H
#define LAC_OUTPUT_EVIDENCE_H

#include "base/arena.h"
#include "base/status.h"
#include "output/csv.h"
#include "results/results.h"

/* Puts the rows of the data tables that a study uses as rows of assumptions.csv: rates, opening
 * children, ages at admission, population. The section is the table's name in the sheet, the item what
 * the row speaks of, the note its bands; a rate that the sheet replaces says in which scenarios. Strings
 * go to the arena. LAC_OK or LAC_MEMORY. */
int lac_evidence_put(lac_csv *csv, lac_arena *arena, const lac_results *results) LAC_CHECKED;

#endif
