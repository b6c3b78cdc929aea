/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_GALLERY_H
#define LAC_OUTPUT_GALLERY_H

#include "base/arena.h"
#include "output/chart.h"
#include "results/results.h"

#include <stdbool.h>
#include <stddef.h>

/* The charts of a run while they are put together: for charts.c and the files that make one kind of
 * chart each. What the charts point to belongs to the arena. When memory runs out, failed is set and
 * nothing of the gallery may be drawn. */
/* In the subtitle of a chart that shows ranges at the ends of its lines. */
#define LAC_GALLERY_BRACKETS "; in brackets the range of 9 in 10 simulations"

enum {
    LAC_GALLERY_FANS = 60,
    LAC_GALLERY_PATHWAYS = 4,
    LAC_GALLERY_CHARTS = 10 + 2 * LAC_GALLERY_PATHWAYS + LAC_GALLERY_FANS
};

typedef struct {
    const lac_results *results;
    const char *source; /* the line at the bottom of every chart */
    size_t focus;       /* the scenario furthest from the reference at the end; 0 for none */
    lac_chart charts[LAC_GALLERY_CHARTS];
    size_t n;
    bool failed;
    lac_arena arena;
} lac_gallery;

/* Zeroed memory of the arena, NULL (and failed) when there is none. */
void *lac_gallery_take(lac_gallery *self, size_t count, size_t size);

/* text, or "" (and failed) for NULL. */
const char *lac_gallery_keep(lac_gallery *self, const char *text);

/* A measure at period t, NaN outside the series; at its last period. */
double lac_gallery_value(const lac_series *series, int measure, int t);
double lac_gallery_last(const lac_series *series, int measure);

/* A quantile (0 to LAC_QUANTILES - 1) likewise. */
double lac_gallery_quantile(const lac_series *series, int q, int measure, int t);

/* The 5 % and 95 % quantiles over the months or years of a chart; two NULL where none is known. */
lac_chart_range lac_gallery_range(
    lac_gallery *self, const lac_series *series, int measure, const lac_month *x, size_t n_x);

/* A value for people: whole children, a rate with one decimal; of money with these decimals (see
 * lac_axis_text), so that words say the same as the chart's labels. */
const char *lac_gallery_say(lac_gallery *self, double value, lac_chart_number number);
const char *lac_gallery_say_money(
    lac_gallery *self, double value, lac_chart_number number, int decimals);

/* The decimals that the labels of a chart have: all but its words is there. */
int lac_gallery_decimals(lac_gallery *self, const lac_chart *chart);

/* "March 2019"; the last month of the study. */
const char *lac_gallery_month(lac_gallery *self, lac_month month);
lac_month lac_gallery_last_month(const lac_gallery *self);

/* What, and of which council. */
const char *lac_gallery_subtitle(lac_gallery *self, const char *what);

/* " (too narrow: chance and years that differ are left out)" of a stochastic run without all layers. */
const char *lac_gallery_left_out(lac_gallery *self);

/* "History: rises from 231 in March 2014 to 303 in March 2017" for one line of a chart, whose labels have
 * these decimals; "" if it has no value. */
const char *lac_gallery_say_line(
    lac_gallery *self, const lac_chart *chart, int decimals, const char *name, const double *y);

/* "90 % of simulations between 240 and 288", of the two numbers. */
const char *lac_gallery_say_range(lac_gallery *self, const char *from, const char *to);

/* "History: rises from 231 in March 2014 to 303 in March 2017. ..." for all lines of a chart. */
const char *lac_gallery_alt_of_lines(lac_gallery *self, const lac_chart *chart);

/* The months of a horizontal axis: of a yearly history its Marches and the forecast's (or every month
 * of that), of a monthly history or none every month, from the opening stock on. Returns how many. */
size_t lac_gallery_months(lac_gallery *self, bool every, lac_month **out);

/* What was observed of a stock or rate; NaN for nothing and from the start of the forecast on. */
double lac_gallery_past(const lac_gallery *self, int measure, lac_month month);

/* The study's first target on the measure, as a line across the chart. */
void lac_gallery_add_target(lac_gallery *self, lac_chart *chart, const char *measure);

/* The financial years to draw of annual series that follow each other (past may be empty): those that
 * are covered whole or, where none is, all. x has room for all of both. Returns how many. */
int lac_gallery_years(const lac_series *past, const lac_series *future, int measure, lac_month *x);

/* A stock or rate of all scenarios over time, after the history. what names the values, short begins
 * the title. */
void lac_gallery_add_scenarios(lac_gallery *self, const char *name, int measure,
    lac_chart_number number, const char *what, const char *short_name);

/* The simulations of a scenario's stock after the history, nothing where there are none: a fan. */
void lac_gallery_add_fan(lac_gallery *self, size_t scenario);

/* Admissions up, exits by route down, by financial year, of one scenario. */
void lac_gallery_add_flows(lac_gallery *self, size_t scenario);

/* Children by placement over time, of one scenario. */
void lac_gallery_add_placements(lac_gallery *self, size_t scenario);

/* Spend of all scenarios by financial year. */
void lac_gallery_add_spend(lac_gallery *self);

/* The scenario that saves most, 0 for none: the greatest cumulative net saving at the end of the study. */
size_t lac_gallery_saver(const lac_gallery *self);

/* What the saver saves and costs in one financial year: nothing where its net saving is not known. The
 * year is that of the first target on `net`, else the last one that the study covers whole (else the
 * last). */
void lac_gallery_add_savings(lac_gallery *self);

/* Cumulative net saving of all scenarios by financial year, a fan round that of the saver where there are
 * simulations; nothing where it is not known in two years. */
void lac_gallery_add_cumulative(lac_gallery *self);

/* The stages of a pathway one after the other, of the first scenario; a second chart on the same scale
 * where another scenario has other weeks: of the one whose whole differs most. */
void lac_gallery_add_pathway(lac_gallery *self, int pathway);

#endif
