/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_REMARKS_H
#define LAC_RESULTS_REMARKS_H

#include "base/diagnostic.h"
#include "results/results.h"

/* What the savings of finished results leave out, or take to be nothing, because the study does not say
 * what it costs; targets that lie outside the study. Notes. */
void lac_remarks_say(const lac_results *self, lac_diagnostics *diagnostics);

#endif
