/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of words as it is printed, to the byte. */
#include "support.h"

#include "cli/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

static void assert_prints(const lac_columns *columns, bool bold, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    lac_columns_print(out, columns, bold);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

/* Columns are 6, 5 (of "café"; a letter of two bytes is one wide) and 3 wide, two spaces between them; nothing is
 * put behind the last word of a line. */
static void words_stand_left_and_numbers_right(void **state)
{
    lac_columns columns = {.heads = {"case", "place", "n"}, .n_columns = 3, .n_left = 2};
    static const char *const CELLS[][3] = {
        {"A17", "caf\xC3\xA9", "3"}, {"B", "", "120"}, {"C-long", "x", ""}, {"D", "", ""}};
    assert_int_equal(lac_columns_make(&columns, *state, COUNT(CELLS)), LAC_OK);
    for (size_t r = 0; r < COUNT(CELLS); r++) {
        for (int c = 0; c < 3; c++) {
            columns.rows[r][c] = CELLS[r][c];
        }
        columns.n_rows++;
    }
    assert_prints(&columns, false,
        "case    place    n\n"
        "A17     caf\xC3\xA9     3\n"
        "B              120\n"
        "C-long  x\n"
        "D\n"
        "\n");
}

static void heads_may_be_bold_and_rows_none(void **state)
{
    lac_columns columns = {.heads = {"a", "b"}, .n_columns = 2, .n_left = 1};
    assert_int_equal(lac_columns_make(&columns, *state, 0), LAC_OK);
    assert_prints(&columns, true, "\033[1ma  b\n\033[0m\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            words_stand_left_and_numbers_right, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(heads_may_be_bold_and_rows_none, with_arena, without_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
