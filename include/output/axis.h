/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_AXIS_H
#define LAC_OUTPUT_AXIS_H

#include "base/arena.h"
#include "base/month.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What the numbers of a chart are, and so how they are printed. */
typedef enum {
    LAC_CHART_WHOLE, /* children: rounded to whole numbers, 1,131 */
    LAC_CHART_RATE,  /* per 10,000 and the like: one decimal, 67.4 */
    LAC_CHART_MONEY, /* given in pounds, drawn and printed in millions: £21.3m */
    LAC_CHART_POUNDS /* given and drawn in pounds, printed in whole ones: £412,000 */
} lac_chart_number;

typedef struct {
    double at;
    char *text; /* owned by the arena */
} lac_axis_tick;

typedef struct {
    double low;  /* where the axis begins and ends, in units of the axis (£m for money) */
    double high; /* above low */
    double step; /* distance of the ticks, 1, 2 or 5 times a power of ten */
    bool raised; /* it does not begin at zero although all values are positive */
} lac_axis;

/* The axis for values from min to max (finite, min <= max): from zero, with about intervals (2 to
 * 12) ticks. With raise set it may begin higher when all values lie above 60 % of the greatest, but
 * never so high that less than a quarter of the greatest value is shown. Whole numbers have a step
 * of at least 1. low and high are multiples of step. */
lac_axis lac_axis_choose(
    double min, double max, lac_chart_number number, int intervals, bool raise);

/* What a value of a chart is multiplied by to stand on its axis: a millionth for MONEY, else 1. */
double lac_axis_scale(lac_chart_number number);

/* How pounds are printed of which none is greater: in millions from one million on. */
lac_chart_number lac_axis_pounds(double greatest);

/* A value of the axis for people: "1,131", "67.4", "£21.3m", "£412,000", with a true minus sign.
 * decimals is for money; rates have at least one, whole numbers none; of POUNDS it is negative where
 * they are rounded to tens (-1), hundreds (-2) and so on. NULL when there is no memory. */
char *lac_axis_text(lac_arena *arena, double value, lac_chart_number number, int decimals);

/* Decimals that money of this size (in £m) needs: 1 from 10, else 2, below 0.1 3. */
int lac_axis_money_decimals(double greatest);

/* Decimals of values of this size on an axis of money: as above; POUNDS in thousands from 100,000, in
 * hundreds from 10,000. Of other numbers 0. */
int lac_axis_decimals(lac_chart_number number, double greatest);

/* The ticks of the value axis, the multiples of step from low to high. With magnitude set the sign is left out (what goes down from zero is
 * also counted). Returns LAC_OK or LAC_MEMORY; *ticks belongs to the arena. */
int lac_axis_ticks(lac_arena *arena, const lac_axis *axis, lac_chart_number number, bool magnitude,
    lac_axis_tick **ticks, size_t *n) LAC_CHECKED;

/* "Apr 2017". NULL when there is no memory. */
char *lac_axis_month_text(lac_arena *arena, lac_month month);

/* The ticks of a month axis from first to last: "Apr 2017" every year, or every 2, 5, 10 ... years
 * so that there are at most max_ticks; fewer than two of them: every quarter, else every month. With
 * march set the years are marked at March, where yearly stocks stand. */
int lac_axis_month_ticks(lac_arena *arena, lac_month first, lac_month last, bool march,
    size_t max_ticks, lac_axis_tick **ticks, size_t *n) LAC_CHECKED;

/* The same for an axis of dates, a month standing at its first day: every month, or every 3, 6, 12 ...
 * months counted from April so that there are at most max_ticks. There may be none. */
int lac_axis_calendar_ticks(lac_arena *arena, lac_month first, lac_month last, size_t max_ticks,
    lac_axis_tick **ticks, size_t *n) LAC_CHECKED;

#endif
