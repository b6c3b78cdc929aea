/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_BLOCK_H
#define LAC_CLI_BLOCK_H

#include <stdbool.h>
#include <stdio.h>

/* A table for people: a heading, columns with heads, rows of a label and cells. All strings are
 * borrowed, one line each and without control characters. */
typedef struct {
    const char *label;
    const char **cells; /* one a column, never NULL */
} lac_block_row;

typedef struct {
    const char *title;
    const char **heads;
    int n_columns;
    lac_block_row *rows;
    int n_rows;
} lac_block;

enum { LAC_BLOCK_WIDTH = 96, LAC_BLOCK_LABEL = 36 };

/* Widths that several blocks share so that their columns stand below each other. Begins as {0}. */
typedef struct {
    int label;
    int cell;
} lac_block_size;

/* Widens size so that the block fits. */
void lac_block_measure(lac_block_size *size, const lac_block *block);

/* Prints the block in pieces of as many columns as LAC_BLOCK_WIDTH holds, each with all rows that have
 * something in it, and an empty line behind each. Long labels go on several lines, the cells on the last. */
void lac_block_print(FILE *out, const lac_block *block, const lac_block_size *size, bool bold);

#endif
