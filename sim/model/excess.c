/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/excess.h"

#include "model/rates.h"

#include <stdlib.h>

enum { FACTOR, MORE, LESS, N_KINDS };

static int kind_of(const lac_lever *lever, int m)
{
    return lever->is_factor ? FACTOR : lever->value[m] < 0 ? LESS : MORE; /* NaN does nothing */
}

/* The number of the lever at fault in month m, in which the flows of the model cannot be worked out: the
 * first of those put in place one after the other with which they cannot; the last one where only the
 * rounding of the other order is at fault. levers: room for all. */
static int find_lever(const lac_model *model, lac_rates *rates, int m, lac_lever *levers)
{
    lac_model part = *model;
    const lac_lever *culprit = NULL;
    int last = 0;
    part.levers = levers;
    part.n_levers = 0;
    for (int kind = FACTOR; kind < N_KINDS; kind++) {
        for (int i = 0; i < model->n_levers; i++) {
            if (kind_of(&model->levers[i], m) == kind) {
                levers[part.n_levers++] = model->levers[i];
                last = i;
                if (lac_rates_set(rates, &part, m, true, &culprit) != LAC_OK) {
                    return i;
                }
            }
        }
    }
    return last;
}

int lac_excess_find(lac_excess *out, const lac_model *model)
{
    lac_rates rates = {0};
    lac_lever *levers = calloc((size_t)model->n_levers + 1, sizeof *levers);
    const lac_lever *culprit = NULL;
    int status = levers == NULL ? LAC_MEMORY : lac_rates_init(&rates, model);
    *out = (lac_excess){0};
    for (int m = 0; m < model->n_months && status == LAC_OK && out->lever == NULL; m++) {
        if (lac_rates_set(&rates, model, m, true, &culprit) != LAC_OK) {
            *out = (lac_excess){&model->levers[find_lever(model, &rates, m, levers)], m};
        }
    }
    lac_rates_free(&rates);
    free(levers);
    return status;
}
