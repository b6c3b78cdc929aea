/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_DATE_H
#define LAC_BASE_DATE_H

#include "base/month.h"

/* A day of the calendar as days since 1 January 1970. */
typedef int lac_day;

/* A day (1 to 28, 30 or 31) of a month. */
lac_day lac_day_of(lac_month month, int day);

/* The month of a day; *day, unless NULL, is its day of the month. From 1990 on. */
lac_month lac_day_month(lac_day self, int *day);

/* "2017-10-01". From 1990 on. */
void lac_day_format(lac_day self, char out[11]);

/* How a date was spelt. GOOD is a date; NO_DAY has the form of one, but the calendar has no such day;
 * SERIAL is a five-digit Excel serial date, whose day is given; FAULT is none of them. */
typedef enum { LAC_DATE_FAULT, LAC_DATE_GOOD, LAC_DATE_NO_DAY, LAC_DATE_SERIAL } lac_date_kind;

typedef struct {
    lac_date_kind kind;
    lac_day day; /* GOOD, SERIAL */
} lac_date;

/* 01/10/2017 (day first) and 2017-10-01, from 1990 to 2100; spaces around are ignored. */
lac_date lac_date_parse(const char *text);

#endif
