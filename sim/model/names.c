/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Growing list of names, each once. */
typedef struct {
    lac_build *build;
    lac_label *labels;
    int n;
    size_t capacity;
} label_list;

static int add_label(label_list *self, const char *name)
{
    if (name == NULL || lac_label_find(self->labels, self->n, name) >= 0) {
        return LAC_OK;
    }
    if (lac_grow(&self->labels, &self->capacity, (size_t)self->n + 1, sizeof *self->labels) !=
        LAC_OK) {
        return LAC_MEMORY;
    }
    char *slug = lac_slug(&self->build->model->arena, name);
    if (slug == NULL) {
        return LAC_MEMORY;
    }
    self->labels[self->n++] = (lac_label){.name = name, .slug = slug};
    return LAC_OK;
}

static int compare_slugs(const void *a, const void *b)
{
    return strcmp(((const lac_label *)a)->slug, ((const lac_label *)b)->slug);
}

/* Moves the list into the model's memory. */
static int keep_labels(label_list *self, lac_label **out, int *n)
{
    *n = self->n;
    *out = lac_build_alloc(self->build, (size_t)self->n + 1, sizeof **out);
    if (*out == NULL) {
        return LAC_MEMORY;
    }
    if (self->n > 0) {
        memcpy(*out, self->labels, (size_t)self->n * sizeof **out);
    }
    return LAC_OK;
}

static int add_items(label_list *self, lac_section section)
{
    int status = LAC_OK;
    const lac_plan *plan = self->build->plan;
    for (const lac_plan_item *item = lac_plan_next(plan, section, NULL);
         item != NULL && status == LAC_OK; item = lac_plan_next(plan, section, item)) {
        if (!lac_name_equal(item->name, "all") || section == LAC_SECTION_ADMISSIONS ||
            section == LAC_SECTION_EXIT) {
            status = add_label(self, item->name);
        }
    }
    return status;
}

static int add_table(label_list *self, lac_flow_kind kind)
{
    int status = LAC_OK;
    const lac_rates_table *rates = &self->build->plan->rates;
    for (size_t i = 0; i < rates->n_rows && status == LAC_OK; i++) {
        if (rates->rows[i].kind == kind) {
            status = add_label(self, rates->rows[i].name);
        }
    }
    return status;
}

static int find_placements(lac_build *self)
{
    label_list list = {.build = self};
    int status = add_items(&list, LAC_SECTION_PLACEMENT);
    if (status == LAC_OK) {
        status = add_items(&list, LAC_SECTION_STOCK);
    }
    for (size_t i = 0; i < self->plan->opening.n_rows && status == LAC_OK; i++) {
        status = add_label(&list, self->plan->opening.rows[i].placement);
    }
    if (status == LAC_OK) {
        status = keep_labels(&list, &self->model->placements, &self->model->n_placements);
    }
    if (status == LAC_OK && list.n > LAC_MAX_PLACEMENTS) {
        const lac_place place = lac_build_sheet_place(self);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "gather the smallest",
            "there are %d placements; at most %d are possible", list.n, LAC_MAX_PLACEMENTS);
    }
    free(list.labels);
    return status;
}

/* Routes named by lists and pathways, in whatever scenario. */
static int add_list_routes(label_list *self)
{
    const lac_plan *plan = self->build->plan;
    int status = LAC_OK;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
        const lac_plan_row *row = lac_item_row(item, "route");
        const char *effect = lac_item_text(item, 0, "effect");
        if (row == NULL || effect == NULL ||
            (strcmp(effect, "exits") != 0 && strcmp(effect, "pathway") != 0)) {
            continue;
        }
        for (size_t s = 0; s < row->n_cells && status == LAC_OK; s++) {
            const lac_plan_cell *cell = lac_plan_own_cell(row, s);
            if (cell->state == LAC_CELL_VALUE) {
                status = add_label(self, cell->text);
            }
        }
    }
    return status;
}

/* Where a route is given, for a message about its name. */
static lac_place route_place(const lac_build *self, const char *name)
{
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_EXIT, name);
    if (item != NULL) {
        return item->rows[0]->place;
    }
    for (size_t i = 0; i < self->plan->rates.n_rows; i++) {
        if (lac_rate_row_is(&self->plan->rates.rows[i], LAC_FLOW_EXIT, name, NULL)) {
            return self->plan->rates.rows[i].place;
        }
    }
    return lac_build_sheet_place(self);
}

/* Whether the sheet says more of the route of those who turn 18 than what their exits cost. */
static bool is_given(const lac_build *self, const char *name)
{
    static const char *const COSTS[] = {"cost_one_off", "support_weekly", "support_weeks"};
    const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_EXIT, name);
    bool given = item == NULL; /* a table or a list names it */
    for (size_t i = 0; item != NULL && i < item->n_rows; i++) {
        bool cost = false;
        for (size_t c = 0; c < sizeof COSTS / sizeof COSTS[0]; c++) {
            cost = cost || strcmp(item->rows[i]->field->name, COSTS[c]) == 0;
        }
        given = given || !cost;
    }
    for (size_t i = 0; i < self->plan->rates.n_rows; i++) {
        given = given || lac_rate_row_is(&self->plan->rates.rows[i], LAC_FLOW_EXIT, name, NULL);
    }
    return given || lac_build_has_list(self->plan, name);
}

static int find_routes(lac_build *self)
{
    label_list list = {.build = self};
    lac_model *model = self->model;
    int status = add_items(&list, LAC_SECTION_EXIT);
    if (status == LAC_OK) {
        status = add_table(&list, LAC_FLOW_EXIT);
    }
    if (status == LAC_OK) {
        status = add_list_routes(&list);
    }
    bool ageing_out = false;
    for (int i = 0; self->any_age && i < list.n; i++) {
        const bool is = strcmp(list.labels[i].slug, "ageing_out") == 0;
        ageing_out = ageing_out || is;
        if (is && is_given(self, list.labels[i].name)) {
            const lac_place place = route_place(self, list.labels[i].name);
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place,
                "take it out: every child leaves as ageing_out in the month it turns 18",
                "the route %s cannot be given when ages are known", list.labels[i].name);
        }
    }
    if (status == LAC_OK && self->any_age && !ageing_out) {
        status = add_label(&list, "ageing_out");
    }
    lac_label *labels = NULL;
    if (list.n > 1) {
        qsort(list.labels, (size_t)list.n, sizeof *list.labels, compare_slugs);
    }
    if (status == LAC_OK) {
        status = keep_labels(&list, &labels, &model->n_routes);
    }
    if (status == LAC_OK && list.n > LAC_MAX_ROUTES) {
        const lac_place place = lac_build_sheet_place(self);
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "gather the smallest",
            "there are %d routes; at most %d are possible", list.n, LAC_MAX_ROUTES);
    }
    free(list.labels);
    model->routes = lac_build_alloc(self, (size_t)model->n_routes + 1, sizeof *model->routes);
    if (status != LAC_OK || model->routes == NULL) {
        return LAC_MEMORY;
    }
    model->ageing_out = -1;
    for (int r = 0; r < model->n_routes; r++) {
        model->routes[r].label = labels[r];
        if (self->any_age && strcmp(labels[r].slug, "ageing_out") == 0) {
            model->ageing_out = r;
        }
    }
    return LAC_OK;
}

static int find_streams(lac_build *self)
{
    label_list list = {.build = self};
    lac_model *model = self->model;
    lac_label *labels = NULL;
    int status = add_items(&list, LAC_SECTION_ADMISSIONS);
    if (status == LAC_OK) {
        status = add_table(&list, LAC_FLOW_ADMISSIONS);
    }
    if (status == LAC_OK) {
        status = keep_labels(&list, &labels, &model->n_streams);
    }
    free(list.labels);
    model->streams = lac_build_alloc(self, (size_t)model->n_streams + 1, sizeof *model->streams);
    if (status != LAC_OK || model->streams == NULL) {
        return LAC_MEMORY;
    }
    for (int k = 0; k < model->n_streams; k++) {
        model->streams[k].label = labels[k];
    }
    const int all = lac_label_find(labels, model->n_streams, "all");
    if (all >= 0 && model->n_streams > 1) {
        const lac_plan_item *item = lac_plan_find(self->plan, LAC_SECTION_ADMISSIONS, "all");
        const lac_place place = item == NULL ? lac_build_sheet_place(self) : item->rows[0]->place;
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, &place, "name every stream, or none",
            "admissions of all cannot stand beside the stream %s", labels[all == 0 ? 1 : 0].name);
    }
    return LAC_OK;
}

static int placement_of(lac_build *self, const char *name, const lac_place *place)
{
    const int index = lac_label_find(self->model->placements, self->model->n_placements, name);
    if (index < 0) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR, place, LAC_PLACEMENT_HINT,
            "the placement \"%s\" is not known", name);
    }
    return index;
}

/* Adds a move once; name is kept as written in the sheet or built from the table's. */
static int add_move(lac_build *self, const char *from, const char *to, const lac_place *place)
{
    lac_model *model = self->model;
    const int a = placement_of(self, from, place);
    const int b = placement_of(self, to, place);
    for (int i = 0; i < model->n_moves; i++) {
        if (model->moves[i].from == a && model->moves[i].to == b) {
            return LAC_OK;
        }
    }
    if (a < 0 || b < 0) {
        return LAC_OK;
    }
    const char *name = lac_arena_format(
        &model->arena, "%s > %s", model->placements[a].name, model->placements[b].name);
    const char *slug = lac_arena_format(
        &model->arena, "%s_to_%s", model->placements[a].slug, model->placements[b].slug);
    if (name == NULL || slug == NULL) {
        return LAC_MEMORY;
    }
    model->moves[model->n_moves++] = (lac_flow){.label = {name, slug}, .from = a, .to = b};
    return LAC_OK;
}

/* The cells that say what an intervention of effect shift acts on; NULL for another item. */
static const lac_plan_row *shift_row(const lac_plan_item *item)
{
    const char *effect = lac_item_text(item, 0, "effect");
    return effect != NULL && strcmp(effect, "shift") == 0 ? lac_item_row(item, "acts_on") : NULL;
}

/* Moves that only a shift names, in whatever scenario. */
static int add_shift_moves(lac_build *self)
{
    const lac_plan *plan = self->plan;
    int status = LAC_OK;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
        const lac_plan_row *row = shift_row(item);
        for (size_t s = 0; row != NULL && s < row->n_cells && status == LAC_OK; s++) {
            const lac_plan_cell *cell = lac_plan_own_cell(row, s);
            const char *from = NULL;
            const char *to = NULL;
            if (cell->state == LAC_CELL_VALUE && lac_effect_move(self, cell->text, &from, &to) &&
                !lac_name_equal(from, to)) {
                status = add_move(self, from, to, &cell->place);
            }
        }
    }
    return status;
}

static int find_moves(lac_build *self)
{
    const lac_plan *plan = self->plan;
    lac_model *model = self->model;
    size_t room = plan->n_items + plan->rates.n_rows + 1;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, NULL);
         item != NULL; item = lac_plan_next(plan, LAC_SECTION_INTERVENTION, item)) {
        room += shift_row(item) == NULL ? 0 : shift_row(item)->n_cells;
    }
    model->moves = lac_build_alloc(self, room, sizeof *model->moves);
    if (model->moves == NULL) {
        return LAC_MEMORY;
    }
    int status = LAC_OK;
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_MOVE, NULL);
         item != NULL && status == LAC_OK; item = lac_plan_next(plan, LAC_SECTION_MOVE, item)) {
        char *from = lac_arena_copy(&model->arena, item->name);
        char *split = from == NULL ? NULL : strstr(from, " > ");
        if (split == NULL) {
            return LAC_MEMORY;
        }
        *split = '\0';
        status = add_move(self, from, split + 3, &item->rows[0]->place);
    }
    for (size_t i = 0; i < plan->rates.n_rows && status == LAC_OK; i++) {
        const lac_rate_row *row = &plan->rates.rows[i];
        if (row->kind == LAC_FLOW_MOVE) {
            status = add_move(self, row->name, row->to, &row->place);
        }
    }
    return status == LAC_OK ? add_shift_moves(self) : status;
}

int lac_build_names(lac_build *self)
{
    int status = find_placements(self);
    if (status == LAC_OK) {
        status = find_routes(self);
    }
    if (status == LAC_OK) {
        status = find_streams(self);
    }
    return status == LAC_OK ? find_moves(self) : status;
}
