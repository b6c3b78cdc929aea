/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/roll.h"

#include <stdlib.h>
#include <string.h>

static int make_room(lac_roll *self, size_t n)
{
    size_t room[8];
    if (n <= self->room) {
        return LAC_OK;
    }
    for (size_t i = 0; i < sizeof room / sizeof room[0]; i++) {
        room[i] = self->room;
    }
    room[6] *= 4;
    room[7] *= 4;
    self->passing.n = self->lasting.n = 0; /* they would have to be laid out anew */
    if (lac_grow(&self->child, &room[0], n, sizeof *self->child) != LAC_OK ||
        lac_grow(&self->family, &room[1], n, sizeof *self->family) != LAC_OK ||
        lac_grow(&self->member, &room[2], n, sizeof *self->member) != LAC_OK ||
        lac_grow(&self->place, &room[3], n, sizeof *self->place) != LAC_OK ||
        lac_grow(&self->heap, &room[4], n, sizeof *self->heap) != LAC_OK ||
        lac_grow(&self->picked, &room[5], n, sizeof *self->picked) != LAC_OK ||
        lac_grow(&self->passing.word, &room[6], 4 * room[0], sizeof(uint32_t)) != LAC_OK ||
        lac_grow(&self->lasting.word, &room[7], 4 * room[0], sizeof(uint32_t)) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->room = room[0];
    return LAC_OK;
}

void lac_roll_begin(lac_roll *self, const lac_luck *luck)
{
    self->luck = luck;
    self->n = self->passing.n = self->lasting.n = 0;
}

void lac_roll_free(lac_roll *self)
{
    free(self->child);
    free(self->family);
    free(self->member);
    free(self->picked);
    free(self->place);
    free(self->heap);
    free(self->passing.word);
    free(self->lasting.word);
    memset(self, 0, sizeof *self);
}

int lac_roll_add(lac_roll *self, int child, lac_who who)
{
    const size_t place = self->n;
    if (place == self->room && make_room(self, place + 1) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->child[place] = child;
    self->family[place] = who.family;
    self->member[place] = who.member;
    self->passing.n = 0;
    self->n++;
    return LAC_OK;
}

/* Draws the words of places from .. from + n - 1. */
static void draw(const lac_roll *self, const lac_roll_words *words, size_t from, size_t n)
{
    lac_luck_fill(self->luck, self->family + from, self->member + from, n, words->purpose,
        words->occurrence, words->word + from, self->room);
}

/* The child at place `last` has come to `place`. */
static void carry(const lac_roll *self, lac_roll_words *words, size_t place, size_t last)
{
    if (last < words->n) {
        for (size_t w = 0; w < 4; w++) {
            words->word[w * self->room + place] = words->word[w * self->room + last];
        }
        words->n = last;
    } else if (place < words->n) {
        draw(self, words, place, 1);
    }
}

void lac_roll_remove(lac_roll *self, size_t place)
{
    const size_t last = --self->n;
    self->child[place] = self->child[last];
    self->family[place] = self->family[last];
    self->member[place] = self->member[last];
    carry(self, &self->passing, place, last);
    carry(self, &self->lasting, place, last);
}

const uint32_t *lac_roll_keys(
    lac_roll *self, lac_purpose purpose, uint64_t occurrence, uint32_t which)
{
    lac_roll_words *words = purpose == LAC_LUCK_GONE_KEY ? &self->lasting : &self->passing;
    if (words->purpose != purpose || words->occurrence != occurrence) {
        words->purpose = purpose;
        words->occurrence = occurrence;
        words->n = 0;
    }
    draw(self, words, words->n, self->n - words->n);
    words->n = self->n;
    return words->word + which * self->room;
}
