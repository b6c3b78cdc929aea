/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways (model rules 7 and 19 to 23): their part of engine/replicate.h. */
#include "engine/replicate.h"

#include <stdlib.h>

static int resume_cases(lac_stochastic *self)
{
    const lac_stages *stages = &self->course->stages;
    int status = LAC_OK;
    for (int i = 0; i < self->course->model->n_cases && status == LAC_OK; i++) {
        status = lac_cases_resume(&self->cases, i, &self->crowd.children[stages->child[i]]);
    }
    return status;
}

/* The least key first; equal keys are settled by who they are. */
static int compare_identified(const void *a, const void *b)
{
    const lac_identified *x = a;
    const lac_identified *y = b;
    return x->key != y->key ? (x->key < y->key ? -1 : 1)
           : x->who.family != y->who.family
               ? (x->who.family < y->who.family ? -1 : 1)
               : (x->who.member > y->who.member) - (x->who.member < y->who.member);
}

/* Rule 19: those of a programme wait in the order of their keys. */
static int identify(lac_stochastic *self, int p, int m)
{
    const lac_programme *programme = &self->course->model->programmes[p];
    const lac_eligible eligible = {.month = m,
        .groups = programme->groups,
        .only = -1,
        .list = self->crowd.refused,
        .cases = &self->cases};
    const uint32_t number = (uint32_t)programme->number;
    const uint32_t *keys =
        lac_roll_keys(&self->crowd.roll, LAC_LUCK_PATHWAY_KEY, number / 4, number % 4);
    const size_t n = lac_pick(&self->crowd, &eligible, keys, (size_t)programme->children);
    int status =
        lac_grow(&self->identified, &self->identified_room, n + 1, sizeof *self->identified);
    self->shortfalls->unidentified += (double)programme->children - (double)n;
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const int picked = self->crowd.roll.picked[i];
        const lac_child *child = &self->crowd.children[picked];
        self->identified[i] =
            (lac_identified){.key = keys[child->position], .who = child->who, .child = picked};
    }
    if (n > 1 && status == LAC_OK) {
        qsort(self->identified, n, sizeof *self->identified, compare_identified);
    }
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        const int child = self->identified[i].child;
        status = lac_cases_add(&self->cases, child, &self->crowd.children[child], p);
    }
    return status;
}

static int identify_all(lac_stochastic *self, int m)
{
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int p = 0; p < model->n_programmes && status == LAC_OK; p++) {
        if (model->programmes[p].start == m && model->programmes[p].children > 0) {
            status = identify(self, p, m);
        }
    }
    return status;
}

int lac_replicate_cases(lac_stochastic *self, int m)
{
    lac_cases_month(&self->cases);
    if (!self->course->stages.any) {
        return LAC_OK;
    }
    int status = m == 0 ? resume_cases(self) : LAC_OK;
    if (status == LAC_OK) {
        status = identify_all(self, m);
    }
    if (status == LAC_OK) {
        lac_cases_release(&self->cases, m);
        lac_cases_run(&self->cases, m);
    }
    return status;
}

int lac_replicate_orders(lac_stochastic *self, int m)
{
    const lac_crowd *crowd = &self->crowd;
    const lac_model *model = self->course->model;
    int status = LAC_OK;
    for (int i = 0; i < self->cases.n_active && status == LAC_OK; i++) {
        const int number = self->cases.active[i];
        const lac_open_case it = self->cases.items[number];
        if (it.state != LAC_CASE_SUCCEEDS && it.state != LAC_CASE_REFUSED) {
            continue;
        }
        lac_cases_settle(&self->cases, number);
        if (it.state == LAC_CASE_SUCCEEDS) {
            status = lac_replicate_leave(
                self, it.child, model->programmes[it.programme].route, m, LAC_WHOLE);
        } else {
            *lac_crowd_named(crowd, it.child, crowd->refused) = true;
        }
    }
    return status;
}
