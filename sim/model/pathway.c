/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pathway.h"

#include "base/text.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- stages ---- */

/* A stage as the sheet has it. */
typedef struct {
    lac_label pathway;
    const char *name; /* of the stage */
    int number;       /* from 1 */
    const lac_plan_item *item;
} given_stage;

/* Splits "SGO/1 assessment" at its last '/'. False, told, when the stage has no number or no name. */
static bool split_item(lac_build *self, const lac_plan_item *item, given_stage *out)
{
    lac_arena *arena = &self->model->arena;
    const char *slash = strrchr(item->name, '/');
    char *pathway = lac_arena_copy_n(arena, item->name, (size_t)(slash - item->name));
    char *rest = lac_arena_copy(arena, slash + 1);
    if (pathway == NULL || rest == NULL) {
        self->diagnostics->out_of_memory = true;
        return false;
    }
    char *name = rest;
    long number = 0;
    while (*name >= '0' && *name <= '9' && number < LAC_MAX_STUDY_ROWS) {
        number = number * 10 + (*name++ - '0');
    }
    const bool gap = *name == ' ';
    name = lac_trim(name);
    if (number < 1 || number >= LAC_MAX_STUDY_ROWS || !gap || *name == '\0') {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &item->rows[0]->place,
            "write pathway/1 name, pathway/2 name and so on",
            "the stage \"%s\" has no number and name", slash + 1);
        return false;
    }
    *out = (given_stage){.pathway = {pathway, lac_slug(arena, pathway)},
        .name = name,
        .number = (int)number,
        .item = item};
    self->diagnostics->out_of_memory |= out->pathway.slug == NULL;
    return out->pathway.slug != NULL;
}

static int compare_stages(const void *a, const void *b)
{
    const given_stage *x = a;
    const given_stage *y = b;
    const int by_slug = strcmp(x->pathway.slug, y->pathway.slug);
    return by_slug != 0 ? by_slug : x->number - y->number;
}

/* Share of cases whose stage takes less than so many weeks: triangular (Evans, Hastings and Peacock 2000,
 * chapter 40) between low and high, highest at mode. */
static double triangular(double low, double mode, double high, double weeks)
{
    if (weeks <= low) {
        return 0;
    }
    if (weeks >= high) {
        return 1;
    }
    if (weeks <= mode) {
        return (weeks - low) * (weeks - low) / ((high - low) * (mode - low));
    }
    return 1 - (high - weeks) * (high - weeks) / ((high - low) * (high - mode));
}

static int read_weeks(lac_build *self, const lac_plan_item *item, lac_stage *out)
{
    const lac_plan_row *row = lac_item_row(item, "weeks");
    const double mode = lac_item_number(item, self->scenario, "weeks", 0);
    double low = mode;
    double high = mode;
    if (row != NULL) {
        lac_plan_row_range(row, self->scenario, &low, &high);
    }
    out->weeks = high > low ? (low + mode + high) / 3 : mode;
    out->least_days = (int)floor(7 * low + 0.5);
    out->n_days = (int)floor(7 * high + 0.5) - out->least_days + 1;
    out->days = lac_build_alloc(self, (size_t)out->n_days, sizeof *out->days);
    if (out->days == NULL) {
        return LAC_MEMORY;
    }
    double before = 0;
    for (int d = 0; d < out->n_days; d++) {
        const bool last = d == out->n_days - 1;
        const double upto = last ? 1 : triangular(low, mode, high, (out->least_days + d + 0.5) / 7);
        out->days[d] = upto - before;
        before = upto;
    }
    return LAC_OK;
}

/* Tells what every stage must have and this one lacks. */
static void check_given(lac_build *self, const given_stage *stage, const char *field)
{
    if (lac_item_value(stage->item, self->scenario, field) == NULL) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &stage->item->rows[0]->place,
            strcmp(field, "control") == 0 ? "add a row with council, carer or court"
                                          : "add a row with its length",
            "stage %d of pathway %s has no %s", stage->number, stage->pathway.name, field);
    }
}

static int build_stage(lac_build *self, const given_stage *from, lac_stage *out)
{
    const size_t s = self->scenario;
    const lac_plan_cell *control = lac_item_value(from->item, s, "control");
    check_given(self, from, "weeks");
    check_given(self, from, "control");
    out->item = from->item;
    out->label = (lac_label){from->name, lac_slug(&self->model->arena, from->name)};
    out->control = control == NULL ? LAC_CONTROL_COUNCIL : (lac_control)control->number;
    out->approval = lac_item_number(from->item, s, "approval", 1);
    out->cost = lac_item_number(from->item, s, "cost", 0);
    return out->label.slug == NULL ? LAC_MEMORY : read_weeks(self, from->item, out);
}

/* The stages of a pathway, n of them, in ascending order of their numbers. */
static int build_pathway(lac_build *self, const given_stage *stages, int n)
{
    lac_pathway *out = &self->model->pathways[self->model->n_pathways++];
    out->label = stages[0].pathway;
    out->n_stages = n;
    out->last_council = -1;
    out->stages = lac_build_alloc(self, (size_t)n, sizeof *out->stages);
    int status = out->stages == NULL ? LAC_MEMORY : LAC_OK;
    for (int i = 0; i < n && status == LAC_OK; i++) {
        const bool again = i > 0 && stages[i].number == stages[i - 1].number;
        if (again || stages[i].number != i + 1) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &stages[i].item->rows[0]->place,
                "number the stages 1, 2, 3 in their order", "pathway %s has %s stage %d",
                out->label.name, again ? "more than one" : "no", again ? stages[i].number : i + 1);
            return LAC_OK;
        }
        status = build_stage(self, &stages[i], &out->stages[i]);
        if (out->stages[i].control == LAC_CONTROL_COUNCIL) {
            out->last_council = i;
        }
    }
    return status;
}

static int build_pathways(lac_build *self)
{
    lac_model *model = self->model;
    const lac_plan *plan = self->plan;
    given_stage *all = lac_build_alloc(self, plan->n_items + 1, sizeof *all);
    model->pathways = lac_build_alloc(self, plan->n_items + 1, sizeof *model->pathways);
    if (all == NULL || model->pathways == NULL) {
        return LAC_MEMORY;
    }
    size_t n = 0;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_PATHWAY, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_PATHWAY, item)) {
        n += split_item(self, item, &all[n]);
    }
    if (n > 1) {
        qsort(all, n, sizeof *all, compare_stages);
    }
    int status = LAC_OK;
    for (size_t i = 0, first = 0; i < n && status == LAC_OK; i++) {
        if (i + 1 == n || strcmp(all[i + 1].pathway.slug, all[first].pathway.slug) != 0) {
            status = build_pathway(self, &all[first], (int)(i + 1 - first));
            first = i + 1;
        }
    }
    return status;
}

/* ---- staff ---- */

static int build_pool(lac_build *self, const lac_plan_item *item, lac_pool *out)
{
    const lac_model *model = self->model;
    double workers[LAC_MAX_MONTHS];
    double each[LAC_MAX_MONTHS];
    const int n = model->n_months;
    out->label = (lac_label){item->name, lac_slug(&self->model->arena, item->name)};
    out->places = lac_build_alloc(self, (size_t)n, sizeof *out->places);
    if (out->label.slug == NULL || out->places == NULL) {
        return LAC_MEMORY;
    }
    lac_item_timeline(item, self->scenario, "workers", model->start, n, workers);
    lac_item_timeline(item, self->scenario, "cases_each", model->start, n, each);
    for (int m = 0; m < n; m++) {
        /* 0.1 workers x 30 cases are 3 places, whatever binary fractions make of it */
        out->places[m] =
            isnan(workers[m]) || isnan(each[m]) ? -1 : (int)floor(workers[m] * each[m] + 1e-9);
    }
    return LAC_OK;
}

int lac_build_pathways(lac_build *self)
{
    lac_model *model = self->model;
    int status = build_pathways(self);
    model->pools = lac_build_alloc(self, self->plan->n_items + 1, sizeof *model->pools);
    if (status != LAC_OK || model->pools == NULL) {
        return LAC_MEMORY;
    }
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_STAFF, NULL);
         item != NULL && status == LAC_OK;
         item = lac_plan_next(self->plan, LAC_SECTION_STAFF, item)) {
        status = build_pool(self, item, &model->pools[model->n_pools++]);
    }
    return status;
}
