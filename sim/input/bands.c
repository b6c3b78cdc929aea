/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/bands.h"

#include "base/text.h"
#include "model/plan.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { AGES = 18, KINDS = LAC_MAX_PLACEMENTS + 1 };

/* ---- helpers ---- */

static int in_order(const lac_band *a, const lac_band *b)
{
    return (a > b) - (a < b);
}

static int compare_placements(const void *a, const void *b)
{
    const lac_band *left = *(lac_band *const *)a;
    const lac_band *right = *(lac_band *const *)b;
    if (left->placement == NULL || right->placement == NULL) {
        const int by_blank = (left->placement != NULL) - (right->placement != NULL);
        return by_blank != 0 ? by_blank : in_order(left, right);
    }
    const int by_name = strcmp(left->placement, right->placement);
    return by_name != 0 ? by_name : in_order(left, right);
}

static int compare_groups(const void *a, const void *b)
{
    const lac_band *left = *(lac_band *const *)a;
    const lac_band *right = *(lac_band *const *)b;
    const int by_name = strcmp(left->group, right->group);
    if (by_name != 0) {
        return by_name;
    }
    if (left->from_months != right->from_months) {
        return left->from_months < right->from_months ? -1 : 1;
    }
    return in_order(left, right);
}

/* Numbers the placements from 1. Returns how many kinds there are, or 0 after an error. */
static int number_kinds(lac_band **order, size_t n, lac_diagnostics *diagnostics)
{
    int kind = 0;
    qsort(order, n, sizeof *order, compare_placements);
    for (size_t i = 0; i < n; i++) {
        const char *placement = order[i]->placement;
        const char *before = i == 0 ? NULL : order[i - 1]->placement;
        if (placement != NULL && (before == NULL || strcmp(before, placement) != 0)) {
            kind++;
        }
        if (kind >= KINDS) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, order[i]->place, "join some of them",
                "the table has more than %d placements", LAC_MAX_PLACEMENTS);
            return 0;
        }
        order[i]->kind = placement == NULL ? 0 : kind;
    }
    return kind + 1;
}

static void number_teams(lac_band **order, size_t n)
{
    size_t team = 0;
    qsort(order, n, sizeof *order, compare_groups);
    for (size_t i = 0; i < n; i++) {
        team += i > 0 && strcmp(order[i - 1]->group, order[i]->group) != 0;
        order[i]->team = team;
    }
}

static int last_month(const lac_band *band)
{
    return band->to_months < 0 ? INT_MAX : band->to_months;
}

static bool has_age(const lac_band *band, int age)
{
    return band->from_age <= age && (band->to_age < 0 || age <= band->to_age);
}

static void note_rival(lac_band *bands, lac_band *a, lac_band *b)
{
    lac_band *later = a < b ? b : a;
    const size_t rival = (size_t)((a < b ? a : b) - bands) + 1;
    if (later->rival == 0 || rival < later->rival) {
        later->rival = rival;
    }
}

static bool same_bands(const lac_band *a, const lac_band *b)
{
    return a->kind == b->kind && a->from_age == b->from_age && a->to_age == b->to_age &&
           a->from_months == b->from_months && a->to_months == b->to_months;
}

/* All rows of one age in the order of group and first month. For each kind of placement the row that
 * reaches furthest is kept: a row that begins before that one ends overlaps it. */
static void sweep(
    lac_band *bands, lac_band **order, size_t n, int n_kinds, int age, bool blank_is_all)
{
    lac_band *furthest[KINDS] = {NULL};
    for (size_t i = 0; i < n; i++) {
        lac_band *band = order[i];
        if (i > 0 && order[i - 1]->team != band->team) {
            memset(furthest, 0, (size_t)n_kinds * sizeof furthest[0]);
        }
        if (!has_age(band, age)) {
            continue;
        }
        const bool every = blank_is_all && band->kind == 0;
        for (int kind = every ? 0 : band->kind; kind < n_kinds; kind++) {
            lac_band *other = furthest[kind];
            if (other != NULL && last_month(other) >= band->from_months) {
                note_rival(bands, other, band);
            }
            if (!every) {
                break;
            }
        }
        if (blank_is_all && band->kind != 0 && furthest[0] != NULL &&
            last_month(furthest[0]) >= band->from_months) {
            note_rival(bands, furthest[0], band);
        }
        lac_band *own = furthest[band->kind];
        if (own == NULL || last_month(own) < last_month(band)) {
            furthest[band->kind] = band;
        }
    }
}

/* ---- public ---- */

int lac_bands_add(lac_bands *self, const lac_band *band)
{
    const int status = lac_grow(&self->items, &self->capacity, self->n + 1, sizeof *self->items);
    if (status != LAC_OK) {
        return status;
    }
    lac_band *added = &self->items[self->n];
    *added = *band;
    added->group = lac_name_key(&self->keys, band->group);
    if (band->placement != NULL) {
        added->placement = lac_name_key(&self->keys, band->placement);
    }
    if (added->group == NULL || (band->placement != NULL && added->placement == NULL)) {
        return LAC_MEMORY;
    }
    self->n++;
    return LAC_OK;
}

int lac_bands_check(lac_bands *self, bool blank_is_all, lac_diagnostics *diagnostics)
{
    lac_band *bands = self->items;
    const size_t n = self->n;
    if (n < 2) {
        return LAC_OK;
    }
    lac_band **order = malloc(n * sizeof *order);
    if (order == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = &bands[i];
        bands[i].rival = 0;
    }
    const int n_kinds = number_kinds(order, n, diagnostics);
    number_teams(order, n);
    for (int age = 0; age < AGES && n_kinds > 0; age++) {
        sweep(bands, order, n, n_kinds, age, blank_is_all);
    }
    for (size_t i = 0; i < n; i++) {
        if (bands[i].rival > 0) {
            const lac_band *rival = &bands[bands[i].rival - 1];
            const bool same = self->same_hint != NULL && same_bands(&bands[i], rival);
            lac_diagnostics_add(diagnostics, LAC_ERROR, bands[i].place,
                same ? self->same_hint : "bands include both ends, and a blank end is open",
                "%s overlaps line %d", bands[i].shown, rival->place->line);
        }
    }
    free(order);
    return LAC_OK;
}

void lac_bands_free(lac_bands *self)
{
    free(self->items);
    lac_arena_free(&self->keys);
    memset(self, 0, sizeof *self);
}
