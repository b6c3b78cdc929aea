/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *lac_row_status_text(lac_row_status status)
{
    static const char *const TEXTS[] = {"actual", "forecast", "mixed", "partial"};
    return TEXTS[status];
}

const double LAC_QUANTILE_SHARES[LAC_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

int lac_series_add_quantiles(lac_series *self)
{
    const size_t n = (size_t)LAC_QUANTILES * (size_t)self->n * (size_t)self->n_measures;
    self->quantiles = malloc((n + 1) * sizeof *self->quantiles);
    for (size_t i = 0; i < n && self->quantiles != NULL; i++) {
        self->quantiles[i] = NAN;
    }
    return self->quantiles == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_series_init(
    lac_series *self, const char *scenario, bool annual, int first, int n, int n_measures)
{
    const size_t values = (size_t)n * (size_t)n_measures;
    *self = (lac_series){
        .scenario = scenario, .annual = annual, .first = first, .n = n, .n_measures = n_measures};
    self->mean = malloc((values + 1) * sizeof *self->mean);
    self->sd = malloc((values + 1) * sizeof *self->sd);
    self->status = calloc(values + 1, sizeof *self->status);
    if (self->mean == NULL || self->sd == NULL || self->status == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < values; i++) {
        self->mean[i] = self->sd[i] = NAN;
    }
    return LAC_OK;
}

void lac_series_free(lac_series *self)
{
    free(self->mean);
    free(self->sd);
    free(self->quantiles);
    free(self->status);
    memset(self, 0, sizeof *self);
}
