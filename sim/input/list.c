/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/list.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 160 };

static const double SHARE_SUM_TOLERANCE = 0.005;

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
static bool read_span(const lac_reading *self, const char *text, int most, lac_list_entry *out)
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
static bool read_entry(const lac_reading *self, char *part, lac_list_entry *out)
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
        const char *fault = lac_placement_fault(part);
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
    return type == LAC_TYPE_MONTH_RATES ? lac_reading_number(self, name, value, &out->value)
                                        : lac_reading_share(self, name, value, &out->value);
}

/* Whether a note of this text stands among those of the row, which are the last. */
static bool is_noted(const lac_reading *self, const char *message)
{
    const lac_diagnostics *said = self->diagnostics;
    for (size_t i = said->n; i > 0; i--) {
        const lac_diagnostic *item = &said->items[i - 1];
        if (item->place.row != self->place->row) {
            return false;
        }
        if (item->severity == LAC_NOTE && strcmp(item->message, message) == 0) {
            return true;
        }
    }
    return false;
}

/* Shares must sum to 100 % within half a point; they are then scaled, and that is said. */
static bool scale_shares(const lac_reading *self, lac_list_entry *entries, size_t n)
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
        char message[MESSAGE];
        snprintf(message, sizeof message, "%s: the shares sum to %s%% and were scaled to 100%%",
            self->field->name, shown);
        if (!is_noted(self, message)) {
            lac_diagnostics_add(self->diagnostics, LAC_NOTE, self->place, NULL, "%s", message);
        }
    }
    for (size_t i = 0; i < n; i++) {
        entries[i].value /= sum;
    }
    return true;
}

bool lac_list_read(const lac_reading *self, char *text, lac_plan_cell *out)
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

const char *lac_placement_fault(const char *name)
{
    return lac_name_equal(name, "all") ? "\"all\" is reserved: it stands for every placement"
                                       : lac_name_fault(name);
}
