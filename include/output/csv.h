/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CSV_H
#define LAC_OUTPUT_CSV_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Writes one CSV file as the contract wants it (section 5): UTF-8 with a byte order mark, CRLF, cells
 * quoted by RFC 4180 where they must be. Begins as {0}. */
typedef struct {
    FILE *file;       /* NULL: a piece, which stays in memory */
    const char *path; /* borrowed until closed */
    char *buffer;     /* what is not yet in the file */
    size_t used;
    size_t room;
    bool begun;                         /* the row has a cell */
    int error;                          /* errno of the first write that failed; 0 for none */
    bool (*interrupted)(void *context); /* see lac_csv_watch */
    void *context;
    unsigned rows; /* ended so far, modulo 2^32 */
    bool stopped;  /* interrupted: nothing more is written, whoever writes rows may stop */
} lac_csv;

/* LAC_OK; LAC_IO and one error in diagnostics; LAC_MEMORY. */
int lac_csv_open(lac_csv *self, const char *path, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Begins a piece of a file: rows that are kept in memory until lac_csv_take. LAC_OK or LAC_MEMORY. */
int lac_csv_open_piece(lac_csv *self) LAC_CHECKED;

/* Writes a piece to the file, what went wrong with it included, and frees it. */
void lac_csv_take(lac_csv *self, lac_csv *piece);

/* From now on interrupted (NULL: nobody) is asked every few thousand rows whether to stop. */
void lac_csv_watch(lac_csv *self, bool (*interrupted)(void *context), void *context);

/* The next cell of the row. Faults are told by lac_csv_close. */
void lac_csv_word(lac_csv *self, const char *word); /* of ours; quoted where needed */
void lac_csv_number(lac_csv *self, double value);   /* shortest decimal; NaN is a blank cell */
/* Text of a user: where a spreadsheet would take it for a formula (it begins with = + - @, a tab or a
 * carriage return and is no plain number) an apostrophe goes before it. */
void lac_csv_text(lac_csv *self, const char *text);

/* Neighbouring cells that many rows hold, worked out once. */
typedef struct {
    const char *bytes; /* NULL: no memory */
    size_t n;
} lac_csv_cells;

/* A text of a user (NULL: none), then n words of ours. The bytes belong to the arena. */
lac_csv_cells lac_csv_join(
    lac_arena *arena, const char *user_text, const char *const *words, size_t n);
void lac_csv_put(lac_csv *self, lac_csv_cells cells);

void lac_csv_end_row(lac_csv *self);

/* Whoever writes rows cannot go on: nothing more is written, and lac_csv_close tells of the error (an
 * errno). */
void lac_csv_fail(lac_csv *self, int error);

/* Puts the file on the disk, closes it and frees self. LAC_OK; LAC_INTERRUPTED when it stopped; LAC_IO and
 * one error in diagnostics when any write failed; LAC_MEMORY when the first fault was ENOMEM. Of a piece:
 * frees it, LAC_OK. Safe on {0}. */
int lac_csv_close(lac_csv *self, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
