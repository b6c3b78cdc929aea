/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many start, or leave by a count: every change of the number stands where the exact distribution has
 * it, in the table and by inversion alike. */
#include "support.h"

#include "engine/luck.h"
#include "engine/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

static const double MEANS[] = {1e-6, 1e-3, 0.07, 0.5, 1, 2.5, 7, 30, 100.25, 333, 1000, 2500, 5000};
static const double RATIOS[] = {1, 1.01, 1.5, 3, 10, 100};

/* The distribution by its definition, from 0 upwards in extended precision, whose exponent reaches to
 * exp(-11,000). */
typedef struct {
    long double term;
    long double sum; /* F(n) */
    long double mean;
    long double size;
    long double fail;
    uint32_t n;
} exact;

static exact exact_begin(double mean, double ratio)
{
    exact self = {.mean = mean};
    if (ratio > 1) {
        self.size = (long double)mean / ((long double)ratio - 1);
        self.fail = 1 - 1 / (long double)ratio;
        self.term = expl(-self.size * logl(ratio));
    } else {
        self.term = expl(-self.mean);
    }
    self.sum = self.term;
    return self;
}

static void exact_next(exact *self)
{
    self->term *=
        (self->size > 0 ? (self->n + self->size) * self->fail : self->mean) / (self->n + 1.0L);
    self->sum += self->term;
    self->n++;
}

/* In units of 2^-32: those of the last bit, and what the logarithm of a gamma function of the size or
 * mean loses in double precision. */
static double tolerance(double mean, double ratio)
{
    const double great = fmax(mean, ratio > 1 ? mean / (ratio - 1) : 0);
    return 2 + great * log(great + 2) * 4 * 0x1p-52 * 0x1p32;
}

static void check_table(const lac_number *table, double mean, double ratio)
{
    exact law = exact_begin(mean, ratio);
    for (uint32_t i = 0; i < table->n; i++) {
        while (law.n < table->first + i) {
            exact_next(&law);
        }
        const long double due = law.sum * 0x1p32L;
        const bool last = i == table->n - 1;
        if (fabsl((long double)table->below[i] - due) > tolerance(mean, ratio)) {
            fail_msg("mean %g, ratio %g: the threshold of %lu is %llu, not %.2Lf", mean, ratio,
                (unsigned long)law.n, (unsigned long long)table->below[i], due);
        }
        assert_true(last ? table->below[i] == UINT64_C(1) << 32
                         : i == 0 || table->below[i] >= table->below[i - 1]);
    }
}

/* At both sides of the threshold of entry i. */
static void check_change(const lac_number *table, uint32_t i, double mean, double ratio)
{
    const uint64_t at = table->below[i];
    const uint64_t before = i == 0 ? 0 : table->below[i - 1];
    const uint32_t n = table->first + i;
    if (at > before) {
        assert_int_equal(lac_number_draw(table, (uint32_t)(at - 1)), n);
        assert_int_equal(lac_number_invert((uint32_t)(at - 1), mean, ratio), n);
        assert_int_equal(lac_number_draw(table, (uint32_t)before), n);
        assert_int_equal(lac_number_invert((uint32_t)before, mean, ratio), n);
    }
}

static void numbers_are_the_inverse_distribution(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(MEANS) * COUNT(RATIOS); i++) {
        const double mean = MEANS[i / COUNT(RATIOS)];
        const double ratio = RATIOS[i % COUNT(RATIOS)];
        lac_arena arena = {0};
        lac_number table;
        assert_int_equal(lac_number_make(&table, &arena, mean, ratio), LAC_OK);
        check_table(&table, mean, ratio);
        const uint32_t step = table.n / 200 + 1; /* an inversion takes as long as it is far */
        for (uint32_t n = 0; n < table.n; n += step) {
            check_change(&table, n, mean, ratio);
        }
        check_change(&table, table.n - 1, mean, ratio);
        lac_arena_free(&arena);
    }
}

/* The same function of GSL's; to 1e-9, which its incomplete beta function keeps. */
static void gsl_says_the_same(void **state)
{
    (void)state;
    static const double SOME[] = {0.07, 2.5, 30, 333};
    for (size_t i = 0; i < COUNT(SOME) * COUNT(RATIOS); i++) {
        const double mean = SOME[i / COUNT(RATIOS)];
        const double ratio = RATIOS[i % COUNT(RATIOS)];
        lac_arena arena = {0};
        lac_number table;
        assert_int_equal(lac_number_make(&table, &arena, mean, ratio), LAC_OK);
        for (uint32_t n = 0; n < table.n; n++) {
            const unsigned k = table.first + n;
            const double due = ratio > 1
                                   ? gsl_cdf_negative_binomial_P(k, 1 / ratio, mean / (ratio - 1))
                                   : gsl_cdf_poisson_P(k, mean);
            assert_true(fabs((double)table.below[n] * 0x1p-32 - due) < 1e-9);
        }
        lac_arena_free(&arena);
    }
}

/* The sums of the terms end above or below 1 by rounding: the greatest word still gives a number as
 * large as its probability says, the least word one as small. Beyond them is less than 2^-30. */
static void both_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(MEANS) * COUNT(RATIOS); i++) {
        const double mean = MEANS[i / COUNT(RATIOS)];
        const double ratio = RATIOS[i % COUNT(RATIOS)];
        lac_arena arena = {0};
        lac_number table;
        assert_int_equal(lac_number_make(&table, &arena, mean, ratio), LAC_OK);
        const uint32_t least = lac_number_invert(0, mean, ratio);
        const uint32_t most = lac_number_invert(UINT32_MAX, mean, ratio);
        assert_int_equal(lac_number_draw(&table, 0), least);
        assert_int_equal(lac_number_draw(&table, UINT32_MAX), most);
        exact law = exact_begin(mean, ratio);
        while (law.n < least) {
            assert_true(law.sum < 0x1p-30L);
            exact_next(&law);
        }
        while (law.n < most) {
            exact_next(&law);
        }
        assert_true(1 - law.sum < 0x1p-30L);
        assert_true(law.term > 0x1p-64L); /* and no number that nobody will see */
        lac_arena_free(&arena);
    }
}

/* A table that sums to just under 1, as rounding may leave it: its last entry takes what is left. */
static void a_table_just_under_1(void **state)
{
    (void)state;
    uint64_t below[] = {UINT64_C(1) << 31, 0xFFFFFFFD, UINT64_C(1) << 32};
    const lac_number table = {.mean = 1, .ratio = 1, .first = 4, .n = 3, .below = below};
    assert_int_equal(lac_number_draw(&table, 0), 4);
    assert_int_equal(lac_number_draw(&table, 0x7FFFFFFF), 4);
    assert_int_equal(lac_number_draw(&table, 0x80000000), 5);
    assert_int_equal(lac_number_draw(&table, 0xFFFFFFFC), 5);
    assert_int_equal(lac_number_draw(&table, 0xFFFFFFFD), 6);
    assert_int_equal(lac_number_draw(&table, 0xFFFFFFFF), 6);
}

/* Nobody, when nobody is expected; and the same word gives more for a larger mean, never fewer. */
static void more_for_a_larger_mean(void **state)
{
    (void)state;
    lac_arena arena = {0};
    lac_number none;
    assert_int_equal(lac_number_make(&none, &arena, 0, 1), LAC_OK);
    assert_int_equal(lac_number_draw(&none, UINT32_MAX), 0);
    assert_int_equal(lac_number_invert(UINT32_MAX, 0, 3), 0);
    assert_int_equal(lac_number_invert(UINT32_MAX, -1, 1), 0);
    for (uint32_t i = 0; i < 400; i++) {
        const uint32_t word = i * 10737418 + 99;
        for (size_t r = 0; r < COUNT(RATIOS); r++) {
            uint32_t before = 0;
            for (int step = 0; step < 40; step++) {
                const uint32_t now = lac_number_invert(word, 0.01 * pow(1.3, step), RATIOS[r]);
                assert_true(now >= before);
                before = now;
            }
        }
    }
    lac_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_the_inverse_distribution),
        cmocka_unit_test(gsl_says_the_same),
        cmocka_unit_test(both_ends),
        cmocka_unit_test(a_table_just_under_1),
        cmocka_unit_test(more_for_a_larger_mean),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
