/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/shifts.h"

#include <string.h>

/* The cells, a month older, of those who were in an age band at the beginning of the month. */
typedef struct {
    int first;
    int n;
} run;

static run run_of(const lac_grid *grid, int band, int placement, int duration)
{
    const int age = grid->age_band_first[band];
    const int n = grid->age_band_first[band + 1] - age;
    if (age == grid->unknown_row) {
        return (run){lac_grid_cell(grid, age, placement, duration), n};
    }
    const bool oldest = age + n == LAC_ADULT_MONTHS; /* who turned 18 has left */
    return (run){lac_grid_cell(grid, age + 1, placement, duration), oldest ? n - 1 : n};
}

static double eligible_in(const lac_stock *stock, int part, run cells)
{
    double sum = 0;
    for (int i = cells.first; i < cells.first + cells.n; i++) {
        sum += stock->all.cells[i] - lac_stock_part(stock, part, i);
    }
    return sum;
}

/* Takes share of a state's cell away to the cells of where the children land. */
static void carry(const lac_grid *grid, double *cells, int at, int from, int to,
    const double *landing, double children)
{
    const int home = at - from * grid->n_ages;
    cells[at] -= children;
    if (landing == NULL) {
        cells[home + to * grid->n_ages] += children;
        return;
    }
    for (int p = 0; p < grid->n_placements && children > 0; p++) {
        cells[home + p * grid->n_ages] += children * landing[to * grid->n_placements + p];
    }
}

/* Moves the share q of those whom a shift may still name, and marks the share f, q among them, as named. */
static double move_from(lac_stock *stock, const lac_flow *move, int part, run cells, double q,
    double f, const double *landing)
{
    const lac_grid *grid = &stock->model->grid;
    double moved = 0;
    for (int i = cells.first; i < cells.first + cells.n; i++) {
        const double there = stock->all.cells[i];
        const double open = there - stock->parts[part].cells[i];
        if (open <= 0) {
            continue;
        }
        for (int k = 0; k < stock->n_all; k++) {
            if (k != part && stock->followed[k]) {
                double *in = stock->parts[k].cells;
                carry(grid, in, i, move->from, move->to, landing, in[i] * q * open / there);
            }
        }
        stock->parts[part].cells[i] += f * open;
        carry(grid, stock->parts[part].cells, i, move->from, move->to, landing, q * open);
        carry(grid, stock->all.cells, i, move->from, move->to, landing, q * open);
        moved += q * open;
    }
    return moved;
}

/* The same for children of the tracker's cases, who must go first: the share q of those whom the shift may
 * still name in each of their cells moves. */
static void move_strands(lac_stock *stock, const lac_leaver_list *shift, const lac_flow *move,
    int part, double q, const double *landing)
{
    const lac_grid *grid = &stock->model->grid;
    const int n = grid->n_placements;
    for (int s = 0; s < stock->strands.n; s++) {
        const lac_strand *strand = &stock->strands.items[s];
        for (int a = 0; a < strand->n_ages; a++) {
            double *children = strand->children + a * n;
            const int age = strand->first_age + a; /* at the end of the month */
            const int before = age == grid->unknown_row ? age : age - 1;
            const int band = lac_grid_age_band(grid, before);
            const int cell = lac_strand_cell(strand, grid, a * n + move->from);
            const double there = stock->all.cells[cell];
            const double open = there - stock->parts[part].cells[cell];
            if (!shift->groups[lac_grid_group(grid, band, move->from)] || open <= 0) {
                continue;
            }
            const double moving = children[move->from] * q * open / there;
            children[move->from] -= moving;
            for (int p = 0; p < n; p++) {
                children[p] +=
                    moving * (landing == NULL ? p == move->to : landing[move->to * n + p]);
            }
        }
    }
}

/* Where those who are moved land: NULL without capacities. */
static const double *land(
    lac_stock *stock, lac_places *places, int m, const lac_flow *move, double children)
{
    double occupied[LAC_MAX_PLACEMENTS] = {0};
    double wanted[LAC_MAX_PLACEMENTS] = {0};
    if (!places->active) {
        return NULL;
    }
    lac_stock_place(stock, occupied);
    occupied[move->from] -= children;
    wanted[move->to] = children;
    lac_places_fill(places, m, occupied, wanted);
    return places->landing;
}

static double run_shift(
    lac_stock *stock, lac_places *places, int s, int m, double *unshifted, double *found)
{
    const lac_model *model = stock->model;
    const lac_grid *grid = &model->grid;
    const lac_leaver_list *shift = &model->shifts[s];
    const lac_flow *move = &model->moves[shift->move];
    const int part = lac_stock_part_of_shift(model, s);
    const double attempts = shift->attempts[m];
    double eligible = 0;
    double moved = 0;
    for (int pass = 0; pass < 2; pass++) {
        const double named = attempts < eligible ? attempts : eligible;
        const double f = eligible > 0 ? named / eligible : 0;
        const double *landing =
            pass == 1 ? land(stock, places, m, move, named * shift->success) : NULL;
        if (pass == 1) {
            move_strands(stock, shift, move, part, f * shift->success, landing);
            *found = named > 0 ? named : 0;
        }
        for (int i = 0; i < grid->n_age_bands * grid->n_durations; i++) {
            const int band = i % grid->n_age_bands;
            if (!shift->groups[lac_grid_group(grid, band, move->from)]) {
                continue;
            }
            const run cells = run_of(grid, band, move->from, i / grid->n_age_bands);
            if (pass == 0) {
                eligible += eligible_in(stock, part, cells);
            } else {
                moved += move_from(stock, move, part, cells, f * shift->success, f, landing);
            }
        }
    }
    if (attempts - eligible > 1e-9 * attempts) {
        *unshifted += attempts - (eligible > 0 ? eligible : 0);
    }
    lac_state_sum(&stock->all, stock->present);
    return moved;
}

int lac_shifts_run(
    lac_stock *stock, lac_places *places, int m, double *moved, double *unshifted, double *named)
{
    const lac_model *model = stock->model;
    for (int s = 0; s < model->n_shifts; s++) {
        named[s] = 0;
        if (model->shifts[s].attempts[m] <= 0) {
            continue;
        }
        if (lac_stock_follow(stock, lac_stock_part_of_shift(model, s)) != LAC_OK) {
            return LAC_MEMORY;
        }
        moved[model->shifts[s].move] += run_shift(stock, places, s, m, unshifted, &named[s]);
    }
    return LAC_OK;
}
