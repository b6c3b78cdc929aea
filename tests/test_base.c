/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The room base: months, numbers, names and messages, every spelling of the contract, section 1. */
#include "support.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/month.h"
#include "base/status.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- status and arena ---- */

static void exit_codes_are_those_of_the_contract(void **state)
{
    (void)state;
    assert_int_equal(lac_status_exit_code(LAC_OK), 0);
    assert_int_equal(lac_status_exit_code(LAC_INTERNAL), 1);
    assert_int_equal(lac_status_exit_code(LAC_MEMORY), 1);
    assert_int_equal(lac_status_exit_code(LAC_USAGE), 2);
    assert_int_equal(lac_status_exit_code(LAC_INPUT), 3);
    assert_int_equal(lac_status_exit_code(LAC_IO), 4);
    assert_int_equal(lac_status_exit_code(LAC_CHECK), 5);
    assert_int_equal(lac_status_exit_code(LAC_CHARTS), 6);
    assert_int_equal(lac_status_exit_code(LAC_INTERRUPTED), 130);
    assert_int_equal(lac_status_exit_code(-999), 1);
    assert_string_equal(lac_status_text(LAC_IO), "could not read or write");
    assert_string_equal(lac_status_text(12345), "internal error");
}

static void arena_gives_zeroed_memory_and_copies(void **state)
{
    (void)state;
    lac_arena arena = {0};
    for (size_t size = 1; size < 40000; size += 999) {
        unsigned char *bytes = lac_arena_alloc(&arena, size, 1);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(bytes[i], 0);
            bytes[i] = 0xAA;
        }
    }
    assert_string_equal(lac_arena_copy(&arena, "stock"), "stock");
    assert_string_equal(lac_arena_copy_n(&arena, "stock", 3), "sto");
    assert_string_equal(lac_arena_format(&arena, "%s %d", "row", 7), "row 7");
    static const int NUMBERS[] = {3, 5};
    const int *numbers = lac_arena_clone(&arena, NUMBERS, 2, sizeof *numbers);
    assert_memory_equal(numbers, NUMBERS, sizeof NUMBERS);
    assert_non_null(lac_arena_clone(&arena, NULL, 0, sizeof *numbers));
    for (int n = 250; n <= 260; n++) { /* around the length up to which a text is printed once */
        const char *padded = lac_arena_format(&arena, "%*d|", n - 1, 7);
        assert_int_equal(strlen(padded), (size_t)n);
        assert_string_equal(padded + n - 3, " 7|");
    }
    assert_null(lac_arena_alloc(&arena, SIZE_MAX / 2, 3));
    assert_null(lac_arena_clone(&arena, NUMBERS, SIZE_MAX / 2, 3));
    lac_arena_free(&arena);
    lac_arena_free(&arena);
    assert_null(arena.last);
}

static void grow_keeps_items_and_refuses_overflow(void **state)
{
    (void)state;
    int *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(lac_grow(&items, &capacity, i + 1, sizeof *items), LAC_OK);
        items[i] = (int)i;
    }
    assert_true(capacity >= 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i], (int)i);
    }
    const size_t before = capacity;
    assert_int_equal(lac_grow(&items, &capacity, SIZE_MAX / 2, sizeof *items), LAC_MEMORY);
    assert_int_equal(capacity, before);
    free(items);
}

/* ---- months ---- */

static void months_and_financial_years(void **state)
{
    (void)state;
    assert_int_equal(lac_month_of(2017, 4), 2017 * 12 + 3);
    assert_int_equal(lac_month_financial_year(lac_month_of(2017, 3)), 2016);
    assert_int_equal(lac_month_financial_year(lac_month_of(2017, 4)), 2017);
    assert_int_equal(lac_month_financial_year(lac_month_of(2017, 12)), 2017);
    assert_int_equal(lac_month_financial_year(lac_month_of(2018, 1)), 2017);
    assert_int_equal(lac_financial_year_first(2017), lac_month_of(2017, 4));
    assert_int_equal(lac_financial_year_last(2017), lac_month_of(2018, 3));
    assert_int_equal(LAC_FIRST_MONTH, lac_month_of(1990, 1));
    assert_int_equal(LAC_LAST_MONTH, lac_month_of(2100, 12));
}

static void days_of_months_with_leap_years(void **state)
{
    (void)state;
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int month = 1; month <= 12; month++) {
        assert_int_equal(lac_month_days(lac_month_of(2017, month)), DAYS[month - 1]);
    }
    assert_int_equal(lac_month_days(lac_month_of(2016, 2)), 29);
    assert_int_equal(lac_month_days(lac_month_of(2000, 2)), 29);
    assert_int_equal(lac_month_days(lac_month_of(2100, 2)), 28);
}

static void months_and_years_are_written(void **state)
{
    (void)state;
    char out[8];
    lac_month_format(lac_month_of(2017, 4), out);
    assert_string_equal(out, "2017-04");
    lac_month_format(lac_month_of(2100, 12), out);
    assert_string_equal(out, "2100-12");
    lac_financial_year_format(2017, out);
    assert_string_equal(out, "2017/18");
    lac_financial_year_format(1999, out);
    assert_string_equal(out, "1999/00");
    lac_financial_year_format(2008, out);
    assert_string_equal(out, "2008/09");
}

static void spellings_of_months(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year, month, day;
    } GOOD[] = {
        {"2017-04", 2017, 4, 1},
        {"2017-12", 2017, 12, 1},
        {"1990-01", 1990, 1, 1},
        {"2012-11", 2012, 11, 1},
        {"Apr-17", 2017, 4, 1},
        {"APR-17", 2017, 4, 1},
        {"apr 17", 2017, 4, 1},
        {"April 2017", 2017, 4, 1},
        {"  April  2017  ", 2017, 4, 1},
        {"\302\240April 2017", 2017, 4, 1},
        {"April-2017", 2017, 4, 1},
        {"Oct-09", 2009, 10, 1},
        {"Dec-89", 2089, 12, 1},
        {"Jan-90", 1990, 1, 1},
        {"Jan-99", 1999, 1, 1},
        {"Jan-00", 2000, 1, 1},
        {"Feb-18", 2018, 2, 1},
        {"Mar-18", 2018, 3, 1},
        {"May-18", 2018, 5, 1},
        {"Jun-18", 2018, 6, 1},
        {"Jul-18", 2018, 7, 1},
        {"Aug-18", 2018, 8, 1},
        {"Sep-18", 2018, 9, 1},
        {"Sept 2018", 2018, 9, 1},
        {"September 2018", 2018, 9, 1},
        {"Nov-18", 2018, 11, 1},
        {"01/04/2017", 2017, 4, 1},
        {"1/4/2017", 2017, 4, 1},
        {"30/04/2017", 2017, 4, 30},
        {"29/02/2016", 2016, 2, 29},
    };
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        const lac_period period = lac_period_parse(GOOD[i].text);
        if (period.kind != LAC_PERIOD_MONTH) {
            fail_msg("\"%s\" is not read as a month", GOOD[i].text);
        }
        assert_int_equal(period.month, lac_month_of(GOOD[i].year, GOOD[i].month));
        assert_int_equal(period.day, GOOD[i].day);
    }
}

static void spellings_of_financial_years(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year;
    } GOOD[] = {{"2017/18", 2017}, {" 2017/18 ", 2017}, {"17-18", 2017}, {"2017-18", 2017},
        {"2012-13", 2012}, {"1999/00", 1999}, {"1999-00", 1999}, {"99-00", 1999}, {"90-91", 1990},
        {"89-90", 2089}, {"11-12", 2011}, {"2009/10", 2009}, {"2011/12", 2011}};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        const lac_period period = lac_period_parse(GOOD[i].text);
        if (period.kind != LAC_PERIOD_YEAR) {
            fail_msg("\"%s\" is not read as a year", GOOD[i].text);
        }
        assert_int_equal(period.financial_year, GOOD[i].year);
    }
}

static void spellings_that_fit_both_are_told(void **state)
{
    (void)state;
    lac_period period = lac_period_parse("2011-12");
    assert_int_equal(period.kind, LAC_PERIOD_EITHER);
    assert_int_equal(period.month, lac_month_of(2011, 12));
    assert_int_equal(period.financial_year, 2011);
    period = lac_period_parse("2000-01");
    assert_int_equal(period.kind, LAC_PERIOD_EITHER);
    assert_int_equal(period.month, lac_month_of(2000, 1));
    assert_int_equal(period.financial_year, 2000);
}

static void serial_dates_are_told_with_their_date(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year, month, day;
    } DATES[] = {{"43191", 2018, 4, 1}, {"43101", 2018, 1, 1}, {"42461", 2016, 4, 1},
        {"44196", 2020, 12, 31}, {"36585", 2000, 2, 29}, {"10000", 1927, 5, 18}};
    for (size_t i = 0; i < COUNT(DATES); i++) {
        const lac_period period = lac_period_parse(DATES[i].text);
        assert_int_equal(period.kind, LAC_PERIOD_SERIAL);
        assert_int_equal(period.month, lac_month_of(DATES[i].year, DATES[i].month));
        assert_int_equal(period.day, DATES[i].day);
    }
}

static void other_periods_are_faults(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", " ", "2017", "2017-13", "2017-00", "2017-4", "2017-19",
        "2017/19", "2017/17", "2017/04", "17/18", "17-19", "17-04", "2017/2018", "2017-04-01",
        "01/13/2017", "00/04/2017", "31/04/2017", "29/02/2017", "01/04/17", "1/04/20177",
        "001/04/2017", "01/04/2017x", "01-04-2017", "Apr", "Apr17", "Apr-", "Apr--17", "Apr-017",
        "Apr-2", "Aprl-17", "Octo-09", "17-Apr", "Apr/17", "-2017-04", "4319", "431911", "04319",
        "43191.5", "2017\342\200\22318", "April 2017 (provisional figures, to be confirmed)"};
    for (size_t i = 0; i < COUNT(BAD); i++) {
        if (lac_period_parse(BAD[i]).kind != LAC_PERIOD_FAULT) {
            fail_msg("\"%s\" is read as a period", BAD[i]);
        }
    }
}

/* ---- numbers ---- */

static void spellings_of_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } GOOD[] = {{"1250.5", 1250.5}, {"\302\2431,250.50", 1250.5}, {"1,147", 1147}, {" 120 ", 120},
        {"\302\240120\xC2\xA0", 120}, {"0", 0}, {"-3", -3}, {"+3", 3}, {"1e3", 1000},
        {"2.5E-2", 0.025}, {"1e+2", 100}, {".5", 0.5}, {"5.", 5}, {"-\302\2435", -5},
        {"\xC2\xA3-5", -5}, {"\xC2\xA3 5", 5}, {"- 5", -5}, {"007", 7},
        {"1,234,567.25", 1234567.25}, {"12,345", 12345}, {"123,456", 123456}, {"1e308", 1e308},
        {"0.1", 0.1}, {"1,000,000", 1000000}};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        double value = NAN;
        if (lac_number_parse(GOOD[i].text, &value, NULL) != 0) {
            fail_msg("\"%s\" is not read as a number", GOOD[i].text);
        }
        assert_true(value == GOOD[i].value);
    }
}

static void percent_signs_are_told_where_allowed(void **state)
{
    (void)state;
    double value = 0;
    bool had_percent = false;
    assert_int_equal(lac_number_parse("25%", &value, &had_percent), 0);
    assert_true(value == 25 && had_percent);
    assert_int_equal(lac_number_parse(" 2.5 % ", &value, &had_percent), 0);
    assert_true(value == 2.5 && had_percent);
    assert_int_equal(lac_number_parse("25", &value, &had_percent), 0);
    assert_true(value == 25 && !had_percent);
    assert_int_equal(lac_number_parse("25%%", &value, &had_percent), -1);
    assert_int_equal(lac_number_parse("%", &value, &had_percent), -1);
    assert_int_equal(lac_number_parse("%25", &value, &had_percent), -1);
    assert_int_equal(lac_number_parse("\302\24325%", &value, &had_percent), -1);
    assert_int_equal(lac_number_parse("25%", &value, NULL), -1);
    assert_true(value == 25);
}

static void other_numbers_are_faults(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", " ", ".", "-", "+", "\xC2\xA3", "nan", "NAN", "nan(1)",
        "inf", "-inf", "Infinity", "0x10", "0x1p3", "1e", "1e+", "e5", "1e309", "-1e309",
        "1e99999999", "1 000", "1,00", "1,0000", "1234,567", ",123", "1,,000", "1,", "1,234,56",
        "1.234.567", "1.2.3", "1.000,5", "0.5,000", "--5", "+-5", "-\xC2\xA3-5", "5-", "(5)",
        "5 children", "\302\243\302\2435", "$5", "5\xC2\xA3", "\"5\"", "=5", "1_000", "\xD9\xA3",
        "one", "5\xFF", "\3775"};
    for (size_t i = 0; i < COUNT(BAD); i++) {
        double value = 7;
        if (lac_number_parse(BAD[i], &value, NULL) != -1) {
            fail_msg("\"%s\" is read as a number", BAD[i]);
        }
        assert_true(value == 7);
    }
    char digits[500];
    memset(digits, '1', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    double value = 7;
    assert_int_equal(lac_number_parse(digits, &value, NULL), -1);
    digits[0] = '.';
    assert_int_equal(lac_number_parse(digits, &value, NULL), -1);
    digits[0] = '1';
    digits[1] = 'e';
    assert_int_equal(lac_number_parse(digits, &value, NULL), -1);
}

static void numbers_are_written_short_and_without_exponent(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } WRITTEN[] = {{0.0, "0"}, {-0.0, "0"}, {1.0, "1"}, {-1.5, "-1.5"}, {0.1, "0.1"},
        {100.0, "100"}, {299.5, "299.5"}, {1250.5, "1250.5"}, {1234567.0, "1234567"},
        {1.0 / 3.0, "0.3333333333333333"}, {2.0 / 3.0, "0.6666666666666666"},
        {0.1 + 0.2, "0.30000000000000004"}, {1e-6, "0.000001"}, {-2.5e-6, "-0.0000025"},
        {1e-7, "1e-7"}, {1.25e-7, "1.25e-7"}, {1e5, "100000"}, {1e14, "100000000000000"},
        {999999999999999.0, "999999999999999"}, {1e15, "1e15"}, {-1.5e300, "-1.5e300"},
        {9007199254740993.0, "9.007199254740992e15"}, {123456789.123, "123456789.123"},
        {1.7976931348623157e308, "1.7976931348623157e308"}};
    for (size_t i = 0; i < COUNT(WRITTEN); i++) {
        char out[32];
        lac_number_format(WRITTEN[i].value, out);
        assert_string_equal(out, WRITTEN[i].text);
    }
}

static void written_numbers_read_back(void **state)
{
    (void)state;
    /* any bits will do: a linear congruential sequence (Knuth's MMIX) visits many magnitudes */
    uint64_t bits = 1;
    int n_finite = 0;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        double value = 0;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) {
            continue;
        }
        char out[32];
        double back = 0;
        lac_number_format(value, out);
        assert_true(strlen(out) < sizeof out);
        assert_int_equal(lac_number_parse(out, &back, NULL), 0);
        assert_true(back == value);
        n_finite++;
    }
    assert_true(n_finite > 19000);
}

static void whole_numbers_round_half_to_even_after_nine_decimals(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *plain, *grouped;
    } WRITTEN[] = {{317, "317", "317"}, {299.5, "300", "300"}, {282, "282", "282"},
        {264.5, "264", "264"}, {264.49999999999994, "264", "264"}, {264.5000000001, "264", "264"},
        {264.500000001, "265", "265"}, {265.4999999999, "266", "266"}, {0.5, "0", "0"},
        {1.5, "2", "2"}, {-0.4, "0", "0"}, {-0.5, "0", "0"}, {-1.5, "-2", "-2"},
        {999, "999", "999"}, {1000, "1000", "1,000"}, {-1234567.2, "-1234567", "-1,234,567"},
        {123456789012.5, "123456789012", "123,456,789,012"}, {4194304.5, "4194304", "4,194,304"},
        {4194305.5, "4194306", "4,194,306"}, {-57, "-57", "-57"}, {-100, "-100", "-100"},
        {999999999999999999.0, "1e18", "1e18"}};
    for (size_t i = 0; i < COUNT(WRITTEN); i++) {
        char out[32];
        lac_whole_format(WRITTEN[i].value, false, out);
        assert_string_equal(out, WRITTEN[i].plain);
        lac_whole_format(WRITTEN[i].value, true, out);
        assert_string_equal(out, WRITTEN[i].grouped);
    }
    assert_true(lac_whole_round(264.5) == 264);
    assert_true(lac_whole_round(-0.3) == 0 && !signbit(lac_whole_round(-0.3)));
}

/* ---- names ---- */

static void names_are_equal_without_case_and_repeated_spaces(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } PAIRS[] = {{"No programme", "no  PROGRAMME", true}, {" A ", "a", true}, {"a b", "ab", false},
        {"a b", "a\tb", true}, {"a", "a b", false}, {"a b", "a", false}, {"", "  ", true},
        {"a", "", false}, {"caf\xC3\xA9", "CAF\xC3\x89", true},
        {"caf\xC3\xA9", "cafe\xCC\x81", true}, {"caf\xC3\xA9", "cafe", false},
        {"stra\303\237e", "STRASSE", true}, {"a\302\240b", "A B", true},
        {"\xC5\xB4", "\xC5\xB5", true}, {"\xFF", "\xFF", true}, {"\xFF", "\xFE", false},
        {"A\xFF", "a\xFF", true}};
    lac_arena arena = {0};
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        if (lac_name_equal(PAIRS[i].a, PAIRS[i].b) != PAIRS[i].equal ||
            lac_name_equal(PAIRS[i].b, PAIRS[i].a) != PAIRS[i].equal) {
            fail_msg("\"%s\" and \"%s\"", PAIRS[i].a, PAIRS[i].b);
        }
        const char *a = lac_name_key(&arena, PAIRS[i].a);
        const char *b = lac_name_key(&arena, PAIRS[i].b);
        assert_int_equal(strcmp(a, b) == 0, PAIRS[i].equal);
    }
    assert_string_equal(lac_name_key(&arena, "  No \t PROGRAMME "), "no programme");
    lac_arena_free(&arena);
}

static void slugs(void **state)
{
    (void)state;
    static const struct {
        const char *name, *slug;
    } SLUGS[] = {{"No programme", "no_programme"}, {"Programme 25 %", "programme_25"},
        {"  --SGO!! ", "sgo"}, {"caf\xC3\xA9 \xC5\xB4y", "cafe_wy"}, {"cafe\xCC\x81", "cafe"},
        {"children's home", "children_s_home"}, {"a > b", "a_b"}, {"a__b", "a_b"},
        {"stra\303\237e", "strasse"}, {"\xEF\xAC\x81xed", "fixed"}, {"+++", ""}, {"", ""},
        {"\xCE\xB1\xCE\xB2", ""}, {"16+", "16"}, {"a\303\270b", "a_b"}, {"x\xC2\xA3y", "x_y"}};
    lac_arena arena = {0};
    for (size_t i = 0; i < COUNT(SLUGS); i++) {
        assert_string_equal(lac_slug(&arena, SLUGS[i].name), SLUGS[i].slug);
    }
    lac_arena_free(&arena);
}

static void names_that_may_be_used(void **state)
{
    (void)state;
    static const char *const GOOD[] = {"A", "No programme", "a = b", "16+", "in-house",
        "50% \xC2\xA3", "a/b", "a, b", "\"quoted\"", "caf\xC3\xA9",
        /* 60 characters, 120 bytes */
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
        "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"};
    static const struct {
        const char *name, *fault;
    } BAD[] = {{"", "is empty"}, {" \xC2\xA0", "is empty"},
        {"1234567890123456789012345678901234567890123456789012345678901",
            "is longer than 60 characters"},
        {"a;b", "contains \";\""}, {"a:b", "contains \":\""}, {"a > b", "contains \">\""},
        {"a\nb", "contains a control character"}, {"a\tb", "contains a control character"},
        {"a\x7F", "contains a control character"}, {"a\302\205b", "contains a control character"},
        {"a\342\200\256b", "contains a control character"}, {"=a", "begins with \"=\""},
        {" +a", "begins with \"+\""}, {"-a", "begins with \"-\""}, {"@a", "begins with \"@\""},
        {"#a", "begins with \"#\""}, {"a\xFF", "is not UTF-8"}};
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        assert_null(lac_name_fault(GOOD[i]));
    }
    for (size_t i = 0; i < COUNT(BAD); i++) {
        const char *fault = lac_name_fault(BAD[i].name);
        if (fault == NULL) {
            fail_msg("\"%s\" may be used", BAD[i].name);
        }
        assert_string_equal(fault, BAD[i].fault);
    }
}

static void edit_distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } PAIRS[] = {{"stock", "stock", 2, 0}, {"Stock ", "sTOCK", 2, 0}, {"stock", "stok", 2, 1},
        {"stock", "stocks", 2, 1}, {"stock", "stack", 2, 1}, {"stock", "sotck", 2, 1},
        {"stock", "sotkc", 2, 2}, {"stock", "tsokc", 2, 2}, {"stock", "rates", 2, 3},
        {"kitten", "sitting", 9, 3}, {"kitten", "sitting", 3, 3}, {"kitten", "sitting", 2, 3},
        {"ca", "abc", 9, 3}, {"", "ab", 2, 2}, {"", "abc", 2, 3}, {"", "", 0, 0}, {"a", "b", 0, 1},
        {"abcdef", "badcfe", 9, 3}, {"abcdefgh", "bcdefgha", 9, 2}, {"abcdefgh", "bcdefgha", 1, 2},
        {"caf\xC3\xA9", "cafe", 2, 1}, {"section", "secton", 2, 1},
        {"weekly_cost", "weeklycost", 2, 1}, {"\xFF", "a", 2, 3}};
    for (size_t i = 0; i < COUNT(PAIRS); i++) {
        assert_int_equal(
            lac_edit_distance(PAIRS[i].a, PAIRS[i].b, PAIRS[i].limit), PAIRS[i].distance);
        assert_int_equal(
            lac_edit_distance(PAIRS[i].b, PAIRS[i].a, PAIRS[i].limit), PAIRS[i].distance);
    }
}

/* Text too long for the room that a folded name has by default is compared all the same; a distance is
 * counted up to 250 characters, and every letter with an accent is one. */
static void long_names(void **state)
{
    (void)state;
    char upper[2 * 700 + 1];
    char lower[2 * 700 + 1];
    for (size_t i = 0; i < 700; i++) {
        memcpy(upper + 2 * i, "\xC3\x89", 2); /* E with an acute accent, capital and small */
        memcpy(lower + 2 * i, "\xC3\xA9", 2);
    }
    upper[2 * 700] = lower[2 * 700] = '\0';
    assert_true(lac_name_equal(upper, lower));
    lower[2 * 699] = 'e';
    lower[2 * 699 + 1] = '\0';
    assert_false(lac_name_equal(upper, lower));
    upper[2 * 250] = lower[2 * 249] = '\0';
    assert_int_equal(lac_edit_distance(upper, lower, 2), 1);
    upper[2 * 250] = '\xC3';
    upper[2 * 251] = '\0';
    assert_int_equal(lac_edit_distance(upper, lower, 2), 3);
    assert_int_equal(lac_edit_distance(upper, upper, 2), 3);
}

static void utf8_faults_and_characters(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length, fault;
    } TEXTS[] = {{"", 0, 0}, {"abc", 3, 3}, {"a\xC2\xA3", 3, 3}, {"\xE2\x82\xAC", 3, 3},
        {"\xF0\x9F\x98\x80", 4, 4}, {"ab\x96", 3, 2}, {"a\xC2", 2, 1}, {"a\302b", 3, 1},
        {"\xC0\xAF", 2, 0}, {"\xED\xA0\x80", 3, 0}, {"\xF4\x90\x80\x80", 4, 0}, {"a\0b", 3, 3}};
    for (size_t i = 0; i < COUNT(TEXTS); i++) {
        assert_int_equal(lac_utf8_fault(TEXTS[i].bytes, TEXTS[i].length), TEXTS[i].fault);
    }
    assert_int_equal(lac_utf8_characters("", 0), 0);
    assert_int_equal(lac_utf8_characters("caf\xC3\xA9", 5), 4);
    assert_int_equal(lac_utf8_characters("\360\237\230\200a", 5), 2);
}

static void trimming(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trimmed;
    } TEXTS[] = {{"", ""}, {"  ", ""}, {"a", "a"}, {" a b ", "a b"}, {"\t\r\na\n", "a"},
        {"\302\240\342\200\211a\xC2\xA0", "a"}, {"\xC3\xA9", "\xC3\xA9"}, {" \xFF ", "\xFF"}};
    for (size_t i = 0; i < COUNT(TEXTS); i++) {
        char buffer[32];
        snprintf(buffer, sizeof buffer, "%s", TEXTS[i].text);
        assert_string_equal(lac_trim(buffer), TEXTS[i].trimmed);
    }
}

/* ---- messages ---- */

static void a_message_is_printed_as_in_the_contract(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    char source[] = "abc,,,140%";
    const lac_place place = {"scenarios/x/study.csv", 14, 7, 14, 7, source};
    lac_diagnostics_add(
        &list, LAC_ERROR, &place, "give a share", "success %d%% is outside 0%% to 100%%", 140);
    memset(source, 'x', sizeof source - 1); /* the list has its own copy */
    assert_printed_from(&list, LAC_NOTE,
        "scenarios/x/study.csv:14:7: error: G14 success 140% is outside 0% to 100%\n"
        "  abc,,,140%\n"
        "        ^\n"
        "  hint: give a share\n");
    assert_int_equal(list.n, 1);
    assert_string_equal(list.items[0].message, "success 140% is outside 0% to 100%");
    assert_string_equal(list.items[0].place.source, "abc,,,140%");
    assert_int_equal(lac_diagnostics_status(&list), LAC_INPUT);
    lac_diagnostics_free(&list);
    lac_diagnostics_free(&list);
    assert_int_equal(lac_diagnostics_status(&list), LAC_OK);
}

static void places_without_parts(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    const lac_place file = {.file = "a.csv"};
    const lac_place line = {.file = "a.csv", .line = 3, .source = "x,y"};
    const lac_place row = {.file = "a.csv", .line = 3, .column = 1, .row = 2, .source = ""};
    lac_diagnostics_add(&list, LAC_ERROR, NULL, NULL, "no file");
    lac_diagnostics_add(&list, LAC_ERROR, &file, "look", "whole file");
    lac_diagnostics_add(&list, LAC_WARNING, &line, NULL, "whole line");
    lac_diagnostics_add(&list, LAC_NOTE, &row, NULL, "whole row");
    assert_printed_from(&list, LAC_NOTE,
        "error: no file\n"
        "a.csv: error: whole file\n"
        "  hint: look\n"
        "a.csv:3: warning: whole line\n"
        "  x,y\n"
        "a.csv:3:1: note: whole row\n");
    assert_printed_from(&list, LAC_ERROR,
        "error: no file\n"
        "a.csv: error: whole file\n"
        "  hint: look\n");
    assert_int_equal(list.n_errors, 2);
    assert_int_equal(list.n_warnings, 1);
    lac_diagnostics_free(&list);
}

static void warnings_alone_are_no_failure(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    lac_diagnostics_add(&list, LAC_WARNING, NULL, NULL, "careful");
    assert_int_equal(lac_diagnostics_status(&list), LAC_OK);
    list.out_of_memory = true;
    assert_int_equal(lac_diagnostics_status(&list), LAC_MEMORY);
    lac_diagnostics_free(&list);
}

static void carets_stand_below_wide_and_combined_characters(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    /* two cells wide; then e and a combining accent, one cell; then a tab, shown as one space */
    const lac_place wide = {"a.csv", 1, 3, 0, 0, "\xE4\xB8\xAD,x"};
    const lac_place combined = {"a.csv", 2, 4, 0, 0, "e\xCC\x81,x"};
    const lac_place tab = {"a.csv", 3, 3, 0, 0, "a\tx"};
    lac_diagnostics_add(&list, LAC_ERROR, &wide, NULL, "wide");
    lac_diagnostics_add(&list, LAC_ERROR, &combined, NULL, "combined");
    lac_diagnostics_add(&list, LAC_ERROR, &tab, NULL, "tab");
    assert_printed_from(&list, LAC_NOTE,
        "a.csv:1:3: error: wide\n  \xE4\xB8\xAD,x\n     ^\n"
        "a.csv:2:4: error: combined\n  e\xCC\x81,x\n    ^\n"
        "a.csv:3:3: error: tab\n  a x\n    ^\n");
    lac_diagnostics_free(&list);
}

static void what_upsets_a_terminal_is_not_printed(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    const lac_place place = {"a\x1B.csv", 1, 4, 0, 0, "\x1B[\xFFx\xE2\x80\xAEy\x7F"};
    lac_diagnostics_add(&list, LAC_ERROR, &place, "do\r\nthis", "bad \x1B[31m name\xC2\x9B");
    assert_printed_from(&list, LAC_NOTE,
        "a?.csv:1:4: error: bad ?[31m name?\n"
        "  ?[?x?y?\n"
        "     ^\n"
        "  hint: do??this\n");
    lac_diagnostics_free(&list);
}

static void long_lines_are_shortened_around_the_column(void **state)
{
    (void)state;
    char source[1001];
    for (int i = 0; i < 1000; i++) {
        source[i] = (char)('0' + i % 10);
    }
    source[1000] = '\0';
    char expected[2048];
    lac_diagnostics list = {0};
    lac_place place = {"a.csv", 1, 5, 0, 0, source};

    /* near the beginning: characters 1 to 120 */
    lac_diagnostics_add(&list, LAC_ERROR, &place, NULL, "early");
    snprintf(expected, sizeof expected, "a.csv:1:5: error: early\n  %.120s...\n      ^\n", source);
    assert_printed_from(&list, LAC_NOTE, expected);
    lac_diagnostics_free(&list);

    /* in the middle: 60 characters before column 501, which is 60 + 3 + 2 from the edge */
    place.column = 501;
    lac_diagnostics_add(&list, LAC_ERROR, &place, NULL, "middle");
    snprintf(expected, sizeof expected, "a.csv:1:501: error: middle\n  ...%.120s...\n%*s^\n",
        source + 440, 65, "");
    assert_printed_from(&list, LAC_NOTE, expected);
    lac_diagnostics_free(&list);

    /* at the end: what is left */
    place.column = 1000;
    lac_diagnostics_add(&list, LAC_ERROR, &place, NULL, "late");
    snprintf(expected, sizeof expected, "a.csv:1:1000: error: late\n  ...%s\n%*s^\n", source + 939,
        65, "");
    assert_printed_from(&list, LAC_NOTE, expected);
    lac_diagnostics_free(&list);

    /* a line of just 120 characters is whole */
    source[120] = '\0';
    place.column = 110;
    lac_diagnostics_add(&list, LAC_ERROR, &place, NULL, "whole");
    snprintf(expected, sizeof expected, "a.csv:1:110: error: whole\n  %s\n%*s^\n", source, 111, "");
    assert_printed_from(&list, LAC_NOTE, expected);
    lac_diagnostics_free(&list);
}

static void the_first_twenty_errors_are_shown(void **state)
{
    (void)state;
    lac_diagnostics list = {0};
    char expected[1024] = "";
    for (int i = 1; i <= 21; i++) {
        lac_diagnostics_add(&list, LAC_ERROR, NULL, NULL, "number %d", i);
        if (i <= 20) {
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected),
                "error: number %d\n", i);
        }
    }
    const size_t length = strlen(expected);
    snprintf(expected + length, sizeof expected - length, "... and 1 more error\n");
    assert_printed_from(&list, LAC_NOTE, expected);
    lac_diagnostics_add(&list, LAC_WARNING, NULL, NULL, "a warning");
    lac_diagnostics_add(&list, LAC_ERROR, NULL, NULL, "number 22");
    snprintf(
        expected + length, sizeof expected - length, "warning: a warning\n... and 2 more errors\n");
    assert_printed_from(&list, LAC_NOTE, expected);
    for (int i = 23; i <= 5000; i++) {
        lac_diagnostics_add(&list, LAC_ERROR, NULL, NULL, "number %d", i);
    }
    snprintf(expected + length, sizeof expected - length,
        "warning: a warning\n... and 4980 more errors\n");
    assert_printed_from(&list, LAC_NOTE, expected);
    assert_int_equal(list.n_errors, 5000);
    lac_diagnostics_free(&list);
}

static void sheet_columns_have_letters(void **state)
{
    (void)state;
    static const struct {
        int column;
        const char *letters;
    } COLUMNS[] = {{1, "A"}, {7, "G"}, {26, "Z"}, {27, "AA"}, {52, "AZ"}, {53, "BA"}, {702, "ZZ"},
        {703, "AAA"}, {16384, "XFD"}, {2147483647, "FXSHRXW"}};
    for (size_t i = 0; i < COUNT(COLUMNS); i++) {
        char out[8];
        lac_sheet_column_name(COLUMNS[i].column, out);
        assert_string_equal(out, COLUMNS[i].letters);
    }
}

/* The shortest decimal, plainly: print 15, 16, 17 digits until one reads back. */
static void plain_digits(double value, char out[40])
{
    for (int n = 14; n <= 16; n++) {
        snprintf(out, 40, "%.*e", n, value);
        if (strtod(out, NULL) == value) {
            return;
        }
    }
}

/* 150,000 numbers of all sizes, money, halves and neighbours of powers of two and ten: what is printed
 * is the very number that plain printing finds, no more and no fewer digits. */
static void numbers_print_as_plainly(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 150000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        const double unit = (double)(bits >> 11) / 9007199254740992.0;
        double value = 0;
        switch (i % 6) {
        case 0:
            memcpy(&value, &bits, sizeof value);
            value = isfinite(value) ? fabs(value) : 1;
            break;
        case 1:
            value = unit * 1000;
            break;
        case 2:
            value = (double)(bits % 100000) / 100.0;
            break;
        case 3:
            value = unit * pow(10, (double)(bits % 24) - 7);
            break;
        case 4:
            value = nextafter(ldexp(1, (int)(bits % 80) - 40), bits % 3 == 0 ? 0 : 1e30);
            break;
        default:
            value = ldexp((double)((bits >> 20) & 0xfff), (int)(bits % 60) - 50);
        }
        char shown[32];
        char plain[40];
        lac_number_format(value, shown);
        plain_digits(value, plain);
        assert_true(strtod(shown, NULL) == value);
        /* the same digits: without point, exponent and the zeros around them */
        char a[40] = "";
        char b[40] = "";
        size_t n_a = 0;
        size_t n_b = 0;
        for (const char *c = shown; *c != '\0' && *c != 'e'; c++) {
            if (*c != '.' && (n_a > 0 || *c != '0')) {
                a[n_a++] = *c;
            }
        }
        for (const char *c = plain; *c != 'e'; c++) {
            if (*c != '.' && (n_b > 0 || *c != '0')) {
                b[n_b++] = *c;
            }
        }
        while (n_a > 0 && a[n_a - 1] == '0') {
            n_a--;
        }
        while (n_b > 0 && b[n_b - 1] == '0') {
            n_b--;
        }
        assert_int_equal(n_a, n_b);
        assert_memory_equal(a, b, n_a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_as_plainly),
        cmocka_unit_test(exit_codes_are_those_of_the_contract),
        cmocka_unit_test(arena_gives_zeroed_memory_and_copies),
        cmocka_unit_test(grow_keeps_items_and_refuses_overflow),
        cmocka_unit_test(months_and_financial_years),
        cmocka_unit_test(days_of_months_with_leap_years),
        cmocka_unit_test(months_and_years_are_written),
        cmocka_unit_test(spellings_of_months),
        cmocka_unit_test(spellings_of_financial_years),
        cmocka_unit_test(spellings_that_fit_both_are_told),
        cmocka_unit_test(serial_dates_are_told_with_their_date),
        cmocka_unit_test(other_periods_are_faults),
        cmocka_unit_test(spellings_of_numbers),
        cmocka_unit_test(percent_signs_are_told_where_allowed),
        cmocka_unit_test(other_numbers_are_faults),
        cmocka_unit_test(numbers_are_written_short_and_without_exponent),
        cmocka_unit_test(written_numbers_read_back),
        cmocka_unit_test(whole_numbers_round_half_to_even_after_nine_decimals),
        cmocka_unit_test(names_are_equal_without_case_and_repeated_spaces),
        cmocka_unit_test(slugs),
        cmocka_unit_test(names_that_may_be_used),
        cmocka_unit_test(edit_distances),
        cmocka_unit_test(long_names),
        cmocka_unit_test(utf8_faults_and_characters),
        cmocka_unit_test(trimming),
        cmocka_unit_test(a_message_is_printed_as_in_the_contract),
        cmocka_unit_test(places_without_parts),
        cmocka_unit_test(warnings_alone_are_no_failure),
        cmocka_unit_test(carets_stand_below_wide_and_combined_characters),
        cmocka_unit_test(what_upsets_a_terminal_is_not_printed),
        cmocka_unit_test(long_lines_are_shortened_around_the_column),
        cmocka_unit_test(the_first_twenty_errors_are_shown),
        cmocka_unit_test(sheet_columns_have_letters),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
