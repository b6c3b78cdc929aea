/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gamma factors of a replicate, all at once: their distribution, the paper's algorithm written out for one
 * of them, the ends of the words, and that none depends on another. */
#include "support.h"

#include "engine/gamma.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

typedef struct {
    lac_arena arena;
    lac_gammas gammas;
} fixture;

static void make(fixture *self, const double *shapes, size_t n)
{
    memset(self, 0, sizeof *self);
    assert_int_equal(lac_gammas_make(&self->gammas, shapes, n, &self->arena), LAC_OK);
}

static void drop(fixture *self)
{
    lac_arena_free(&self->arena);
}

/* ---- distribution ---- */

enum { FACTORS = 1000, REPLICATES = 1000, EVEN = 64, CELLS = EVEN + 4 };

/* Upper ends of the cells but the last: 64 of equal probability, the first and the last of them cut at
 * 1e-4 and 1e-3 from the end of the distribution. */
static double probability_below(int end)
{
    return end < 2           ? (end == 0 ? 1e-4 : 1e-3)
           : end < CELLS - 3 ? (end - 1) / (double)EVEN
                             : (end == CELLS - 3 ? 1 - 1e-3 : 1 - 1e-4);
}

/* Where that probability is below: by halving between what is far outside. GSL's function is wrong near one
 * standard deviation below the mean of a shape of a million (by 0.4); there the cube root is as good as
 * normal (Wilson and Hilferty 1931), which is off by 4e-6 at 1,200 and by less in proportion beyond. */
static double quantile(double below, double shape)
{
    if (shape > 1e5) {
        return pow(1 - 1 / (9 * shape) + gsl_cdf_ugaussian_Pinv(below) / (3 * sqrt(shape)), 3);
    }
    double low = fmax(0, 1 - 10 / sqrt(shape));
    double high = 1 + 10 / sqrt(shape) + 20 / shape;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2;
        *(gsl_cdf_gamma_P(middle, shape, 1 / shape) < below ? &low : &high) = middle;
    }
    return high;
}

static int cell_of(double value, const double *ends, int n_ends)
{
    int low = 0;
    int high = n_ends; /* ends before low are at or below value, those from high on above it */
    while (low < high) {
        const int middle = (low + high) / 2;
        if (ends[middle] <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A million draws of each shape: the chi-square of 68 cells, the rarest with 100 expected, exceeds its
 * 1e-7 point in one of 10 million right programs, for each of the eight shapes. */
static void distribution(void **state)
{
    (void)state;
    static const double SHAPES[] = {0.3, 0.5, 1, 1.5, 10, 100, 1200, 1e6};
    for (size_t s = 0; s < sizeof SHAPES / sizeof *SHAPES; s++) {
        const double shape = SHAPES[s];
        static double shapes[FACTORS];
        static double draw[FACTORS];
        double ends[CELLS - 1];
        int counts[CELLS] = {0};
        double chi = 0;
        fixture f;
        for (int i = 0; i < FACTORS; i++) {
            shapes[i] = shape;
        }
        for (int end = 0; end < CELLS - 1; end++) {
            ends[end] = quantile(probability_below(end), shape);
        }
        make(&f, shapes, FACTORS);
        for (uint32_t replicate = 0; replicate < REPLICATES; replicate++) {
            lac_gammas_draw(&f.gammas, &(lac_luck){.seed = 20, .replicate = replicate}, draw);
            for (int i = 0; i < FACTORS; i++) {
                counts[cell_of(draw[i], ends, CELLS - 1)]++;
            }
        }
        for (int c = 0; c < CELLS; c++) {
            const double below = c == 0 ? 0 : probability_below(c - 1);
            const double up_to = c == CELLS - 1 ? 1 : probability_below(c);
            const double expected = (up_to - below) * FACTORS * REPLICATES;
            chi += (counts[c] - expected) * (counts[c] - expected) / expected;
        }
        if (gsl_cdf_chisq_Q(chi, CELLS - 1) < 1e-7) {
            fail_msg("shape %g: chi-square %g at %d degrees of freedom", shape, chi, CELLS - 1);
        }
        drop(&f);
    }
}

/* Factors that share a draw, and neighbours that do not, by sixteenths of either: half a million pairs, in
 * four studies of 256 cells; each exceeds its 1e-7 point in one of 10 million right programs. */
static void factors_are_independent(void **state)
{
    (void)state;
    enum { PARTS = 16 };
    static const double SHAPES[] = {1, 10};
    for (int study = 0; study < 4; study++) {
        const double shape = SHAPES[study / 2];
        const int first = study % 2; /* 0: pairs 2 k and 2 k + 1; 1: 2 k + 1 and 2 k + 2 */
        static double shapes[FACTORS];
        static double draw[FACTORS];
        double ends[PARTS - 1];
        int counts[PARTS * PARTS] = {0};
        int n = 0;
        double chi = 0;
        fixture f;
        for (int i = 0; i < FACTORS; i++) {
            shapes[i] = shape;
        }
        for (int end = 0; end < PARTS - 1; end++) {
            ends[end] = quantile((end + 1.0) / PARTS, shape);
        }
        make(&f, shapes, FACTORS);
        for (uint32_t replicate = 0; replicate < REPLICATES; replicate++) {
            lac_gammas_draw(&f.gammas, &(lac_luck){.seed = 21, .replicate = replicate}, draw);
            for (int i = first; i + 1 < FACTORS; i += 2) {
                const int row = cell_of(draw[i], ends, PARTS - 1);
                counts[PARTS * row + cell_of(draw[i + 1], ends, PARTS - 1)]++;
                n++;
            }
        }
        const double expected = (double)n / PARTS / PARTS;
        for (int i = 0; i < PARTS * PARTS; i++) {
            const double more = counts[i] - expected;
            chi += more * more / expected;
        }
        if (gsl_cdf_chisq_Q(chi, PARTS * PARTS - 1) < 1e-7) {
            fail_msg("shape %g, pairs from %d: chi-square %g", shape, first, chi);
        }
        drop(&f);
    }
}

/* ---- the paper, one by one ---- */

/* Factor i whose pair has these words, with the functions of the library and no squeeze; the occurrence
 * that gave it in *used. Of the luck, only what follows the first attempt. */
static double one(double shape, const lac_luck *luck, uint32_t i, lac_draw words, uint64_t *used)
{
    const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    const double c = 1 / sqrt(9 * d);
    const double pi = acos(-1);
    double u = lac_luck_uniform(words.word[i % 2 == 0 ? 2 : 3]);
    for (uint64_t occurrence = 0;; occurrence++) {
        const double radius = sqrt(2 * (double)lac_luck_exponential(words.word[0]) * 0x1p-32);
        const double angle = 2 * pi * (lac_luck_uniform(words.word[1]) - 0.5);
        const double x = radius * (occurrence == 0 && i % 2 == 1 ? sin(angle) : cos(angle));
        const double v = pow(1 + c * x, 3);
        if (v > 0 && log(u) < 0.5 * x * x + d * (1 - v + log(v))) {
            const lac_draw next = lac_luck_draw(luck, (lac_who){0, i}, LAC_LUCK_PARAMETER, 1);
            *used = occurrence;
            return d * v / shape * (shape < 1 ? pow(lac_luck_uniform(next.word[3]), 1 / shape) : 1);
        }
        words = lac_luck_draw(luck, (lac_who){0, i}, LAC_LUCK_PARAMETER, occurrence + 1);
        u = lac_luck_uniform(words.word[2]);
    }
}

static lac_draw words_of(const lac_gammas *self, size_t i)
{
    const uint32_t *word = self->words + i / 2;
    const size_t n = self->n_pairs;
    return (lac_draw){{word[0], word[n], word[2 * n], word[3 * n]}};
}

static const double MIX[] = {0.3, 0.5, 0.999, 1, 1.001, 1.5, 3, 10, 1200, 1e6, 1e9};
enum { N_MIX = sizeof MIX / sizeof *MIX };

/* Sine and cosine are right to 7e-11, so that values near 1 are to 1e-9. */
static void check_all(fixture *f, const double *shapes, const lac_luck *luck, const double *draw)
{
    for (uint32_t i = 0; i < f->gammas.n; i++) {
        uint64_t used = 0;
        const double expected = one(shapes[i], luck, i, words_of(&f->gammas, i), &used);
        if (!(fabs(draw[i] - expected) <= 1e-9 * (1 + expected))) {
            fail_msg("factor %u of shape %g is %.17g, not %.17g", i, shapes[i], draw[i], expected);
        }
    }
}

static void as_published(void **state)
{
    (void)state;
    static double shapes[FACTORS];
    static double draw[FACTORS];
    fixture f;
    for (int i = 0; i < FACTORS; i++) {
        shapes[i] = MIX[i % N_MIX];
    }
    make(&f, shapes, FACTORS);
    for (uint32_t replicate = 0; replicate < 300; replicate++) {
        const lac_luck luck = {.seed = 22, .replicate = replicate};
        lac_gammas_draw(&f.gammas, &luck, draw);
        for (uint32_t pair = 0; pair < FACTORS / 2; pair++) {
            const lac_draw words = words_of(&f.gammas, (size_t)2 * pair);
            const lac_draw own = lac_luck_draw(&luck, (lac_who){0, pair}, LAC_LUCK_PARAMETER, 0);
            assert_memory_equal(words.word, own.word, sizeof words.word);
        }
        check_all(&f, shapes, &luck, draw);
    }
    drop(&f);
}

/* An attempt is accepted with the probability e^d sqrt(d / (2 pi)) Gamma(shape) / d^shape, the integral of
 * exp(d (1 - v + ln v)) over x by that of the normal density at 1: 0.9516 for shape 1, 0.9967 for 10. Of
 * 300,000 the number refused is within 5.2 standard errors of that (2 x 2e-7), and the squeeze leaves open
 * all of these and some more, but not 1 / d in 10. */
static void refusals(void **state)
{
    (void)state;
    static const double SHAPES[] = {1, 10};
    enum { TIMES = 300, N = FACTORS * TIMES };
    for (size_t s = 0; s < 2; s++) {
        const double shape = SHAPES[s];
        const double d = shape - 1.0 / 3;
        const double accepted =
            exp(d + gsl_sf_lngamma(shape) - shape * log(d)) * sqrt(d / (2 * acos(-1)));
        static double shapes[FACTORS];
        static double draw[FACTORS];
        int refused = 0;
        int open = 0;
        fixture f;
        for (int i = 0; i < FACTORS; i++) {
            shapes[i] = shape;
        }
        make(&f, shapes, FACTORS);
        for (uint32_t replicate = 0; replicate < TIMES; replicate++) {
            const lac_luck luck = {.seed = 23, .replicate = replicate};
            lac_gammas_draw(&f.gammas, &luck, draw);
            check_all(&f, shapes, &luck, draw);
            for (uint32_t i = 0; i < FACTORS; i++) {
                uint64_t used = 0;
                one(shape, &luck, i, words_of(&f.gammas, i), &used);
                const bool is_open = f.gammas.margin[i / 2 + i % 2 * f.gammas.n_pairs] <= 0;
                assert_true(used == 0 || is_open);
                refused += used > 0;
                open += is_open;
            }
        }
        assert_within(refused, N * (1 - accepted), 5.2 * sqrt(N * accepted * (1 - accepted)));
        assert_true(open > refused && open < N * 0.1 / d);
        drop(&f);
    }
}

/* ---- the ends of the words ---- */

/* Every word of a pair at its ends, at the middle and beside it: as published, and between 0 and what the
 * greatest normal number, sqrt(2 ln 2^33) = 6.76, gives. */
static void extreme_words(void **state)
{
    (void)state;
    static const uint32_t WORDS[] = {
        0, 1, UINT32_C(0x7fffffff), UINT32_C(0x80000000), UINT32_MAX - 1, UINT32_MAX};
    enum { N_WORDS = sizeof WORDS / sizeof *WORDS };
    double shapes[2 * N_MIX];
    double draw[2 * N_MIX];
    fixture f;
    for (int i = 0; i < 2 * N_MIX; i++) {
        shapes[i] = MIX[i / 2];
    }
    make(&f, shapes, 2 * N_MIX);
    for (int k = 0; k < N_WORDS * N_WORDS * N_WORDS * N_WORDS; k++) {
        const lac_luck luck = {.seed = 24, .replicate = (uint32_t)k};
        for (size_t at = 0, rest = (size_t)k; at < 4; at++, rest /= N_WORDS) {
            for (size_t pair = 0; pair < f.gammas.n_pairs; pair++) {
                f.gammas.words[at * f.gammas.n_pairs + pair] = WORDS[rest % N_WORDS];
            }
        }
        lac_gammas_from_words(&f.gammas, &luck, draw);
        check_all(&f, shapes, &luck, draw);
        for (int i = 0; i < 2 * N_MIX; i++) {
            const double d = (shapes[i] < 1 ? shapes[i] + 1 : shapes[i]) - 1.0 / 3;
            const double most = d / shapes[i] * pow(1 + 6.77 / sqrt(9 * d), 3);
            assert_true(isfinite(draw[i]) && draw[i] > 0 && draw[i] < most);
        }
    }
    drop(&f);
}

/* ---- none depends on another ---- */

/* However many there are, whatever the shapes of the others, and in whatever order replicates are drawn. */
static void others_do_not_matter(void **state)
{
    (void)state;
    enum { MOST = 83 };
    double shapes[MOST];
    double other[MOST];
    double draw[MOST];
    double again[MOST + 1];
    fixture all;
    for (int i = 0; i < MOST; i++) {
        shapes[i] = MIX[i % N_MIX];
    }
    make(&all, shapes, MOST);
    for (size_t n = 0; n <= MOST; n++) {
        fixture f;
        for (size_t i = 0; i < MOST; i++) { /* every third keeps its shape */
            other[i] = i % 3 == n % 3 ? shapes[i] : MIX[(i + n) % N_MIX];
        }
        make(&f, other, n);
        for (uint32_t replicate = 20; replicate-- > 0;) {
            const lac_luck luck = {.seed = 25, .replicate = replicate};
            again[n] = -1;
            lac_gammas_draw(&all.gammas, &luck, draw);
            lac_gammas_draw(&f.gammas, &luck, again);
            for (size_t i = n % 3; i < n; i += 3) {
                assert_memory_equal(&again[i], &draw[i], sizeof draw[i]);
            }
            assert_true(again[n] == -1);
        }
        drop(&f);
    }
    drop(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distribution),
        cmocka_unit_test(factors_are_independent),
        cmocka_unit_test(as_published),
        cmocka_unit_test(refusals),
        cmocka_unit_test(extreme_words),
        cmocka_unit_test(others_do_not_matter),
    };
    return cmocka_run_group_tests_name("gamma", tests, NULL, NULL);
}
