/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/rows.h"

#include "base/text.h"
#include "input/list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_YEARS = 17, MOST_MONTHS = 215, MOST_MONTHS_IN_CARE = 1200, FIGURES = 48 };

/* ---- helpers ---- */

static lac_place cell_place(const lac_rows *self, const lac_record *record, int cell)
{
    lac_place place = lac_table_place(&self->table, record, cell);
    if (self->names_children && !self->whole) {
        place.source = NULL;
    }
    return place;
}

static int cell_of(const lac_rows *self, size_t column)
{
    return self->header.cell_of[column];
}

static const char *text_of(const lac_rows *self, const lac_record *record, size_t column)
{
    return lac_header_text(&self->header, record, column);
}

static int add_input(lac_rows *self)
{
    lac_plan *plan = self->plan;
    lac_plan_input *inputs =
        lac_arena_alloc(&plan->arena, plan->n_inputs + 1, sizeof *plan->inputs);
    if (inputs == NULL) {
        return LAC_MEMORY;
    }
    if (plan->n_inputs > 0) {
        memcpy(inputs, plan->inputs, plan->n_inputs * sizeof *inputs);
    }
    lac_plan_input *added = &inputs[plan->n_inputs];
    added->name = self->file;
    added->bytes = self->table.n_bytes;
    memcpy(added->sha256, self->table.sha256, sizeof added->sha256);
    plan->inputs = inputs;
    plan->n_inputs++;
    return LAC_OK;
}

/* A number without bounds, NaN for blank; *text is what was written. */
static bool read_figure(const lac_rows *self, const lac_record *record, int cell, const char *name,
    bool required, double *out, const char **text)
{
    bool percent = false;
    *out = NAN;
    *text = lac_table_text(record, cell);
    if (**text == '\0') {
        return true;
    }
    if (**text == '=') {
        return false;
    }
    const lac_place place = cell_place(self, record, cell);
    double number = 0;
    if (lac_number_parse(*text, &number, &percent) != 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
            required ? "write it like 1250.5 or \"1,147\""
                     : "write it like 1250.5 or \"1,147\"; leave the cell blank if it is not known",
            "%s \"%s\" is not a number", name, *text);
        return false;
    }
    if (percent) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "take the % sign away",
            "%s %s is a share where a number is wanted", name, *text);
        return false;
    }
    *out = number;
    return true;
}

static bool read_band(const lac_rows *self, const lac_record *record, size_t from_column,
    size_t to_column, const int *from, const int *to)
{
    if (*from < 0 || *to < 0 || *from <= *to) {
        return true;
    }
    const lac_place place = lac_rows_place(self, record, from_column);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "swap them", "%s %d is above %s %d",
        self->columns[from_column].name, *from, self->columns[to_column].name, *to);
    return false;
}

/* A name that fault_of has nothing against, copied to the plan's arena; NULL for blank. */
static bool read_name(const lac_rows *self, const lac_record *record, size_t column, bool required,
    const char *(*fault_of)(const char *), const char **out)
{
    const char *text = text_of(self, record, column);
    *out = NULL;
    if (*text == '\0') {
        if (required) {
            lac_rows_add_blank(self, record, column);
        }
        return !required;
    }
    if (*text == '=') {
        return false;
    }
    const char *fault = fault_of(text);
    if (fault != NULL) {
        const lac_place place = lac_rows_place(self, record, column);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, NULL, "%s: the name %s",
            self->columns[column].name, fault);
        return false;
    }
    *out = lac_arena_copy(&self->plan->arena, text);
    if (*out == NULL) {
        self->diagnostics->out_of_memory = true;
    }
    return *out != NULL;
}

/* Reads the file; of one that may name children no line is shown. */
static int read_file(lac_rows *self, const char *path, const char *shown_name)
{
    const lac_table_limits limits = LAC_TABLE_LIMITS;
    if (!self->names_children) {
        return lac_table_read(&self->table, path, shown_name, &limits, self->diagnostics);
    }
    lac_diagnostics found = {0};
    const int status = lac_table_read(&self->table, path, shown_name, &limits, &found);
    for (size_t i = 0; i < found.n; i++) {
        found.items[i].place.source = NULL;
    }
    lac_diagnostics_append(self->diagnostics, &found);
    lac_diagnostics_free(&found);
    return status;
}

/* ---- public ---- */

int lac_rows_open(lac_rows *self, lac_plan *plan, const char *path, const char *shown_name,
    const lac_column *columns, size_t n_columns, lac_diagnostics *diagnostics)
{
    self->plan = plan;
    self->diagnostics = diagnostics;
    self->columns = columns;
    self->n_errors = diagnostics->n_errors;
    int status = read_file(self, path, shown_name);
    if (status != LAC_OK) {
        return status;
    }
    self->file = lac_arena_copy(&plan->arena, self->table.name);
    status = self->file == NULL ? LAC_MEMORY : add_input(self);
    if (status == LAC_OK && self->look != NULL) {
        status = self->look(self);
        if (status != LAC_OK) {
            return status;
        }
    }
    if (status == LAC_OK) {
        status = lac_header_read(
            &self->header, &self->table, columns, n_columns, LAC_HEADER_CLOSED, diagnostics);
        self->whole = status == LAC_OK;
    }
    if (status == LAC_MEMORY) {
        return status;
    }
    if (self->table.n_records == 1) {
        const lac_place place = lac_table_place(&self->table, &self->table.records[0], -1);
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            "add rows below the header, or take the file out of the study",
            "the table has no rows");
    }
    return LAC_OK;
}

bool lac_rows_faulty(const lac_rows *self)
{
    return self->diagnostics->out_of_memory || self->diagnostics->n_errors > self->n_errors;
}

bool lac_rows_has(const lac_rows *self, size_t column)
{
    return cell_of(self, column) >= 0;
}

lac_place lac_rows_place(const lac_rows *self, const lac_record *record, size_t column)
{
    return cell_place(self, record, cell_of(self, column));
}

int lac_rows_keep_place(
    const lac_rows *self, const lac_record *record, size_t column, lac_place *out)
{
    *out = lac_rows_place(self, record, column);
    out->file = self->file;
    if (out->source != NULL) {
        out->source = lac_arena_copy(&self->plan->arena, out->source);
        return out->source == NULL ? LAC_MEMORY : LAC_OK;
    }
    return LAC_OK;
}

bool lac_rows_check(const lac_rows *self, const lac_record *record)
{
    bool ok = true;
    for (int i = 0; i < record->n_cells; i++) {
        if (record->cells[i].text[0] == '=') {
            const lac_place place = cell_place(self, record, i);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
                "paste the value, not the formula", "the cell is a formula");
            ok = false;
        }
    }
    return ok;
}

void lac_rows_add_blank(const lac_rows *self, const lac_record *record, size_t column)
{
    if (lac_rows_has(self, column)) {
        const lac_place place = lac_rows_place(self, record, column);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "fill it in, or take the row out",
            "%s is blank", self->columns[column].name);
    }
}

bool lac_rows_number(const lac_rows *self, const lac_record *record, size_t column,
    const lac_rows_number_rule *rule, double *out)
{
    if (rule->required && *text_of(self, record, column) == '\0') {
        *out = NAN;
        lac_rows_add_blank(self, record, column);
        return false;
    }
    return lac_rows_number_at(
        self, record, cell_of(self, column), self->columns[column].name, rule, out);
}

bool lac_rows_number_at(const lac_rows *self, const lac_record *record, int cell, const char *name,
    const lac_rows_number_rule *rule, double *out)
{
    const char *text = "";
    if (!read_figure(self, record, cell, name, rule->required, out, &text)) {
        return false;
    }
    if (isnan(*out)) {
        return true;
    }
    const lac_place place = cell_place(self, record, cell);
    if (*out < rule->low || *out > rule->high) {
        char least[32];
        char most[32];
        lac_number_format(rule->low, least);
        lac_number_format(rule->high, most);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, NULL, "%s %s is outside %s to %s",
            name, text, least, most);
        return false;
    }
    if (rule->whole && *out != floor(*out)) {
        lac_diagnostics_add(
            self->diagnostics, LAC_ERROR, &place, NULL, "%s %s is not a whole number", name, text);
        return false;
    }
    return true;
}

bool lac_rows_count(
    const lac_rows *self, const lac_record *record, size_t column, int most, int *out)
{
    const lac_rows_number_rule rule = {.high = most, .whole = true};
    double number = NAN;
    *out = -1;
    if (!lac_rows_number(self, record, column, &rule, &number)) {
        return false;
    }
    *out = isnan(number) ? -1 : (int)number;
    return true;
}

bool lac_rows_age(
    const lac_rows *self, const lac_record *record, size_t column, bool months, int *out)
{
    const int most = months ? MOST_MONTHS : MOST_YEARS;
    const char *name = self->columns[column].name;
    const char *text = "";
    double number = NAN;
    *out = -1;
    if (!read_figure(self, record, cell_of(self, column), name, false, &number, &text)) {
        return false;
    }
    if (number >= most + 1) {
        char hint[FIGURES];
        const lac_place place = lac_rows_place(self, record, column);
        snprintf(
            hint, sizeof hint, "ages are completed %s up to %d", months ? "months" : "years", most);
        lac_diagnostics_add(
            self->diagnostics, LAC_ERROR, &place, hint, "%s %s is 18 or over", name, text);
        return false;
    }
    return lac_rows_count(self, record, column, most, out);
}

bool lac_rows_age_band(const lac_rows *self, const lac_record *record, size_t from_column,
    size_t to_column, int *from, int *to)
{
    bool ok = lac_rows_age(self, record, from_column, false, from);
    ok = lac_rows_age(self, record, to_column, false, to) && ok;
    return ok && read_band(self, record, from_column, to_column, from, to);
}

bool lac_rows_month_band(const lac_rows *self, const lac_record *record, size_t from_column,
    size_t to_column, int *from, int *to)
{
    bool ok = lac_rows_count(self, record, from_column, MOST_MONTHS_IN_CARE, from);
    ok = lac_rows_count(self, record, to_column, MOST_MONTHS_IN_CARE, to) && ok;
    return ok && read_band(self, record, from_column, to_column, from, to);
}

bool lac_rows_share(const lac_rows *self, const lac_record *record, size_t column, double *out)
{
    const char *name = self->columns[column].name;
    const char *text = text_of(self, record, column);
    double number = 0;
    bool percent = false;
    *out = NAN;
    if (*text == '\0') {
        lac_rows_add_blank(self, record, column);
        return false;
    }
    if (*text == '=') {
        return false;
    }
    const lac_place place = lac_rows_place(self, record, column);
    if (lac_number_parse(text, &number, &percent) != 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "write a share as 25%",
            "%s \"%s\" is not a share", name, text);
        return false;
    }
    if (percent && (number < 0 || number > 100)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, NULL,
            "%s %s is outside 0%% to 100%%", name, text);
        return false;
    }
    if (!percent && (number < 0 || number > 1)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "write 25% or 0.25",
            "%s %s without a %% sign is not a share between 0 and 1", name, text);
        return false;
    }
    *out = percent ? number / 100 : number;
    return true;
}

bool lac_rows_name(
    const lac_rows *self, const lac_record *record, size_t column, bool required, const char **out)
{
    return read_name(self, record, column, required, lac_name_fault, out);
}

bool lac_rows_placement(
    const lac_rows *self, const lac_record *record, size_t column, const char **out)
{
    return read_name(self, record, column, false, lac_placement_fault, out);
}

int lac_rows_close(lac_rows *self, int status)
{
    lac_header_free(&self->header);
    lac_table_free(&self->table);
    if (status != LAC_OK) {
        return status;
    }
    if (self->diagnostics->out_of_memory) {
        return LAC_MEMORY;
    }
    return lac_rows_faulty(self) ? LAC_INPUT : LAC_OK;
}
