/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/case_tally.h"

#include <stdlib.h>
#include <string.h>

/* The next n of the numbers. */
static int *take(int **at, int n)
{
    int *out = *at;
    *at += n;
    return out;
}

int lac_case_tally_begin(lac_case_tally *self, const lac_course *course)
{
    const lac_model *model = course->model;
    const int pathways = model->n_pathways;
    const int stages = course->stages.n;
    const size_t month = 8 * (size_t)pathways + 2 * (size_t)stages + (size_t)model->n_interventions;
    const size_t all = month + (size_t)pathways;
    if (lac_grow(&self->numbers, &self->room, all + 1, sizeof *self->numbers) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->numbers, 0, all * sizeof *self->numbers);
    int *at = self->numbers;
    self->course = course;
    self->n_month = month;
    self->identified = take(&at, pathways);
    self->started = take(&at, pathways);
    self->ordered = take(&at, pathways);
    self->left = take(&at, pathways);
    self->aged = take(&at, pathways);
    self->released = take(&at, pathways);
    self->waiting = take(&at, pathways);
    self->running = take(&at, pathways);
    self->lost = take(&at, stages);
    self->entered = take(&at, stages);
    self->begun = take(&at, model->n_interventions);
    self->open = take(&at, pathways);
    return LAC_OK;
}

void lac_case_tally_free(lac_case_tally *self)
{
    free(self->numbers);
    memset(self, 0, sizeof *self);
}

void lac_case_tally_month(lac_case_tally *self)
{
    memset(self->numbers, 0, self->n_month * sizeof *self->numbers);
}

int lac_case_tally_record(lac_case_tally *self, int m, int64_t *counts)
{
    const lac_model *model = self->course->model;
    const lac_measures *measures = self->course->measures;
    const int n = model->n_months;
    bool holds = true;
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway_measures *at = &measures->pathways[p];
        const int first = self->course->stages.first_stage[p];
        int over = self->ordered[p] + self->left[p] + self->aged[p] + self->released[p];
        counts[at->identified * n + m] = self->identified[p];
        counts[at->waiting * n + m] = self->waiting[p];
        counts[at->running * n + m] = self->running[p];
        counts[at->started * n + m] = self->started[p];
        counts[at->ordered * n + m] = self->ordered[p];
        counts[at->left * n + m] = self->left[p];
        counts[at->aged * n + m] = self->aged[p];
        counts[at->released * n + m] = self->released[p];
        for (int i = 0; i < model->pathways[p].n_stages; i++) {
            over += self->lost[first + i];
            counts[(at->lost_of + i) * n + m] = self->lost[first + i];
            counts[(at->entered_of + i) * n + m] = self->entered[first + i];
        }
        self->open[p] += self->identified[p] - over;
        holds = holds && self->open[p] == self->waiting[p] + self->running[p];
    }
    for (int i = 0; i < model->n_interventions; i++) {
        if (measures->begun[i] >= 0) {
            counts[measures->begun[i] * n + m] = self->begun[i];
        }
    }
    return holds ? LAC_OK : LAC_INTERNAL;
}
