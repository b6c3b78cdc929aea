/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_ROWS_H
#define LAC_INPUT_ROWS_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "input/header.h"
#include "input/table.h"
#include "model/plan.h"

#include <stdbool.h>
#include <stddef.h>

/* A data table under its header, and the kinds of cell that the tables have in common. The readers of
 * cells add an error and return false when the text cannot be read; a blank cell is true and NaN, NULL
 * or -1. A formula is told once, by lac_rows_check, and false everywhere. */
typedef struct lac_rows {
    lac_plan *plan;
    lac_diagnostics *diagnostics;
    const lac_column *columns;
    bool names_children; /* set before opening: a cell of a column that is not known may say who a
                            child is, and no row is shown once there is such a column, nor of a
                            file that is no table */
    /* Set before opening, or NULL: looks at the table before its columns are matched. LAC_INPUT after an
     * error for which nothing of it may be read. */
    int (*look)(struct lac_rows *self);
    lac_table table;
    lac_header header;
    const char *file; /* as shown, in the plan's arena */
    bool whole;       /* the header is without fault, so what a row lacks is missing */
    size_t n_errors;  /* in diagnostics before the table was opened */
} lac_rows;

/* The bounds of a number, both included. */
typedef struct {
    double low;
    double high;
    bool whole;
    bool required;
} lac_rows_number_rule;

/* Reads the file and its header and notes it among the plan's inputs. Returns LAC_OK also when the
 * header has a fault: the cells can still be looked at. Whatever comes back, call lac_rows_close. */
int lac_rows_open(lac_rows *self, lac_plan *plan, const char *path, const char *shown_name,
    const lac_column *columns, size_t n_columns, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Whether anything was wrong since the table was opened. */
bool lac_rows_faulty(const lac_rows *self);

/* Whether the table has the column. */
bool lac_rows_has(const lac_rows *self, size_t column);

/* Where the cell of a record stands: the row as a whole if there is no such column. Borrowed. */
lac_place lac_rows_place(const lac_rows *self, const lac_record *record, size_t column);

/* The same with its strings in the plan's arena. LAC_OK or LAC_MEMORY. */
int lac_rows_keep_place(
    const lac_rows *self, const lac_record *record, size_t column, lac_place *out) LAC_CHECKED;

/* False, with an error each, when cells of the record are formulas. */
bool lac_rows_check(const lac_rows *self, const lac_record *record);

/* "stock is blank", unless the whole column is missing: that is told of the header. */
void lac_rows_add_blank(const lac_rows *self, const lac_record *record, size_t column);

bool lac_rows_number(const lac_rows *self, const lac_record *record, size_t column,
    const lac_rows_number_rule *rule, double *out);

/* The same for a cell of any index, called by a name of its own. */
bool lac_rows_number_at(const lac_rows *self, const lac_record *record, int cell, const char *name,
    const lac_rows_number_rule *rule, double *out);

/* Whole numbers of 0 to most; -1 for blank. */
bool lac_rows_count(
    const lac_rows *self, const lac_record *record, size_t column, int most, int *out);

/* An age of completed years (up to 17) or months (up to 215). */
bool lac_rows_age(
    const lac_rows *self, const lac_record *record, size_t column, bool months, int *out);

/* A band of completed years; an error if it ends before it begins. */
bool lac_rows_age_band(const lac_rows *self, const lac_record *record, size_t from_column,
    size_t to_column, int *from, int *to);

/* A band of completed months in care, 0 to 1200. */
bool lac_rows_month_band(const lac_rows *self, const lac_record *record, size_t from_column,
    size_t to_column, int *from, int *to);

/* A share, 25% or 0.25, as 0 to 1. Required. */
bool lac_rows_share(const lac_rows *self, const lac_record *record, size_t column, double *out);

/* A name, copied to the plan's arena. */
bool lac_rows_name(
    const lac_rows *self, const lac_record *record, size_t column, bool required, const char **out);

/* The same for the name of a placement, which may be blank and not `all`. */
bool lac_rows_placement(
    const lac_rows *self, const lac_record *record, size_t column, const char **out);

/* Frees the table and returns what the reader of the table is to return: status if that is not
 * LAC_OK, else LAC_MEMORY, LAC_INPUT or LAC_OK by what was added to the diagnostics. */
int lac_rows_close(lac_rows *self, int status) LAC_CHECKED;

#endif
