/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/build.h"

#include "base/text.h"

void *lac_build_alloc(lac_build *self, size_t count, size_t size)
{
    void *out = lac_arena_alloc(&self->model->arena, count, size);
    if (out == NULL) {
        self->diagnostics->out_of_memory = true;
    }
    return out;
}

lac_place lac_build_sheet_place(const lac_build *self)
{
    return (lac_place){.file = self->plan->path};
}

bool lac_rate_row_is(const lac_rate_row *row, lac_flow_kind kind, const char *name, const char *to)
{
    return row->kind == kind && lac_name_equal(row->name, name) &&
           (to == NULL || (row->to != NULL && lac_name_equal(row->to, to)));
}

int lac_label_find(const lac_label *labels, int n, const char *name)
{
    for (int i = 0; i < n; i++) {
        if (lac_name_equal(labels[i].name, name)) {
            return i;
        }
    }
    return -1;
}
