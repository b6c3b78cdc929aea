/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_FATE_H
#define LAC_ENGINE_FATE_H

#include "engine/gamma.h"
#include "model/drift.h"
#include "model/unknown.h"

/* What a replicate shares with all its scenarios: the draw of the unknowns and of the years. One a
 * thread. */
typedef struct {
    const lac_unknowns *unknowns;
    const lac_drift *drift;
    lac_month start;
    int n_months;
    double *draw;      /* by unknown: see lac_sway_set */
    double *month;     /* by month: the drift on admissions [2 * m] and exits [2 * m + 1] */
    int n_years;       /* financial years, that of the start first */
    double *normal;    /* by year, 2 each */
    double *year;      /* the drift by year, likewise */
    lac_gammas gammas; /* of the unknowns of the layer of parameters, which come first */
    lac_arena arena;
} lac_fate;

/* Begin with {0}; free with lac_fate_free. unknowns and drift outlive it. LAC_OK or LAC_MEMORY. */
int lac_fate_make(lac_fate *self, const lac_unknowns *unknowns, const lac_drift *drift,
    lac_month start, int n_months) LAC_CHECKED;

/* Draws a replicate. Layers that are not in layers (LAC_LAYER_*) leave their draws at NaN, and drift
 * at 1. */
void lac_fate_draw(lac_fate *self, const lac_luck *luck, unsigned layers);

void lac_fate_free(lac_fate *self);

#endif
