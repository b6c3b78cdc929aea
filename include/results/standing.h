/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_STANDING_H
#define LAC_RESULTS_STANDING_H

#include "results/results.h"

/* Decides what the scenarios of results that `expected` has been through are ranked by. */
void lac_standing_begin(lac_results *self);

/* Means and ranks of the ranking from the means of the series, as they are now. LAC_OK or LAC_MEMORY. */
int lac_standing_fill(lac_results *self) LAC_CHECKED;

#endif
