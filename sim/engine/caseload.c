/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/caseload.h"

#include "engine/starts.h"

#include <string.h>

/* ---- making ---- */

static int make_calendar(lac_caseload *self)
{
    const lac_model *model = self->model;
    self->first_day =
        lac_arena_alloc(&self->arena, (size_t)model->n_months + 1, sizeof *self->first_day);
    for (int m = 0; m < model->n_months && self->first_day != NULL; m++) {
        self->first_day[m + 1] = self->first_day[m] + lac_month_days(model->start + m);
    }
    return self->first_day == NULL ? LAC_MEMORY : LAC_OK;
}

/* Adds an intake of a case (stage, elapsed) or of a programme's own children (0, -1). */
static int add_intake(lac_caseload *self, int programme, int strand, int stage, int elapsed)
{
    const lac_model *model = self->model;
    const lac_programme *of = &model->programmes[programme];
    const lac_pathway *pathway = &model->pathways[of->pathway];
    lac_intake *intake = &self->intakes[self->n_intakes++];
    *intake = (lac_intake){.programme = programme, .strand = strand};
    int status = lac_itinerary_make(&intake->progress.itinerary, &self->arena, pathway, of->success,
        stage, elapsed, self->first_day[model->n_months]);
    if (status == LAC_OK) {
        status = lac_progress_init(
            &intake->progress, &self->arena, self->first_day, model->n_months, of->pool >= 0);
    }
    intake->progress.on = 0; /* until somebody is on it */
    return status;
}

static int make_intakes(lac_caseload *self)
{
    const lac_model *model = self->model;
    int status = LAC_OK;
    self->intakes = lac_arena_alloc(
        &self->arena, (size_t)(model->n_programmes + model->n_cases), sizeof *self->intakes);
    if (self->intakes == NULL) {
        return LAC_MEMORY;
    }
    for (int p = 0; p < model->n_programmes && status == LAC_OK; p++) {
        for (int i = 0; i < model->n_cases && status == LAC_OK; i++) {
            const lac_case *of = &model->cases[i];
            const bool waits = of->stage < 0;
            if (of->programme == p) {
                status = add_intake(self, p, i, waits ? 0 : of->stage, waits ? -1 : of->elapsed);
            }
        }
        if (status == LAC_OK && model->programmes[p].children > 0) {
            status = add_intake(self, p, -1, 0, -1);
        }
    }
    return status;
}

int lac_caseload_init(lac_caseload *self, lac_stock *stock, lac_absent *absent,
    lac_support *support, const lac_measures *measures, double *mean)
{
    const lac_model *model = stock->model;
    *self = (lac_caseload){.model = model,
        .pathways = measures->pathways,
        .stock = stock,
        .absent = absent,
        .support = support,
        .mean = mean};
    if (model->n_programmes == 0) {
        return LAC_OK;
    }
    const size_t programmes = (size_t)model->n_programmes;
    self->left_to_start = lac_arena_alloc(&self->arena, programmes, sizeof(double));
    self->begun = lac_arena_alloc(&self->arena, programmes, sizeof(double));
    self->room = lac_arena_alloc(&self->arena, (size_t)model->n_pools + 1, sizeof(double));
    self->on = lac_arena_alloc(&self->arena, (size_t)model->grid.n_cells, sizeof(double));
    self->by_class = lac_arena_alloc(&self->arena, (size_t)model->grid.n_classes, sizeof(double));
    if (self->left_to_start == NULL || self->begun == NULL || self->room == NULL ||
        self->on == NULL || self->by_class == NULL || make_calendar(self) != LAC_OK) {
        return LAC_MEMORY;
    }
    return make_intakes(self);
}

/* ---- what is told ---- */

static const lac_pathway_measures *measures_of(const lac_caseload *self, const lac_intake *intake)
{
    return &self->pathways[self->model->programmes[intake->programme].pathway];
}

static void tell(lac_caseload *self, int measure, int m, double children)
{
    self->mean[measure * self->model->n_months + m] += children;
}

/* ---- the cells of an intake ---- */

static int part_of(const lac_caseload *self, const lac_intake *intake)
{
    return lac_stock_part_of_programme(self->stock, intake->programme);
}

static double children_of(const lac_caseload *self, const lac_intake *intake)
{
    const lac_grid *grid = &self->model->grid;
    if (intake->strand >= 0) {
        return lac_strand_sum(&self->stock->strands.items[intake->strand], grid);
    }
    double sum = 0;
    for (int i = 0; i < grid->n_cells; i++) {
        sum += self->stock->parts[part_of(self, intake)].cells[i];
    }
    return sum;
}

static bool is_adult(const lac_grid *grid, int cell)
{
    return lac_absent_age(grid, cell % grid->n_ages) < 0;
}

const double *lac_caseload_on(lac_caseload *self)
{
    const lac_grid *grid = &self->model->grid;
    bool any = false;
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_intake *intake = &self->intakes[k];
        if (intake->progress.on <= 0) {
            continue;
        }
        if (!any) {
            memset(self->on, 0, (size_t)grid->n_cells * sizeof *self->on);
        }
        any = true;
        if (intake->strand >= 0) {
            const lac_strand *strand = &self->stock->strands.items[intake->strand];
            for (int i = 0; i < strand->n_ages * grid->n_placements; i++) {
                self->on[lac_strand_cell(strand, grid, i)] += strand->children[i];
            }
            continue;
        }
        const double *cells = self->stock->parts[part_of(self, intake)].cells;
        for (int i = 0; i < grid->n_cells; i++) {
            self->on[i] += cells[i];
        }
    }
    return any ? self->on : NULL;
}

/* ---- identification ---- */

/* Rule 19: what a programme may identify in a cell: on no pathway, and never refused. */
static double eligible_in(const lac_caseload *self, const double *on, int cell)
{
    const lac_stock *stock = self->stock;
    const int refused = lac_stock_part_of_refused(self->model);
    const double open =
        stock->all.cells[cell] - (on == NULL ? 0 : on[cell]) - lac_stock_part(stock, refused, cell);
    return open > 0 ? open : 0;
}

/* The share of those in a cell comes onto the pathway of the part. */
static void identify_in(lac_caseload *self, const double *on, int part, int cell, double share)
{
    lac_stock *stock = self->stock;
    const double others = on == NULL ? 0 : on[cell];
    const double off = stock->all.cells[cell] - others;
    const double children = share * eligible_in(self, on, cell);
    for (int l = 0; l < self->model->n_lists && children > 0; l++) {
        if (stock->followed[l]) {
            const double named = lac_stock_off(stock, others, l, cell);
            stock->parts[lac_stock_part_of_both(stock, l)].cells[cell] +=
                children * (named < off ? named / off : 1);
        }
    }
    stock->parts[part].cells[cell] += children;
}

static int follow_for(lac_caseload *self, int part)
{
    lac_stock *stock = self->stock;
    int status = lac_stock_follow(stock, part);
    for (int l = 0; l < self->model->n_lists && status == LAC_OK; l++) {
        if (stock->followed[l]) {
            status = lac_stock_follow(stock, lac_stock_part_of_both(stock, l));
        }
    }
    return status;
}

static int identify(lac_caseload *self, lac_intake *intake, int m)
{
    const lac_grid *grid = &self->model->grid;
    const lac_programme *of = &self->model->programmes[intake->programme];
    const double *on = lac_caseload_on(self);
    double eligible = 0;
    double children = 0;
    if (follow_for(self, part_of(self, intake)) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (int pass = 0; pass < 2; pass++) {
        children = of->children < eligible ? of->children : eligible;
        for (int i = 0; i < grid->n_cells; i++) {
            const int band = lac_grid_age_band(grid, i % grid->n_ages);
            const int placement = i / grid->n_ages % grid->n_placements;
            if (!of->groups[lac_grid_group(grid, band, placement)]) {
                continue;
            }
            if (pass == 0) {
                eligible += eligible_in(self, on, i);
            } else if (children > 0) {
                identify_in(self, on, part_of(self, intake), i, children / eligible);
            }
        }
    }
    if (of->children - children > 1e-9 * of->children) {
        self->unidentified += of->children - children;
    }
    intake->progress.on = children > 0 ? 1 : 0;
    intake->there = intake->size = children;
    tell(self, measures_of(self, intake)->identified, m, children);
    return LAC_OK;
}

/* Rule 23: cases of the tracker are there from the first day on. */
static void take_over(lac_caseload *self, lac_intake *intake)
{
    intake->progress.on = 1;
    intake->there = intake->size = children_of(self, intake);
    tell(self, measures_of(self, intake)->identified, 0, intake->size);
    if (!intake->progress.itinerary.fresh) {
        lac_progress_resume(&intake->progress);
    }
}

/* ---- who leaves the pathway ---- */

/* How shares of those on a pathway leave it in a month. */
typedef struct {
    int route;
    double ordered;
    double refused;
    double released;
} ending;

/* `there` children in a cell end so. on is kept up with where lists are followed, else NULL. */
static void end_in(lac_caseload *self, int m, const ending *how, int cell, double there, double *on)
{
    lac_stock *stock = self->stock;
    const lac_model *model = self->model;
    const int refused = lac_stock_part_of_refused(model);
    const int age = lac_absent_age(&model->grid, cell % model->grid.n_ages);
    const double all = stock->all.cells[cell];
    /* parts may be above the whole by what rounding leaves of nobody */
    const double ordered = how->ordered * there < all ? how->ordered * there : all > 0 ? all : 0;
    for (int k = 0; k < stock->n_parts; k++) {
        double *part = stock->followed[k] ? &stock->parts[k].cells[cell] : NULL;
        double gone = part == NULL || k == refused || ordered <= 0 ? 0 : *part * ordered / all;
        if (k < model->n_lists && part != NULL) {
            const int both = lac_stock_part_of_both(stock, k);
            double *named = stock->followed[both] ? &stock->parts[both].cells[cell] : NULL;
            const double share = named != NULL && on[cell] > 0 ? *named / on[cell] : 0;
            gone = share * ordered;
            if (named != NULL) {
                const double off = share * there * (how->ordered + how->refused + how->released);
                *named = off < *named ? *named - off : 0;
            }
        }
        if (gone > 0) {
            *part = gone < *part ? *part - gone : 0;
            lac_absent_add(self->absent, k, how->route, m, age, gone);
        }
    }
    if (ordered > 0) {
        lac_absent_add(self->absent, -1, how->route, m, age, ordered);
        lac_support_add(self->support, how->route, m, age, ordered);
        stock->all.cells[cell] -= ordered;
    }
    if (how->refused > 0) {
        stock->parts[refused].cells[cell] += how->refused * there;
    }
    if (on != NULL) {
        on[cell] -= there * (how->ordered + how->refused + how->released);
    }
}

/* The children of an intake who are in a cell, adults (who leave on their birthday) left out on demand. */
static void end_in_cells(
    lac_caseload *self, const lac_intake *intake, int m, const ending *how, double *on)
{
    const lac_grid *grid = &self->model->grid;
    const double stay = 1 - how->ordered - how->refused - how->released;
    lac_strand *strand = intake->strand < 0 ? NULL : &self->stock->strands.items[intake->strand];
    double *children =
        strand == NULL ? self->stock->parts[part_of(self, intake)].cells : strand->children;
    const int n = strand == NULL ? grid->n_cells : strand->n_ages * grid->n_placements;
    for (int i = 0; i < n; i++) {
        const int cell = strand == NULL ? i : lac_strand_cell(strand, grid, i);
        if (children[i] > 0 && !(how->released <= 0 && is_adult(grid, cell))) {
            end_in(self, m, how, cell, children[i], on);
            children[i] *= stay > 0 ? stay : 0;
        }
    }
}

/* Whether a list is followed among those on a pathway. */
static bool lists_matter(const lac_caseload *self)
{
    bool any = false;
    for (int l = 0; l < self->model->n_lists; l++) {
        any = any || self->stock->followed[lac_stock_part_of_both(self->stock, l)];
    }
    return any;
}

static double *on_for_lists(lac_caseload *self)
{
    return lists_matter(self) && lac_caseload_on(self) != NULL ? self->on : NULL;
}

/* Rule 20: nobody starts after the end; returns those released. */
static void release(lac_caseload *self, lac_intake *intake, int m)
{
    lac_progress *progress = &intake->progress;
    const double share = progress->waiting / progress->on;
    const ending how = {.released = share};
    tell(self, measures_of(self, intake)->released, m, share * intake->there);
    end_in_cells(self, intake, m, &how, on_for_lists(self));
    progress->on -= progress->waiting;
    progress->waiting = 0;
    intake->there *= 1 - share;
}

/* ---- the month ---- */

static void tell_starts(lac_caseload *self, int m)
{
    for (int k = 0; k < self->n_intakes; k++) {
        lac_intake *intake = &self->intakes[k];
        const lac_pathway_measures *at = measures_of(self, intake);
        const lac_progress *progress = &intake->progress;
        if (progress->on <= 0) {
            continue;
        }
        for (int i = 0; i < progress->itinerary.n_stages; i++) {
            tell(self, at->entered_of + i, m, intake->size * lac_progress_entered(progress, m, i));
        }
        if (progress->itinerary.fresh) {
            const double started = intake->size * lac_progress_entered(progress, m, 0);
            tell(self, at->started, m, started);
            self->begun[intake->programme] += started;
        }
    }
}

int lac_caseload_begin(lac_caseload *self, int m)
{
    const lac_model *model = self->model;
    int status = LAC_OK;
    for (int p = 0; p < model->n_programmes; p++) {
        self->begun[p] = 0;
    }
    for (int k = 0; k < self->n_intakes; k++) {
        lac_intake *intake = &self->intakes[k];
        if (intake->strand >= 0 && m == 0) {
            take_over(self, intake);
        } else if (intake->progress.on > 0) {
            intake->size = intake->there / intake->progress.on;
        }
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        lac_intake *intake = &self->intakes[k];
        if (intake->strand < 0 && model->programmes[intake->programme].start == m) {
            status = identify(self, intake, m);
        }
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        lac_intake *intake = &self->intakes[k];
        if (model->programmes[intake->programme].end + 1 == m && intake->progress.on > 0 &&
            intake->progress.waiting > 0) {
            release(self, intake, m);
        }
    }
    if (status == LAC_OK && self->n_intakes > 0) {
        lac_starts_run(self, m);
        tell_starts(self, m);
    }
    return status;
}

void lac_caseload_left(lac_caseload *self, int m)
{
    const lac_grid *grid = &self->model->grid;
    const double *keep = self->stock->keep;
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_intake *intake = &self->intakes[k];
        double left = 0;
        if (intake->progress.on <= 0) {
            continue;
        }
        if (intake->strand >= 0) {
            left = lac_strand_leavers(&self->stock->strands.items[intake->strand], grid, keep);
        } else {
            lac_state_sum(&self->stock->parts[part_of(self, intake)], self->by_class);
            for (int c = 0; c < grid->n_classes; c++) {
                left += self->by_class[c] * (1 - keep[c]);
            }
        }
        tell(self, measures_of(self, intake)->left, m, left);
    }
}

/* Who of an intake turns 18 this month, once the others have left. */
static double adults_of(lac_caseload *self, const lac_intake *intake)
{
    const lac_grid *grid = &self->model->grid;
    const double *keep = self->stock->keep;
    double sum = 0;
    if (!grid->ages_known) {
        return 0;
    }
    if (intake->strand < 0) {
        lac_state_sum_adults(&self->stock->parts[part_of(self, intake)], self->by_class);
        for (int c = 0; c < grid->n_classes; c++) {
            sum += self->by_class[c] * keep[c];
        }
        return sum;
    }
    lac_strand adults = self->stock->strands.items[intake->strand];
    const int young = LAC_ADULT_MONTHS - 1 - adults.first_age;
    if (adults.first_age == grid->unknown_row || young < 0 || young >= adults.n_ages) {
        return 0;
    }
    adults.first_age += young;
    adults.n_ages -= young;
    adults.children += young * grid->n_placements;
    return lac_strand_sum(&adults, grid) - lac_strand_leavers(&adults, grid, keep);
}

/* What the month brings those of an intake who are still looked after. */
static ending ending_of(const lac_caseload *self, const lac_intake *intake, int m)
{
    const lac_progress *progress = &intake->progress;
    ending how = {.route = self->model->programmes[intake->programme].route};
    for (int i = 0; i < progress->itinerary.n_stages; i++) {
        how.refused += lac_progress_refused(progress, m, i);
    }
    how.ordered = lac_progress_orders(progress, m);
    lac_progress after = *progress;
    lac_progress_end(&after, m);
    /* of the last ones nobody stays, whatever rounding has left of them */
    const double on = after.on > 0 ? progress->on : how.ordered + how.refused;
    how.ordered = on > 0 ? how.ordered / on : 0;
    how.refused = on > 0 ? how.refused / on : 0;
    return how;
}

static int follow_ended(lac_caseload *self, const ending *how)
{
    lac_stock *stock = self->stock;
    const lac_absent *absent = self->absent;
    const bool noted = absent->n_routes > 0 && absent->of_route[how->route] >= 0;
    int status = LAC_OK;
    if (how->refused > 0) {
        status = lac_stock_follow(stock, lac_stock_part_of_refused(self->model));
    }
    for (int k = 0; k < stock->n_parts && noted && status == LAC_OK; k++) {
        if (stock->followed[k]) {
            status = lac_absent_follow(self->absent, k);
        }
    }
    return status;
}

static int decide_intake(lac_caseload *self, lac_intake *intake, int m, double *exits)
{
    const lac_pathway_measures *at = measures_of(self, intake);
    lac_progress *progress = &intake->progress;
    const double adults = adults_of(self, intake);
    const ending how = ending_of(self, intake, m);
    tell(self, at->aged, m, adults);
    if (how.ordered + how.refused > 0) {
        if (follow_ended(self, &how) != LAC_OK) {
            return LAC_MEMORY;
        }
        const double there = children_of(self, intake) - adults;
        const double refused = how.refused * there > 0 ? how.refused * there : 0;
        double all_refused = 0;
        for (int i = 0; i < progress->itinerary.n_stages; i++) {
            all_refused += lac_progress_refused(progress, m, i);
        }
        for (int i = 0; i < progress->itinerary.n_stages && all_refused > 0; i++) {
            tell(self, at->lost_of + i, m,
                refused * lac_progress_refused(progress, m, i) / all_refused);
        }
        end_in_cells(self, intake, m, &how, on_for_lists(self));
        tell(self, at->ordered, m, how.ordered * there);
        exits[how.route] += how.ordered * there;
    }
    lac_progress_end(progress, m);
    return LAC_OK;
}

int lac_caseload_decide(lac_caseload *self, int m, double *exits)
{
    int status = LAC_OK;
    bool any = false;
    for (int k = 0; k < self->n_intakes; k++) {
        if (self->intakes[k].progress.on > 0) {
            const ending how = ending_of(self, &self->intakes[k], m);
            any = any || how.ordered + how.refused > 0;
        }
    }
    if (any) {
        lac_stock_settle(self->stock);
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        if (self->intakes[k].progress.on > 0) {
            status = decide_intake(self, &self->intakes[k], m, exits);
        }
    }
    if (any) {
        lac_state_sum(&self->stock->all, self->stock->present);
    }
    return status;
}

void lac_caseload_scale(lac_caseload *self, int m, double factor)
{
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_intake *intake = &self->intakes[k];
        if (intake->progress.on > 0) {
            tell(
                self, measures_of(self, intake)->left, m, children_of(self, intake) * (1 - factor));
        }
    }
}

/* The cells of an intake that is over, or has not begun, are not followed. */
static void let_go(const lac_caseload *self, const lac_intake *intake)
{
    lac_stock *stock = self->stock;
    const int part = part_of(self, intake);
    if (intake->strand >= 0) {
        stock->strands.items[intake->strand].n_ages = 0;
    } else if (stock->followed[part]) {
        lac_state_free(&stock->parts[part]);
        stock->followed[part] = false;
    }
}

void lac_caseload_end(lac_caseload *self, int m)
{
    for (int k = 0; k < self->n_intakes; k++) {
        lac_intake *intake = &self->intakes[k];
        const lac_pathway_measures *at = measures_of(self, intake);
        const lac_progress *progress = &intake->progress;
        if (progress->on <= 0) {
            let_go(self, intake);
            continue;
        }
        intake->there = children_of(self, intake);
        const double waiting = intake->there * progress->waiting / progress->on;
        tell(self, at->waiting, m, waiting);
        tell(self, at->running, m, intake->there - waiting);
    }
}

void lac_caseload_free(lac_caseload *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
