/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of leavers and shifts (model rules 5c, 8, 18 and 22): their part of engine/replicate.h. */
#include "engine/replicate.h"

#include <math.h>
#include <string.h>

static const lac_leaver_list *list_of(const lac_model *model, int l)
{
    return l < model->n_lists ? &model->lists[l] : &model->shifts[l - model->n_lists];
}

/* The month of an attempt of list l (shifts follow the lists); n_months: outside the study. */
static int month_of(const lac_stochastic *self, int l, uint32_t attempt)
{
    const lac_course *course = self->course;
    const int n = course->model->n_months;
    const lac_who who = {LAC_FAMILY_LISTS + (uint32_t)list_of(course->model, l)->number, 0};
    const uint32_t word =
        lac_luck_draw(self->luck, who, LAC_LUCK_ATTEMPT, attempt / 4).word[attempt % 4];
    const uint64_t *upto = course->attempts + l * n;
    int m = 0;
    while (m < n && word >= upto[m]) {
        m++;
    }
    return m;
}

int lac_replicate_attempts(lac_stochastic *self)
{
    const lac_model *model = self->course->model;
    const size_t n = (size_t)model->n_months;
    const size_t lists = (size_t)model->n_lists + (size_t)model->n_shifts;
    size_t all = 0;
    for (size_t l = 0; l < lists; l++) {
        all += (size_t)list_of(model, (int)l)->children;
    }
    if (lac_grow(&self->attempts, &self->attempts_room, all + 1, sizeof *self->attempts) !=
            LAC_OK ||
        lac_grow(&self->first_attempt, &self->first_room, lists * (n + 2) + 1,
            sizeof *self->first_attempt) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->first_attempt, 0, (lists * (n + 2) + 1) * sizeof *self->first_attempt);
    int base = 0;
    for (size_t l = 0; l < lists; l++) {
        /* counted by month, then each put where its month begins */
        const uint32_t children = (uint32_t)list_of(model, (int)l)->children;
        int *first = self->first_attempt + l * (n + 2);
        for (uint32_t i = 0; i < children; i++) {
            first[month_of(self, (int)l, i) + 1]++;
        }
        first[0] = base;
        for (size_t m = 0; m <= n; m++) {
            first[m + 1] += first[m];
        }
        for (uint32_t i = children; i-- > 0;) {
            self->attempts[--first[month_of(self, (int)l, i) + 1]] = (int)i;
        }
        base += (int)children;
    }
    return LAC_OK;
}

/* Names the child with the least key whom list l may name: its number; -1 for nobody. */
static int name(lac_stochastic *self, const lac_leaver_list *list, int l, uint32_t attempt, int m)
{
    const lac_eligible eligible = {.month = m,
        .groups = list->groups,
        .only = -1,
        .list = l,
        .cases = list->move < 0 && self->course->stages.any ? &self->cases : NULL};
    const uint32_t *keys = lac_roll_keys(&self->crowd.roll, LAC_LUCK_LIST_KEY,
        (uint64_t)list->number << 20 | attempt / 4, attempt % 4);
    return lac_pick(&self->crowd, &eligible, keys, 1) == 1 ? self->crowd.roll.picked[0] : -1;
}

/* What becomes of a child who is named and for whom it works. */
typedef int (*success)(lac_stochastic *self, const lac_leaver_list *list, int number, int m);

/* Makes the attempts of a month; *dropped of them find nobody. */
static int attempt(
    lac_stochastic *self, const lac_leaver_list *list, int l, int m, success succeed, int *dropped)
{
    lac_crowd *crowd = &self->crowd;
    const int *first = self->first_attempt + l * (self->course->model->n_months + 2) + m;
    const uint64_t share = lac_luck_threshold(list->success);
    int status = LAC_OK;
    for (int i = first[1]; i < first[2] && status == LAC_OK; i++) {
        const int number = name(self, list, l, (uint32_t)self->attempts[i], m);
        if (number < 0) {
            ++*dropped;
            continue;
        }
        *lac_crowd_named(crowd, number, l) = true;
        self->cases.tally.begun[list->number]++;
        const lac_draw draw = lac_luck_draw(
            self->luck, crowd->children[number].who, LAC_LUCK_SUCCESS, (uint64_t)list->number);
        if (draw.word[0] < share) {
            status = succeed(self, list, number, m);
        }
    }
    return status;
}

static int leave(lac_stochastic *self, const lac_leaver_list *list, int number, int m)
{
    return lac_replicate_leave(self, number, list->route, m, LAC_WHOLE);
}

int lac_replicate_lists(lac_stochastic *self, int m)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int l = 0; l < model->n_lists && status == LAC_OK; l++) {
        int dropped = 0;
        status = attempt(self, &model->lists[l], l, m, leave, &dropped);
        self->unmet += llrint(model->lists[l].success * dropped * LAC_UNMET_PARTS);
    }
    return status;
}

static int shift(lac_stochastic *self, const lac_leaver_list *list, int number, int m)
{
    self->moved[list->move]++;
    return lac_replicate_move(self, number, self->course->model->moves[list->move].to, m);
}

int lac_replicate_shifts(lac_stochastic *self, int m)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int i = 0; i < model->n_shifts && status == LAC_OK; i++) {
        int dropped = 0;
        status = attempt(self, &model->shifts[i], model->n_lists + i, m, shift, &dropped);
        self->shortfalls->unshifted += dropped;
    }
    return status;
}
