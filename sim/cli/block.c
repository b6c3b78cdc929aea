/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/block.h"

#include "cli/terminal.h"

#include <string.h>

enum { GAP = 2, HANGING = 2 };

static int greater(int a, int b)
{
    return a > b ? a : b;
}

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

void lac_block_measure(lac_block_size *size, const lac_block *block)
{
    for (int r = 0; r < block->n_rows; r++) {
        size->label =
            greater(size->label, lesser(lac_terminal_width(block->rows[r].label), LAC_BLOCK_LABEL));
        for (int c = 0; c < block->n_columns; c++) {
            size->cell = greater(size->cell, lac_terminal_width(block->rows[r].cells[c]) + GAP);
        }
    }
    for (int c = 0; c < block->n_columns; c++) {
        size->cell = greater(size->cell, lac_terminal_width(block->heads[c]) + GAP);
    }
}

/* Cells first..end, each at the right of its column; spaces at the end of the line are left out. */
static void print_cells(FILE *out, const char **cells, int first, int end, int width)
{
    int owed = 0;
    for (int c = first; c < end; c++) {
        size_t length = strlen(cells[c]);
        int behind = 0;
        for (; length > 0 && cells[c][length - 1] == ' '; length--) {
            behind++;
        }
        const int before = width - lac_terminal_width(cells[c]);
        if (length == 0) {
            owed += width;
            continue;
        }
        fprintf(out, "%*s%.*s", owed + greater(before, 0), "", (int)length, cells[c]);
        owed = behind;
    }
    fputc('\n', out);
}

/* Prints a label, broken where it must be, and fills its last line up to width. */
static void print_label(FILE *out, const char *label, int width)
{
    const int indent = (int)strspn(label, " ");
    const char *rest = label + indent;
    int margin = indent;
    size_t next = 0;
    size_t length = lac_terminal_break(rest, width - margin, &next);
    while (rest[next] != '\0') {
        fprintf(out, "%*s%.*s\n", margin, "", (int)length, rest);
        rest += next;
        margin = indent + HANGING;
        length = lac_terminal_break(rest, width - margin, &next);
    }
    fprintf(out, "%*s%s%*s", margin, "", rest,
        greater(width - margin - lac_terminal_width(rest), 0), "");
}

static void print_heading(
    FILE *out, const lac_block *block, const lac_block_size *size, int first, int end, bool bold)
{
    const int width = lac_terminal_width(block->title);
    if (bold) {
        fputs("\033[1m", out);
    }
    if (width > size->label) {
        lac_terminal_paragraph(out, block->title, 0, LAC_BLOCK_WIDTH);
    } else {
        fputs(block->title, out);
    }
    if (bold) {
        fputs("\033[0m", out);
    }
    fprintf(out, "%*s", width > size->label ? size->label : size->label - width, "");
    print_cells(out, block->heads, first, end, size->cell);
}

/* Whether a piece of a row says nothing while another piece of it does. */
static bool blank_piece(const lac_block *block, const lac_block_row *row, int first, int end)
{
    bool any = false;
    for (int c = 0; c < block->n_columns; c++) {
        const bool blank = row->cells[c][strspn(row->cells[c], " ")] == '\0';
        if (!blank && c >= first && c < end) {
            return false;
        }
        any = any || !blank;
    }
    return any;
}

void lac_block_print(FILE *out, const lac_block *block, const lac_block_size *size, bool bold)
{
    const int fit = greater((LAC_BLOCK_WIDTH - size->label) / greater(size->cell, 1), 1);
    for (int first = 0; first < block->n_columns; first += fit) {
        const int end = lesser(first + fit, block->n_columns);
        print_heading(out, block, size, first, end, bold);
        for (int r = 0; r < block->n_rows; r++) {
            if (!blank_piece(block, &block->rows[r], first, end)) {
                print_label(out, block->rows[r].label, size->label);
                print_cells(out, block->rows[r].cells, first, end, size->cell);
            }
        }
        fputc('\n', out);
    }
}
