/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stochastic.h"

#include "engine/replicate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

lac_stochastic *lac_stochastic_make(void)
{
    return calloc(1, sizeof(lac_stochastic));
}

void lac_stochastic_free(lac_stochastic *self)
{
    if (self != NULL) {
        lac_lives_free(self->lives);
        lac_crowd_free(&self->crowd);
        lac_cases_free(&self->cases);
        free(self->movers);
        free(self->identified);
        free(self->numbers);
        free(self->attempts);
        free(self->first_attempt);
        free(self->means);
        free(self->besides);
        free(self->present);
        free(self->spared);
        free(self);
    }
}

static int begin(lac_stochastic *self, const lac_course *course, const lac_luck *luck)
{
    const lac_model *model = course->model;
    const size_t routes = (size_t)model->n_routes;
    const size_t streams = (size_t)model->n_streams;
    const size_t moves = (size_t)model->n_moves;
    const size_t groups = (size_t)model->grid.n_groups;
    self->course = course;
    self->luck = luck;
    self->n_numbers = routes + streams + moves + (size_t)model->grid.n_placements;
    if (lac_grow(&self->numbers, &self->numbers_room, self->n_numbers, sizeof *self->numbers) !=
            LAC_OK ||
        lac_grow(&self->means, &self->means_room, groups, sizeof *self->means) != LAC_OK ||
        lac_grow(&self->besides, &self->besides_room, groups, sizeof *self->besides) != LAC_OK ||
        lac_grow(&self->present, &self->present_room, groups, sizeof *self->present) != LAC_OK ||
        lac_grow(&self->spared, &self->spared_room, groups, sizeof *self->spared) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->exits = self->numbers;
    self->started = self->exits + routes;
    self->moved = self->started + streams;
    self->overflow = self->moved + moves;
    const int status = lac_cases_begin(&self->cases, course, luck);
    return status == LAC_OK ? lac_crowd_begin(&self->crowd, course, luck) : status;
}

/* Rules 5a and 6: who leaves by rates this month; then, when all exits are done, who turns 18. */
static int leave_by_rates(lac_stochastic *self, int m)
{
    const lac_crowd *crowd = &self->crowd;
    int status = LAC_OK;
    for (size_t i = 0; i < crowd->events[m].n && status == LAC_OK; i++) {
        const int number = crowd->events[m].children[i];
        const lac_child *child = &crowd->children[number];
        if (child->present && child->event == LAC_EVENT_LEAVES && child->at == m) {
            status = lac_replicate_leave_by_rates(self, number, m);
        }
    }
    return status;
}

static void turn_18(lac_stochastic *self, int m)
{
    const lac_crowd *crowd = &self->crowd;
    for (size_t i = 0; i < crowd->events[m].n; i++) {
        const lac_child *child = &crowd->children[crowd->events[m].children[i]];
        if (child->present && child->event == LAC_EVENT_TURNS_18 && child->at == m) {
            self->exits[self->course->model->ageing_out]++;
            lac_replicate_remove(self, crowd->events[m].children[i], LAC_CASE_AGED);
        }
    }
}

/* Rule 10. */
static int reconcile(lac_stochastic *self, int m)
{
    const double *upto = self->course->unreconciled;
    const lac_who who = {LAC_FAMILY_ROUNDING, 0};
    const double before = m == 0 ? 0 : upto[m - 1];
    if (upto[m] == before) {
        return LAC_OK;
    }
    const double u = lac_luck_draw(self->luck, who, LAC_LUCK_ROUNDING, 0).word[0] * 0x1p-32;
    const int wanted = (int)(floor(upto[m] + u) - floor(before + u));
    if (wanted == 0) {
        return LAC_OK;
    }
    if (wanted > 0) {
        return lac_replicate_find(self, m, wanted);
    }
    const int taken = lac_replicate_take_away(self, m, -wanted);
    self->found = -taken;
    self->shortfalls->shortage += -wanted - taken;
    return LAC_OK;
}

static int record(lac_stochastic *self, int m, int opening, int64_t *counts)
{
    const lac_course *course = self->course;
    const lac_model *model = course->model;
    const lac_measures *at = course->measures;
    const int n = model->n_months;
    int starts = self->reentries;
    int exits = 0;
    int stock = 0;
    for (int k = 0; k < model->n_streams; k++) {
        starts += self->started[k];
        counts[(at->admissions_of + k) * n + m] = self->started[k];
    }
    for (int r = 0; r < model->n_routes; r++) {
        exits += self->exits[r];
        counts[(at->exits_of + r) * n + m] = self->exits[r];
    }
    for (int p = 0; p < model->grid.n_placements; p++) {
        stock += self->crowd.stock[p];
        if (p < model->n_placements) {
            counts[(at->stock_of + p) * n + m] = self->crowd.stock[p];
        }
    }
    for (int i = 0; i < model->n_moves; i++) {
        counts[(at->moves_of + i) * n + m] = self->moved[i];
    }
    for (int i = 0; i < at->n_overflow; i++) {
        counts[(at->overflow_of + i) * n + m] = self->overflow[at->overflow_placement[i]];
    }
    if (at->reentries >= 0) {
        counts[at->reentries * n + m] = self->reentries;
    }
    counts[at->opening_stock * n + m] = opening;
    counts[at->admissions * n + m] = starts;
    counts[at->exits * n + m] = exits;
    counts[at->unreconciled * n + m] = self->found;
    counts[at->closing_stock * n + m] = stock;
    counts[at->unmet_exits * n + m] = self->unmet;
    /* whole children, every replicate and month (rules 11 and 22) */
    return stock == opening + starts - exits + self->found && stock == self->crowd.all
               ? lac_cases_record(&self->cases, m, counts)
               : LAC_INTERNAL;
}

static int run_month(lac_stochastic *self, int m, int64_t *counts)
{
    const int opening = self->crowd.all;
    memset(self->numbers, 0, self->n_numbers * sizeof *self->numbers);
    self->reentries = self->found = 0;
    self->unmet = 0;
    int (*const before[])(lac_stochastic *, int) = {
        lac_replicate_cases, leave_by_rates, lac_replicate_counts, lac_replicate_lists};
    int (*const after[])(lac_stochastic *, int) = {lac_replicate_orders, lac_replicate_moves,
        lac_replicate_shifts, lac_replicate_arrivals, reconcile};
    int status = LAC_OK;
    for (size_t i = 0; i < sizeof before / sizeof before[0] && status == LAC_OK; i++) {
        status = before[i](self, m);
    }
    if (status == LAC_OK) {
        turn_18(self, m);
    }
    for (size_t i = 0; i < sizeof after / sizeof after[0] && status == LAC_OK; i++) {
        status = after[i](self, m);
    }
    self->shortfalls->unmet += (double)self->unmet / LAC_UNMET_PARTS;
    return status == LAC_OK ? record(self, m, opening, counts) : status;
}

/* Where no child's luck touches another's. */
static int run_lives(
    lac_stochastic *self, const lac_course *course, const lac_luck *luck, int64_t *counts)
{
    if (self->lives == NULL) {
        self->lives = lac_lives_make();
    }
    return self->lives == NULL ? LAC_MEMORY : lac_lives_run(self->lives, course, luck, counts);
}

int lac_stochastic_run(lac_stochastic *self, const lac_course *course, const lac_luck *luck,
    int64_t *counts, lac_shortfalls *shortfalls)
{
    *shortfalls = (lac_shortfalls){0};
    if (lac_lives_suit(course) && !self->by_month) {
        return run_lives(self, course, luck, counts);
    }
    self->shortfalls = shortfalls;
    int status = begin(self, course, luck);
    lac_support_tally_begin(&self->support, course, counts);
    if (status == LAC_OK) {
        status = lac_replicate_attempts(self);
    }
    if (status == LAC_OK) {
        status = lac_replicate_opening(self);
    }
    for (int m = 0; m < course->model->n_months && status == LAC_OK; m++) {
        status = run_month(self, m, counts);
    }
    lac_support_tally_end(&self->support);
    return status;
}
