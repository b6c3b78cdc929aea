/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/csv.h"

#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = 65536, ROWS_BETWEEN_QUESTIONS = 4096 };

static int tell(const char *path, int error, lac_diagnostics *diagnostics)
{
    const lac_place place = {.file = path};
    lac_diagnostics_add(
        diagnostics, LAC_ERROR, &place, NULL, "cannot be written: %s", strerror(error));
    return LAC_IO;
}

static void flush(lac_csv *self)
{
    if (self->used > 0 && fwrite(self->buffer, 1, self->used, self->file) != self->used &&
        self->error == 0) {
        self->error = errno;
    }
    self->used = 0;
}

/* Makes room for n more bytes of a piece. */
static bool grow_piece(lac_csv *self, size_t n)
{
    const bool ok =
        self->error == 0 && lac_grow(&self->buffer, &self->room, self->used + n, 1) == LAC_OK;
    if (!ok) {
        lac_csv_fail(self, ENOMEM);
    }
    return ok;
}

static void put_bytes(lac_csv *self, const char *bytes, size_t n)
{
    if (self->stopped) {
        return;
    }
    if (n > self->room - self->used && self->file == NULL && !grow_piece(self, n)) {
        return;
    }
    while (n > self->room - self->used) {
        const size_t room = self->room - self->used;
        memcpy(self->buffer + self->used, bytes, room);
        self->used = self->room;
        bytes += room;
        n -= room;
        flush(self);
    }
    memcpy(self->buffer + self->used, bytes, n);
    self->used += n;
}

static void put(lac_csv *self, const char *text)
{
    put_bytes(self, text, strlen(text));
}

static void put_byte(lac_csv *self, char byte)
{
    if (self->used == self->room || self->stopped) {
        put_bytes(self, &byte, 1);
    } else {
        self->buffer[self->used++] = byte;
    }
}

static void begin_cell(lac_csv *self)
{
    if (self->begun) {
        put_byte(self, ',');
    }
    self->begun = true;
}

/* Length of a text that needs no quotation marks, else -1. */
static ptrdiff_t plain_length(const char *text)
{
    const char *at = text;
    for (; *at != '\0'; at++) {
        if (*at == ',' || *at == '"' || *at == '\r' || *at == '\n') {
            return -1;
        }
    }
    return at > text && (*text == ' ' || at[-1] == ' ') ? -1 : at - text;
}

/* before is put in front of the text, inside the quotation marks. */
static void put_cell(lac_csv *self, const char *before, const char *text)
{
    const ptrdiff_t plain = plain_length(text);
    begin_cell(self);
    if (plain >= 0) {
        if (*before != '\0') {
            put(self, before);
        }
        put_bytes(self, text, (size_t)plain);
        return;
    }
    put(self, "\"");
    put(self, before);
    for (const char *rest = text; *rest != '\0';) {
        const size_t piece = strcspn(rest, "\"");
        put_bytes(self, rest, piece);
        rest += piece;
        if (*rest == '"') {
            put(self, "\"\"");
            rest++;
        }
    }
    put(self, "\"");
}

int lac_csv_open_piece(lac_csv *self)
{
    memset(self, 0, sizeof *self);
    self->buffer = malloc(BUFFER_BYTES);
    self->room = self->buffer == NULL ? 0 : BUFFER_BYTES;
    return self->buffer == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_csv_open(lac_csv *self, const char *path, lac_diagnostics *diagnostics)
{
    if (lac_csv_open_piece(self) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->path = path;
    self->file = fopen(path, "wb");
    if (self->file == NULL) {
        const int error = errno;
        free(self->buffer);
        self->buffer = NULL;
        return tell(path, error, diagnostics);
    }
    (void)setvbuf(self->file, NULL, _IONBF, 0);
    put(self, "\xEF\xBB\xBF");
    return LAC_OK;
}

void lac_csv_take(lac_csv *self, lac_csv *piece)
{
    lac_csv_fail(self, piece->error);
    flush(self);
    if (!self->stopped && fwrite(piece->buffer, 1, piece->used, self->file) != piece->used) {
        lac_csv_fail(self, errno);
    }
    self->stopped = self->stopped || piece->stopped;
    self->rows += piece->rows;
    free(piece->buffer);
    memset(piece, 0, sizeof *piece);
}

void lac_csv_watch(lac_csv *self, bool (*interrupted)(void *context), void *context)
{
    self->interrupted = interrupted;
    self->context = context;
}

void lac_csv_word(lac_csv *self, const char *word)
{
    put_cell(self, "", word);
}

void lac_csv_number(lac_csv *self, double value)
{
    char text[32];
    begin_cell(self);
    if (!isnan(value)) {
        lac_number_format(value, text);
        put(self, text);
    }
}

void lac_csv_text(lac_csv *self, const char *text)
{
    double number = 0;
    bool percent = false;
    const bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL &&
                         lac_number_parse(text, &number, &percent) != 0;
    put_cell(self, formula ? "'" : "", text);
}

lac_csv_cells lac_csv_join(
    lac_arena *arena, const char *user_text, const char *const *words, size_t n)
{
    lac_csv scratch = {0};
    lac_csv_cells out = {NULL, 0};
    if (lac_csv_open_piece(&scratch) != LAC_OK) {
        return out;
    }
    if (user_text != NULL) {
        lac_csv_text(&scratch, user_text);
    }
    for (size_t i = 0; i < n; i++) {
        lac_csv_word(&scratch, words[i]);
    }
    if (scratch.error == 0) {
        out.bytes = lac_arena_copy_n(arena, scratch.buffer, scratch.used);
    }
    out.n = scratch.used;
    free(scratch.buffer);
    return out;
}

void lac_csv_put(lac_csv *self, lac_csv_cells cells)
{
    begin_cell(self);
    put_bytes(self, cells.bytes, cells.n);
}

void lac_csv_end_row(lac_csv *self)
{
    put_byte(self, '\r');
    put_byte(self, '\n');
    self->begun = false;
    self->rows++;
    if (self->interrupted != NULL && self->rows % ROWS_BETWEEN_QUESTIONS == 0) {
        self->stopped = self->stopped || self->interrupted(self->context);
    }
}

void lac_csv_fail(lac_csv *self, int error)
{
    self->error = self->error == 0 ? error : self->error;
}

int lac_csv_close(lac_csv *self, lac_diagnostics *diagnostics)
{
    int status = self->stopped ? LAC_INTERRUPTED : LAC_OK;
    if (self->file == NULL) {
        free(self->buffer);
        memset(self, 0, sizeof *self);
        return LAC_OK;
    }
    flush(self);
    /* here, so that files that are written side by side also reach the disk side by side; a file system
     * that cannot sync says EINVAL */
    if (fsync(fileno(self->file)) != 0 && errno != EINVAL) {
        lac_csv_fail(self, errno);
    }
    if (fclose(self->file) != 0 && self->error == 0) {
        self->error = errno;
    }
    if (self->error == ENOMEM) {
        status = LAC_MEMORY;
    } else if (self->error != 0) {
        status = tell(self->path, self->error, diagnostics);
    }
    free(self->buffer);
    memset(self, 0, sizeof *self);
    return status;
}
