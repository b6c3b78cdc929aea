/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/interaction.h"

#include <string.h>

enum { MOST_TRIES = 10000 }; /* combinations of parts that are tried */

/* A search for parts: which interventions are still to be covered, and the parts chosen so far. */
typedef struct {
    const lac_ranking *ranking;
    const lac_plan *plan;
    const lac_model *models;
    size_t whole;    /* scenario */
    size_t *fitting; /* places in the ranking of scenarios that may be parts, the smallest first */
    size_t n_fitting;
    bool *open; /* by intervention: of the whole, not of the reference, not yet covered */
    size_t *parts;
    size_t n_parts;
    int tries;
} search;

static bool is_own(const search *self, size_t s, int intervention)
{
    return self->models[s].interventions[intervention].active &&
           !self->models[0].interventions[intervention].active;
}

static int n_own(const search *self, size_t s)
{
    int n = 0;
    for (int i = 0; i < self->models[0].n_interventions; i++) {
        n += is_own(self, s, i);
    }
    return n;
}

/* ---- equal numbers ---- */

/* Whether a row says the same in the part as in the scenario that it shall agree with; outside the part's
 * own interventions (own) that is the reference, with which the whole shall agree, too. */
static bool agrees(const search *self, const lac_plan_row *row, size_t part, bool own)
{
    const size_t whole = self->models[self->whole].scenario;
    const size_t reference = self->models[0].scenario;
    return lac_plan_row_same(row, self->models[part].scenario, own ? whole : reference) &&
           (own || lac_plan_row_same(row, whole, reference));
}

/* Whether the part has the numbers of the whole in its own interventions, and both those of the reference
 * elsewhere; interventions that are not active in the part say nothing. */
static bool same_numbers(const search *self, size_t part)
{
    const lac_model *model = &self->models[part];
    for (size_t r = 0; r < self->plan->n_rows; r++) {
        const lac_plan_row *row = &self->plan->rows[r];
        if (row->field->section != LAC_SECTION_INTERVENTION && !agrees(self, row, part, false)) {
            return false;
        }
    }
    for (int i = 0; i < model->n_interventions; i++) {
        const lac_plan_item *item = model->interventions[i].item;
        for (size_t r = 0; r < item->n_rows && model->interventions[i].active; r++) {
            if (strcmp(item->rows[r]->field->name, "active") != 0 &&
                !agrees(self, item->rows[r], part, is_own(self, part, i))) {
                return false;
            }
        }
    }
    return true;
}

/* ---- the search ---- */

/* Whether every intervention of the part is one of the whole, but not all of them, and what the reference
 * has it has too. */
static bool may_be_part(const search *self, size_t part)
{
    const lac_intervention *own = self->models[part].interventions;
    int n = 0;
    int all = 0;
    for (int i = 0; i < self->models[0].n_interventions; i++) {
        const bool of_part = is_own(self, part, i);
        const bool of_whole = is_own(self, self->whole, i);
        if ((of_part && !of_whole) || (self->models[0].interventions[i].active && !own[i].active)) {
            return false;
        }
        n += of_part;
        all += of_whole;
    }
    return n > 0 && n < all && same_numbers(self, part);
}

static void gather(search *self)
{
    for (size_t i = 0; i < self->ranking->n; i++) {
        const size_t s = self->ranking->entries[i].scenario;
        if (s == self->whole || !may_be_part(self, s)) {
            continue;
        }
        size_t at = self->n_fitting++;
        for (; at > 0 &&
               n_own(self, self->ranking->entries[self->fitting[at - 1]].scenario) > n_own(self, s);
             at--) {
            self->fitting[at] = self->fitting[at - 1];
        }
        self->fitting[at] = i;
    }
}

/* Whether the part has the intervention, and nothing that is covered already. */
static bool fits(const search *self, size_t part, int intervention)
{
    for (int i = 0; i < self->models[0].n_interventions; i++) {
        if (is_own(self, part, i) && !self->open[i]) {
            return false;
        }
    }
    return is_own(self, part, intervention);
}

static void set_open(search *self, size_t part, bool open)
{
    for (int i = 0; i < self->models[0].n_interventions; i++) {
        if (is_own(self, part, i)) {
            self->open[i] = open;
        }
    }
}

/* Covers the first intervention that is open by each part that fits in turn; going back when the rest
 * cannot be covered. */
static bool cover(search *self)
{
    const int n = self->models[0].n_interventions;
    int first = 0;
    while (first < n && !self->open[first]) {
        first++;
    }
    if (first == n) {
        return true;
    }
    for (size_t i = 0; i < self->n_fitting && self->tries < MOST_TRIES; i++) {
        const size_t part = self->ranking->entries[self->fitting[i]].scenario;
        if (!fits(self, part, first)) {
            continue;
        }
        self->tries++;
        self->parts[self->n_parts++] = self->fitting[i];
        set_open(self, part, false);
        if (cover(self)) {
            return true;
        }
        set_open(self, part, true);
        self->n_parts--;
    }
    return false;
}

int lac_interaction_find(lac_ranking_entry *entry, const lac_ranking *ranking, lac_arena *arena,
    const lac_plan *plan, const lac_model *models)
{
    const size_t n = (size_t)models[0].n_interventions;
    search self = {.ranking = ranking,
        .plan = plan,
        .models = models,
        .whole = entry->scenario,
        .fitting = lac_arena_alloc(arena, ranking->n, sizeof *self.fitting),
        .open = lac_arena_alloc(arena, n + 1, sizeof *self.open),
        .parts = lac_arena_alloc(arena, n + 1, sizeof *self.parts)};
    if (self.fitting == NULL || self.open == NULL || self.parts == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        if (models[0].interventions[i].active && !models[self.whole].interventions[i].active) {
            return LAC_OK; /* it is less than the reference in something */
        }
    }
    gather(&self);
    set_open(&self, self.whole, true);
    if (self.n_fitting > 1 && cover(&self)) {
        entry->parts = self.parts;
        entry->n_parts = self.n_parts;
    }
    return LAC_OK;
}
