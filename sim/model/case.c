/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases of the tracker (model rule 23): their programme, their stage, and the opening child that each
 * of them is. */
#include "model/build.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { AGE_BANDS = LAC_ADULT_YEARS + 2 };

/* ---- programme and stage ---- */

bool lac_build_has_cases(const lac_build *self, const lac_plan_item *item)
{
    const lac_tracker *tracker = &self->plan->tracker;
    const char *pathway = lac_item_text(item, self->scenario, "pathway");
    for (size_t i = 0; i < tracker->n_rows && pathway != NULL; i++) {
        if (lac_name_equal(tracker->rows[i].pathway, pathway)) {
            return true;
        }
    }
    return false;
}

/* Index of the one programme of the case's pathway; -1, told, where there is not just one. */
static int programme_of(lac_build *self, const lac_tracker_row *row)
{
    const lac_model *model = self->model;
    int pathway = 0;
    while (pathway < model->n_pathways &&
           !lac_name_equal(model->pathways[pathway].label.name, row->pathway)) {
        pathway++;
    }
    if (pathway == model->n_pathways) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
            "check the spelling, or add its stages in rows pathway,NAME/1 stage,weeks",
            "the pathway \"%s\" is not known", row->pathway);
        return -1;
    }
    int found = -1;
    for (int i = 0; i < model->n_programmes; i++) {
        if (model->programmes[i].pathway != pathway) {
            continue;
        }
        if (found >= 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                "give each of them a pathway of its own",
                "the interventions %s and %s have the pathway %s: of which is the case?",
                model->programmes[found].label.name, model->programmes[i].label.name, row->pathway);
            return -1;
        }
        found = i;
    }
    if (found < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
            "add an intervention with effect pathway, active no where it adds nobody",
            "no intervention has the pathway %s: the case has no route and no success",
            row->pathway);
    }
    return found;
}

/* "1 assessment, 2 LAC review"; NULL when there is no memory. */
static const char *list_stages(lac_arena *arena, const lac_pathway *pathway)
{
    const char *list = lac_arena_format(arena, "the stages of %s are", pathway->label.name);
    for (int i = 0; i < pathway->n_stages && list != NULL; i++) {
        list = lac_arena_format(
            arena, "%s%s %d %s", list, i == 0 ? "" : ",", i + 1, pathway->stages[i].label.name);
    }
    return list;
}

/* The stage that "3", "3 support plan" or "support plan" means, from 0. False, told, for none, or where the
 * name fits several. */
static bool find_stage(
    lac_build *self, const lac_tracker_row *row, const lac_pathway *pathway, int *out)
{
    int found = -1;
    for (int i = 0; i < pathway->n_stages; i++) {
        if (pathway->stages[i].label.name == NULL) {
            return false; /* a fault of the pathway, told */
        }
        if (!lac_name_equal(pathway->stages[i].label.name, row->stage)) {
            continue;
        }
        if (found >= 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->stage_place,
                "write the number of the stage", "stages %d and %d of %s have the name \"%s\"",
                found + 1, i + 1, pathway->label.name, row->stage);
            return false;
        }
        found = i;
    }
    char *rest = NULL;
    const long number = strtol(row->stage, &rest, 10);
    const bool numbered = found < 0 && row->stage[0] >= '0' && row->stage[0] <= '9' &&
                          number >= 1 && number <= pathway->n_stages;
    if (numbered &&
        (*rest == '\0' ||
            (*rest == ' ' && lac_name_equal(pathway->stages[number - 1].label.name, rest)))) {
        found = (int)number - 1;
    }
    *out = found;
    if (found < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->stage_place,
            list_stages(&self->model->arena, pathway), "stage \"%s\" is none of pathway %s",
            row->stage, pathway->label.name);
    }
    return found >= 0;
}

/* Days from the day on which the stage began to the first day of the study. */
static bool count_days(lac_build *self, const lac_tracker_row *row, int *out)
{
    const lac_day first = lac_day_of(self->model->start, 1);
    char day[11];
    char start[11];
    *out = 0;
    if (row->has_started && row->started > first) {
        lac_day_format(row->started, day);
        lac_day_format(first, start);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->started_place,
            "a tracker says how cases stand when the study starts",
            "stage_started %s is after the first day of the study, %s", day, start);
        return false;
    }
    *out = row->has_started ? first - row->started : 0;
    return true;
}

/* A case that waits may start from the first day on, so a limit must hold by then. */
static void check_staff(lac_build *self, const lac_tracker_row *row, const lac_programme *programme)
{
    const lac_model *model = self->model;
    if (programme->pool >= 0 && model->pools[programme->pool].places[0] < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->stage_place,
            "give workers and cases_each a value from the start on, which may be 0",
            "the case waits for staff %s, who have no value in the first month",
            model->pools[programme->pool].label.name);
    }
}

/* ---- the child ---- */

/* What is known of the child of a case. */
typedef struct {
    int age;                /* completed months, -1: not known */
    int placement;          /* -1: not known */
    bool age_ok[AGE_BANDS]; /* what the filters of its programme let through */
    bool placement_ok[LAC_MAX_PLACEMENTS + 1];
} child;

/* False, told, when its placement is none of the study. */
static bool know_child(
    lac_build *self, const lac_tracker_row *row, const lac_programme *programme, child *out)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    memset(out, 0, sizeof *out);
    out->age = grid->ages_known ? row->age_months : -1;
    out->placement = -1;
    for (int b = 0; b < grid->n_age_bands; b++) {
        for (int p = 0; p < grid->n_placements; p++) {
            if (programme->groups[lac_grid_group(grid, b, p)]) {
                out->age_ok[b] = out->placement_ok[p] = true;
            }
        }
    }
    if (row->placement == NULL || model->n_placements == 0) {
        return true;
    }
    out->placement = lac_label_find(model->placements, model->n_placements, row->placement);
    if (out->placement < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->child_place, LAC_PLACEMENT_HINT,
            "the placement \"%s\" is not known", row->placement);
    }
    return out->placement >= 0;
}

/* Whether a child of the group can be the child; then the group's ages that it can have. A child of known
 * age is sought among known ages, or else (of_unknown_age) among unknown ones. */
static bool fits(const lac_model *model, const child *self, const lac_opening_group *group,
    bool of_unknown_age, lac_opening_group *out)
{
    const lac_grid *grid = &model->grid;
    if (group->children < 1 || (self->placement >= 0 ? group->placement != self->placement
                                                     : !self->placement_ok[group->placement])) {
        return false;
    }
    *out = *group;
    out->children = 1;
    if (self->age >= 0) {
        const bool unknown = group->first_age == grid->unknown_row;
        out->first_age = out->last_age = self->age;
        return of_unknown_age
                   ? unknown
                   : !unknown && group->first_age <= self->age && self->age <= group->last_age;
    }
    int first = group->first_age;
    while (first <= group->last_age && !self->age_ok[lac_grid_age_band(grid, first)]) {
        first++;
    }
    int last = first;
    while (last < group->last_age && self->age_ok[lac_grid_age_band(grid, last + 1)]) {
        last++;
    }
    out->first_age = first;
    out->last_age = last;
    return first <= group->last_age;
}

/* Makes the child of a case an opening group of its own. Returns its index; -1, told, when no child of
 * the opening fits. */
static int attach(lac_build *self, const lac_tracker_row *row, const child *who, int n_groups)
{
    lac_model *model = self->model;
    int best = -1;
    lac_opening_group own = {0};
    for (int pass = 0; pass < 2 && best < 0; pass++) {
        for (int g = 0; g < n_groups; g++) {
            lac_opening_group out;
            if (fits(model, who, &model->opening[g], pass == 1, &out) &&
                (best < 0 || model->opening[g].children > model->opening[best].children)) {
                best = g;
                own = out;
            }
        }
    }
    if (best < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->child_place,
            "check age_months and placement, and the opening children; where they are blank the "
            "filters of the intervention hold",
            "no opening child that is left fits the case in row %d", row->row);
        return -1;
    }
    model->opening[best].children -= 1;
    model->opening[model->n_opening] = own;
    return model->n_opening++;
}

/* What the tracker knows and the study does not. */
static void say_unused(lac_build *self)
{
    const lac_model *model = self->model;
    const lac_tracker *tracker = &self->plan->tracker;
    const lac_place place = {.file = tracker->file};
    bool ages = false;
    bool placements = false;
    for (size_t i = 0; i < tracker->n_rows; i++) {
        ages = ages || tracker->rows[i].age_months >= 0;
        placements = placements || tracker->rows[i].placement != NULL;
    }
    if (ages && !model->grid.ages_known) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, &place, NULL,
            "age_months is not used: the study knows no ages");
    }
    if (placements && model->n_placements == 0) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, &place, NULL,
            "placement is not used: the study has no placements");
    }
}

/* ---- public ---- */

int lac_build_cases(lac_build *self)
{
    lac_model *model = self->model;
    const lac_tracker *tracker = &self->plan->tracker;
    const int n_groups = model->n_opening;
    if (tracker->n_rows == 0) {
        return LAC_OK;
    }
    lac_opening_group *opening =
        lac_build_alloc(self, (size_t)n_groups + tracker->n_rows, sizeof *opening);
    model->cases = lac_build_alloc(self, tracker->n_rows, sizeof *model->cases);
    if (opening == NULL || model->cases == NULL) {
        return LAC_MEMORY;
    }
    memcpy(opening, model->opening, (size_t)n_groups * sizeof *opening);
    model->opening = opening;
    say_unused(self);
    for (size_t i = 0; i < tracker->n_rows; i++) {
        const lac_tracker_row *row = &tracker->rows[i];
        lac_case *out = &model->cases[model->n_cases++];
        *out = (lac_case){.programme = programme_of(self, row), .stage = -1, .group = -1};
        if (!count_days(self, row, &out->elapsed) || out->programme < 0) {
            continue;
        }
        const lac_programme *programme = &model->programmes[out->programme];
        if (row->stage == NULL) {
            check_staff(self, row, programme);
        } else if (!find_stage(self, row, &model->pathways[programme->pathway], &out->stage)) {
            continue;
        }
        child who;
        if (know_child(self, row, programme, &who)) {
            out->group = attach(self, row, &who, n_groups);
        }
    }
    return LAC_OK;
}
