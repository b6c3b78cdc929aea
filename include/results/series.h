/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SERIES_H
#define LAC_RESULTS_SERIES_H

#include "base/month.h"
#include "base/status.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

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
enum { LAC_QUANTILES = 5 };
extern const double LAC_QUANTILE_SHARES[LAC_QUANTILES]; /* 0.05, 0.25, 0.5, 0.75, 0.95 */

typedef struct {
    const char *scenario; /* borrowed */
    bool annual;
    int first; /* a lac_month, or a financial year when annual */
    int n;     /* months or years */
    int n_measures;
    double *mean;
    double *sd;
    double *quantiles;     /* LAC_QUANTILES x all entries, or NULL; NaN: not known */
    unsigned char *status; /* lac_row_status */
} lac_series;

/* Allocates for n_measures x n values, means and sds NaN. LAC_OK or LAC_MEMORY. */
int lac_series_init(lac_series *self, const char *scenario, bool annual, int first, int n,
    int n_measures) LAC_CHECKED;

/* Adds room for quantiles, all NaN. LAC_OK or LAC_MEMORY. */
int lac_series_add_quantiles(lac_series *self) LAC_CHECKED;

/* The quantile q (0 to LAC_QUANTILES - 1) of an entry; NaN when there is none. */
static inline double lac_series_quantile(const lac_series *self, int q, int at)
{
    return self->quantiles == NULL ? NAN : self->quantiles[q * self->n_measures * self->n + at];
}

static inline int lac_series_at(const lac_series *self, int measure, int t)
{
    return measure * self->n + t;
}

void lac_series_free(lac_series *self);

#endif
