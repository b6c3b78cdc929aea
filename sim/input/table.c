/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/table.h"

#include "base/text.h"
#include "input/cells.h"
#include "input/encoding.h"
#include "input/file.h"

#include <limits.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATE_BY_COMMAS LAC_SAVE_AS_CSV_UTF8 ", with commas between the columns"

/* ---- lines ---- */

static int index_lines(lac_table *self, size_t start)
{
    size_t n = 1;
    for (size_t i = start; i < self->n_bytes; i++) {
        n += self->bytes[i] == '\n' ? 1 : 0;
    }
    self->line_starts = calloc(n, sizeof *self->line_starts);
    if (self->line_starts == NULL) {
        return LAC_MEMORY;
    }
    self->line_starts[self->n_lines++] = (uint32_t)start;
    for (size_t i = start; i < self->n_bytes; i++) {
        if (self->bytes[i] == '\n') {
            self->line_starts[self->n_lines++] = (uint32_t)(i + 1);
        }
    }
    return LAC_OK;
}

/* Puts a NUL behind every line; a carriage return before its line feed goes too. */
static void end_lines(lac_table *self)
{
    for (size_t i = 0; i < self->n_lines; i++) {
        const bool last = i + 1 == self->n_lines;
        const size_t end = last ? self->n_bytes : self->line_starts[i + 1] - 1;
        self->bytes[end] = '\0';
        if (end > self->line_starts[i] && self->bytes[end - 1] == '\r') {
            self->bytes[end - 1] = '\0';
        }
    }
}

static const char *line_text(const lac_table *self, int line)
{
    return self->bytes + self->line_starts[line - 1];
}

/* ---- faults of the file ---- */

/* The character that seems to separate the columns of a header that is a single cell, or '\0'. */
static char wrong_separator(const char *header)
{
    if (strchr(header, ';') != NULL) {
        return ';';
    }
    if (strchr(header, '\t') != NULL) {
        return '\t';
    }
    return '\0';
}

/* A file with another separator is one column wide, and quotation marks seem misplaced in it: says
 * what is behind that. Returns whether it added an error. */
static bool refuse_separator(
    const lac_table *self, int status, const lac_cells_fault *fault, lac_diagnostics *diagnostics)
{
    lac_place place = {.file = self->name,
        .line = fault->row_cell.line,
        .column = fault->row_cell.column,
        .row = fault->row,
        .sheet_column = 1,
        .source = line_text(self, fault->row_cell.line)};
    char separator = '\0';
    if (self->n_records > 0) {
        place = lac_table_place(self, &self->records[0], 0);
        if (self->records[0].n_cells == 1) {
            separator = wrong_separator(self->records[0].cells[0].text);
        }
    } else if (status != LAC_OK && strchr(place.source, ',') == NULL) {
        separator = wrong_separator(place.source);
    }
    if (separator != '\0') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, SEPARATE_BY_COMMAS,
            "holds the whole header: the columns are separated by %s, not by commas",
            separator == ';' ? "semicolons" : "tabs");
    }
    return separator != '\0';
}

/* Adds the error that stopped the reading, or the one of a file without a usable header. */
static int report(
    const lac_table *self, int status, const lac_cells_fault *fault, lac_diagnostics *diagnostics)
{
    if (status == LAC_MEMORY) {
        return LAC_MEMORY;
    }
    if (refuse_separator(self, status, fault, diagnostics)) {
        return LAC_INPUT;
    }
    if (status != LAC_OK) {
        const lac_place place = {.file = self->name,
            .line = fault->where.line,
            .column = fault->where.column,
            .row = fault->row,
            .sheet_column = fault->index + 1,
            .source = line_text(self, fault->where.line)};
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, fault->hint, "%s", fault->message);
        return LAC_INPUT;
    }
    if (self->n_records == 0) {
        const lac_place place = {.file = self->name};
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, "its first row must name the columns",
            "the file has no header: its rows are blank or comments");
        return LAC_INPUT;
    }
    return LAC_OK;
}

/* A first line that only says how the columns are separated, "sep=;" as Excel knows it: where that is
 * not a comma, its error. Returns whether it added one. */
static bool refuse_declared_separator(const lac_table *self, lac_diagnostics *diagnostics)
{
    const char *line = line_text(self, 1);
    const char declared = lac_cells_separator(line);
    if (declared == '\0' || declared == ',') {
        return false;
    }
    const lac_place place = {
        .file = self->name, .line = 1, .column = 1, .row = 1, .sheet_column = 1, .source = line};
    const char shown[] = {'"', declared, '"', '\0'};
    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, SEPARATE_BY_COMMAS,
        "says that the columns are separated by %s, not by commas",
        declared == ';'    ? "semicolons"
        : declared == '\t' ? "tabs"
                           : shown);
    return true;
}

/* Reads self->bytes, which self owns and which have a NUL behind them. */
static int load(lac_table *self, const lac_table_limits *limits, lac_diagnostics *diagnostics)
{
    size_t start = 0;
    SHA256Data((const uint8_t *)self->bytes, self->n_bytes, self->sha256);
    int status = lac_encoding_check(self->bytes, self->n_bytes, self->name, diagnostics, &start);
    if (status == LAC_OK) {
        status = index_lines(self, start);
    }
    if (status == LAC_OK) {
        self->texts = malloc(self->n_bytes + 2);
        status = self->texts == NULL ? LAC_MEMORY : LAC_OK;
    }
    if (status == LAC_OK) {
        lac_cells_fault fault = {0};
        status = lac_cells_read(self, limits, start, &fault);
        end_lines(self);
        status = refuse_declared_separator(self, diagnostics)
                     ? LAC_INPUT
                     : report(self, status, &fault, diagnostics);
    }
    if (status != LAC_OK) {
        self->n_records = 0;
    }
    return status;
}

static lac_table_limits readable(const lac_table_limits *limits)
{
    lac_table_limits out = *limits;
    out.bytes = out.bytes > INT_MAX - 1 ? INT_MAX - 1 : out.bytes;
    return out;
}

/* ---- public ---- */

int lac_table_read(lac_table *self, const char *path, const char *shown_name,
    const lac_table_limits *limits, lac_diagnostics *diagnostics)
{
    const lac_table_limits bounds = readable(limits);
    char *name = strdup(shown_name);
    memset(self, 0, sizeof *self);
    self->name = name;
    if (name == NULL) {
        return LAC_MEMORY;
    }
    const int status =
        lac_file_read(path, shown_name, bounds.bytes, diagnostics, &self->bytes, &self->n_bytes);
    return status == LAC_OK ? load(self, &bounds, diagnostics) : status;
}

int lac_table_parse(lac_table *self, const char *bytes, size_t n_bytes, const char *shown_name,
    const lac_table_limits *limits, lac_diagnostics *diagnostics)
{
    const lac_table_limits bounds = readable(limits);
    char *name = strdup(shown_name);
    memset(self, 0, sizeof *self);
    self->name = name;
    if (name == NULL) {
        return LAC_MEMORY;
    }
    const int status = lac_file_check_size(n_bytes, shown_name, bounds.bytes, diagnostics);
    if (status != LAC_OK) {
        return status;
    }
    self->bytes = malloc(n_bytes + 1);
    if (self->bytes == NULL) {
        return LAC_MEMORY;
    }
    if (n_bytes > 0) {
        memcpy(self->bytes, bytes, n_bytes);
    }
    self->bytes[n_bytes] = '\0';
    self->n_bytes = n_bytes;
    return load(self, &bounds, diagnostics);
}

lac_place lac_table_place(const lac_table *self, const lac_record *record, int cell_index)
{
    lac_place place = {.file = self->name,
        .line = record->cells[0].line,
        .column = record->cells[0].column,
        .row = record->row,
        .sheet_column = cell_index < 0 ? 0 : cell_index + 1};
    if (cell_index >= 0 && cell_index < record->n_cells) {
        place.line = record->cells[cell_index].line;
        place.column = record->cells[cell_index].column;
    } else if (cell_index >= record->n_cells) {
        place.line = record->end_line;
        place.column = record->end_column;
    }
    place.source = line_text(self, place.line);
    if (cell_index <= record->n_cells) {
        return place;
    }
    /* dropped cells hold nothing but spaces and quotation marks: count the commas between them */
    const char *at = place.source;
    for (int characters = 1; *at != '\0' && characters < place.column;) {
        at++;
        characters += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
    }
    for (int left = cell_index - record->n_cells; left > 0 && *at != '\0';) {
        left -= *at == ',' ? 1 : 0;
        at++;
        place.column += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
    }
    return place;
}

/* Puts a * for each character from column first on, up to but without column end, into a line. */
static void hide_characters(char *line, int first, int end)
{
    char *to = line;
    int column = 0;
    for (const char *from = line; *from != '\0'; from++) {
        const bool begins = ((unsigned char)*from & 0xC0) != 0x80;
        column += begins ? 1 : 0;
        if (column < first || column >= end) {
            *to++ = *from;
        } else if (begins) {
            *to++ = '*';
        }
    }
    *to = '\0';
}

void lac_table_hide(lac_table *self, const lac_record *record, int cell_index)
{
    if (cell_index >= record->n_cells) {
        return;
    }
    const lac_cell *cell = &record->cells[cell_index < 0 ? 0 : cell_index];
    const bool to_end = cell_index < 0 || cell_index + 1 == record->n_cells;
    const int last = to_end ? record->end_line : cell[1].line;
    for (int line = cell->line; line <= last; line++) {
        const int first = line == cell->line ? cell->column : 1;
        const int end = line < last || to_end ? INT_MAX : cell[1].column - 1;
        hide_characters(self->bytes + self->line_starts[line - 1], first, end);
    }
}

const char *lac_table_text(const lac_record *record, int cell_index)
{
    return cell_index >= 0 && cell_index < record->n_cells ? record->cells[cell_index].text : "";
}

void lac_table_free(lac_table *self)
{
    char *name = NULL;
    memcpy(&name, &self->name, sizeof name);
    free(name);
    free(self->records);
    free(self->bytes);
    free(self->line_starts);
    free(self->cells);
    free(self->texts);
    memset(self, 0, sizeof *self);
}
