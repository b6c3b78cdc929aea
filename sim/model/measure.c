/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/measure.h"

#include "base/text.h"

#include <string.h>

static const char CHILDREN[] = "children";
static const char WEEKS[] = "child-weeks";
static const char POUNDS[] = "GBP";

/* Adds "prefix + slug" (slug NULL: the prefix alone) with a label for people. */
static int add(lac_measures *self, const char *prefix, const char *slug, const char *label,
    const char *unit, lac_measure_kind kind)
{
    char *name = lac_arena_format(&self->arena, "%s%s", prefix, slug == NULL ? "" : slug);
    char *shown = lac_arena_copy(&self->arena, label);
    if (name == NULL || shown == NULL) {
        return -1;
    }
    self->items[self->n] = (lac_measure){name, unit, shown, kind};
    return self->n++;
}

/* The first row of the sheet that names the thing a measure is about; NULL for none. */
static const lac_place *named_in_sheet(const lac_plan *plan, const char *label)
{
    for (size_t i = 0; i < plan->n_items; i++) {
        if (*label != '\0' && lac_name_equal(plan->items[i].name, label)) {
            return &plan->items[i].rows[0]->place;
        }
    }
    return NULL;
}

static void check_names(
    const lac_measures *self, const lac_plan *plan, lac_diagnostics *diagnostics)
{
    const lac_place sheet = {.file = plan->path};
    for (int i = 0; i < self->n; i++) {
        for (int j = 0; j < i; j++) {
            if (strcmp(self->items[i].name, self->items[j].name) != 0) {
                continue;
            }
            const lac_place *place = named_in_sheet(plan, self->items[j].label);
            place = place == NULL ? named_in_sheet(plan, self->items[i].label) : place;
            lac_diagnostics_add(diagnostics, LAC_ERROR, place == NULL ? &sheet : place,
                "change the name of a stream, route or placement",
                "two measures have the name %s (\"%s\" and \"%s\")", self->items[i].name,
                self->items[j].label, self->items[i].label);
            break;
        }
    }
}

int lac_measure_of_history(const lac_measures *self, const lac_model *model, const char *slug)
{
    for (int r = 0; r < model->n_routes; r++) {
        if (strcmp(model->routes[r].label.slug, slug) == 0) {
            return self->exits_of + r;
        }
    }
    for (int i = 0; i < self->n_history_exits; i++) {
        const char *name = self->items[self->history_exits_of + i].name;
        if (strcmp(name + strlen("exits_"), slug) == 0) {
            return self->history_exits_of + i;
        }
    }
    return -1;
}

/* Whether any row gives a route rates of return, in whatever scenario. */
static bool has_reentry(const lac_plan *plan)
{
    for (size_t i = 0; i < plan->rates.n_rows; i++) {
        if (plan->rates.rows[i].kind == LAC_FLOW_REENTRY) {
            return true;
        }
    }
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_REENTRY, NULL); item != NULL;
         item = lac_plan_next(plan, LAC_SECTION_REENTRY, item)) {
        for (size_t s = 0; s < plan->n_scenarios; s++) {
            if (lac_item_has(item, s, "rates")) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a placement has a capacity, in whatever scenario. */
static bool has_capacity(const lac_plan *plan, const char *placement)
{
    const lac_plan_item *item = lac_plan_find(plan, LAC_SECTION_PLACEMENT, placement);
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        if (lac_item_has(item, s, "capacity")) {
            return true;
        }
    }
    return false;
}

static void add_flows(lac_measures *self, const lac_plan *plan, const lac_model *model)
{
    self->admissions = add(self, "admissions", NULL, "Admissions", CHILDREN, LAC_MEASURE_FLOW);
    self->admissions_of = self->n;
    for (int k = 0; k < model->n_streams; k++) {
        const lac_label *label = &model->streams[k].label;
        add(self, "admissions_", label->slug, label->name, CHILDREN, LAC_MEASURE_FLOW);
    }
    if (has_reentry(plan)) {
        self->reentries =
            add(self, "reentries", NULL, "Returns to care", CHILDREN, LAC_MEASURE_FLOW);
    }
    self->exits = add(self, "exits", NULL, "Exits", CHILDREN, LAC_MEASURE_FLOW);
    self->exits_of = self->n;
    for (int r = 0; r < model->n_routes; r++) {
        const lac_label *label = &model->routes[r].label;
        add(self, "exits_", label->slug, r == model->ageing_out ? "Ageing out at 18" : label->name,
            CHILDREN, LAC_MEASURE_FLOW);
    }
    self->history_exits_of = self->n;
    for (size_t i = 0; i < plan->history.n_routes; i++) {
        const char *name = plan->history.routes[i];
        const char *slug = lac_slug(&self->arena, name);
        if (slug != NULL && lac_measure_of_history(self, model, slug) < 0) {
            add(self, "exits_", slug, name, CHILDREN, LAC_MEASURE_FLOW);
            self->n_history_exits++;
        }
    }
    self->unreconciled =
        add(self, "unreconciled", NULL, "Unreconciled", CHILDREN, LAC_MEASURE_FLOW);
}

static void add_stocks(lac_measures *self, const lac_plan *plan, const lac_model *model)
{
    self->closing_stock =
        add(self, "closing_stock", NULL, "Closing stock", CHILDREN, LAC_MEASURE_STOCK);
    self->stock_of = self->n;
    for (int p = 0; p < model->n_placements; p++) {
        const lac_label *label = &model->placements[p];
        add(self, "stock_", label->slug, label->name, CHILDREN, LAC_MEASURE_STOCK);
    }
    self->moves_of = self->n;
    for (int i = 0; i < model->n_moves; i++) {
        const lac_label *label = &model->moves[i].label;
        add(self, "moves_", label->slug, label->name, CHILDREN, LAC_MEASURE_FLOW);
    }
    self->overflow_of = self->n;
    for (int p = 0; p < model->n_placements; p++) {
        const lac_label *label = &model->placements[p];
        if (has_capacity(plan, label->name)) {
            add(self, "overflow_", label->slug, label->name, CHILDREN, LAC_MEASURE_FLOW);
            self->overflow_placement[self->n_overflow++] = p;
        }
    }
    if (self->n_overflow == 0) {
        self->overflow_of = -1;
    }
    self->unmet_exits =
        add(self, "unmet_exits", NULL, "Exits that found nobody", CHILDREN, LAC_MEASURE_FLOW);
    self->rate_per_10k =
        add(self, "rate_per_10k", NULL, "Rate per 10,000", "per 10,000", LAC_MEASURE_STOCK);
}

static void add_money(lac_measures *self, const lac_model *model)
{
    self->child_weeks = add(self, "child_weeks", NULL, "Child-weeks", WEEKS, LAC_MEASURE_FLOW);
    self->child_weeks_of = self->n;
    for (int p = 0; p < model->n_placements; p++) {
        const lac_label *label = &model->placements[p];
        add(self, "child_weeks_", label->slug, label->name, WEEKS, LAC_MEASURE_FLOW);
    }
    self->cost_of = self->n;
    for (int p = 0; p < model->n_placements; p++) {
        const lac_label *label = &model->placements[p];
        add(self, "cost_", label->slug, label->name, POUNDS, LAC_MEASURE_FLOW);
    }
    if (model->n_placements == 0) {
        add(self, "cost_all", NULL, "All placements", POUNDS, LAC_MEASURE_FLOW);
    }
    self->cost_total = add(self, "cost_total", NULL, "Spend", POUNDS, LAC_MEASURE_FLOW);
}

int lac_measures_make(
    lac_measures *self, const lac_plan *plan, const lac_model *model, lac_diagnostics *diagnostics)
{
    memset(self, 0, sizeof *self);
    self->reentries = self->overflow_of = -1;
    self->overflow_placement = lac_arena_alloc(
        &self->arena, (size_t)model->n_placements + 1, sizeof *self->overflow_placement);
    const size_t room =
        (size_t)(model->n_streams + model->n_routes + model->n_moves + 4 * model->n_placements) +
        plan->history.n_routes + 16;
    self->items = lac_arena_alloc(&self->arena, room, sizeof *self->items);
    if (self->items == NULL || self->overflow_placement == NULL) {
        return LAC_MEMORY;
    }
    self->opening_stock =
        add(self, "opening_stock", NULL, "Opening stock", CHILDREN, LAC_MEASURE_OPENING);
    add_flows(self, plan, model);
    add_stocks(self, plan, model);
    add_money(self, model);
    const int expected = 9 + model->n_streams + model->n_routes + self->n_history_exits +
                         model->n_moves + 3 * model->n_placements + (model->n_placements == 0) +
                         (self->reentries >= 0) + self->n_overflow;
    if (self->n != expected) {
        return LAC_MEMORY; /* add could not copy a name */
    }
    check_names(self, plan, diagnostics);
    return lac_diagnostics_status(diagnostics);
}

int lac_measure_find(const lac_measures *self, const char *name)
{
    for (int i = 0; i < self->n; i++) {
        if (strcmp(self->items[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

void lac_measures_free(lac_measures *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
