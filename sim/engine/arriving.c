/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicate.h"

#include <math.h>
#include <stdlib.h>

/* A child of a period of care, with its numbers drawn; age and placement are still to be set. */
static lac_child begin(const lac_stochastic *self, lac_who who, int period, lac_draw *draw)
{
    *draw = lac_luck_draw(self->luck, who, LAC_LUCK_LIFE, (uint64_t)period);
    return (lac_child){.who = who,
        .leave = lac_luck_exponential(draw->word[0]),
        .move = lac_luck_exponential(draw->word[1]),
        .origin = -1,
        .period = (uint16_t)period};
}

int lac_replicate_opening(lac_stochastic *self)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int g = 0; g < model->n_opening; g++) {
        const lac_opening_group *group = &model->opening[g];
        const uint64_t ages = (uint64_t)(group->last_age - group->first_age + 1);
        const uint32_t n = (uint32_t)llrint(group->children);
        for (uint32_t i = 0; i < n && status == LAC_OK; i++) {
            const lac_who who = {(uint32_t)LAC_FAMILY_OPENING + (uint32_t)g, i};
            lac_draw draw;
            lac_child child = begin(self, who, 0, &draw);
            const int age = group->first_age + (int)(draw.word[2] * ages >> 32);
            child.age = (int16_t)(age == model->grid.unknown_row ? LAC_NO_AGE : age);
            child.duration = (int16_t)group->duration;
            child.placement = (int16_t)group->placement;
            status = lac_crowd_add(&self->crowd, &child, 0, -1);
        }
        if (status != LAC_OK) {
            break;
        }
    }
    return status;
}

/* A child arrives at a moment of month m and faces the rates for the rest of it (model rule 4). age is
 * that at the end of the month. from: see lac_crowd_add. */
static int arrive(
    lac_stochastic *self, lac_child *child, int age_row, int m, uint32_t moment, int from)
{
    const lac_course *course = self->course;
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_months;
    const int c = lac_grid_class(grid, lac_grid_age_band(grid, age_row), 0, child->placement);
    const lac_hazard *hazards = course->hazards + (size_t)c * (size_t)(n + 1) + m;
    const uint64_t whole = hazards[1].leave - hazards[0].leave;
    const uint64_t rest = (UINT64_C(1) << 32) - moment;
    /* whole x rest / 2^32 without losing digits above 64 bits */
    const uint64_t faced = (whole >> 32) * rest + ((whole & UINT32_MAX) * rest >> 32);
    child->age = (int16_t)(age_row == grid->unknown_row ? LAC_NO_AGE : age_row - (m + 1));
    child->duration = (int16_t) - (m + 1);
    if (child->leave < faced) {
        return lac_replicate_pass_through(self, child, m, c, from);
    }
    child->leave -= faced;
    child->placement = (int16_t)lac_replicate_place(self, child->placement, m);
    return lac_crowd_add(&self->crowd, child, m + 1, from);
}

/* ---- admissions ---- */

static uint32_t number_of(
    const lac_stochastic *self, const lac_number *number, int k, int m, uint32_t member)
{
    const lac_who who = {LAC_FAMILY_NUMBERS + (uint32_t)k, member};
    if (number->mean <= 0) {
        return 0;
    }
    const uint32_t word =
        lac_luck_draw(self->luck, who, LAC_LUCK_NUMBER, (uint64_t)m / 4).word[m % 4];
    return self->course->tables ? lac_number_draw(number, word)
                                : lac_number_invert(word, number->mean, number->ratio);
}

/* A child of stream k; group -1: of any, else one that an intervention adds to the group. */
static int admit(lac_stochastic *self, lac_who who, int k, int m, const uint64_t *groups_upto,
    const uint64_t *thin)
{
    const lac_course *course = self->course;
    const lac_blend *blend = &course->blends[k];
    const int n_groups = course->model->grid.n_groups;
    lac_draw draw;
    lac_child child = begin(self, who, 0, &draw);
    const uint32_t like = draw.word[2];
    int cell = 0;
    if (groups_upto == NULL) {
        cell = lac_blend_draw(blend, like);
    } else {
        const lac_draw which = lac_luck_draw(self->luck, who, LAC_LUCK_THIN, 0);
        cell =
            lac_blend_draw_in(blend, lac_course_choose(groups_upto, n_groups, which.word[1]), like);
    }
    child.placement = (int16_t)blend->placement[cell];
    child.origin = (int16_t)k;
    if (thin != NULL) {
        const lac_grid *grid = &course->model->grid;
        const int g =
            lac_grid_group(grid, lac_grid_age_band(grid, blend->age[cell]), blend->placement[cell]);
        if (thin[g] <= UINT32_MAX &&
            lac_luck_draw(self->luck, who, LAC_LUCK_THIN, 0).word[0] >= thin[g]) {
            return LAC_OK;
        }
    }
    self->started[k]++;
    return arrive(self, &child, blend->age[cell], m, draw.word[3], -1);
}

static int admit_stream(lac_stochastic *self, int k, int m)
{
    const lac_course *course = self->course;
    const int at = m * course->model->n_streams + k;
    const int n_groups = course->model->grid.n_groups;
    const uint32_t place = (uint32_t)k << 10 | (uint32_t)m;
    const uint32_t n = number_of(self, &course->starts[at], k, m, 0);
    const uint32_t extra = number_of(self, &course->extra[at], k, m, 1);
    int status = LAC_OK;
    for (uint32_t i = 0; i < n && status == LAC_OK; i++) {
        const lac_who who = {LAC_FAMILY_STREAM + place, i};
        status = admit(self, who, k, m, NULL,
            course->any_thin[at] ? course->thin + (size_t)at * (size_t)n_groups : NULL);
    }
    for (uint32_t i = 0; i < extra && status == LAC_OK; i++) {
        const lac_who who = {LAC_FAMILY_EXTRA + place, i};
        status = admit(self, who, k, m, course->extra_upto + (size_t)at * (size_t)n_groups, NULL);
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
        lac_draw draw;
        lac_child child = begin(self, back.who, back.period, &draw);
        /* words of its own: those of the period's life are taken */
        const lac_draw like = lac_luck_draw(
            self->luck, back.who, LAC_LUCK_MOVE, (uint64_t)back.period << 16 | 0xFFFF);
        child.origin = back.origin;
        child.placement = (int16_t)placement_of_return(self, back.origin, m, &like);
        const int row =
            back.age == LAC_NO_AGE ? self->course->model->grid.unknown_row : back.age + m + 1;
        self->reentries++;
        status = arrive(self, &child, row, m, draw.word[3], back.child);
    }
    return status;
}

int lac_replicate_arrivals(lac_stochastic *self, int m)
{
    int status = come_back(self, m);
    for (int k = 0; k < self->course->model->n_streams && status == LAC_OK; k++) {
        status = admit_stream(self, k, m);
    }
    return status;
}

/* ---- unreconciled ---- */

int lac_replicate_find(lac_stochastic *self, int m, int wanted)
{
    const lac_course *course = self->course;
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_streams * grid->n_groups;
    const uint64_t *upto = n == 0 ? NULL : course->found_upto + (size_t)m * (size_t)n;
    const bool any = n > 0 && upto[n - 1] > 0;
    int status = LAC_OK;
    for (int i = 0; i < wanted && status == LAC_OK; i++) {
        const lac_who who = {LAC_FAMILY_FOUND + (uint32_t)m, (uint32_t)i};
        const lac_draw which = lac_luck_draw(self->luck, who, LAC_LUCK_THIN, 0);
        lac_draw draw;
        lac_child child = begin(self, who, 0, &draw);
        int row = grid->unknown_row;
        if (any || course->opening.n > 0) {
            const int j = any ? lac_course_choose(upto, n, which.word[0]) : 0;
            const lac_blend *blend = any ? &course->blends[j / grid->n_groups] : &course->opening;
            const int cell = any ? lac_blend_draw_in(blend, j % grid->n_groups, draw.word[2])
                                 : lac_blend_draw(blend, draw.word[2]);
            row = blend->age[cell];
            child.placement = (int16_t)blend->placement[cell];
        }
        child.age = (int16_t)(row == grid->unknown_row ? LAC_NO_AGE : row - (m + 1));
        child.duration = (int16_t) - (m + 1);
        child.placement = (int16_t)lac_replicate_place(self, child.placement, m);
        status = lac_crowd_add(&self->crowd, &child, m + 1, -1);
    }
    self->found = wanted;
    return status;
}
