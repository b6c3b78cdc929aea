/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SERIES_H
#define LAC_RESULTS_SERIES_H

#include "base/month.h"
#include "base/status.h"

#include <stdbool.h>

/* What the rows of the output files say of a value (contract, section 5). */
typedef enum {
    LAC_STATUS_ACTUAL,
    LAC_STATUS_FORECAST,
    LAC_STATUS_MIXED,
    LAC_STATUS_PARTIAL
} lac_row_status;

const char *lac_row_status_text(lac_row_status status);

/* One line of numbers per measure over months or financial years: a scenario, the history, or a
 * difference of two scenarios. Entry [measure * n + t]; a mean that is NaN has no row, an sd that is
 * NaN is blank. Owns its arrays; begins as {0}; free with lac_series_free. */
typedef struct {
    const char *scenario; /* borrowed */
    bool annual;
    int first; /* a lac_month, or a financial year when annual */
    int n;     /* months or years */
    int n_measures;
    double *mean;
    double *sd;
    unsigned char *status; /* lac_row_status */
} lac_series;

/* Allocates for n_measures x n values, means and sds NaN. LAC_OK or LAC_MEMORY. */
int lac_series_init(lac_series *self, const char *scenario, bool annual, int first, int n,
    int n_measures) LAC_CHECKED;

static inline int lac_series_at(const lac_series *self, int measure, int t)
{
    return measure * self->n + t;
}

void lac_series_free(lac_series *self);

#endif
