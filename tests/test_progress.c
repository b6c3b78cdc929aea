/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the line of progress says, and how long is left at the pace so far. */
#include "support.h"

#include "cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_time_left_is_told(void **state)
{
    static const struct {
        size_t done, all;
        double seconds;
        const char *text;
    } CASES[] = {
        {0, 10000, 5, "0 of 10,000 simulations"},
        {500, 10000, 0.99, "500 of 10,000 simulations"},        /* too early to say */
        {813, 3750, 10, "813 of 3,750 simulations, 37 s left"}, /* 10 x 2,937 / 813 = 36.1 */
        {1, 3, 59, "1 of 3 simulations, 118 s left"},
        {1, 3, 60, "1 of 3 simulations, 2 min left"},             /* 120 s */
        {100, 10000, 5, "100 of 10,000 simulations, 9 min left"}, /* 495 s are 8.25 min */
        {3, 3, 7, "3 of 3 simulations, 0 s left"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char text[LAC_PROGRESS_BYTES];
        lac_progress_text(text, CASES[i].done, CASES[i].all, CASES[i].seconds);
        assert_string_equal(text, CASES[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_time_left_is_told)};
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
