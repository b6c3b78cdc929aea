/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/in_force.h"

#include "base/text.h"

#include <string.h>

static bool has_programme(const lac_model *model, const lac_plan_item *item)
{
    int i = model->n_programmes - 1;
    while (i >= 0 && !lac_name_equal(model->programmes[i].label.name, item->name)) {
        i--;
    }
    return i >= 0;
}

bool lac_field_is_used(const lac_model *model, const lac_plan_item *item, const lac_field *field)
{
    static const char *const OF_CASES[] = {"effect", "pathway", "route", "success", "from_age",
        "to_age", "placement", "starts_per_month", "staff"};
    if (item == NULL || item->section != LAC_SECTION_INTERVENTION ||
        strcmp(field->name, "active") == 0) {
        return true;
    }
    const lac_plan_cell *active = lac_item_value(item, model->scenario, "active");
    if (active == NULL || active->number == 0) { /* the first of the words yes|no */
        return true;
    }
    size_t i = 0;
    while (i < sizeof OF_CASES / sizeof OF_CASES[0] && strcmp(field->name, OF_CASES[i]) != 0) {
        i++;
    }
    return i < sizeof OF_CASES / sizeof OF_CASES[0] && has_programme(model, item);
}

/* When values of a field begin to hold, in months; for inflation and the deflator, which step once a year, in
 * years. */
typedef struct {
    bool yearly;
    int first; /* from when a row without a start counts */
    int low;   /* the first and the last month or year that a value is wanted for */
    int high;
} field_span;

static int greater(int a, int b)
{
    return a > b ? a : b;
}

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

static field_span span_of(const lac_model *model, const lac_field *field)
{
    const lac_month last = model->start + model->n_months - 1;
    if (field->section != LAC_SECTION_FINANCE) {
        return (field_span){false, model->start, model->start, last};
    }
    const int first = lac_month_financial_year(model->start);
    return (field_span){true, first, lesser(first, model->price_base) + 1,
        greater(lac_month_financial_year(last), model->price_base)};
}

static bool is_dated(const lac_plan_row *row)
{
    return row->from != LAC_NO_MONTH || row->item_year >= 0;
}

static int start_of(const field_span *span, const lac_plan_row *row)
{
    if (row->from != LAC_NO_MONTH) {
        return span->yearly ? lac_month_financial_year(row->from) : row->from;
    }
    return row->item_year >= 0 ? row->item_year : span->first;
}

/* Whether the other row holds instead of this one already when this one could begin to hold. */
static bool replaces(const field_span *span, const lac_plan_row *other, const lac_plan_row *row)
{
    const int theirs = start_of(span, other);
    const int ours = start_of(span, row);
    return (theirs > ours && theirs <= greater(ours, span->low)) ||
           (theirs == ours && is_dated(other) && !is_dated(row));
}

static bool gives_value(const lac_plan_row *row, const lac_field *field, size_t scenario)
{
    return row->field == field && lac_plan_row_cell(row, scenario)->state == LAC_CELL_VALUE;
}

bool lac_row_holds(const lac_plan *plan, const lac_model *model, const lac_plan_item *item,
    const lac_plan_row *row)
{
    const lac_field *field = row->field;
    const bool finance = field->section == LAC_SECTION_FINANCE;
    const size_t scenario = model->scenario;
    if (finance && strcmp(field->name, "budget") == 0) {
        const int t = row->item_year - lac_month_financial_year(model->start);
        return t >= 0 && t < model->n_years;
    }
    if ((field->flags & LAC_DATED) == 0 || !gives_value(row, field, scenario)) {
        return true;
    }
    const field_span span = span_of(model, field);
    if (is_dated(row) && greater(start_of(&span, row), span.low) > span.high) {
        return false;
    }
    /* values of different years stand under different items */
    const size_t n = finance ? plan->n_rows : item->n_rows;
    for (size_t i = 0; i < n; i++) {
        const lac_plan_row *other = finance ? &plan->rows[i] : item->rows[i];
        if (other != row && gives_value(other, field, scenario) && replaces(&span, other, row)) {
            return false;
        }
    }
    return true;
}
