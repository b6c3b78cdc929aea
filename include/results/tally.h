/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_TALLY_H
#define LAC_RESULTS_TALLY_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Distributions of many whole numbers over replicates, in memory that does not grow with their number:
 * a histogram for each. A series that spans at most LAC_TALLY_EXACT in a first block of replicates has
 * bins of width 1 and is exact, a wider one (money) has LAC_TALLY_BINS / 2 to LAC_TALLY_BINS bins over
 * that span. Bins are added on either side as values come, so nothing is cut off; what would need more
 * than LAC_TALLY_MOST bins has its bins made twice as wide. Sums are whole numbers. Nothing depends on
 * the order in which replicates are added. */
enum { LAC_TALLY_EXACT = 1024, LAC_TALLY_BINS = 256, LAC_TALLY_MOST = 4096 };

/* Values lie between -LAC_TALLY_LIMIT and LAC_TALLY_LIMIT (45 trillion pounds in pence): no sum
 * overflows with up to 2^20 replicates. */
#define LAC_TALLY_LIMIT (INT64_C(1) << 52)

typedef struct {
    int64_t first;    /* value at the lower edge of the first bin */
    uint32_t *counts; /* by bin */
    uint32_t n_bins;
    int shift;      /* a bin is 2^shift wide; 0: exact */
    int64_t origin; /* a bin begins here, whatever the width; of the sums, too */
    int64_t least;  /* values so far */
    int64_t most;
    __extension__ __int128 sum; /* of value - origin */
    __extension__ unsigned __int128 squares;
} lac_tally_series;

typedef struct {
    size_t n_series;
    uint64_t n; /* replicates added */
    lac_tally_series *series;
} lac_tally;

/* Begin with {0}; free with lac_tally_free. values: the first replicates of the run, n_values (at
 * least 1) times n_series numbers, each replicate's stride numbers (at least n_series) behind the one
 * before. They fix the bins but are not added. LAC_OK, LAC_MEMORY, or LAC_INPUT for a value beyond the
 * limit. */
int lac_tally_begin(lac_tally *self, size_t n_series, const int64_t *values, size_t n_values,
    size_t stride) LAC_CHECKED;

/* Adds replicates, laid out in the same way. Returns the same; after a failure the tally can only be
 * freed. */
int lac_tally_add(
    lac_tally *self, const int64_t *values, size_t n_values, size_t stride) LAC_CHECKED;

double lac_tally_mean(const lac_tally *self, size_t series);
/* Standard deviation with divisor n - 1; NaN for fewer than 2 replicates. */
double lac_tally_sd(const lac_tally *self, size_t series);
/* The least value that at least the share of the replicates does not exceed (exact series); in bins,
 * on a straight line inside the bin: at most its width away from that. NaN without replicates. */
double lac_tally_quantile(const lac_tally *self, size_t series, double share);

/* The share of replicates that have the value; of an exact series. */
double lac_tally_share(const lac_tally *self, size_t series, int64_t value);

void lac_tally_free(lac_tally *self);

#endif
