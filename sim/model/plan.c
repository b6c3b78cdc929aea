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
