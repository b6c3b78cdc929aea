/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_COLUMNS_H
#define LAC_CLI_COLUMNS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>

enum { LAC_COLUMNS_MOST = 10 };

/* A table of words, each column as wide as its widest cell: the first columns are set at the left, numbers
 * at the right. Cells are borrowed, one line each and without control characters, never NULL. */
typedef struct {
    const char *heads[LAC_COLUMNS_MOST];
    int n_columns;
    int n_left; /* columns set at the left */
    const char *(*rows)[LAC_COLUMNS_MOST];
    int n_rows; /* so far */
} lac_columns;

/* Room for so many rows, which the arena owns; heads may stand already. LAC_OK or LAC_MEMORY. */
int lac_columns_make(lac_columns *self, lac_arena *arena, int most_rows) LAC_CHECKED;

/* Prints the heads, bold or not, the rows, and an empty line; no line ends in spaces. */
void lac_columns_print(FILE *out, const lac_columns *self, bool bold);

#endif
