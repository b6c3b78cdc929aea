/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/birth.h"
#include "engine/replicate.h"

#include <math.h>
#include <stdlib.h>

/* A child joins the others, or has left again in month m. from: see lac_crowd_add. */
static int take_in(
    lac_stochastic *self, lac_child *child, lac_birth_outcome outcome, int m, int from)
{
    if (outcome == LAC_BIRTH_PASSES) {
        return lac_replicate_pass_through(self, child, m, from);
    }
    child->placement = (int16_t)lac_replicate_place(self, child->placement, m);
    return lac_crowd_add(&self->crowd, child, m + 1, from);
}

/* ---- births ---- */

enum { AT_ONCE = 64 }; /* whole vectors */

/* Births of one kind, index and month, one behind the other, drawn side by side: what begins with their
 * words of LAC_LUCK_LIFE. */
typedef struct {
    lac_birth first;
    uint32_t family; /* of lac_who */
    uint32_t n;
    uint32_t words[4 * AT_ONCE]; /* word w of birth i at w * AT_ONCE + i */
    uint64_t leave[AT_ONCE];
    uint64_t move[AT_ONCE];
} brood;

/* Draws the next AT_ONCE of `all` from number `from` on, or the rest of them. */
static void draw(
    brood *self, const lac_luck *luck, const lac_birth *kind, uint32_t from, uint32_t all)
{
    uint32_t family[AT_ONCE];
    uint32_t member[AT_ONCE];
    self->first = *kind;
    self->first.member = from;
    self->family = lac_birth_who(kind).family;
    self->n = all - from < AT_ONCE ? all - from : AT_ONCE;
    const uint32_t whole = (self->n + 7) / 8 * 8;
    for (uint32_t i = 0; i < whole; i++) {
        family[i] = self->family;
        member[i] = from + i;
    }
    lac_luck_fill(luck, family, member, whole, LAC_LUCK_LIFE, 0, self->words, AT_ONCE);
    lac_luck_exponentials(self->words, whole, self->leave);
    lac_luck_exponentials(self->words + 3 * (size_t)AT_ONCE, whole, self->move);
}

static lac_birth_outcome bear(
    const lac_stochastic *self, const brood *from, uint32_t i, lac_child *child)
{
    lac_birth birth = from->first;
    birth.member += i;
    const lac_who who = {from->family, birth.member};
    *child = lac_birth_begin(who, 0, from->leave[i], from->words[AT_ONCE + i], from->move[i]);
    return lac_birth_child(self->course, self->luck, &birth, from->words[2 * AT_ONCE + i],
        from->words[3 * AT_ONCE + i], child);
}

int lac_replicate_opening(lac_stochastic *self)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    brood here;
    for (int g = 0; g < model->n_opening && status == LAC_OK; g++) {
        const uint32_t n = (uint32_t)llrint(model->opening[g].children);
        const lac_birth kind = {LAC_BIRTH_OPENING, g, 0, 0};
        for (uint32_t from = 0; from < n && status == LAC_OK; from += here.n) {
            draw(&here, self->luck, &kind, from, n);
            for (uint32_t i = 0; i < here.n && status == LAC_OK; i++) {
                lac_child child;
                (void)bear(self, &here, i, &child);
                status = lac_crowd_add(&self->crowd, &child, 0, -1);
            }
        }
    }
    return status;
}

/* n children of a kind. */
static int come(lac_stochastic *self, lac_birth_kind kind_, int index, int m, uint32_t n)
{
    const lac_birth kind = {kind_, index, m, 0};
    int status = LAC_OK;
    brood here;
    for (uint32_t from = 0; from < n && status == LAC_OK; from += here.n) {
        draw(&here, self->luck, &kind, from, n);
        for (uint32_t i = 0; i < here.n && status == LAC_OK; i++) {
            lac_child child;
            const lac_birth_outcome outcome = bear(self, &here, i, &child);
            if (outcome != LAC_BIRTH_KEPT_OUT) {
                if (kind_ != LAC_BIRTH_FOUND) {
                    self->started[index]++;
                }
                status = take_in(self, &child, outcome, m, -1);
            }
        }
    }
    return status;
}

/* ---- returns ---- */

static int compare_returns(const void *a, const void *b)
{
    const lac_return *x = a;
    const lac_return *y = b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1)
           : x->who.family != y->who.family
               ? (x->who.family < y->who.family ? -1 : 1)
               : (x->who.member > y->who.member) - (x->who.member < y->who.member);
}

/* Its own stream's placements; of those who were there at the start, all streams of the month pooled. */
static int placement_of_return(const lac_stochastic *self, int origin, int m, const lac_draw *draw)
{
    const lac_course *course = self->course;
    const int n_streams = course->model->n_streams;
    const int n_placements = course->model->grid.n_placements;
    const uint64_t *pooled = course->pooled + m * n_streams;
    int k = origin;
    if (k < 0) {
        const bool any = n_streams > 0 && pooled[n_streams - 1] > 0;
        k = any ? lac_course_choose(pooled, n_streams, draw->word[1]) : n_streams;
    }
    return lac_course_choose(course->placement + k * n_placements, n_placements, draw->word[2]);
}

static int come_back(lac_stochastic *self, int m)
{
    lac_returns *returns = &self->crowd.returns[m];
    int status = LAC_OK;
    if (returns->n > 1) {
        qsort(returns->items, returns->n, sizeof *returns->items, compare_returns);
    }
    for (size_t i = 0; i < returns->n && status == LAC_OK; i++) {
        const lac_return back = returns->items[i];
        const lac_draw life =
            lac_luck_draw(self->luck, back.who, LAC_LUCK_LIFE, (uint64_t)back.period);
        lac_child child = lac_birth_begin(back.who, back.period, lac_luck_exponential(life.word[0]),
            life.word[1], lac_luck_exponential(life.word[3]));
        /* words of its own: those of the period's life are taken */
        const lac_draw like = lac_luck_draw(
            self->luck, back.who, LAC_LUCK_MOVE, (uint64_t)back.period << 16 | 0xFFFF);
        child.origin = back.origin;
        child.placement = (int16_t)placement_of_return(self, back.origin, m, &like);
        const int row =
            back.age == LAC_NO_AGE ? self->course->model->grid.unknown_row : back.age + m + 1;
        self->reentries++;
        status = take_in(self, &child, lac_birth_arrive(self->course, &child, row, m, life.word[3]),
            m, back.child);
    }
    return status;
}

int lac_replicate_arrivals(lac_stochastic *self, int m)
{
    const lac_course *course = self->course;
    int status = come_back(self, m);
    for (int k = 0; k < course->model->n_streams && status == LAC_OK; k++) {
        status =
            come(self, LAC_BIRTH_STREAM, k, m, lac_birth_number(course, self->luck, k, m, false));
        if (status == LAC_OK) {
            status =
                come(self, LAC_BIRTH_EXTRA, k, m, lac_birth_number(course, self->luck, k, m, true));
        }
    }
    return status;
}

int lac_replicate_find(lac_stochastic *self, int m, int wanted)
{
    self->found = wanted;
    return come(self, LAC_BIRTH_FOUND, 0, m, (uint32_t)wanted);
}
