/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/encoding.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

/* The byte order mark; a program that adds one to a file that has it leaves two. */
#define MARK "\xEF\xBB\xBF"
enum { MARK_BYTES = 3 };

typedef struct {
    char *bytes;
    size_t n_bytes;
    size_t start;
    const char *name;
    lac_diagnostics *diagnostics;
} text_file;

static int refuse(const text_file *self, const char *message, const char *hint)
{
    const lac_place place = {.file = self->name};
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, hint, "%s", message);
    return LAC_INPUT;
}

/* An error about the byte at offset; its line is ended in place so that it can be shown. */
static int refuse_byte(const text_file *self, size_t offset, const char *what, const char *hint)
{
    int line = 1;
    size_t start = self->start;
    for (size_t i = start; i < offset; i++) {
        if (self->bytes[i] == '\n') {
            line++;
            start = i + 1;
        }
    }
    const unsigned byte = (unsigned char)self->bytes[offset];
    char *end = memchr(self->bytes + offset, '\n', self->n_bytes - offset);
    end = end == NULL ? self->bytes + self->n_bytes : end;
    if (byte == '\r') {
        end = self->bytes + offset;
    } else if (end > self->bytes + offset && end[-1] == '\r') {
        end--;
    }
    *end = '\0';
    const size_t before = lac_utf8_characters(self->bytes + start, offset - start);
    const lac_place place = {
        .file = self->name, .line = line, .column = (int)before + 1, .source = self->bytes + start};
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, hint, "byte 0x%02X at offset %zu %s",
        byte, offset, what);
    return LAC_INPUT;
}

static bool begins_with(const text_file *self, const char *magic, size_t length)
{
    return self->n_bytes >= length && memcmp(self->bytes, magic, length) == 0;
}

/* Offset of the first byte of the text that is unwanted, or n_bytes. */
static size_t find_byte(const text_file *self, bool unwanted(const char *at))
{
    size_t offset = self->start;
    while (offset < self->n_bytes && !unwanted(self->bytes + offset)) {
        offset++;
    }
    return offset;
}

static bool is_lone_return(const char *at)
{
    return at[0] == '\r' && at[1] != '\n';
}

static bool is_control(const char *at)
{
    const unsigned char c = (unsigned char)*at;
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

int lac_encoding_check(
    char *bytes, size_t n_bytes, const char *name, lac_diagnostics *diagnostics, size_t *start)
{
    text_file self = {bytes, n_bytes, 0, name, diagnostics};
    if (begins_with(&self, MARK MARK, 2 * MARK_BYTES)) {
        self.start = 2 * MARK_BYTES;
    } else if (begins_with(&self, MARK, MARK_BYTES)) {
        self.start = MARK_BYTES;
    }
    *start = self.start;
    if (n_bytes == self.start) {
        return refuse(
            &self, "the file is empty", "its first row must name the columns; was it saved?");
    }
    if (begins_with(&self, "\xFF\xFE", 2) || begins_with(&self, "\xFE\xFF", 2)) {
        return refuse(
            &self, "the file is UTF-16 (\"Unicode Text\"), not UTF-8", LAC_SAVE_AS_CSV_UTF8);
    }
    if (begins_with(&self, "PK\x03\x04", 4) || begins_with(&self, "\xD0\xCF\x11\xE0", 4)) {
        return refuse(&self, "this is an Excel workbook, not a CSV file",
            "open it in Excel and " LAC_SAVE_AS_CSV_UTF8);
    }
    const char *nul = memchr(bytes, '\0', n_bytes);
    if (nul != NULL) {
        return refuse_byte(
            &self, (size_t)(nul - bytes), "is a NUL, which no text file has", LAC_SAVE_AS_CSV_UTF8);
    }
    size_t offset = lac_utf8_fault(bytes, n_bytes);
    if (offset < n_bytes) {
        return refuse_byte(&self, offset, "is not UTF-8", LAC_SAVE_AS_CSV_UTF8);
    }
    offset = find_byte(&self, is_lone_return);
    if (offset < n_bytes) {
        return refuse_byte(&self, offset,
            "is a carriage return without a line feed, as on old Macs", LAC_SAVE_AS_CSV_UTF8);
    }
    offset = find_byte(&self, is_control);
    if (offset < n_bytes) {
        return refuse_byte(&self, offset, "is a control character, which no cell may have",
            "retype the cell; if there are many, " LAC_SAVE_AS_CSV_UTF8);
    }
    return LAC_OK;
}
