/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions over replicates: exact quantiles, bins, growth on both sides, extremes, any order. */
#include "support.h"

#include "results/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Begins with the first n_first of n numbers of one series and adds all of them. */
static void tally_numbers(lac_tally *out, const int64_t *values, size_t n, size_t n_first)
{
    assert_int_equal(lac_tally_begin(out, 1, values, n_first, 1), 0);
    assert_int_equal(lac_tally_add(out, values, n, 1), 0);
    assert_int_equal(out->n, n);
}

static void assert_equal(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-12 * fmax(1, fabs(expected)))) {
        fail_msg("%.17g is not %.17g", actual, expected);
    }
}

/* 1, 2, 3, 4: mean 2.5, variance (2.25 + 0.25) x 2 / 3 = 5/3. A quarter of them does not exceed 1, a
 * half 2, and for every larger share the next one is needed. */
static void four_numbers(void **state)
{
    (void)state;
    const int64_t values[] = {3, 1, 4, 2};
    lac_tally tally = {0};
    tally_numbers(&tally, values, 4, 4);
    assert_equal(lac_tally_mean(&tally, 0), 2.5);
    assert_equal(lac_tally_sd(&tally, 0), sqrt(5.0 / 3));
    assert_equal(lac_tally_quantile(&tally, 0, 0.05), 1);
    assert_equal(lac_tally_quantile(&tally, 0, 0.25), 1);
    assert_equal(lac_tally_quantile(&tally, 0, 0.26), 2);
    assert_equal(lac_tally_quantile(&tally, 0, 0.5), 2);
    assert_equal(lac_tally_quantile(&tally, 0, 0.75), 3);
    assert_equal(lac_tally_quantile(&tally, 0, 0.95), 4);
    assert_equal(lac_tally_quantile(&tally, 0, 1), 4);
    lac_tally_free(&tally);
}

/* 1 to n: the quantile of k per cent is the least whole number not below n k / 100. 0.07 x 100 is more
 * than 7 in binary fractions, and still the 7th is meant. */
static void hundredths_are_whole(void **state)
{
    (void)state;
    static const int SIZES[] = {20, 100, 1000, 10000, 12345};
    int64_t values[12345];
    for (size_t i = 0; i < COUNT(values); i++) {
        values[i] = (int64_t)i + 1;
    }
    for (size_t s = 0; s < COUNT(SIZES); s++) {
        const int n = SIZES[s] < LAC_TALLY_EXACT ? SIZES[s] : LAC_TALLY_EXACT;
        lac_tally tally = {0};
        tally_numbers(&tally, values, (size_t)n, 1);
        for (int k = 1; k <= 100; k++) {
            assert_equal(lac_tally_quantile(&tally, 0, k / 100.0), ceil(n * k / 100.0));
        }
        lac_tally_free(&tally);
    }
}

/* Values that never differ have exactly no spread, also far from 0. */
static void constants_have_no_spread(void **state)
{
    (void)state;
    const int64_t far = LAC_TALLY_LIMIT;
    const int64_t values[] = {far, -far, 0, far, -far, 0, far, -far, 0};
    lac_tally tally = {0};
    assert_int_equal(lac_tally_begin(&tally, 3, values, 1, 3), 0);
    assert_int_equal(lac_tally_add(&tally, values, 3, 3), 0);
    for (size_t s = 0; s < 3; s++) {
        assert_true(lac_tally_mean(&tally, s) == (double)values[s]);
        assert_true(lac_tally_sd(&tally, s) == 0);
        assert_true(lac_tally_quantile(&tally, s, 0.05) == (double)values[s]);
        assert_true(lac_tally_quantile(&tally, s, 0.95) == (double)values[s]);
    }
    lac_tally_free(&tally);
}

static void no_replicates_and_one(void **state)
{
    (void)state;
    const int64_t value = 7;
    lac_tally tally = {0};
    assert_int_equal(lac_tally_begin(&tally, 1, &value, 1, 1), 0);
    assert_true(isnan(lac_tally_mean(&tally, 0)));
    assert_true(isnan(lac_tally_sd(&tally, 0)));
    assert_true(isnan(lac_tally_quantile(&tally, 0, 0.5)));
    assert_int_equal(lac_tally_add(&tally, &value, 1, 1), 0);
    assert_equal(lac_tally_mean(&tally, 0), 7);
    assert_true(isnan(lac_tally_sd(&tally, 0)));
    assert_equal(lac_tally_quantile(&tally, 0, 0.5), 7);
    lac_tally_free(&tally);
}

/* A first block of one value, then others far below and above: nothing is cut off, all of it exact. */
static void bins_grow_on_both_sides(void **state)
{
    (void)state;
    int64_t values[2001];
    values[0] = 0;
    for (int i = 1; i <= 1000; i++) {
        values[2 * i - 1] = i;
        values[2 * i] = -i;
    }
    lac_tally tally = {0};
    tally_numbers(&tally, values, COUNT(values), 1);
    assert_int_equal(tally.series[0].shift, 0);
    assert_equal(lac_tally_mean(&tally, 0), 0);
    /* 2 x (1 + 4 + ... + 1000000) / 2000 = 1000 x 1001 x 2001 / 3 / 2000 */
    assert_equal(lac_tally_sd(&tally, 0), sqrt(1001.0 * 2001 / 6));
    assert_equal(lac_tally_quantile(&tally, 0, 0.05), -900); /* the 101st of 2,001 */
    assert_equal(lac_tally_quantile(&tally, 0, 0.5), 0);
    assert_equal(lac_tally_quantile(&tally, 0, 0.95), 900);
    lac_tally_free(&tally);
}

/* A first block that spans 1,024 is exact, one more is in bins of 8 (1,025 / 4 is more than 256 are). */
static void the_first_block_fixes_the_bins(void **state)
{
    (void)state;
    int64_t values[] = {-24, 1000};
    lac_tally tally = {0};
    tally_numbers(&tally, values, 2, 2);
    assert_int_equal(tally.series[0].shift, 0);
    lac_tally_free(&tally);
    values[0] = -25;
    tally_numbers(&tally, values, 2, 2);
    assert_int_equal(tally.series[0].shift, 3);
    lac_tally_free(&tally);
}

/* The whole numbers from -1,000,000 up, in a random order: every quantile of a binned series lies within
 * a bin's width of the exact one, and inside an evenly filled bin it is exact. */
static void binned_quantiles_are_near(void **state)
{
    (void)state;
    enum { N = 200000 };
    int64_t *values = malloc(N * sizeof *values);
    assert_non_null(values);
    for (int i = 0; i < N; i++) {
        values[i] = (int64_t)(i * INT64_C(123457) % N) - 1000000; /* each once: no common factor */
    }
    lac_tally tally = {0};
    tally_numbers(&tally, values, N, 64);
    const double width = ldexp(1, tally.series[0].shift);
    assert_true(tally.series[0].shift > 0);
    for (int k = 1; k <= 100; k++) {
        const double exact = N / 100.0 * k - 1 - 1000000;
        const double found = lac_tally_quantile(&tally, 0, k / 100.0);
        if (!(fabs(found - exact) <= 1)) {
            fail_msg("%d %%: %.17g, exactly %.17g, width %g", k, found, exact, width);
        }
    }
    assert_equal(lac_tally_mean(&tally, 0), (N - 1) / 2.0 - 1000000);
    /* of 0 .. n - 1: n (n + 1) / 12 with divisor n - 1 */
    assert_equal(lac_tally_sd(&tally, 0), sqrt(N * (N + 1.0) / 12));
    lac_tally_free(&tally);
    free(values);
}

/* Values all in one bin: a quantile never leaves what there is. */
static void quantiles_stay_within_the_values(void **state)
{
    (void)state;
    const int64_t values[] = {0, 1000000, 1000000, 1000000};
    lac_tally tally = {0};
    tally_numbers(&tally, values, 4, 4);
    const double least = lac_tally_quantile(&tally, 0, 0.05);
    const double most = lac_tally_quantile(&tally, 0, 1);
    assert_true(least >= 0 && least <= 4096); /* 2^12 is the first that gives 256 bins */
    assert_true(most >= 1000000 - 4096 && most <= 1000000);
    lac_tally_free(&tally);
}

/* A series that was 0 in the first block and is money later keeps its memory small, exact sums and
 * near quantiles. */
static void a_late_span_is_binned(void **state)
{
    (void)state;
    const int64_t values[] = {0, LAC_TALLY_LIMIT, -LAC_TALLY_LIMIT, 1, -1};
    lac_tally tally = {0};
    tally_numbers(&tally, values, 5, 1);
    assert_true(tally.series[0].n_bins <= 2 * LAC_TALLY_MOST);
    assert_equal(lac_tally_mean(&tally, 0), 0);
    assert_equal(lac_tally_sd(&tally, 0), (double)LAC_TALLY_LIMIT * sqrt(0.5));
    const double width = ldexp(1, tally.series[0].shift);
    assert_true(width <= ldexp(2, 53) / LAC_TALLY_MOST);
    assert_true(fabs(lac_tally_quantile(&tally, 0, 0.2) + (double)LAC_TALLY_LIMIT) <= width);
    assert_true(fabs(lac_tally_quantile(&tally, 0, 0.6)) <= width);
    assert_true(fabs(lac_tally_quantile(&tally, 0, 1) - (double)LAC_TALLY_LIMIT) <= width);
    lac_tally_free(&tally);
}

static void beyond_the_limit(void **state)
{
    (void)state;
    const int64_t good[] = {0, 0};
    const int64_t bad[] = {0, LAC_TALLY_LIMIT + 1};
    const int64_t worse[] = {INT64_MIN, INT64_MAX};
    lac_tally tally = {0};
    assert_int_equal(lac_tally_begin(&tally, 2, bad, 1, 2), LAC_INPUT);
    lac_tally_free(&tally);
    assert_int_equal(lac_tally_begin(&tally, 2, good, 1, 2), LAC_OK);
    assert_int_equal(lac_tally_add(&tally, bad, 1, 2), LAC_INPUT);
    lac_tally_free(&tally);
    assert_int_equal(lac_tally_begin(&tally, 2, good, 1, 2), LAC_OK);
    assert_int_equal(lac_tally_add(&tally, worse, 1, 2), LAC_INPUT);
    lac_tally_free(&tally);
    lac_tally_free(&tally);
}

/* A hand-made stream of numbers: 16 of every 48-bit step of a linear congruence, heavy tails. */
static int64_t next_number(uint64_t *seed, int kind)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    const int64_t number = (int64_t)(*seed >> 48);
    const int64_t tail = *seed >> 20 & 255 ? 1 : 1000;
    return kind == 0 ? number % 40 : kind == 1 ? (number - 32768) * tail : number % 3 - 1;
}

/* Whatever the order and the size of the blocks: the same bins, hence the same answers, bit for bit. */
static void any_order_the_same(void **state)
{
    (void)state;
    enum { N = 5000, SERIES = 19, STRIDE = 23 };
    int64_t *values = calloc(N * STRIDE, sizeof *values);
    assert_non_null(values);
    uint64_t seed = 1;
    for (size_t i = 0; i < (size_t)N * STRIDE; i++) {
        values[i] = i % STRIDE < SERIES ? next_number(&seed, (int)(i % STRIDE % 3)) : INT64_MAX;
    }
    lac_tally forward = {0};
    lac_tally backward = {0};
    assert_int_equal(lac_tally_begin(&forward, SERIES, values, 64, STRIDE), 0);
    assert_int_equal(lac_tally_begin(&backward, SERIES, values, 64, STRIDE), 0);
    assert_int_equal(lac_tally_add(&forward, values, N, STRIDE), 0);
    for (size_t end = N, step = 1; end > 0; end -= step, step = 1 + end % 7) {
        step = step < end ? step : end;
        assert_int_equal(lac_tally_add(&backward, values + (end - step) * STRIDE, step, STRIDE), 0);
    }
    assert_int_equal(backward.n, N);
    for (size_t s = 0; s < SERIES; s++) {
        assert_int_equal(forward.series[s].shift, backward.series[s].shift);
        assert_true(lac_tally_mean(&forward, s) == lac_tally_mean(&backward, s));
        assert_true(lac_tally_sd(&forward, s) == lac_tally_sd(&backward, s));
        for (int k = 0; k <= 200; k++) {
            const double share = k / 200.0;
            assert_true(
                lac_tally_quantile(&forward, s, share) == lac_tally_quantile(&backward, s, share));
        }
    }
    lac_tally_free(&forward);
    lac_tally_free(&backward);
    free(values);
}

/* 4,201 bins are more than LAC_TALLY_MOST, so values from 0 to 4,200 are in bins of 2, also where 4,000 came
 * first and made room for some more. Three of five are 7: the third lies 2.5 / 3 of the way from 6 to 7. */
static void room_does_not_keep_bins_narrow(void **state)
{
    (void)state;
    static const int64_t VALUES[][5] = {{7, 7, 7, 4000, 4200}, {4200, 7, 4000, 7, 7}};
    const int64_t first_block[] = {0, 1023}; /* exact */
    for (size_t i = 0; i < COUNT(VALUES); i++) {
        lac_tally tally = {0};
        assert_int_equal(lac_tally_begin(&tally, 1, first_block, 2, 1), 0);
        for (size_t j = 0; j < 5; j++) {
            assert_int_equal(lac_tally_add(&tally, &VALUES[i][j], 1, 1), 0);
        }
        assert_equal(lac_tally_quantile(&tally, 0, 0.5), 6 + 2.5 / 3);
        lac_tally_free(&tally);
    }
}

/* Each series is its own: mean and quantiles of column s against the numbers counted one by one. */
static void columns_are_apart(void **state)
{
    (void)state;
    enum { N = 130, SERIES = 10 };
    int64_t values[N * SERIES];
    for (int i = 0; i < N; i++) {
        for (int s = 0; s < SERIES; s++) {
            values[i * SERIES + s] = s * 1000 + (i * 7) % N; /* 0 .. 129, each once */
        }
    }
    lac_tally tally = {0};
    assert_int_equal(lac_tally_begin(&tally, SERIES, values, 64, SERIES), 0);
    assert_int_equal(lac_tally_add(&tally, values, N, SERIES), 0);
    for (size_t s = 0; s < SERIES; s++) {
        assert_equal(lac_tally_mean(&tally, s), 1000.0 * (double)s + 64.5);
        assert_equal(lac_tally_quantile(&tally, s, 0.5), 1000.0 * (double)s + 64);
        assert_equal(lac_tally_quantile(&tally, s, 0.95), 1000.0 * (double)s + 123); /* the 124th */
    }
    lac_tally_free(&tally);
}

/* 3 of 8 are 5, none is 6, and what lies outside the bins is nobody's. */
static void shares_of_a_value(void **state)
{
    (void)state;
    static const int64_t VALUES[] = {5, 1, 5, 2, 9, 5, 2, 1};
    lac_tally tally = {0};
    assert_int_equal(lac_tally_begin(&tally, 1, VALUES, 8, 1), LAC_OK);
    assert_int_equal(lac_tally_add(&tally, VALUES, 8, 1), LAC_OK);
    assert_true(lac_tally_share(&tally, 0, 5) == 0.375);
    assert_true(lac_tally_share(&tally, 0, 9) == 0.125);
    assert_true(lac_tally_share(&tally, 0, 6) == 0);
    assert_true(lac_tally_share(&tally, 0, -1000) == 0);
    assert_true(lac_tally_share(&tally, 0, 1000) == 0);
    lac_tally_free(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_numbers),
        cmocka_unit_test(hundredths_are_whole),
        cmocka_unit_test(constants_have_no_spread),
        cmocka_unit_test(no_replicates_and_one),
        cmocka_unit_test(bins_grow_on_both_sides),
        cmocka_unit_test(the_first_block_fixes_the_bins),
        cmocka_unit_test(binned_quantiles_are_near),
        cmocka_unit_test(quantiles_stay_within_the_values),
        cmocka_unit_test(a_late_span_is_binned),
        cmocka_unit_test(beyond_the_limit),
        cmocka_unit_test(any_order_the_same),
        cmocka_unit_test(room_does_not_keep_bins_narrow),
        cmocka_unit_test(columns_are_apart),
        cmocka_unit_test(shares_of_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
