/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of opening children, of the ages of admission and of the population. */
#include "input/records.h"

#include "base/text.h"
#include "input/bands.h"
#include "input/periods.h"
#include "input/rows.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_MONTHS_IN_CARE = 1200, LAST_YEAR = 17 };

/* ---- opening ---- */

enum {
    OPENING_AGE_MONTHS,
    OPENING_AGE_YEARS,
    OPENING_FROM_AGE,
    OPENING_TO_AGE,
    OPENING_MONTHS_IN_CARE,
    OPENING_PLACEMENT,
    OPENING_CHILDREN,
    OPENING_COLUMNS
};

static const lac_column OPENING[OPENING_COLUMNS] = {{"age_months", false, NULL},
    {"age_years", false, NULL}, {"from_age", false, NULL}, {"to_age", false, NULL},
    {"months_in_care", false, NULL}, {"placement", false, NULL}, {"children", true, NULL}};

/* Ages stand in one kind of column only: false, and an error, where they do not. */
static bool check_age_columns(const lac_rows *rows)
{
    const bool months = lac_rows_has(rows, OPENING_AGE_MONTHS);
    const bool years = lac_rows_has(rows, OPENING_AGE_YEARS);
    const bool band = lac_rows_has(rows, OPENING_FROM_AGE) || lac_rows_has(rows, OPENING_TO_AGE);
    if (months + years + band < 2) {
        return true;
    }
    const size_t extra = !band                                  ? OPENING_AGE_YEARS
                         : lac_rows_has(rows, OPENING_FROM_AGE) ? OPENING_FROM_AGE
                                                                : OPENING_TO_AGE;
    const lac_place place = lac_rows_place(rows, &rows->table.records[0], extra);
    lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place,
        "keep age_months, or age_years, or from_age and to_age", "%s stands beside %s",
        OPENING[extra].name, OPENING[months ? OPENING_AGE_MONTHS : OPENING_AGE_YEARS].name);
    return false;
}

/* The ages of a row in completed months, whichever columns give them. */
static bool read_opening_ages(const lac_rows *rows, const lac_record *record, lac_opening_row *out)
{
    int month = -1;
    int year = -1;
    int from = -1;
    int to = -1;
    bool ok = lac_rows_age(rows, record, OPENING_AGE_MONTHS, true, &month);
    ok = lac_rows_age(rows, record, OPENING_AGE_YEARS, false, &year) && ok;
    ok = lac_rows_age_band(rows, record, OPENING_FROM_AGE, OPENING_TO_AGE, &from, &to) && ok;
    out->from_months = month;
    out->to_months = month;
    if (month < 0 && year >= 0) {
        from = to = year;
    }
    if (from >= 0 || to >= 0) {
        out->from_months = 12 * (from < 0 ? 0 : from);
        out->to_months = 12 * (to < 0 ? LAST_YEAR : to) + 11;
    }
    return ok;
}

/* Rows overlap where placement and months in care are the same and ages are: ages of single months
 * stand in the place of the months of a band, and unknown ages are a group of their own. */
static int add_opening_band(lac_bands *bands, const lac_opening_row *row)
{
    const bool known = row->from_months >= 0;
    const lac_band band = {.group = lac_arena_format(&bands->keys, "%s ages, %d months in care",
                               known ? "known" : "unknown", row->months_in_care),
        .placement = row->placement,
        .from_age = 0,
        .to_age = 0,
        .from_months = row->from_months,
        .to_months = row->to_months,
        .shown = "the row",
        .place = &row->place};
    return band.group == NULL ? LAC_MEMORY : lac_bands_add(bands, &band);
}

/* Reads one row; one whose bands can be read is added to bands. */
static int read_opening_row(
    const lac_rows *rows, const lac_record *record, lac_bands *bands, lac_opening_row *out)
{
    static const lac_rows_number_rule CHILDREN = {
        .high = LAC_MAX_CHILDREN, .whole = true, .required = true};
    const bool plain = lac_rows_check(rows, record);
    bool ok = read_opening_ages(rows, record, out);
    ok = lac_rows_count(
             rows, record, OPENING_MONTHS_IN_CARE, MOST_MONTHS_IN_CARE, &out->months_in_care) &&
         ok;
    ok = lac_rows_placement(rows, record, OPENING_PLACEMENT, &out->placement) && ok;
    const bool counted = lac_rows_number(rows, record, OPENING_CHILDREN, &CHILDREN, &out->children);
    if (!plain || !counted || !ok) {
        out->children = 0;
    }
    const int status = lac_rows_keep_place(rows, record,
        lac_rows_has(rows, OPENING_PLACEMENT) ? OPENING_PLACEMENT : OPENING_CHILDREN, &out->place);
    return ok && rows->whole && status == LAC_OK ? add_opening_band(bands, out) : status;
}

/* Reads the table that rows holds. */
static int read_opening(lac_rows *rows)
{
    const size_t n = rows->table.n_records - 1;
    lac_opening opening = {.file = rows->file, .n_rows = n};
    opening.rows = lac_arena_alloc(&rows->plan->arena, n, sizeof *opening.rows);
    if (opening.rows == NULL) {
        return LAC_MEMORY;
    }
    const bool clear = check_age_columns(rows);
    lac_bands bands = {.same_hint = "add their children together"};
    int status = LAC_OK;
    double sum = 0;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const lac_record *record = &rows->table.records[i + 1];
        status = read_opening_row(rows, record, &bands, &opening.rows[i]);
        const bool was_within = sum <= LAC_MAX_CHILDREN;
        sum += opening.rows[i].children;
        if (was_within && sum > LAC_MAX_CHILDREN) {
            const lac_place place = lac_rows_place(rows, record, OPENING_CHILDREN);
            lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, NULL,
                "the children up to here are more than %d", LAC_MAX_CHILDREN);
        }
    }
    if (status == LAC_OK && clear) {
        status = lac_bands_check(&bands, false, rows->diagnostics);
    }
    lac_bands_free(&bands);
    if (status == LAC_OK && !lac_rows_faulty(rows)) {
        rows->plan->opening = opening;
    }
    return status;
}

/* ---- admission ages ---- */

enum { MIX_STREAM, MIX_FROM_AGE, MIX_TO_AGE, MIX_PLACEMENT, MIX_SHARE, MIX_COLUMNS };

static const lac_column MIX[MIX_COLUMNS] = {{"stream", true, NULL}, {"from_age", false, NULL},
    {"to_age", false, NULL}, {"placement", false, NULL}, {"share", true, NULL}};

/* Reads one row; one whose stream and bands can be read is added to bands. */
static int read_mix_row(
    const lac_rows *rows, const lac_record *record, lac_bands *bands, lac_admission_age_row *out)
{
    bool ok = lac_rows_name(rows, record, MIX_STREAM, true, &out->stream);
    ok = lac_rows_age_band(rows, record, MIX_FROM_AGE, MIX_TO_AGE, &out->from_age, &out->to_age) &&
         ok;
    ok = lac_rows_placement(rows, record, MIX_PLACEMENT, &out->placement) && ok;
    const bool has_share = lac_rows_share(rows, record, MIX_SHARE, &out->share);
    if (!lac_rows_check(rows, record) || !has_share) {
        out->share = 0;
    }
    const int status = lac_rows_keep_place(
        rows, record, out->placement == NULL ? MIX_SHARE : MIX_PLACEMENT, &out->place);
    if (!ok || !rows->whole || status != LAC_OK) {
        return status;
    }
    if (out->from_age >= 0 || out->to_age >= 0) { /* both blank: the opening mix */
        out->from_age = out->from_age < 0 ? 0 : out->from_age;
        out->to_age = out->to_age < 0 ? LAST_YEAR : out->to_age;
    }
    const lac_band band = {.group = out->stream,
        .placement = out->placement,
        .from_age = out->from_age,
        .to_age = out->to_age,
        .from_months = -1,
        .to_months = -1,
        .shown = out->stream,
        .place = &out->place};
    return lac_bands_add(bands, &band);
}

/* Reads the table that rows holds. A blank placement is the opening mix, which may stand beside
 * placements of their own. */
static int read_mix(lac_rows *rows)
{
    const size_t n = rows->table.n_records - 1;
    lac_bands bands = {0};
    lac_admission_ages table = {.file = rows->file, .n_rows = n};
    table.rows = lac_arena_alloc(&rows->plan->arena, n, sizeof *table.rows);
    int status = table.rows == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = read_mix_row(rows, &rows->table.records[i + 1], &bands, &table.rows[i]);
    }
    if (status == LAC_OK) {
        status = lac_bands_check(&bands, false, rows->diagnostics);
    }
    lac_bands_free(&bands);
    if (status == LAC_OK && !lac_rows_faulty(rows)) {
        rows->plan->admission_ages = table;
    }
    return status;
}

/* ---- population ---- */

enum { POPULATION_PERIOD, POPULATION_CHILDREN, POPULATION_COLUMNS };

static const lac_column POPULATION[POPULATION_COLUMNS] = {
    {"period", true, NULL}, {"children", true, NULL}};

static int compare_population(const void *a, const void *b)
{
    const lac_population_row *left = a;
    const lac_population_row *right = b;
    return (left->month > right->month) - (left->month < right->month);
}

/* Reads the table that rows holds. */
static int read_population(lac_rows *rows)
{
    static const lac_rows_number_rule CHILDREN = {.low = 1, .high = 1e7, .required = true};
    if (!lac_periods_fit(rows)) {
        return LAC_OK;
    }
    const size_t n = rows->table.n_records - 1;
    lac_population table = {.file = rows->file, .n_rows = n};
    bool monthly = false;
    lac_period_span *spans = lac_arena_alloc(&rows->plan->arena, n, sizeof *spans);
    table.rows = lac_arena_alloc(&rows->plan->arena, n, sizeof *table.rows);
    if (spans == NULL || table.rows == NULL) {
        return LAC_MEMORY;
    }
    int status = lac_periods_read(rows, POPULATION_PERIOD, spans, &monthly);
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const lac_record *record = &rows->table.records[i + 1];
        lac_population_row *row = &table.rows[i];
        if (lac_rows_check(rows, record) &&
            lac_rows_number(rows, record, POPULATION_CHILDREN, &CHILDREN, &row->children)) {
            row->month = spans[i].last;
        }
        status = lac_rows_keep_place(rows, record, POPULATION_CHILDREN, &row->place);
    }
    if (status == LAC_OK && !lac_rows_faulty(rows)) {
        qsort(table.rows, n, sizeof *table.rows, compare_population);
        rows->plan->population = table;
    }
    return status;
}

/* ---- public ---- */

int lac_opening_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    lac_rows rows = {.names_children = true};
    int status =
        lac_rows_open(&rows, plan, path, shown_name, OPENING, OPENING_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_opening(&rows);
    }
    return lac_rows_close(&rows, status);
}

int lac_admission_ages_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    lac_rows rows = {0};
    int status = lac_rows_open(&rows, plan, path, shown_name, MIX, MIX_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_mix(&rows);
    }
    return lac_rows_close(&rows, status);
}

int lac_population_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    lac_rows rows = {0};
    int status =
        lac_rows_open(&rows, plan, path, shown_name, POPULATION, POPULATION_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_population(&rows);
    }
    return lac_rows_close(&rows, status);
}
