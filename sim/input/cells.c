/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/cells.h"

#include "base/text.h"

#include <csv.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { CSV_OPTIONS = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL, CSV_BLOCK_BYTES = 4096 };

/* What is known while libcsv takes the file apart. It gets one byte at a time, so that a callback
 * belongs to the byte at offset, and what comes next begins behind it. */
typedef struct {
    lac_table *table;
    const lac_table_limits *limits;
    size_t offset; /* of the byte that libcsv has, with its line and column */
    int line;
    int column;
    bool ended; /* a cell or a row ended with this byte */

    lac_cell cell; /* where the current cell begins; no text */
    size_t cell_offset;
    lac_cell row_cell; /* where its row begins */
    size_t row_offset;
    int row;
    int n_seen;      /* cells of the row that are complete */
    bool is_comment; /* known from the first cell on */
    lac_cell tail; /* where the blank cells begin that end the row so far; line 0: there are none */

    size_t n_texts;   /* bytes of table->texts in use */
    size_t n_cells;   /* of all records and of the row so far */
    size_t row_cells; /* n_cells when the row began */
    size_t cells_capacity;
    size_t records_capacity;

    int status; /* not LAC_OK: reading has stopped; for LAC_INPUT fault says why */
    lac_cells_fault *fault;
} reader;

static void stop(reader *self, const lac_cell *where, int cell, const char *hint,
    const char *format, ...) LAC_PRINTF(5, 6);

static void stop(
    reader *self, const lac_cell *where, int cell, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(self->fault->message, sizeof self->fault->message, format, args);
    va_end(args);
    self->status = LAC_INPUT;
    self->fault->where = *where;
    self->fault->index = cell;
    self->fault->hint = hint;
}

/* The first byte from offset on that is not a space to libcsv. */
static const char *first_byte(const reader *self, size_t offset)
{
    return self->table->bytes + offset + strspn(self->table->bytes + offset, " \t\r");
}

static bool is_quoted(const reader *self)
{
    return *first_byte(self, self->cell_offset) == '"';
}

/* Whether the row is a comment, also while its first cell is not complete. */
static bool in_comment(const reader *self)
{
    return self->n_seen > 0 ? self->is_comment : *first_byte(self, self->row_offset) == '#';
}

static void stop_at_long_cell(reader *self)
{
    char limit[32];
    lac_whole_format((double)self->limits->cell_bytes, true, limit);
    stop(self, &self->cell, self->n_seen,
        is_quoted(self) ? "is the quotation mark at its beginning closed?" : "shorten it",
        "is longer than %s bytes", limit);
}

/* Whether this is the first line and only says what separates the columns. */
static bool is_declaration(const reader *self)
{
    return self->row_cell.line == 1 &&
           lac_cells_separator(self->table->bytes + self->row_offset) != '\0';
}

static void on_cell(void *bytes, size_t n_bytes, void *data)
{
    reader *self = data;
    lac_table *table = self->table;
    self->ended = true;
    if (self->status != LAC_OK) {
        return;
    }
    if (n_bytes > self->limits->cell_bytes) {
        stop_at_long_cell(self);
        return;
    }
    /* a cell and its NUL are never longer than it and its comma in the file: there is room */
    char *copy = table->texts + self->n_texts;
    if (n_bytes > 0) {
        memcpy(copy, bytes, n_bytes);
    }
    copy[n_bytes] = '\0';
    lac_cell cell = self->cell;
    cell.text = lac_trim(copy);
    const int index = self->n_seen++;
    if (index == 0) {
        self->is_comment = cell.text[0] == '#' || is_declaration(self);
    }
    if (self->is_comment) {
        return;
    }
    if (cell.text[0] == '\0') {
        cell.text = "";
        self->tail = self->tail.line == 0 ? self->cell : self->tail;
    } else {
        self->n_texts += n_bytes + 1;
        self->tail.line = 0;
    }
    if (index >= self->limits->columns) {
        if (cell.text[0] != '\0') {
            char limit[32];
            lac_whole_format(self->limits->columns, true, limit);
            stop(self, &self->cell, index, "move notes elsewhere, or split the table",
                "is outside the %s columns a table may have", limit);
        }
        return;
    }
    self->status =
        lac_grow(&table->cells, &self->cells_capacity, self->n_cells + 1, sizeof *table->cells);
    if (self->status == LAC_OK) {
        table->cells[self->n_cells++] = cell;
    }
}

/* Where the row's blank cells at the end begin, else where its line ends. */
static lac_cell end_of_row(const reader *self)
{
    if (self->tail.line > 0) {
        return self->tail;
    }
    const bool after_return = self->offset > 0 && self->table->bytes[self->offset - 1] == '\r';
    const lac_cell end = {NULL, self->line, self->column - (after_return ? 1 : 0)};
    return end;
}

static void add_record(reader *self, size_t n_cells)
{
    lac_table *table = self->table;
    if (table->n_records > self->limits->records) {
        char limit[32];
        lac_whole_format((double)self->limits->records, true, limit);
        stop(self, &self->row_cell, 0, "leave out rows that are not needed",
            "is outside the %s rows a table may have below its header", limit);
        return;
    }
    self->status = lac_grow(
        &table->records, &self->records_capacity, table->n_records + 1, sizeof *table->records);
    if (self->status == LAC_OK) {
        const lac_cell end = end_of_row(self);
        /* the cells may still move: finish_records() says where they are */
        const lac_record record = {NULL, (int)n_cells, self->row, end.line, end.column};
        table->records[table->n_records++] = record;
    }
}

static void on_row(int byte, void *data)
{
    (void)byte;
    reader *self = data;
    self->ended = true;
    if (self->status != LAC_OK) {
        return;
    }
    size_t n = self->n_cells - self->row_cells;
    while (n > 0 && self->table->cells[self->row_cells + n - 1].text[0] == '\0') {
        n--;
    }
    if (n > 0) {
        add_record(self, n);
    }
    if (self->status != LAC_OK) {
        return;
    }
    self->row_cells += n;
    self->n_cells = self->row_cells;
    self->n_seen = 0;
    self->is_comment = false;
    self->tail.line = 0;
    self->row++;
}

static int is_csv_space(unsigned char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static int is_csv_end(unsigned char c)
{
    return c == '\n';
}

/* Hands one byte to libcsv. In strict mode it stops at a misplaced quotation mark; in the unquoted cell
 * of a comment that is just a character. */
static void take_byte(reader *self, struct csv_parser *parser, char byte)
{
    if (csv_parse(parser, &byte, 1, on_cell, on_row, self) == 1) {
        return;
    }
    if (csv_error(parser) != CSV_EPARSE) {
        self->status = LAC_MEMORY;
    } else if (is_quoted(self)) {
        stop(self, &self->cell, self->n_seen, "write a quotation mark inside a quoted cell twice",
            "has text after its closing quotation mark");
    } else if (!in_comment(self)) {
        stop(self, &self->cell, self->n_seen,
            "put the whole cell in quotation marks and write those inside it twice",
            "has a quotation mark inside, but does not begin with one");
    } else {
        csv_set_opts(parser, CSV_OPTIONS & ~CSV_STRICT);
        const size_t n = csv_parse(parser, &byte, 1, on_cell, on_row, self);
        csv_set_opts(parser, CSV_OPTIONS);
        self->status = n == 1 ? self->status : LAC_MEMORY;
    }
}

/* Moves behind the byte just taken. */
static void advance(reader *self, char byte)
{
    self->offset++;
    if (byte == '\n') {
        self->line++;
        self->column = 1;
    } else if (((unsigned char)byte & 0xC0) != 0x80) {
        self->column++;
    }
    if (self->ended) {
        self->ended = false;
        self->cell.line = self->line;
        self->cell.column = self->column;
        self->cell_offset = self->offset;
        if (self->n_seen == 0) {
            self->row_cell = self->cell;
            self->row_offset = self->offset;
        }
    }
}

static void take_apart(reader *self)
{
    lac_table *table = self->table;
    struct csv_parser parser;
    if (csv_init(&parser, CSV_OPTIONS) != 0) {
        self->status = LAC_MEMORY;
        return;
    }
    csv_set_space_func(&parser, is_csv_space);
    csv_set_term_func(&parser, is_csv_end);
    csv_set_blk_size(&parser, CSV_BLOCK_BYTES);
    while (self->status == LAC_OK && self->offset < table->n_bytes) {
        const char byte = table->bytes[self->offset];
        take_byte(self, &parser, byte);
        if (self->status == LAC_OK && parser.entry_pos > parser.spaces &&
            parser.entry_pos - parser.spaces - 1 > self->limits->cell_bytes) {
            stop_at_long_cell(self);
        }
        advance(self, byte);
    }
    if (self->status == LAC_OK && table->bytes[table->n_bytes - 1] != '\n') {
        take_byte(self, &parser, '\n');
    }
    if (self->status == LAC_OK && csv_fini(&parser, on_cell, on_row, self) != 0) {
        stop(self, &self->cell, self->n_seen, "close it, or take it away",
            "begins with a quotation mark that is never closed");
    }
    csv_free(&parser);
}

static void finish_records(lac_table *self)
{
    lac_cell *cells = self->cells;
    for (size_t i = 0; i < self->n_records; i++) {
        self->records[i].cells = cells;
        cells += self->records[i].n_cells;
    }
}

/* ---- public ---- */

int lac_cells_read(
    lac_table *table, const lac_table_limits *limits, size_t start, lac_cells_fault *fault)
{
    reader self = {.table = table,
        .limits = limits,
        .offset = start,
        .line = 1,
        .column = 1,
        .row = 1,
        .cell = {NULL, 1, 1},
        .cell_offset = start,
        .row_cell = {NULL, 1, 1},
        .row_offset = start,
        .fault = fault};
    take_apart(&self);
    finish_records(table);
    fault->row = self.row;
    fault->row_cell = self.row_cell;
    return self.status;
}

char lac_cells_separator(const char *line)
{
    const bool quoted = *line == '"';
    line += quoted ? 1 : 0;
    for (const char *letter = "sep="; *letter != '\0'; letter++, line++) {
        if ((*letter == '=' ? *line : *line | 0x20) != *letter) {
            return '\0';
        }
    }
    const char separator = *line;
    if (separator == '\0' || separator == '\r' || separator == '\n' || (quoted && line[1] != '"')) {
        return '\0';
    }
    line += quoted ? 2 : 1;
    line += strspn(line, ", \t\r");
    if (*line != '\0' && *line != '\n') {
        return '\0';
    }
    return separator;
}
