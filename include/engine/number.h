/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_NUMBER_H
#define LAC_ENGINE_NUMBER_H

#include "base/arena.h"
#include "base/status.h"

#include <stdint.h>

/* How many start, or leave by a count, in a month (model rule 12): Poisson, or with a variance ratio
 * above 1 negative binomial of the same mean and variance = ratio x mean. One word gives the number by
 * inversion, so the same word gives a larger number for a larger mean. */

/* The least number n with word < F(n), F rounded to 2^-32. */
uint32_t lac_number_invert(uint32_t word, double mean, double ratio);

/* A distribution from which numbers are drawn again and again. Its terms follow from the largest one. */
typedef struct {
    double mean;
    double ratio;
    double size;    /* negative binomial: mean / (ratio - 1); 0 for Poisson */
    double fail;    /* negative binomial: 1 - 1 / ratio */
    double at_mode; /* the largest term */
    double less;    /* F(mode - 1) */
    uint32_t mode;
    uint32_t lowest; /* terms below it do not count */
    /* A table, where one has been made. */
    uint32_t first;
    uint32_t n;
    uint64_t *below; /* n of them: F(first), F(first + 1), .. in units of 2^-32; the last is 2^32 */
} lac_number;

/* Without a table, for few draws. */
lac_number lac_number_begin(double mean, double ratio);

/* With one, for a mean that many replicates share; it belongs to the arena. LAC_OK or LAC_MEMORY. */
int lac_number_make(lac_number *self, lac_arena *arena, double mean, double ratio) LAC_CHECKED;

/* The same number as lac_number_invert, with a table or without. */
uint32_t lac_number_draw(const lac_number *self, uint32_t word);

#endif
