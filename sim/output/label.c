/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/label.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char ellipsis[] = "\xE2\x80\xA6";

/* Widths of ' ' to '~' in thousandths of an em (Adobe Font Metrics of Helvetica, which Arial and
 * Liberation Sans share). */
static const short ascii_widths[95] = {278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584,
    278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584,
    556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778,
    722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584};

/* Reads the character at text. Returns its length in bytes; 1 and *code = 0xFFFFFFFF for a byte that
 * is not the beginning of a well-formed character. */
static size_t decode(const char *text, uint32_t *code)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t length;
    uint32_t value;
    uint32_t least;

    *code = UINT32_MAX;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    } else if (s[0] >= 0xC2 && s[0] <= 0xDF) {
        length = 2;
        value = s[0] & 0x1FU;
        least = 0x80;
    } else if (s[0] >= 0xE0 && s[0] <= 0xEF) {
        length = 3;
        value = s[0] & 0x0FU;
        least = 0x800;
    } else if (s[0] >= 0xF0 && s[0] <= 0xF4) {
        length = 4;
        value = s[0] & 0x07U;
        least = 0x10000;
    } else {
        return 1;
    }
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0U) != 0x80) {
            return 1;
        }
        value = (value << 6) | (s[i] & 0x3FU);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return 1;
    }
    *code = value;
    return length;
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029;
}

/* Marks of direction, zero-width spaces, byte order mark, non-characters: nothing to see. */
static bool is_invisible(uint32_t c)
{
    return c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF0 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE;
}

char *lac_label_clean(lac_arena *arena, const char *text)
{
    char *out = lac_arena_alloc(arena, strlen(text) + 1, 1);
    size_t used = 0;
    bool space = false;

    if (out == NULL) {
        return NULL;
    }
    while (*text != '\0') {
        uint32_t code;
        size_t length = decode(text, &code);

        if (code == UINT32_MAX) {
            if (space && used > 0) {
                out[used++] = ' ';
            }
            space = false;
            out[used++] = '?';
        } else if (is_space(code)) {
            space = true;
        } else if (!is_invisible(code)) {
            if (space && used > 0) {
                out[used++] = ' ';
            }
            space = false;
            memcpy(out + used, text, length);
            used += length;
        }
        text += length;
    }
    out[used] = '\0';
    return out;
}

/* before, text and after in single quotes, each quote of the text as the gnuplot variable quote_mark:
 * gnuplot 5.4 misreads doubled quotes that begin a string or follow each other, and quotes of one
 * kind within the other kind make it expand macros (@name) where it should not. */
static char *quote(lac_arena *arena, const char *before, const char *text, const char *after)
{
    static const char joint[] = "'.quote_mark.'";
    char *out = lac_arena_alloc(
        arena, strlen(before) + strlen(joint) * strlen(text) + strlen(after) + 3, 1);
    char *to = out;

    if (out == NULL) {
        return NULL;
    }
    *to++ = '\'';
    memcpy(to, before, strlen(before));
    to += strlen(before);
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            memcpy(to, joint, strlen(joint));
            to += strlen(joint);
        } else {
            *to++ = *text;
        }
    }
    memcpy(to, after, strlen(after));
    to += strlen(after);
    *to++ = '\'';
    *to = '\0';
    return out;
}

char *lac_label_quote(lac_arena *arena, const char *text)
{
    char *clean = lac_label_clean(arena, text);

    return clean == NULL ? NULL : quote(arena, "", clean, "");
}

char *lac_label_quote_bold(lac_arena *arena, const char *text)
{
    char *clean = lac_label_clean(arena, text);
    char *escaped = clean == NULL ? NULL : lac_arena_alloc(arena, 4 * strlen(clean) + 1, 1);
    char *to = escaped;

    if (escaped == NULL) {
        return NULL;
    }
    for (const char *from = clean; *from != '\0'; from++) {
        if (strchr("\\^_{}@&~", *from) != NULL) {
            *to++ = '\\';
        }
        *to++ = *from;
        if (*from == '\\') {
            /* An empty group keeps \U+0041, which the SVG terminal reads again, from being read. */
            *to++ = '{';
            *to++ = '}';
        }
    }
    *to = '\0';
    return quote(arena, "{/:Bold ", escaped, "}");
}

char *lac_label_xml(lac_arena *arena, const char *text)
{
    char *clean = lac_label_clean(arena, text);
    char *out = clean == NULL ? NULL : lac_arena_alloc(arena, 6 * strlen(clean) + 1, 1);
    char *to = out;

    if (out == NULL) {
        return NULL;
    }
    for (const char *from = clean; *from != '\0'; from++) {
        const char *entity = NULL;

        switch (*from) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            *to++ = *from;
            continue;
        }
        memcpy(to, entity, strlen(entity));
        to += strlen(entity);
    }
    *to = '\0';
    return out;
}

static double character_width(uint32_t c)
{
    if (c >= 0x20 && c <= 0x7E) {
        return ascii_widths[c - 0x20] / 1000.0;
    }
    if ((c >= 0x300 && c <= 0x36F) || (c >= 0xFE00 && c <= 0xFE0F)) {
        return 0.0; /* combining marks and variation selectors */
    }
    if (c == 0x2026 || (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
        (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
        (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60)) {
        return 1.0;
    }
    if (c >= 0x1F000) {
        return 1.3; /* emoji and rare ideographs */
    }
    return c < 0x250 ? 0.6 : 0.75; /* accented Latin; other scripts, dashes, signs */
}

double lac_label_width(const char *text)
{
    double width = 0.0;

    while (*text != '\0') {
        uint32_t code;

        text += decode(text, &code);
        width += character_width(code);
    }
    return width;
}

/* Number of bytes at the beginning of text that fit in width. */
static size_t bytes_within(const char *text, double width)
{
    size_t used = 0;

    while (text[used] != '\0') {
        uint32_t code;
        size_t length = decode(text + used, &code);

        width -= character_width(code);
        if (width < 0.0) {
            break;
        }
        used += length;
    }
    return used;
}

char *lac_label_fit(lac_arena *arena, const char *text, double width)
{
    char *clean = lac_label_clean(arena, text);
    size_t kept;

    if (clean == NULL || lac_label_width(clean) <= width) {
        return clean;
    }
    kept = bytes_within(clean, width - lac_label_width(ellipsis));
    while (kept > 0 && clean[kept - 1] == ' ') {
        kept--;
    }
    return lac_arena_format(arena, "%.*s%s", (int)kept, clean, ellipsis);
}

int lac_label_wrap(
    lac_arena *arena, const char *text, double width, size_t max_lines, char **lines, size_t *n)
{
    const char *rest = lac_label_clean(arena, text);

    assert(max_lines >= 1 && max_lines <= 8);
    *n = 0;
    if (rest == NULL) {
        return LAC_MEMORY;
    }
    while (*rest != '\0') {
        size_t kept = bytes_within(rest, width);
        size_t skipped = 0;

        if (rest[kept] != '\0' && *n + 1 == max_lines) {
            lines[*n] = lac_label_fit(arena, rest, width);
            *n += 1;
            return lines[*n - 1] == NULL ? LAC_MEMORY : LAC_OK;
        }
        if (rest[kept] != '\0' && rest[kept] != ' ') {
            size_t space = kept;

            while (space > 0 && rest[space] != ' ') {
                space--;
            }
            if (space > 0) {
                kept = space;
            } else if (kept == 0) {
                uint32_t code;

                kept = decode(rest, &code);
            }
        }
        while (rest[kept + skipped] == ' ') {
            skipped++;
        }
        lines[*n] = lac_arena_copy_n(arena, rest, kept);
        if (lines[*n] == NULL) {
            return LAC_MEMORY;
        }
        *n += 1;
        rest += kept + skipped;
    }
    return LAC_OK;
}

int lac_label_separate(double *centres, const double *heights, size_t n, double low, double high)
{
    double total = 0.0;
    double before = 0.0;
    double last_top;

    for (size_t i = 0; i < n; i++) {
        total += heights[i];
        if (i > 0 && !(centres[i] >= centres[i - 1])) {
            return LAC_USAGE;
        }
    }
    if (!(total <= high - low)) {
        return LAC_USAGE;
    }
    /* With what stands below subtracted, 'apart' becomes 'not descending' and the nearest such
     * sequence is found by pooling adjacent violators (Barlow et al. 1972, section 1.2). A pool is
     * kept as its mean in every member; its members are the run of equal values. */
    for (size_t i = 0; i < n; i++) {
        size_t first = i;
        double mean = centres[i] - (before + heights[i] / 2.0);

        before += heights[i];
        while (first > 0 && centres[first - 1] >= mean) {
            double other = centres[first - 1];
            size_t begin = first - 1;

            while (begin > 0 && !(centres[begin - 1] < other)) {
                begin--;
            }
            mean = (other * (double)(first - begin) + mean * (double)(i - first + 1)) /
                   (double)(i - begin + 1);
            first = begin;
        }
        for (size_t k = first; k <= i; k++) {
            centres[k] = mean;
        }
    }
    before = 0.0;
    last_top = low;
    for (size_t i = 0; i < n; i++) {
        double slack = centres[i];

        slack = slack < low ? low : slack;
        slack = slack > high - total ? high - total : slack;
        centres[i] = slack + before + heights[i] / 2.0;
        before += heights[i];
        if (centres[i] - heights[i] / 2.0 < last_top) { /* rounding only */
            centres[i] = last_top + heights[i] / 2.0;
        }
        last_top = centres[i] + heights[i] / 2.0;
    }
    return LAC_OK;
}
