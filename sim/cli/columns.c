/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/columns.h"

#include "cli/terminal.h"

enum { GAP = 2 };

int lac_columns_make(lac_columns *self, lac_arena *arena, int most_rows)
{
    self->rows = lac_arena_alloc(arena, (size_t)most_rows, sizeof *self->rows);
    return self->rows == NULL ? LAC_MEMORY : LAC_OK;
}

/* owed: spaces that stand before the next word, if there is one. */
static void put_cell(FILE *out, const char *text, int width, bool left, int *owed)
{
    const int fill = width - lac_terminal_width(text);
    if (*text == '\0') {
        *owed += width;
    } else {
        fprintf(out, "%*s%s", left ? *owed : *owed + fill, "", text);
        *owed = left ? fill : 0;
    }
}

static void put_line(
    FILE *out, const lac_columns *self, const char *const *cells, const int *widths)
{
    int owed = 0;
    for (int c = 0; c < self->n_columns; c++) {
        put_cell(out, cells[c], widths[c], c < self->n_left, &owed);
        owed += GAP;
    }
    fputc('\n', out);
}

void lac_columns_print(FILE *out, const lac_columns *self, bool bold)
{
    int widths[LAC_COLUMNS_MOST] = {0};
    for (int r = -1; r < self->n_rows; r++) {
        for (int c = 0; c < self->n_columns; c++) {
            const int width = lac_terminal_width(r < 0 ? self->heads[c] : self->rows[r][c]);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    fputs(bold ? "\033[1m" : "", out);
    put_line(out, self, self->heads, widths);
    fputs(bold ? "\033[0m" : "", out);
    for (int r = 0; r < self->n_rows; r++) {
        put_line(out, self, self->rows[r], widths);
    }
    fputc('\n', out);
}
