/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/leavers.h"

#include "engine/weigh.h"

#include <string.h>

int lac_leavers_init(lac_leavers *self, lac_stock *stock, lac_absent *absent, lac_support *support,
    lac_spread *spread)
{
    const lac_model *model = stock->model;
    const size_t classes = (size_t)model->grid.n_classes;
    *self = (lac_leavers){.stock = stock, .absent = absent, .support = support, .spread = spread};
    self->exits = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(double));
    self->take = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->plain = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->named = lac_arena_alloc(&self->arena, (size_t)model->n_lists + 1, sizeof(double));
    return self->exits == NULL || self->take == NULL || self->plain == NULL || self->named == NULL
               ? LAC_MEMORY
               : LAC_OK;
}

void lac_leavers_begin(lac_leavers *self)
{
    self->unmet = 0;
    memset(self->named, 0, (size_t)self->stock->model->n_lists * sizeof *self->named);
    memset(self->exits, 0, (size_t)self->stock->model->n_routes * sizeof *self->exits);
}

/* ---- rates ---- */

void lac_leavers_by_rates(lac_leavers *self, const lac_transition *transition)
{
    const lac_model *model = self->stock->model;
    const lac_absent *absent = self->absent;
    const int n_classes = model->grid.n_classes;
    for (int c = 0; c < n_classes; c++) {
        const double leavers = self->stock->present[c] * transition->leave[c];
        for (int r = 0; r < model->n_routes; r++) {
            self->exits[r] += leavers * transition->route_share[r * n_classes + c];
        }
        for (int i = 0; i < absent->n_routes; i++) {
            const int r = absent->routes[i];
            lac_absent_leave(self->absent, r, c,
                transition->leave[c] * transition->route_share[r * n_classes + c] *
                    absent->excess[i * n_classes + c]);
        }
        for (int i = 0; i < self->support->n_routes; i++) {
            const int r = self->support->routes[i];
            lac_support_leave(self->support, r, c,
                transition->leave[c] * transition->route_share[r * n_classes + c]);
        }
        self->stock->keep[c] = 1 - transition->leave[c];
    }
}

/* ---- counts ---- */

/* Children of a class who have not left so far. */
static double alive(const lac_stock *stock, int c)
{
    return stock->present[c] * stock->keep[c];
}

/* Adds to take what one part of a count exit wants from each class; returns the total it wants. The first
 * part of a route says what it would want without interventions, which are plain children. */
static double want(lac_leavers *self, const lac_count_part *part, bool first, double plain)
{
    const lac_stock *stock = self->stock;
    const lac_grid *grid = &stock->model->grid;
    const bool *flow = stock->model->routes[part->route].groups;
    double eligible = 0;
    for (int c = 0; c < grid->n_classes; c++) {
        const int g = lac_grid_group_of_class(grid, c);
        eligible += flow[g] && part->groups[g] ? alive(stock, c) : 0;
    }
    if (eligible <= 0) {
        return part->when_none;
    }
    double wanted = 0;
    for (int c = 0; c < grid->n_classes; c++) {
        const int g = lac_grid_group_of_class(grid, c);
        if (!flow[g] || !part->groups[g]) {
            continue;
        }
        const double share = alive(stock, c) / eligible;
        const double children = (part->per_group[g] + part->amount) * share;
        self->take[c] += children;
        self->plain[c] += first ? plain * share : 0;
        wanted += children;
    }
    return wanted;
}

int lac_leavers_by_counts(lac_leavers *self, const lac_rates *rates, int m)
{
    lac_stock *stock = self->stock;
    const lac_model *model = stock->model;
    const lac_grid *grid = &model->grid;
    for (int i = 0; i < rates->n_parts;) {
        const int first = i;
        const int route = rates->parts[i].route;
        double wanted = 0;
        double taken = 0;
        memset(self->take, 0, (size_t)grid->n_classes * sizeof *self->take);
        memset(self->plain, 0, (size_t)grid->n_classes * sizeof *self->plain);
        for (; i < rates->n_parts && rates->parts[i].route == route; i++) {
            wanted += want(self, &rates->parts[i], i == first, model->routes[route].value[m]);
        }
        for (int c = 0; c < grid->n_classes; c++) {
            const double there = alive(stock, c);
            if (self->take[c] <= 0 || there <= 0) {
                continue;
            }
            const double children = self->take[c] < there ? self->take[c] : there;
            const double leaving = children / there * stock->keep[c];
            lac_absent_leave(self->absent, route, c,
                leaving * lac_absent_share(self->absent, self->take[c], self->plain[c]));
            lac_support_leave(self->support, route, c, leaving);
            stock->keep[c] *= children < there ? 1 - children / there : 0;
            taken += children;
        }
        self->exits[route] += taken;
        self->unmet += wanted - taken > 1e-9 * wanted ? wanted - taken : 0;
        lac_spread_count(self->spread, route, taken);
    }
    lac_support_note(self->support, stock, m);
    return lac_absent_note(self->absent, stock, m);
}

/* ---- lists ---- */

/* The cells of a placement and number of months in care that share an age band. */
typedef struct {
    int first; /* cell */
    int n;
    int age; /* row of the first */
} run;

static run run_of(const lac_grid *grid, int group, int duration)
{
    const int band = group / grid->n_placements;
    const int age = grid->age_band_first[band];
    return (run){lac_grid_cell(grid, age, group % grid->n_placements, duration),
        grid->age_band_first[band + 1] - age, age};
}

/* Children in a run of cells whom list l may still name: there, inside its filter, not named before. */
static double eligible_in(const lac_stock *stock, int l, run cells)
{
    const double *all = stock->all.cells + cells.first;
    if (!stock->followed[l]) {
        return lac_weigh_sum(all, cells.n);
    }
    return lac_weigh_rest(all, stock->parts[l].cells + cells.first, cells.n);
}

/* Takes the share q of those whom list l may still name out of a run of cells, and marks the share f of
 * them as named. */
static double take_noting(lac_leavers *self, int l, int m, run cells, double q, double f)
{
    lac_stock *stock = self->stock;
    const int route = stock->model->lists[l].route;
    double *named = stock->followed[l] ? stock->parts[l].cells : NULL;
    double taken = 0;
    for (int i = cells.first; i < cells.first + cells.n; i++) {
        double *there = &stock->all.cells[i];
        const double open = *there - (named == NULL ? 0 : named[i]);
        if (open <= 0) {
            continue;
        }
        const int age = lac_absent_age(&stock->model->grid, cells.age + i - cells.first);
        for (int k = 0; k < stock->n_parts; k++) {
            if (k == l || !stock->followed[k]) {
                continue;
            }
            double *part = &stock->parts[k].cells[i];
            if (age >= 0) {
                lac_absent_add(self->absent, k, route, m, age, *part * q * open / *there);
            }
            *part *= 1 - q * open / *there;
        }
        if (named != NULL) {
            named[i] += f * open;
        }
        if (age >= 0) {
            lac_absent_add(self->absent, -1, route, m, age, q * open);
            if (named != NULL) {
                lac_absent_add(self->absent, l, route, m, age, q * open);
            }
        }
        lac_support_add(self->support, route, m, age, q * open);
        *there -= q * open;
        taken += q * open;
    }
    return taken;
}

/* Both of these while children on a pathway are not to be named. */
static double eligible_off_pathways(const lac_leavers *self, int l, run cells)
{
    double sum = 0;
    for (int i = cells.first; i < cells.first + cells.n; i++) {
        sum += lac_stock_open(self->stock, self->on[i], l, i);
    }
    return sum;
}

static double take_off_pathways(lac_leavers *self, int l, int m, run cells, double q, double f)
{
    lac_stock *stock = self->stock;
    const int route = stock->model->lists[l].route;
    double taken = 0;
    for (int i = cells.first; i < cells.first + cells.n; i++) {
        const double on = self->on[i];
        const double open = lac_stock_open(stock, on, l, i);
        const double off = stock->all.cells[i] - on;
        const int age = lac_absent_age(&stock->model->grid, cells.age + i - cells.first);
        for (int k = 0; k < stock->n_parts && open > 0; k++) {
            if (k == l || !stock->followed[k]) {
                continue;
            }
            const double gone = lac_stock_off(stock, on, k, i) * q * open / off;
            stock->parts[k].cells[i] =
                gone < stock->parts[k].cells[i] ? stock->parts[k].cells[i] - gone : 0;
            if (age >= 0) {
                lac_absent_add(self->absent, k, route, m, age, gone);
            }
        }
        if (stock->followed[l]) {
            stock->parts[l].cells[i] += f * open;
        }
        if (age >= 0) {
            lac_absent_add(self->absent, -1, route, m, age, q * open);
        }
        if (age >= 0 && stock->followed[l]) {
            lac_absent_add(self->absent, l, route, m, age, q * open);
        }
        lac_support_add(self->support, route, m, age, q * open);
        stock->all.cells[i] -= q * open;
        taken += q * open;
    }
    return taken;
}

/* The same where nothing but the stock and list l has to be told; named: those whom it has named before,
 * NULL: not followed. */
static double take_plainly(double *there, double *named, int n, double q, double f)
{
    double taken = 0;
    for (int i = 0; i < n; i++) {
        const double rest = there[i] - (named == NULL ? 0 : named[i]);
        const double open = rest > 0 ? rest : 0;
        if (named != NULL) {
            named[i] += f * open;
        }
        there[i] -= q * open;
        taken += q * open;
    }
    return taken;
}

/* Who else than the list has to be told who leaves stands in the condition. */
static double take_from(lac_leavers *self, int l, int m, run cells, double q, double f)
{
    lac_stock *stock = self->stock;
    const int route = stock->model->lists[l].route;
    bool plainly =
        !lac_absent_notes(self->absent, route) && !lac_support_notes(self->support, route);
    for (int k = 0; k < stock->n_parts; k++) {
        plainly = plainly && (k == l || !stock->followed[k]);
    }
    if (!plainly) {
        return take_noting(self, l, m, cells, q, f);
    }
    return take_plainly(stock->all.cells + cells.first,
        stock->followed[l] ? stock->parts[l].cells + cells.first : NULL, cells.n, q, f);
}

/* Those whom a list names matter later when some of them stay, or come back. */
static int follow(lac_leavers *self, int l)
{
    const lac_leaver_list *list = &self->stock->model->lists[l];
    lac_absent *absent = self->absent;
    const bool return_from_here = lac_absent_notes(absent, list->route);
    int status = list->success < 1 || return_from_here ? lac_stock_follow(self->stock, l) : LAC_OK;
    for (int k = 0; k < self->stock->n_parts && return_from_here && status == LAC_OK; k++) {
        if (self->stock->followed[k]) {
            status = lac_absent_follow(absent, k);
        }
    }
    return status;
}

/* Those whom a list has named need not be told apart when it names nobody from month m on, nobody comes
 * back by any route, and no pathway asks for them. */
static void forget_if_over(lac_leavers *self, int l, int m)
{
    const lac_model *model = self->stock->model;
    bool over = self->stock->followed[l] && self->absent->n_routes == 0 && model->n_programmes == 0;
    for (int t = m; t < model->n_months && over; t++) {
        over = model->lists[l].attempts[t] <= 0;
    }
    if (over) {
        lac_stock_forget(self->stock, l);
    }
}

int lac_leavers_by_lists(lac_leavers *self, lac_caseload *caseload, int m)
{
    const lac_model *model = self->stock->model;
    const lac_grid *grid = &model->grid;
    bool any = false;
    for (int l = 0; l < model->n_lists; l++) {
        const lac_leaver_list *list = &model->lists[l];
        const double attempts = list->attempts[m];
        if (attempts <= 0) {
            forget_if_over(self, l, m);
            continue;
        }
        if (follow(self, l) != LAC_OK) {
            return LAC_MEMORY;
        }
        lac_stock_settle(self->stock);
        self->on = lac_caseload_on(caseload);
        any = true;
        double eligible = 0;
        for (int pass = 0; pass < 2; pass++) {
            const double named = attempts < eligible ? attempts : eligible;
            const double q = eligible > 0 ? named * list->success / eligible : 0;
            const double f = eligible > 0 ? named * (1 - list->success) / eligible : 0;
            self->named[l] = named > 0 ? named : 0;
            for (int i = 0; i < grid->n_groups * grid->n_durations; i++) {
                if (!list->groups[i % grid->n_groups]) {
                    continue;
                }
                const run cells = run_of(grid, i % grid->n_groups, i / grid->n_groups);
                if (pass == 0) {
                    eligible += self->on == NULL ? eligible_in(self->stock, l, cells)
                                                 : eligible_off_pathways(self, l, cells);
                } else {
                    self->exits[list->route] += self->on == NULL
                                                    ? take_from(self, l, m, cells, q, f)
                                                    : take_off_pathways(self, l, m, cells, q, f);
                }
            }
        }
        if (attempts - eligible > 1e-9 * attempts) {
            self->unmet += list->success * (attempts - (eligible > 0 ? eligible : 0));
        }
        lac_spread_list(self->spread, l, attempts);
    }
    if (any) {
        lac_state_sum(&self->stock->all, self->stock->present);
    }
    return LAC_OK;
}

void lac_leavers_free(lac_leavers *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
