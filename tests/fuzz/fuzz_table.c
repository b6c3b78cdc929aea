/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer on lac_table_parse and lac_header_read: no crash, and what is read is as promised. */
#include "input/header.h"
#include "input/table.h"

#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void require(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

/* Every message can be printed, and there are errors just when the status says so. */
static void check_messages(lac_diagnostics *diagnostics, int status)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    require(out != NULL, "memory for the messages");
    lac_diagnostics_print(diagnostics, LAC_NOTE, out);
    require(fclose(out) == 0, "the messages are printed");
    require(lac_utf8_fault(text, length) == length, "the messages are UTF-8");
    require(strlen(text) == length, "the messages have no NUL");
    require(status == lac_diagnostics_status(diagnostics), "status and messages agree");
    require((status == LAC_OK) == (length == 0), "a failure has a message");
    free(text);
    lac_diagnostics_free(diagnostics);
}

static void check_place(const lac_table *table, const lac_record *record, int cell)
{
    const lac_place place = lac_table_place(table, record, cell);
    const size_t characters = lac_utf8_characters(place.source, strlen(place.source));
    require(place.row == record->row, "the row of a place");
    require(
        place.line >= record->row && (size_t)place.line <= table->n_lines, "the line of a place");
    require(place.column >= 1 && (size_t)place.column <= characters + 1, "the column of a place");
}

static void check_record(
    const lac_table *table, const lac_record *record, const lac_table_limits *limits)
{
    require(record->n_cells >= 1 && record->n_cells <= limits->columns, "the number of cells");
    require(record->cells[0].text[0] != '#', "no comment is a record");
    require(record->cells[record->n_cells - 1].text[0] != '\0', "the last cell is not blank");
    for (int i = -1; i < record->n_cells + 3; i++) {
        check_place(table, record, i);
        const char *text = lac_table_text(record, i);
        const size_t length = strlen(text);
        require(length <= limits->cell_bytes, "the length of a cell");
        require(lac_utf8_fault(text, length) == length, "a cell is UTF-8");
    }
}

static void write_cell(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

/* The records, written as a plain CSV and read again, are the same. */
static void check_round_trip(const lac_table *table, const lac_table_limits *limits)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    require(out != NULL, "memory for the records");
    for (size_t r = 0; r < table->n_records; r++) {
        for (int i = 0; i < table->records[r].n_cells; i++) {
            fputs(i == 0 ? "" : ",", out);
            write_cell(table->records[r].cells[i].text, out);
        }
        fputs("\r\n", out);
    }
    require(fclose(out) == 0, "the records are written");
    lac_table_limits room = *limits;
    room.bytes = length;
    lac_table again = {0};
    lac_diagnostics diagnostics = {0};
    const int status = lac_table_parse(&again, text, length, "again.csv", &room, &diagnostics);
    require(status == LAC_OK, "the records are read again");
    require(again.n_records == table->n_records, "as many records again");
    for (size_t r = 0; r < table->n_records; r++) {
        require(again.records[r].n_cells == table->records[r].n_cells, "as many cells again");
        for (int i = 0; i < table->records[r].n_cells; i++) {
            require(strcmp(again.records[r].cells[i].text, table->records[r].cells[i].text) == 0,
                "the same cells again");
        }
    }
    check_messages(&diagnostics, status);
    lac_table_free(&again);
    free(text);
}

static void check_header(const lac_table *table, lac_header_kind kind)
{
    static const lac_column COLUMNS[] = {{"period", true, NULL}, {"stock", false, NULL},
        {"ceased", false, NULL}, {"ceased_", false, "route"}, {"from_age", false, NULL}};
    const size_t n_columns = sizeof COLUMNS / sizeof COLUMNS[0];
    lac_header header = {0};
    lac_diagnostics diagnostics = {0};
    const int status = lac_header_read(&header, table, COLUMNS, n_columns, kind, &diagnostics);
    for (int i = 0; i < header.n_cells; i++) {
        const int column = header.column_of[i];
        require(column >= LAC_COLUMN_FAULT && column < (int)n_columns, "the column of a cell");
        require(column != LAC_COLUMN_OTHER || kind == LAC_HEADER_OPEN, "others if allowed");
        require(header.rest[i] == NULL || (column == 3 && header.rest[i][0] != '\0'), "a rest");
    }
    for (size_t c = 0; c < n_columns; c++) {
        const int cell = header.cell_of[c];
        require(cell < 0 || header.column_of[cell] == (int)c, "the cell of a column");
        require(status != LAC_OK || cell >= 0 || !COLUMNS[c].required, "required columns");
    }
    check_messages(&diagnostics, status);
    lac_header_free(&header);
}

static void check_table(const uint8_t *bytes, size_t n_bytes, const lac_table_limits *limits)
{
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    const int status =
        lac_table_parse(&table, (const char *)bytes, n_bytes, "fuzz.csv", limits, &diagnostics);
    require((status == LAC_OK) == (table.n_records > 0), "a table that is read has a header");
    require(table.n_records <= limits->records + 1, "the number of records");
    check_messages(&diagnostics, status);
    for (size_t r = 0; r < table.n_records; r++) {
        require(r == 0 || table.records[r].row > table.records[r - 1].row, "rows increase");
        check_record(&table, &table.records[r], limits);
    }
    if (status == LAC_OK) {
        check_round_trip(&table, limits);
        check_header(&table, LAC_HEADER_CLOSED);
        check_header(&table, LAC_HEADER_OPEN);
    }
    lac_table_free(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    const lac_table_limits few = {1000, 5, 16, 4};
    const lac_table_limits many = LAC_TABLE_LIMITS;
    check_table(bytes, n_bytes, &few);
    check_table(bytes, n_bytes, &many);
    return 0;
}
