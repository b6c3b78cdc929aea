/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diagnostic.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

enum {
    SHOWN_ERRORS = 20,
    KEPT_EACH = 1000,        /* of each severity; more are counted and not kept */
    EXCERPT_CHARACTERS = 120 /* of a source line */
};

/* A long line is kept and printed from this character (from 0) on, so that the column is in sight. */
static size_t excerpt_start(int column)
{
    const int near_enough = EXCERPT_CHARACTERS - 10;
    return column <= near_enough ? 0 : (size_t)(column - 1 - EXCERPT_CHARACTERS / 2);
}

/* Reads one character; a byte that is not UTF-8, and what could upset a terminal, becomes '?'. */
static const char *take_printable(const char *text, ucs4_t *character)
{
    const int length = u8_strmbtouc(character, (const uint8_t *)text);
    if (length <= 0) {
        *character = '?';
        return text + 1;
    }
    if (*character == '\t') {
        *character = ' ';
    } else if (uc_is_general_category_withtable(
                   *character, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Zl |
                                   UC_CATEGORY_MASK_Zp)) {
        *character = '?';
    }
    return text + length;
}

static const char *skip_characters(const char *text, size_t n)
{
    ucs4_t ignored = 0;
    for (; n > 0 && *text != '\0'; n--) {
        text = take_printable(text, &ignored);
    }
    return text;
}

static void print_character(ucs4_t character, FILE *out)
{
    uint8_t bytes[6];
    const int length = u8_uctomb(bytes, character, sizeof bytes);
    if (length > 0) {
        fwrite(bytes, 1, (size_t)length, out);
    }
}

static void print_text(const char *text, FILE *out)
{
    while (*text != '\0') {
        ucs4_t character = 0;
        text = take_printable(text, &character);
        print_character(character, out);
    }
}

/* The kept piece of the source line and the caret below the column. */
static void print_source(const lac_place *place, FILE *out)
{
    const bool cut_before = excerpt_start(place->column) > 0;
    const size_t caret_at =
        (size_t)(place->column > 0 ? place->column - 1 : 0) - excerpt_start(place->column);
    int caret_width = cut_before ? 3 : 0;
    const char *rest = place->source;
    fputs(cut_before ? "  ..." : "  ", out);
    for (size_t i = 0; i < EXCERPT_CHARACTERS && *rest != '\0'; i++) {
        ucs4_t character = 0;
        rest = take_printable(rest, &character);
        print_character(character, out);
        if (i < caret_at) {
            const int width = uc_width(character, "UTF-8");
            caret_width += width > 0 ? width : 0;
        }
    }
    fputs(*rest == '\0' ? "\n" : "...\n", out);
    if (place->column > 0) {
        fprintf(out, "  %*s^\n", caret_width, "");
    }
}

static void print_one(const lac_diagnostic *item, FILE *out)
{
    static const char *const NAMES[] = {"error", "warning", "note"};
    const lac_place *place = &item->place;
    if (place->file != NULL) {
        print_text(place->file, out);
        if (place->line > 0 && place->column > 0) {
            fprintf(out, ":%d:%d", place->line, place->column);
        } else if (place->line > 0) {
            fprintf(out, ":%d", place->line);
        }
        fputs(": ", out);
    }
    fprintf(out, "%s: ", NAMES[item->severity]);
    if (place->file != NULL && place->row > 0 && place->sheet_column > 0) {
        char column[8];
        lac_sheet_column_name(place->sheet_column, column);
        fprintf(out, "%s%d ", column, place->row);
    }
    print_text(item->message, out);
    fputc('\n', out);
    if (place->source != NULL && place->source[0] != '\0' && place->line > 0) {
        print_source(place, out);
    }
    if (item->hint != NULL) {
        fputs("  hint: ", out);
        print_text(item->hint, out);
        fputc('\n', out);
    }
}

/* Copies place into the list's arena, of a long source line only what print_source can show (and one
 * character more, which tells that there is more). Returns whether there was memory. */
static bool keep_place(lac_diagnostics *self, const lac_place *place, lac_place *kept)
{
    *kept = *place;
    if (place->file != NULL) {
        kept->file = lac_arena_copy(&self->arena, place->file);
    }
    if (place->source != NULL) {
        const char *from = skip_characters(place->source, excerpt_start(place->column));
        const char *end = skip_characters(from, EXCERPT_CHARACTERS + 1);
        kept->source = lac_arena_copy_n(&self->arena, from, (size_t)(end - from));
    }
    return (place->file == NULL || kept->file != NULL) &&
           (place->source == NULL || kept->source != NULL);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* A cell that several scenarios inherit has its fault once. */
static bool already_said(
    const lac_diagnostics *self, lac_severity severity, const lac_place *place, const char *message)
{
    static const lac_place NOWHERE = {.file = NULL};
    const lac_place *at = place == NULL ? &NOWHERE : place;
    for (size_t i = 0; i < self->n; i++) {
        const lac_diagnostic *item = &self->items[i];
        if (item->severity == severity && item->place.line == at->line &&
            item->place.column == at->column && same_text(item->place.file, at->file) &&
            same_text(item->message, message)) {
            return true;
        }
    }
    return false;
}

void lac_diagnostics_add(lac_diagnostics *self, lac_severity severity, const lac_place *place,
    const char *hint, const char *format, ...)
{
    size_t *count = severity == LAC_ERROR     ? &self->n_errors
                    : severity == LAC_WARNING ? &self->n_warnings
                                              : &self->n_notes;
    if (*count >= KEPT_EACH) {
        ++*count;
        return;
    }
    lac_diagnostic item = {.severity = severity};
    char *message = NULL;
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0) {
        message = lac_arena_alloc(&self->arena, (size_t)length + 1, 1);
    }
    if (message != NULL) {
        va_start(args, format);
        vsnprintf(message, (size_t)length + 1, format, args);
        va_end(args);
    }
    if (message != NULL && already_said(self, severity, place, message)) {
        return;
    }
    ++*count;
    item.message = message;
    item.hint = hint == NULL ? NULL : lac_arena_copy(&self->arena, hint);
    if (message == NULL || (hint != NULL && item.hint == NULL) ||
        (place != NULL && !keep_place(self, place, &item.place)) ||
        lac_grow(&self->items, &self->capacity, self->n + 1, sizeof *self->items) != LAC_OK) {
        self->out_of_memory = true;
        return;
    }
    self->items[self->n++] = item;
}

void lac_diagnostics_append(lac_diagnostics *self, const lac_diagnostics *other)
{
    size_t kept[3] = {0};
    for (size_t i = 0; i < other->n; i++) {
        const lac_diagnostic *item = &other->items[i];
        lac_diagnostics_add(self, item->severity, &item->place, item->hint, "%s", item->message);
        kept[item->severity]++;
    }
    /* those that were only counted */
    self->n_errors += other->n_errors - kept[LAC_ERROR];
    self->n_warnings += other->n_warnings - kept[LAC_WARNING];
    self->n_notes += other->n_notes - kept[LAC_NOTE];
    self->out_of_memory = self->out_of_memory || other->out_of_memory;
}

int lac_diagnostics_status(const lac_diagnostics *self)
{
    if (self->out_of_memory) {
        return LAC_MEMORY;
    }
    return self->n_errors > 0 ? LAC_INPUT : LAC_OK;
}

static void print_more(size_t count, size_t shown, const char *name, FILE *out)
{
    if (count > shown) {
        fprintf(out, "... and %zu more %s%s\n", count - shown, name, count - shown == 1 ? "" : "s");
    }
}

void lac_diagnostics_print(const lac_diagnostics *self, lac_severity min_severity, FILE *out)
{
    size_t shown[] = {0, 0, 0};
    for (size_t i = 0; i < self->n; i++) {
        const lac_diagnostic *item = &self->items[i];
        if (item->severity > min_severity ||
            (item->severity == LAC_ERROR && shown[LAC_ERROR] >= SHOWN_ERRORS)) {
            continue;
        }
        shown[item->severity]++;
        print_one(item, out);
    }
    print_more(self->n_errors, shown[LAC_ERROR], "error", out);
    if (min_severity >= LAC_WARNING) {
        print_more(self->n_warnings, shown[LAC_WARNING], "warning", out);
    }
    if (min_severity >= LAC_NOTE) {
        print_more(self->n_notes, shown[LAC_NOTE], "note", out);
    }
    if (self->out_of_memory) {
        fputs("out of memory: not every message could be kept\n", out);
    }
}

void lac_sheet_column_name(int column, char out[8])
{
    char reversed[8];
    size_t n = 0;
    for (; column > 0 && n < sizeof reversed - 1; column = (column - 1) / 26) {
        reversed[n++] = (char)('A' + (column - 1) % 26);
    }
    for (size_t i = 0; i < n; i++) {
        out[i] = reversed[n - 1 - i];
    }
    out[n] = '\0';
}

void lac_diagnostics_free(lac_diagnostics *self)
{
    free(self->items);
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
