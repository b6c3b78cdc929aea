/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/sheet.h"

#include "base/text.h"
#include "input/item.h"
#include "input/list.h"
#include "input/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const lac_column COLUMNS[LAC_SHEET_COLUMNS] = {{"section", true, NULL}, {"item", true, NULL},
    {"field", true, NULL}, {"unit", false, NULL}, {"low", false, NULL}, {"high", false, NULL},
    {"source", false, NULL}, {"note", false, NULL}, {"quality", false, NULL},
    {"impact", false, NULL}};

static const char *const REFUSED_HEADERS[] = {"notes", "comment", "comments", "rag"};

static bool header_refused(const char *text)
{
    for (size_t i = 0; i < sizeof REFUSED_HEADERS / sizeof REFUSED_HEADERS[0]; i++) {
        if (lac_name_equal(text, REFUSED_HEADERS[i])) {
            return true;
        }
    }
    return false;
}

static bool add_scenario(lac_sheet_header *self, lac_plan *plan, const lac_place *place,
    const char *text, int index, lac_diagnostics *diagnostics)
{
    const char *fault = lac_name_fault(text);
    if (fault != NULL) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, place, "rename the scenario", "the name %s", fault);
        return false;
    }
    if (lac_name_equal(text, "history")) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "rename the scenario",
            "the scenario name history is reserved for what was observed");
        return false;
    }
    char *slug = lac_slug(&plan->arena, text);
    char *name = lac_arena_copy(&plan->arena, text);
    if (slug == NULL || name == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    if (*slug == '\0') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "use at least one letter or digit",
            "the scenario name \"%s\" has no letter or digit", text);
        return false;
    }
    for (size_t i = 0; i < plan->n_scenarios; i++) {
        /* that the same name is a repeated column, the header has told */
        if (strcmp(plan->scenario_slugs[i], slug) == 0) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, place, "give every scenario its own name",
                "the scenario \"%s\" cannot be told in file names from \"%s\"", text,
                plan->scenarios[i]);
            return false;
        }
    }
    plan->scenarios[plan->n_scenarios] = name;
    plan->scenario_slugs[plan->n_scenarios] = slug;
    self->scenarios[plan->n_scenarios++] = index;
    return true;
}

int lac_sheet_header_read(
    lac_sheet_header *self, lac_plan *plan, const lac_table *table, lac_diagnostics *diagnostics)
{
    const lac_record *record = &table->records[0];
    const size_t room = (size_t)record->n_cells + 1;
    self->scenarios = lac_arena_alloc(&plan->arena, room, sizeof *self->scenarios);
    plan->scenarios = lac_arena_alloc(&plan->arena, room, sizeof *plan->scenarios);
    plan->scenario_slugs = lac_arena_alloc(&plan->arena, room, sizeof *plan->scenario_slugs);
    if (self->scenarios == NULL || plan->scenarios == NULL || plan->scenario_slugs == NULL) {
        return LAC_MEMORY;
    }
    const int status = lac_header_read(
        &self->columns, table, COLUMNS, LAC_SHEET_COLUMNS, LAC_HEADER_OPEN, diagnostics);
    if (status == LAC_MEMORY) {
        return status;
    }
    self->whole = status == LAC_OK;
    for (int i = 0; i < self->columns.n_cells; i++) {
        if (self->columns.column_of[i] != LAC_COLUMN_OTHER) {
            continue;
        }
        const lac_place place = lac_table_place(table, record, i);
        const char *text = lac_table_text(record, i);
        if (plan->n_scenarios == LAC_MAX_SCENARIOS) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &place, "split the study",
                "there are more than %d scenarios", LAC_MAX_SCENARIOS);
            self->whole = false;
            break;
        }
        if (header_refused(text)) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
                "use the columns note, quality or impact; every other column is a scenario",
                "the header \"%s\" would be read as a scenario", text);
            self->whole = false;
        } else if (!add_scenario(self, plan, &place, text, i, diagnostics)) {
            self->whole = false;
        }
    }
    if (plan->n_scenarios == 0 && self->whole) {
        const lac_place place = lac_table_place(table, record, 0);
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            "add a column per scenario; the first is the reference", "there is no scenario column");
    }
    if (diagnostics->out_of_memory) {
        return LAC_MEMORY;
    }
    const int *cell_of = self->columns.cell_of;
    const bool readable = plan->n_scenarios > 0 && cell_of[LAC_SHEET_SECTION] >= 0 &&
                          cell_of[LAC_SHEET_ITEM] >= 0 && cell_of[LAC_SHEET_FIELD] >= 0;
    return readable ? LAC_OK : LAC_INPUT;
}

void lac_sheet_header_free(lac_sheet_header *self)
{
    lac_header_free(&self->columns);
}

static void read_rag(
    const char *column, const char *text, const lac_place *place, lac_diagnostics *diagnostics)
{
    static const char *const WORDS[] = {"red", "amber", "green", "low", "medium", "high"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (*text == '\0' || lac_name_equal(text, WORDS[i])) {
            return;
        }
    }
    lac_diagnostics_add(diagnostics, LAC_ERROR, place,
        "write red, amber or green (or low, medium, high)", "%s \"%s\" is not known", column, text);
}

/* The place of a known column in a row; the first cell's where the sheet has no such column. */
static lac_place column_place(
    const lac_sheet_header *header, const lac_table *table, const lac_record *record, int column)
{
    const int cell = header->columns.cell_of[column];
    return lac_table_place(table, record, cell < 0 ? 0 : cell);
}

/* low and high of the row: both or none, low <= the reference's value <= high. The value is compared
 * only when the cells have no fault. */
static void read_bounds(lac_plan_row *out, const lac_sheet_header *header, const lac_table *table,
    const lac_record *record, bool cells_ok, lac_diagnostics *diagnostics)
{
    if (*out->low_text == '\0' && *out->high_text == '\0') {
        return;
    }
    const lac_place low_place = column_place(header, table, record, LAC_SHEET_LOW);
    const lac_place high_place = column_place(header, table, record, LAC_SHEET_HIGH);
    if ((out->field->flags & LAC_RANGE_ALLOWED) == 0) {
        lac_diagnostics_add(diagnostics, LAC_ERROR,
            *out->low_text != '\0' ? &low_place : &high_place, "leave low and high blank",
            "%s takes no low and high", out->field->name);
        return;
    }
    if (*out->low_text == '\0' || *out->high_text == '\0') {
        const bool low = *out->low_text == '\0';
        lac_diagnostics_add(diagnostics, LAC_ERROR, low ? &low_place : &high_place,
            "give both or none", "%s has no %s", out->field->name, low ? "low" : "high");
        return;
    }
    const bool low_ok = lac_value_read_bound(
        &out->low, out->field, out->unit, "low", out->low_text, &low_place, diagnostics);
    const bool high_ok = lac_value_read_bound(
        &out->high, out->field, out->unit, "high", out->high_text, &high_place, diagnostics);
    if (!low_ok || !high_ok) {
        return;
    }
    const lac_plan_cell *cell = &out->cells[0];
    if (out->low > out->high) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &low_place, "swap them",
            "%s: low %s is above high %s", out->field->name, out->low_text, out->high_text);
        return;
    }
    if (!cells_ok || !header->whole) {
        return;
    }
    if (cell->state != LAC_CELL_VALUE) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &low_place,
            "low and high belong to the reference; write 50% [35%..65%] in a scenario's own cell",
            "%s has low and high but no reference value", out->field->name);
        return;
    }
    if (cell->number < out->low || cell->number > out->high) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &cell->place, "widen low and high",
            "%s %s is not between low %s and high %s", out->field->name, cell->text, out->low_text,
            out->high_text);
        return;
    }
    out->has_range = true;
}

/* Whether two cells say the same: 3.5 and 3.5%, or 2017-04 and Apr-17, do. */
static bool same_value(const lac_field *field, const lac_plan_cell *a, const lac_plan_cell *b)
{
    if (a->state != LAC_CELL_VALUE || b->state != LAC_CELL_VALUE) {
        return a->state == b->state;
    }
    switch (field->type) {
    case LAC_TYPE_FILE:
        return strcmp(a->text, b->text) == 0;
    case LAC_TYPE_CHOICE:
    case LAC_TYPE_MONTH:
    case LAC_TYPE_YEAR:
    case LAC_TYPE_PERIOD:
    case LAC_TYPE_NUMBER:
    case LAC_TYPE_WHOLE:
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
        return a->number == b->number && a->period_is_year == b->period_is_year &&
               a->has_range == b->has_range && a->low == b->low && a->high == b->high;
    case LAC_TYPE_TEXT:
    case LAC_TYPE_NAME:
    case LAC_TYPE_NAMES:
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
    case LAC_TYPE_MONTH_RATES:
        break;
    }
    return lac_name_equal(a->text, b->text);
}

/* Fields marked "same" may stand in one cell only, or agree in all. */
static void check_same(const lac_plan_row *row, size_t n_scenarios, lac_diagnostics *diagnostics)
{
    const lac_plan_cell *reference = &row->cells[0];
    const bool faulty = reference->state == LAC_CELL_BLANK && *reference->text != '\0';
    if ((row->field->flags & LAC_SAME) == 0 || faulty) {
        return;
    }
    for (size_t s = 1; s < n_scenarios; s++) {
        const lac_plan_cell *cell = lac_plan_own_cell(row, s);
        if (cell->state == LAC_CELL_BLANK || same_value(row->field, cell, reference)) {
            continue;
        }
        lac_diagnostics_add(diagnostics, LAC_ERROR, &cell->place,
            "give it in the reference column and leave the others blank",
            "%s must be the same in every scenario", row->field->name);
    }
}

/* Reads the scenarios' cells. False when one of them has a fault, or when there is no value at all. */
static bool read_cells(lac_plan_row *out, lac_plan *plan, const lac_sheet_header *header,
    const lac_table *table, const lac_record *record, lac_diagnostics *diagnostics)
{
    bool ok = true;
    bool any = false;
    out->n_cells = plan->n_scenarios;
    while (
        out->n_cells > 1 && *lac_table_text(record, header->scenarios[out->n_cells - 1]) == '\0') {
        out->n_cells--;
    }
    out->cells = lac_arena_alloc(&plan->arena, out->n_cells, sizeof *out->cells);
    if (out->cells == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    for (size_t s = 0; s < out->n_cells && s < plan->n_scenarios; s++) {
        const char *text = lac_table_text(record, header->scenarios[s]);
        /* nothing is ever said of a blank cell but the reference's: it needs no place of its own */
        const bool blank = *text == '\0' && s > 0;
        const lac_place place =
            blank ? out->place : lac_table_place(table, record, header->scenarios[s]);
        any = any || *text != '\0';
        ok = lac_value_read(
                 &out->cells[s], &plan->arena, out->field, out->unit, text, &place, diagnostics) &&
             ok;
    }
    if (!any && header->whole) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &out->place,
            "give a value, write none, or take the row out", "%s has no value in any scenario",
            out->field->name);
        return false;
    }
    return ok;
}

bool lac_sheet_row_read(lac_plan_row *out, lac_plan *plan, const lac_sheet_header *header,
    const lac_table *table, const lac_record *record, lac_diagnostics *diagnostics)
{
    const char *column[LAC_SHEET_COLUMNS];
    lac_place place[LAC_SHEET_COLUMNS];
    bool formula = false;
    for (int i = 0; i < LAC_SHEET_COLUMNS; i++) {
        const char *text = lac_header_text(&header->columns, record, (size_t)i);
        column[i] = lac_arena_copy(&plan->arena, text);
        if (column[i] == NULL) {
            diagnostics->out_of_memory = true;
            return false;
        }
        place[i] = column_place(header, table, record, i);
        if (*text == '=') {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &place[i],
                "paste the value, not the formula", "the cell is a formula");
            formula = true;
        }
    }
    for (int i = header->columns.n_cells; i < record->n_cells; i++) {
        if (*record->cells[i].text != '\0') {
            const lac_place beyond = lac_table_place(table, record, i);
            lac_diagnostics_add(diagnostics, LAC_ERROR, &beyond,
                "quote cells that contain a comma, or name the column",
                "the row has more cells than the header");
            return false;
        }
    }
    if (formula) {
        return false;
    }
    memset(out, 0, sizeof *out);
    out->place = place[LAC_SHEET_FIELD];
    out->item_year = -1;
    out->unit = column[LAC_SHEET_UNIT];
    out->low_text = column[LAC_SHEET_LOW];
    out->high_text = column[LAC_SHEET_HIGH];
    out->source = column[LAC_SHEET_SOURCE];
    out->note = column[LAC_SHEET_NOTE];
    out->quality = column[LAC_SHEET_QUALITY];
    out->impact = column[LAC_SHEET_IMPACT];

    const lac_section section = lac_section_find(column[LAC_SHEET_SECTION]);
    if (section == LAC_N_SECTIONS) {
        const char *near = lac_section_nearest(column[LAC_SHEET_SECTION]);
        char hint[96];
        snprintf(hint, sizeof hint, "did you mean %s?", near == NULL ? "" : near);
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place[LAC_SHEET_SECTION],
            near == NULL ? "`lacflow schema` lists the sections" : hint,
            "the section \"%s\" is not known", column[LAC_SHEET_SECTION]);
        return false;
    }
    char *field = lac_arena_copy(&plan->arena, column[LAC_SHEET_FIELD]);
    if (field == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    const bool has_item = lac_item_read(
        out, plan, section, column[LAC_SHEET_ITEM], &place[LAC_SHEET_ITEM], diagnostics);
    const bool has_field =
        lac_field_name_read(out, field, section, &place[LAC_SHEET_FIELD], diagnostics);
    if (out->field == NULL) {
        return false;
    }
    if (!lac_field_unit_fits(out->field, out->unit)) {
        char wanted[64];
        char hint[96];
        lac_field_unit(out->field, wanted);
        snprintf(hint, sizeof hint, "write %s, or leave the unit blank", wanted);
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place[LAC_SHEET_UNIT], hint,
            "the unit \"%s\" does not fit %s", out->unit, out->field->name);
    }
    read_rag("quality", out->quality, &place[LAC_SHEET_QUALITY], diagnostics);
    read_rag("impact", out->impact, &place[LAC_SHEET_IMPACT], diagnostics);
    const bool cells_ok = read_cells(out, plan, header, table, record, diagnostics);
    if (out->cells == NULL) {
        return false;
    }
    read_bounds(out, header, table, record, cells_ok, diagnostics);
    if (header->whole) {
        check_same(out, plan->n_scenarios, diagnostics);
    }
    return has_item && has_field;
}
