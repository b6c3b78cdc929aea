/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static lac_day day_of(int year, int month, int day)
{
    return lac_day_of(lac_month_of(year, month), day);
}

/* 1990 is 20 years of 365 days and the leap days of 1972, 76, 80, 84 and 88 after 1970: 7305. 2000 is 30
 * years and 7 leap days: 10957; its 29 February is 31 + 28 days later. 2100 is 130 years and the 32 leap days
 * of 1972 to 2096: 47482; it has no 29 February itself, so 1 March is 59 days later. */
static void days_are_counted(void **state)
{
    (void)state;
    assert_int_equal(day_of(1990, 1, 1), 7305);
    assert_int_equal(day_of(2000, 1, 1), 10957);
    assert_int_equal(day_of(2000, 2, 29), 10957 + 59);
    assert_int_equal(day_of(2100, 1, 1), 47482);
    assert_int_equal(day_of(2100, 3, 1), 47482 + 59);
}

/* Every day from 1990 to 2130 follows the one before, and is found again. */
static void months_are_found_again(void **state)
{
    (void)state;
    lac_day expected = 7305;
    for (lac_month month = LAC_FIRST_MONTH; month <= LAC_LAST_MONTH + 360; month++) {
        for (int d = 1; d <= lac_month_days(month); d++, expected++) {
            int day = 0;
            assert_int_equal(lac_day_of(month, d), expected);
            assert_int_equal(lac_day_month(expected, &day), month);
            assert_int_equal(day, d);
        }
    }
    assert_int_equal(lac_day_month(7305, NULL), LAC_FIRST_MONTH);
}

static void dates_are_written(void **state)
{
    (void)state;
    char text[11];
    lac_day_format(day_of(2017, 10, 1), text);
    assert_string_equal(text, "2017-10-01");
    lac_day_format(day_of(2096, 2, 29), text);
    assert_string_equal(text, "2096-02-29");
}

static void dates_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year, month, day;
    } GOOD[] = {{"01/10/2017", 2017, 10, 1}, {"1/2/2024", 2024, 2, 1}, {"29/02/2024", 2024, 2, 29},
        {"2017-10-01", 2017, 10, 1}, {" 31/12/2100 ", 2100, 12, 31}, {"1990-01-01", 1990, 1, 1}};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        const lac_date date = lac_date_parse(GOOD[i].text);
        assert_int_equal(date.kind, LAC_DATE_GOOD);
        assert_int_equal(date.day, day_of(GOOD[i].year, GOOD[i].month, GOOD[i].day));
    }
    static const char *const NO_DAY[] = {"31/02/2017", "29/02/2100", "2017-02-29", "31/04/2017",
        "04/13/2017", "00/01/2017", "01/00/2017", "2017-13-01", "2017-01-00", "32/01/2017"};
    for (size_t i = 0; i < COUNT(NO_DAY); i++) {
        assert_int_equal(lac_date_parse(NO_DAY[i]).kind, LAC_DATE_NO_DAY);
    }
    static const char *const FAULT[] = {"", " ", "x", "2017-04", "Apr-17", "1/2/17", "01-10-2017",
        "2017/10/01", "2017-1-1", "1/2/2017x", "1/2/2017 10:00", "1/2/", "//", "1/2", "001/2/2017",
        "1/002/2017", "31/12/1989", "1/1/2101", "-1/2/2017", "1/2/20177", "20170101",
        "2017-10-01Z"};
    for (size_t i = 0; i < COUNT(FAULT); i++) {
        assert_int_equal(lac_date_parse(FAULT[i]).kind, LAC_DATE_FAULT);
    }
    /* Excel's 45748 is 1 April 2025, see its manual: 1 January 2008 is 39448, and 2008 to 2024 are 17 years
     * with the leap days of 2008, 12, 16, 20 and 24: 6210 days to 1 January 2025, and 90 to 1 April */
    const lac_date serial = lac_date_parse("45748");
    assert_int_equal(serial.kind, LAC_DATE_SERIAL);
    assert_int_equal(serial.day, day_of(2025, 4, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted),
        cmocka_unit_test(months_are_found_again),
        cmocka_unit_test(dates_are_written),
        cmocka_unit_test(dates_are_read),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
