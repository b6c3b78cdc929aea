/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/value.h"

#include "base/text.h"
#include "input/list.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_CHARACTERS = 200 };

static const char BACKSLASH[] = "has a backslash";

static void show_bound(const lac_field *field, double value, char out[40])
{
    const bool per_cent = field->type == LAC_TYPE_SHARE || field->type == LAC_TYPE_PERCENT;
    char number[32];
    lac_number_format(value, number);
    snprintf(out, 40, "%s%s", number, per_cent ? "%" : "");
}

static void add_bounds_fault(
    const lac_reading *self, const char *name, const char *text, double low, double high)
{
    char least[40];
    char most[40];
    show_bound(self->field, low, least);
    show_bound(self->field, high, most);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
        "%s %s is outside %s to %s", name, text, least, most);
}

bool lac_reading_share(const lac_reading *self, const char *name, const char *text, double *out)
{
    double number = 0;
    bool percent = false;
    if (lac_number_parse(text, &number, &percent) != 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, "write a share as 25%",
            "%s \"%s\" is not a share", name, text);
        return false;
    }
    if (!percent && self->unit[0] != '%') {
        if (number < 0 || number > 1) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                "write 25% or 0.25, or put % in the unit column",
                "%s %s without a %% sign is not a share between 0 and 1", name, text);
            return false;
        }
        *out = number;
        return true;
    }
    if (number < 0 || number > 100) {
        char shown[80];
        snprintf(shown, sizeof shown, "%s%s", text, percent ? "" : "%");
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
            "%s %s is outside 0%% to 100%%", name, shown);
        return false;
    }
    *out = number / 100;
    return true;
}

bool lac_reading_number(const lac_reading *self, const char *name, const char *text, double *out)
{
    const lac_field *field = self->field;
    if (field->type == LAC_TYPE_SHARE) {
        return lac_reading_share(self, name, text, out);
    }
    double number = 0;
    bool percent = false;
    if (lac_number_parse(text, &number, &percent) != 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
            "write it like 1250.5, £1,250.50 or none", "%s \"%s\" is not a number", name, text);
        return false;
    }
    if (percent && field->type != LAC_TYPE_PERCENT) {
        char unit[64];
        lac_field_unit(field, unit);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
            strncmp(field->units, "ratio", 5) == 0 ? "10 % fewer is 0.9, 10 % more is 1.1"
                                                   : "take the % sign away",
            "%s %s is a share where a number (%s) is wanted", name, text, unit);
        return false;
    }
    if (number < field->low || number > field->high) {
        add_bounds_fault(self, name, text, field->low, field->high);
        return false;
    }
    if (field->type == LAC_TYPE_WHOLE && number != floor(number)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
            "%s %s is not a whole number", name, text);
        return false;
    }
    *out = field->type == LAC_TYPE_PERCENT ? number / 100 : number;
    return true;
}

/* "50% [35%..65%]": splits off the range, if there is one. head is changed in place. */
static bool read_range(const lac_reading *self, char *head, lac_plan_cell *out)
{
    char *open = strchr(head, '[');
    if (open == NULL) {
        return true;
    }
    const char *name = self->field->name;
    char *dots = strstr(open, "..");
    char *close = strchr(open, ']');
    if (dots == NULL || close == NULL || dots > close || close[1] != '\0') {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
            "write a range as 50% [35%..65%]", "%s \"%s\" is not a value with a range", name, head);
        return false;
    }
    if ((self->field->flags & LAC_RANGE_ALLOWED) == 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, "give the value alone",
            "%s takes no range", name);
        return false;
    }
    *open = *dots = *close = '\0';
    out->has_range = true;
    return lac_reading_number(self, "low", lac_trim(open + 1), &out->low) &&
           lac_reading_number(self, "high", lac_trim(dots + 2), &out->high);
}

static bool read_numeric_cell(const lac_reading *self, char *text, lac_plan_cell *out)
{
    if (!read_range(self, text, out)) {
        return false;
    }
    if (!lac_reading_number(self, self->field->name, lac_trim(text), &out->number)) {
        return false;
    }
    if (out->has_range && !(out->low <= out->number && out->number <= out->high)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
            "%s %s is not inside its own range", self->field->name, lac_trim(text));
        return false;
    }
    return true;
}

static bool read_choice(const lac_reading *self, const char *text, lac_plan_cell *out)
{
    char hint[160] = "write ";
    size_t n = strlen(hint);
    const char *rest = self->field->choices;
    for (int index = 0; rest != NULL; index++) {
        const char *bar = strchr(rest, '|');
        const size_t length = bar == NULL ? strlen(rest) : (size_t)(bar - rest);
        char *word = lac_arena_copy_n(self->arena, rest, length);
        if (word == NULL) {
            self->diagnostics->out_of_memory = true;
            return false;
        }
        if (lac_name_equal(word, text)) {
            out->number = index;
            out->text = word;
            return true;
        }
        const char *gap = index == 0 ? "" : bar == NULL ? " or " : ", ";
        const int added = snprintf(hint + n, sizeof hint - n, "%s%s", gap, word);
        n = added < 0 || (size_t)added >= sizeof hint - n ? sizeof hint - 1 : n + (size_t)added;
        rest = bar == NULL ? NULL : bar + 1;
    }
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, hint, "%s \"%s\" is not known",
        self->field->name, text);
    return false;
}

static void add_serial_fault(lac_diagnostics *diagnostics, const lac_place *place, bool year,
    const char *name, const char *text, const lac_period *period)
{
    char month[8];
    char wanted[8];
    char hint[80];
    lac_month_format(period->month, month);
    lac_month_format(period->month, wanted);
    if (year) {
        lac_financial_year_format(lac_month_financial_year(period->month), wanted);
    }
    snprintf(hint, sizeof hint, "format the cell as text and write %s", wanted);
    lac_diagnostics_add(diagnostics, LAC_ERROR, place, hint,
        "%s %s is an Excel serial date; it means %s-%02d", name, text, month, period->day);
}

static bool month_fits(lac_diagnostics *diagnostics, const lac_place *place, const char *name,
    const char *text, lac_month month)
{
    const bool fits = month >= LAC_FIRST_MONTH && month <= LAC_LAST_MONTH;
    if (!fits) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, place, NULL, "%s %s is outside 1990-01 to 2100-12", name, text);
    }
    return fits;
}

/* Financial years that have a month between the first and the last. */
static bool year_fits(lac_diagnostics *diagnostics, const lac_place *place, const char *name,
    const char *text, int year)
{
    const bool fits = year >= lac_month_financial_year(LAC_FIRST_MONTH) &&
                      year <= lac_month_financial_year(LAC_LAST_MONTH);
    if (!fits) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, place, NULL, "%s %s is outside 1989/90 to 2100/01", name, text);
    }
    return fits;
}

static bool read_period(const lac_reading *self, const char *text, lac_plan_cell *out)
{
    const lac_type type = self->field->type;
    const char *name = self->field->name;
    const lac_period period = lac_period_parse(text);
    const bool month = period.kind == LAC_PERIOD_MONTH || period.kind == LAC_PERIOD_EITHER;
    const bool year = period.kind == LAC_PERIOD_YEAR || period.kind == LAC_PERIOD_EITHER;
    if (period.kind == LAC_PERIOD_SERIAL) {
        add_serial_fault(
            self->diagnostics, self->place, type == LAC_TYPE_YEAR, name, text, &period);
        return false;
    }
    if (type != LAC_TYPE_YEAR && month) {
        if (period.day != 1) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                "write the first of the month, such as 01/04/2017, or 2017-04",
                "%s %s is not the first day of a month", name, text);
            return false;
        }
        out->number = period.month;
        return month_fits(self->diagnostics, self->place, name, text, period.month);
    }
    if (type != LAC_TYPE_MONTH && year) {
        out->period_is_year = type == LAC_TYPE_PERIOD;
        out->number = type == LAC_TYPE_YEAR ? period.financial_year
                                            : lac_financial_year_last(period.financial_year);
        return year_fits(self->diagnostics, self->place, name, text, period.financial_year);
    }
    const char *hint = type == LAC_TYPE_YEAR    ? "write a financial year as 2017/18"
                       : type == LAC_TYPE_MONTH ? "write a month as 2017-04, Apr-17 or 01/04/2017"
                                                : "write 2017/18 or 2017-04";
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, hint, "%s \"%s\" is not a %s",
        name, text, lac_type_text(type));
    return false;
}

const char *lac_file_name_fault(const char *text)
{
    if (text[0] == '/' || text[0] == '\\' || strchr(text, ':') != NULL) {
        return "is an absolute path";
    }
    for (const char *at = text; at != NULL; at = strpbrk(at, "/\\")) {
        at += *at == '/' || *at == '\\';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '\0' || at[2] == '/' || at[2] == '\\')) {
            return "leads out of the sheet's folder";
        }
    }
    return strchr(text, '\\') == NULL ? NULL : BACKSLASH;
}

static bool read_words(const lac_reading *self, const char *text, lac_plan_cell *out)
{
    const lac_field *field = self->field;
    const char *fault = NULL;
    if (field->type == LAC_TYPE_FILE) {
        fault = lac_file_name_fault(text);
        if (fault != NULL) {
            const bool below = strcmp(fault, BACKSLASH) == 0;
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                below ? "write / instead of \\" : "name a file in the folder of the sheet",
                "%s \"%s\" %s", field->name, text, fault);
            return false;
        }
    } else if (field->type == LAC_TYPE_TEXT) {
        if (lac_utf8_characters(text, strlen(text)) > TITLE_CHARACTERS) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
                "%s is longer than %d characters", field->name, TITLE_CHARACTERS);
            return false;
        }
    } else if (strcmp(field->name, "acts_on") != 0) {
        fault = lac_name_fault(text);
        if (fault != NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL, "%s: the name %s",
                field->name, fault);
            return false;
        }
    }
    out->number = NAN;
    return true;
}

bool lac_value_read(lac_plan_cell *out, lac_arena *arena, const lac_field *field, const char *unit,
    const char *text, const lac_place *place, lac_diagnostics *diagnostics)
{
    const lac_reading self = {arena, field, unit, place, diagnostics};
    memset(out, 0, sizeof *out);
    out->place = *place;
    out->number = NAN;
    out->text = "";
    if (*text == '\0') {
        return true;
    }
    char *copy = lac_arena_copy(arena, text);
    out->text = lac_arena_copy(arena, text);
    if (copy == NULL || out->text == NULL) {
        out->text = "";
        diagnostics->out_of_memory = true;
        return false;
    }
    if (*text == '=') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "paste the value, not the formula",
            "the cell is a formula");
        return false;
    }
    if (lac_name_equal(text, "none")) {
        out->state = LAC_CELL_NONE;
        return true;
    }
    bool ok = false;
    switch (field->type) {
    case LAC_TYPE_TEXT:
    case LAC_TYPE_FILE:
    case LAC_TYPE_NAME:
        ok = read_words(&self, text, out);
        break;
    case LAC_TYPE_CHOICE:
        ok = read_choice(&self, text, out);
        break;
    case LAC_TYPE_MONTH:
    case LAC_TYPE_YEAR:
    case LAC_TYPE_PERIOD:
        ok = read_period(&self, text, out);
        break;
    case LAC_TYPE_NUMBER:
    case LAC_TYPE_WHOLE:
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
        ok = read_numeric_cell(&self, copy, out);
        break;
    case LAC_TYPE_NAMES:
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
    case LAC_TYPE_MONTH_RATES:
        ok = lac_list_read(&self, copy, out);
        break;
    }
    if (ok) {
        out->state = LAC_CELL_VALUE;
    }
    return ok;
}

bool lac_value_read_bound(double *out, const lac_field *field, const char *unit, const char *column,
    const char *text, const lac_place *place, lac_diagnostics *diagnostics)
{
    const lac_reading self = {NULL, field, unit, place, diagnostics};
    return lac_reading_number(&self, column, text, out);
}

bool lac_value_read_from(
    lac_month *out, const char *text, const lac_place *place, lac_diagnostics *diagnostics)
{
    const lac_period period = lac_period_parse(text);
    if (period.kind == LAC_PERIOD_SERIAL) {
        add_serial_fault(diagnostics, place, false, "from", text, &period);
        return false;
    }
    if ((period.kind == LAC_PERIOD_MONTH && period.day == 1) || period.kind == LAC_PERIOD_EITHER) {
        *out = period.month;
        return month_fits(diagnostics, place, "from", text, period.month);
    }
    if (period.kind == LAC_PERIOD_YEAR && strchr(text, '/') != NULL) {
        *out = lac_financial_year_first(period.financial_year);
        return year_fits(diagnostics, place, "from", text, period.financial_year);
    }
    lac_diagnostics_add(diagnostics, LAC_ERROR, place, "write: from 2018/19, or: from 2018-04",
        "\"%s\" after from is not a financial year or a month", text);
    return false;
}

bool lac_value_read_year(int *out, const char *what, const char *text, const lac_place *place,
    lac_diagnostics *diagnostics)
{
    const lac_period period = lac_period_parse(text);
    if (period.kind == LAC_PERIOD_SERIAL) {
        add_serial_fault(diagnostics, place, true, what, text, &period);
        return false;
    }
    if (period.kind == LAC_PERIOD_YEAR || period.kind == LAC_PERIOD_EITHER) {
        *out = period.financial_year;
        return year_fits(diagnostics, place, what, text, period.financial_year);
    }
    lac_diagnostics_add(diagnostics, LAC_ERROR, place,
        period.kind == LAC_PERIOD_MONTH
            ? "write a financial year as 2017/18; Excel may have turned 2009/10 into Oct-09"
            : "write a financial year as 2017/18",
        "%s \"%s\" is not a financial year", what, text);
    return false;
}
