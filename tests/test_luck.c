/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addressed luck: the published answers of Philox, uniform and independent numbers along every part of an
 * address, and the exponential. */
#include "engine/luck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* The parts of an address. */
typedef enum { MEMBER, FAMILY, PURPOSE, OCCURRENCE, REPLICATE, SEED, PARTS } part;

typedef struct {
    uint64_t at[PARTS];
} address;

static const char *const NAME[PARTS] = {
    "member", "family", "purpose", "occurrence", "replicate", "seed"};
static const int BITS[PARTS] = {32, 32, 0, 36, 20, 64}; /* purposes have names, not bits */

static lac_draw draw_at(const address *self)
{
    const lac_luck luck = {.seed = self->at[SEED], .replicate = (uint32_t)self->at[REPLICATE]};
    const lac_who who = {(uint32_t)self->at[FAMILY], (uint32_t)self->at[MEMBER]};
    return lac_luck_draw(&luck, who, (lac_purpose)self->at[PURPOSE], self->at[OCCURRENCE]);
}

/* ---- known answers ---- */

/* The lines "philox4x32 10" of tests/kat_vectors in the Random123 distribution (Salmon, Moraes, Dror and
 * Shaw 2011). The counter is member, family, purpose (8 bits) over the low 24 bits of the
 * occurrence, its high 12 bits over the replicate (20 bits); the key is the seed, low word first: studies
 * that name their seed give the same numbers in every version. */
static void published_answers(void **state)
{
    (void)state;
    static const struct {
        address address;
        uint32_t word[4];
    } ANSWERS[] = {
        /* counter and key 0 */
        {{{0, 0, 0, 0, 0, 0}}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        /* all bits 1 */
        {{{0xffffffff, 0xffffffff, 0xff, 0xfffffffff, 0xfffff, 0xffffffffffffffff}},
            {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        /* 243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 */
        {{{0x243f6a88, 0x85a308d3, 0x13, 0x037198a2e, 0x07344, 0x299f31d0a4093822}},
            {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++) {
        const lac_draw draw = draw_at(&ANSWERS[i].address);
        assert_memory_equal(draw.word, ANSWERS[i].word, sizeof draw.word);
    }
}

/* Many at once, in rows longer than they are: the same as one by one, and nothing behind them. */
static void many_at_once(void **state)
{
    (void)state;
    enum { MOST = 70, STEP = MOST + 3 };
    const lac_luck luck = {.seed = UINT64_C(0x0123456789abcdef), .replicate = 77777};
    const uint64_t occurrence = UINT64_C(0x912345678);
    uint32_t family[MOST];
    uint32_t member[MOST];
    for (uint32_t i = 0; i < MOST; i++) {
        family[i] = UINT32_C(0xFFFFFFF0) + 7 * i;
        member[i] = UINT32_C(0x80000001) * i;
    }
    for (size_t n = 0; n <= MOST; n++) {
        uint32_t out[4 * STEP];
        memset(out, 0xA5, sizeof out);
        lac_luck_fill(&luck, family, member, n, LAC_LUCK_TEST, occurrence, out, STEP);
        for (size_t i = 0; i < STEP; i++) {
            lac_draw draw = {{0xA5A5A5A5, 0xA5A5A5A5, 0xA5A5A5A5, 0xA5A5A5A5}};
            if (i < n) {
                draw = lac_luck_draw(
                    &luck, (lac_who){family[i], member[i]}, LAC_LUCK_TEST, occurrence);
            }
            for (size_t w = 0; w < 4; w++) {
                assert_int_equal(out[w * STEP + i], draw.word[w]);
            }
        }
    }
}

/* ---- differences ---- */

static int bits_that_differ(const lac_draw *a, const lac_draw *b)
{
    int n = 0;
    for (int w = 0; w < 4; w++) {
        for (uint32_t x = a->word[w] ^ b->word[w]; x != 0; x &= x - 1) {
            n++;
        }
    }
    return n;
}

/* Addresses to start from, spread over all that a study may use. */
static address somewhere(int i)
{
    const lac_draw a = lac_luck_draw(
        &(lac_luck){.seed = 20250401, .replicate = (uint32_t)i}, (lac_who){0, 0}, LAC_LUCK_TEST, 0);
    return (address){{a.word[0] % 2000000, a.word[0] >> 22, a.word[1] % LAC_LUCK_TEST,
        a.word[1] >> 12, a.word[2] % 1000000, (uint64_t)a.word[2] << 32 | a.word[3]}};
}

/* One bit of an address changes half of the 128 bits: Binomial(128, 1/2), and one of 20 or fewer has a
 * chance of 4e-16. Over all bits and starts the mean is normal: |z| < 4.9 has a false alarm of 1e-6. */
static void one_bit_changes_everything(void **state)
{
    (void)state;
    enum { STARTS = 200 };
    double sum = 0;
    int n = 0;
    for (int i = 0; i < STARTS; i++) {
        const address start = somewhere(i);
        const lac_draw before = draw_at(&start);
        for (int p = 0; p < PARTS; p++) {
            for (int bit = 0; bit < BITS[p]; bit++) {
                address other = start;
                other.at[p] ^= UINT64_C(1) << bit;
                const lac_draw after = draw_at(&other);
                const int differ = bits_that_differ(&before, &after);
                if (differ <= 20) {
                    fail_msg("bit %d of %s changes %d bits", bit, NAME[p], differ);
                }
                sum += differ;
                n++;
            }
        }
    }
    assert_int_equal(n, STARTS * 184);
    assert_true(fabs(sum - 64.0 * n) / sqrt(32.0 * n) < 4.9);
}

/* No two purposes share a number, nor do words of a draw. */
static void purposes_differ(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        lac_draw draws[LAC_LUCK_TEST + 1];
        address at = somewhere(i);
        for (int p = 0; p <= LAC_LUCK_TEST; p++) {
            at.at[PURPOSE] = (uint64_t)p;
            draws[p] = draw_at(&at);
            for (int q = 0; q < p; q++) {
                assert_true(bits_that_differ(&draws[p], &draws[q]) > 20);
            }
        }
    }
}

/* ---- uniform and independent ---- */

enum { RUN = 1 << 16, NIBBLES = 16, PAIRS = NIBBLES * NIBBLES };

/* Addresses of a run: one part counts up in steps, the others stay. */
static const struct {
    part part;
    uint64_t step;
} RUNS[] = {
    {MEMBER, 1},
    {MEMBER, 1 << 16},
    {FAMILY, 1},
    {FAMILY, 1 << 16},
    {PURPOSE, 1}, /* round and round, and a member on each time */
    {OCCURRENCE, 1},
    {OCCURRENCE, 1 << 20},
    {REPLICATE, 1},
    {REPLICATE, 1 << 4},
    {SEED, 1},
    {SEED, UINT64_C(1) << 48},
};
enum { N_RUNS = sizeof RUNS / sizeof *RUNS, TESTS_A_RUN = 4 * 4 + 6 };

/* False alarm over all tests together: 1e-6, each of the two tails of each test having its part. */
static const double FALSE_ALARM = 1e-6 / (2.0 * N_RUNS * TESTS_A_RUN);

static void check_even(const int *counts, int n_bins, int total, const char *what, size_t run)
{
    const double expected = (double)total / n_bins;
    double chi = 0;
    for (int b = 0; b < n_bins; b++) {
        chi += (counts[b] - expected) * (counts[b] - expected) / expected;
    }
    if (gsl_cdf_chisq_Q(chi, n_bins - 1) < FALSE_ALARM ||
        gsl_cdf_chisq_P(chi, n_bins - 1) < FALSE_ALARM) {
        fail_msg("%s along %s by %llu: chi-square %g at %d degrees of freedom", what,
            NAME[RUNS[run].part], (unsigned long long)RUNS[run].step, chi, n_bins - 1);
    }
}

static lac_draw draw_of_run(size_t run, int i)
{
    address at = {{7, 3, LAC_LUCK_LIFE, 5, 11, 20250401}};
    if (RUNS[run].part == PURPOSE) {
        at.at[PURPOSE] = (uint64_t)(i % (LAC_LUCK_TEST + 1));
        at.at[MEMBER] = (uint64_t)(i / (LAC_LUCK_TEST + 1));
    } else {
        at.at[RUNS[run].part] = (uint64_t)i * RUNS[run].step;
    }
    return draw_at(&at);
}

/* The first or last four bits. */
static uint32_t nibble(uint32_t word, int shift)
{
    return word >> shift & (NIBBLES - 1);
}

/* A word by itself, and beside the same word of the address before (pairs that do not overlap). */
static void check_word(const lac_draw *draws, size_t run, int word, int shift)
{
    int alone[NIBBLES] = {0};
    int pairs[PAIRS] = {0};
    for (int i = 0; i < RUN; i++) {
        alone[nibble(draws[i].word[word], shift)]++;
        if (i % 2 == 1) {
            pairs[nibble(draws[i - 1].word[word], shift) * NIBBLES +
                  nibble(draws[i].word[word], shift)]++;
        }
    }
    check_even(alone, NIBBLES, RUN, shift == 0 ? "last bits" : "first bits", run);
    check_even(
        pairs, PAIRS, RUN / 2, shift == 0 ? "pairs of last bits" : "pairs of first bits", run);
}

static void uniform_and_independent(void **state)
{
    (void)state;
    static lac_draw draws[RUN];
    for (size_t run = 0; run < N_RUNS; run++) {
        for (int i = 0; i < RUN; i++) {
            draws[i] = draw_of_run(run, i);
        }
        for (int a = 0; a < 4; a++) {
            check_word(draws, run, a, 28);
            check_word(draws, run, a, 0);
            for (int b = 0; b < a; b++) {
                int pairs[PAIRS] = {0};
                for (int i = 0; i < RUN; i++) {
                    pairs[nibble(draws[i].word[a], 28) * NIBBLES + nibble(draws[i].word[b], 28)]++;
                }
                check_even(pairs, PAIRS, RUN, "two words of a draw", run);
            }
        }
    }
}

/* ---- behind GSL ---- */

/* ---- words as probabilities ---- */

static void words_are_probabilities(void **state)
{
    (void)state;
    assert_true(lac_luck_uniform(0) == 0x1p-33);
    assert_true(lac_luck_uniform(UINT32_MAX) == 1 - 0x1p-33);
    assert_true(lac_luck_uniform(UINT32_C(1) << 31) == 0.5 + 0x1p-33);
    static const struct {
        double probability;
        uint64_t threshold;
    } CASES[] = {{-1, 0}, {0, 0}, {0x1p-34, 0}, {0x1p-32, 1}, {0.25, UINT64_C(1) << 30},
        {0.5, UINT64_C(1) << 31}, {1 - 0x1p-32, UINT32_MAX}, {1 - 0x1p-40, UINT64_C(1) << 32},
        {1, UINT64_C(1) << 32}, {1.5, UINT64_C(1) << 32}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_int_equal(lac_luck_threshold(CASES[i].probability), CASES[i].threshold);
    }
}

/* ---- exponential ---- */

static void check_exponential(uint32_t word)
{
    const double value = (double)lac_luck_exponential(word) * 0x1p-32;
    const double exact = -log(((double)word + 0.5) * 0x1p-32);
    if (!(fabs(value - exact) <= 0x1p-30)) {
        fail_msg("the exponential of %lu is %.12g, not %.12g", (unsigned long)word, value, exact);
    }
}

/* To 2^-30 of the logarithm: at both ends, around every power of 2 and every half way between two in
 * proportion, and every 4,093 words. */
static void exponential_is_minus_the_logarithm(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        check_exponential(i);
        check_exponential(UINT32_MAX - i);
    }
    for (int bit = 4; bit < 32; bit++) {
        for (int i = -8; i <= 8; i++) {
            check_exponential((uint32_t)((1LL << bit) + i));
            check_exponential((uint32_t)((long long)(ldexp(sqrt(2), bit - 1)) + i));
        }
    }
    for (uint64_t word = 0; word <= UINT32_MAX; word += 4093) {
        check_exponential((uint32_t)word);
    }
}

/* A greater word is never a longer wait: word by word around powers of 2 and half way, and far apart. */
static void exponential_never_rises(void **state)
{
    (void)state;
    uint64_t before = lac_luck_exponential(0);
    for (uint64_t word = 4093; word <= UINT32_MAX; word += 4093) {
        const uint64_t value = lac_luck_exponential((uint32_t)word);
        assert_true(value <= before);
        before = value;
    }
    for (int half = 8; half < 64; half++) {
        const uint32_t middle = (uint32_t)exp2(half / 2.0);
        before = lac_luck_exponential(middle - 8);
        for (int i = -7; i <= 200; i++) {
            const uint64_t value = lac_luck_exponential(middle + (uint32_t)i);
            assert_true(value <= before);
            before = value;
        }
    }
    for (uint32_t i = 0; i < 10000; i++) {
        assert_true(lac_luck_exponential(i) > lac_luck_exponential(i + 1));
        assert_true(
            lac_luck_exponential(UINT32_MAX - i - 1) >= lac_luck_exponential(UINT32_MAX - i));
    }
}

/* The mean over n words in the middles of n equal parts is, by the duplication of the gamma function,
 * ln n - (lnGamma(n + 1/2) - lnGamma(1/2)) / n, which tends to 1; and over words as they are drawn it is
 * 1 with variance 1 (|z| < 4.9: a false alarm of 1e-6). */
static void exponential_has_mean_1(void **state)
{
    (void)state;
    enum { N = 1 << 20 };
    double sum = 0;
    for (uint32_t i = 0; i < N; i++) {
        sum += (double)lac_luck_exponential(i * 4096 + 2048) * 0x1p-32;
    }
    /* a word stands for its middle, half a word above those of the parts */
    assert_true(fabs(sum / N - (log(N) - (lgamma(N + 0.5) - lgamma(0.5)) / N)) < 1e-8);
    assert_true(fabs(sum / N - 1) < 1e-6);
    sum = 0;
    for (uint32_t i = 0; i < N; i++) {
        const lac_draw draw =
            lac_luck_draw(&(lac_luck){.seed = 20250401}, (lac_who){0, i}, LAC_LUCK_LIFE, 0);
        sum += (double)lac_luck_exponential(draw.word[0]) * 0x1p-32;
    }
    assert_true(fabs(sum - N) / sqrt(N) < 4.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_answers),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(one_bit_changes_everything),
        cmocka_unit_test(purposes_differ),
        cmocka_unit_test(uniform_and_independent),
        cmocka_unit_test(words_are_probabilities),
        cmocka_unit_test(exponential_is_minus_the_logarithm),
        cmocka_unit_test(exponential_never_rises),
        cmocka_unit_test(exponential_has_mean_1),
    };
    return cmocka_run_group_tests_name("luck", tests, NULL, NULL);
}
