/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers by inversion and quantiles: the worked examples of docs/method.md, sections 16.1, 16.2 and 16.6,
 * and a table that gives what inversion gives. */
#include "engine/luck.h"
#include "engine/number.h"
#include "results/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* The word whose uniform number is u, to 2^-32. */
static uint32_t word_of(double u)
{
    return (uint32_t)(u * 0x1p32);
}

static void exponential_numbers_of_the_method(void **state)
{
    (void)state;
    /* -ln((3,000,000,000 + 1/2) / 2^32) and that of 3,800,000,000 */
    assert_true(fabs((double)lac_luck_exponential(3000000000U) * 0x1p-32 - 0.358832) < 5e-7);
    assert_true(fabs((double)lac_luck_exponential(3800000000U) * 0x1p-32 - 0.122443) < 5e-7);
}

/* Poisson(8): F(5) = 0.1912, F(6) = 0.3134, F(7) = 0.4530, F(8) = 0.5925; Poisson(8.8): F(6) = 0.2256,
 * F(7) = 0.3478; negative binomial of mean 8 and ratio 2, which is the number of failures before the 8th
 * success at 1/2: F(5) = 0.2905, F(6) = 0.3953, F(7) = 0.5. */
static void numbers_of_the_method(void **state)
{
    (void)state;
    const struct {
        double u;
        double mean;
        double ratio;
        uint32_t number;
    } CASES[] = {{0.30, 8, 1, 6}, {0.50, 8, 1, 8}, {0.98, 8, 1, 14}, {0.30, 8.8, 1, 7},
        {0.30, 8, 2, 6}, {0.98, 8, 2, 18}, {0.1911, 8, 1, 5}, {0.1913, 8, 1, 6}, {0.3133, 8, 1, 6},
        {0.3135, 8, 1, 7}, {0.4529, 8, 1, 7}, {0.4531, 8, 1, 8}, {0.2904, 8, 2, 5},
        {0.2906, 8, 2, 6}, {0.4999, 8, 2, 7}, {0.5001, 8, 2, 8}, {0.3677, 1, 1, 0},
        {0.3680, 1, 1, 1}, {0.5, 0, 1, 0}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(
            lac_number_invert(word_of(CASES[i].u), CASES[i].mean, CASES[i].ratio), CASES[i].number);
    }
}

/* And so does one distribution without a table, word after word. */
static void a_table_gives_what_inversion_gives(void **state)
{
    (void)state;
    const double MEANS[] = {0, 0.01, 0.9, 1, 3.7, 8, 51.5, 400};
    const double RATIOS[] = {1, 1.2, 4, 100};
    lac_arena arena = {0};
    for (size_t i = 0; i < sizeof MEANS / sizeof MEANS[0]; i++) {
        for (size_t j = 0; j < sizeof RATIOS / sizeof RATIOS[0]; j++) {
            lac_number number;
            const lac_number begun = lac_number_begin(MEANS[i], RATIOS[j]);
            assert_int_equal(lac_number_make(&number, &arena, MEANS[i], RATIOS[j]), LAC_OK);
            assert_null(begun.below);
            for (uint64_t word = 0; word < UINT64_C(1) << 32; word += 15485863) {
                assert_int_equal(lac_number_draw(&number, (uint32_t)word),
                    lac_number_invert((uint32_t)word, MEANS[i], RATIOS[j]));
                assert_int_equal(lac_number_draw(&number, (uint32_t)word),
                    lac_number_draw(&begun, (uint32_t)word));
            }
            assert_int_equal(lac_number_draw(&number, UINT32_MAX),
                lac_number_invert(UINT32_MAX, MEANS[i], RATIOS[j]));
        }
    }
    lac_arena_free(&arena);
}

/* A larger mean never gives fewer: so scenarios share the first children of a month. */
static void more_is_expected_more_is_drawn(void **state)
{
    (void)state;
    for (uint64_t word = 0; word < UINT64_C(1) << 32; word += 49979687) {
        uint32_t before = 0;
        for (int step = 0; step < 82; step++) {
            const double mean = step * 0.37;
            const uint32_t number = lac_number_invert((uint32_t)word, mean, 1);
            assert_true(number >= before);
            before = number;
        }
    }
}

static void quantiles_of_twenty(void **state)
{
    (void)state;
    int64_t values[20];
    lac_tally tally = {0};
    for (int i = 0; i < 20; i++) {
        values[(i * 7) % 20] = 100 + 3 * (i + 1); /* in no order; the kth is 100 + 3 k */
    }
    assert_int_equal(lac_tally_begin(&tally, 1, values, 20, 1), LAC_OK);
    assert_int_equal(lac_tally_add(&tally, values, 20, 1), LAC_OK);
    assert_true(lac_tally_quantile(&tally, 0, 0.05) == 103);
    assert_true(lac_tally_quantile(&tally, 0, 0.50) == 130);
    assert_true(lac_tally_quantile(&tally, 0, 0.95) == 157);
    lac_tally_free(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponential_numbers_of_the_method),
        cmocka_unit_test(numbers_of_the_method),
        cmocka_unit_test(a_table_gives_what_inversion_gives),
        cmocka_unit_test(more_is_expected_more_is_drawn),
        cmocka_unit_test(quantiles_of_twenty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
