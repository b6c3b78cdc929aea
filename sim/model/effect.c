/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

double lac_effect_share(const lac_span *self, lac_month month)
{
    const double k = month - self->start;
    return self->ramp == 0 || k + 0.5 >= self->ramp ? 1 : (k + 0.5) / self->ramp;
}

lac_span lac_effect_span_of(const lac_plan_item *item, size_t scenario, const lac_model *model)
{
    const lac_month last = model->start + model->n_months - 1;
    return (lac_span){.start = (lac_month)lac_item_number(item, scenario, "start", model->start),
        .end = (lac_month)lac_item_number(item, scenario, "end", last),
        .ramp = (int)lac_item_number(item, scenario, "ramp_months", 0)};
}

bool lac_effect_span(lac_span *out, lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const size_t s = self->scenario;
    const lac_month last = model->start + model->n_months - 1;
    *out = lac_effect_span_of(item, s, model);
    if (out->start > out->end && lac_item_has(item, s, "end")) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, lac_item_place(item, s, "end"),
            "swap them, or change one", "intervention %s ends before it starts", item->name);
        return false;
    }
    if (out->start > last || out->end < model->start) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, lac_item_place(item, s, "start"), NULL,
            "intervention %s lies outside the study and has no effect", item->name);
    }
    return true;
}

void lac_effect_missing(
    lac_build *self, const lac_plan_item *item, const char *field, const char *effect)
{
    /* Points at the cell that says none, if one does. */
    const lac_plan_row *row = lac_item_row(item, field);
    const lac_place *place =
        row == NULL ? &item->rows[0]->place : &lac_plan_row_cell(row, self->scenario)->place;
    char hint[96];
    snprintf(hint, sizeof hint, "add a row intervention,%s,%s", item->name, field);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, place, row == NULL ? hint : "give a value",
        "intervention %s has effect %s but no %s", item->name, effect, field);
}

/* Fields that the effect does not look at would be silently without meaning. */
void lac_effect_unused(lac_build *self, const lac_plan_item *item, const char *effect,
    const char *const *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lac_item_has(item, self->scenario, fields[i])) {
            lac_diagnostics_add(self->diagnostics, LAC_WARNING,
                lac_item_place(item, self->scenario, fields[i]), NULL,
                "%s is not used by the effect %s of intervention %s", fields[i], effect,
                item->name);
        }
    }
}

/* A filter that lets nobody through. */
void lac_effect_nobody(lac_build *self, const lac_plan_item *item, const lac_filter *filter)
{
    const bool ages = filter->from_age >= 0 || filter->to_age >= 0;
    lac_diagnostics_add(self->diagnostics, LAC_WARNING, filter->place,
        ages && !self->any_age
            ? "the study knows no ages: give an opening table with ages and the ages "
              "of admissions, or take from_age and to_age out"
            : NULL,
        "no child can match the filter of %s", item->name);
}

/* Whether the study prices its placements one by one: then it matters which of them leavers come from. */
static bool has_prices(const lac_build *self)
{
    const lac_plan *plan = self->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_PLACEMENT, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_PLACEMENT, item)) {
        if (lac_item_has(item, self->scenario, "weekly_cost")) {
            return self->model->n_placements > 1;
        }
    }
    return false;
}

void lac_effect_anywhere(
    lac_build *self, const lac_plan_item *item, const char *what, const lac_filter *filter)
{
    if (filter->any_placement && has_prices(self)) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, filter->place,
            "name the placements they come from in a row placement before quoting a saving",
            "the %s %s has no placement filter: its children are taken evenly from all "
            "placements, the "
            "dearest too",
            what, item->name);
    }
}

int lac_effect_route(lac_build *self, const lac_plan_item *item, const char *effect)
{
    const lac_model *model = self->model;
    const char *route = lac_item_text(item, self->scenario, "route");
    if (route == NULL) {
        lac_effect_missing(self, item, "route", effect);
        return 0;
    }
    int out = 0;
    for (int r = 0; r < model->n_routes; r++) {
        out = lac_name_equal(model->routes[r].label.name, route) ? r : out;
    }
    return out;
}

bool lac_effect_move(lac_build *self, const char *acts_on, const char **from, const char **to)
{
    lac_arena *arena = &self->model->arena;
    const char *slash = strchr(acts_on, '/');
    const char *mark = strchr(acts_on, '>');
    if (slash == NULL || mark == NULL || mark < slash) {
        return false;
    }
    char *section = lac_arena_copy_n(arena, acts_on, (size_t)(slash - acts_on));
    char *left = lac_arena_copy_n(arena, slash + 1, (size_t)(mark - slash - 1));
    char *right = lac_arena_copy(arena, mark + 1);
    if (section == NULL || left == NULL || right == NULL) {
        self->diagnostics->out_of_memory = true;
        return false;
    }
    *from = lac_trim(left);
    *to = lac_trim(right);
    return lac_name_equal(section, "move");
}

bool lac_effect_target(lac_build *self, const lac_plan_item *item, lac_lever *lever)
{
    const lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "acts_on");
    const char *text = cell->text;
    const char *slash = strchr(text, '/');
    const size_t length = slash == NULL ? strlen(text) : (size_t)(slash - text);
    const char *name = slash == NULL ? NULL : slash + 1;
    while (name != NULL && *name == ' ') {
        name++;
    }
    char section[24];
    snprintf(section, sizeof section, "%.*s", (int)(length < 23 ? length : 23), text);
    bool found = false;
    lever->index = -1;
    if (lac_name_equal(section, "admissions")) {
        lever->target = name == NULL ? LAC_TARGET_ALL_STREAMS : LAC_TARGET_STREAM;
        found = name == NULL;
        for (int k = 0; k < model->n_streams && name != NULL; k++) {
            if (lac_name_equal(model->streams[k].label.name, name)) {
                lever->index = k;
            }
        }
    } else if (lac_name_equal(section, "exit") && name != NULL) {
        lever->target = LAC_TARGET_ROUTE;
        for (int r = 0; r < model->n_routes; r++) {
            if (lac_name_equal(model->routes[r].label.name, name)) {
                lever->index = r;
            }
        }
        if (lever->index >= 0 && lever->index == model->ageing_out) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
                "nobody stays looked after beyond the 18th birthday",
                "an intervention cannot act on ageing_out");
            return false;
        }
    } else if (lac_name_equal(section, "move") && name != NULL) {
        lever->target = LAC_TARGET_MOVE;
        const char *from = NULL;
        const char *to = NULL;
        const bool split = lac_effect_move(self, text, &from, &to);
        for (int i = 0; i < model->n_moves && split; i++) {
            if (lac_name_equal(from, model->placements[model->moves[i].from].name) &&
                lac_name_equal(to, model->placements[model->moves[i].to].name)) {
                lever->index = i;
            }
        }
    }
    if (lever->index < 0 && !found) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
            "write admissions, admissions/stream, exit/route or move/a > b",
            "acts_on \"%s\" names no flow of the study", text);
        return false;
    }
    return true;
}
