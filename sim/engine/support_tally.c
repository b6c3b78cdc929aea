/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/support_tally.h"

#include <string.h>

static int64_t *row(const lac_support_tally *self, int measure)
{
    return self->counts + (ptrdiff_t)measure * self->model->n_months;
}

void lac_support_tally_begin(lac_support_tally *self, const lac_course *course, int64_t *counts)
{
    const lac_model *model = course->model;
    self->model = model;
    self->measures = course->measures;
    self->counts = counts;
    self->any = false;
    for (int r = 0; r < model->n_routes; r++) {
        self->any = self->any || model->routes[r].support != NULL;
        if (self->measures->supported[r] >= 0) {
            const size_t size = (size_t)model->n_months * sizeof *counts;
            memset(row(self, self->measures->supported[r]), 0, size);
            memset(row(self, self->measures->half_months[r]), 0, size);
        }
    }
}

void lac_support_tally_add(const lac_support_tally *self, int route, int m, int end)
{
    int64_t *change = row(self, self->measures->supported[route]);
    if (end == m) {
        row(self, self->measures->half_months[route])[m]++;
        return;
    }
    change[m]++;
    if (end < self->model->n_months) {
        change[end]--;
    }
}

void lac_support_tally_end(const lac_support_tally *self)
{
    const lac_model *model = self->model;
    for (int r = 0; r < model->n_routes; r++) {
        if (self->measures->supported[r] < 0) {
            continue;
        }
        int64_t *supported = row(self, self->measures->supported[r]);
        int64_t *half_months = row(self, self->measures->half_months[r]);
        int64_t before = 0;
        for (int m = 0; m < model->n_months; m++) {
            supported[m] += before;
            half_months[m] += before + supported[m];
            before = supported[m];
        }
    }
}
