/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <math.h>

/* Spreads the attempts over the months of the intervention: a ramp shapes the weights and loses nobody. */
static void spread_attempts(lac_build *self, const lac_plan_item *item, lac_leaver_list *list)
{
    const lac_model *model = self->model;
    lac_span months;
    if (!lac_effect_span(&months, self, item)) {
        return;
    }
    double sum = 0;
    for (lac_month at = months.start; at <= months.end; at++) {
        sum += lac_effect_share(&months, at);
    }
    double inside = 0;
    for (int m = 0; m < model->n_months; m++) {
        const lac_month at = model->start + m;
        if (at >= months.start && at <= months.end) {
            list->attempts[m] = list->children * lac_effect_share(&months, at) / sum;
            inside += list->attempts[m];
        }
    }
    if (list->children - inside > 1e-9 * list->children && list->children > 0) {
        char number[32];
        lac_number_format(nearbyint((list->children - inside) * 1e6) / 1e6, number);
        lac_diagnostics_add(self->diagnostics, LAC_WARNING,
            lac_item_place(item, self->scenario, "start"), NULL,
            "%s of the attempts of %s fall outside the study and do not happen", number,
            item->name);
    }
}

/* What exits lists and shifts have in common. The filter is read, its groups are left to the caller. */
static int read_list(lac_build *self, const lac_intervention *of, const char *effect,
    lac_leaver_list *list, lac_filter *filter)
{
    lac_model *model = self->model;
    const lac_plan_item *item = of->item;
    const size_t s = self->scenario;
    if (!lac_item_has(item, s, "children")) {
        lac_effect_missing(self, item, "children", effect);
    }
    list->route = list->move = -1;
    list->label = of->label;
    list->number = (int)(of - model->interventions);
    list->groups = lac_build_alloc(self, (size_t)model->grid.n_groups, sizeof(bool));
    list->attempts = lac_build_alloc(self, (size_t)model->n_months, sizeof(double));
    if (list->groups == NULL || list->attempts == NULL ||
        lac_filter_read(filter, self, item) != LAC_OK) {
        return LAC_MEMORY;
    }
    list->children = lac_item_number(item, s, "children", 0);
    list->success = lac_item_number(item, s, "success", 1);
    list->any_filter = lac_filter_any(filter);
    return LAC_OK;
}

int lac_build_list(lac_build *self, const lac_intervention *of, lac_leaver_list *list)
{
    static const char *const UNUSED[] = {"factor", "amount", "acts_on"};
    const lac_plan_item *item = of->item;
    lac_filter filter;
    lac_effect_unused(self, item, "exits", UNUSED, 3);
    if (read_list(self, of, "exits", list, &filter) != LAC_OK) {
        return LAC_MEMORY;
    }
    list->route = lac_effect_route(self, item, "exits");
    if (lac_filter_groups(&filter, &self->model->grid, list->groups) == 0) {
        lac_effect_nobody(self, item, &filter);
    }
    lac_effect_anywhere(self, item, "list", &filter);
    spread_attempts(self, item, list);
    return LAC_OK;
}

/* The move that a shift acts on; -1, told here or when the names were gathered, for none. */
static int move_of(lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "acts_on");
    const char *from = NULL;
    const char *to = NULL;
    if (cell == NULL) {
        lac_effect_missing(self, item, "acts_on", "shift");
        return -1;
    }
    if (!lac_effect_move(self, cell->text, &from, &to)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
            "write move/a > b, the placement they leave and the one they enter",
            "intervention %s has effect shift, but acts_on \"%s\" is no move", item->name,
            cell->text);
        return -1;
    }
    if (lac_name_equal(from, to)) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place,
            "name two different placements", "intervention %s shifts from %s to itself", item->name,
            from);
        return -1;
    }
    for (int i = 0; i < model->n_moves; i++) {
        if (lac_name_equal(from, model->placements[model->moves[i].from].name) &&
            lac_name_equal(to, model->placements[model->moves[i].to].name)) {
            return i;
        }
    }
    return -1; /* one of the placements is not known */
}

int lac_build_shift(lac_build *self, const lac_intervention *of, lac_leaver_list *list)
{
    static const char *const UNUSED[] = {"factor", "amount", "route"};
    const lac_plan_item *item = of->item;
    const lac_grid *grid = &self->model->grid;
    lac_filter filter;
    lac_effect_unused(self, item, "shift", UNUSED, 3);
    if (read_list(self, of, "shift", list, &filter) != LAC_OK) {
        return LAC_MEMORY;
    }
    list->move = move_of(self, item);
    if (list->move < 0) {
        return LAC_OK;
    }
    lac_filter_groups(&filter, grid, list->groups);
    bool any = false;
    for (int g = 0; g < grid->n_groups; g++) {
        list->groups[g] =
            list->groups[g] && g % grid->n_placements == self->model->moves[list->move].from;
        any = any || list->groups[g];
    }
    if (!any) {
        lac_effect_nobody(self, item, &filter);
    }
    spread_attempts(self, item, list);
    return LAC_OK;
}
