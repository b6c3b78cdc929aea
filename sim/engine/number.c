/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/number.h"

#include "engine/luck.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

/* What is below this share of the whole is not seen by 32 bits. */
static const double NOTHING = 0x1p-44;

/* A distribution of numbers: its terms by recurrence from the largest one. */
typedef struct {
    double mean;
    double size; /* negative binomial: mean / (ratio - 1); 0 for Poisson */
    double fail; /* negative binomial: 1 - 1 / ratio */
    uint32_t mode;
    double at_mode;
} law;

/* With GSL's logarithm of the Gamma function: lgamma of libm writes to a variable that threads share. */
static law law_make(double mean, double ratio)
{
    law self = {.mean = mean};
    if (ratio > 1) {
        const double size = mean / (ratio - 1);
        self.size = size;
        self.fail = 1 - 1 / ratio;
        self.mode = size > 1 ? (uint32_t)floor((size - 1) * (ratio - 1)) : 0;
        self.at_mode =
            exp(gsl_sf_lngamma(self.mode + size) - gsl_sf_lngamma(size) -
                gsl_sf_lngamma(self.mode + 1.0) - size * log(ratio) + self.mode * log(self.fail));
    } else {
        self.mode = (uint32_t)floor(mean);
        self.at_mode = exp(self.mode * log(mean) - mean - gsl_sf_lngamma(self.mode + 1.0));
    }
    return self;
}

/* The term of n + 1 over that of n. */
static double law_step(const law *self, uint32_t n)
{
    return (self->size > 0 ? (n + self->size) * self->fail : self->mean) / (n + 1.0);
}

/* The sum of the terms below the mode; *lowest is the first that counts. */
static double law_below(const law *self, uint32_t *lowest)
{
    double sum = 0;
    double term = self->at_mode;
    uint32_t n = self->mode;
    while (n > 0) {
        term /= law_step(self, n - 1);
        if (term < NOTHING * self->at_mode) {
            break;
        }
        sum += term;
        n--;
    }
    *lowest = n;
    return sum;
}

uint32_t lac_number_invert(uint32_t word, double mean, double ratio)
{
    if (mean <= 0) {
        return 0;
    }
    const law terms = law_make(mean, ratio);
    uint32_t lowest = 0;
    double sum = law_below(&terms, &lowest);
    uint32_t n = terms.mode;
    double term = terms.at_mode;
    if (word < lac_luck_threshold(sum)) {
        /* down: sum is F(n - 1) */
        while (n > lowest && word < lac_luck_threshold(sum)) {
            n--;
            term /= law_step(&terms, n);
            sum -= term;
        }
        return n;
    }
    sum += term;
    while (word >= lac_luck_threshold(sum) && term >= NOTHING * terms.at_mode) {
        term *= law_step(&terms, n);
        n++;
        sum += term;
    }
    return n;
}

int lac_number_make(lac_number *self, lac_arena *arena, double mean, double ratio)
{
    *self = (lac_number){.mean = mean, .ratio = ratio};
    if (mean <= 0) {
        return LAC_OK;
    }
    const law terms = law_make(mean, ratio);
    double term = terms.at_mode;
    uint32_t last = terms.mode;
    const double below = law_below(&terms, &self->first);
    while (term >= NOTHING * terms.at_mode) {
        term *= law_step(&terms, last);
        last++;
    }
    self->n = last - self->first + 1;
    self->below = lac_arena_alloc(arena, self->n, sizeof *self->below);
    if (self->below == NULL) {
        self->n = 0;
        return LAC_MEMORY;
    }
    /* each entry is where lac_number_invert changes its answer */
    double sum = below;
    term = terms.at_mode;
    for (uint32_t n = terms.mode; n > self->first; n--) {
        self->below[n - 1 - self->first] = lac_luck_threshold(sum);
        term /= law_step(&terms, n - 1);
        sum -= term;
    }
    sum = below + terms.at_mode;
    term = terms.at_mode;
    for (uint32_t n = terms.mode; n < last; n++) {
        self->below[n - self->first] = lac_luck_threshold(sum);
        term *= law_step(&terms, n);
        sum += term;
    }
    self->below[self->n - 1] = UINT64_C(1) << 32;
    return LAC_OK;
}

uint32_t lac_number_draw(const lac_number *self, uint32_t word)
{
    uint32_t low = 0;
    uint32_t high = self->n == 0 ? 0 : self->n - 1; /* the last entry is above every word */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (word < self->below[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return self->first + low;
}
