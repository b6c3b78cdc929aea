/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cases.h"

#include <stdlib.h>
#include <string.h>

/* ---- beginning ---- */

int lac_cases_begin(lac_cases *self, const lac_course *course, const lac_luck *luck)
{
    const size_t programmes = (size_t)course->model->n_programmes;
    const size_t pools = (size_t)course->model->n_pools;
    self->course = course;
    self->luck = luck;
    self->n = self->n_active = 0;
    self->n_children = 0;
    if (lac_grow(&self->queues, &self->queues_room, programmes + 1, sizeof *self->queues) !=
            LAC_OK ||
        lac_grow(&self->held, &self->held_room, pools + 1, sizeof *self->held) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->held, 0, pools * sizeof *self->held);
    for (size_t i = 0; i < programmes; i++) {
        self->queues[i] = (lac_case_queue){.head = -1, .tail = -1};
    }
    return lac_case_tally_begin(&self->tally, course);
}

void lac_cases_free(lac_cases *self)
{
    free(self->items);
    free(self->active);
    lac_due_free(&self->due);
    free(self->of_child);
    free(self->queues);
    free(self->held);
    lac_case_tally_free(&self->tally);
    memset(self, 0, sizeof *self);
}

void lac_cases_month(lac_cases *self)
{
    lac_case_tally_month(&self->tally);
    for (int i = 0; i < self->course->model->n_programmes; i++) {
        self->queues[i].started = 0;
    }
}

/* ---- small parts ---- */

static const lac_programme *programme_of(const lac_cases *self, const lac_open_case *it)
{
    return &self->course->model->programmes[it->programme];
}

static int stage_of(const lac_cases *self, const lac_open_case *it)
{
    return self->course->stages.first_stage[programme_of(self, it)->pathway] + it->stage;
}

/* A draw for a case and one of its stages, or its programme: which is below 2^20. */
static uint32_t word_of(
    const lac_cases *self, const lac_open_case *it, lac_purpose purpose, int which)
{
    const uint64_t occurrence = (uint64_t)it->period << 20 | (uint64_t)which;
    return lac_luck_draw(self->luck, it->who, purpose, occurrence).word[0];
}

static void give_place_back(lac_cases *self, lac_open_case *it)
{
    if (it->holds) {
        it->holds = false;
        self->held[programme_of(self, it)->pool]--;
    }
}

static void take_place(lac_cases *self, lac_open_case *it)
{
    const lac_programme *programme = programme_of(self, it);
    const lac_pathway *pathway = &self->course->model->pathways[programme->pathway];
    if (programme->pool >= 0 && it->stage <= pathway->last_council) {
        it->holds = true;
        self->held[programme->pool]++;
    }
}

/* Its child is on no pathway any more. */
static void close_case(lac_cases *self, lac_open_case *it)
{
    give_place_back(self, it);
    it->state = LAC_CASE_OVER;
    self->of_child[it->child] = 0;
}

/* ---- coming ---- */

/* A case of its own for a child: its number, -1 when there is no memory. */
static int open_case(lac_cases *self, int number, const lac_child *child, int programme)
{
    const size_t n = (size_t)self->n + 1;
    const size_t active = (size_t)self->n_active + 1;
    const size_t children = (size_t)number + 1;
    if (lac_grow(&self->items, &self->room, n, sizeof *self->items) != LAC_OK ||
        lac_grow(&self->active, &self->active_room, active, sizeof *self->active) != LAC_OK ||
        lac_due_room(&self->due, active) != LAC_OK ||
        lac_grow(&self->of_child, &self->children_room, children, sizeof *self->of_child) !=
            LAC_OK) {
        return -1;
    }
    for (; self->n_children < children; self->n_children++) {
        self->of_child[self->n_children] = 0;
    }
    self->items[self->n] = (lac_open_case){.who = child->who,
        .child = number,
        .period = child->period,
        .programme = programme,
        .next = -1};
    self->active[self->n_active++] = self->n;
    self->of_child[number] = self->n + 1;
    self->tally.identified[self->course->model->programmes[programme].pathway]++;
    return self->n++;
}

static void wait_for_start(lac_cases *self, int i)
{
    lac_case_queue *queue = &self->queues[self->items[i].programme];
    self->items[i].state = LAC_CASE_WAITS;
    if (queue->head < 0) {
        queue->head = i;
    } else {
        self->items[queue->tail].next = i;
    }
    queue->tail = i;
}

int lac_cases_add(lac_cases *self, int number, const lac_child *child, int programme)
{
    const int i = open_case(self, number, child, programme);
    if (i < 0) {
        return LAC_MEMORY;
    }
    wait_for_start(self, i);
    return LAC_OK;
}

int lac_cases_resume(lac_cases *self, int i, const lac_child *child)
{
    const lac_stages *stages = &self->course->stages;
    const lac_case *from = &self->course->model->cases[i];
    const int opened = open_case(self, stages->child[i], child, from->programme);
    if (opened < 0) {
        return LAC_MEMORY;
    }
    lac_open_case *it = &self->items[opened];
    if (from->stage < 0) {
        wait_for_start(self, opened);
        return LAC_OK;
    }
    it->state = LAC_CASE_RUNS;
    it->stage = from->stage;
    it->until = stages->rest[i].n == 0 ? 0
                                       : lac_length_draw(&stages->rest[i],
                                             word_of(self, it, LAC_LUCK_STAGE, stage_of(self, it)));
    take_place(self, it);
    return LAC_OK;
}

/* The first who waits for a start by the programme, -1 for nobody. */
static int first_waiting(lac_cases *self, int programme)
{
    lac_case_queue *queue = &self->queues[programme];
    while (queue->head >= 0 && self->items[queue->head].state != LAC_CASE_WAITS) {
        queue->head = self->items[queue->head].next;
    }
    return queue->head;
}

void lac_cases_release(lac_cases *self, int m)
{
    const lac_model *model = self->course->model;
    for (int p = 0; p < model->n_programmes; p++) {
        if (m <= model->programmes[p].end) {
            continue;
        }
        for (int i = first_waiting(self, p); i >= 0; i = first_waiting(self, p)) {
            self->tally.released[model->programmes[p].pathway]++;
            close_case(self, &self->items[i]);
        }
    }
}

/* ---- days ---- */

static void enter(lac_cases *self, lac_open_case *it, int stage, int day)
{
    it->stage = stage;
    const int at = stage_of(self, it);
    const lac_length *length = &self->course->stages.length[at];
    const uint32_t word = length->n > 1 ? word_of(self, it, LAC_LUCK_STAGE, at) : 0;
    it->until = day + lac_length_draw(length, word);
    self->tally.entered[at]++;
}

static bool passes(const lac_cases *self, const lac_open_case *it)
{
    const int at = stage_of(self, it);
    return word_of(self, it, LAC_LUCK_APPROVAL, at) < self->course->stages.approval[at];
}

static bool succeeds(const lac_cases *self, const lac_open_case *it)
{
    return word_of(self, it, LAC_LUCK_SUCCESS, programme_of(self, it)->number) <
           self->course->stages.success[it->programme];
}

/* All stages of a case that end on a day; some may last no time. */
static void end_stages(lac_cases *self, lac_open_case *it, int day)
{
    const lac_pathway *pathway = &self->course->model->pathways[programme_of(self, it)->pathway];
    while (it->state == LAC_CASE_RUNS && it->until <= day) {
        const bool last = it->stage + 1 == pathway->n_stages;
        if (!passes(self, it) || (last && !succeeds(self, it))) {
            it->state = LAC_CASE_REFUSED;
        } else if (last) {
            it->state = LAC_CASE_SUCCEEDS;
        }
        if (it->state != LAC_CASE_RUNS || it->stage == pathway->last_council) {
            give_place_back(self, it);
        }
        if (it->state == LAC_CASE_RUNS) {
            enter(self, it, it->stage + 1, it->until);
        }
    }
}

/* A case whose stages of a day have ended: is more to come in the month? */
static void look_ahead(lac_cases *self, int i, int month_end)
{
    if (self->items[i].state == LAC_CASE_RUNS && self->items[i].until < month_end) {
        lac_due_put(&self->due, self->items[i].until, i);
    }
}

static bool may_start(const lac_cases *self, int p, int m)
{
    const lac_model *model = self->course->model;
    const lac_programme *programme = &model->programmes[p];
    const bool in_month =
        programme->starts == NULL || self->queues[p].started < programme->starts[m];
    const bool limited =
        programme->pool >= 0 && model->pathways[programme->pathway].last_council >= 0;
    return in_month &&
           (!limited || self->held[programme->pool] < model->pools[programme->pool].places[m]);
}

static void start(lac_cases *self, int i, int day)
{
    lac_open_case *it = &self->items[i];
    const lac_programme *programme = programme_of(self, it);
    self->queues[it->programme].started++;
    self->tally.started[programme->pathway]++;
    self->tally.begun[programme->number]++;
    it->state = LAC_CASE_RUNS;
    enter(self, it, 0, day);
    take_place(self, it);
    end_stages(self, it, day);
}

/* Starts who can start on a day. The programmes of a pool stand in the order of its queue. */
static void start_cases(lac_cases *self, int m, int day)
{
    const lac_model *model = self->course->model;
    for (int p = 0; p < model->n_programmes; p++) {
        for (int i = first_waiting(self, p); i >= 0 && may_start(self, p, m);
             i = first_waiting(self, p)) {
            start(self, i, day);
            look_ahead(self, i, self->course->stages.first_day[m + 1]);
        }
    }
}

void lac_cases_run(lac_cases *self, int m)
{
    const int *first_day = self->course->stages.first_day;
    int day = first_day[m];
    lac_due_clear(&self->due);
    for (int i = 0; i < self->n_active; i++) {
        look_ahead(self, self->active[i], first_day[m + 1]);
    }
    for (;;) {
        while (lac_due_by(&self->due, day)) {
            const int i = lac_due_take(&self->due);
            end_stages(self, &self->items[i], day);
            look_ahead(self, i, first_day[m + 1]);
        }
        start_cases(self, m, day);
        if (self->due.n == 0) {
            return;
        }
        day = self->due.items[0].day;
    }
}

/* ---- ending ---- */

void lac_cases_lose(lac_cases *self, int child, lac_case_loss how)
{
    const int i = lac_cases_of(self, child);
    if (i < 0) {
        return;
    }
    lac_open_case *it = &self->items[i];
    int *tally = how == LAC_CASE_AGED ? self->tally.aged : self->tally.left;
    tally[programme_of(self, it)->pathway]++;
    close_case(self, it);
}

void lac_cases_settle(lac_cases *self, int number)
{
    lac_open_case *it = &self->items[number];
    if (it->state == LAC_CASE_SUCCEEDS) {
        self->tally.ordered[programme_of(self, it)->pathway]++;
    } else {
        self->tally.lost[stage_of(self, it)]++;
    }
    close_case(self, it);
}

/* ---- recording ---- */

/* Counts who waits and who runs; those that are over are forgotten. */
static void count_open(lac_cases *self)
{
    const int n = self->n_active;
    self->n_active = 0;
    for (int i = 0; i < n; i++) {
        const lac_open_case *it = &self->items[self->active[i]];
        if (it->state == LAC_CASE_OVER) {
            continue;
        }
        const int pathway = programme_of(self, it)->pathway;
        self->tally.waiting[pathway] += it->state == LAC_CASE_WAITS;
        self->tally.running[pathway] += it->state == LAC_CASE_RUNS;
        self->active[self->n_active++] = self->active[i];
    }
}

int lac_cases_record(lac_cases *self, int m, int64_t *counts)
{
    count_open(self);
    return lac_case_tally_record(&self->tally, m, counts);
}
