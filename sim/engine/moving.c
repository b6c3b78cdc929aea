/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicate.h"

#include <stdlib.h>

int lac_replicate_place(lac_stochastic *self, int placement, int m)
{
    const lac_model *model = self->course->model;
    const int n = model->n_months;
    int p = placement;
    while (self->course->capped && self->crowd.stock[p] + 1 > model->capacity[p * n + m]) {
        if (model->overflow[p] < 0) {
            self->shortfalls->homeless++;
            break;
        }
        self->overflow[p]++;
        p = model->overflow[p];
    }
    return p;
}

int lac_replicate_move(lac_stochastic *self, int number, int to, int m)
{
    lac_crowd *crowd = &self->crowd;
    lac_child *child = &crowd->children[number];
    lac_life_pass(self->course, child, m + 1);
    crowd->stock[child->placement]--;
    child->placement = (int16_t)lac_replicate_place(self, to, m);
    crowd->stock[child->placement]++;
    return lac_crowd_plan(crowd, number, m + 1);
}

static int move(lac_stochastic *self, int number, const lac_draw *draw, int m)
{
    const lac_course *course = self->course;
    const lac_model *model = course->model;
    lac_child *child = &self->crowd.children[number];
    const lac_regime *regime = &course->regimes[course->regime[m]];
    const int c = child->class_then;
    const int i = lac_course_choose(
        regime->move + c * model->n_moves, regime->last_move[c] + 1, draw->word[0]);
    self->moved[i]++;
    self->crowd.stock[child->placement]--;
    child->placement = (int16_t)lac_replicate_place(self, model->moves[i].to, m);
    self->crowd.stock[child->placement]++;
    child->leave = child->leave_then;
    child->move = lac_luck_exponential(draw->word[1]);
    child->moves++;
    return lac_crowd_plan(&self->crowd, number, m + 1);
}

static bool moves_now(const lac_child *child, int m)
{
    return child->present && child->event == LAC_EVENT_MOVES && child->at == m;
}

/* By key, and equal keys by number, in which children stand in the same order in every run. */
static int compare_movers(const void *a, const void *b)
{
    const lac_mover *x = a;
    const lac_mover *y = b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : x->child - y->child;
}

/* Rule 26: where places are few it matters who comes first. */
static int move_in_order(lac_stochastic *self, size_t n, int m)
{
    int status = LAC_OK;
    qsort(self->movers, n, sizeof *self->movers, compare_movers);
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        status = move(self, self->movers[i].child, &self->movers[i].draw, m);
    }
    return status;
}

int lac_replicate_moves(lac_stochastic *self, int m)
{
    const lac_crowd *crowd = &self->crowd;
    const lac_bucket *bucket = &crowd->events[m];
    const bool capped = self->course->capped;
    const size_t n = bucket->n;
    size_t n_movers = 0;
    int status = LAC_OK;
    if (capped &&
        lac_grow(&self->movers, &self->movers_room, n + 1, sizeof *self->movers) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const int number = bucket->children[i];
        lac_child *child = &crowd->children[number];
        if (!moves_now(child, m)) {
            continue;
        }
        const lac_draw draw = lac_luck_draw(
            self->luck, child->who, LAC_LUCK_MOVE, (uint64_t)child->period << 16 | child->moves);
        if (capped) {
            /* a shift may have planned it for this month a second time */
            child->at = LAC_NEVER;
            self->movers[n_movers++] = (lac_mover){draw.word[2], number, draw};
        } else {
            status = move(self, number, &draw, m);
        }
    }
    return capped && status == LAC_OK ? move_in_order(self, n_movers, m) : status;
}
