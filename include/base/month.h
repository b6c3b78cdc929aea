/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_MONTH_H
#define LAC_BASE_MONTH_H

#include <stdbool.h>

/* A calendar month as year * 12 + (month - 1): April 2017 is 2017 * 12 + 3. A financial year is
 * named by the calendar year in which it begins: 2017/18 is 2017. */
typedef int lac_month;

#define LAC_NO_MONTH (-1)
enum { LAC_FIRST_MONTH = 1990 * 12, LAC_LAST_MONTH = 2100 * 12 + 11 };

lac_month lac_month_of(int year, int month);   /* month 1 to 12 */
int lac_month_financial_year(lac_month month); /* 2017-03 -> 2016 */
lac_month lac_financial_year_first(int year);  /* April of the year */
lac_month lac_financial_year_last(int year);   /* March of the next */
int lac_month_days(lac_month month);           /* 28 to 31 */

/* Texts of at most 8 bytes with the NUL: "2017-04" and "2017/18". */
void lac_month_format(lac_month month, char out[8]);
void lac_financial_year_format(int year, char out[8]);

/* How a period was spelt. MONTH and YEAR say what it is; EITHER that the spelling fits both
 * ("2011-12", "17-18" is only a year); SERIAL that it is a five-digit Excel serial date, whose month
 * is given; FAULT that it is none of them. */
typedef enum {
    LAC_PERIOD_FAULT,
    LAC_PERIOD_MONTH,
    LAC_PERIOD_YEAR,
    LAC_PERIOD_EITHER,
    LAC_PERIOD_SERIAL
} lac_period_kind;

typedef struct {
    lac_period_kind kind;
    lac_month month;    /* MONTH, EITHER, SERIAL: the month it reads as */
    int financial_year; /* YEAR, EITHER: the year it reads as */
    int day;            /* SERIAL and DD/MM/YYYY: the day of the month; else 1 */
} lac_period;

/* Months: 2017-04, Apr-17, April 2017, 01/04/2017 (day first, day 1). Financial years: 2017/18,
 * 17-18, 2017-18 where the second part is the first + 1. Two-digit years: 90-99 are 19xx. Spaces
 * around are ignored, case too. */
lac_period lac_period_parse(const char *text);

#endif
