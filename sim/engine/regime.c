/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/regime.h"

uint64_t lac_regime_besides(double with, double without)
{
    return with > without ? lac_luck_threshold((with - without) / with) : 0;
}

int lac_regime_make(lac_regime *regime, lac_course *self)
{
    const lac_model *model = self->model;
    const size_t classes = (size_t)model->grid.n_classes;
    lac_arena *arena = &self->arena;
    regime->route = lac_arena_alloc(arena, classes * (size_t)model->n_routes + 1, sizeof(uint64_t));
    regime->move = lac_arena_alloc(arena, classes * (size_t)model->n_moves + 1, sizeof(uint64_t));
    regime->hazards = lac_arena_alloc(arena, classes, sizeof *regime->hazards);
    regime->last_route = lac_arena_alloc(arena, classes, sizeof(int));
    regime->first_move = lac_arena_alloc(arena, classes, sizeof(int));
    regime->last_move = lac_arena_alloc(arena, classes, sizeof(int));
    if (model->any_reentry) {
        regime->besides =
            lac_arena_alloc(arena, classes * (size_t)model->n_routes + 1, sizeof(uint64_t));
    }
    return regime->hazards == NULL || regime->route == NULL || regime->move == NULL ||
                   regime->last_route == NULL || regime->first_move == NULL ||
                   regime->last_move == NULL || (model->any_reentry && regime->besides == NULL)
               ? LAC_MEMORY
               : LAC_OK;
}

/* Cumulative shares of the rates of a class, for those below the last that is above 0, whose number is
 * returned (-1: none is). */
static int split(
    const double *rate, lac_course_range range, int n_classes, int c, uint64_t *upto, double *total)
{
    double sum = 0;
    double upto_here = 0;
    int last = -1;
    for (int i = range.first; i < range.end; i++) {
        const double one = rate[i * n_classes + c];
        sum += one;
        last = one > 0 ? i : last;
    }
    for (int i = range.first; i < last; i++) {
        upto_here += rate[i * n_classes + c];
        upto[i] = lac_luck_threshold(upto_here / sum);
    }
    *total = sum;
    return last;
}

uint64_t lac_regime_hazard(double rate)
{
    const double month = rate / 12 * 0x1p32 + 0.5;
    return month < (double)LAC_HAZARD_MOST ? (uint64_t)(int64_t)month : LAC_HAZARD_MOST;
}

void lac_regime_set(lac_regime *regime, const lac_course *self)
{
    const lac_model *model = self->model;
    const int n = model->grid.n_classes;
    for (int c = 0; c < n; c++) {
        double leave = 0;
        double move = 0;
        int first = self->moves_of[c].first;
        const int last = split(self->rates.move_rate, self->moves_of[c], n, c,
            regime->move + c * model->n_moves, &move);
        while (first < last && self->rates.move_rate[first * n + c] == 0) {
            first++;
        }
        regime->first_move[c] = first;
        regime->last_move[c] = last;
        regime->last_route[c] = split(self->rates.exit_rate, self->routes_of[c], n, c,
            regime->route + c * model->n_routes, &leave);
        regime->hazards[c] = (lac_hazard){lac_regime_hazard(leave), lac_regime_hazard(move)};
        for (int r = 0; r < model->n_routes && regime->besides != NULL; r++) {
            regime->besides[c * model->n_routes + r] =
                model->first_entries_only ? LAC_WHOLE
                                          : lac_regime_besides(self->rates.exit_rate[r * n + c],
                                                self->plain.exit_rate[r * n + c]);
        }
    }
}
