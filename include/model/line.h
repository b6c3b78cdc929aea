/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_LINE_H
#define LAC_MODEL_LINE_H

#include "base/arena.h"
#include "model/drivers.h"
#include "model/known.h"
#include "model/model.h"

/* A number by month that cells of the sheet give, under a draw of the unknowns: which cell holds in each
 * month, and what makes the number of it. Where an index of an unknown is LAC_NO_UNKNOWN, the sheet's own
 * number stands. */

typedef enum {
    LAC_LINE_PLAIN, /* cell x unit x factor x growth x population */
    LAC_LINE_RATIO, /* 1 + (cell - 1) x unit */
    LAC_LINE_PRICE, /* cell x index */
    LAC_LINE_WEEKS  /* cell; what months makes of it is in force */
} lac_line_kind;

typedef struct {
    lac_line_kind kind;
    double *out; /* by month: what a draw makes of it */
    const double *base;
    double *cell;        /* by month: the number of the sheet, NaN where it gives none */
    int *of;             /* by month: the unknown that is this number */
    double *unit;        /* by month */
    int factor;          /* unknown on all of it */
    int growth;          /* unknown that is the growth */
    double growth_plain; /* a year: 0.02 is 2 % */
    bool by_population;
    int *uses; /* the unknowns in `of`, each once */
    int n_uses;
    int *months; /* WEEKS: by month, as lac_support_months has it; NULL for other kinds */
    bool moved;  /* out is not base */
} lac_line;

/* The cells of an item's field (item may be NULL) in the model's scenario and months, of kind PLAIN in units
 * of 1, without `out`: the caller fills in what else makes the number, and `out`, an array of its own, if any unknown
 * reaches it. base is by month and outlives the line; the arena owns the rest. LAC_OK or LAC_MEMORY. */
int lac_line_make(lac_line *self, lac_arena *arena, const lac_model *model, const lac_known *known,
    const lac_plan_item *item, const char *field, const double *base) LAC_CHECKED;

/* Whether an unknown reaches it by a cell, a factor, growth or a driver. */
bool lac_line_is_reached(const lac_line *self, const lac_drivers *drivers);

/* Gives `out` (and `months`) the numbers of the draw that is known, and that the drivers follow. */
void lac_line_set(lac_line *self, const lac_known *known, const lac_drivers *drivers);

#endif
