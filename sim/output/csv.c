/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/csv.h"

#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static int tell(const char *path, int error, lac_diagnostics *diagnostics)
{
    const lac_place place = {.file = path};
    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, NULL, "cannot be written: %s",
        strerror(error));
    return LAC_IO;
}

static void put(lac_csv *self, const char *text)
{
    if (fputs(text, self->file) < 0 && self->error == 0) {
        self->error = errno;
    }
}

static void begin_cell(lac_csv *self)
{
    if (self->begun) {
        put(self, ",");
    }
    self->begun = true;
}

/* before is put in front of the text, inside the quotation marks. */
static void put_cell(lac_csv *self, const char *before, const char *text)
{
    const size_t length = strlen(text);
    const bool quoted = strpbrk(text, ",\"\r\n") != NULL ||
                        (length > 0 && (text[0] == ' ' || text[length - 1] == ' '));
    begin_cell(self);
    if (!quoted) {
        put(self, before);
        put(self, text);
        return;
    }
    put(self, "\"");
    put(self, before);
    for (const char *rest = text; *rest != '\0';) {
        const size_t piece = strcspn(rest, "\"");
        if (fwrite(rest, 1, piece, self->file) != piece && self->error == 0) {
            self->error = errno;
        }
        rest += piece;
        if (*rest == '"') {
            put(self, "\"\"");
            rest++;
        }
    }
    put(self, "\"");
}

int lac_csv_open(lac_csv *self, const char *path, lac_diagnostics *diagnostics)
{
    memset(self, 0, sizeof *self);
    self->path = path;
    self->file = fopen(path, "wb");
    if (self->file == NULL) {
        return tell(path, errno, diagnostics);
    }
    put(self, "\xEF\xBB\xBF");
    return LAC_OK;
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

void lac_csv_end_row(lac_csv *self)
{
    put(self, "\r\n");
    self->begun = false;
}

int lac_csv_close(lac_csv *self, lac_diagnostics *diagnostics)
{
    int status = LAC_OK;
    if (self->file == NULL) {
        return LAC_OK;
    }
    if (ferror(self->file) != 0 && self->error == 0) {
        self->error = EIO;
    }
    if (fclose(self->file) != 0 && self->error == 0) {
        self->error = errno;
    }
    if (self->error != 0) {
        status = tell(self->path, self->error, diagnostics);
    }
    memset(self, 0, sizeof *self);
    return status;
}
