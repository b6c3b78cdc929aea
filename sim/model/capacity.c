/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>

/* Places of a placement by month; before the first value, and where none is given, there is no limit.
 * Returns whether any is given. */
static bool read_places(lac_build *self, const lac_plan_item *item, double *out)
{
    const lac_model *model = self->model;
    const bool any =
        lac_item_timeline(item, self->scenario, "capacity", model->start, model->n_months, out);
    for (int m = 0; m < model->n_months; m++) {
        out[m] = isnan(out[m]) ? INFINITY : out[m];
    }
    return any;
}

static void read_overflow(lac_build *self, const lac_plan_item *item, int p)
{
    lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "overflow");
    model->overflow[p] = -1;
    if (cell == NULL) {
        return;
    }
    const int to = lac_label_find(model->placements, model->n_placements, cell->text);
    if (to < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place, LAC_PLACEMENT_HINT,
            "the placement \"%s\" is not known", cell->text);
    } else if (to == p) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place, "name another placement",
            "the overflow of %s is %s itself", item->name, item->name);
    } else {
        model->overflow[p] = to;
    }
}

/* A chain that comes back to where it began is told once, at its first placement. */
static void check_cycle(lac_build *self, const lac_plan_item *item, int p)
{
    const lac_model *model = self->model;
    int at = model->overflow[p];
    for (int steps = 0; at > p && steps < model->n_placements; steps++) {
        at = model->overflow[at];
    }
    if (at == p) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "overflow"),
            "leave the last placement of the chain without an overflow",
            "the overflow of %s leads back to %s", item->name, item->name);
    }
}

/* What a capacity cannot do. */
static void say_limits(lac_build *self, const lac_plan_item *item, int p, bool any)
{
    const lac_model *model = self->model;
    const lac_place *place = lac_item_place(item, self->scenario, "capacity");
    if (!any) {
        if (model->overflow[p] >= 0) {
            lac_diagnostics_add(self->diagnostics, LAC_NOTE,
                lac_item_place(item, self->scenario, "overflow"), NULL,
                "the overflow of %s is not used, because it has no capacity", item->name);
        }
        return;
    }
    if (model->overflow[p] < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, place, NULL,
            "%s has a capacity but no overflow: children stay there over capacity", item->name);
    }
    double opening = 0;
    for (int g = 0; g < model->n_opening; g++) {
        opening += model->opening[g].placement == p ? model->opening[g].children : 0;
    }
    const double places = model->capacity[p * model->n_months];
    if (opening > places) {
        char children[32];
        char limit[32];
        lac_number_format(opening, children);
        lac_number_format(places, limit);
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, place, NULL,
            "%s opens with %s children in %s places: they stay over capacity", item->name, children,
            limit);
    }
}

int lac_build_capacity(lac_build *self)
{
    lac_model *model = self->model;
    const size_t n = (size_t)model->n_placements;
    const lac_plan_item *all = lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, "all");
    static const char *const FIELDS[] = {"capacity", "overflow"};
    for (size_t i = 0; i < 2; i++) {
        if (lac_item_has(all, self->scenario, FIELDS[i])) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR,
                lac_item_place(all, self->scenario, FIELDS[i]), "give it to placements by name",
                "%s of all has no meaning", FIELDS[i]);
        }
    }
    bool any = false;
    model->capacity =
        lac_build_alloc(self, n * (size_t)model->n_months + 1, sizeof *model->capacity);
    model->overflow = lac_build_alloc(self, n + 1, sizeof *model->overflow);
    bool *limited = lac_build_alloc(self, n + 1, sizeof *limited);
    if (model->capacity == NULL || model->overflow == NULL || limited == NULL) {
        return LAC_MEMORY;
    }
    for (int p = 0; p < model->n_placements; p++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, model->placements[p].name);
        limited[p] = read_places(self, item, &model->capacity[p * model->n_months]);
        read_overflow(self, item, p);
        any = any || limited[p];
    }
    for (int p = 0; p < model->n_placements; p++) {
        const lac_plan_item *item =
            lac_plan_find(self->plan, LAC_SECTION_PLACEMENT, model->placements[p].name);
        check_cycle(self, item, p);
        say_limits(self, item, p, limited[p]);
    }
    if (!any) {
        model->capacity = NULL;
    }
    return LAC_OK;
}
