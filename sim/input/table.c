/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/table.h"

#include "base/text.h"
#include "input/encoding.h"
#include "input/file.h"

#include <csv.h>
#include <limits.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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

    int status; /* not LAC_OK: reading has stopped; for LAC_INPUT these four say why */
    lac_cell where;
    int where_cell;
    char message[160];
    const char *hint;
} reader;

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

/* ---- cells ---- */

static void stop(reader *self, const lac_cell *where, int cell, const char *hint,
    const char *format, ...) LAC_PRINTF(5, 6);

static void stop(
    reader *self, const lac_cell *where, int cell, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(self->message, sizeof self->message, format, args);
    va_end(args);
    self->status = LAC_INPUT;
    self->where = *where;
    self->where_cell = cell;
    self->hint = hint;
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
        self->is_comment = cell.text[0] == '#';
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

/* ---- records ---- */

static void finish_records(lac_table *self)
{
    lac_cell *cells = self->cells;
    for (size_t i = 0; i < self->n_records; i++) {
        self->records[i].cells = cells;
        cells += self->records[i].n_cells;
    }
}

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
static bool refuse_separator(const reader *self, lac_diagnostics *diagnostics)
{
    const lac_table *table = self->table;
    lac_place place = {.file = table->name,
        .line = self->row_cell.line,
        .column = self->row_cell.column,
        .row = self->row,
        .sheet_column = 1,
        .source = line_text(table, self->row_cell.line)};
    char separator = '\0';
    if (table->n_records > 0) {
        place = lac_table_place(table, &table->records[0], 0);
        if (table->records[0].n_cells == 1) {
            separator = wrong_separator(table->records[0].cells[0].text);
        }
    } else if (self->status != LAC_OK && strchr(place.source, ',') == NULL) {
        separator = wrong_separator(place.source);
    }
    if (separator != '\0') {
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            LAC_SAVE_AS_CSV_UTF8 ", with commas between the columns",
            "holds the whole header: the columns are separated by %s, not by commas",
            separator == ';' ? "semicolons" : "tabs");
    }
    return separator != '\0';
}

/* Adds the error that stopped the reading, or the one of a file without a usable header. */
static int report(const reader *self, lac_diagnostics *diagnostics)
{
    const lac_table *table = self->table;
    if (self->status == LAC_MEMORY) {
        return LAC_MEMORY;
    }
    if (refuse_separator(self, diagnostics)) {
        return LAC_INPUT;
    }
    if (self->status != LAC_OK) {
        const lac_place place = {.file = table->name,
            .line = self->where.line,
            .column = self->where.column,
            .row = self->row,
            .sheet_column = self->where_cell + 1,
            .source = line_text(table, self->where.line)};
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, self->hint, "%s", self->message);
        return LAC_INPUT;
    }
    if (table->n_records == 0) {
        const lac_place place = {.file = table->name};
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place, "its first row must name the columns",
            "the file has no header: its rows are blank or comments");
        return LAC_INPUT;
    }
    return LAC_OK;
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
        reader state = {.table = self,
            .limits = limits,
            .offset = start,
            .line = 1,
            .column = 1,
            .row = 1,
            .cell = {NULL, 1, 1},
            .cell_offset = start,
            .row_cell = {NULL, 1, 1},
            .row_offset = start};
        take_apart(&state);
        end_lines(self);
        finish_records(self);
        status = report(&state, diagnostics);
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
