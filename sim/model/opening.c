/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>

/* A total that some source gives for the opening stock. */
typedef struct {
    double children;
    const char *what;
    const lac_place *place;
} total;

static double sheet_placements(const lac_build *self, const lac_place **place, bool *any)
{
    double sum = 0;
    const lac_plan *plan = self->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_STOCK, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_STOCK, item)) {
        const lac_plan_cell *cell = lac_item_value(item, self->scenario, "children");
        if (cell == NULL || lac_name_equal(item->name, "all")) {
            continue;
        }
        *any = true;
        *place = &cell->place;
        sum += cell->number;
    }
    return sum;
}

static const lac_history_row *last_history(const lac_build *self)
{
    const lac_history *history = &self->plan->history;
    for (size_t i = history->n_rows; i-- > 0;) {
        if (history->rows[i].last == self->model->start - 1) {
            return isnan(history->rows[i].stock) ? NULL : &history->rows[i];
        }
    }
    return NULL;
}

/* Gathers the totals that are given and holds them against each other. Returns the first. */
static const total *agree(lac_build *self, total *totals, int n)
{
    for (int i = 1; i < n; i++) {
        if (fabs(totals[i].children - totals[0].children) > 1e-9) {
            char first[32];
            char other[32];
            lac_number_format(totals[0].children, first);
            lac_number_format(totals[i].children, other);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, totals[i].place,
                "the opening stock must be the same wherever it is given",
                "%s is %s children, but %s is %s", totals[i].what, other, totals[0].what, first);
        }
    }
    return n > 0 ? &totals[0] : NULL;
}

/* One group of unknown age for each placement of the sheet, or for all. */
static int group_from_sheet(lac_build *self, double children, bool by_placement)
{
    lac_model *model = self->model;
    const int unknown = model->grid.unknown_row;
    model->opening = lac_build_alloc(self, (size_t)model->n_placements + 1, sizeof *model->opening);
    if (model->opening == NULL) {
        return LAC_MEMORY;
    }
    if (!by_placement) {
        model->opening[model->n_opening++] = (lac_opening_group){unknown, unknown, 0, 0, children};
        if (model->n_placements > 0 && children > 0) {
            const lac_place place = lac_build_sheet_place(self);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
                "give stock by placement, or a table of the opening children",
                "the study has placements, but those of the opening children are not known");
        }
        return LAC_OK;
    }
    for (int p = 0; p < model->n_placements; p++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_STOCK, model->placements[p].name);
        const double n = lac_item_number(item, self->scenario, "children", 0);
        model->opening[model->n_opening++] = (lac_opening_group){unknown, unknown, 0, p, n};
    }
    return LAC_OK;
}

static int group_from_table(lac_build *self)
{
    lac_model *model = self->model;
    const lac_opening *opening = &self->plan->opening;
    model->opening = lac_build_alloc(self, opening->n_rows + 1, sizeof *model->opening);
    if (model->opening == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < opening->n_rows; i++) {
        const lac_opening_row *row = &opening->rows[i];
        lac_opening_group *group = &model->opening[model->n_opening++];
        group->children = row->children;
        const bool known = row->from_months >= 0;
        group->first_age = known ? row->from_months : model->grid.unknown_row;
        group->last_age = known ? row->to_months : model->grid.unknown_row;
        const int most = model->grid.n_durations - 1;
        group->duration = row->months_in_care < 0      ? 0
                          : row->months_in_care > most ? most
                                                       : row->months_in_care;
        if (row->months_in_care < 0 && row->children > 0 && model->grid.n_duration_bands > 1) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                "fill in months_in_care, or take the bands of months out of the rates table",
                "the rates depend on months in care, but these children have none");
        }
        if (row->placement == NULL) {
            if (model->n_placements > 0 && row->children > 0) {
                lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                    "fill in the placement of every row",
                    "the placement is blank, but the study has placements");
            }
            continue;
        }
        group->placement = lac_label_find(model->placements, model->n_placements, row->placement);
    }
    return LAC_OK;
}

/* What the study cannot know of the opening children. */
static void check_unknown(lac_build *self, const lac_place *place)
{
    const lac_model *model = self->model;
    double unknown = 0;
    for (int g = 0; g < model->n_opening; g++) {
        const bool known = model->opening[g].first_age != model->grid.unknown_row;
        unknown += known ? 0 : model->opening[g].children;
    }
    if (unknown > 0 && self->any_age) {
        char number[32];
        lac_number_format(unknown, number);
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, place,
            "give an opening table with ages; until then too few children leave as ageing_out",
            "opening children without an age: %s; no age filter reaches them and they never turn "
            "18",
            number);
    }
    if (model->opening_children > 0 && self->plan->opening.file == NULL &&
        model->grid.n_duration_bands > 1) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "give an opening table with months_in_care, or take the bands of months out of the "
            "rates "
            "table",
            "the rates depend on months in care, but those of the opening children are not known");
    }
}

/* The table's children of each placement must be those of the sheet. */
static void check_placements(lac_build *self)
{
    const lac_model *model = self->model;
    for (int p = 0; p < model->n_placements; p++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_STOCK, model->placements[p].name);
        const lac_plan_cell *cell = lac_item_value(item, self->scenario, "children");
        double sum = 0;
        for (int g = 0; g < model->n_opening; g++) {
            sum += model->opening[g].placement == p ? model->opening[g].children : 0;
        }
        if (cell != NULL && fabs(sum - cell->number) > 1e-9) {
            char given[32];
            char summed[32];
            lac_number_format(cell->number, given);
            lac_number_format(sum, summed);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
                "the opening stock must be the same wherever it is given",
                "stock of %s is %s children, but the opening table has %s", item->name, given,
                summed);
        }
    }
}

static int make_mix(lac_build *self)
{
    lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const size_t n = (size_t)grid->n_ages * (size_t)grid->n_placements;
    double *mix = lac_build_alloc(self, n, sizeof *mix);
    if (mix == NULL) {
        return LAC_MEMORY;
    }
    for (int g = 0; g < model->n_opening; g++) {
        const lac_opening_group *group = &model->opening[g];
        const int rows = group->last_age - group->first_age + 1;
        for (int a = group->first_age; a <= group->last_age; a++) {
            mix[a * grid->n_placements + group->placement] +=
                group->children / rows / model->opening_children;
        }
    }
    model->opening_mix = mix;
    return LAC_OK;
}

int lac_build_opening(lac_build *self)
{
    const lac_plan *plan = self->plan;
    lac_model *model = self->model;
    total totals[4];
    int n = 0;
    const lac_plan_item *all = lac_plan_find(plan, LAC_SECTION_STOCK, "all");
    const lac_plan_cell *cell = lac_item_value(all, self->scenario, "children");
    const lac_place table_place = {.file = plan->opening.file};
    if (plan->opening.file != NULL) {
        double sum = 0;
        for (size_t i = 0; i < plan->opening.n_rows; i++) {
            sum += plan->opening.rows[i].children;
        }
        totals[n++] = (total){sum, "the opening table", &table_place};
    }
    if (cell != NULL) {
        totals[n++] = (total){cell->number, "stock of all", &cell->place};
    }
    bool by_placement = false;
    const lac_place *placements_place = NULL;
    const double placements = sheet_placements(self, &placements_place, &by_placement);
    if (by_placement &&
        plan->opening.file == NULL) { /* else check_placements holds each to the table */
        totals[n++] = (total){placements, "stock of the placements", placements_place};
    }
    const lac_history_row *last = last_history(self);
    if (last != NULL) {
        totals[n++] = (total){last->stock, "the last stock of the history", &last->place};
    }
    const total *stock = agree(self, totals, n);
    const lac_place sheet = lac_build_sheet_place(self);
    if (stock == NULL) {
        const bool gap = plan->history.n_rows > 0;
        const lac_plan_row *row = lac_item_row(all, "children");
        const lac_place *place =
            row == NULL ? &sheet : &lac_plan_row_cell(row, self->scenario)->place;
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "add a row stock,all,children with the children looked after before the first month",
            gap ? "the history does not give the stock of the month before the start"
                : "there is no opening stock");
        return group_from_sheet(self, 0, false);
    }
    if (stock->children != floor(stock->children) || stock->children > LAC_MAX_CHILDREN) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, stock->place, NULL,
            "the opening stock is not a whole number up to %d", LAC_MAX_CHILDREN);
    }
    model->opening_children = stock->children;
    int status = plan->opening.file != NULL ? group_from_table(self)
                                            : group_from_sheet(self, stock->children, by_placement);
    if (status == LAC_OK) {
        check_unknown(self, plan->opening.file != NULL ? &table_place : stock->place);
    }
    if (status == LAC_OK && plan->opening.file != NULL) {
        check_placements(self);
    }
    return status == LAC_OK && stock->children > 0 ? make_mix(self) : status;
}
