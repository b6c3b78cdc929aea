/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stages.h"

#include "engine/luck.h"

#include <math.h>
#include <string.h>

int lac_length_draw(const lac_length *self, uint32_t word)
{
    int low = 0;
    int high = self->n - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (word < self->upto[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return self->least_days + low;
}

/* What is left of a stage after `elapsed` days, given that it lasts at least least_days + first; n is 0
 * when it never does. */
static int make_length(
    lac_length *self, lac_arena *arena, const lac_stage *stage, int first, int elapsed)
{
    double all = 0;
    double sum = 0;
    for (int d = first; d < stage->n_days; d++) {
        all += stage->days[d];
    }
    self->least_days = 0;
    self->n = 0;
    if (!(all > 0)) {
        return LAC_OK;
    }
    self->least_days = stage->least_days + first - elapsed;
    self->n = stage->n_days - first;
    self->upto = lac_arena_alloc(arena, (size_t)self->n, sizeof *self->upto);
    if (self->upto == NULL) {
        return LAC_MEMORY;
    }
    for (int d = 0; d < self->n; d++) {
        sum += stage->days[first + d];
        self->upto[d] = lac_luck_threshold(sum / all);
    }
    self->upto[self->n - 1] = LAC_WHOLE;
    return LAC_OK;
}

/* The number that lac_replicate_opening gives the child of a group of one. */
static int number_of(const lac_model *model, int group)
{
    long long before = 0;
    for (int g = 0; g < group; g++) {
        before += llrint(model->opening[g].children);
    }
    return (int)before;
}

static int make_cases(lac_stages *self, lac_arena *arena, const lac_model *model)
{
    const size_t cases = (size_t)model->n_cases + 1;
    int status = LAC_OK;
    self->child = lac_arena_alloc(arena, cases, sizeof *self->child);
    self->rest = lac_arena_alloc(arena, cases, sizeof *self->rest);
    if (self->child == NULL || self->rest == NULL) {
        return LAC_MEMORY;
    }
    for (int i = 0; i < model->n_cases && status == LAC_OK; i++) {
        const lac_case *from = &model->cases[i];
        const lac_pathway *pathway = &model->pathways[model->programmes[from->programme].pathway];
        self->child[i] = number_of(model, from->group);
        if (from->stage >= 0) {
            const lac_stage *stage = &pathway->stages[from->stage];
            const int over = from->elapsed - stage->least_days;
            status =
                make_length(&self->rest[i], arena, stage, over < 0 ? 0 : over + 1, from->elapsed);
        }
    }
    return status;
}

int lac_stages_make(lac_stages *self, lac_arena *arena, const lac_model *model)
{
    const size_t pathways = (size_t)model->n_pathways + 1;
    int status = LAC_OK;
    self->any = model->n_cases > 0;
    for (int i = 0; i < model->n_programmes; i++) {
        const lac_programme *programme = &model->programmes[i];
        self->any = self->any || (programme->children > 0 && programme->start < model->n_months);
    }
    self->n = lac_stage_index(model->pathways, model->n_pathways, 0);
    self->first_stage = lac_arena_alloc(arena, pathways, sizeof *self->first_stage);
    self->length = lac_arena_alloc(arena, (size_t)self->n + 1, sizeof *self->length);
    self->approval = lac_arena_alloc(arena, (size_t)self->n + 1, sizeof *self->approval);
    self->success = lac_arena_alloc(arena, (size_t)model->n_programmes + 1, sizeof *self->success);
    self->first_day = lac_arena_alloc(arena, (size_t)model->n_months + 1, sizeof *self->first_day);
    if (self->first_stage == NULL || self->length == NULL || self->approval == NULL ||
        self->success == NULL || self->first_day == NULL) {
        return LAC_MEMORY;
    }
    for (int m = 0; m < model->n_months; m++) {
        self->first_day[m + 1] = self->first_day[m] + lac_month_days(model->start + m);
    }
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        self->first_stage[p] = lac_stage_index(model->pathways, p, 0);
        for (int i = 0; i < pathway->n_stages && status == LAC_OK; i++) {
            status = make_length(
                &self->length[self->first_stage[p] + i], arena, &pathway->stages[i], 0, 0);
        }
    }
    return status == LAC_OK ? make_cases(self, arena, model) : status;
}

void lac_stages_set(lac_stages *self, const lac_model *model)
{
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        for (int i = 0; i < pathway->n_stages; i++) {
            self->approval[self->first_stage[p] + i] =
                lac_luck_threshold(pathway->stages[i].approval);
        }
    }
    for (int i = 0; i < model->n_programmes; i++) {
        self->success[i] = lac_luck_threshold(model->programmes[i].success);
    }
}

static void record_none(const lac_model *model, int measure, int64_t *counts)
{
    if (measure >= 0) {
        const size_t n = (size_t)model->n_months;
        memset(counts + (size_t)measure * n, 0, n * sizeof *counts);
    }
}

void lac_stages_record_none(const lac_model *model, const lac_measures *measures, int64_t *counts)
{
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway_measures *at = &measures->pathways[p];
        const int single[] = {at->identified, at->waiting, at->running, at->started, at->ordered,
            at->left, at->aged, at->released};
        for (size_t i = 0; i < sizeof single / sizeof single[0]; i++) {
            record_none(model, single[i], counts);
        }
        for (int i = 0; i < model->pathways[p].n_stages; i++) {
            record_none(model, at->lost_of + i, counts);
            record_none(model, at->entered_of + i, counts);
        }
    }
    for (int i = 0; i < model->n_interventions; i++) {
        record_none(model, measures->begun[i], counts);
    }
}
