/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/header.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR_EDITS = 2, SHOWN_CHARACTERS = 60, SHOWN_BYTES = 4 * SHOWN_CHARACTERS + 4 };

/* What the steps of lac_header_read share. */
typedef struct {
    lac_header *header;
    const lac_table *table;
    const lac_record *record; /* the header row */
    const lac_column *columns;
    char **known; /* the columns' names as keys */
    char **keys;  /* the header cells' */
    bool *meant;  /* for each column, whether a misspelt one was told to mean it */
    lac_header_kind kind;
    lac_diagnostics *diagnostics;
    int status; /* LAC_OK or LAC_INPUT */
    lac_arena arena;
} matching;

/* ---- helpers ---- */

/* The form by which equal column names are equal strings: folded, without spaces. */
static char *column_key(lac_arena *arena, const char *name)
{
    char *key = lac_name_key(arena, name);
    if (key != NULL) {
        char *to = key;
        for (const char *from = key; *from != '\0'; from++) {
            if (*from != ' ') {
                *to++ = *from;
            }
        }
        *to = '\0';
    }
    return key;
}

/* text cut to a length that fits a message. */
static const char *shown(const char *text, char out[SHOWN_BYTES])
{
    size_t n = 0;
    size_t characters = 0;
    for (; text[n] != '\0'; n++) {
        if (((unsigned char)text[n] & 0xC0) != 0x80 && ++characters > SHOWN_CHARACTERS) {
            break;
        }
    }
    memcpy(out, text, n);
    memcpy(out + n, "...", 4);
    if (text[n] == '\0') {
        out[n] = '\0';
    }
    return out;
}

/* A column as it is written in a message: "stock", "ceased_<route>". */
static const char *column_name(const lac_column *column, char out[SHOWN_BYTES])
{
    const bool is_family = column->family != NULL;
    snprintf(out, SHOWN_BYTES, "%s%s%s%s", column->name, is_family ? "<" : "",
        is_family ? column->family : "", is_family ? ">" : "");
    return out;
}

static const char *skip_spaces(const char *text)
{
    for (;;) {
        if (*text == ' ' || (*text >= '\t' && *text <= '\r')) {
            text++;
        } else if (strncmp(text, "\xC2\xA0", 2) == 0) {
            text += 2;
        } else {
            return text;
        }
    }
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* What follows the beginning of a family's name in text, or NULL if text begins otherwise. */
static const char *after_beginning(const char *text, const char *beginning)
{
    for (; *beginning != '\0'; beginning++) {
        text = skip_spaces(text);
        if (lower(*text) != lower(*beginning)) {
            return NULL;
        }
        text++;
    }
    return skip_spaces(text);
}

static const char *cell_text(const matching *self, int cell)
{
    return self->record->cells[cell].text;
}

static lac_place cell_place(const matching *self, int cell)
{
    return lac_table_place(self->table, self->record, cell);
}

/* ---- the steps ---- */

/* The known column of a header cell, or -1; sets rest for a family. */
static int find_column(const matching *self, int cell, const char **rest)
{
    for (size_t i = 0; i < self->header->n_columns; i++) {
        if (self->columns[i].family == NULL && strcmp(self->keys[cell], self->known[i]) == 0) {
            return (int)i;
        }
    }
    for (size_t i = 0; i < self->header->n_columns; i++) {
        if (self->columns[i].family != NULL) {
            *rest = after_beginning(cell_text(self, cell), self->columns[i].name);
            if (*rest != NULL) {
                return (int)i;
            }
        }
    }
    return -1;
}

/* The known column nearest to a header cell, at most NEAR_EDITS away, or -1. A family's beginning is
 * compared with the cell up to the character in which it ends ("cesed_" of "cesed_sgo"). */
static int nearest_column(matching *self, int cell)
{
    int nearest = -1;
    size_t least = NEAR_EDITS + 1;
    for (size_t i = 0; i < self->header->n_columns; i++) {
        const char *key = self->keys[cell];
        size_t length = strlen(key);
        if (self->columns[i].family != NULL) {
            const char last = self->known[i][strlen(self->known[i]) - 1];
            const char *end = strchr(key, last);
            length = end == NULL ? length : (size_t)(end - key) + 1;
        }
        const char *compared = lac_arena_copy_n(&self->arena, key, length);
        if (compared == NULL) {
            self->status = LAC_MEMORY;
            return -1;
        }
        const size_t distance = lac_edit_distance(compared, self->known[i], NEAR_EDITS);
        if (distance < least) {
            least = distance;
            nearest = (int)i;
        }
    }
    return nearest;
}

/* "the columns are period, stock, ..."; NULL when there is no memory. */
static const char *list_columns(matching *self)
{
    const char *list = "the columns are ";
    for (size_t i = 0; i < self->header->n_columns && list != NULL; i++) {
        char name[SHOWN_BYTES];
        list = lac_arena_format(
            &self->arena, "%s%s%s", list, i == 0 ? "" : ", ", column_name(&self->columns[i], name));
    }
    return list;
}

/* A header cell that is no known column. Returns what stands for it in column_of. */
static int judge_other(matching *self, int cell)
{
    char found[SHOWN_BYTES];
    char name[SHOWN_BYTES];
    const int near = nearest_column(self, cell);
    if (self->status == LAC_MEMORY) {
        return LAC_COLUMN_FAULT;
    }
    if (near < 0 && self->kind == LAC_HEADER_OPEN) {
        return LAC_COLUMN_OTHER;
    }
    const lac_place place = cell_place(self, cell);
    shown(cell_text(self, cell), found);
    self->status = LAC_INPUT;
    if (near < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, list_columns(self),
            "column \"%s\" is not known", found);
        return LAC_COLUMN_FAULT;
    }
    self->meant[near] = true;
    column_name(&self->columns[near], name);
    if (self->kind == LAC_HEADER_OPEN) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
            lac_arena_format(&self->arena,
                "write \"%s\" if that is meant, else choose a name less like it", name),
            "column \"%s\" is within two letters of \"%s\"", found, name);
    } else {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
            lac_arena_format(&self->arena, "did you mean \"%s\"?", name),
            "column \"%s\" is not known", found);
    }
    return LAC_COLUMN_FAULT;
}

/* The first header cell before this one that is the same column, or -1. */
static int earlier_twin(const matching *self, int cell, int column, const char *rest)
{
    for (int i = 0; i < cell; i++) {
        if (self->header->column_of[i] != column) {
            continue;
        }
        if (column == LAC_COLUMN_OTHER
                ? strcmp(self->keys[i], self->keys[cell]) == 0 &&
                      lac_name_equal(cell_text(self, i), cell_text(self, cell))
                : rest == NULL || lac_name_equal(self->header->rest[i], rest)) {
            return i;
        }
    }
    return -1;
}

/* Matches one header cell that is not blank. */
static int match_cell(matching *self, int cell)
{
    char found[SHOWN_BYTES];
    const char *rest = NULL;
    int column = find_column(self, cell, &rest);
    if (column < 0) {
        column = judge_other(self, cell);
    }
    if (column == LAC_COLUMN_FAULT) {
        return column;
    }
    const lac_place place = cell_place(self, cell);
    if (rest != NULL && *rest == '\0') {
        char name[SHOWN_BYTES];
        self->status = LAC_INPUT;
        self->meant[column] = true;
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
            lac_arena_format(&self->arena, "write %s", column_name(&self->columns[column], name)),
            "column \"%s\" names no %s", shown(cell_text(self, cell), found),
            self->columns[column].family);
        return LAC_COLUMN_FAULT;
    }
    const int twin = earlier_twin(self, cell, column, rest);
    if (twin >= 0) {
        char letters[8];
        lac_sheet_column_name(twin + 1, letters);
        self->status = LAC_INPUT;
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "keep one of them",
            "column \"%s\" repeats column %s", shown(cell_text(self, cell), found), letters);
        return LAC_COLUMN_FAULT;
    }
    if (column >= 0 && self->header->cell_of[column] < 0) {
        self->header->cell_of[column] = cell;
    }
    self->header->rest[cell] = rest;
    return column;
}

static void report_missing(matching *self)
{
    for (size_t i = 0; i < self->header->n_columns; i++) {
        if (!self->columns[i].required || self->header->cell_of[i] >= 0 || self->meant[i]) {
            continue;
        }
        char name[SHOWN_BYTES];
        const lac_place place = cell_place(self, -1);
        self->status = LAC_INPUT;
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "add it to the header",
            "the required column \"%s\" is missing", column_name(&self->columns[i], name));
    }
}

/* Cells under a blank header, or right of the last one: an error for each such column. */
static int report_unnamed(matching *self)
{
    int status = LAC_OK;
    int n_wide = 0;
    for (size_t r = 1; r < self->table->n_records; r++) {
        const lac_record *record = &self->table->records[r];
        n_wide = record->n_cells > n_wide ? record->n_cells : n_wide;
    }
    bool *told = calloc((size_t)n_wide + 1, sizeof *told);
    if (told == NULL) {
        status = LAC_MEMORY;
        goto out;
    }
    for (int i = 0; i < n_wide && i < self->header->n_cells; i++) {
        told[i] = self->header->column_of[i] != LAC_COLUMN_BLANK;
    }
    for (size_t r = 1; r < self->table->n_records; r++) {
        const lac_record *record = &self->table->records[r];
        for (int i = 0; i < record->n_cells; i++) {
            if (told[i] || record->cells[i].text[0] == '\0') {
                continue;
            }
            char letters[8];
            const lac_place place = cell_place(self, i);
            lac_sheet_column_name(i + 1, letters);
            told[i] = true;
            self->status = LAC_INPUT;
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
                "name the column, or clear the cells below it",
                "has no name, but %s%d below it is not empty", letters, record->row);
        }
    }
out:
    free(told);
    return status;
}

/* Everything that the steps need. */
static int prepare(matching *self)
{
    lac_header *header = self->header;
    const size_t n_cells = (size_t)self->record->n_cells;
    header->cell_of = calloc(header->n_columns + 1, sizeof *header->cell_of);
    header->column_of = calloc(n_cells, sizeof *header->column_of);
    header->rest = calloc(n_cells, sizeof *header->rest);
    self->known = lac_arena_alloc(&self->arena, header->n_columns + 1, sizeof *self->known);
    self->meant = lac_arena_alloc(&self->arena, header->n_columns + 1, sizeof *self->meant);
    self->keys = lac_arena_alloc(&self->arena, n_cells, sizeof *self->keys);
    if (header->cell_of == NULL || header->column_of == NULL || header->rest == NULL ||
        self->known == NULL || self->meant == NULL || self->keys == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < header->n_columns; i++) {
        header->cell_of[i] = -1;
        self->known[i] = column_key(&self->arena, self->columns[i].name);
        if (self->known[i] == NULL) {
            return LAC_MEMORY;
        }
    }
    for (size_t i = 0; i < n_cells; i++) {
        self->keys[i] = column_key(&self->arena, self->record->cells[i].text);
        if (self->keys[i] == NULL) {
            return LAC_MEMORY;
        }
    }
    return LAC_OK;
}

/* ---- public ---- */

int lac_header_read(lac_header *self, const lac_table *table, const lac_column *columns,
    size_t n_columns, lac_header_kind kind, lac_diagnostics *diagnostics)
{
    memset(self, 0, sizeof *self);
    self->n_columns = n_columns;
    self->n_cells = table->records[0].n_cells;
    matching state = {.header = self,
        .table = table,
        .record = &table->records[0],
        .columns = columns,
        .kind = kind,
        .diagnostics = diagnostics};
    int status = prepare(&state);
    if (status != LAC_OK) {
        goto out;
    }
    for (int cell = 0; cell < self->n_cells; cell++) {
        self->column_of[cell] =
            cell_text(&state, cell)[0] == '\0' ? LAC_COLUMN_BLANK : match_cell(&state, cell);
        if (state.status == LAC_MEMORY) {
            status = LAC_MEMORY;
            goto out;
        }
    }
    report_missing(&state);
    status = report_unnamed(&state);
    if (status == LAC_OK) {
        status = state.status;
    }
out:
    lac_arena_free(&state.arena);
    return status;
}

const char *lac_header_text(const lac_header *self, const lac_record *record, size_t column)
{
    return lac_table_text(record, self->cell_of[column]);
}

void lac_header_free(lac_header *self)
{
    free(self->cell_of);
    free(self->column_of);
    free(self->rest);
    memset(self, 0, sizeof *self);
}
