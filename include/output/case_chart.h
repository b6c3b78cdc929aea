/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CASE_CHART_H
#define LAC_OUTPUT_CASE_CHART_H

#include "base/arena.h"
#include "base/month.h"
#include "base/status.h"
#include "model/pathway.h"
#include "output/chart.h"

#include <stdbool.h>
#include <stddef.h>

/* The timeline of cases on a pathway: a row a case, a bar a stage, coloured by who controls it; a dot for
 * the expected order with its range. */

enum { LAC_CASE_CHART_ROWS = 40 };

/* A day of the calendar; month LAC_NO_MONTH: none. */
typedef struct {
    lac_month month;
    int day; /* 1 to 31 */
} lac_case_day;

/* A stage that a case is in or is expected to go through. */
typedef struct {
    lac_case_day first; /* the day on which it began or is expected to begin */
    lac_case_day last;  /* the day on which it is expected to end; not before first */
    lac_control control;
    const char
        *word;    /* inside the bar where there is room: the number of the stage; NULL for none */
    bool overdue; /* it has lasted longer than 9 in 10 do */
} lac_case_bar;

typedef struct {
    const char *label; /* "case 7" */
    size_t n_bars;     /* 0 or more, in the order of their days */
    const lac_case_bar *bars;
    lac_case_day p10; /* of the order; all three without a month: no order expected */
    lac_case_day median;
    lac_case_day p90;
} lac_case_row;

/* All borrowed; what the chart points to lives as long as the arena and these. */
typedef struct {
    const char *name;     /* stem of the files: lower case letters, digits and '_' */
    const char *subtitle; /* what and where: "SGO, Herefordshire"; more is added to it */
    const char *source;   /* the line at the bottom */
    lac_case_day today;   /* the day of the tracker, a dashed line; or none */
    size_t n;             /* 1 or more */
    const lac_case_row *rows;
} lac_case_chart;

/* Makes the chart of at most LAC_CASE_CHART_ROWS cases, in the order of their expected orders: where
 * there are more, those with the earliest (the subtitle says so); cases without one come last, equal ones
 * in the order given. lac_plot_write draws it. LAC_OK, LAC_USAGE when there is no case or a day is not of
 * the calendar, or LAC_MEMORY. */
int lac_case_chart_make(lac_arena *arena, const lac_case_chart *self, lac_chart *chart) LAC_CHECKED;

#endif
