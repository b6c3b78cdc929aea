/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_CAVEATS_H
#define LAC_RESULTS_CAVEATS_H

#include "base/diagnostic.h"
#include "results/results.h"

/* What holds the numbers of scenario s back: warnings of what the study asks for and could not be done (the
 * shortfalls), and without replicates notes of the rules that are applied to means, where counting whole
 * children gives something else. The results are finished. */
void lac_caveats_say(const lac_results *self, size_t s, lac_diagnostics *diagnostics);

#endif
