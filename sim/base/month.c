/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/month.h"

#include "base/text.h"

#include <stddef.h>
#include <string.h>

enum {
    MONTHS = 12,
    APRIL = 3,
    FIRST_TWO_DIGIT_YEAR = 90,
    LONGEST_SPELLING = 40,
    EXCEL_DAY_OF_1900_03_01 = 61
};

static const char *const MONTH_NAMES[MONTHS] = {"january", "february", "march", "april", "may",
    "june", "july", "august", "september", "october", "november", "december"};

/* ---- helpers ---- */

static void put_digits(char *out, int value, int n_digits)
{
    for (int i = n_digits - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

/* Reads the digits at *text (at most four count; more make the number useless to every caller) and
 * moves *text behind them. Returns how many there were. */
static int take_digits(const char **text, int *value)
{
    int n = 0;
    *value = 0;
    while (**text >= '0' && **text <= '9') {
        if (n < 5) {
            *value = *value * 10 + (**text - '0');
        }
        n++;
        (*text)++;
    }
    return n;
}

static int full_year(int year, int n_digits)
{
    if (n_digits == 2) {
        return year + (year >= FIRST_TWO_DIGIT_YEAR ? 1900 : 2000);
    }
    return year;
}

/* Month number 0 to 11 of a name of n letters: three letters, "sept", or the whole name; else -1. */
static int month_of_name(const char *letters, size_t n)
{
    for (int month = 0; month < MONTHS; month++) {
        const size_t whole = strlen(MONTH_NAMES[month]);
        if ((n == 3 || n == whole || (n == 4 && month == 8)) &&
            strncmp(letters, MONTH_NAMES[month], n) == 0) {
            return month;
        }
    }
    return -1;
}

static lac_period fault(void)
{
    const lac_period none = {LAC_PERIOD_FAULT, LAC_NO_MONTH, 0, 1};
    return none;
}

/* "apr-17", "april 2017": a name, then one hyphen or some spaces, then a year. */
static lac_period parse_named(const char *text)
{
    const char *rest = text;
    while (*rest >= 'a' && *rest <= 'z') {
        rest++;
    }
    const int month = month_of_name(text, (size_t)(rest - text));
    if (month < 0 || (*rest != '-' && *rest != ' ')) {
        return fault();
    }
    if (*rest == '-') {
        rest++;
    } else {
        rest += strspn(rest, " ");
    }
    int year = 0;
    const int n_digits = take_digits(&rest, &year);
    if ((n_digits != 2 && n_digits != 4) || *rest != '\0') {
        return fault();
    }
    lac_period period = fault();
    period.kind = LAC_PERIOD_MONTH;
    period.month = lac_month_of(full_year(year, n_digits), month + 1);
    return period;
}

/* "01/04/2017", after the day and its slash. */
static lac_period parse_day_first(int day, const char *text)
{
    int month = 0;
    int year = 0;
    const int month_digits = take_digits(&text, &month);
    if (month_digits < 1 || month_digits > 2 || *text != '/') {
        return fault();
    }
    text++;
    if (take_digits(&text, &year) != 4 || *text != '\0' || month < 1 || month > MONTHS) {
        return fault();
    }
    lac_period period = fault();
    period.month = lac_month_of(year, month);
    if (day < 1 || day > lac_month_days(period.month)) {
        return fault();
    }
    period.kind = LAC_PERIOD_MONTH;
    period.day = day;
    return period;
}

/* "2017-04", "2017-18", "2017/18", "17-18": first and second part with what stands between. */
static lac_period parse_pair(int first, int first_digits, char between, int second)
{
    const int year = full_year(first, first_digits);
    const bool is_year = second == (year + 1) % 100 && (first_digits == 4 || between == '-');
    const bool is_month = first_digits == 4 && between == '-' && second >= 1 && second <= MONTHS;
    lac_period period = fault();
    if (is_year) {
        period.kind = LAC_PERIOD_YEAR;
        period.financial_year = year;
    }
    if (is_month) {
        period.kind = is_year ? LAC_PERIOD_EITHER : LAC_PERIOD_MONTH;
        period.month = lac_month_of(year, second);
    }
    return period;
}

/* A serial date of Excel's 1900 system: 61 is 1 March 1900 (before it stands a day that never was;
 * five digits are always behind it). */
static lac_period parse_serial(int serial)
{
    lac_month month = lac_month_of(1900, 3);
    int days = serial - EXCEL_DAY_OF_1900_03_01;
    while (days >= lac_month_days(month)) {
        days -= lac_month_days(month);
        month++;
    }
    const lac_period period = {LAC_PERIOD_SERIAL, month, 0, days + 1};
    return period;
}

/* ---- public ---- */

lac_month lac_month_of(int year, int month)
{
    return year * MONTHS + month - 1;
}

int lac_month_financial_year(lac_month month)
{
    return month % MONTHS >= APRIL ? month / MONTHS : month / MONTHS - 1;
}

lac_month lac_financial_year_first(int year)
{
    return year * MONTHS + APRIL;
}

lac_month lac_financial_year_last(int year)
{
    return lac_financial_year_first(year) + MONTHS - 1;
}

int lac_month_days(lac_month month)
{
    static const int DAYS[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int year = month / MONTHS;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month % MONTHS] + (month % MONTHS == 1 && leap ? 1 : 0);
}

void lac_month_format(lac_month month, char out[8])
{
    memcpy(out, "0000-00", 8);
    put_digits(out, month / MONTHS, 4);
    put_digits(out + 5, month % MONTHS + 1, 2);
}

void lac_financial_year_format(int year, char out[8])
{
    memcpy(out, "0000/00", 8);
    put_digits(out, year, 4);
    put_digits(out + 5, (year + 1) % 100, 2);
}

lac_period lac_period_parse(const char *text)
{
    const size_t length = strlen(text);
    char buffer[LONGEST_SPELLING + 1];
    if (length > LONGEST_SPELLING) {
        return fault();
    }
    memcpy(buffer, text, length + 1);
    char *trimmed = lac_trim(buffer);
    for (char *c = trimmed; *c != '\0'; c++) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    if (*trimmed < '0' || *trimmed > '9') {
        return parse_named(trimmed);
    }
    const char *rest = trimmed;
    int first = 0;
    int second = 0;
    const int first_digits = take_digits(&rest, &first);
    if (first_digits == 5 && *rest == '\0' && first >= 10000) {
        return parse_serial(first);
    }
    const char between = *rest;
    if (between != '-' && between != '/') {
        return fault();
    }
    rest++;
    const char *second_text = rest;
    const int second_digits = take_digits(&rest, &second);
    if (between == '/' && *rest == '/' && first_digits <= 2) {
        return parse_day_first(first, second_text);
    }
    if ((first_digits != 2 && first_digits != 4) || second_digits != 2 || *rest != '\0') {
        return fault();
    }
    return parse_pair(first, first_digits, between, second);
}
