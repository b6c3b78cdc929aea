/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_UNKNOWN_H
#define LAC_MODEL_UNKNOWN_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "model/model.h"
#include "model/pert.h"
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
    unsigned layer;            /* PARAMETER or ASSUMPTION */
    double events;             /* PARAMETER: the shape of its Gamma; the factor drawn has mean 1 */
    const lac_plan_row *row;   /* ASSUMPTION: the draw is a quantile, 0 to 1, of its ranges */
    const lac_rate_row *rate;  /* PARAMETER of the rates table; else NULL */
    const lac_plan_item *item; /* PARAMETER of the sheet: a stream, a route or a move; else NULL */
} lac_unknown;

typedef struct {
    lac_unknown *items;
    int n;
    unsigned layers;  /* those that the sheet does not switch off (section uncertainty) */
    lac_pert **perts; /* one for each skew among the ranges, ascending */
    int n_perts;
    lac_arena arena;
} lac_unknowns;

/* Finds them: first the flows of the sheet and the rows of the rates table that are in force in some
 * scenario and have events, then the rows with a range. Where scenarios give a flow different events
 * those of the first hold, which is said. Flows without events, and rows without low and high, are known exactly; that a study has
 * no events at all is said in diagnostics by the caller that simulates. Begin with {0}; free with
 * lac_unknowns_free. The plan outlives them. LAC_OK or LAC_MEMORY. */
int lac_unknowns_make(
    lac_unknowns *self, const lac_plan *plan, lac_diagnostics *diagnostics) LAC_CHECKED;
void lac_unknowns_free(lac_unknowns *self);

/* The table of the ranges of that skew (see lac_pert), NULL where no range of the study has it. */
const lac_pert *lac_unknowns_pert(const lac_unknowns *self, double skew);

/* The PARAMETER unknown of an item of the sheet, or of a row of the rates table; -1 for none. */
int lac_unknowns_of_item(const lac_unknowns *self, const lac_plan_item *item);
int lac_unknowns_of_rate(const lac_unknowns *self, const lac_rate_row *rate);

/* The ASSUMPTION unknown of a row of the sheet, -1 for none. */
int lac_unknowns_of_row(const lac_unknowns *self, const lac_plan_row *row);

/* Whether the sheet gives the flow of an item (a stream, a route, a move) a count or a rate in a
 * scenario: then it replaces the rates table. */
bool lac_item_is_flow(const lac_plan_item *item, size_t scenario);

#endif
