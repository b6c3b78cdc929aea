/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CHART_H
#define LAC_OUTPUT_CHART_H

#include "base/arena.h"
#include "base/month.h"
#include "base/status.h"
#include "output/axis.h"
#include "output/rows.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    LAC_CHART_LINES, /* one line a series over time */
    LAC_CHART_FLOWS, /* one bar a year: what comes in upwards, what leaves downwards, stacked */
    LAC_CHART_FAN,   /* simulations of one scenario: bands that history runs into, and the median */
    LAC_CHART_ROWS   /* horizontal bars, one row under the other */
} lac_chart_kind;

typedef enum {
    LAC_CHART_MONTHS, /* a value stands at its month (a stock at the end of it); not FLOWS */
    LAC_CHART_YEARS   /* a value belongs to the financial year of its month */
} lac_chart_axis;

typedef enum {
    LAC_SERIES_OTHER,     /* a scenario, a placement */
    LAC_SERIES_HISTORY,   /* what happened, drawn solid before the forecast; at most one a chart */
    LAC_SERIES_REFERENCE, /* the scenario that others are compared with; at most one */
    LAC_SERIES_FOCUS,     /* the scenario the title is about; at most one */
    LAC_SERIES_IN,        /* FLOWS: upwards (a negative value downwards) */
    LAC_SERIES_OUT,       /* FLOWS: downwards (a negative value upwards) */
    LAC_SERIES_P05,       /* FAN: the quantiles of the simulations, each once */
    LAC_SERIES_P25,
    LAC_SERIES_P50,
    LAC_SERIES_P75,
    LAC_SERIES_P95,
    LAC_SERIES_ROLES
} lac_series_role;

typedef struct {
    const char *name;
    const double *values; /* one for each x of the chart; NaN where there is none */
    lac_series_role role;
    bool unknown;  /* FLOWS: what is not known by part; hollow, outermost, never gathered */
    bool favoured; /* FLOWS: what the chart is about: gathered last */
} lac_chart_series;

/* The 5 % and 95 % quantiles of a series, each with a value for each x; both NULL where there are none. */
typedef struct {
    const double *low;
    const double *high;
} lac_chart_range;

enum { LAC_CHART_MAX_X = 2400, LAC_CHART_MAX_SERIES = 1001 };

/* A chart as plain data, all borrowed. Words may hold any characters; they are drawn as they are,
 * on one line or two, cut with an ellipsis where there is no room.
 *
 * LINES: up to four series (history apart) have a colour and a dash each. With more, and gather set,
 * the four greatest (mean of their values) have, and the others are summed into one grey line of
 * that name, "Other placements (12)". With more and gather NULL, the series with role FOCUS and the
 * one with role REFERENCE stand out and the others are grey, named while there is room; the subtitle
 * says so when they are not. A scenario's line begins at the last value of the history before its own
 * first; without a series HISTORY each line is solid before forecast and dashed from then on.
 * With ranges, the value at a line's end is followed by its range, "327 (301–354)".
 * FAN: the five quantiles, known at the same x and ascending, and perhaps a HISTORY, from whose last
 * value they spread. The 95 % and 5 % quantile and the median are named at their ends. Series OTHER are
 * lines over it, up to three in a colour each, more of them grey as above.
 * FLOWS: at most four colours; the smallest of a side that has more are summed into one grey part,
 * gather or "Other". A part that has no value in the last bar is named with the year of
 * its last one. Give each side few series and one total rather than many streams.
 * ROWS: rows in place of x and series; axis, forecast, target and mark are not looked at. */
typedef struct {
    lac_chart_kind kind;
    lac_chart_axis axis;
    lac_chart_number number;
    const char *name;     /* stem of its files: lower case letters, digits and '_' */
    const char *title;    /* the finding, at most ten words */
    const char *subtitle; /* what, where, unit */
    const char *source;   /* source and run id */
    const char *alt;      /* what the picture shows, with its numbers, for who cannot see it */
    const char *unit;     /* words above the value axis: "Children looked after" */
    size_t n_x;           /* 1 to LAC_CHART_MAX_X */
    const lac_month *x;   /* ascending; for YEARS any month of each year */
    /* NULL, or for each x NULL or words under its year: "part of a year" */
    const char *const *notes;
    size_t n_series; /* 1 to LAC_CHART_MAX_SERIES */
    const lac_chart_series *series;
    const lac_chart_range *ranges; /* LINES without gather: NULL, or one for each series */
    lac_month forecast; /* the first month that is forecast; LAC_NO_MONTH draws no rule */
    const char *gather; /* see above; NULL for none */
    const char *target; /* name of a horizontal line at target_value; NULL for none */
    double target_value;
    bool zero;        /* LINES, FAN: the axis has a zero, whatever the values */
    const char *mark; /* LINES, FAN: words at a point of a line, "Breaks even"; NULL for none */
    size_t mark_x;    /* which x it is at */
    double mark_value;
    const lac_rows *rows; /* ROWS */
} lac_chart;

/* How a line or part is drawn; the numbers are line styles of the templates. SOLID is added for the
 * part of a coloured line that has happened. */
typedef enum {
    LAC_STYLE_FIRST = 1, /* to 4: the palette */
    LAC_STYLE_HISTORY = 5,
    LAC_STYLE_FOCUS = 6,
    LAC_STYLE_REFERENCE = 7,
    LAC_STYLE_GREY = 8,
    LAC_STYLE_TARGET = 9,
    LAC_STYLE_SOLID = 10,
    LAC_STYLE_HOLLOW = 19, /* of bars: white with an edge */
    LAC_STYLE_EDGE = 20,   /* of a fan: the outer lines, the inner ones, the median, the bands */
    LAC_STYLE_INNER_EDGE = 21,
    LAC_STYLE_MEDIAN = 22,
    LAC_STYLE_BAND = 23,
    LAC_STYLE_INNER_BAND = 24,
    LAC_STYLE_BAR = 30,      /* of rows: and a lac_bar_kind */
    LAC_STYLE_PALE_BAR = 40, /* and a lac_bar_kind */
    LAC_STYLE_INK = 50,      /* thin lines and dots */
    LAC_STYLE_LEADER = 51    /* from a dot to its words */
} lac_chart_style;

/* A series as it is drawn: perhaps the sum of several. */
typedef struct {
    const char *name;
    double *values; /* one for each x, in units of the axis (£m); NaN where there is none */
    int style;
    bool named; /* at its end */
    lac_series_role role;
    bool unknown;
    bool favoured;
    const lac_chart_range *range; /* in units of the chart; NULL for none */
} lac_chart_drawn;

/* The first reason why a chart breaks the rules, as a sentence without a full stop; NULL if none. */
const char *lac_chart_fault(const lac_chart *chart);

/* Whether a series of the chart has any. */
bool lac_chart_has_values(const lac_chart *chart, const lac_chart_series *series);

/* Where the k-th x stands on the axis: its month, or 0, 1, 2 ... for years. */
double lac_chart_x(const lac_chart *chart, size_t k);

/* Whether the k-th month or year is forecast, if only in part. */
bool lac_chart_is_forecast(const lac_chart *chart, size_t k);

/* Which series are drawn, how, and in which order: the first lies lowest (LINES) or nearest to zero
 * (FLOWS); of a fan the 95 % quantile is the first, then the others, the history and the other lines
 * follow. max_names is the number of grey lines that may be named; *unnamed how many are not. The chart
 * has no fault and is not of kind ROWS. Returns LAC_OK or LAC_MEMORY; *drawn belongs to the arena. */
int lac_chart_select(lac_arena *arena, const lac_chart *chart, size_t max_names,
    lac_chart_drawn **drawn, size_t *n, size_t *unnamed) LAC_CHECKED;

#endif
