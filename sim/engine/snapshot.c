/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/snapshot.h"

#include <stdlib.h>
#include <string.h>

static int make_room(lac_snapshot *self, size_t n)
{
    size_t room[7];
    if (n <= self->room) {
        return LAC_OK;
    }
    for (size_t i = 0; i < sizeof room / sizeof room[0]; i++) {
        room[i] = self->room;
    }
    room[6] *= 4;
    if (lac_grow(&self->child, &room[0], n, sizeof *self->child) != LAC_OK ||
        lac_grow(&self->family, &room[1], n, sizeof *self->family) != LAC_OK ||
        lac_grow(&self->member, &room[2], n, sizeof *self->member) != LAC_OK ||
        lac_grow(&self->group, &room[3], n, sizeof *self->group) != LAC_OK ||
        lac_grow(&self->gone, &room[4], n, sizeof *self->gone) != LAC_OK ||
        lac_grow(&self->picked, &room[5], n, sizeof *self->picked) != LAC_OK ||
        lac_grow(&self->words, &room[6], 4 * n, sizeof *self->words) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->room = n;
    return LAC_OK;
}

void lac_snapshot_free(lac_snapshot *self)
{
    free(self->child);
    free(self->family);
    free(self->member);
    free(self->group);
    free(self->gone);
    free(self->words);
    free(self->picked);
    memset(self, 0, sizeof *self);
}

int lac_snapshot_take(lac_snapshot *self, const lac_crowd *crowd, int m)
{
    const lac_grid *grid = &crowd->course->model->grid;
    if (make_room(self, crowd->n_present) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->n = crowd->n_present;
    self->any_words = false;
    for (size_t i = 0; i < self->n; i++) {
        const lac_child *child = &crowd->children[crowd->present[i]];
        const int row = child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m;
        /* who arrives in a month may be a month too young for it, and is only taken away in it */
        const int band = row < 0 ? 0 : lac_grid_age_band(grid, row);
        self->child[i] = crowd->present[i];
        self->family[i] = child->who.family;
        self->member[i] = child->who.member;
        self->group[i] = lac_grid_group(grid, band, child->placement);
        self->gone[i] = false;
    }
    return LAC_OK;
}

const uint32_t *lac_snapshot_words(
    lac_snapshot *self, const lac_luck *luck, lac_purpose purpose, uint64_t occurrence)
{
    if (!self->any_words || self->purpose != purpose || self->occurrence != occurrence) {
        self->any_words = true;
        self->purpose = purpose;
        self->occurrence = occurrence;
        lac_luck_fill(luck, self->family, self->member, self->n, purpose, occurrence, self->words);
    }
    return self->words;
}

/* Whether a list or programme may name the child at a place. */
static bool may_name(const lac_snapshot *self, const lac_eligible *eligible, size_t i)
{
    const size_t child = (size_t)self->child[i];
    return !eligible->named[child * (size_t)eligible->n_named + (size_t)eligible->list] &&
           (eligible->cases == NULL || lac_cases_of(eligible->cases, self->child[i]) < 0);
}

static bool is_eligible(const lac_snapshot *self, const lac_eligible *eligible, size_t i)
{
    const int g = self->group[i];
    return !self->gone[i] && (eligible->groups == NULL || eligible->groups[g]) &&
           (eligible->within == NULL || eligible->within[g]) &&
           (eligible->only < 0 || eligible->only == g) &&
           (eligible->named == NULL || may_name(self, eligible, i));
}

size_t lac_snapshot_count(const lac_snapshot *self, const lac_eligible *eligible)
{
    size_t n = 0;
    for (size_t i = 0; i < self->n; i++) {
        n += is_eligible(self, eligible, i);
    }
    return n;
}

/* Whether a comes before b: equal keys are settled by who they are, not by where they stand. */
static bool before(const lac_snapshot *self, const uint32_t *keys, size_t a, size_t b)
{
    return keys[a] != keys[b]                   ? keys[a] < keys[b]
           : self->family[a] != self->family[b] ? self->family[a] < self->family[b]
                                                : self->member[a] < self->member[b];
}

/* Moves picked[at] down to its place in the heap of n, the last in order on top. */
static void sift(lac_snapshot *self, const uint32_t *keys, size_t n, size_t at)
{
    size_t *heap = self->picked;
    for (;;) {
        size_t top = at;
        for (size_t below = 2 * at + 1; below < n && below <= 2 * at + 2; below++) {
            top = before(self, keys, heap[top], heap[below]) ? below : top;
        }
        if (top == at) {
            return;
        }
        const size_t swap = heap[at];
        heap[at] = heap[top];
        heap[top] = swap;
        at = top;
    }
}

size_t lac_snapshot_pick(
    lac_snapshot *self, const lac_eligible *eligible, const uint32_t *keys, size_t wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < self->n && wanted > 0; i++) {
        if (n == wanted && keys[i] > keys[self->picked[0]]) {
            continue;
        }
        if (!is_eligible(self, eligible, i)) {
            continue;
        }
        if (n < wanted) {
            self->picked[n++] = i;
            for (size_t at = n / 2; n == wanted && at-- > 0;) {
                sift(self, keys, n, at);
            }
        } else if (before(self, keys, i, self->picked[0])) {
            self->picked[0] = i;
            sift(self, keys, n, 0);
        }
    }
    return n;
}
