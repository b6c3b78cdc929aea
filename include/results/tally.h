/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_TALLY_H
#define LAC_RESULTS_TALLY_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Distributions of many whole numbers over replicates, in memory that does not grow with their number:
 * a histogram for each, exact (bins of 1) where a first block of replicates is narrow, in bins where it is wide
 * (money). Bins are added on either side as values come, so nothing is cut off. Sums are whole
 * numbers: the answer does not depend on the order in which replicates are added. */
enum { LAC_TALLY_EXACT = 4096, LAC_TALLY_BINS = 256 };

typedef struct {
    int64_t first;  /* value at the lower edge of the first bin */
    int64_t width;  /* of a bin; 1: exact */
    int64_t origin; /* of the sums */
    uint32_t *counts;
    uint32_t n_bins;
    __extension__ __int128 sum; /* of value - origin */
    __extension__ unsigned __int128 squares;
} lac_tally_series;

typedef struct {
    size_t n_series;
    uint64_t n; /* replicates added */
    lac_tally_series *series;
} lac_tally;

/* Begin with {0}; free with lac_tally_free. values: n_values blocks of n_series numbers, the first
 * replicates of the run, which fix the bins: a series that spans at most LAC_TALLY_EXACT is exact, a
 * wider one has LAC_TALLY_BINS bins over the span of the block. They are not added. LAC_OK or LAC_MEMORY. */
int lac_tally_begin(
    lac_tally *self, size_t n_series, const int64_t *values, size_t n_values) LAC_CHECKED;

/* Adds replicates: n_values blocks of n_series numbers. LAC_OK or LAC_MEMORY. */
int lac_tally_add(lac_tally *self, const int64_t *values, size_t n_values) LAC_CHECKED;

double lac_tally_mean(const lac_tally *self, size_t series);
/* Standard deviation with divisor n - 1; NaN for fewer than 2 replicates. */
double lac_tally_sd(const lac_tally *self, size_t series);
/* The least value that at least the share of the replicates does not exceed (exact series); in bins,
 * on a straight line inside the bin: at most its width away from that. */
double lac_tally_quantile(const lac_tally *self, size_t series, double share);

void lac_tally_free(lac_tally *self);

#endif
