/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marsaglia and Tsang (2000), A simple method for generating gamma variables: with d = shape - 1/3,
 * c = 1 / sqrt(9 d), x normal, v = (1 + c x)^3 and u uniform, d v is Gamma(shape) where v > 0 and
 *     ln u < x^2 / 2 + d (1 - v + ln v),
 * else it is tried again. The first attempt is made for all factors in plain loops of additions,
 * multiplications and square roots, the same on every machine; the few that the squeeze leaves open are
 * settled one by one. For a shape below 1, Gamma(shape + 1) x u^(1 / shape). */
#include "engine/gamma.h"

#include "base/avx2.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Where u < 1 - 0.1986 c^2 x^4 the condition holds. The paper shows it for shape 1, where c^2 = 1/6:
 * u < 1 - 0.0331 x^4. For other shapes let y = c x and s = 1 / c^2: the right side of the condition is s
 * times a function g of y alone, and exp(s g(y)) - 1 + 0.1986 s y^4, 0 at s = 0, convex in s and not below
 * 0 at s = 6, is not below 0 beyond. */
static const double SQUEEZE = 6 * 0.0331;

/* Of the series of the sine and of the cosine: up to pi / 2 what is left out is below 7e-11. */
enum { TERMS = 8 };
static const double SINE[TERMS] = {1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880,
    -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000};
static const double COSINE[TERMS] = {1, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800,
    1.0 / 479001600, -1.0 / 87178291200};
static const double PI = 0x1.921fb54442d18p+1;

/* Two independent normal numbers (Box and Muller 1958) from minus the logarithm of a word, in units of
 * 2^-32, and another word. They lie within sqrt(2 ln 2^33) = 6.76, which
 * a normal number leaves once in 7e10 times. */
static inline void normals(uint64_t wait, uint32_t turn, double *first, double *second)
{
    const double two_52 = 0x1p52;
    uint64_t bits = 0;
    memcpy(&bits, &two_52, sizeof bits);
    bits |= wait; /* below 2^37 */
    double whole = 0;
    memcpy(&whole, &bits, sizeof whole);
    const double radius = sqrt((whole - two_52) * 0x1p-31);
    const double half = PI * (lac_luck_uniform(turn) - 0.5); /* of the angle */
    const double square = half * half;
    double sine = SINE[TERMS - 1];
    double cosine = COSINE[TERMS - 1];
    for (int i = TERMS - 2; i >= 0; i--) {
        sine = sine * square + SINE[i];
        cosine = cosine * square + COSINE[i];
    }
    sine *= half;
    *first = radius * (1 - 2 * sine * sine);
    *second = radius * (2 * sine * cosine);
}

static inline double cube(double x)
{
    return x * x * x;
}

/* The first attempt of all. */
static inline void attempt(lac_gammas *self)
{
    const size_t n = self->n_pairs;
    const uint64_t *restrict waits = self->waits;
    const uint32_t *restrict turns = self->words + n;
    const uint32_t *restrict uniforms = self->words + 2 * n;
    const double *restrict slope = self->slope;
    const double *restrict scale = self->scale;
    double *restrict normal = self->normal;
    double *restrict value = self->value;
    double *restrict margin = self->margin;
    for (size_t i = 0; i < n; i++) {
        normals(waits[i], turns[i], &normal[i], &normal[n + i]);
    }
    for (size_t i = 0; i < 2 * n; i++) {
        const double x = normal[i];
        const double y = slope[i] * x;
        value[i] = scale[i] * cube(1 + y);
        margin[i] = 1 - SQUEEZE * (x * x) * (y * y) - lac_luck_uniform(uniforms[i]);
    }
}

#ifdef LAC_HAS_AVX2
LAC_AVX2 static void attempt_avx2(lac_gammas *self)
{
    attempt(self);
}
#endif

static void attempt_all(lac_gammas *self)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        attempt_avx2(self);
        return;
    }
#endif
    attempt(self);
}

/* The condition, with the v of an attempt. */
static bool is_accepted(double c, double x, double v, uint32_t uniform)
{
    return v > 0 && log(lac_luck_uniform(uniform)) < 0.5 * x * x + (1 - v + log(v)) / (9 * c * c);
}

static lac_who who_is(const lac_gammas *self, size_t place)
{
    const size_t second = place / self->n_pairs;
    return (lac_who){
        .family = 0, .member = (uint32_t)(2 * (place - second * self->n_pairs) + second)};
}

/* The value of a factor whose first attempt the squeeze leaves open. */
static double settle(const lac_gammas *self, const lac_luck *luck, size_t place)
{
    const double c = self->slope[place];
    double x = self->normal[place];
    double v = cube(1 + c * x);
    uint32_t uniform = self->words[2 * self->n_pairs + place];
    for (uint64_t occurrence = 1; !is_accepted(c, x, v, uniform); occurrence++) {
        const lac_draw draw =
            lac_luck_draw(luck, who_is(self, place), LAC_LUCK_PARAMETER, occurrence);
        double other = 0;
        normals(lac_luck_exponential(draw.word[0]), draw.word[1], &x, &other);
        v = cube(1 + c * x);
        uniform = draw.word[2];
    }
    return self->scale[place] * v;
}

void lac_gammas_from_words(lac_gammas *self, const lac_luck *luck, double *draw)
{
    const size_t n = self->n_pairs;
    const double *margin = self->margin;
    double *value = self->value;
    lac_luck_exponentials(self->words, n, self->waits);
    attempt_all(self);
    for (size_t place = 0; place < 2 * n; place++) {
        if (margin[place] <= 0) {
            value[place] = settle(self, luck, place);
        }
    }
    for (size_t i = 0; i < self->n_small; i++) { /* attempts leave the last word of each draw */
        const lac_who who = who_is(self, self->small[i]);
        const lac_draw last = lac_luck_draw(luck, who, LAC_LUCK_PARAMETER, 1);
        value[self->small[i]] *= pow(lac_luck_uniform(last.word[3]), self->power[i]);
    }
    for (size_t pair = 0; pair < self->n / 2; pair++) {
        draw[2 * pair] = value[pair];
        draw[2 * pair + 1] = value[n + pair];
    }
    if (self->n % 2 == 1) {
        draw[self->n - 1] = value[self->n / 2];
    }
}

void lac_gammas_draw(lac_gammas *self, const lac_luck *luck, double *draw)
{
    lac_luck_fill(luck, self->family, self->member, self->n_pairs, LAC_LUCK_PARAMETER, 0,
        self->words, self->n_pairs);
    lac_gammas_from_words(self, luck, draw);
}

static void set_shape(lac_gammas *self, size_t place, double shape)
{
    const bool is_small = shape < 1;
    const double d = (is_small ? shape + 1 : shape) - 1.0 / 3;
    self->slope[place] = 1 / sqrt(9 * d);
    self->scale[place] = d / shape;
    if (is_small) {
        self->small[self->n_small] = place;
        self->power[self->n_small++] = 1 / shape;
    }
}

int lac_gammas_make(lac_gammas *self, const double *shapes, size_t n, lac_arena *arena)
{
    const size_t n_pairs = (n + 15) / 16 * 8;
    double **const numbers[] = {
        &self->slope, &self->scale, &self->normal, &self->value, &self->margin, &self->power};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        *numbers[i] = lac_arena_alloc(arena, 2 * n_pairs + 1, sizeof **numbers[i]);
        if (*numbers[i] == NULL) {
            return LAC_MEMORY;
        }
    }
    self->n = n;
    self->n_pairs = n_pairs;
    self->family = lac_arena_alloc(arena, n_pairs + 1, sizeof *self->family);
    self->member = lac_arena_alloc(arena, n_pairs + 1, sizeof *self->member);
    self->words = lac_arena_alloc(arena, 4 * n_pairs + 1, sizeof *self->words);
    self->waits = lac_arena_alloc(arena, n_pairs + 1, sizeof *self->waits);
    self->small = lac_arena_alloc(arena, n + 1, sizeof *self->small);
    if (self->family == NULL || self->member == NULL || self->words == NULL ||
        self->waits == NULL || self->small == NULL) {
        return LAC_MEMORY;
    }
    for (size_t pair = 0; pair < n_pairs; pair++) {
        self->member[pair] = (uint32_t)pair;
    }
    for (size_t i = 0; i < n; i++) {
        set_shape(self, i / 2 + i % 2 * n_pairs, shapes[i]);
    }
    return LAC_OK;
}
