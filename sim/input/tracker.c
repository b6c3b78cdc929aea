/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of cases on legal pathways. It is the one table with a row a child, so it must not say who
 * that is: columns that could are refused, labels that could too, and no message holds either. */
#include "input/records.h"

#include "base/text.h"
#include "input/rows.h"

#include <stdlib.h>
#include <string.h>

enum { CASE, PATHWAY, STAGE, STAGE_STARTED, AGE_MONTHS, PLACEMENT, N_COLUMNS };

static const lac_column COLUMNS[N_COLUMNS] = {{"case", true, NULL}, {"pathway", true, NULL},
    {"stage", true, NULL}, {"stage_started", true, NULL}, {"age_months", false, NULL},
    {"placement", false, NULL}};

enum { LABEL_CHARACTERS = 12, DIGITS_IN_A_ROW = 5, NHS_DIGITS = 10, UPN_CHARACTERS = 13 };

#define LABEL_HINT "give each case a short label of your own with a number in it, such as C01"

/* ---- who a child is ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The letters (lower case) and digits of a column's name. */
static char *plain_name(lac_arena *arena, const char *name)
{
    char *out = lac_arena_copy(arena, name);
    char *to = out;
    for (const char *from = out; from != NULL && *from != '\0'; from++) {
        if (is_letter(*from) || is_digit(*from)) {
            *to++ = (char)(*from >= 'A' && *from <= 'Z' ? *from - 'A' + 'a' : *from);
        }
    }
    if (to != NULL) {
        *to = '\0';
    }
    return out;
}

/* The column of a plain name, or -1. */
static int column_of(const char *plain)
{
    static const char *const PLAIN[N_COLUMNS] = {
        "case", "pathway", "stage", "stagestarted", "agemonths", "placement"};
    int i = N_COLUMNS - 1;
    while (i >= 0 && strcmp(plain, PLAIN[i]) != 0) {
        i--;
    }
    return i;
}

/* Whether a column of that plain name may say who a child is. */
static bool identifies(const char *plain)
{
    static const char *const PARTS[] = {"name", "child", "pupil", "person", "client", "initials",
        "birth", "born", "dob", "upn", "uln", "nhs", "address", "postcode", "phone", "email"};
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (strstr(plain, PARTS[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Before the columns are matched: refuses a table without a header or with a column that may say who a
 * child is, and hides every cell that could from the lines that messages show. */
static int look(lac_rows *rows)
{
    lac_table *table = &rows->table;
    const lac_record *header = &table->records[0];
    lac_arena arena = {0};
    int *columns = lac_arena_alloc(&arena, (size_t)header->n_cells, sizeof *columns);
    const char **plain = lac_arena_alloc(&arena, (size_t)header->n_cells, sizeof *plain);
    int status = columns == NULL || plain == NULL ? LAC_MEMORY : LAC_OK;
    int known = 0;
    for (int i = 0; i < header->n_cells && status == LAC_OK; i++) {
        plain[i] = plain_name(&arena, header->cells[i].text);
        status = plain[i] == NULL ? LAC_MEMORY : LAC_OK;
        columns[i] = plain[i] == NULL ? -1 : column_of(plain[i]);
        known += columns[i] >= 0;
    }
    if (status == LAC_OK && known == 0) {
        lac_place place = lac_table_place(table, header, -1);
        place.source = NULL;
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place,
            "begin the table with a row case,pathway,stage,stage_started",
            "the first row names no column of a tracker");
        status = LAC_INPUT;
    }
    for (int i = 0; i < header->n_cells && status != LAC_MEMORY && known > 0; i++) {
        if (columns[i] < 0 && identifies(plain[i])) {
            const lac_place place = lac_table_place(table, header, i);
            lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place,
                "take the column out of the file; " LABEL_HINT,
                "column \"%.60s\" may say who a child is; the tracker holds no names",
                header->cells[i].text);
            status = LAC_INPUT;
        }
    }
    if (status == LAC_OK && table->n_records - 1 > LAC_MAX_CASES) {
        lac_place place = lac_table_place(table, &table->records[LAC_MAX_CASES + 1], -1);
        place.source = NULL;
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, NULL,
            "the tracker has %zu cases; at most %d are possible", table->n_records - 1,
            LAC_MAX_CASES);
        status = LAC_INPUT;
    }
    for (size_t r = 1; r < table->n_records && status == LAC_OK; r++) {
        for (int i = 0; i < table->records[r].n_cells; i++) {
            if (i >= header->n_cells || columns[i] < 0 || columns[i] == CASE) {
                lac_table_hide(table, &table->records[r], i);
            }
        }
    }
    lac_arena_free(&arena);
    return status;
}

/* Why a text cannot be the label of a case, as the end of a sentence; NULL where it can. */
static const char *label_fault(const char *text)
{
    size_t digits = 0;
    size_t in_a_row = 0;
    size_t most_in_a_row = 0;
    size_t kept = 0; /* without spaces and hyphens */
    bool strange = !is_letter(*text) && !is_digit(*text);
    for (const char *c = text; *c != '\0'; c++) {
        digits += is_digit(*c);
        in_a_row = is_digit(*c) ? in_a_row + 1 : 0;
        most_in_a_row = in_a_row > most_in_a_row ? in_a_row : most_in_a_row;
        kept += *c != ' ' && *c != '-';
        strange = strange || (!is_letter(*c) && !is_digit(*c) && strchr("-_.", *c) == NULL);
    }
    const lac_date_kind date = lac_date_parse(text).kind;
    if (digits == 0) {
        return "may be a name";
    }
    if (digits == NHS_DIGITS && kept == NHS_DIGITS) {
        return "may be an NHS number";
    }
    if (kept == UPN_CHARACTERS && is_letter(*text) && digits + 2 >= UPN_CHARACTERS) {
        return "may be a pupil number (UPN)";
    }
    if (date == LAC_DATE_GOOD || date == LAC_DATE_NO_DAY) {
        return "is a date, which may be that of a birth";
    }
    if (most_in_a_row > DIGITS_IN_A_ROW) {
        return "has more than 5 digits in a row, as numbers of registers have";
    }
    if (lac_utf8_characters(text, strlen(text)) > LABEL_CHARACTERS) {
        return "is longer than 12 characters";
    }
    return strange ? "is not of letters (a to z), digits and - _ . alone" : NULL;
}

/* ---- cells ---- */

static bool read_label(const lac_rows *rows, const lac_record *record, const char **out)
{
    const char *text = lac_header_text(&rows->header, record, CASE);
    *out = NULL;
    if (*text == '\0') {
        lac_rows_add_blank(rows, record, CASE);
        return false;
    }
    if (*text == '=') {
        return false;
    }
    const char *fault = label_fault(text);
    if (fault != NULL) {
        const lac_place place = lac_rows_place(rows, record, CASE);
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, LABEL_HINT,
            "the case in row %d %s", record->row, fault);
        return false;
    }
    *out = lac_arena_copy(&rows->plan->arena, text);
    rows->diagnostics->out_of_memory |= *out == NULL;
    return *out != NULL;
}

/* The day on which the stage began, which only a case that waits may leave blank. */
static bool read_day(const lac_rows *rows, const lac_record *record, lac_tracker_row *out)
{
    static const char HINT[] = "write 2017-10-01 or 01/10/2017 (day first), from 1990 to 2100";
    const char *text = lac_header_text(&rows->header, record, STAGE_STARTED);
    if (*text == '\0') {
        if (out->stage != NULL) {
            lac_rows_add_blank(rows, record, STAGE_STARTED);
        }
        return out->stage == NULL;
    }
    if (*text == '=') {
        return false;
    }
    const lac_place place = lac_rows_place(rows, record, STAGE_STARTED);
    const lac_date date = lac_date_parse(text);
    char day[11];
    switch (date.kind) {
    case LAC_DATE_GOOD:
        out->has_started = true;
        out->started = date.day;
        return true;
    case LAC_DATE_NO_DAY:
        lac_diagnostics_add(
            rows->diagnostics, LAC_ERROR, &place, HINT, "stage_started: there is no day %s", text);
        return false;
    case LAC_DATE_SERIAL:
        lac_day_format(date.day, day);
        lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place,
            "format the cells as dates (or as Text) and save the file again",
            "stage_started %s is Excel's number for %s", text, day);
        return false;
    case LAC_DATE_FAULT:
        break;
    }
    lac_diagnostics_add(
        rows->diagnostics, LAC_ERROR, &place, HINT, "stage_started \"%s\" is not a date", text);
    return false;
}

static int keep_places(const lac_rows *rows, const lac_record *record, lac_tracker_row *out)
{
    const struct {
        size_t column;
        lac_place *place;
    } KEPT[] = {{PATHWAY, &out->place}, {STAGE, &out->stage_place},
        {STAGE_STARTED, &out->started_place},
        {out->age_months < 0 && out->placement != NULL ? PLACEMENT : AGE_MONTHS,
            &out->child_place}};
    int status = LAC_OK;
    for (size_t i = 0; i < sizeof KEPT / sizeof KEPT[0] && status == LAC_OK; i++) {
        status = lac_rows_keep_place(rows, record, KEPT[i].column, KEPT[i].place);
    }
    return status;
}

static int read_row(const lac_rows *rows, const lac_record *record, lac_tracker_row *out)
{
    out->row = record->row;
    (void)lac_rows_check(rows, record);
    (void)read_label(rows, record, &out->label);
    (void)lac_rows_name(rows, record, PATHWAY, true, &out->pathway);
    const bool staged = lac_rows_name(rows, record, STAGE, false, &out->stage);
    if (staged) {
        (void)read_day(rows, record, out);
    }
    (void)lac_rows_age(rows, record, AGE_MONTHS, true, &out->age_months);
    (void)lac_rows_placement(rows, record, PLACEMENT, &out->placement);
    return keep_places(rows, record, out);
}

/* ---- rows ---- */

typedef struct {
    const char *key;
    size_t row; /* index */
} row_key;

static int compare_keys(const void *a, const void *b)
{
    const row_key *x = a;
    const row_key *y = b;
    const int by_key = strcmp(x->key, y->key);
    return by_key != 0 ? by_key : x->row < y->row ? -1 : x->row > y->row;
}

/* Two cases of one label could not be told apart: an error at each but the first. */
static int check_labels(const lac_rows *rows, const lac_tracker *tracker)
{
    lac_arena arena = {0};
    row_key *keys = lac_arena_alloc(&arena, tracker->n_rows, sizeof *keys);
    size_t *first = lac_arena_alloc(&arena, tracker->n_rows, sizeof *first);
    int status = keys == NULL || first == NULL ? LAC_MEMORY : LAC_OK;
    size_t n = 0;
    for (size_t i = 0; i < tracker->n_rows && status == LAC_OK; i++) {
        first[i] = i;
        if (tracker->rows[i].label != NULL) {
            keys[n] = (row_key){lac_name_key(&arena, tracker->rows[i].label), i};
            status = keys[n++].key == NULL ? LAC_MEMORY : LAC_OK;
        }
    }
    if (status == LAC_OK && n > 1) {
        qsort(keys, n, sizeof *keys, compare_keys);
    }
    for (size_t i = 1; i < n && status == LAC_OK; i++) {
        if (strcmp(keys[i].key, keys[i - 1].key) == 0) {
            first[keys[i].row] = first[keys[i - 1].row];
        }
    }
    for (size_t i = 0; i < tracker->n_rows && status == LAC_OK; i++) {
        if (first[i] != i) {
            const lac_place place = lac_rows_place(rows, &rows->table.records[i + 1], CASE);
            lac_diagnostics_add(rows->diagnostics, LAC_ERROR, &place, "keep one of them",
                "the case in row %d has the label of the case in row %d", tracker->rows[i].row,
                tracker->rows[first[i]].row);
        }
    }
    lac_arena_free(&arena);
    return status;
}

/* Reads the table that rows holds. */
static int read_tracker(lac_rows *rows)
{
    const size_t n = rows->table.n_records - 1;
    lac_tracker tracker = {.file = rows->file, .n_rows = n};
    tracker.rows = lac_arena_alloc(&rows->plan->arena, n, sizeof *tracker.rows);
    int status = tracker.rows == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = read_row(rows, &rows->table.records[i + 1], &tracker.rows[i]);
    }
    if (status == LAC_OK && n > 1) {
        status = check_labels(rows, &tracker);
    }
    if (status == LAC_OK && !lac_rows_faulty(rows)) {
        rows->plan->tracker = tracker;
    }
    return status;
}

/* ---- public ---- */

int lac_tracker_read(
    lac_plan *plan, const char *path, const char *shown_name, lac_diagnostics *diagnostics)
{
    lac_rows rows = {.names_children = true, .look = look};
    int status = lac_rows_open(&rows, plan, path, shown_name, COLUMNS, N_COLUMNS, diagnostics);
    if (status == LAC_OK) {
        status = read_tracker(&rows);
    }
    return lac_rows_close(&rows, status);
}
