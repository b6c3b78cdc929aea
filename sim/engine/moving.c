/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicate.h"

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
    const int c = lac_life_standing(course, child, m).class_index;
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

int lac_replicate_moves(lac_stochastic *self, int m)
{
    lac_crowd *crowd = &self->crowd;
    const lac_bucket *bucket = &crowd->events[m];
    const size_t n = bucket->n;
    size_t n_movers = 0;
    int status = LAC_OK;
    if (self->course->capped && lac_crowd_candidates(crowd, n) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const int number = bucket->children[i];
        const lac_child *child = &crowd->children[number];
        if (!moves_now(child, m)) {
            continue;
        }
        const lac_draw draw = lac_luck_draw(
            self->luck, child->who, LAC_LUCK_MOVE, (uint64_t)child->period << 16 | child->moves);
        if (self->course->capped) {
            crowd->candidates[n_movers++] = (lac_candidate){draw.word[2], number};
        } else {
            status = move(self, number, &draw, m);
        }
    }
    if (n_movers > 0) { /* who comes first matters where places are few */
        lac_crowd_sort(crowd, crowd->candidates, n_movers);
    }
    for (size_t i = 0; i < n_movers && status == LAC_OK; i++) {
        const int number = crowd->candidates[i].child;
        const lac_child *child = &crowd->children[number];
        const lac_draw draw = lac_luck_draw(
            self->luck, child->who, LAC_LUCK_MOVE, (uint64_t)child->period << 16 | child->moves);
        status = move(self, number, &draw, m);
    }
    return status;
}
