/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/unknown.h"

#include "base/text.h"
#include "model/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- layers ---- */

static const char *const LAYERS[] = {"process", "parameter", "drift", "assumption"};
enum { N_LAYERS = 4 };

const char *lac_layers_text(unsigned layers, lac_arena *arena)
{
    const char *text = NULL;
    for (unsigned i = 0; i < N_LAYERS; i++) {
        if ((layers & (1U << i)) == 0) {
            continue;
        }
        text = text == NULL ? LAYERS[i] : lac_arena_format(arena, "%s+%s", text, LAYERS[i]);
        if (text == NULL) {
            return NULL;
        }
    }
    return lac_arena_copy(arena, text == NULL ? "none" : text);
}

/* The layer whose name is the first length bytes, as a flag; 0 for none. */
static unsigned find_layer(const char *name, size_t length)
{
    for (unsigned i = 0; i < N_LAYERS; i++) {
        if (strlen(LAYERS[i]) == length && strncmp(LAYERS[i], name, length) == 0) {
            return 1U << i;
        }
    }
    return 0;
}

bool lac_layers_parse(const char *text, unsigned *layers)
{
    unsigned found = 0;
    if (strcmp(text, "none") == 0) {
        *layers = 0;
        return true;
    }
    for (const char *rest = text; rest != NULL;) {
        const char *comma = strchr(rest, ',');
        const size_t length = comma == NULL ? strlen(rest) : (size_t)(comma - rest);
        const unsigned layer = find_layer(rest, length);
        if (layer == 0) {
            return false;
        }
        found |= layer;
        rest = comma == NULL ? NULL : comma + 1;
    }
    *layers = found;
    return true;
}

/* Those that the section uncertainty does not switch off. */
static unsigned layers_of(const lac_plan *plan)
{
    unsigned layers = LAC_LAYERS_ALL;
    for (unsigned i = 0; i < N_LAYERS; i++) {
        const lac_plan_item *item = lac_plan_find(plan, LAC_SECTION_UNCERTAINTY, LAYERS[i]);
        const char *active = lac_item_text(item, 0, "active");
        if (active != NULL && lac_name_equal(active, "no")) {
            layers &= ~(1U << i);
        }
    }
    return layers;
}

/* ---- parameters ---- */

bool lac_item_is_flow(const lac_plan_item *item, size_t scenario)
{
    return lac_item_has(item, scenario, "count") || lac_item_has(item, scenario, "rate");
}

/* The events of a flow of the sheet: those of the first scenario in which it is in force; 0 for none. */
static double events_of(
    const lac_plan *plan, const lac_plan_item *item, lac_diagnostics *diagnostics)
{
    double events = 0;
    bool in_force = false;
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        const double own = lac_item_number(item, s, "events", 0);
        if (own <= 0 || !lac_item_is_flow(item, s)) {
            in_force = in_force || lac_item_is_flow(item, s);
            continue;
        }
        in_force = true;
        if (events > 0 && own != events) {
            char number[32];
            lac_number_format(events, number);
            lac_diagnostics_add(diagnostics, LAC_WARNING, lac_item_place(item, s, "events"), NULL,
                "the scenarios give %s %s different events: %s hold in all of them",
                lac_section_name(item->section), item->name, number);
            break;
        }
        events = own;
    }
    if (!in_force && lac_item_number(item, 0, "events", 0) > 0) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, lac_item_place(item, 0, "events"),
            "give events in the rates table",
            "the events of %s %s have no count or rate beside them",
            lac_section_name(item->section), item->name);
    }
    return events;
}

static void add_items(
    lac_unknowns *self, const lac_plan *plan, lac_section section, lac_diagnostics *diagnostics)
{
    for (const lac_plan_item *item = lac_plan_next(plan, section, NULL); item != NULL;
         item = lac_plan_next(plan, section, item)) {
        const double events = events_of(plan, item, diagnostics);
        if (events > 0) {
            self->items[self->n++] =
                (lac_unknown){.layer = LAC_LAYER_PARAMETER, .events = events, .item = item};
        }
    }
}

/* The item of the sheet that speaks of the same flow as a row of the rates table. False when there is no
 * memory. */
static bool find_item(
    lac_unknowns *self, const lac_plan *plan, const lac_rate_row *row, const lac_plan_item **out)
{
    static const lac_section SECTIONS[] = {[LAC_FLOW_ADMISSIONS] = LAC_SECTION_ADMISSIONS,
        [LAC_FLOW_EXIT] = LAC_SECTION_EXIT,
        [LAC_FLOW_MOVE] = LAC_SECTION_MOVE,
        [LAC_FLOW_REENTRY] = LAC_SECTION_REENTRY};
    const char *name = row->name;
    if (row->kind == LAC_FLOW_MOVE) {
        name = lac_arena_format(&self->arena, "%s > %s", row->name, row->to);
    }
    *out = name == NULL ? NULL : lac_plan_find(plan, SECTIONS[row->kind], name);
    return name != NULL;
}

/* Whether the sheet leaves the row in force in any scenario. */
static bool is_in_force(const lac_plan *plan, const lac_plan_item *item)
{
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        if (!lac_item_is_flow(item, s) && !lac_item_has(item, s, "rates")) {
            return true;
        }
    }
    return false;
}

static int add_rates(lac_unknowns *self, const lac_plan *plan)
{
    for (size_t i = 0; i < plan->rates.n_rows; i++) {
        const lac_rate_row *row = &plan->rates.rows[i];
        const double events = isnan(row->post_events) ? row->events : row->post_events;
        const lac_plan_item *item = NULL;
        if (!find_item(self, plan, row, &item)) {
            return LAC_MEMORY;
        }
        if (events > 0 && row->rate > 0 && is_in_force(plan, item)) {
            self->items[self->n++] =
                (lac_unknown){.layer = LAC_LAYER_PARAMETER, .events = events, .rate = row};
        }
    }
    return LAC_OK;
}

/* ---- assumptions ---- */

static int compare_perts(const void *a, const void *b)
{
    const double x = (*(lac_pert *const *)a)->skew;
    const double y = (*(lac_pert *const *)b)->skew;
    return (x > y) - (x < y);
}

/* Adds the table of a skew unless it is there; the list is sorted when it is complete. */
static int add_pert(lac_unknowns *self, size_t *room, double skew)
{
    for (int i = 0; i < self->n_perts; i++) {
        if (self->perts[i]->skew == skew) {
            return LAC_OK;
        }
    }
    lac_pert *pert = lac_arena_alloc(&self->arena, 1, sizeof *pert);
    if (pert == NULL ||
        lac_grow(&self->perts, room, (size_t)self->n_perts + 1, sizeof(lac_pert *)) != LAC_OK) {
        return LAC_MEMORY;
    }
    lac_pert_make(pert, skew);
    self->perts[self->n_perts++] = pert;
    return LAC_OK;
}

static int add_row(lac_unknowns *self, const lac_plan *plan, const lac_plan_row *row, size_t *room)
{
    bool any = false;
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        double low = 0;
        double high = 0;
        if (!lac_plan_row_range(row, s, &low, &high) || !(high > low)) {
            continue;
        }
        any = true;
        const double mode = lac_plan_row_cell(row, s)->number;
        if (add_pert(self, room, (mode - low) / (high - low)) != LAC_OK) {
            return LAC_MEMORY;
        }
    }
    if (any) {
        self->items[self->n++] = (lac_unknown){.layer = LAC_LAYER_ASSUMPTION, .row = row};
    }
    return LAC_OK;
}

static int add_rows(lac_unknowns *self, const lac_plan *plan)
{
    size_t room = 0;
    int status = LAC_OK;
    for (size_t i = 0; i < plan->n_rows && status == LAC_OK; i++) {
        const lac_plan_row *row = &plan->rows[i];
        const unsigned flags = row->field->flags;
        const bool chance = row->field->section == LAC_SECTION_PATHWAY &&
                            strcmp(row->field->name, "weeks") == 0; /* over cases, not unknown */
        if ((flags & LAC_RANGE_ALLOWED) != 0 && !chance) {
            status = add_row(self, plan, row, &room);
        }
    }
    if (self->n_perts > 1) {
        qsort(self->perts, (size_t)self->n_perts, sizeof *self->perts, compare_perts);
    }
    return status;
}

/* ---- public ---- */

int lac_unknowns_make(lac_unknowns *self, const lac_plan *plan, lac_diagnostics *diagnostics)
{
    const size_t most = plan->n_items + plan->rates.n_rows + plan->n_rows;
    self->layers = layers_of(plan);
    self->items = lac_arena_alloc(&self->arena, most + 1, sizeof *self->items);
    if (self->items == NULL) {
        return LAC_MEMORY;
    }
    add_items(self, plan, LAC_SECTION_ADMISSIONS, diagnostics);
    add_items(self, plan, LAC_SECTION_EXIT, diagnostics);
    add_items(self, plan, LAC_SECTION_MOVE, diagnostics);
    const int status = add_rates(self, plan);
    return status == LAC_OK ? add_rows(self, plan) : status;
}

void lac_unknowns_free(lac_unknowns *self)
{
    free(self->perts);
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}

const lac_pert *lac_unknowns_pert(const lac_unknowns *self, double skew)
{
    const lac_pert key = {.skew = skew};
    const lac_pert *const at = &key;
    lac_pert *const *found = self->n_perts == 0 ? NULL
                                                : bsearch(&at, self->perts, (size_t)self->n_perts,
                                                      sizeof *self->perts, compare_perts);
    return found == NULL ? NULL : *found;
}

int lac_unknowns_of_item(const lac_unknowns *self, const lac_plan_item *item)
{
    for (int i = 0; i < self->n && item != NULL; i++) {
        if (self->items[i].item == item) {
            return i;
        }
    }
    return -1;
}

int lac_unknowns_of_rate(const lac_unknowns *self, const lac_rate_row *rate)
{
    for (int i = 0; i < self->n; i++) {
        if (self->items[i].rate == rate) {
            return i;
        }
    }
    return -1;
}

int lac_unknowns_of_row(const lac_unknowns *self, const lac_plan_row *row)
{
    for (int i = 0; i < self->n && row != NULL; i++) {
        if (self->items[i].row == row) {
            return i;
        }
    }
    return -1;
}
