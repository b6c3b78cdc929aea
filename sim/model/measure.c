/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/measure.h"

#include "base/text.h"

#include <string.h>

static const char CHILDREN[] = "children";
static const char WEEKS[] = "child-weeks";
static const char POUNDS[] = "GBP";

/* Adds "prefix + slug" (slug NULL: the prefix alone) with a label for people. Without memory its name is
 * NULL, which lac_measures_make looks for. */
static int add(lac_measures *self, const char *prefix, const char *slug, const char *label,
    const char *unit, lac_measure_kind kind)
{
    char *name = lac_arena_format(&self->arena, "%s%s", prefix, slug == NULL ? "" : slug);
    char *shown = lac_arena_copy(&self->arena, label);
    self->items[self->n] = (lac_measure){shown == NULL ? NULL : name, unit, shown, kind};
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
                "change the name of a stream, route, placement or stage",
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

/* Whether an item gives the field in whatever scenario. */
static bool gives(const lac_plan *plan, const lac_plan_item *item, const char *field)
{
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        if (lac_item_has(item, s, field)) {
            return true;
        }
    }
    return false;
}

/* Whether any item of a section does. */
static bool any_gives(const lac_plan *plan, lac_section section, const char *field)
{
    const lac_plan_item *item = lac_plan_next(plan, section, NULL);
    while (item != NULL && !gives(plan, item, field)) {
        item = lac_plan_next(plan, section, item);
    }
    return item != NULL;
}

/* Whether any row gives a route rates of return, in whatever scenario. */
static bool has_reentry(const lac_plan *plan)
{
    for (size_t i = 0; i < plan->rates.n_rows; i++) {
        if (plan->rates.rows[i].kind == LAC_FLOW_REENTRY) {
            return true;
        }
    }
    return any_gives(plan, LAC_SECTION_REENTRY, "rates");
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
        if (slug == NULL) {
            self->items[self->n++] = (lac_measure){.name = NULL};
            return;
        }
        if (lac_measure_of_history(self, model, slug) < 0) {
            const int added = add(self, "exits_", slug, name, CHILDREN, LAC_MEASURE_FLOW);
            if (self->items[added].name == NULL) {
                return; /* the names are compared with the next */
            }
            self->n_history_exits++;
        }
    }
    self->unreconciled =
        add(self, "unreconciled", NULL, "Unreconciled", CHILDREN, LAC_MEASURE_FLOW);
}

/* A measure pathway_<what>_<pathway>_<stage>, stage NULL for none. */
static int add_of_pathway(lac_measures *self, const lac_pathway *pathway, const char *what,
    const lac_stage *stage, const char *label, lac_measure_kind kind)
{
    const char *name = lac_arena_format(&self->arena, "pathway_%s_%s%s%s", what,
        pathway->label.slug, stage == NULL ? "" : "_", stage == NULL ? "" : stage->label.slug);
    const char *shown = lac_arena_format(&self->arena, "%s: %s%s%s", pathway->label.name, label,
        stage == NULL ? "" : " ", stage == NULL ? "" : stage->label.name);
    if (name == NULL || shown == NULL) {
        self->items[self->n] = (lac_measure){.name = NULL};
        return self->n++;
    }
    return add(self, name, NULL, shown, CHILDREN, kind);
}

static void add_pathway(lac_measures *self, const lac_pathway *pathway, lac_pathway_measures *out)
{
    const lac_measure_kind flow = LAC_MEASURE_FLOW;
    const lac_measure_kind stock = LAC_MEASURE_STOCK;
    out->identified = add_of_pathway(self, pathway, "identified", NULL, "identified", flow);
    out->waiting = add_of_pathway(self, pathway, "waiting", NULL, "waiting to start", stock);
    out->running = add_of_pathway(self, pathway, "running", NULL, "under way", stock);
    out->started = add_of_pathway(self, pathway, "started", NULL, "started", flow);
    out->ordered = add_of_pathway(self, pathway, "ordered", NULL, "orders made", flow);
    out->lost_of = self->n;
    for (int i = 0; i < pathway->n_stages; i++) {
        add_of_pathway(self, pathway, "lost", &pathway->stages[i], "lost in", flow);
    }
    out->left = add_of_pathway(self, pathway, "left", NULL, "left care another way", flow);
    out->aged = add_of_pathway(self, pathway, "aged", NULL, "turned 18 first", flow);
    out->released = add_of_pathway(self, pathway, "released", NULL, "released", flow);
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
        if (gives(plan, lac_plan_find(plan, LAC_SECTION_PLACEMENT, label->name), "capacity")) {
            add(self, "overflow_", label->slug, label->name, CHILDREN, LAC_MEASURE_FLOW);
            self->overflow_placement[self->n_overflow++] = p;
        }
    }
    if (self->n_overflow == 0) {
        self->overflow_of = -1;
    }
    self->unmet_exits =
        add(self, "unmet_exits", NULL, "Exits that found nobody", CHILDREN, LAC_MEASURE_FLOW);
    for (int p = 0; p < model->n_pathways; p++) {
        add_pathway(self, &model->pathways[p], &self->pathways[p]);
    }
    self->rate_per_10k =
        add(self, "rate_per_10k", NULL, "Rate per 10,000", "per 10,000", LAC_MEASURE_STOCK);
}

static void add_money(lac_measures *self, const lac_plan *plan, const lac_model *model)
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
    if (any_gives(plan, LAC_SECTION_EXIT, "cost_one_off") ||
        any_gives(plan, LAC_SECTION_EXIT, "support_weekly")) {
        self->cost_support =
            add(self, "cost_support", NULL, "Support after exits", POUNDS, LAC_MEASURE_FLOW);
    }
    static const char *const COSTS[] = {"cost_one_off", "cost_per_year", "cost_per_child"};
    bool programme = any_gives(plan, LAC_SECTION_PATHWAY, "cost");
    for (size_t i = 0; i < sizeof COSTS / sizeof COSTS[0]; i++) {
        programme = programme || any_gives(plan, LAC_SECTION_INTERVENTION, COSTS[i]);
    }
    if (programme) {
        self->cost_programme =
            add(self, "cost_programme", NULL, "Programme costs", POUNDS, LAC_MEASURE_FLOW);
    }
    self->cost_total = add(self, "cost_total", NULL, "Spend", POUNDS, LAC_MEASURE_FLOW);
}

/* What serves only to work out money; the names cannot be those of measures of the files. */
static void add_inside(lac_measures *self, const lac_plan *plan, const lac_model *model)
{
    for (int r = 0; r < model->n_routes; r++) {
        const lac_label *label = &model->routes[r].label;
        const lac_plan_item *item = lac_plan_find(plan, LAC_SECTION_EXIT, label->name);
        self->supported[r] = self->half_months[r] = -1;
        if (gives(plan, item, "support_weekly")) {
            self->supported[r] =
                add(self, "/supported/", label->slug, label->name, CHILDREN, LAC_MEASURE_STOCK);
            self->half_months[r] = add(
                self, "/half_months/", label->slug, label->name, "half-months", LAC_MEASURE_FLOW);
        }
    }
    for (int i = 0; i < model->n_interventions; i++) {
        const lac_intervention *of = &model->interventions[i];
        self->begun[i] = -1;
        if (gives(plan, of->item, "cost_per_child")) {
            self->begun[i] =
                add(self, "/begun/", of->label.slug, of->label.name, CHILDREN, LAC_MEASURE_FLOW);
        }
    }
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        self->pathways[p].entered_of = self->n;
        for (int i = 0; i < pathway->n_stages; i++) {
            add(self, "/entered/", pathway->stages[i].label.slug, pathway->label.name, CHILDREN,
                LAC_MEASURE_FLOW);
        }
    }
}

/* How many measures there can be at most. */
static size_t room_for(const lac_plan *plan, const lac_model *model)
{
    size_t out = (size_t)(model->n_streams + 3 * model->n_routes + model->n_moves +
                          4 * model->n_placements + model->n_interventions) +
                 plan->history.n_routes + 16;
    for (int p = 0; p < model->n_pathways; p++) {
        out += 8 + 2 * (size_t)model->pathways[p].n_stages;
    }
    return out;
}

int lac_measures_make(
    lac_measures *self, const lac_plan *plan, const lac_model *model, lac_diagnostics *diagnostics)
{
    memset(self, 0, sizeof *self);
    self->reentries = self->overflow_of = self->cost_support = self->cost_programme = -1;
    self->overflow_placement = lac_arena_alloc(
        &self->arena, (size_t)model->n_placements + 1, sizeof *self->overflow_placement);
    self->pathways =
        lac_arena_alloc(&self->arena, (size_t)model->n_pathways + 1, sizeof *self->pathways);
    self->supported = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(int));
    self->half_months = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(int));
    self->begun = lac_arena_alloc(&self->arena, (size_t)model->n_interventions + 1, sizeof(int));
    self->items = lac_arena_alloc(&self->arena, room_for(plan, model), sizeof *self->items);
    if (self->items == NULL || self->overflow_placement == NULL || self->pathways == NULL ||
        self->supported == NULL || self->half_months == NULL || self->begun == NULL) {
        return LAC_MEMORY;
    }
    self->n_pathways = model->n_pathways;
    self->opening_stock =
        add(self, "opening_stock", NULL, "Opening stock", CHILDREN, LAC_MEASURE_OPENING);
    add_flows(self, plan, model);
    add_stocks(self, plan, model);
    add_money(self, plan, model);
    const int shown = self->n;
    add_inside(self, plan, model);
    self->n_inside = self->n;
    self->n = shown;
    for (int i = 0; i < self->n_inside; i++) {
        if (self->items[i].name == NULL) {
            return LAC_MEMORY;
        }
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
