/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/periods.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the steps of lac_periods_read share. */
typedef struct {
    const lac_rows *rows;
    size_t column;
    size_t n;            /* records after the header */
    lac_period *periods; /* as spelt */
    lac_period_span *spans;
    size_t n_months;
    size_t n_years;
    size_t n_either;
} reading;

/* For finding repeats: which record a period belongs to. */
typedef struct {
    lac_month first;
    size_t index;
} dated;

/* ---- helpers ---- */

static const lac_record *record_of(const reading *self, size_t i)
{
    return &self->rows->table.records[i + 1];
}

static const char *text_of(const reading *self, size_t i)
{
    return lac_header_text(&self->rows->header, record_of(self, i), self->column);
}

static lac_place place_of(const reading *self, size_t i)
{
    return lac_rows_place(self->rows, record_of(self, i), self->column);
}

static const char *name_of(const reading *self)
{
    return self->rows->columns[self->column].name;
}

/* Whether the month is what Excel makes of a financial year: 2009/10 becomes October 2009. */
static bool fits_turned_year(const lac_period *period)
{
    return period->month % 12 + 1 == (period->month / 12 + 1) % 100;
}

/* ---- the steps ---- */

static void add_serial_fault(const reading *self, size_t i, const lac_period *period)
{
    char month[8];
    char hint[80];
    const lac_place place = place_of(self, i);
    lac_month_format(period->month, month);
    snprintf(hint, sizeof hint, "format the cell as text and write %s", month);
    lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, hint,
        "%s %s is an Excel serial date; it means %s-%02d", name_of(self), text_of(self, i), month,
        period->day);
}

/* One cell as it is spelt; FAULT after an error. */
static lac_period read_cell(const reading *self, size_t i)
{
    lac_diagnostics *diagnostics = self->rows->diagnostics;
    const char *text = text_of(self, i);
    lac_period period = {.kind = LAC_PERIOD_FAULT};
    if (*text == '\0') {
        lac_rows_add_blank(self->rows, record_of(self, i), self->column);
        return period;
    }
    if (*text == '=') {
        return period;
    }
    period = lac_period_parse(text);
    const lac_place place = place_of(self, i);
    if (period.kind == LAC_PERIOD_FAULT) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            "write a financial year as 2017/18 or a month as 2017-04",
            "%s \"%s\" is not a financial year or month", name_of(self), text);
    } else if (period.kind == LAC_PERIOD_SERIAL) {
        add_serial_fault(self, i, &period);
        period.kind = LAC_PERIOD_FAULT;
    } else if (period.kind == LAC_PERIOD_MONTH && period.day != 1) {
        char hint[80];
        char month[8];
        lac_month_format(period.month, month);
        snprintf(hint, sizeof hint, "the day comes first; write %s if that is meant", month);
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, hint,
            "%s %s is not the first day of a month", name_of(self), text);
        period.kind = LAC_PERIOD_FAULT;
    }
    return period;
}

static void read_cells(reading *self)
{
    for (size_t i = 0; i < self->n; i++) {
        self->periods[i] = read_cell(self, i);
        const lac_period_kind kind = self->periods[i].kind;
        self->n_months += kind == LAC_PERIOD_MONTH;
        self->n_years += kind == LAC_PERIOD_YEAR;
        self->n_either += kind == LAC_PERIOD_EITHER;
    }
}

/* The kind that is out of place in a mixed column: months if Excel may have made every one of them,
 * else what is rarer, else what comes later. */
static lac_period_kind stranger(const reading *self)
{
    bool turned = true;
    lac_period_kind last = LAC_PERIOD_MONTH;
    for (size_t i = 0; i < self->n; i++) {
        const lac_period *period = &self->periods[i];
        turned = turned && (period->kind != LAC_PERIOD_MONTH || fits_turned_year(period));
        if (period->kind == LAC_PERIOD_MONTH || period->kind == LAC_PERIOD_YEAR) {
            last = period->kind;
        }
    }
    if (turned || self->n_months < self->n_years) {
        return LAC_PERIOD_MONTH;
    }
    return self->n_years < self->n_months ? LAC_PERIOD_YEAR : last;
}

static void refuse_strangers(reading *self, lac_period_kind kind)
{
    for (size_t i = 0; i < self->n; i++) {
        lac_period *period = &self->periods[i];
        if (period->kind != kind) {
            continue;
        }
        const bool month = kind == LAC_PERIOD_MONTH;
        const lac_place place = place_of(self, i);
        char hint[160] =
            "Excel may have turned 2009/10 into Oct-09: write every period as 2017/18, "
            "or every one as 2017-04";
        if (month && fits_turned_year(period)) {
            char year[8];
            lac_financial_year_format(period->month / 12, year);
            snprintf(hint, sizeof hint,
                "Excel may have turned %s into %.20s: format the column as text and write %s", year,
                text_of(self, i), year);
        }
        lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, hint,
            "%s %s is a %s among %s", name_of(self), text_of(self, i),
            month ? "month" : "financial year", month ? "financial years" : "months");
        period->kind = LAC_PERIOD_FAULT;
    }
}

/* Months of which each is what Excel makes of a year, more than one: 13 months apart from each other, as
 * no real series of months is. */
static bool all_turned(const reading *self)
{
    for (size_t i = 0; i < self->n; i++) {
        if (self->periods[i].kind != LAC_PERIOD_MONTH || !fits_turned_year(&self->periods[i])) {
            return false;
        }
    }
    return self->n > 1;
}

static void refuse_turned(const reading *self)
{
    char year[8];
    char hint[160];
    const lac_place place = place_of(self, 0);
    lac_financial_year_format(self->periods[0].month / 12, year);
    snprintf(hint, sizeof hint,
        "Excel may have turned %s into %.20s: format the column as text and write %s", year,
        text_of(self, 0), year);
    lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, hint,
        "every %s looks like a financial year that has become a month", name_of(self));
}

static int compare_years(const void *a, const void *b)
{
    const int left = *(const int *)a;
    const int right = *(const int *)b;
    return (left > right) - (left < right);
}

/* Where every cell may be a year or a month, at least two years that follow each other without a gap
 * are years; the same cells as months would lie thirteen months apart. */
static int judge_either(reading *self)
{
    int *years = malloc(self->n * sizeof *years);
    if (years == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < self->n; i++) {
        years[i] = self->periods[i].financial_year;
    }
    qsort(years, self->n, sizeof *years, compare_years);
    bool follow = years[self->n - 1] > years[0];
    for (size_t i = 1; i < self->n; i++) {
        follow = follow && years[i] - years[i - 1] <= 1;
    }
    free(years);
    if (follow) {
        self->n_years = self->n;
        return LAC_OK;
    }
    char year[8];
    char hint[96];
    const lac_place place = place_of(self, 0);
    const lac_month month = self->periods[0].month;
    lac_financial_year_format(self->periods[0].financial_year, year);
    snprintf(hint, sizeof hint, "write %s for the year, or 01/%02d/%d for the month", year,
        month % 12 + 1, month / 12);
    lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, hint,
        "%s %s may be a financial year or a month", name_of(self), text_of(self, 0));
    return LAC_OK;
}

static void set_spans(reading *self, bool monthly)
{
    for (size_t i = 0; i < self->n; i++) {
        const lac_period *period = &self->periods[i];
        lac_period_span *span = &self->spans[i];
        if (period->kind == LAC_PERIOD_FAULT) {
            continue;
        }
        span->first = monthly ? period->month : lac_financial_year_first(period->financial_year);
        span->last = monthly ? period->month : lac_financial_year_last(period->financial_year);
        if (span->first < LAC_FIRST_MONTH || span->last > LAC_LAST_MONTH) {
            const lac_place place = place_of(self, i);
            lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, NULL,
                "%s %s is outside 1990-01 to 2100-12", name_of(self), text_of(self, i));
            span->first = span->last = LAC_NO_MONTH;
        }
    }
}

static int compare_dated(const void *a, const void *b)
{
    const dated *left = a;
    const dated *right = b;
    if (left->first != right->first) {
        return left->first < right->first ? -1 : 1;
    }
    return (left->index > right->index) - (left->index < right->index);
}

static int check_repeats(const reading *self)
{
    dated *order = malloc(self->n * sizeof *order);
    if (order == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < self->n; i++) {
        order[i] = (dated){self->spans[i].first, i};
    }
    qsort(order, self->n, sizeof *order, compare_dated);
    size_t first = 0;
    for (size_t i = 1; i < self->n; i++) {
        if (order[i].first != order[first].first || order[i].first == LAC_NO_MONTH) {
            first = i;
            continue;
        }
        const lac_place place = place_of(self, order[i].index);
        const lac_place earlier = place_of(self, order[first].index);
        lac_diagnostics_add(self->rows->diagnostics, LAC_ERROR, &place, "keep one of them",
            "%s %s is already given in line %d", name_of(self), text_of(self, order[i].index),
            earlier.line);
    }
    free(order);
    return LAC_OK;
}

/* ---- public ---- */

bool lac_periods_fit(const lac_rows *rows)
{
    const size_t most = LAC_LAST_MONTH - LAC_FIRST_MONTH + 1;
    if (rows->table.n_records - 1 <= most) {
        return true;
    }
    const lac_place place = lac_table_place(&rows->table, &rows->table.records[most + 1], -1);
    lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, "give one row a period",
        "the table has more than %zu rows", most);
    return false;
}

int lac_periods_read(const lac_rows *rows, size_t column, lac_period_span *out, bool *monthly)
{
    reading self = {.rows = rows, .column = column, .n = rows->table.n_records - 1, .spans = out};
    int status = LAC_OK;
    *monthly = false;
    for (size_t i = 0; i < self.n; i++) {
        out[i] = (lac_period_span){LAC_NO_MONTH, LAC_NO_MONTH};
    }
    if (self.n == 0 || !lac_rows_has(rows, column)) {
        return LAC_OK;
    }
    self.periods = malloc(self.n * sizeof *self.periods);
    if (self.periods == NULL) {
        return LAC_MEMORY;
    }
    read_cells(&self);
    if (self.n_months > 0 && self.n_years > 0) {
        const lac_period_kind kind = stranger(&self);
        refuse_strangers(&self, kind);
        *monthly = kind == LAC_PERIOD_YEAR;
    } else if (self.n_either == self.n) {
        status = judge_either(&self);
    } else if (all_turned(&self)) {
        refuse_turned(&self);
        *monthly = true;
    } else {
        *monthly = self.n_months > 0;
    }
    const bool told_apart = self.n_months > 0 || self.n_years > 0;
    if (status == LAC_OK && told_apart) {
        set_spans(&self, *monthly);
        status = check_repeats(&self);
    }
    free(self.periods);
    return status;
}
