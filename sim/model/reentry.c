/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <string.h>

/* The route of a rate of return; NULL, told, for none that children could come back from. */
static lac_flow *route_of(lac_build *self, const char *name, const lac_place *place)
{
    lac_model *model = self->model;
    for (int r = 0; r < model->n_routes; r++) {
        if (!lac_name_equal(model->routes[r].label.name, name)) {
            continue;
        }
        if (strcmp(model->routes[r].label.slug, "ageing_out") == 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
                "take it out: nobody is looked after beyond the 18th birthday",
                "children who leave as %s cannot come back", name);
            return NULL;
        }
        return &model->routes[r];
    }
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
        "check the spelling; routes are the items of the section exit, of the rates table and of "
        "lists",
        "the route \"%s\" is not known", name);
    return NULL;
}

/* Sets the rate of completed months since the exit, both ends included; what lies beyond the longest
 * study is left out. */
static void set_months(lac_flow *flow, int from, int to, double rate)
{
    for (int month = from; month <= to && month < LAC_MAX_MONTHS && rate > 0; month++) {
        flow->reentry[month] = rate;
        flow->n_reentry = month + 1 > flow->n_reentry ? month + 1 : flow->n_reentry;
    }
}

static int begin(lac_build *self, lac_flow *flow)
{
    if (flow->reentry == NULL) {
        flow->reentry = lac_build_alloc(self, LAC_MAX_MONTHS, sizeof *flow->reentry);
    }
    return flow->reentry == NULL ? LAC_MEMORY : LAC_OK;
}

static int read_sheet(lac_build *self)
{
    for (const lac_plan_item *item = lac_plan_next(self->plan, LAC_SECTION_REENTRY, NULL);
         item != NULL; item = lac_plan_next(self->plan, LAC_SECTION_REENTRY, item)) {
        const lac_plan_cell *cell = lac_item_value(item, self->scenario, "rates");
        lac_flow *flow = route_of(self, item->name, &item->rows[0]->place);
        if (flow == NULL || cell == NULL) {
            continue;
        }
        if (begin(self, flow) != LAC_OK) {
            return LAC_MEMORY;
        }
        for (size_t i = 0; i < cell->n_entries; i++) {
            set_months(flow, cell->entries[i].from, cell->entries[i].to, cell->entries[i].value);
        }
    }
    return LAC_OK;
}

static int read_table(lac_build *self)
{
    const lac_plan *plan = self->plan;
    for (size_t i = 0; i < plan->rates.n_rows; i++) {
        const lac_rate_row *row = &plan->rates.rows[i];
        lac_flow *flow =
            row->kind == LAC_FLOW_REENTRY ? route_of(self, row->name, &row->place) : NULL;
        if (flow == NULL) {
            continue;
        }
        if (row->from_age >= 0 || row->to_age >= 0 || row->placement != NULL) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &row->place,
                "give them by from_months and to_months, the completed months since the exit",
                "rates of return after %s are given by %s", row->name,
                row->placement != NULL ? "placement" : "age");
        }
        const lac_plan_item *item = lac_plan_find(plan, LAC_SECTION_REENTRY, row->name);
        if (lac_item_has(item, self->scenario, "rates")) {
            lac_diagnostics_add(self->diagnostics, LAC_NOTE,
                lac_item_place(item, self->scenario, "rates"), NULL,
                "the sheet's rates of return after %s replace those of the rates table",
                item->name);
            continue;
        }
        if (begin(self, flow) != LAC_OK) {
            return LAC_MEMORY;
        }
        set_months(flow, row->from_months < 0 ? 0 : row->from_months,
            row->to_months < 0 ? LAC_MAX_MONTHS - 1 : row->to_months, row->rate);
    }
    return LAC_OK;
}

/* Whether the numbers of admissions leave returns out: the same in every stream. */
static void read_first_entries(lac_build *self)
{
    lac_model *model = self->model;
    const lac_place *place = NULL;
    int n = 0;
    for (int k = 0; k < model->n_streams; k++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_ADMISSIONS, model->streams[k].label.name);
        const lac_plan_cell *cell = lac_item_value(item, self->scenario, "first_entries_only");
        if (cell != NULL && cell->number == 0) { /* the first of the words yes|no */
            place = place == NULL ? &cell->place : place;
            n++;
        }
    }
    if (n > 0 && n < model->n_streams) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place,
            "give every stream of admissions a row first_entries_only with the same answer",
            "first_entries_only is yes in some streams and no in others");
    }
    model->first_entries_only = n > 0;
    if (model->first_entries_only && model->any_reentry) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, place, NULL,
            "with first_entries_only the returns of children who left before the start are "
            "missing");
    } else if (model->first_entries_only) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING, place,
            "add rows reentry,ROUTE,rates such as 0-2:0.5; 3-11:0.1",
            "first_entries_only leaves returns out of the admissions, but no route has rates of "
            "return");
    }
}

int lac_build_reentry(lac_build *self)
{
    lac_model *model = self->model;
    int status = read_sheet(self);
    if (status == LAC_OK) {
        status = read_table(self);
    }
    for (int r = 0; r < model->n_routes && status == LAC_OK; r++) {
        lac_flow *flow = &model->routes[r];
        if (flow->n_reentry == 0) {
            flow->reentry = NULL;
        }
        model->any_reentry = model->any_reentry || flow->reentry != NULL;
    }
    read_first_entries(self);
    return status;
}
