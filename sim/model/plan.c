/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/plan.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* By section, key and place in the sheet: the rows of an item become neighbours. */
static int compare_rows(const void *a, const void *b)
{
    const lac_plan_row *ra = *(const lac_plan_row *const *)a;
    const lac_plan_row *rb = *(const lac_plan_row *const *)b;
    if (ra->field->section != rb->field->section) {
        return ra->field->section < rb->field->section ? -1 : 1;
    }
    const int by_key = strcmp(ra->item_key, rb->item_key);
    if (by_key != 0) {
        return by_key;
    }
    return ra < rb ? -1 : ra > rb;
}

static int compare_items(const void *a, const void *b)
{
    const lac_plan_item *ia = a;
    const lac_plan_item *ib = b;
    return ia->rows[0] < ib->rows[0] ? -1 : ia->rows[0] > ib->rows[0];
}

int lac_plan_index(lac_plan *self)
{
    self->n_items = 0;
    if (self->n_rows == 0) {
        return LAC_OK;
    }
    const lac_plan_row **sorted = lac_arena_alloc(&self->arena, self->n_rows, sizeof *sorted);
    self->items = lac_arena_alloc(&self->arena, self->n_rows, sizeof *self->items);
    if (sorted == NULL || self->items == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < self->n_rows; i++) {
        sorted[i] = &self->rows[i];
    }
    qsort(sorted, self->n_rows, sizeof *sorted, compare_rows);
    for (size_t i = 0; i < self->n_rows; i++) {
        lac_plan_item *last = self->n_items == 0 ? NULL : &self->items[self->n_items - 1];
        if (last != NULL && last->section == sorted[i]->field->section &&
            strcmp(last->key, sorted[i]->item_key) == 0) {
            last->n_rows++;
            continue;
        }
        self->items[self->n_items++] = (lac_plan_item){.section = sorted[i]->field->section,
            .name = sorted[i]->item,
            .key = sorted[i]->item_key,
            .year = sorted[i]->item_year,
            .rows = &sorted[i],
            .n_rows = 1};
    }
    qsort(self->items, self->n_items, sizeof *self->items, compare_items);
    return LAC_OK;
}

const lac_plan_item *lac_plan_next(
    const lac_plan *self, lac_section section, const lac_plan_item *previous)
{
    size_t i = previous == NULL ? 0 : (size_t)(previous - self->items) + 1;
    for (; i < self->n_items; i++) {
        if (self->items[i].section == section) {
            return &self->items[i];
        }
    }
    return NULL;
}

const lac_plan_item *lac_plan_find(const lac_plan *self, lac_section section, const char *name)
{
    for (size_t i = 0; i < self->n_items; i++) {
        if (self->items[i].section == section &&
            (name == NULL || lac_name_equal(self->items[i].name, name))) {
            return &self->items[i];
        }
    }
    return NULL;
}

const lac_plan_cell *lac_plan_own_cell(const lac_plan_row *row, size_t scenario)
{
    static const lac_plan_cell BLANK = {.state = LAC_CELL_BLANK, .text = ""};
    return scenario < row->n_cells ? &row->cells[scenario] : &BLANK;
}

const lac_plan_cell *lac_plan_row_cell(const lac_plan_row *row, size_t scenario)
{
    const lac_plan_cell *own = lac_plan_own_cell(row, scenario);
    return own->state == LAC_CELL_BLANK ? &row->cells[0] : own;
}

const lac_plan_row *lac_item_row(const lac_plan_item *item, const char *field)
{
    for (size_t i = 0; item != NULL && i < item->n_rows; i++) {
        if (item->rows[i]->from == LAC_NO_MONTH && strcmp(item->rows[i]->field->name, field) == 0) {
            return item->rows[i];
        }
    }
    return NULL;
}

const lac_plan_cell *lac_item_value(const lac_plan_item *item, size_t scenario, const char *field)
{
    const lac_plan_row *row = lac_item_row(item, field);
    if (row == NULL) {
        return NULL;
    }
    const lac_plan_cell *cell = lac_plan_row_cell(row, scenario);
    return cell->state == LAC_CELL_VALUE ? cell : NULL;
}

double lac_item_number(
    const lac_plan_item *item, size_t scenario, const char *field, double otherwise)
{
    const lac_plan_cell *cell = lac_item_value(item, scenario, field);
    return cell == NULL ? otherwise : cell->number;
}

const char *lac_item_text(const lac_plan_item *item, size_t scenario, const char *field)
{
    const lac_plan_cell *cell = lac_item_value(item, scenario, field);
    return cell == NULL ? NULL : cell->text;
}

/* The first row of the field, dated or not, that gives the scenario a value; NULL for none. */
static const lac_plan_row *first_given(
    const lac_plan_item *item, size_t scenario, const char *field)
{
    for (size_t i = 0; item != NULL && i < item->n_rows; i++) {
        if (strcmp(item->rows[i]->field->name, field) == 0 &&
            lac_plan_row_cell(item->rows[i], scenario)->state == LAC_CELL_VALUE) {
            return item->rows[i];
        }
    }
    return NULL;
}

bool lac_item_has(const lac_plan_item *item, size_t scenario, const char *field)
{
    return first_given(item, scenario, field) != NULL;
}

bool lac_item_rows(const lac_plan_item *item, size_t scenario, const char *field, lac_month first,
    int n, const lac_plan_row **out)
{
    /* since[m] is the start of the value of out[m]: a later start wins whatever the order of the
     * rows, and at the same start a dated row wins over the bare field. */
    lac_month since[LAC_MAX_MONTHS];
    bool any = false;
    for (int m = 0; m < n; m++) {
        out[m] = NULL;
        since[m] = LAC_NO_MONTH - 1;
    }
    for (size_t i = 0; item != NULL && i < item->n_rows; i++) {
        const lac_plan_row *row = item->rows[i];
        if (strcmp(row->field->name, field) != 0 ||
            lac_plan_row_cell(row, scenario)->state != LAC_CELL_VALUE) {
            continue;
        }
        any = true;
        const lac_month from = row->from == LAC_NO_MONTH ? first : row->from;
        for (int m = from > first ? from - first : 0; m < n; m++) {
            if (from > since[m] || (from == since[m] && row->from != LAC_NO_MONTH)) {
                since[m] = from;
                out[m] = row;
            }
        }
    }
    return any;
}

bool lac_item_timeline(const lac_plan_item *item, size_t scenario, const char *field,
    lac_month first, int n, double *out)
{
    const lac_plan_row *rows[LAC_MAX_MONTHS];
    const bool any = lac_item_rows(item, scenario, field, first, n, rows);
    for (int m = 0; m < n; m++) {
        out[m] = rows[m] == NULL ? NAN : lac_plan_row_cell(rows[m], scenario)->number;
    }
    return any;
}

bool lac_plan_row_range(const lac_plan_row *row, size_t scenario, double *low, double *high)
{
    const lac_plan_cell *cell = lac_plan_row_cell(row, scenario);
    if (cell->state != LAC_CELL_VALUE) {
        return false;
    }
    if (cell->has_range) {
        *low = cell->low;
        *high = cell->high;
        return true;
    }
    if (row->has_range && cell == lac_plan_own_cell(row, 0)) {
        *low = row->low;
        *high = row->high;
        return true;
    }
    return false;
}

/* ---- equal cells ---- */

/* The same number, but for what rounding makes of 33.3% and 0.333. */
static bool same_number(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

/* acts_on without the spaces beside '/' and '>'. */
static void close_up(const char *text, char out[LAC_MAX_CELL_BYTES + 1])
{
    size_t n = 0;
    for (; *text != '\0' && n < LAC_MAX_CELL_BYTES; text++) {
        const bool joint = *text == '/' || *text == '>';
        while (joint && n > 0 && out[n - 1] == ' ') {
            n--;
        }
        if (*text != ' ' || n == 0 || (out[n - 1] != '/' && out[n - 1] != '>')) {
            out[n++] = *text;
        }
    }
    out[n] = '\0';
}

static bool same_name(const lac_field *field, const char *a, const char *b)
{
    char x[LAC_MAX_CELL_BYTES + 1];
    char y[LAC_MAX_CELL_BYTES + 1];
    if (strcmp(field->name, "acts_on") != 0) {
        return lac_name_equal(a, b);
    }
    close_up(a, x);
    close_up(b, y);
    return lac_name_equal(x, y);
}

static bool same_entry(const lac_list_entry *a, const lac_list_entry *b)
{
    return (a->name == NULL ? b->name == NULL
                            : b->name != NULL && lac_name_equal(a->name, b->name)) &&
           a->from == b->from && a->to == b->to && same_number(a->value, b->value);
}

/* Lists in any order; no entry stands in a list twice. */
static bool same_list(const lac_plan_cell *a, const lac_plan_cell *b)
{
    for (size_t i = 0; i < a->n_entries; i++) {
        size_t j = 0;
        while (j < b->n_entries && !same_entry(&a->entries[i], &b->entries[j])) {
            j++;
        }
        if (j == b->n_entries) {
            return false;
        }
    }
    return a->n_entries == b->n_entries;
}

static bool same_value(const lac_field *field, const lac_plan_cell *a, const lac_plan_cell *b)
{
    switch (field->type) {
    case LAC_TYPE_TEXT:
    case LAC_TYPE_FILE:
        return strcmp(a->text, b->text) == 0;
    case LAC_TYPE_NAME:
        return same_name(field, a->text, b->text);
    case LAC_TYPE_NAMES:
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
    case LAC_TYPE_MONTH_RATES:
        return same_list(a, b);
    case LAC_TYPE_CHOICE:
    case LAC_TYPE_MONTH:
    case LAC_TYPE_YEAR:
    case LAC_TYPE_PERIOD:
    case LAC_TYPE_NUMBER:
    case LAC_TYPE_WHOLE:
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
        break;
    }
    return a->period_is_year == b->period_is_year && same_number(a->number, b->number);
}

bool lac_plan_row_same(const lac_plan_row *row, size_t a, size_t b)
{
    const lac_plan_cell *x = lac_plan_row_cell(row, a);
    const lac_plan_cell *y = lac_plan_row_cell(row, b);
    double low[2] = {0};
    double high[2] = {0};
    const bool ranged = lac_plan_row_range(row, a, &low[0], &high[0]);
    return x == y ||
           (x->state == y->state && lac_plan_row_range(row, b, &low[1], &high[1]) == ranged &&
               same_number(low[0], low[1]) && same_number(high[0], high[1]) &&
               (x->state != LAC_CELL_VALUE || same_value(row->field, x, y)));
}

const lac_place *lac_item_place(const lac_plan_item *item, size_t scenario, const char *field)
{
    if (item == NULL) {
        return NULL;
    }
    const lac_plan_row *row = first_given(item, scenario, field);
    return row == NULL ? &item->rows[0]->place : &lac_plan_row_cell(row, scenario)->place;
}

void lac_plan_free(lac_plan *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
