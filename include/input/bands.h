/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_BANDS_H
#define LAC_INPUT_BANDS_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What a row of a table speaks of: the children of a flow or stream within bands of age and time.
 * Both ends are included, -1 is open. */
typedef struct {
    const char *group;     /* rows of one group may not overlap */
    const char *placement; /* NULL for blank */
    int from_age;          /* completed years, at most 17 */
    int to_age;
    int from_months;
    int to_months;
    const char *shown; /* how messages call the group */
    const lac_place *place;

    /* inside */
    int kind;     /* 0: blank placement, else its number */
    size_t team;  /* number of the group */
    size_t rival; /* the first row before this one that it overlaps, counted from 1; 0 for none */
} lac_band;

/* The rows of a table that could be read, in the order of the file. Begins as {0}. */
typedef struct {
    lac_band *items;
    size_t n;
    size_t capacity;
    lac_arena keys;
    const char *same_hint; /* what to do about two rows of the same bands; NULL: as of any others */
} lac_bands;

/* Adds a row. group and placement are names and are copied; the other strings must stay. LAC_OK or
 * LAC_MEMORY. */
int lac_bands_add(lac_bands *self, const lac_band *band) LAC_CHECKED;

/* Finds rows that overlap rows before them: an error each, which names the line of the first. With
 * blank_is_all a blank placement overlaps every placement, else only a blank one. Time grows as n log n.
 * LAC_OK or LAC_MEMORY. */
int lac_bands_check(lac_bands *self, bool blank_is_all, lac_diagnostics *diagnostics) LAC_CHECKED;

/* Frees everything. Safe on {0} and when called twice. */
void lac_bands_free(lac_bands *self);

#endif
