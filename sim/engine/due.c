/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/due.h"

#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void lac_due_free(lac_due *self)
{
    free(self->items);
    memset(self, 0, sizeof *self);
}

int lac_due_room(lac_due *self, size_t most)
{
    return lac_grow(&self->items, &self->room, most, sizeof *self->items);
}

static bool before(lac_due_entry a, lac_due_entry b)
{
    return a.day != b.day ? a.day < b.day : a.number < b.number;
}

void lac_due_put(lac_due *self, int day, int number)
{
    assert((size_t)self->n < self->room);
    const lac_due_entry entry = {day, number};
    int at = self->n++;
    for (; at > 0 && before(entry, self->items[(at - 1) / 2]); at = (at - 1) / 2) {
        self->items[at] = self->items[(at - 1) / 2];
    }
    self->items[at] = entry;
}

int lac_due_take(lac_due *self)
{
    assert(self->n > 0);
    const int out = self->items[0].number;
    const lac_due_entry moved = self->items[--self->n];
    int at = 0;
    for (;;) {
        int below = 2 * at + 1;
        if (below + 1 < self->n && before(self->items[below + 1], self->items[below])) {
            below++;
        }
        if (below >= self->n || !before(self->items[below], moved)) {
            break;
        }
        self->items[at] = self->items[below];
        at = below;
    }
    self->items[at] = moved;
    return out;
}
