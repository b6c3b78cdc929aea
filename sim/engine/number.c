/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/number.h"

#include "engine/luck.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

/* What is below this share of the whole is not seen by 32 bits. */
static const double NOTHING = 0x1p-44;

/* With GSL's logarithm of the Gamma function: lgamma of libm writes to a variable that threads share. */
static void find_mode(lac_number *self)
{
    const double mean = self->mean;
    const double ratio = self->ratio;
    if (ratio > 1) {
        const double size = mean / (ratio - 1);
        self->size = size;
        self->fail = 1 - 1 / ratio;
        self->mode = size > 1 ? (uint32_t)floor((size - 1) * (ratio - 1)) : 0;
        self->at_mode = exp(gsl_sf_lngamma(self->mode + size) - gsl_sf_lngamma(size) -
                            gsl_sf_lngamma(self->mode + 1.0) - size * log(ratio) +
                            self->mode * log(self->fail));
    } else {
        self->mode = (uint32_t)floor(mean);
        self->at_mode = exp(self->mode * log(mean) - mean - gsl_sf_lngamma(self->mode + 1.0));
    }
}

/* The term of n + 1 over that of n. */
static double step(const lac_number *self, uint32_t n)
{
    return (self->size > 0 ? (n + self->size) * self->fail : self->mean) / (n + 1.0);
}

static void sum_below(lac_number *self)
{
    double term = self->at_mode;
    uint32_t n = self->mode;
    while (n > 0) {
        term /= step(self, n - 1);
        if (term < NOTHING * self->at_mode) {
            break;
        }
        self->less += term;
        n--;
    }
    self->lowest = n;
}

lac_number lac_number_begin(double mean, double ratio)
{
    lac_number self = {.mean = mean, .ratio = ratio};
    if (mean > 0) {
        find_mode(&self);
        sum_below(&self);
    }
    return self;
}

/* Whether word < lac_luck_threshold(sum), of any sum. */
static bool exceeds(double sum, uint32_t word)
{
    return sum * 0x1p32 + 0.5 >= word + 1.0;
}

/* From the mode to the number. */
static uint32_t walk(const lac_number *self, uint32_t word)
{
    uint32_t n = self->mode;
    double term = self->at_mode;
    double sum = self->less;
    if (exceeds(sum, word)) {
        /* down: sum is F(n - 1) */
        while (n > self->lowest && exceeds(sum, word)) {
            n--;
            term /= step(self, n);
            sum -= term;
        }
        return n;
    }
    sum += term;
    while (!exceeds(sum, word) && term >= NOTHING * self->at_mode) {
        term *= step(self, n);
        n++;
        sum += term;
    }
    return n;
}

uint32_t lac_number_invert(uint32_t word, double mean, double ratio)
{
    const lac_number number = lac_number_begin(mean, ratio);
    return lac_number_draw(&number, word);
}

int lac_number_make(lac_number *self, lac_arena *arena, double mean, double ratio)
{
    *self = lac_number_begin(mean, ratio);
    if (mean <= 0) {
        return LAC_OK;
    }
    double term = self->at_mode;
    uint32_t last = self->mode;
    while (term >= NOTHING * self->at_mode) {
        term *= step(self, last);
        last++;
    }
    self->first = self->lowest;
    self->n = last - self->first + 1;
    self->below = lac_arena_alloc(arena, self->n, sizeof *self->below);
    if (self->below == NULL) {
        self->n = 0;
        return LAC_MEMORY;
    }
    /* each entry is where walk changes its answer */
    double sum = self->less;
    term = self->at_mode;
    for (uint32_t n = self->mode; n > self->first; n--) {
        self->below[n - 1 - self->first] = lac_luck_threshold(sum);
        term /= step(self, n - 1);
        sum -= term;
    }
    sum = self->less + self->at_mode;
    term = self->at_mode;
    for (uint32_t n = self->mode; n < last; n++) {
        self->below[n - self->first] = lac_luck_threshold(sum);
        term *= step(self, n);
        sum += term;
    }
    self->below[self->n - 1] = LAC_WHOLE;
    return LAC_OK;
}

uint32_t lac_number_draw(const lac_number *self, uint32_t word)
{
    if (self->mean <= 0) {
        return 0;
    }
    if (self->below == NULL) {
        return walk(self, word);
    }
    uint32_t low = 0;
    uint32_t high = self->n - 1; /* the last entry is above every word */
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
