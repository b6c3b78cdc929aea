/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/line.h"

#include "model/support.h"

#include <math.h>
#include <string.h>

int lac_line_make(lac_line *self, lac_arena *arena, const lac_model *model, const lac_known *known,
    const lac_plan_item *item, const char *field, const double *base)
{
    const int n = model->n_months;
    const size_t months = (size_t)n;
    const lac_plan_row *rows[LAC_MAX_MONTHS];
    *self = (lac_line){.base = base,
        .cell = lac_arena_alloc(arena, months, sizeof *self->cell),
        .of = lac_arena_alloc(arena, months, sizeof *self->of),
        .unit = lac_arena_alloc(arena, months, sizeof *self->unit),
        .factor = LAC_NO_UNKNOWN,
        .growth = LAC_NO_UNKNOWN,
        .uses = lac_arena_alloc(arena, months, sizeof *self->uses)};
    if (self->cell == NULL || self->of == NULL || self->unit == NULL || self->uses == NULL) {
        return LAC_MEMORY;
    }
    lac_item_rows(item, model->scenario, field, model->start, n, rows);
    for (int m = 0; m < n; m++) {
        const bool same = m > 0 && rows[m] == rows[m - 1];
        const bool given = rows[m] != NULL;
        self->cell[m] = given ? lac_plan_row_cell(rows[m], model->scenario)->number : NAN;
        self->of[m] = same    ? self->of[m - 1]
                      : given ? lac_known_of_row(known, rows[m])
                              : LAC_NO_UNKNOWN;
        self->unit[m] = 1;
        if (self->of[m] != LAC_NO_UNKNOWN && !same) {
            self->uses[self->n_uses++] = self->of[m];
        }
    }
    return LAC_OK;
}

bool lac_line_is_reached(const lac_line *self, const lac_drivers *drivers)
{
    return self->n_uses > 0 || self->factor != LAC_NO_UNKNOWN || self->growth != LAC_NO_UNKNOWN ||
           (self->by_population && drivers->population.out != NULL) ||
           (self->kind == LAC_LINE_PRICE && drivers->index.out != NULL);
}

/* (1 + growth)^(m / 12), one multiplication a month, exact anew every twelve. */
static double grow(double growth, double monthly, int m, double before)
{
    return m % 12 == 0 ? pow(1 + growth, m / 12.0) : before * monthly;
}

/* The months that the draw moves; all: every one, else those whose cell is unknown. */
static void set_moved(lac_line *self, const lac_known *known, const lac_drivers *drivers, bool all)
{
    const double factor = lac_known_is_on(known, self->factor) ? known->now[self->factor] : 1;
    const double growth =
        lac_known_is_on(known, self->growth) ? known->now[self->growth] : self->growth_plain;
    const double monthly = growth == 0 ? 1 : pow(1 + growth, 1 / 12.0);
    const double *people = self->by_population ? lac_driver_now(&drivers->population) : NULL;
    const double *index = lac_driver_now(&drivers->index);
    double grown_by = 1;
    for (int m = 0; m < drivers->n_months; m++) {
        const bool drawn = lac_known_is_on(known, self->of[m]);
        const double cell = drawn ? known->now[self->of[m]] : self->cell[m];
        if (growth != 0) {
            grown_by = grow(growth, monthly, m, grown_by);
        }
        if (!drawn && !all) {
            continue;
        }
        switch (self->kind) {
        case LAC_LINE_PLAIN:
            self->out[m] =
                cell * factor * self->unit[m] * grown_by * (people == NULL ? 1 : people[m]);
            break;
        case LAC_LINE_RATIO:
            self->out[m] = 1 + (cell - 1) * self->unit[m];
            break;
        case LAC_LINE_PRICE:
            self->out[m] = cell * index[m];
            break;
        case LAC_LINE_WEEKS:
            self->out[m] = cell;
            break;
        }
    }
}

void lac_line_set(lac_line *self, const lac_known *known, const lac_drivers *drivers)
{
    const int n = drivers->n_months;
    const bool all = lac_known_is_on(known, self->factor) || lac_known_is_on(known, self->growth) ||
                     (self->by_population && drivers->population.moved) ||
                     (self->kind == LAC_LINE_PRICE && drivers->index.moved);
    bool any = all;
    for (int i = 0; i < self->n_uses; i++) {
        any = any || known->on[self->uses[i]];
    }
    if (any || self->moved) {
        memcpy(self->out, self->base, (size_t)n * sizeof *self->out);
    }
    self->moved = any;
    if (any) {
        set_moved(self, known, drivers, all);
    }
    for (int m = 0; m < n && self->months != NULL; m++) {
        self->months[m] = lac_support_months(self->out[m]);
    }
}
