/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_EXPECTED_H
#define LAC_ENGINE_EXPECTED_H

#include "base/status.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/shortfalls.h"

/* What an engine says of one scenario: entry [measure * n_months + m], NaN where a measure has no value
 * or no standard deviation is known. Only numbers of children; money is worked out from them. */
typedef struct {
    int n_months;
    int n_measures;
    double *mean;
    double *sd;
    lac_shortfalls shortfalls;
} lac_track;

/* Propagates expected children month by month without randomness (model rules 1 to 26), and the
 * standard deviation of stocks where it is exact (rule 33). track begins as {0}; free it with
 * lac_track_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_expected_run(
    lac_track *track, const lac_model *model, const lac_measures *measures) LAC_CHECKED;

void lac_track_free(lac_track *self);

#endif
