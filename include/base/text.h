/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_TEXT_H
#define LAC_BASE_TEXT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Names are compared without regard to case and repeated spaces; white space at the ends is ignored. Needs
 * no memory but for text of more than 1,000 bytes, which without memory is equal to nothing. */
bool lac_name_equal(const char *a, const char *b);

/* The form by which equal names are equal strings (case folded, spaces single). Owned by the arena. */
char *lac_name_key(lac_arena *arena, const char *name);

/* The slug: lower case, accents folded, every other run of characters '_', trimmed. May be "". */
char *lac_slug(lac_arena *arena, const char *name);

/* NULL if the name may be used for a scenario, placement, route and so on; else why not, as the end
 * of a sentence that begins with "the name" ("is longer than 60 characters"). */
const char *lac_name_fault(const char *name);

/* Number of edits (insert, delete, replace, swap neighbours) between two names, folded; stops
 * counting above limit and returns limit + 1, as for text of more than 250 characters. */
size_t lac_edit_distance(const char *a, const char *b, size_t limit);

/* Offset of the first byte that is not UTF-8, or length if all are. */
size_t lac_utf8_fault(const char *bytes, size_t length);

/* Number of characters (not bytes) in the first length bytes. */
size_t lac_utf8_characters(const char *bytes, size_t length);

/* A number as people write it in a sheet: 1250.5, £1,250.50, "1,147", -3, 1e3, spaces around. With
 * percent set, a trailing % is allowed and *had_percent tells (the value is not divided). Returns 0
 * and *out, or -1 for anything else: nan, inf, hex, overflow, misplaced commas. */
int lac_number_parse(const char *text, double *out, bool *had_percent) LAC_CHECKED;

/* The shortest decimal that reads back as value; "0" for -0. out must hold 32 bytes. */
void lac_number_format(double value, char out[32]);

/* A whole number for people: rounded to 9 decimals, then half to even; with thousands commas when
 * grouped. out must hold 32 bytes. */
void lac_whole_format(double value, bool grouped, char out[32]);

/* The value that lac_whole_format prints. */
double lac_whole_round(double value);

/* text without white space at its ends, changed in place; returns the first kept character. */
char *lac_trim(char *text);

#endif
