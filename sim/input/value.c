/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/value.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_CHARACTERS = 200 };

static const double SHARE_SUM_TOLERANCE = 0.005;

/* What a reading routine needs to know of the cell. */
typedef struct {
    lac_arena *arena;
    const lac_field *field;
    const char *unit;
    const lac_place *place;
    lac_diagnostics *diagnostics;
} reading;

static bool is_per_cent(const lac_field *field)
{
    return field->type == LAC_TYPE_SHARE || field->type == LAC_TYPE_PERCENT;
}

static void show_bound(const lac_field *field, double value, char out[40])
{
    char number[32];
    lac_number_format(value, number);
    snprintf(out, 40, "%s%s", number, is_per_cent(field) ? "%" : "");
}

static void add_bounds_fault(
    const reading *self, const char *name, const char *text, double low, double high)
{
    char least[40];
    char most[40];
    show_bound(self->field, low, least);
    show_bound(self->field, high, most);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
        "%s %s is outside %s to %s", name, text, least, most);
}

/* A share as 0 to 1: 25%, a bare number under a unit that begins with %, or a bare 0 to 1. */
static bool read_share(const reading *self, const char *name, const char *text, double *out)
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

/* A number of the field's type, in model units, inside the field's bounds. */
static bool read_number(const reading *self, const char *name, const char *text, double *out)
{
    const lac_field *field = self->field;
    if (field->type == LAC_TYPE_SHARE) {
        return read_share(self, name, text, out);
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
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, "take the % sign away",
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
static bool read_range(const reading *self, char *head, lac_plan_cell *out)
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
    return read_number(self, "low", lac_trim(open + 1), &out->low) &&
           read_number(self, "high", lac_trim(dots + 2), &out->high);
}

static bool read_numeric_cell(const reading *self, char *text, lac_plan_cell *out)
{
    if (!read_range(self, text, out)) {
        return false;
    }
    if (!read_number(self, self->field->name, lac_trim(text), &out->number)) {
        return false;
    }
    if (out->has_range && !(out->low <= out->number && out->number <= out->high)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
            "%s %s is not inside its own range", self->field->name, lac_trim(text));
        return false;
    }
    return true;
}

static bool read_choice(const reading *self, const char *text, lac_plan_cell *out)
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

static bool read_period(const reading *self, const char *text, lac_plan_cell *out)
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

static int count_parts(const char *text)
{
    int n = 1;
    for (; *text != '\0'; text++) {
        n += *text == ';';
    }
    return n;
}

/* Cuts the part before the next ';' off *rest and trims it. NULL when nothing is left. */
static char *next_part(char **rest)
{
    if (*rest == NULL) {
        return NULL;
    }
    char *part = *rest;
    char *semicolon = strchr(part, ';');
    *rest = semicolon == NULL ? NULL : semicolon + 1;
    if (semicolon != NULL) {
        *semicolon = '\0';
    }
    return lac_trim(part);
}

/* "10-15" or "16": whole numbers from 0 to most, both ends included. */
static bool read_span(const reading *self, const char *text, int most, lac_list_entry *out)
{
    char *end = NULL;
    const char *second = text;
    long from = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : -1;
    long to = from;
    if (from >= 0 && *end != '\0') {
        while (*end == ' ') {
            end++;
        }
        second = end + 1;
        while (*second == ' ') {
            second++;
        }
        to = *end == '-' && *second >= '0' && *second <= '9' ? strtol(second, &end, 10) : -1;
        from = to >= 0 && *end == '\0' ? from : -1;
    }
    if (from < 0 || to < from || to > most) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, NULL,
            "%s \"%s\" is not a range within 0 to %d", self->field->name, text, most);
        return false;
    }
    out->from = (int)from;
    out->to = (int)to;
    return true;
}

/* Whether entry i of a list is an earlier one again: of a list of placements, by their keys. */
static bool entries_clash(
    const lac_list_entry *entries, char *const *keys, size_t earlier, size_t i)
{
    return keys != NULL
               ? strcmp(keys[earlier], keys[i]) == 0
               : entries[earlier].from <= entries[i].to && entries[i].from <= entries[earlier].to;
}

/* One "key:value" of a list, or a bare name in a list of names. */
static bool read_entry(const reading *self, char *part, lac_list_entry *out)
{
    const lac_type type = self->field->type;
    const char *name = self->field->name;
    char *value = NULL;
    if (type != LAC_TYPE_NAMES) {
        value = strchr(part, ':');
        if (value == NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                "write key:value; key:value, such as 0-9:40%; 10-17:60%", "%s \"%s\" has no \":\"",
                name, part);
            return false;
        }
        *value++ = '\0';
        value = lac_trim(value);
        part = lac_trim(part);
    }
    if (type == LAC_TYPE_NAMES || type == LAC_TYPE_PLACEMENTS) {
        const char *fault = lac_name_fault(part);
        if (fault != NULL) {
            lac_diagnostics_add(
                self->diagnostics, LAC_ERROR, self->place, NULL, "%s: the name %s", name, fault);
            return false;
        }
        out->name = lac_arena_copy(self->arena, part);
    } else if (!read_span(self, part, type == LAC_TYPE_AGES ? 17 : 1200, out)) {
        return false;
    }
    if (type == LAC_TYPE_NAMES) {
        return true;
    }
    return type == LAC_TYPE_MONTH_RATES ? read_number(self, name, value, &out->value)
                                        : read_share(self, name, value, &out->value);
}

/* Shares must sum to 100 % within half a point; they are then scaled, and that is said. */
static bool scale_shares(const reading *self, lac_list_entry *entries, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += entries[i].value;
    }
    char shown[32];
    lac_number_format(nearbyint(sum * 1e8) / 1e6, shown);
    if (fabs(sum - 1) > SHARE_SUM_TOLERANCE + 1e-12) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
            "make the shares sum to 100%", "%s: the shares sum to %s%%", self->field->name, shown);
        return false;
    }
    if (fabs(sum - 1) > 1e-9) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, self->place, NULL,
            "%s: the shares sum to %s%% and were scaled to 100%%", self->field->name, shown);
    }
    for (size_t i = 0; i < n; i++) {
        entries[i].value /= sum;
    }
    return true;
}

static bool read_list(const reading *self, char *text, lac_plan_cell *out)
{
    const lac_type type = self->field->type;
    const char *name = self->field->name;
    const bool placements = type == LAC_TYPE_PLACEMENTS || type == LAC_TYPE_NAMES;
    const size_t parts = (size_t)count_parts(text);
    lac_list_entry *entries = lac_arena_alloc(self->arena, parts, sizeof *entries);
    char **keys = placements ? lac_arena_alloc(self->arena, parts, sizeof *keys) : NULL;
    if (entries == NULL || (placements && keys == NULL)) {
        self->diagnostics->out_of_memory = true;
        return false;
    }
    size_t n = 0;
    char *rest = text;
    for (char *part = next_part(&rest); part != NULL; part = next_part(&rest)) {
        if (*part == '\0') {
            continue;
        }
        if (placements && n == LAC_MAX_PLACEMENTS) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place, "gather the smallest",
                "%s names more than %d placements", name, LAC_MAX_PLACEMENTS);
            return false;
        }
        if (!read_entry(self, part, &entries[n])) {
            return false;
        }
        if (placements) {
            keys[n] = lac_name_key(self->arena, part);
            if (entries[n].name == NULL || keys[n] == NULL) {
                self->diagnostics->out_of_memory = true;
                return false;
            }
        }
        for (size_t i = 0; i < n; i++) {
            if (entries_clash(entries, keys, i, n)) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                    "give each one once; ranges include both ends",
                    "%s: \"%s\" overlaps an earlier one", name, part);
                return false;
            }
        }
        n++;
    }
    if (n == 0) {
        lac_diagnostics_add(
            self->diagnostics, LAC_ERROR, self->place, NULL, "%s is an empty list", name);
        return false;
    }
    out->entries = entries;
    out->n_entries = n;
    const bool shares = type == LAC_TYPE_AGES || type == LAC_TYPE_PLACEMENTS;
    return !shares || scale_shares(self, entries, n);
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
    return NULL;
}

static bool read_words(const reading *self, const char *text, lac_plan_cell *out)
{
    const lac_field *field = self->field;
    const char *fault = NULL;
    if (field->type == LAC_TYPE_FILE) {
        fault = lac_file_name_fault(text);
        if (fault != NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, self->place,
                "name a file in the folder of the sheet", "%s \"%s\" %s", field->name, text, fault);
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
    const reading self = {arena, field, unit, place, diagnostics};
    memset(out, 0, sizeof *out);
    out->place = *place;
    out->number = NAN;
    out->text = "";
    if (*text == '\0') {
        return true;
    }
    if (*text == '=') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "paste the value, not the formula",
            "the cell is a formula");
        return false;
    }
    char *copy = lac_arena_copy(arena, text);
    out->text = lac_arena_copy(arena, text);
    if (copy == NULL || out->text == NULL) {
        diagnostics->out_of_memory = true;
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
        ok = read_list(&self, copy, out);
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
    const reading self = {NULL, field, unit, place, diagnostics};
    return read_number(&self, column, text, out);
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
