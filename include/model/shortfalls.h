/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_SHORTFALLS_H
#define LAC_MODEL_SHORTFALLS_H

#include <stdbool.h>

/* What a scenario asks for over the horizon and does not get, because there are too few children or places.
 * A replicate counts children and attempts; expected values and means over replicates have fractions. None
 * is below 0. */
typedef struct {
    double unmet;        /* children whom counts and lists did not find */
    double shortage;     /* children whom a negative unreconciled did not find */
    double homeless;     /* children who came into a full placement that has no overflow */
    double unshifted;    /* attempts of shifts that found nobody */
    double unidentified; /* children whom pathway programmes looked for and did not find */
} lac_shortfalls;

/* Whether a shortfall is more than what rounding leaves of none. */
static inline bool lac_shortfall_is_any(double shortfall)
{
    return shortfall > 1e-9;
}

#endif
