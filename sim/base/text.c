/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

enum {
    NAME_CHARACTERS = 60,
    FOLDED_BYTES = 1024, /* of a name that is folded without memory; valid names are far shorter */
    NEAR_CHARACTERS = 250, /* of a name whose distance from another is found, folded */
};

/* ---- characters ---- */

static const uint8_t *bytes_of(const char *text)
{
    return (const uint8_t *)text;
}

/* The character at *text; moves *text behind it. A byte that is not UTF-8 counts as one character,
 * U+FFFD. */
static ucs4_t take_character(const char **text)
{
    ucs4_t character = 0xFFFD;
    const int length = u8_strmbtouc(&character, bytes_of(*text));
    *text += length > 0 ? length : 1;
    return length > 0 ? character : 0xFFFD;
}

static bool is_space(ucs4_t character)
{
    if (character > ' ' && character < 0x7f) {
        return false; /* nearly every character of nearly every name */
    }
    return uc_is_property_white_space(character);
}

static const char *skip_spaces(const char *text)
{
    while (*text != '\0') {
        const char *next = text;
        if (!is_space(take_character(&next))) {
            break;
        }
        text = next;
    }
    return text;
}

/* The end of text without the white space that closes it. */
static const char *end_without_spaces(const char *text)
{
    const char *end = text + strlen(text);
    while (end > text) {
        ucs4_t character = 0;
        const uint8_t *before = u8_prev(&character, bytes_of(end), bytes_of(text));
        if (before == NULL || !is_space(character)) {
            break;
        }
        end = (const char *)before;
    }
    return end;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80) {
            return false;
        }
    }
    return true;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* ---- folding ---- */

/* name trimmed and with single spaces, at most as long as name; out holds strlen(name) + 1 bytes. */
static void squeeze_spaces(const char *name, char *out)
{
    const char *end = end_without_spaces(name);
    bool after_space = false;
    for (const char *from = skip_spaces(name); from < end;) {
        const char *next = from;
        const bool space = is_space(take_character(&next));
        if (!space) {
            memcpy(out, from, (size_t)(next - from));
            out += next - from;
        } else if (!after_space) {
            *out++ = ' ';
        }
        after_space = space;
        from = next;
    }
    *out = '\0';
}

/* The folded form of name, composed so that the two spellings of an accent are one; text that is not
 * UTF-8 keeps its bytes and folds only A to Z. It stands in room where it is short enough, as every valid name
 * is: then nothing is allocated, for libunistring does not allocate either for short text whose result has
 * room. Else it is malloc'd; NULL when there is no memory. Free with free_folded. */
static char *fold(const char *name, char room[FOLDED_BYTES])
{
    const size_t bytes = strlen(name) + 1;
    char *squeezed = bytes <= FOLDED_BYTES ? room : malloc(bytes);
    if (squeezed == NULL) {
        return NULL;
    }
    squeeze_spaces(name, squeezed);
    const size_t length = strlen(squeezed);
    if (is_ascii(squeezed) || lac_utf8_fault(squeezed, length) < length) {
        for (char *c = squeezed; *c != '\0'; c++) {
            *c = lower(*c);
        }
        return squeezed;
    }
    char moved[FOLDED_BYTES]; /* out of the room, which is for the result */
    const char *from = squeezed == room ? memcpy(moved, room, length + 1) : squeezed;
    size_t folded_length = FOLDED_BYTES;
    char *folded = (char *)u8_casefold(
        bytes_of(from), length + 1, NULL, UNINORM_NFC, (uint8_t *)room, &folded_length);
    if (squeezed != room) {
        free(squeezed);
    }
    return folded;
}

static void free_folded(char *folded, const char *room)
{
    if (folded != room) {
        free(folded);
    }
}

/* Equality of two ASCII names, without memory. */
static bool ascii_equal(const char *a, const char *b)
{
    a = skip_spaces(a);
    b = skip_spaces(b);
    while (*a != '\0' && *b != '\0') {
        const char *a_next = skip_spaces(a);
        const char *b_next = skip_spaces(b);
        if ((a_next != a) != (b_next != b)) {
            return false;
        }
        if (a_next != a) {
            a = a_next;
            b = b_next;
            continue;
        }
        if (lower(*a) != lower(*b)) {
            return false;
        }
        a++;
        b++;
    }
    return *skip_spaces(a) == '\0' && *skip_spaces(b) == '\0';
}

/* ---- names ---- */

static bool is_graphic(char c)
{
    return c > ' ' && c < 0x7f;
}

bool lac_name_equal(const char *a, const char *b)
{
    const char *x = a;
    const char *y = b;
    for (; *x == *y || (is_graphic(*x) && is_graphic(*y)); x++, y++) {
        if (*x == *y && *x == '\0') {
            return true;
        }
        if (lower(*x) != lower(*y)) {
            return false; /* no accent makes one of them out of the other */
        }
    }
    /* a space, an end or an accent is written in one of them only */
    if (is_ascii(a) && is_ascii(b)) {
        return ascii_equal(a, b);
    }
    char a_room[FOLDED_BYTES];
    char b_room[FOLDED_BYTES];
    char *a_key = fold(a, a_room);
    char *b_key = fold(b, b_room);
    const bool equal = a_key != NULL && b_key != NULL && strcmp(a_key, b_key) == 0;
    free_folded(a_key, a_room);
    free_folded(b_key, b_room);
    return equal;
}

char *lac_name_key(lac_arena *arena, const char *name)
{
    char room[FOLDED_BYTES];
    char *folded = fold(name, room);
    char *out = folded == NULL ? NULL : lac_arena_copy(arena, folded);
    free_folded(folded, room);
    return out;
}

char *lac_slug(lac_arena *arena, const char *name)
{
    char room[FOLDED_BYTES];
    char *folded = fold(name, room);
    if (folded == NULL) {
        return NULL;
    }
    const size_t length = strlen(folded);
    char *slug = NULL;
    size_t apart_length = 0;
    uint8_t *apart = NULL;
    if (lac_utf8_fault(folded, length) == length) {
        apart = u8_casefold(bytes_of(folded), length + 1, NULL, UNINORM_NFKD, NULL, &apart_length);
    } else {
        apart = (uint8_t *)strdup(folded);
    }
    free_folded(folded, room);
    if (apart != NULL) {
        slug = lac_arena_alloc(arena, strlen((const char *)apart) + 1, 1);
    }
    if (slug != NULL) {
        char *out = slug;
        bool gap = false;
        for (const char *from = (const char *)apart; *from != '\0';) {
            const ucs4_t c = take_character(&from);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                if (gap && out != slug) {
                    *out++ = '_';
                }
                gap = false;
                *out++ = (char)c;
            } else if (!uc_is_general_category(c, UC_NON_SPACING_MARK)) {
                gap = true;
            }
        }
        *out = '\0';
    }
    free(apart);
    return slug;
}

const char *lac_name_fault(const char *name)
{
    const size_t length = strlen(name);
    if (lac_utf8_fault(name, length) < length) {
        return "is not UTF-8";
    }
    const char *first = skip_spaces(name);
    const char *end = end_without_spaces(first);
    if (*first == '\0') {
        return "is empty";
    }
    if (lac_utf8_characters(first, (size_t)(end - first)) > NAME_CHARACTERS) {
        return "is longer than 60 characters";
    }
    switch (*first) {
    case '=':
        return "begins with \"=\"";
    case '+':
        return "begins with \"+\"";
    case '-':
        return "begins with \"-\"";
    case '@':
        return "begins with \"@\"";
    case '#':
        return "begins with \"#\"";
    default:
        break;
    }
    while (first < end) {
        const ucs4_t c = take_character(&first);
        if (c == ';') {
            return "contains \";\"";
        }
        if (c == ':') {
            return "contains \":\"";
        }
        if (c == '>') {
            return "contains \">\"";
        }
        if (uc_is_general_category(c, UC_CONTROL) || uc_is_property_bidi_control(c)) {
            return "contains a control character";
        }
    }
    return NULL;
}

/* ---- distance ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The optimal string alignment distance, computed in a band of limit around the diagonal: outside it
 * the distance is above limit. rows holds three rows of n_b + 1. */
static size_t banded_distance(
    const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b, size_t limit, size_t *rows)
{
    const size_t far = limit + 1;
    size_t *before = rows;
    size_t *above = rows + (n_b + 1);
    size_t *here = rows + 2 * (n_b + 1);
    for (size_t j = 0; j <= n_b; j++) {
        before[j] = far;
        above[j] = least(j, far);
    }
    for (size_t i = 1; i <= n_a; i++) {
        const size_t low = i > limit ? i - limit : 1;
        const size_t high = n_b - least(n_b, i) > limit ? i + limit : n_b;
        here[low - 1] = low == 1 ? least(i, far) : far;
        for (size_t j = low; j <= high; j++) {
            size_t cost = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            cost = least(cost, least(above[j], here[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost = least(cost, before[j - 2] + 1);
            }
            here[j] = least(cost, far);
        }
        if (high < n_b) {
            here[high + 1] = far;
        }
        size_t *oldest = before;
        before = above;
        above = here;
        here = oldest;
    }
    return above[n_b];
}

/* The characters of the folded name and their number; false when they are more than NEAR_CHARACTERS or no
 * UTF-8. Needs no memory, so that what hangs on a distance never hangs on memory. */
static bool folded_characters(const char *name, uint32_t out[NEAR_CHARACTERS], size_t *n)
{
    char room[FOLDED_BYTES];
    if (strlen(name) >= FOLDED_BYTES) {
        return false;
    }
    char *folded = fold(name, room);
    const size_t length = folded == NULL ? 0 : strlen(folded);
    const bool valid = folded != NULL && lac_utf8_fault(folded, length) == length &&
                       lac_utf8_characters(folded, length) <= NEAR_CHARACTERS;
    *n = 0;
    for (const char *from = folded; valid && *from != '\0';) {
        out[(*n)++] = take_character(&from);
    }
    free_folded(folded, room);
    return valid;
}

size_t lac_edit_distance(const char *a, const char *b, size_t limit)
{
    size_t n_a = 0;
    size_t n_b = 0;
    uint32_t a_characters[NEAR_CHARACTERS];
    uint32_t b_characters[NEAR_CHARACTERS];
    if (!folded_characters(a, a_characters, &n_a) || !folded_characters(b, b_characters, &n_b) ||
        (n_a > n_b ? n_a - n_b : n_b - n_a) > limit) {
        return limit + 1;
    }
    size_t rows[3 * (NEAR_CHARACTERS + 1)] = {0};
    return banded_distance(a_characters, n_a, b_characters, n_b, limit, rows);
}

/* ---- UTF-8 ---- */

size_t lac_utf8_fault(const char *bytes, size_t length)
{
    const uint8_t *fault = length == 0 ? NULL : u8_check(bytes_of(bytes), length);
    return fault == NULL ? length : (size_t)(fault - bytes_of(bytes));
}

size_t lac_utf8_characters(const char *bytes, size_t length)
{
    return length == 0 ? 0 : u8_mbsnlen(bytes_of(bytes), length);
}

/* ---- trimming ---- */

char *lac_trim(char *text)
{
    char *first = text + (skip_spaces(text) - text);
    first[end_without_spaces(first) - first] = '\0';
    return first;
}
