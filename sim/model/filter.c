/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MONTH_BREAKS = 1202 };

/* Ages (completed years) and months in care at which some rate or filter changes. */
typedef struct {
    bool year[LAC_ADULT_YEARS];
    bool month[MONTH_BREAKS];
} breaks;

static void add_years(breaks *self, int from, int to)
{
    if (from > 0 && from < LAC_ADULT_YEARS) {
        self->year[from] = true;
    }
    if (to >= 0 && to + 1 < LAC_ADULT_YEARS) {
        self->year[to + 1] = true;
    }
}

static void add_months(breaks *self, int from, int to)
{
    if (from > 0 && from < MONTH_BREAKS) {
        self->month[from] = true;
    }
    if (to >= 0 && to + 1 < MONTH_BREAKS) {
        self->month[to + 1] = true;
    }
}

/* The ends of a filter in every scenario: all scenarios of a study share one grid. */
static void add_item(breaks *self, const lac_plan_item *item)
{
    for (size_t i = 0; i < item->n_rows; i++) {
        const lac_plan_row *row = item->rows[i];
        const bool from = strcmp(row->field->name, "from_age") == 0;
        const bool to = strcmp(row->field->name, "to_age") == 0;
        for (size_t s = 0; s < row->n_cells && (from || to); s++) {
            if (row->cells[s].state == LAC_CELL_VALUE) {
                const int year = (int)row->cells[s].number;
                add_years(self, from ? year : -1, to ? year : -1);
            }
        }
    }
}

int lac_build_grid(lac_build *self)
{
    const lac_plan *plan = self->plan;
    lac_model *model = self->model;
    breaks found;
    memset(&found, 0, sizeof found);
    static const lac_section FILTERED[] = {LAC_SECTION_EXIT, LAC_SECTION_INTERVENTION};
    for (size_t i = 0; i < 2; i++) {
        for (const lac_plan_item *item = lac_plan_next(plan, FILTERED[i], NULL); item != NULL;
             item = lac_plan_next(plan, FILTERED[i], item)) {
            add_item(&found, item);
        }
    }
    bool unknown_age = plan->opening.n_rows == 0;
    for (size_t i = 0; i < plan->rates.n_rows; i++) {
        const lac_rate_row *row = &plan->rates.rows[i];
        if (row->kind != LAC_FLOW_REENTRY) { /* its months are since the exit */
            add_years(&found, row->from_age, row->to_age);
            add_months(&found, row->from_months, row->to_months);
        }
    }
    for (size_t i = 0; i < plan->opening.n_rows; i++) {
        unknown_age = unknown_age || plan->opening.rows[i].from_months < 0;
    }
    const int n = model->n_placements > 0 ? model->n_placements : 1;
    return lac_grid_make(&model->grid, &model->arena, self->any_age, unknown_age, n, found.year,
        found.month, MONTH_BREAKS);
}

int lac_filter_read(lac_filter *out, lac_build *self, const lac_plan_item *item)
{
    const lac_model *model = self->model;
    memset(out, 0, sizeof *out);
    out->from_age = (int)lac_item_number(item, self->scenario, "from_age", -1);
    out->to_age = (int)lac_item_number(item, self->scenario, "to_age", -1);
    out->any_placement = true;
    out->place = &item->rows[0]->place;
    if (out->from_age >= 0 && out->to_age >= 0 && out->from_age > out->to_age) {
        lac_diagnostics_add(self->diagnostics, LAC_ERROR,
            lac_item_place(item, self->scenario, "to_age"), "swap them",
            "from_age %d is above to_age %d", out->from_age, out->to_age);
    }
    const lac_plan_cell *cell = lac_item_value(item, self->scenario, "placement");
    if (cell == NULL) {
        return LAC_OK;
    }
    out->any_placement = false;
    out->placements = lac_build_alloc(self, (size_t)model->n_placements + 1, sizeof(bool));
    if (out->placements == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < cell->n_entries; i++) {
        const int p = lac_label_find(model->placements, model->n_placements, cell->entries[i].name);
        if (p < 0) {
            lac_diagnostics_add(self->diagnostics, LAC_ERROR, &cell->place, LAC_PLACEMENT_HINT,
                "the placement \"%s\" is not known", cell->entries[i].name);
        } else {
            out->placements[p] = true;
        }
    }
    return LAC_OK;
}

bool lac_filter_any(const lac_filter *self)
{
    return self->from_age >= 0 || self->to_age >= 0 || !self->any_placement;
}

int lac_filter_groups(const lac_filter *self, const lac_grid *grid, bool *out)
{
    int n = 0;
    for (int band = 0; band < grid->n_age_bands; band++) {
        int first = 0;
        int last = 0;
        const bool open = self->from_age < 0 && self->to_age < 0;
        const bool known = lac_grid_band_years(grid, band, &first, &last);
        const bool inside = open || (known && (self->from_age < 0 || first >= self->from_age) &&
                                        (self->to_age < 0 || last <= self->to_age));
        for (int p = 0; p < grid->n_placements; p++) {
            const bool through = inside && (self->any_placement || self->placements[p]);
            out[lac_grid_group(grid, band, p)] = through;
            n += through;
        }
    }
    return n;
}
