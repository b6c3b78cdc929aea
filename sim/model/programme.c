/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>

/* Index of the pathway that the programme names; -1, told, for none. */
static int pathway_of(lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "pathway");
    if (cell == NULL) {
        lac_effect_missing(self, item, "pathway", "pathway");
        return -1;
    }
    for (int p = 0; p < model->n_pathways; p++) {
        if (lac_name_equal(model->pathways[p].label.name, cell->text)) {
            return p;
        }
    }
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
        "check the spelling, or add its stages in rows pathway,NAME/1 stage,weeks",
        "the pathway \"%s\" is not known", cell->text);
    return -1;
}

/* Index of the pool that the programme names; -1 for none, told when it is not known. */
static int pool_of(lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "staff");
    for (int i = 0; cell != NULL && i < model->n_pools; i++) {
        if (lac_name_equal(model->pools[i].label.name, cell->text)) {
            return i;
        }
    }
    if (cell != NULL) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
            "check the spelling, or add rows staff,NAME,workers and staff,NAME,cases_each",
            "the staff \"%s\" are not known", cell->text);
    }
    return -1;
}

/* Rules 19 and 20: what its dates cannot be. */
static void read_span(lac_build *self, const lac_plan_item *item, lac_programme *out)
{
    const lac_model *model = self->model;
    const size_t s = self->scenario;
    lac_span months;
    if (!lac_effect_span(&months, self, item)) {
        return;
    }
    if (months.start < model->start) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, lac_item_place(item, s, "start"),
            "give a month of the study; cases that are under way belong into the tracker",
            "pathway intervention %s starts before the study", item->name);
        return;
    }
    if (months.ramp > 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, lac_item_place(item, s, "ramp_months"),
            "limit the starts by starts_per_month or staff instead",
            "pathway intervention %s cannot have a ramp", item->name);
    }
    out->start = months.start - model->start;
    out->end = months.end - model->start;
    out->start = out->start < model->n_months ? out->start : model->n_months;
    out->end = out->end < model->n_months ? out->end : model->n_months - 1;
}

/* A limit that has no value when the first cases want to start. */
static void say_no_limit(
    lac_build *self, const lac_plan_item *item, const lac_programme *programme, const char *field)
{
    char month[8];
    lac_month_format(self->model->start + programme->start, month);
    lac_diagnostics_add(self->diagnostics, LAC_ERROR, lac_item_place(item, self->scenario, field),
        "give it a value from then on, which may be 0",
        "%s of intervention %s has no value at its start in %s", field, item->name, month);
}

/* Whether a limit by month is 0 in all months in which its cases could start: those of the tracker wait from
 * the first month on. */
static bool is_closed(const lac_build *self, const lac_plan_item *item,
    const lac_programme *programme, const int *limit)
{
    const int first = lac_build_has_cases(self, item) ? 0 : programme->start;
    for (int m = first; m <= programme->end; m++) {
        if (limit[m] != 0) {
            return false;
        }
    }
    return first <= programme->end;
}

/* Staff who never have a place: there are no workers, or they have no cases, or their product is below 1. */
static void check_staff(
    lac_build *self, const lac_plan_item *item, const lac_programme *programme, int pool)
{
    const lac_model *model = self->model;
    const char *name = model->pools[pool].label.name;
    const lac_plan_item *staff = lac_plan_find(self->plan, LAC_SECTION_STAFF, name);
    const bool idle = lac_item_number(staff, self->scenario, "cases_each", 0) == 0;
    if (is_closed(self, item, programme, model->pools[pool].places)) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(staff, self->scenario, idle ? "cases_each" : "workers"),
            "places are workers times cases_each, rounded down",
            "staff %s have 0 places in all months of intervention %s, so none of its cases starts",
            name, item->name);
    }
}

static int read_limits(lac_build *self, const lac_plan_item *item, lac_programme *out)
{
    const lac_model *model = self->model;
    double starts[LAC_MAX_MONTHS];
    const bool inside = out->start < model->n_months;
    out->pool = pool_of(self, item);
    if (inside && out->pool >= 0 && model->pools[out->pool].places[out->start] < 0) {
        say_no_limit(self, item, out, "staff");
    }
    if (out->pool >= 0 && out->pathway >= 0 && model->pathways[out->pathway].last_council < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(item, self->scenario, "staff"), NULL,
            "no stage of pathway %s is under the council's control, so staff never limit %s",
            model->pathways[out->pathway].label.name, item->name);
    } else if (out->pool >= 0) {
        check_staff(self, item, out, out->pool);
    }
    if (!lac_item_timeline(
            item, self->scenario, "starts_per_month", model->start, model->n_months, starts)) {
        return LAC_OK;
    }
    out->starts = lac_build_alloc(self, (size_t)model->n_months, sizeof *out->starts);
    if (out->starts == NULL) {
        return LAC_MEMORY;
    }
    if (inside && isnan(starts[out->start])) {
        say_no_limit(self, item, out, "starts_per_month");
    }
    for (int m = 0; m < model->n_months; m++) {
        out->starts[m] = isnan(starts[m]) ? 0 : (int)starts[m];
    }
    if (is_closed(self, item, out, out->starts)) {
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(item, self->scenario, "starts_per_month"), NULL,
            "starts_per_month of intervention %s is 0 in all its months, so none of its cases "
            "starts",
            item->name);
    }
    return LAC_OK;
}

int lac_build_programme(lac_build *self, const lac_intervention *of, lac_programme *programme)
{
    static const char *const UNUSED[] = {"factor", "amount", "acts_on"};
    const lac_model *model = self->model;
    const lac_plan_item *item = of->item;
    lac_filter filter;
    lac_effect_unused(self, item, "pathway", UNUSED, 3);
    *programme = (lac_programme){.label = of->label,
        .number = (int)(of - model->interventions),
        .pathway = pathway_of(self, item),
        .route = lac_effect_route(self, item, "pathway"),
        .children = of->active ? (int)lac_item_number(item, self->scenario, "children", 0) : 0,
        .success = lac_item_number(item, self->scenario, "success", 1),
        .start = model->n_months,
        .end = model->n_months - 1};
    if (of->active && !lac_item_has(item, self->scenario, "children")) {
        lac_effect_missing(self, item, "children", "pathway");
    }
    programme->groups = lac_build_alloc(self, (size_t)model->grid.n_groups, sizeof(bool));
    if (programme->groups == NULL || lac_filter_read(&filter, self, item) != LAC_OK) {
        return LAC_MEMORY;
    }
    programme->any_filter = lac_filter_any(&filter);
    if (lac_filter_groups(&filter, &model->grid, programme->groups) == 0) {
        lac_effect_nobody(self, item, &filter);
    }
    if (of->active) {
        lac_effect_anywhere(self, item, "pathway intervention", &filter);
        read_span(self, item, programme);
    }
    return read_limits(self, item, programme);
}

void lac_build_order_programmes(lac_build *self)
{
    lac_programme *all = self->model->programmes;
    for (int i = 1; i < self->model->n_programmes; i++) {
        const lac_programme moved = all[i];
        int at = i;
        for (; at > 0 && all[at - 1].start > moved.start; at--) {
            all[at] = all[at - 1];
        }
        all[at] = moved;
    }
}
