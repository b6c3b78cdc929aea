/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_UNKNOWN_H
#define LAC_MODEL_UNKNOWN_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "model/model.h"
#include "model/plan.h"

/* The layers of uncertainty (design, section 2), as flags. */
enum {
    LAC_LAYER_PROCESS = 1,
    LAC_LAYER_PARAMETER = 2,
    LAC_LAYER_DRIFT = 4,
    LAC_LAYER_ASSUMPTION = 8,
    LAC_LAYERS_ALL = 15
};

/* "process+drift" and so on, in the order above; "none" for 0. The text belongs to the arena; NULL when
 * there is no memory. */
const char *lac_layers_text(unsigned layers, lac_arena *arena);

/* Reads "none" or names separated by commas, in any order. False for anything else. */
bool lac_layers_parse(const char *text, unsigned *layers);

/* One thing that is not known about a study, whatever the scenario: a rate behind which there are so
 * many events (parameter), or a row with low and high (assumption). Drawn once a replicate. */
typedef struct {
    unsigned layer;           /* PARAMETER or ASSUMPTION */
    double events;            /* PARAMETER: the shape of its Gamma; the factor drawn has mean 1 */
    const lac_plan_row *row;  /* ASSUMPTION: the draw is a quantile, 0 to 1, of its ranges */
    const lac_rate_row *rate; /* PARAMETER of the rates table; else NULL */
    const char *section;      /* of a PARAMETER of the sheet */
    const char *item;
} lac_unknown;

typedef struct {
    lac_unknown *items;
    int n;
    unsigned layers; /* those that the sheet does not switch off (section uncertainty) */
    lac_arena arena;
} lac_unknowns;

/* Finds them. Flows without events, and rows without low and high, are known exactly; that a study has
 * no events at all is said in diagnostics by the caller that simulates. Begin with {0}; free with
 * lac_unknowns_free. LAC_OK or LAC_MEMORY. */
int lac_unknowns_make(
    lac_unknowns *self, const lac_plan *plan, lac_diagnostics *diagnostics) LAC_CHECKED;
void lac_unknowns_free(lac_unknowns *self);

/* The inverse of the distribution function of the PERT distribution (Clark 1962: a Beta of mean
 * (low + 4 mode + high) / 6 on low to high), at quantile 0 to 1. */
double lac_pert_quantile(double low, double mode, double high, double quantile);

#endif
