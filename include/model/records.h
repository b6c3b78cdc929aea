/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_RECORDS_H
#define LAC_MODEL_RECORDS_H

#include "base/date.h"
#include "base/diagnostic.h"
#include "base/month.h"

#include <stdbool.h>
#include <stddef.h>

/* The rows of the data tables as plain values (contract, section 2). Arrays and strings belong to
 * the plan's arena. A number that was left blank is NaN, a name NULL, an age or month -1. */

/* History: one row a period. first == last for months; a financial year runs April to March. */
typedef struct {
    lac_month first;
    lac_month last;
    double stock;
    double admissions;
    double ceased;     /* all routes; the sum of the routes where only they are given */
    double *by_route;  /* n_routes of them, NaN where blank */
    double population; /* aged 0 to 17 */
    lac_place place;
} lac_history_row;

typedef struct {
    const char *file; /* NULL: no history */
    bool monthly;
    const char **routes; /* names as in ceased_<route>, plus "other" where ceased exceeds the sum */
    size_t n_routes;
    lac_history_row *rows; /* in order of time, without overlap */
    size_t n_rows;
} lac_history;

/* Opening: children of one row share a placement and lie evenly in the bands. Ages in completed
 * months, -1 for unknown; months_in_care -1 for unknown. */
typedef struct {
    int from_months;
    int to_months; /* included */
    int months_in_care;
    const char *placement;
    double children;
    lac_place place;
} lac_opening_row;

typedef struct {
    const char *file;
    lac_opening_row *rows;
    size_t n_rows;
} lac_opening;

typedef enum { LAC_FLOW_ADMISSIONS, LAC_FLOW_EXIT, LAC_FLOW_MOVE, LAC_FLOW_REENTRY } lac_flow_kind;

/* A row of the rates table. Ages in completed years, months in care in completed months, both ends
 * included, -1 open; placement NULL for all (a move: the one moved from). */
typedef struct {
    lac_flow_kind kind;
    const char *name; /* stream, route, or for a move the placement left */
    const char *to;   /* move: the placement entered */
    int from_age;
    int to_age;
    int from_months;
    int to_months;
    const char *placement;
    double events;
    double child_years;
    double post_events;
    double post_child_years;
    double rate; /* as given, or worked out: posterior mean, else events / child_years */
    double low;
    double high;
    const char *source;
    lac_place place;
} lac_rate_row;

typedef struct {
    const char *file;
    lac_rate_row *rows;
    size_t n_rows;
} lac_rates_table;

typedef struct {
    const char *stream;
    int from_age; /* completed years, both ends included; both -1: opening mix */
    int to_age;
    const char *placement; /* NULL: opening mix */
    double share;          /* of the stream, 0 to 1 */
    lac_place place;
} lac_admission_age_row;

typedef struct {
    const char *file;
    lac_admission_age_row *rows;
    size_t n_rows;
} lac_admission_ages;

typedef struct {
    lac_month month; /* a year's population stands at its March */
    double children;
    lac_place place;
} lac_population_row;

typedef struct {
    const char *file;
    lac_population_row *rows;
    size_t n_rows;
} lac_population;

/* A case on a legal pathway. */
typedef struct {
    const char *label; /* the council's own short one: no name and no number of a register */
    const char *pathway;
    const char *stage; /* as written; NULL: the case waits for its start */
    bool has_started;  /* always, but where it waits */
    lac_day started;   /* the day on which the stage (the waiting) began */
    int age_months;
    const char *placement;
    int row; /* of the spreadsheet: how messages call the case */
    lac_place place;
    lac_place stage_place;
    lac_place started_place;
    lac_place child_place; /* of what is known of the child */
} lac_tracker_row;

typedef struct {
    const char *file; /* NULL: no tracker */
    lac_tracker_row *rows;
    size_t n_rows;
} lac_tracker;

#endif
