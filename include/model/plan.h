/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_PLAN_H
#define LAC_MODEL_PLAN_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/month.h"
#include "model/records.h"
#include "model/schema.h"

#include <stdbool.h>
#include <stddef.h>

/* A plan is a study as values: each cell of the sheet with its place, before anything is worked out
 * from it. The reader fills it, lac_model_build turns it into one model a scenario, and a search
 * changes a copy of it. */

enum {
    LAC_MAX_SCENARIOS = 1000,
    LAC_MAX_MONTHS = 600,
    LAC_MAX_CHILDREN = 1000000,
    LAC_MAX_PLACEMENTS = 64,
    LAC_MAX_ROUTES = 64,
    LAC_MAX_STUDY_ROWS = 20000,
    LAC_MAX_CASES = 10000, /* of the tracker */
    LAC_MAX_CELL_BYTES = 4096
};

/* One entry of a list such as "10-15:33%": a range of whole numbers, or a placement's name. */
typedef struct {
    int from;
    int to; /* included */
    const char *name;
    double value;
} lac_list_entry;

typedef enum { LAC_CELL_BLANK, LAC_CELL_NONE, LAC_CELL_VALUE } lac_cell_state;

/* A cell of a scenario column. Which member holds the value follows from the field's type. */
typedef struct {
    lac_cell_state state;
    const char *text; /* as written */
    double number;    /* numbers (shares 0 to 1, per cent as fraction); CHOICE: index of the word;
                         MONTH: the month; YEAR: the financial year; PERIOD: the month (a year's
                         March) */
    const lac_list_entry *entries; /* AGES, PLACEMENTS, MONTH_RATES, NAMES */
    size_t n_entries;
    bool has_range; /* a range of its own: 50% [35%..65%] */
    double low;
    double high;
    bool period_is_year; /* PERIOD: a financial year was written */
    lac_place place;
} lac_plan_cell;

/* A row of the sheet. */
typedef struct {
    const lac_field *field;
    const char *item;     /* as written, spaces trimmed; "" for sections without items */
    const char *item_key; /* folded, for comparison */
    int item_year;        /* sections with financial years; -1 for none */
    lac_month from;       /* start of a dated value; LAC_NO_MONTH for the bare field */
    const char *unit;
    bool has_range; /* low and high of the reference cell and of those that inherit it */
    double low;
    double high;
    const char *low_text;
    const char *high_text;
    const char *source;
    const char *note;
    const char *quality;
    const char *impact;
    lac_plan_cell *cells; /* by scenario, 0 the reference's; those from n_cells on are blank */
    size_t n_cells;       /* at least 1 */
    lac_place place;      /* of the row's field cell */
} lac_plan_row;

/* An input file that was read: for the manifest. */
typedef struct {
    const char *name;
    char sha256[65];
    size_t bytes;
} lac_plan_input;

/* The rows that speak of one thing: a stream, a route, an intervention, or a whole section that has
 * no items (name ""). */
typedef struct {
    lac_section section;
    const char *name; /* as first written */
    const char *key;
    int year;                  /* sections with financial years; -1 for none */
    const lac_plan_row **rows; /* in the order of the sheet */
    size_t n_rows;
} lac_plan_item;

typedef struct {
    const char *path;  /* as given */
    const char *name;  /* the study's name: its file's stem, or its folder's if the stem is study */
    const char *title; /* never NULL */
    const char *area;  /* "" when blank */
    const char *author;
    const char **scenarios;
    const char **scenario_slugs;
    size_t n_scenarios;
    lac_plan_row *rows; /* in the order of the sheet */
    size_t n_rows;
    lac_plan_item *items; /* made by lac_plan_index; in the order of their first row */
    size_t n_items;
    lac_history history;
    lac_opening opening;
    lac_rates_table rates;
    lac_admission_ages admission_ages;
    lac_population population;
    lac_tracker tracker;
    lac_plan_input *inputs;
    size_t n_inputs;
    lac_arena arena;
} lac_plan;

/* Groups the rows by item. Call once, when all rows are in place. LAC_OK or LAC_MEMORY. */
int lac_plan_index(lac_plan *self) LAC_CHECKED;

/* The items of a section in sheet order: begin with previous NULL; NULL at the end. */
const lac_plan_item *lac_plan_next(
    const lac_plan *self, lac_section section, const lac_plan_item *previous);

/* The item of that name (NULL or "": the section has no items); NULL when there is none. */
const lac_plan_item *lac_plan_find(const lac_plan *self, lac_section section, const char *name);

/* The scenario's own cell, never NULL; its state may be BLANK or NONE. */
const lac_plan_cell *lac_plan_own_cell(const lac_plan_row *row, size_t scenario);

/* The cell in force in a row for a scenario (own, else the reference's), never NULL; its state may be
 * BLANK or NONE. */
const lac_plan_cell *lac_plan_row_cell(const lac_plan_row *row, size_t scenario);

/* In what follows item may be NULL (nothing is given then), and only lac_item_timeline and
 * lac_item_has look at dated rows. */

/* The row of the bare field, or NULL. */
const lac_plan_row *lac_item_row(const lac_plan_item *item, const char *field);

/* The cell in force: the scenario's own, else the reference's; NULL when the row is missing, both are
 * blank, or it says none. */
const lac_plan_cell *lac_item_value(const lac_plan_item *item, size_t scenario, const char *field);

/* The number in force, or `otherwise`. */
double lac_item_number(
    const lac_plan_item *item, size_t scenario, const char *field, double otherwise);

/* The text in force, or NULL. */
const char *lac_item_text(const lac_plan_item *item, size_t scenario, const char *field);

/* Whether any row, dated or not, gives the scenario a value of the field. */
bool lac_item_has(const lac_plan_item *item, size_t scenario, const char *field);

/* The value in force in each month first .. first + n - 1 (n at most LAC_MAX_MONTHS); NaN where none
 * is: before the first value, or none at all. The bare field counts as from `first`. Returns whether
 * any row gives a value. */
bool lac_item_timeline(const lac_plan_item *item, size_t scenario, const char *field,
    lac_month first, int n, double *out);

/* The same by row: out[m] is the row whose cell for the scenario is in force, NULL where none is. */
bool lac_item_rows(const lac_plan_item *item, size_t scenario, const char *field, lac_month first,
    int n, const lac_plan_row **out);

/* The least and greatest plausible value of the cell in force in a row for a scenario: its own range, or
 * the row's for the reference and for scenarios that inherit it. False (low and high are left alone) for
 * a cell without a value, and for one that is exact. */
bool lac_plan_row_range(const lac_plan_row *row, size_t scenario, double *low, double *high);

/* Whether a row says the same for two scenarios, value and range, however it is written: 50% and 0.5, 1,000
 * and 1000, the names and parts of a list in any order. */
bool lac_plan_row_same(const lac_plan_row *row, size_t a, size_t b);

/* Where to point for a message about the field: its row, else the item's first row. NULL only for
 * item NULL. */
const lac_place *lac_item_place(const lac_plan_item *item, size_t scenario, const char *field);

void lac_plan_free(lac_plan *self);

#endif
