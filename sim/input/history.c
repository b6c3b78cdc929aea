/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/records.h"

#include "base/text.h"
#include "input/periods.h"
#include "input/rows.h"

#include <math.h>
#include <stdlib.h>

enum { PERIOD, STOCK, ADMISSIONS, CEASED, CEASED_ROUTE, POPULATION, N_COLUMNS };

static const lac_column COLUMNS[N_COLUMNS] = {{"period", true, NULL}, {"stock", false, NULL},
    {"admissions", false, NULL}, {"ceased", false, NULL}, {"ceased_", false, "route"},
    {"population", false, NULL}};

static const lac_rows_number_rule STOCK_RULE = {.high = LAC_MAX_CHILDREN, .whole = true};
static const lac_rows_number_rule FLOW_RULE = {.high = 1e6};
static const lac_rows_number_rule POPULATION_RULE = {.low = 1, .high = 1e7};

/* Sums of numbers with decimals differ from their total by rounding; a child is far more. */
static const double SUM_TOLERANCE = 1e-6;

/* What the rows share. */
typedef struct {
    lac_rows rows;
    lac_history history;
    int *cells;      /* of each route, in the header */
    size_t n_cells;  /* routes that have a column */
    size_t other;    /* index of the route other, perhaps behind all columns */
    bool has_excess; /* some row has leavers by no column */
} reader;

/* ---- helpers ---- */

static void add_many_routes(const reader *self, int cell)
{
    const lac_place place = lac_table_place(&self->rows.table, &self->rows.table.records[0], cell);
    lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place, "join some of them",
        "there are more than %d routes, other included", LAC_MAX_ROUTES);
}

/* The routes of the header; one more place is kept for those that are in none. */
static int read_routes(reader *self)
{
    lac_arena *arena = &self->rows.plan->arena;
    const lac_header *header = &self->rows.header;
    const lac_record *record = &self->rows.table.records[0];
    const size_t room = (size_t)header->n_cells + 1;
    self->cells = lac_arena_alloc(arena, room, sizeof *self->cells);
    self->history.routes = lac_arena_alloc(arena, room, sizeof *self->history.routes);
    if (self->cells == NULL || self->history.routes == NULL) {
        return LAC_MEMORY;
    }
    self->other = room;
    for (int i = 0; i < header->n_cells; i++) {
        if (header->column_of[i] != CEASED_ROUTE) {
            continue;
        }
        const char *name = header->rest[i];
        const char *fault = lac_name_fault(name);
        if (fault != NULL) {
            const lac_place place = lac_table_place(&self->rows.table, record, i);
            lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place, "rename the route",
                "column \"%s\": the name %s", lac_table_text(record, i), fault);
        }
        if (lac_name_equal(name, "other")) {
            self->other = self->n_cells;
        }
        self->history.routes[self->n_cells] = lac_arena_copy(arena, name);
        if (self->history.routes[self->n_cells] == NULL) {
            return LAC_MEMORY;
        }
        self->cells[self->n_cells++] = i;
    }
    if (self->n_cells > LAC_MAX_ROUTES) {
        add_many_routes(self, self->cells[LAC_MAX_ROUTES]);
        self->n_cells = LAC_MAX_ROUTES;
    }
    if (self->other >= self->n_cells) {
        self->other = self->n_cells;
        self->history.routes[self->n_cells] = "other";
    }
    return LAC_OK;
}

/* Holds ceased against its routes: what is above their sum is by the route other. */
static void split_ceased(reader *self, const lac_record *record, lac_history_row *out)
{
    double sum = 0;
    size_t n_given = 0;
    for (size_t i = 0; i < self->n_cells; i++) {
        if (!isnan(out->by_route[i])) {
            sum += out->by_route[i];
            n_given++;
        }
    }
    if (n_given == 0) {
        return;
    }
    if (isnan(out->ceased)) {
        out->ceased = n_given == self->n_cells ? sum : NAN;
        return;
    }
    double excess = out->ceased - sum;
    if (excess < -SUM_TOLERANCE) {
        char shown[32];
        const lac_place place = lac_rows_place(&self->rows, record, CEASED);
        lac_number_format(sum, shown);
        lac_diagnostics_add(self->rows.diagnostics, LAC_ERROR, &place,
            "ceased counts the leavers of all routes",
            "ceased %s is below the sum of its routes, %s",
            lac_header_text(&self->rows.header, record, CEASED), shown);
        return;
    }
    excess = excess > SUM_TOLERANCE ? excess : 0;
    double *other = &out->by_route[self->other];
    if (self->other == self->n_cells) {
        *other = excess;
    } else if (excess > 0) {
        *other = isnan(*other) ? excess : *other + excess;
    }
    self->has_excess = self->has_excess || excess > 0;
}

static int read_row(reader *self, const lac_record *record, const lac_period_span *span)
{
    const lac_rows *rows = &self->rows;
    lac_history_row *out = &self->history.rows[self->history.n_rows++];
    out->first = span->first;
    out->last = span->last;
    out->by_route = lac_arena_alloc(&rows->plan->arena, self->n_cells + 1, sizeof *out->by_route);
    if (out->by_route == NULL) {
        return LAC_MEMORY;
    }
    bool ok = lac_rows_check(rows, record);
    ok = lac_rows_number(rows, record, STOCK, &STOCK_RULE, &out->stock) && ok;
    ok = lac_rows_number(rows, record, ADMISSIONS, &FLOW_RULE, &out->admissions) && ok;
    ok = lac_rows_number(rows, record, CEASED, &FLOW_RULE, &out->ceased) && ok;
    for (size_t i = 0; i < self->n_cells; i++) {
        const char *name = lac_table_text(&rows->table.records[0], self->cells[i]);
        ok =
            lac_rows_number_at(rows, record, self->cells[i], name, &FLOW_RULE, &out->by_route[i]) &&
            ok;
    }
    out->by_route[self->n_cells] = NAN;
    ok = lac_rows_number(rows, record, POPULATION, &POPULATION_RULE, &out->population) && ok;
    if (ok && rows->whole) {
        split_ceased(self, record, out);
    }
    return lac_rows_keep_place(rows, record, PERIOD, &out->place);
}

static int compare_rows(const void *a, const void *b)
{
    const lac_history_row *left = a;
    const lac_history_row *right = b;
    return (left->first > right->first) - (left->first < right->first);
}

static void format_period(const lac_history_row *row, bool monthly, char out[8])
{
    if (monthly) {
        lac_month_format(row->first, out);
    } else {
        lac_financial_year_format(lac_month_financial_year(row->first), out);
    }
}

/* Puts the rows in order and says where some are missing. */
static void order_rows(reader *self)
{
    lac_history *history = &self->history;
    qsort(history->rows, history->n_rows, sizeof *history->rows, compare_rows);
    for (size_t i = 1; i < history->n_rows; i++) {
        const lac_history_row *before = &history->rows[i - 1];
        const lac_history_row *row = &history->rows[i];
        if (row->first > before->last + 1) {
            char from[8];
            char to[8];
            format_period(before, history->monthly, from);
            format_period(row, history->monthly, to);
            lac_diagnostics_add(self->rows.diagnostics, LAC_NOTE, &row->place, NULL,
                "there is no row between %s and %s", from, to);
        }
    }
}

/* Reads the table that self->rows holds. */
static int read_history(reader *self)
{
    if (!lac_periods_fit(&self->rows)) {
        return LAC_OK;
    }
    const size_t n = self->rows.table.n_records - 1;
    lac_arena *arena = &self->rows.plan->arena;
    lac_history *history = &self->history;
    lac_period_span *spans = lac_arena_alloc(arena, n, sizeof *spans);
    history->rows = lac_arena_alloc(arena, n, sizeof *history->rows);
    if (spans == NULL || history->rows == NULL) {
        return LAC_MEMORY;
    }
    history->file = self->rows.file;
    int status = read_routes(self);
    if (status == LAC_OK) {
        status = lac_periods_read(&self->rows, PERIOD, spans, &history->monthly);
    }
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = read_row(self, &self->rows.table.records[i + 1], &spans[i]);
    }
    const bool adds_other = self->has_excess && self->other == self->n_cells;
    history->n_routes = self->n_cells + (adds_other ? 1 : 0);
    if (history->n_routes > LAC_MAX_ROUTES) {
        add_many_routes(self, self->cells[LAC_MAX_ROUTES - 1]);
    }
    if (status != LAC_OK || lac_rows_faulty(&self->rows)) {
        return status;
    }
    order_rows(self);
    self->rows.plan->history = *history;
    return LAC_OK;
}

/* ---- public ---- */

int lac_history_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    reader self = {0};
    int status = lac_rows_open(&self.rows, plan, path, shown_name, COLUMNS, N_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_history(&self);
    }
    return lac_rows_close(&self.rows, status);
}
