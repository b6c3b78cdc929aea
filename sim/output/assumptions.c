/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/assumptions.h"

#include "base/text.h"
#include "output/defaults.h"
#include "output/evidence.h"

#include <string.h>

static const char *const ORIGINS[] = {"given", "inherited", "default", "estimated"};

static void put_text(lac_csv *csv, const char *text)
{
    lac_csv_text(csv, text == NULL ? "" : text);
}

void lac_assumption_put(lac_csv *csv, const lac_assumption *row)
{
    put_text(csv, row->scenario);
    put_text(csv, row->section);
    put_text(csv, row->item);
    put_text(csv, row->field);
    put_text(csv, row->from);
    put_text(csv, row->value);
    put_text(csv, row->unit);
    put_text(csv, row->low);
    put_text(csv, row->high);
    put_text(csv, row->source);
    put_text(csv, row->note);
    put_text(csv, row->quality);
    put_text(csv, row->impact);
    lac_csv_word(csv, ORIGINS[row->origin]);
    lac_csv_end_row(csv);
}

/* ---- a row of the sheet in one scenario ---- */

/* The value of a cell that carries a range of its own, "50% [35%..65%]", as three texts. */
static int split_range(lac_arena *arena, const char *text, lac_assumption *out)
{
    const char *open = strchr(text, '[');
    const char *dots = open == NULL ? NULL : strstr(open, "..");
    const char *close = dots == NULL ? NULL : strchr(dots, ']');
    if (close == NULL) {
        return LAC_OK;
    }
    char *value = lac_arena_copy_n(arena, text, (size_t)(open - text));
    char *low = lac_arena_copy_n(arena, open + 1, (size_t)(dots - open - 1));
    char *high = lac_arena_copy_n(arena, dots + 2, (size_t)(close - dots - 2));
    if (value == NULL || low == NULL || high == NULL) {
        return LAC_MEMORY;
    }
    out->value = lac_trim(value);
    out->low = lac_trim(low);
    out->high = lac_trim(high);
    return LAC_OK;
}

/* The unit that a value is to be read in: the sheet's, else that of the field. */
static const char *unit_of(
    lac_arena *arena, const lac_results *results, const lac_plan_row *row, const char *value)
{
    char unit[64];
    const lac_field *field = row->field;
    if (*row->unit != '\0') {
        return row->unit;
    }
    if (field->type == LAC_TYPE_SHARE && strchr(value, '%') == NULL) {
        return "share";
    }
    if (field->section == LAC_SECTION_INTERVENTION && strcmp(field->name, "amount") == 0) {
        return "unit of the flow";
    }
    if (field->section == LAC_SECTION_TARGET && field->type == LAC_TYPE_NUMBER) {
        const lac_plan_item *item = lac_plan_find(results->plan, LAC_SECTION_TARGET, row->item);
        const char *name = lac_item_text(item, 0, "measure");
        const int measure = name == NULL ? -1 : lac_measure_find(&results->measures, name);
        return measure < 0 ? "" : results->measures.items[measure].unit;
    }
    lac_field_unit(field, unit);
    return lac_arena_copy(arena, unit);
}

static int put_row(lac_csv *csv, lac_arena *arena, const lac_results *results,
    const lac_model *model, const lac_plan_row *row)
{
    const lac_plan_cell *own = &row->cells[model->scenario];
    const lac_plan_cell *cell = lac_plan_row_cell(row, model->scenario);
    const bool inherited = own->state == LAC_CELL_BLANK;
    char from[8] = "";
    lac_assumption out = {.scenario = model->scenario_name,
        .section = lac_section_name(row->field->section),
        .item = row->item,
        .field = row->field->name,
        .from = from,
        .value = cell->text,
        .source = row->source,
        .note = row->note,
        .quality = row->quality,
        .impact = row->impact,
        .origin = inherited ? LAC_ORIGIN_INHERITED : LAC_ORIGIN_GIVEN};
    int status = LAC_OK;
    if (row->from != LAC_NO_MONTH) {
        lac_month_format(row->from, from);
    }
    switch (cell->state) {
    case LAC_CELL_BLANK:
        /* neither this scenario nor the reference says anything: the default, if there is one */
        if (row->from != LAC_NO_MONTH) {
            return LAC_OK;
        }
        out.value = lac_default_text(
            arena, model, lac_plan_find(results->plan, row->field->section, row->item), row->field);
        out.origin = LAC_ORIGIN_DEFAULT;
        break;
    case LAC_CELL_NONE:
        out.value = "none";
        break;
    case LAC_CELL_VALUE:
        if (cell->has_range) {
            status = split_range(arena, cell->text, &out);
        } else if (row->has_range && (inherited || model->scenario == 0)) {
            out.low = row->low_text;
            out.high = row->high_text;
        }
        break;
    }
    if (model->scenario == 0 && out.origin == LAC_ORIGIN_INHERITED) {
        out.origin = LAC_ORIGIN_GIVEN;
    }
    if (status != LAC_OK || out.value == NULL) {
        return status;
    }
    out.unit = cell->state == LAC_CELL_NONE ? "" : unit_of(arena, results, row, out.value);
    if (out.unit == NULL) {
        return LAC_MEMORY;
    }
    lac_assumption_put(csv, &out);
    return LAC_OK;
}

static int put_all(lac_csv *csv, lac_arena *arena, const lac_results *results)
{
    static const char *const HEADER[] = {"scenario", "section", "item", "field", "from", "value",
        "unit", "low", "high", "source", "note", "quality", "impact", "origin"};
    int status = LAC_OK;
    for (size_t i = 0; i < sizeof HEADER / sizeof HEADER[0]; i++) {
        lac_csv_word(csv, HEADER[i]);
    }
    lac_csv_end_row(csv);
    for (size_t s = 0; s < results->n_scenarios && status == LAC_OK; s++) {
        const lac_model *model = &results->models[s];
        lac_arena texts = {0};
        for (size_t i = 0; i < results->plan->n_rows && status == LAC_OK; i++) {
            status = put_row(csv, &texts, results, model, &results->plan->rows[i]);
        }
        if (status == LAC_OK) {
            status = lac_defaults_put(csv, &texts, results->plan, model);
        }
        lac_arena_free(&texts);
    }
    return status == LAC_OK ? lac_evidence_put(csv, arena, results) : status;
}

int lac_assumptions_write(
    const lac_results *results, const char *folder, lac_diagnostics *diagnostics)
{
    lac_arena arena = {0};
    lac_csv csv = {0};
    const char *path = lac_arena_format(&arena, "%s/assumptions.csv", folder);
    int status = path == NULL ? LAC_MEMORY : lac_csv_open(&csv, path, diagnostics);
    if (status == LAC_OK) {
        status = put_all(&csv, &arena, results);
        const int closed = lac_csv_close(&csv, diagnostics);
        status = status == LAC_OK ? closed : status;
    }
    lac_arena_free(&arena);
    return status;
}
