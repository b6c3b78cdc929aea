/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/wording.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *lac_wording_share(lac_arena *arena, double share)
{
    char rounded[32];
    char number[32];
    /* 0.137 * 100 is not exactly 13.7 */
    snprintf(rounded, sizeof rounded, "%.12g", share * 100);
    lac_number_format(strtod(rounded, NULL), number);
    return lac_arena_format(arena, "%s%%", number);
}

const char *lac_wording_number(lac_arena *arena, const lac_field *field, double value)
{
    char number[32];
    switch (field->type) {
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
        return lac_wording_share(arena, value);
    default:
        lac_number_format(value, number);
        return lac_arena_copy(arena, number);
    }
}

/* "10-15:33%", "16:5%", "Fostering:70%", "Fostering". */
static const char *entry_text(lac_arena *arena, const lac_field *field, const lac_list_entry *entry)
{
    if (field->type == LAC_TYPE_NAMES) {
        return entry->name;
    }
    const char *value = lac_wording_number(arena, field, entry->value);
    if (value == NULL) {
        return NULL;
    }
    if (field->type == LAC_TYPE_PLACEMENTS) {
        return lac_arena_format(arena, "%s:%s", entry->name, value);
    }
    return entry->from == entry->to
               ? lac_arena_format(arena, "%d:%s", entry->from, value)
               : lac_arena_format(arena, "%d-%d:%s", entry->from, entry->to, value);
}

static const char *list_text(lac_arena *arena, const lac_field *field, const lac_plan_cell *cell)
{
    const char *list = "";
    for (size_t i = 0; i < cell->n_entries && list != NULL; i++) {
        const char *entry = entry_text(arena, field, &cell->entries[i]);
        list = entry == NULL ? NULL
                             : lac_arena_format(arena, "%s%s%s", list, i == 0 ? "" : "; ", entry);
    }
    return list;
}

const char *lac_wording_cell(lac_arena *arena, const lac_field *field, const lac_plan_cell *cell)
{
    char period[8];
    switch (field->type) {
    case LAC_TYPE_NUMBER:
    case LAC_TYPE_WHOLE:
    case LAC_TYPE_SHARE:
    case LAC_TYPE_PERCENT:
        return lac_wording_number(arena, field, cell->number);
    case LAC_TYPE_NAMES:
    case LAC_TYPE_AGES:
    case LAC_TYPE_PLACEMENTS:
    case LAC_TYPE_MONTH_RATES:
        return list_text(arena, field, cell);
    case LAC_TYPE_MONTH:
    case LAC_TYPE_PERIOD:
        if (cell->period_is_year) {
            lac_financial_year_format(lac_month_financial_year((lac_month)cell->number), period);
        } else {
            lac_month_format((lac_month)cell->number, period);
        }
        return lac_arena_copy(arena, period);
    case LAC_TYPE_YEAR:
        lac_financial_year_format((int)cell->number, period);
        return lac_arena_copy(arena, period);
    default:
        return cell->text;
    }
}

const char *lac_wording_file(const lac_plan *plan, const char *file)
{
    const char *slash = strrchr(plan->path, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash - plan->path) + 1;
    for (size_t i = 0; file != NULL && i < plan->n_inputs; i++) {
        if (strcmp(plan->inputs[i].name, file) == 0) {
            return strncmp(file, plan->path, folder) == 0 ? file + folder : file;
        }
    }
    return file;
}
