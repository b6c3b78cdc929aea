/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due comes by day, and of one day by number, in whatever order it was put. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/due.h"

static void nothing_is_due_at_first(void **state)
{
    (void)state;
    lac_due due = {0};
    assert_false(lac_due_by(&due, 1000));
    lac_due_free(&due);
    lac_due_free(&due);
}

static void the_earliest_comes_first_and_ties_by_number(void **state)
{
    (void)state;
    static const lac_due_entry PUT[] = {{9, 2}, {3, 7}, {9, 1}, {3, 0}, {-4, 5}, {9, 0}};
    static const int COMES[] = {5, 0, 7, 0, 1, 2}; /* days -4, 3, 3, 9, 9, 9 */
    enum { N = sizeof PUT / sizeof PUT[0] };
    lac_due due = {0};
    assert_int_equal(lac_due_room(&due, N), LAC_OK);
    for (int i = 0; i < N; i++) {
        lac_due_put(&due, PUT[i].day, PUT[i].number);
    }
    assert_false(lac_due_by(&due, -5));
    assert_true(lac_due_by(&due, -4));
    for (int i = 0; i < N; i++) {
        assert_int_equal(lac_due_take(&due), COMES[i]);
    }
    assert_false(lac_due_by(&due, 1000));
    lac_due_put(&due, 1, 1);
    lac_due_clear(&due);
    assert_false(lac_due_by(&due, 1000));
    lac_due_free(&due);
}

/* 0 to 210 in the order 0, 55, 110, 165, 9 ... (mod 211, a prime, so that each comes once); every third step one
 * is taken: never one that is later than another that waits. */
static void what_is_taken_in_between_is_the_least(void **state)
{
    (void)state;
    enum { N = 211 };
    bool waits[N] = {false};
    lac_due due = {0};
    int taken = 0;
    assert_int_equal(lac_due_room(&due, N), LAC_OK);
    for (int i = 0; i < N; i++) {
        const int number = i * 55 % N;
        lac_due_put(&due, number / 4, number);
        waits[number] = true;
        for (bool more = i % 3 == 2 || i == N - 1; more; more = i == N - 1 && due.n > 0) {
            int least = 0;
            while (!waits[least]) {
                least++;
            }
            assert_int_equal(lac_due_take(&due), least);
            waits[least] = false;
            taken++;
        }
    }
    assert_int_equal(taken, N);
    lac_due_free(&due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_due_at_first),
        cmocka_unit_test(the_earliest_comes_first_and_ties_by_number),
        cmocka_unit_test(what_is_taken_in_between_is_the_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
