/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

#include <stdbool.h>
#include <string.h>

enum { YEAR_1970 = 1970, MONTHS = 12, DAYS_A_YEAR = 365 };

/* ---- helpers ---- */

/* Leap days before 1 January of a year, counted from the year 1. */
static int leap_days_before(int year)
{
    const int past = year - 1;
    return past / 4 - past / 100 + past / 400;
}

/* Reads 1 to most digits at *text and moves *text behind them. */
static bool take(const char **text, int most, int *n_digits, int *value)
{
    *value = 0;
    for (*n_digits = 0; **text >= '0' && **text <= '9' && *n_digits < most; (*n_digits)++) {
        *value = *value * 10 + (*(*text)++ - '0');
    }
    return *n_digits > 0;
}

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " \t");
}

/* ---- public ---- */

lac_day lac_day_of(lac_month month, int day)
{
    const int year = month / MONTHS;
    int days = (year - YEAR_1970) * DAYS_A_YEAR + leap_days_before(year) -
               leap_days_before(YEAR_1970) + day - 1;
    for (lac_month before = year * MONTHS; before < month; before++) {
        days += lac_month_days(before);
    }
    return days;
}

lac_month lac_day_month(lac_day self, int *day)
{
    /* a year too early at most: 366 days are no shorter than a year */
    lac_month month = lac_month_of(YEAR_1970 + self / (DAYS_A_YEAR + 1), 1);
    int left = self - lac_day_of(month, 1);
    while (left >= lac_month_days(month)) {
        left -= lac_month_days(month++);
    }
    if (day != NULL) {
        *day = left + 1;
    }
    return month;
}

void lac_day_format(lac_day self, char out[11])
{
    int day = 0;
    lac_month_format(lac_day_month(self, &day), out);
    out[7] = '-';
    out[8] = (char)('0' + day / 10);
    out[9] = (char)('0' + day % 10);
    out[10] = '\0';
}

lac_date lac_date_parse(const char *text)
{
    static const lac_date FAULT = {LAC_DATE_FAULT, 0};
    const lac_period period = lac_period_parse(text);
    if (period.kind == LAC_PERIOD_SERIAL) {
        return (lac_date){LAC_DATE_SERIAL, lac_day_of(period.month, period.day)};
    }
    int parts[3];
    int digits[3];
    const char *at = skip_spaces(text);
    const char *const after_first = at + strspn(at, "0123456789");
    const char between = *after_first;
    if (between != '/' && between != '-') {
        return FAULT;
    }
    for (int i = 0; i < 3; i++) {
        if ((i > 0 && *at++ != between) || !take(&at, 4, &digits[i], &parts[i])) {
            return FAULT;
        }
    }
    const int y = between == '-' ? 0 : 2;
    const int d = 2 - y;
    if (*skip_spaces(at) != '\0' || digits[y] != 4 || digits[1] > 2 || digits[d] > 2 ||
        (between == '-' && (digits[1] != 2 || digits[d] != 2))) {
        return FAULT;
    }
    if (parts[y] < LAC_FIRST_MONTH / MONTHS || parts[y] > LAC_LAST_MONTH / MONTHS) {
        return FAULT;
    }
    if (parts[1] < 1 || parts[1] > MONTHS || parts[d] < 1 ||
        parts[d] > lac_month_days(lac_month_of(parts[y], parts[1]))) {
        return (lac_date){LAC_DATE_NO_DAY, 0};
    }
    return (lac_date){LAC_DATE_GOOD, lac_day_of(lac_month_of(parts[y], parts[1]), parts[d])};
}
