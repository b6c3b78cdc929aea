/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/intake.h"

#include "engine/weigh.h"

/* ---- the cells ---- */

static int part_of(const lac_intake *self, const lac_stock *stock)
{
    return lac_stock_part_of_programme(stock, self->programme);
}

static const lac_strand *strand_of(const lac_intake *self, const lac_stock *stock)
{
    return self->strand < 0 ? NULL : &stock->strands.items[self->strand];
}

double lac_intake_sum(const lac_intake *self, const lac_stock *stock)
{
    const lac_grid *grid = &stock->model->grid;
    const lac_strand *strand = strand_of(self, stock);
    return strand != NULL ? lac_strand_sum(strand, grid)
                          : lac_weigh_sum(stock->parts[part_of(self, stock)].cells, grid->n_cells);
}

void lac_intake_add(const lac_intake *self, const lac_stock *stock, double *cells)
{
    const lac_grid *grid = &stock->model->grid;
    const lac_strand *strand = strand_of(self, stock);
    if (strand != NULL) {
        for (int i = 0; i < strand->n_ages * grid->n_placements; i++) {
            cells[lac_strand_cell(strand, grid, i)] += strand->children[i];
        }
        return;
    }
    const double *from = stock->parts[part_of(self, stock)].cells;
    for (int i = 0; i < grid->n_cells; i++) {
        cells[i] += from[i];
    }
}

double lac_intake_leavers(const lac_intake *self, const lac_stock *stock, double *by_class)
{
    const lac_grid *grid = &stock->model->grid;
    const lac_strand *strand = strand_of(self, stock);
    double sum = 0;
    if (strand != NULL) {
        return lac_strand_leavers(strand, grid, stock->keep);
    }
    lac_state_sum(&stock->parts[part_of(self, stock)], by_class);
    for (int c = 0; c < grid->n_classes; c++) {
        sum += by_class[c] * (1 - stock->keep[c]);
    }
    return sum;
}

double lac_intake_adults(const lac_intake *self, const lac_stock *stock, double *by_class)
{
    const lac_grid *grid = &stock->model->grid;
    double sum = 0;
    if (!grid->ages_known) {
        return 0;
    }
    if (self->strand < 0) {
        lac_state_sum_adults(&stock->parts[part_of(self, stock)], by_class);
        for (int c = 0; c < grid->n_classes; c++) {
            sum += by_class[c] * stock->keep[c];
        }
        return sum;
    }
    lac_strand adults = *strand_of(self, stock);
    const int young = LAC_ADULT_MONTHS - 1 - adults.first_age;
    if (adults.first_age == grid->unknown_row || young < 0 || young >= adults.n_ages) {
        return 0;
    }
    adults.first_age += young;
    adults.n_ages -= young;
    adults.children += young * grid->n_placements;
    return lac_strand_sum(&adults, grid) - lac_strand_leavers(&adults, grid, stock->keep);
}

void lac_intake_let_go(const lac_intake *self, lac_stock *stock)
{
    if (self->strand >= 0) {
        stock->strands.items[self->strand].n_ages = 0;
    } else if (stock->followed[part_of(self, stock)]) {
        lac_state_free(&stock->parts[part_of(self, stock)]);
        stock->followed[part_of(self, stock)] = false;
    }
}

/* ---- identification ---- */

/* Those in a cell who are on no pathway and were never refused. */
static double eligible_in(const lac_stock *stock, double on, int cell)
{
    const double open = stock->all.cells[cell] - on -
                        lac_stock_part(stock, lac_stock_part_of_refused(stock->model), cell);
    return open > 0 ? open : 0;
}

/* So many children in a cell come onto the pathway of a part; `on` are on one already. */
static void identify_in(lac_stock *stock, int part, int cell, double on, double children)
{
    const double off = stock->all.cells[cell] - on;
    for (int l = 0; l < stock->model->n_lists && children > 0; l++) {
        if (stock->followed[l]) {
            const double named = lac_stock_off(stock, on, l, cell);
            stock->parts[lac_stock_part_of_both(stock, l)].cells[cell] +=
                children * (named < off ? named / off : 1);
        }
    }
    stock->parts[part].cells[cell] += children;
}

static int follow_identified(lac_stock *stock, int part)
{
    int status = lac_stock_follow(stock, part);
    for (int l = 0; l < stock->model->n_lists && status == LAC_OK; l++) {
        if (stock->followed[l]) {
            status = lac_stock_follow(stock, lac_stock_part_of_both(stock, l));
        }
    }
    return status;
}

int lac_intake_identify(lac_intake *self, lac_stock *stock, const double *on)
{
    const lac_grid *grid = &stock->model->grid;
    const lac_programme *of = &stock->model->programmes[self->programme];
    const int part = part_of(self, stock);
    double eligible = 0;
    double children = 0;
    if (follow_identified(stock, part) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (int pass = 0; pass < 2; pass++) {
        children = of->children < eligible ? of->children : eligible;
        for (int i = 0; i < grid->n_cells; i++) {
            const int band = lac_grid_age_band(grid, i % grid->n_ages);
            const int placement = i / grid->n_ages % grid->n_placements;
            const double others = on == NULL ? 0 : on[i];
            if (!of->groups[lac_grid_group(grid, band, placement)]) {
                continue;
            }
            if (pass == 0) {
                eligible += eligible_in(stock, others, i);
            } else if (children > 0) {
                identify_in(
                    stock, part, i, others, eligible_in(stock, others, i) * children / eligible);
            }
        }
    }
    self->there = self->size = children;
    self->progress.on = children > 0 ? 1 : 0;
    return LAC_OK;
}

/* ---- the end of cases ---- */

static double less(double children, double gone)
{
    return gone < children ? children - gone : 0; /* below 0 only by rounding */
}

/* Takes those who get an order out of one of the parts that stay what they are. */
static void leave_part(lac_stock *stock, lac_absent *absent, int m, const lac_ending *how, int part,
    int cell, double gone)
{
    const lac_grid *grid = &stock->model->grid;
    double *children = &stock->parts[part].cells[cell];
    if (gone > 0) {
        *children = less(*children, gone);
        lac_absent_add(
            absent, part, how->route, m, lac_absent_age(grid, cell % grid->n_ages), gone);
    }
}

/* Tells the lists: of those on a pathway in a cell whom they have named the share `off` leaves the pathway,
 * and the share `ordered` care. */
static void tell_lists(lac_stock *stock, lac_absent *absent, int m, const lac_ending *how, int cell,
    double ordered, double off)
{
    for (int l = 0; l < stock->model->n_lists; l++) {
        const int both = lac_stock_part_of_both(stock, l);
        if (stock->followed[l] && stock->followed[both]) {
            double *named = &stock->parts[both].cells[cell];
            leave_part(stock, absent, m, how, l, cell, *named * ordered);
            *named = less(*named, *named * off);
        }
    }
}

/* The cases of `there` children in a cell end so. */
static void end_in(lac_stock *stock, lac_absent *absent, lac_support *support, int m,
    const lac_ending *how, int cell, double there, double *on)
{
    const lac_model *model = stock->model;
    const lac_grid *grid = &model->grid;
    const int refused = lac_stock_part_of_refused(model);
    const double all = stock->all.cells[cell];
    const double off = there * (how->ordered + how->refused + how->released);
    /* parts may be above the whole by what rounding leaves of nobody */
    const double ordered = there * how->ordered < all ? there * how->ordered : all > 0 ? all : 0;
    if (on != NULL && on[cell] > 0) {
        tell_lists(stock, absent, m, how, cell, ordered / on[cell], off / on[cell]);
        on[cell] = less(on[cell], off);
    }
    if (how->refused > 0) {
        stock->parts[refused].cells[cell] += there * how->refused;
    }
    if (ordered <= 0) {
        return;
    }
    for (int k = model->n_lists; k < stock->n_parts; k++) {
        if (k != refused && stock->followed[k]) {
            leave_part(stock, absent, m, how, k, cell, stock->parts[k].cells[cell] * ordered / all);
        }
    }
    const int age = lac_absent_age(grid, cell % grid->n_ages);
    lac_absent_add(absent, -1, how->route, m, age, ordered);
    lac_support_add(support, how->route, m, age, ordered);
    stock->all.cells[cell] = all - ordered;
}

/* What becomes of those who leave the pathway matters when they may be named, or come back. */
static int follow_ended(lac_stock *stock, lac_absent *absent, const lac_ending *how)
{
    const bool come_back = lac_absent_notes(absent, how->route);
    int status = how->refused > 0 ? lac_stock_follow(stock, lac_stock_part_of_refused(stock->model))
                                  : LAC_OK;
    for (int k = 0; k < stock->n_parts && come_back && status == LAC_OK; k++) {
        if (stock->followed[k]) {
            status = lac_absent_follow(absent, k);
        }
    }
    return status;
}

int lac_intake_end(lac_intake *self, lac_stock *stock, lac_absent *absent, lac_support *support,
    int m, const lac_ending *how, double *on)
{
    const lac_grid *grid = &stock->model->grid;
    const double off = how->ordered + how->refused + how->released;
    const lac_strand *strand = strand_of(self, stock);
    const int n = strand == NULL ? grid->n_cells : strand->n_ages * grid->n_placements;
    if (follow_ended(stock, absent, how) != LAC_OK) {
        return LAC_MEMORY;
    }
    double *children = strand == NULL ? stock->parts[part_of(self, stock)].cells : strand->children;
    for (int i = 0; i < n; i++) {
        const int cell = strand == NULL ? i : lac_strand_cell(strand, grid, i);
        const bool adult = lac_absent_age(grid, cell % grid->n_ages) < 0;
        if (children[i] > 0 && (!adult || how->released > 0)) {
            end_in(stock, absent, support, m, how, cell, children[i], on);
            children[i] = less(children[i], children[i] * off);
        }
    }
    return LAC_OK;
}
