/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_EXCESS_H
#define LAC_MODEL_EXCESS_H

#include "model/model.h"

/* The intervention that takes more from a flow than there is, or has nothing to add to. */
typedef struct {
    const lac_lever *lever; /* of the model; NULL: there is none */
    int month;              /* the first in which it does */
} lac_excess;

/* Finds it. Factors act first, then amounts above 0, then those below 0 in the order of the sheet: it is the
 * one with which a flow falls below 0. There is one where lac_rates_set fails in some month. LAC_OK or
 * LAC_MEMORY. */
int lac_excess_find(lac_excess *out, const lac_model *model) LAC_CHECKED;

#endif
