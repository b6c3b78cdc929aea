/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/item.h"

#include "base/text.h"
#include "input/list.h"
#include "input/value.h"

#include <stdio.h>
#include <string.h>

bool lac_item_read(lac_plan_row *out, lac_plan *plan, lac_section section, const char *text,
    const lac_place *place, lac_diagnostics *diagnostics)
{
    const lac_item_kind kind = lac_section_item(section);
    const char *name = lac_section_name(section);
    const bool dash = strcmp(text, "-") == 0;
    if (kind == LAC_ITEM_NONE || kind == LAC_ITEM_NONE_OR_YEAR) {
        if (*text == '\0' || dash) {
            out->item = out->item_key = "";
            return true;
        }
    }
    if (kind == LAC_ITEM_NONE) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "leave the item blank",
            "the section %s has no items", name);
        return false;
    }
    if (*text == '\0') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, NULL,
            "the item is blank: section %s wants %s", name, lac_section_item_help(section));
        return false;
    }
    if (kind == LAC_ITEM_YEAR || kind == LAC_ITEM_NONE_OR_YEAR) {
        char label[8];
        if (!lac_value_read_year(&out->item_year, "item", text, place, diagnostics)) {
            return false;
        }
        lac_financial_year_format(out->item_year, label);
        out->item = lac_arena_copy(&plan->arena, label);
        out->item_key = out->item;
        diagnostics->out_of_memory = diagnostics->out_of_memory || out->item == NULL;
        return out->item != NULL;
    }
    if ((kind == LAC_ITEM_ALL && !lac_name_equal(text, "all")) ||
        (kind == LAC_ITEM_LAYER && !lac_name_equal(text, "process") &&
            !lac_name_equal(text, "parameter") && !lac_name_equal(text, "drift") &&
            !lac_name_equal(text, "assumption"))) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, NULL,
            "the item \"%s\" is not known: section %s wants %s", text, name,
            lac_section_item_help(section));
        return false;
    }
    char *copy = lac_arena_copy(&plan->arena, text);
    if (copy == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    const char *first = copy;
    const char *second = NULL;
    char split = '\0';
    if (kind == LAC_ITEM_MOVE || kind == LAC_ITEM_STAGE) {
        split = kind == LAC_ITEM_MOVE ? '>' : '/';
        char *at = kind == LAC_ITEM_MOVE ? strchr(copy, '>') : strrchr(copy, '/');
        if (at == NULL) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, place, NULL,
                "the item \"%s\" is not of the form %s", text, lac_section_item_help(section));
            return false;
        }
        *at = '\0';
        first = lac_trim(copy);
        second = lac_trim(at + 1);
    }
    const char *(*fault_of)(const char *) =
        kind == LAC_ITEM_MOVE ? lac_placement_fault : lac_name_fault;
    const char *fault = fault_of(first);
    fault = fault == NULL && second != NULL ? fault_of(second) : fault;
    if (fault == NULL && kind == LAC_ITEM_MOVE && lac_name_equal(first, second)) {
        fault = "of both placements is the same";
    }
    if (fault != NULL) {
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, place, NULL, "item \"%s\": the name %s", text, fault);
        return false;
    }
    const char *first_key = lac_name_key(&plan->arena, first);
    const char *second_key = second == NULL ? "" : lac_name_key(&plan->arena, second);
    if (second == NULL) {
        out->item = lac_arena_copy(&plan->arena, first);
        out->item_key = first_key;
    } else {
        const char *gap = split == '>' ? " > " : "/";
        out->item = lac_arena_format(&plan->arena, "%s%s%s", first, gap, second);
        out->item_key = first_key == NULL || second_key == NULL
                            ? NULL
                            : lac_arena_format(&plan->arena, "%s%s%s", first_key, gap, second_key);
    }
    if (out->item == NULL || out->item_key == NULL) {
        diagnostics->out_of_memory = true;
        return false;
    }
    return true;
}

bool lac_field_name_read(lac_plan_row *out, char *text, lac_section section, const lac_place *place,
    lac_diagnostics *diagnostics)
{
    out->from = LAC_NO_MONTH;
    char *from = NULL;
    for (char *at = text; *at != '\0'; at++) {
        const bool gap = (at[0] == ' ') && (at[1] == 'f' || at[1] == 'F') &&
                         (at[2] == 'r' || at[2] == 'R') && (at[3] == 'o' || at[3] == 'O') &&
                         (at[4] == 'm' || at[4] == 'M') && (at[5] == ' ' || at[5] == '\0');
        if (gap) {
            *at = '\0';
            from = lac_trim(at + 5);
            break;
        }
    }
    const char *name = lac_trim(text);
    out->field = lac_field_find(section, name);
    if (out->field == NULL) {
        const char *near = lac_field_nearest(section, name);
        char hint[96];
        snprintf(hint, sizeof hint, "did you mean %s? `lacflow schema` lists the fields",
            near == NULL ? "" : near);
        lac_diagnostics_add(diagnostics, LAC_ERROR, place,
            near == NULL ? "`lacflow schema` lists the fields" : hint,
            "the field \"%s\" is not known in section %s", name, lac_section_name(section));
        return false;
    }
    if (from == NULL) {
        return true;
    }
    if ((out->field->flags & LAC_DATED) == 0) {
        lac_diagnostics_add(diagnostics, LAC_ERROR, place, "give one value for the whole study",
            "%s cannot change over time", out->field->name);
        return false;
    }
    return lac_value_read_from(&out->from, from, place, diagnostics);
}
