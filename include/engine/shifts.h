/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SHIFTS_H
#define LAC_ENGINE_SHIFTS_H

#include "engine/places.h"
#include "engine/stock.h"

/* Interventions of effect shift in `expected` (model rule 8): in order of slug, after the moves of month m,
 * so that the cells of the stock are those of its end. Each attempt names evenly a child who sits in the
 * placement to leave, inside the filter, and was not named before by this shift; the share success of
 * them moves. Adds to moved (by move) and to unshifted the attempts that found nobody; named has by shift
 * those that found a child. LAC_OK or LAC_MEMORY. */
int lac_shifts_run(lac_stock *stock, lac_places *places, int m, double *moved, double *unshifted,
    double *named) LAC_CHECKED;

#endif
