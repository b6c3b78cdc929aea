/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_TERMINAL_H
#define LAC_CLI_TERMINAL_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>

/* Makes sure that descriptors 0 to 2 are open, so that no file is ever opened in their place. */
void lac_terminal_open_standard(void);

/* Whether bold type may be used: a terminal that is not dumb, and NO_COLOR is not set. */
bool lac_terminal_styled(FILE *out);

/* Says on standard error what is being done, and takes it back; nothing where that is no terminal. */
void lac_terminal_progress(const char *text);
void lac_terminal_progress_end(void);

/* Flushes standard output. LAC_OK; LAC_IO after saying on standard error what failed. */
int lac_terminal_flush(void) LAC_CHECKED;

/* Columns that text takes on a terminal. */
int lac_terminal_width(const char *text);

/* The number of bytes of text that go on a line of width columns: as many words as fit, at least one
 * character. *next is where the following line begins. */
size_t lac_terminal_break(const char *text, int width, size_t *next);

/* Prints text, broken at width columns, each line begun by indent
 * spaces. */
void lac_terminal_paragraph(FILE *out, const char *text, int indent, int width);

#endif
