/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_PERT_H
#define LAC_MODEL_PERT_H

/* The PERT distribution (Clark 1962, "The PERT model for the distribution of an activity time"): a Beta
 * on low to high with the mean (low + 4 mode + high) / 6,
 *     Beta(1 + 4 skew, 5 - 4 skew), skew = (mode - low) / (high - low), 0 to 1. */

/* The inverse of its distribution function at quantile 0 to 1, exact to rounding; where low is high,
 * that value. */
double lac_pert_quantile(double low, double mode, double high, double quantile);

/* The same from a table made once, for callers that want it often: in (quantile)^(1/a) from below and
 * (1 - quantile)^(1/b) from above, a and b the parameters of the Beta, it is smooth up to the ends, so
 * a cubic between equal steps misses by at most LAC_PERT_ERROR x (high - low). */
enum { LAC_PERT_STEPS = 128 };
#define LAC_PERT_ERROR 2e-9

typedef struct {
    double step;                      /* of the variable */
    double power;                     /* 1 / parameter */
    double value[LAC_PERT_STEPS + 1]; /* 0 to 1, from the end on */
    double slope[LAC_PERT_STEPS + 1]; /* by step */
} lac_pert_side;

typedef struct {
    double skew;
    lac_pert_side sides[2]; /* quantiles up to 1/2; those above it, mirrored */
} lac_pert;

void lac_pert_make(lac_pert *self, double skew);

/* On 0 to 1: the share of the way from low to high. */
double lac_pert_at(const lac_pert *self, double quantile);

#endif
