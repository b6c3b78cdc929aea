/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops against plain ones, at lengths around whole and broken blocks of four. The numbers are
 * small whole ones, of which every sum and product is exact in any order: found and expected are equal. */
#include "engine/weigh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LONGEST = 23, PLACEMENTS = 9, STRIDE = 29, UNTOUCHED = -7 };

/* Whole numbers from -8 to 8. */
static void fill(double *values, int n, uint32_t *seed)
{
    for (int i = 0; i < n; i++) {
        *seed = *seed * 1664525U + 1013904223U;
        values[i] = (int)(*seed >> 16) % 17 - 8;
    }
}

static void sums_and_squares_equal_plain_ones(void **state)
{
    (void)state;
    uint32_t seed = 1;
    double values[LONGEST];
    double part[LONGEST];
    double to[LONGEST + 1];
    for (int n = 0; n <= LONGEST; n++) {
        double sum = 0;
        double rest = 0;
        double squares = 0;
        fill(values, LONGEST, &seed);
        fill(part, LONGEST, &seed);
        for (int i = 0; i < n; i++) {
            sum += values[i];
            rest += values[i] - part[i];
            squares += values[i] * values[i] * part[i];
        }
        assert_true(lac_weigh_sum(values, n) == sum);
        assert_true(lac_weigh_rest(values, part, n) == rest);
        assert_true(lac_weigh_squares(values, part, n) == squares);
        for (int i = 0; i <= LONGEST; i++) {
            to[i] = 100 * i;
        }
        lac_weigh_grow(to, values, n);
        for (int i = 0; i <= LONGEST; i++) {
            assert_true(to[i] == 100 * i + (i < n ? values[i] : 0));
        }
    }
}

/* Placement p has p + 1 sources, so that whole and broken threes of them are met. */
static void steps_equal_plain_ones(void **state)
{
    (void)state;
    uint32_t seed = 2;
    lac_source sources[PLACEMENTS * (PLACEMENTS + 1) / 2];
    int first[PLACEMENTS + 1];
    double from[PLACEMENTS * STRIDE];
    double to[PLACEMENTS * STRIDE];
    int n_sources = 0;
    for (int p = 0; p < PLACEMENTS; p++) {
        first[p] = n_sources;
        for (int k = 0; k <= p; k++) {
            sources[n_sources].placement = (p + 2 * k) % PLACEMENTS;
            fill(&sources[n_sources++].share, 1, &seed);
        }
    }
    first[PLACEMENTS] = n_sources;
    for (int n = 1; n <= LONGEST; n++) {
        double sums[PLACEMENTS];
        fill(from, PLACEMENTS * STRIDE, &seed);
        for (int i = 0; i < PLACEMENTS * STRIDE; i++) {
            to[i] = UNTOUCHED;
        }
        for (int p = 0; p < PLACEMENTS; p++) {
            sums[p] = 1000;
        }
        lac_weigh_step(to, from, STRIDE, n, sources, first, PLACEMENTS, n % 5 == 0 ? NULL : sums);
        for (int p = 0; p < PLACEMENTS; p++) {
            double sum = 1000;
            for (int i = 0; i < STRIDE; i++) {
                double expected = i < n ? 0 : UNTOUCHED;
                for (int k = first[p]; k < first[p + 1] && i < n; k++) {
                    expected += from[sources[k].placement * STRIDE + i] * sources[k].share;
                }
                assert_true(to[p * STRIDE + i] == expected);
                sum += i < n - 1 && n % 5 != 0 ? expected : 0;
            }
            assert_true(sums[p] == sum);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_squares_equal_plain_ones),
        cmocka_unit_test(steps_equal_plain_ones),
    };
    return cmocka_run_group_tests_name("weigh", tests, NULL, NULL);
}
