/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV files to cells with positions, headers to columns, and the exact message of every fault. */
#include "support.h"

#include "input/encoding.h"
#include "input/file.h"
#include "input/header.h"
#include "input/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAVE "  hint: save as \"CSV UTF-8 (Comma delimited)\"\n"

/* ---- helpers ---- */

/* A table that must be read without a complaint. */
static lac_table parsed(const char *text)
{
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    const int status =
        lac_table_parse(&table, text, strlen(text), "t.csv", &LAC_TABLE_LIMITS, &diagnostics);
    assert_printed(&diagnostics, "");
    assert_int_equal(status, LAC_OK);
    lac_diagnostics_free(&diagnostics);
    return table;
}

/* Bytes that must be refused with just this text. */
static void assert_refused_within(
    const char *bytes, size_t n_bytes, const lac_table_limits *limits, const char *expected)
{
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        lac_table_parse(&table, bytes, n_bytes, "t.csv", limits, &diagnostics), LAC_INPUT);
    assert_printed(&diagnostics, expected);
    assert_int_equal(diagnostics.n_errors, 1);
    assert_int_equal(table.n_records, 0);
    lac_diagnostics_free(&diagnostics);
    lac_table_free(&table);
    lac_table_free(&table);
}

static void assert_refused_bytes(const char *bytes, size_t n_bytes, const char *expected)
{
    assert_refused_within(bytes, n_bytes, &LAC_TABLE_LIMITS, expected);
}

static void assert_refused(const char *text, const char *expected)
{
    assert_refused_bytes(text, strlen(text), expected);
}

static void assert_cell(
    const lac_table *table, size_t record, int cell, const char *text, int line, int column)
{
    assert_true(record < table->n_records);
    assert_true(cell < table->records[record].n_cells);
    const lac_cell *found = &table->records[record].cells[cell];
    assert_string_equal(found->text, text);
    assert_int_equal(found->line, line);
    assert_int_equal(found->column, column);
}

static void assert_place(
    const lac_table *table, size_t record, int cell, int line, int column, const char *source)
{
    const lac_place place = lac_table_place(table, &table->records[record], cell);
    assert_string_equal(place.file, "t.csv");
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    assert_int_equal(place.row, table->records[record].row);
    assert_int_equal(place.sheet_column, cell < 0 ? 0 : cell + 1);
    assert_string_equal(place.source, source);
}

/* ---- cells and positions ---- */

static void cells_have_text_and_positions(void **state)
{
    (void)state;
    lac_table table = parsed("section,item,field\nexit, sgo ,rate\n");
    assert_string_equal(table.name, "t.csv");
    assert_int_equal(table.n_bytes, 35);
    assert_int_equal(table.n_records, 2);
    assert_int_equal(table.records[0].n_cells, 3);
    assert_int_equal(table.records[0].row, 1);
    assert_int_equal(table.records[1].row, 2);
    assert_cell(&table, 0, 0, "section", 1, 1);
    assert_cell(&table, 0, 1, "item", 1, 9);
    assert_cell(&table, 0, 2, "field", 1, 14);
    assert_cell(&table, 1, 0, "exit", 2, 1);
    assert_cell(&table, 1, 1, "sgo", 2, 6);
    assert_cell(&table, 1, 2, "rate", 2, 12);
    lac_table_free(&table);
}

static void line_ends_and_marks_change_nothing(void **state)
{
    (void)state;
    static const char *const SAME[] = {"a,b\n1,2\n", "a,b\n1,2", "a,b\r\n1,2\r\n", "a,b\r\n1,2",
        "\357\273\277a,b\n1,2\n", "\357\273\277a,b\r\n1,2\r\n", "a,b,,\n1,2,,\n",
        "a,b,\" \"\r\n1,2, \r\n", "\"a\",\"b\"\n\"1\",\"2\"", "\"a\" , \"b\"\t\r\n\"1\",\"2\" \r\n",
        "\357\273\277\357\273\277a,b\n1,2\n"};
    for (size_t i = 0; i < COUNT(SAME); i++) {
        lac_table table = parsed(SAME[i]);
        assert_int_equal(table.n_records, 2);
        for (size_t r = 0; r < 2; r++) {
            assert_int_equal(table.records[r].n_cells, 2);
            assert_int_equal(table.records[r].row, (int)r + 1);
            assert_int_equal(table.records[r].cells[0].line, (int)r + 1);
            assert_int_equal(table.records[r].cells[0].column, 1);
            assert_string_equal(table.records[r].cells[0].text, r == 0 ? "a" : "1");
            assert_string_equal(table.records[r].cells[1].text, r == 0 ? "b" : "2");
        }
        lac_table_free(&table);
    }
    lac_table table = parsed("\357\273\277a,b\r\n1,2\r\n");
    assert_cell(&table, 0, 1, "b", 1, 3);
    assert_place(&table, 0, 1, 1, 3, "a,b");
    assert_place(&table, 1, 1, 2, 3, "1,2");
    lac_table_free(&table);
}

static void columns_count_characters_not_bytes(void **state)
{
    (void)state;
    lac_table table = parsed("caf\xC3\xA9,\xF0\x9F\x98\x80,\302\2435\n");
    assert_cell(&table, 0, 1, "\xF0\x9F\x98\x80", 1, 6);
    assert_cell(&table, 0, 2, "\302\2435", 1, 8);
    lac_table_free(&table);
}

static void quoted_cells(void **state)
{
    (void)state;
    lac_table table = parsed("a,\"1,147\",\"say \"\"no\"\"\",\"\",x\n"
                             "b,\"two\nlines, \r\nthree\",c\n"
                             "\"d\",e\n");
    assert_int_equal(table.n_records, 3);
    assert_int_equal(table.records[0].n_cells, 5);
    assert_cell(&table, 0, 1, "1,147", 1, 3);
    assert_cell(&table, 0, 2, "say \"no\"", 1, 11);
    assert_cell(&table, 0, 3, "", 1, 24);
    assert_cell(&table, 0, 4, "x", 1, 27);
    assert_cell(&table, 1, 1, "two\nlines, \r\nthree", 2, 3);
    assert_cell(&table, 1, 2, "c", 4, 8);
    assert_cell(&table, 2, 0, "d", 5, 1);
    assert_int_equal(table.records[1].row, 2);
    assert_int_equal(table.records[2].row, 3);
    assert_place(&table, 1, 1, 2, 3, "b,\"two");
    assert_place(&table, 1, 2, 4, 8, "three\",c");
    lac_table_free(&table);
}

static void white_space_at_the_ends_of_cells_goes(void **state)
{
    (void)state;
    lac_table table = parsed("a,\" b \", c d\t,\302\240e\xC2\xA0,f\n");
    assert_cell(&table, 0, 1, "b", 1, 3);
    assert_cell(&table, 0, 2, "c d", 1, 9);
    assert_cell(&table, 0, 3, "e", 1, 15);
    assert_cell(&table, 0, 4, "f", 1, 19);
    lac_table_free(&table);
}

static void blank_rows_and_comments_count_as_rows_only(void **state)
{
    (void)state;
    lac_table table = parsed("# first, comment\n"
                             "\n"
                             "a,b\n"
                             ",,\n"
                             "\"# second\nhas two lines\",x,\"y\"\n"
                             "   \n"
                             "\" \",\"\"\n"
                             " # third \"so called\" one\n"
                             "1,#2\n"
                             "\r\n"
                             "2");
    assert_int_equal(table.n_records, 3);
    assert_cell(&table, 0, 0, "a", 3, 1);
    assert_int_equal(table.records[0].row, 3);
    assert_cell(&table, 1, 0, "1", 10, 1);
    assert_cell(&table, 1, 1, "#2", 10, 3);
    assert_int_equal(table.records[1].row, 9);
    assert_cell(&table, 2, 0, "2", 12, 1);
    assert_int_equal(table.records[2].row, 11);
    lac_table_free(&table);
}

static void blank_cells_stay_inside_and_go_at_the_end(void **state)
{
    (void)state;
    lac_table table = parsed("a,b,c,d,e\n,, x ,,\n1\n1,2, ,\" \"\n");
    assert_int_equal(table.records[1].n_cells, 3);
    assert_cell(&table, 1, 0, "", 2, 1);
    assert_cell(&table, 1, 1, "", 2, 2);
    assert_cell(&table, 1, 2, "x", 2, 3);
    assert_string_equal(lac_table_text(&table.records[1], 2), "x");
    assert_string_equal(lac_table_text(&table.records[1], 3), "");
    assert_string_equal(lac_table_text(&table.records[1], 99), "");
    assert_string_equal(lac_table_text(&table.records[1], -1), "");
    /* the row as a whole; a cell; blank cells that the file has; cells that it has not */
    assert_place(&table, 1, -1, 2, 1, ",, x ,,");
    assert_place(&table, 1, 2, 2, 3, ",, x ,,");
    assert_place(&table, 1, 3, 2, 7, ",, x ,,");
    assert_place(&table, 1, 4, 2, 8, ",, x ,,");
    assert_place(&table, 1, 5, 2, 8, ",, x ,,");
    assert_place(&table, 2, 1, 3, 2, "1");
    assert_place(&table, 2, 4, 3, 2, "1");
    assert_place(&table, 3, 2, 4, 5, "1,2, ,\" \"");
    assert_place(&table, 3, 3, 4, 7, "1,2, ,\" \"");
    assert_place(&table, 3, 4, 4, 10, "1,2, ,\" \"");
    lac_table_free(&table);
    table = parsed("a,b\r\n\xC2\xA3\r\n");
    assert_place(&table, 1, 1, 2, 2, "\xC2\xA3");
    lac_table_free(&table);
}

static void the_hash_is_that_of_the_raw_bytes(void **state)
{
    (void)state;
    /* the one-block example of FIPS 180-2, appendix B.1 */
    lac_table table = parsed("abc");
    assert_string_equal(
        table.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    lac_table_free(&table);
    lac_table marked = parsed("\357\273\277abc");
    assert_string_not_equal(
        marked.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(marked.n_bytes, 6);
    lac_table_free(&marked);
}

/* ---- faults ---- */

static void files_without_a_header_are_refused(void **state)
{
    (void)state;
    static const char EMPTY[] = "t.csv: error: the file is empty\n"
                                "  hint: its first row must name the columns; was it saved?\n";
    static const char BLANK[] =
        "t.csv: error: the file has no header: its rows are blank or comments\n"
        "  hint: its first row must name the columns\n";
    assert_refused("", EMPTY);
    assert_refused("\xEF\xBB\xBF", EMPTY);
    assert_refused("\n", BLANK);
    assert_refused(" ", BLANK);
    assert_refused(",,\n# only a comment\n\"\"", BLANK);
}

static void other_kinds_of_file_are_refused(void **state)
{
    (void)state;
    static const char UTF16[] =
        "t.csv: error: the file is UTF-16 (\"Unicode Text\"), not UTF-8\n" SAVE;
    static const char WORKBOOK[] =
        "t.csv: error: this is an Excel workbook, not a CSV file\n"
        "  hint: open it in Excel and save as \"CSV UTF-8 (Comma delimited)\"\n";
    assert_refused_bytes("\377\376a\0,\0", 6, UTF16);
    assert_refused_bytes("\xFE\xFF\0a\0,", 6, UTF16);
    assert_refused_bytes("PK\x03\x04\x14\0\x06\0", 8, WORKBOOK);
    assert_refused_bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, WORKBOOK);
    lac_table table = parsed("PK,a\n");
    assert_cell(&table, 0, 0, "PK", 1, 1);
    lac_table_free(&table);
}

static void bytes_that_are_no_text_are_named(void **state)
{
    (void)state;
    assert_refused_bytes("a,b\nc,\0d\n", 9,
        "t.csv:2:3: error: byte 0x00 at offset 6 is a NUL, which no text file has\n"
        "  c,\n"
        "    ^\n" SAVE);
    assert_refused("a,b\r\nc\xC3\xA9,\226d\r\ne\r\n",
        "t.csv:2:4: error: byte 0x96 at offset 9 is not UTF-8\n"
        "  c\xC3\xA9,?d\n"
        "     ^\n" SAVE);
    assert_refused("\357\273\277a,\xC2", "t.csv:1:3: error: byte 0xC2 at offset 5 is not UTF-8\n"
                                         "  a,?\n"
                                         "    ^\n" SAVE);
    assert_refused("a,b\rc,d\r", "t.csv:1:4: error: byte 0x0D at offset 3 is a carriage return "
                                 "without a line feed, as on old "
                                 "Macs\n"
                                 "  a,b\n"
                                 "     ^\n" SAVE);
    assert_refused("a,b\n\"c\rd\",e\n", "t.csv:2:3: error: byte 0x0D at offset 6 is a carriage "
                                        "return without a line feed, as on old "
                                        "Macs\n"
                                        "  \"c\n"
                                        "    ^\n" SAVE);
    assert_refused("a,b\r\nc,d\r", "t.csv:2:4: error: byte 0x0D at offset 8 is a carriage return "
                                   "without a line feed, as on old "
                                   "Macs\n"
                                   "  c,d\n"
                                   "     ^\n" SAVE);
    assert_refused("a,b\nc,\x1B[2J\n",
        "t.csv:2:3: error: byte 0x1B at offset 6 is a control character, which no cell may have\n"
        "  c,?[2J\n"
        "    ^\n"
        "  hint: retype the cell; if there are many, save as \"CSV UTF-8 (Comma delimited)\"\n");
    assert_refused("a\x7F",
        "t.csv:1:2: error: byte 0x7F at offset 1 is a control character, which no cell may have\n"
        "  a?\n"
        "   ^\n"
        "  hint: retype the cell; if there are many, save as \"CSV UTF-8 (Comma delimited)\"\n");
}

static void misplaced_quotation_marks_are_refused(void **state)
{
    (void)state;
    assert_refused("a,b\nc,d\ne,\"f\n1,2\n3,4\n",
        "t.csv:3:3: error: B3 begins with a quotation mark that is never closed\n"
        "  e,\"f\n"
        "    ^\n"
        "  hint: close it, or take it away\n");
    assert_refused("a,b\nc,\"",
        "t.csv:2:3: error: B2 begins with a quotation mark that is never closed\n"
        "  c,\"\n"
        "    ^\n"
        "  hint: close it, or take it away\n");
    assert_refused("a,b,c\n\nd, \"e\" f,g\n",
        "t.csv:3:3: error: B3 has text after its closing quotation mark\n"
        "  d, \"e\" f,g\n"
        "    ^\n"
        "  hint: write a quotation mark inside a quoted cell twice\n");
    assert_refused("a,b\r\n\"c\"d\",e\r\n",
        "t.csv:2:1: error: A2 has text after its closing quotation mark\n"
        "  \"c\"d\",e\n"
        "  ^\n"
        "  hint: write a quotation mark inside a quoted cell twice\n");
    assert_refused("a,b\nc,5\" pipe\n",
        "t.csv:2:3: error: B2 has a quotation mark inside, but does not begin with one\n"
        "  c,5\" pipe\n"
        "    ^\n"
        "  hint: put the whole cell in quotation marks and write those inside it twice\n");
    assert_refused("a,b\n# said, \"so\" and so\n",
        "t.csv:2:8: error: B2 has text after its closing quotation mark\n"
        "  # said, \"so\" and so\n"
        "         ^\n"
        "  hint: write a quotation mark inside a quoted cell twice\n");
}

static void other_separators_are_recognised(void **state)
{
    (void)state;
    static const char HINT[] =
        "  hint: save as \"CSV UTF-8 (Comma delimited)\", with commas between "
        "the columns\n";
    char expected[512];
    snprintf(expected, sizeof expected, "%s%s",
        "t.csv:1:1: error: A1 holds the whole header: the columns are separated by semicolons, not "
        "by "
        "commas\n  a;b\n  ^\n",
        HINT);
    assert_refused("a;b\n1;2,5\n", expected);
    assert_refused("a;b\n1;\"2\"\n", expected);
    snprintf(expected, sizeof expected, "%s%s",
        "t.csv:2:1: error: A2 holds the whole header: the columns are separated by tabs, not by "
        "commas\n  a b\n  ^\n",
        HINT);
    assert_refused("# comment\na\tb\n1\t2\n", expected);
    snprintf(expected, sizeof expected, "%s%s",
        "t.csv:1:1: error: A1 holds the whole header: the columns are separated by semicolons, not "
        "by "
        "commas\n  \"a\";\"b\"\n  ^\n",
        HINT);
    assert_refused("\"a\";\"b\"\n", expected);
    lac_table table = parsed("ages\n10-15:33%; 16-17:67%\n");
    assert_int_equal(table.n_records, 2);
    lac_table_free(&table);
}

/* A spreadsheet may say in the first line what separates the columns: a comma says nothing new. */
static void a_declared_separator_is_skipped_or_refused(void **state)
{
    (void)state;
    static const char *const COMMAS[] = {"sep=,\na,b\n", "SEP=,\r\na,b\r\n", "sep=,,,\na,b\n",
        "\"sep=,\"\na,b\n", "\"Sep=,\",\r\na,b\r\n", "\357\273\277sep=,\na,b\n"};
    for (size_t i = 0; i < COUNT(COMMAS); i++) {
        lac_table table = parsed(COMMAS[i]);
        assert_int_equal(table.n_records, 1);
        assert_int_equal(table.records[0].row, 2);
        assert_cell(&table, 0, 0, "a", 2, 1);
        assert_cell(&table, 0, 1, "b", 2, 3);
        lac_table_free(&table);
    }
    /* only in the first line, and only alone in it */
    static const char *const HEADERS[] = {"sep=,b\n1,2\n", "sep,b\n1,2\n", "sep=x y,b\n1,2\n",
        "sep=\n1\n", "\nsep=,\n1\n", "\"sep=,b\"\n1\n"};
    for (size_t i = 0; i < COUNT(HEADERS); i++) {
        lac_table table = parsed(HEADERS[i]);
        assert_int_equal(table.n_records, 2);
        assert_int_equal(strncmp(table.records[0].cells[0].text, "sep", 3), 0);
        lac_table_free(&table);
    }
#define HINT "  hint: save as \"CSV UTF-8 (Comma delimited)\", with commas between the columns\n"
    assert_refused("sep=;\r\na;b\r\n1;2\r\n",
        "t.csv:1:1: error: A1 says that the columns are separated by semicolons, not by commas\n"
        "  sep=;\n"
        "  ^\n" HINT);
    assert_refused("\"sep=\t\"\na\tb\n",
        "t.csv:1:1: error: A1 says that the columns are separated by tabs, not by commas\n"
        "  \"sep= \"\n"
        "  ^\n" HINT);
    assert_refused("Sep=|\na|\"b\n",
        "t.csv:1:1: error: A1 says that the columns are separated by \"|\", not by commas\n"
        "  Sep=|\n"
        "  ^\n" HINT);
    assert_refused("sep=,\n",
        "t.csv: error: the file has no header: its rows are blank or comments\n"
        "  hint: its first row must name the columns\n");
    assert_refused("sep=,\na;b\n",
        "t.csv:2:1: error: A2 holds the whole header: the columns are separated by semicolons, not "
        "by commas\n"
        "  a;b\n"
        "  ^\n" HINT);
#undef HINT
}

/* ---- limits ---- */

static void limits_on_bytes_rows_and_columns(void **state)
{
    (void)state;
    const lac_table_limits limits = {40, 2, 5, 3};
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    /* all at their limits: 40 bytes, 2 rows below the header, 5 bytes a cell, 3 columns */
    static const char MOST[] = "a,b,c,,,,\n#x,x,x,x\n12345,\"1\"\"345\" ,\n\n12\n";
    assert_int_equal(strlen(MOST), 40);
    assert_int_equal(lac_table_parse(&table, MOST, 40, "t.csv", &limits, &diagnostics), LAC_OK);
    assert_printed(&diagnostics, "");
    assert_int_equal(table.n_records, 3);
    assert_string_equal(lac_table_text(&table.records[1], 1), "1\"345");
    lac_table_free(&table);

    assert_refused_within("a,b,c\n1,2,3\n                             ", 41, &limits,
        "t.csv: error: the file has 41 bytes; at most 40 are read\n"
        "  hint: leave out what is not needed\n");
    assert_refused_within("a\n1\n2\n\n x,3\n", 12, &limits,
        "t.csv:5:1: error: A5 is outside the 2 rows a table may have below its header\n"
        "   x,3\n"
        "  ^\n"
        "  hint: leave out rows that are not needed\n");
    assert_refused_within("a\n1,2,,,5\n", 10, &limits,
        "t.csv:2:7: error: E2 is outside the 3 columns a table may have\n"
        "  1,2,,,5\n"
        "        ^\n"
        "  hint: move notes elsewhere, or split the table\n");
    assert_refused_within("a\n1,2,3,4\n", 10, &limits,
        "t.csv:2:7: error: D2 is outside the 3 columns a table may have\n"
        "  1,2,3,4\n"
        "        ^\n"
        "  hint: move notes elsewhere, or split the table\n");
    assert_refused_within("a\n1,123456\n", 11, &limits,
        "t.csv:2:3: error: B2 is longer than 5 bytes\n"
        "  1,123456\n"
        "    ^\n"
        "  hint: shorten it\n");
    assert_refused_within("a\n1,\"12345\n7\n8\n9\n", 17, &limits,
        "t.csv:2:3: error: B2 is longer than 5 bytes\n"
        "  1,\"12345\n"
        "    ^\n"
        "  hint: is the quotation mark at its beginning closed?\n");
    assert_refused_within("a\n1,\"123456\"", 12, &limits,
        "t.csv:2:3: error: B2 is longer than 5 bytes\n"
        "  1,\"123456\"\n"
        "    ^\n"
        "  hint: is the quotation mark at its beginning closed?\n");
    lac_diagnostics_free(&diagnostics);
}

static void limits_of_the_contract(void **state)
{
    (void)state;
    char *bytes = malloc(5000);
    assert_non_null(bytes);
    char longest[4096 + 1];
    memset(longest, 'x', 4096);
    longest[4096] = '\0';
    snprintf(bytes, 5000, "a\n\"%s\"\r\n", longest);
    lac_table table = parsed(bytes);
    assert_int_equal(strlen(table.records[1].cells[0].text), 4096);
    lac_table_free(&table);
    snprintf(bytes, 5000, "a\nx%s\n", longest);
    char expected[512];
    snprintf(expected, sizeof expected,
        "t.csv:2:1: error: A2 is longer than 4,096 bytes\n"
        "  %.120s...\n"
        "  ^\n"
        "  hint: shorten it\n",
        bytes + 2);
    assert_refused(bytes, expected);
    free(bytes);
    const lac_table_limits study = LAC_STUDY_LIMITS;
    assert_int_equal(study.bytes, 16 * 1024 * 1024);
    assert_int_equal(study.records, 20000);
    assert_int_equal(study.cell_bytes, 4096);
    assert_true(study.columns >= 1000 + 9);
    assert_int_equal(LAC_TABLE_LIMITS.bytes, 512 * 1024 * 1024);
}

static void one_line_of_a_hundred_megabytes_ends_at_its_first_long_cell(void **state)
{
    (void)state;
    const size_t n = 100000000;
    char *bytes = malloc(n);
    assert_non_null(bytes);
    memset(bytes, 'x', n);
    char expected[512];
    snprintf(expected, sizeof expected,
        "t.csv:1:1: error: A1 is longer than 4,096 bytes\n"
        "  %.120s...\n"
        "  ^\n"
        "  hint: shorten it\n",
        bytes);
    assert_refused_bytes(bytes, n, expected);
    assert_refused_within(bytes, n, &LAC_STUDY_LIMITS,
        "t.csv: error: the file has 100,000,000 bytes; at most 16,777,216 are read\n"
        "  hint: leave out what is not needed\n");
    free(bytes);
}

/* ---- files ---- */

typedef struct {
    char folder[64];
    char path[128];
} scratch;

static int make_scratch(void **state)
{
    scratch *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return -1;
    }
    strcpy(self->folder, "/tmp/lacflow-test-table-XXXXXX");
    if (mkdtemp(self->folder) == NULL) {
        free(self);
        return -1;
    }
    snprintf(self->path, sizeof self->path, "%s/t.csv", self->folder);
    *state = self;
    return 0;
}

static int remove_scratch(void **state)
{
    scratch *self = *state;
    unlink(self->path);
    const int failed = rmdir(self->folder);
    free(self);
    return failed;
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
}

static void assert_not_read(const char *path, int status, const char *expected)
{
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        lac_table_read(&table, path, "t.csv", &LAC_STUDY_LIMITS, &diagnostics), status);
    assert_printed(&diagnostics, expected);
    assert_int_equal(table.n_records, 0);
    assert_string_equal(table.sha256, "");
    lac_diagnostics_free(&diagnostics);
    lac_table_free(&table);
}

static void an_ordinary_file_is_read(void **state)
{
    const scratch *here = *state;
    write_file(here->path, "abc");
    lac_table table = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        lac_table_read(&table, here->path, "t.csv", &LAC_STUDY_LIMITS, &diagnostics), LAC_OK);
    assert_printed(&diagnostics, "");
    assert_cell(&table, 0, 0, "abc", 1, 1);
    assert_string_equal(
        table.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    lac_table_free(&table);
    write_file(here->path, "");
    assert_int_equal(
        lac_table_read(&table, here->path, "t.csv", &LAC_STUDY_LIMITS, &diagnostics), LAC_INPUT);
    assert_printed(&diagnostics, "t.csv: error: the file is empty\n"
                                 "  hint: its first row must name the columns; was it saved?\n");
    lac_table_free(&table);
    lac_diagnostics_free(&diagnostics);
}

static void a_missing_file_is_invalid_input(void **state)
{
    const scratch *here = *state;
    static const char MISSING[] =
        "t.csv: error: the file does not exist\n"
        "  hint: check the spelling of its name and the folder it is in\n";
    char below[160];
    assert_not_read(here->path, LAC_INPUT, MISSING);
    write_file(here->path, "abc");
    snprintf(below, sizeof below, "%s/t.csv", here->path);
    assert_not_read(below, LAC_INPUT, MISSING);
}

static void folders_pipes_and_devices_are_refused_at_once(void **state)
{
    const scratch *here = *state;
    static const char NOT_ORDINARY[] =
        "t.csv: error: this is a pipe, a socket or a device, not an ordinary file\n"
        "  hint: save the data as a file and name that\n";
    assert_not_read(here->folder, LAC_INPUT,
        "t.csv: error: this is a folder, not a file\n"
        "  hint: give the name of a file in it\n");
    assert_not_read("/dev/zero", LAC_INPUT, NOT_ORDINARY);
    assert_int_equal(mkfifo(here->path, 0600), 0);
    assert_not_read(here->path, LAC_INPUT, NOT_ORDINARY);
}

static void large_files_are_refused_by_their_size(void **state)
{
    const scratch *here = *state;
    write_file(here->path, "");
    /* one byte above the limit, all of it a hole */
    assert_int_equal(truncate(here->path, 16777217), 0);
    assert_not_read(here->path, LAC_INPUT,
        "t.csv: error: the file has 16,777,217 bytes; at most 16,777,216 are read\n"
        "  hint: leave out what is not needed\n");
}

static void unreadable_files_are_an_input_output_error(void **state)
{
    const scratch *here = *state;
    /* no page at address 0: the kernel refuses the read of an ordinary file that could be opened */
    assert_not_read(
        "/proc/self/mem", LAC_IO, "t.csv: error: the file cannot be read: Input/output error\n");
    if (geteuid() != 0) {
        write_file(here->path, "abc");
        assert_int_equal(chmod(here->path, 0), 0);
        assert_not_read(here->path, LAC_IO,
            "t.csv: error: the file cannot be read: permission denied\n"
            "  hint: ask its owner for the right to read it\n");
    }
}

/* ---- headers ---- */

static const lac_column HISTORY[] = {{"period", true, NULL}, {"stock", false, NULL},
    {"admissions", false, NULL}, {"ceased", false, NULL}, {"ceased_", false, "route"},
    {"population", false, NULL}};
enum { PERIOD, STOCK, ADMISSIONS, CEASED, CEASED_ROUTE, POPULATION, N_HISTORY };

static const lac_column SHEET[] = {{"section", true, NULL}, {"item", true, NULL},
    {"field", true, NULL}, {"low", false, NULL}, {"from_age", false, NULL}};
enum { SECTION, ITEM, FIELD, LOW, FROM_AGE, N_SHEET };

/* Reads the header of text and compares the messages. The caller frees both. */
static int read_header(const char *text, const lac_column *columns, size_t n, lac_header_kind kind,
    const char *expected, lac_table *table, lac_header *header)
{
    lac_diagnostics diagnostics = {0};
    *table = parsed(text);
    const int status = lac_header_read(header, table, columns, n, kind, &diagnostics);
    assert_printed(&diagnostics, expected);
    assert_int_equal(status, lac_diagnostics_status(&diagnostics));
    lac_diagnostics_free(&diagnostics);
    return status;
}

static void assert_header(const char *text, const lac_column *columns, size_t n,
    lac_header_kind kind, const char *expected)
{
    lac_table table = {0};
    lac_header header = {0};
    const int status = read_header(text, columns, n, kind, expected, &table, &header);
    assert_int_equal(status, expected[0] == '\0' ? LAC_OK : LAC_INPUT);
    lac_header_free(&header);
    lac_header_free(&header);
    lac_table_free(&table);
}

static void columns_are_found_in_any_order(void **state)
{
    (void)state;
    lac_table table = {0};
    lac_header header = {0};
    assert_int_equal(read_header("Stock,,Ceased_SGO, PERIOD ,ceased,Ceased _ Special Guardian\n"
                                 "315,,7,2017/18,12,5\n2\n",
                         HISTORY, N_HISTORY, LAC_HEADER_CLOSED, "", &table, &header),
        LAC_OK);
    assert_int_equal(header.cell_of[PERIOD], 3);
    assert_int_equal(header.cell_of[STOCK], 0);
    assert_int_equal(header.cell_of[ADMISSIONS], -1);
    assert_int_equal(header.cell_of[CEASED], 4);
    assert_int_equal(header.cell_of[CEASED_ROUTE], 2);
    assert_int_equal(header.cell_of[POPULATION], -1);
    assert_int_equal(header.n_cells, 6);
    assert_int_equal(header.column_of[0], STOCK);
    assert_int_equal(header.column_of[1], LAC_COLUMN_BLANK);
    assert_int_equal(header.column_of[2], CEASED_ROUTE);
    assert_int_equal(header.column_of[5], CEASED_ROUTE);
    assert_string_equal(header.rest[2], "SGO");
    assert_string_equal(header.rest[5], "Special Guardian");
    assert_null(header.rest[4]);
    assert_string_equal(lac_header_text(&header, &table.records[1], PERIOD), "2017/18");
    assert_string_equal(lac_header_text(&header, &table.records[1], ADMISSIONS), "");
    assert_string_equal(lac_header_text(&header, &table.records[2], PERIOD), "");
    lac_header_free(&header);
    lac_table_free(&table);
}

static void case_and_spaces_do_not_matter_in_column_names(void **state)
{
    (void)state;
    static const char *const SAME[] = {
        "from_age", "From_Age ", "from_ age", "FROM _ AGE", "from_\302\240age"};
    for (size_t i = 0; i < COUNT(SAME); i++) {
        lac_table table = {0};
        lac_header header = {0};
        char text[64];
        snprintf(text, sizeof text, "Section,I tem,field,%s\n", SAME[i]);
        assert_int_equal(
            read_header(text, SHEET, N_SHEET, LAC_HEADER_CLOSED, "", &table, &header), LAC_OK);
        assert_int_equal(header.cell_of[ITEM], 1);
        assert_int_equal(header.cell_of[FROM_AGE], 3);
        lac_header_free(&header);
        lac_table_free(&table);
    }
}

static void unknown_columns_are_refused_in_a_closed_header(void **state)
{
    (void)state;
    assert_header("period,stok,cesed_sgo\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:8: error: B1 column \"stok\" is not known\n"
        "  period,stok,cesed_sgo\n"
        "         ^\n"
        "  hint: did you mean \"stock\"?\n"
        "t.csv:1:13: error: C1 column \"cesed_sgo\" is not known\n"
        "  period,stok,cesed_sgo\n"
        "              ^\n"
        "  hint: did you mean \"ceased_<route>\"?\n");
    assert_header("period,wards\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:8: error: B1 column \"wards\" is not known\n"
        "  period,wards\n"
        "         ^\n"
        "  hint: the columns are period, stock, admissions, ceased, ceased_<route>, population\n");
}

static void long_names_are_shortened_in_messages(void **state)
{
    (void)state;
    assert_header("period,\303\25123456789012345678901234567890123456789012345678901234567890xyz\n",
        HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:8: error: B1 column "
        "\"\303\25123456789012345678901234567890123456789012345678901234567890...\" is not known\n"
        "  period,\303\25123456789012345678901234567890123456789012345678901234567890xyz\n"
        "         ^\n"
        "  hint: the columns are period, stock, admissions, ceased, ceased_<route>, population\n");
}

static void unknown_columns_are_others_in_an_open_header(void **state)
{
    (void)state;
    lac_table table = {0};
    lac_header header = {0};
    assert_int_equal(read_header("section,item,field,Base,Programme 25 %\n", SHEET, N_SHEET,
                         LAC_HEADER_OPEN, "", &table, &header),
        LAC_OK);
    assert_int_equal(header.column_of[3], LAC_COLUMN_OTHER);
    assert_int_equal(header.column_of[4], LAC_COLUMN_OTHER);
    lac_header_free(&header);
    lac_table_free(&table);
    assert_int_equal(
        read_header("section,item,field,Base,Lwo,base\n", SHEET, N_SHEET, LAC_HEADER_OPEN,
            "t.csv:1:25: error: E1 column \"Lwo\" is within two letters of \"low\"\n"
            "  section,item,field,Base,Lwo,base\n"
            "                          ^\n"
            "  hint: write \"low\" if that is meant, else choose a name less like it\n"
            "t.csv:1:29: error: F1 column \"base\" repeats column D\n"
            "  section,item,field,Base,Lwo,base\n"
            "                              ^\n"
            "  hint: keep one of them\n",
            &table, &header),
        LAC_INPUT);
    /* what could be told is there */
    assert_int_equal(header.cell_of[FIELD], 2);
    assert_int_equal(header.column_of[3], LAC_COLUMN_OTHER);
    assert_int_equal(header.column_of[4], LAC_COLUMN_FAULT);
    assert_int_equal(header.column_of[5], LAC_COLUMN_FAULT);
    lac_header_free(&header);
    lac_table_free(&table);
}

static void repeated_columns_are_refused(void **state)
{
    (void)state;
    assert_header("period,stock,Period\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:14: error: C1 column \"Period\" repeats column A\n"
        "  period,stock,Period\n"
        "               ^\n"
        "  hint: keep one of them\n");
    assert_header("period,ceased_a b,ceased_c,ceased_A  B\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:28: error: D1 column \"ceased_A  B\" repeats column B\n"
        "  period,ceased_a b,ceased_c,ceased_A  B\n"
        "                             ^\n"
        "  hint: keep one of them\n");
}

static void required_columns_must_be_there(void **state)
{
    (void)state;
    assert_header("# x\nitem,feild\n", SHEET, N_SHEET, LAC_HEADER_CLOSED,
        "t.csv:2:6: error: B2 column \"feild\" is not known\n"
        "  item,feild\n"
        "       ^\n"
        "  hint: did you mean \"field\"?\n"
        "t.csv:2:1: error: the required column \"section\" is missing\n"
        "  item,feild\n"
        "  ^\n"
        "  hint: add it to the header\n");
}

static void a_family_needs_a_name(void **state)
{
    (void)state;
    assert_header("period,Ceased_\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED,
        "t.csv:1:8: error: B1 column \"Ceased_\" names no route\n"
        "  period,Ceased_\n"
        "         ^\n"
        "  hint: write ceased_<route>\n");
    static const lac_column REQUIRED[] = {{"ceased_", true, "route"}};
    assert_header("\"\",ceased_a,ceased_b\n", REQUIRED, 1, LAC_HEADER_CLOSED, "");
    assert_header("x\n", REQUIRED, 1, LAC_HEADER_OPEN,
        "t.csv:1:1: error: the required column \"ceased_<route>\" is missing\n"
        "  x\n"
        "  ^\n"
        "  hint: add it to the header\n");
}

static void cells_without_a_column_name_are_refused(void **state)
{
    (void)state;
    assert_header("period,,stock\n2017/18\n2018/19,x,1,y\n2019/20,z,2,w,v\n", HISTORY, N_HISTORY,
        LAC_HEADER_CLOSED,
        "t.csv:1:8: error: B1 has no name, but B3 below it is not empty\n"
        "  period,,stock\n"
        "         ^\n"
        "  hint: name the column, or clear the cells below it\n"
        "t.csv:1:14: error: D1 has no name, but D3 below it is not empty\n"
        "  period,,stock\n"
        "               ^\n"
        "  hint: name the column, or clear the cells below it\n"
        "t.csv:1:14: error: E1 has no name, but E4 below it is not empty\n"
        "  period,,stock\n"
        "               ^\n"
        "  hint: name the column, or clear the cells below it\n");
    assert_header("period,,stock,,\n2017/18,,1,,\n", HISTORY, N_HISTORY, LAC_HEADER_CLOSED, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_have_text_and_positions),
        cmocka_unit_test(line_ends_and_marks_change_nothing),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(quoted_cells),
        cmocka_unit_test(white_space_at_the_ends_of_cells_goes),
        cmocka_unit_test(blank_rows_and_comments_count_as_rows_only),
        cmocka_unit_test(blank_cells_stay_inside_and_go_at_the_end),
        cmocka_unit_test(the_hash_is_that_of_the_raw_bytes),
        cmocka_unit_test(files_without_a_header_are_refused),
        cmocka_unit_test(other_kinds_of_file_are_refused),
        cmocka_unit_test(bytes_that_are_no_text_are_named),
        cmocka_unit_test(misplaced_quotation_marks_are_refused),
        cmocka_unit_test(other_separators_are_recognised),
        cmocka_unit_test(a_declared_separator_is_skipped_or_refused),
        cmocka_unit_test(limits_on_bytes_rows_and_columns),
        cmocka_unit_test(limits_of_the_contract),
        cmocka_unit_test(one_line_of_a_hundred_megabytes_ends_at_its_first_long_cell),
        cmocka_unit_test_setup_teardown(an_ordinary_file_is_read, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(
            a_missing_file_is_invalid_input, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(
            folders_pipes_and_devices_are_refused_at_once, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(
            large_files_are_refused_by_their_size, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(
            unreadable_files_are_an_input_output_error, make_scratch, remove_scratch),
        cmocka_unit_test(columns_are_found_in_any_order),
        cmocka_unit_test(case_and_spaces_do_not_matter_in_column_names),
        cmocka_unit_test(unknown_columns_are_refused_in_a_closed_header),
        cmocka_unit_test(long_names_are_shortened_in_messages),
        cmocka_unit_test(unknown_columns_are_others_in_an_open_header),
        cmocka_unit_test(repeated_columns_are_refused),
        cmocka_unit_test(required_columns_must_be_there),
        cmocka_unit_test(a_family_needs_a_name),
        cmocka_unit_test(cells_without_a_column_name_are_refused),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
