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
        &self->arena, (size_t)model->n_programmes + (size_t)model->n_cases, sizeof *self->intakes);
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

/* Nobody is on a pathway unless somebody says so. */
static void clear_rows(lac_caseload *self, const lac_measures *measures)
{
    const size_t months = (size_t)self->model->n_months;
    for (int p = 0; p < measures->n_pathways; p++) {
        const lac_pathway_measures *at = &measures->pathways[p];
        const int stages = self->model->pathways[p].n_stages;
        memset(self->mean + (size_t)at->identified * months, 0,
            (size_t)(at->released + 1 - at->identified) * months * sizeof *self->mean);
        memset(self->mean + (size_t)at->entered_of * months, 0,
            (size_t)stages * months * sizeof *self->mean);
    }
}

int lac_caseload_init(lac_caseload *self, lac_stock *stock, lac_absent *absent,
    lac_support *support, const lac_measures *measures, double *mean)
{
    const lac_model *model = stock->model;
    *self = (lac_caseload){.model = model,
        .pathways = measures->pathways,
        .stock = stock,
        .absent = absent,
        .support = support};
    self->mean = mean;
    clear_rows(self, measures);
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

const double *lac_caseload_on(lac_caseload *self)
{
    bool any = false;
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_intake *intake = &self->intakes[k];
        if (intake->progress.on > 0) {
            if (!any) {
                memset(self->on, 0, (size_t)self->model->grid.n_cells * sizeof *self->on);
            }
            any = true;
            lac_intake_add(intake, self->stock, self->on);
        }
    }
    return any ? self->on : NULL;
}

/* The same where a list has named some of them, else NULL. */
static double *on_for_lists(lac_caseload *self)
{
    bool any = false;
    for (int l = 0; l < self->model->n_lists; l++) {
        any = any || self->stock->followed[lac_stock_part_of_both(self->stock, l)];
    }
    return any && lac_caseload_on(self) != NULL ? self->on : NULL;
}

/* ---- the month begins ---- */

/* Rule 23: cases of the tracker are there from the first day on. */
static void take_over(lac_caseload *self, lac_intake *intake)
{
    intake->progress.on = 1;
    intake->there = intake->size = lac_intake_sum(intake, self->stock);
    tell(self, measures_of(self, intake)->identified, 0, intake->size);
    if (!intake->progress.itinerary.fresh) {
        lac_progress_resume(&intake->progress);
    }
}

static int identify(lac_caseload *self, lac_intake *intake, int m)
{
    const double wanted = self->model->programmes[intake->programme].children;
    const int status = lac_intake_identify(intake, self->stock, lac_caseload_on(self));
    if (wanted - intake->size > 1e-9 * wanted) {
        self->unidentified += wanted - intake->size;
    }
    tell(self, measures_of(self, intake)->identified, m, intake->size);
    return status;
}

/* Rule 20: nobody starts after the end. */
static int release(lac_caseload *self, lac_intake *intake, int m)
{
    lac_progress *progress = &intake->progress;
    const lac_ending how = {.route = self->model->programmes[intake->programme].route,
        .released = progress->waiting / progress->on};
    tell(self, measures_of(self, intake)->released, m, how.released * intake->there);
    progress->on -= progress->waiting;
    progress->waiting = 0;
    intake->there *= 1 - how.released;
    return lac_intake_end(
        intake, self->stock, self->absent, self->support, m, &how, on_for_lists(self));
}

static void tell_starts(lac_caseload *self, const lac_intake *intake, int m)
{
    const lac_pathway_measures *at = measures_of(self, intake);
    const lac_progress *progress = &intake->progress;
    for (int i = 0; i < progress->itinerary.n_stages; i++) {
        tell(self, at->entered_of + i, m, intake->size * lac_progress_entered(progress, m, i));
    }
    if (progress->itinerary.fresh) {
        const double started = intake->size * lac_progress_entered(progress, m, 0);
        tell(self, at->started, m, started);
        self->begun[intake->programme] += started;
    }
}

int lac_caseload_begin(lac_caseload *self, int m)
{
    const lac_programme *programmes = self->model->programmes;
    int status = LAC_OK;
    for (int k = 0; k < self->n_intakes; k++) {
        lac_intake *intake = &self->intakes[k];
        self->begun[intake->programme] = 0;
        if (intake->strand >= 0 && m == 0) {
            take_over(self, intake);
        } else if (intake->progress.on > 0) {
            intake->size = intake->there / intake->progress.on;
        }
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        lac_intake *intake = &self->intakes[k];
        if (intake->strand < 0 && programmes[intake->programme].start == m) {
            status = identify(self, intake, m);
        }
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        lac_intake *intake = &self->intakes[k];
        if (programmes[intake->programme].end + 1 == m && intake->progress.on > 0 &&
            intake->progress.waiting > 0) {
            status = release(self, intake, m);
        }
    }
    if (status == LAC_OK && self->n_intakes > 0) {
        lac_starts_run(self, m);
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        if (self->intakes[k].progress.on > 0) {
            tell_starts(self, &self->intakes[k], m);
        }
    }
    return status;
}

/* ---- the month ---- */

void lac_caseload_left(lac_caseload *self, int m)
{
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_intake *intake = &self->intakes[k];
        if (intake->progress.on > 0) {
            tell(self, measures_of(self, intake)->left, m,
                lac_intake_leavers(intake, self->stock, self->by_class));
        }
    }
}

/* What the month brings those of an intake who are still looked after. */
static lac_ending ending_of(const lac_caseload *self, const lac_intake *intake, int m)
{
    const lac_progress *progress = &intake->progress;
    const double on = lac_progress_exposed(progress, m);
    lac_ending how = {.route = self->model->programmes[intake->programme].route};
    for (int i = 0; i < progress->itinerary.n_stages && on > 0; i++) {
        how.refused += lac_progress_refused(progress, m, i) / on;
    }
    how.ordered = on > 0 ? lac_progress_orders(progress, m) / on : 0;
    return how;
}

static int decide(lac_caseload *self, lac_intake *intake, int m, double *exits)
{
    const lac_pathway_measures *at = measures_of(self, intake);
    lac_progress *progress = &intake->progress;
    const lac_ending how = ending_of(self, intake, m);
    const double adults = lac_intake_adults(intake, self->stock, self->by_class);
    int status = LAC_OK;
    tell(self, at->aged, m, adults);
    if (how.ordered + how.refused > 0) {
        const double there = lac_intake_sum(intake, self->stock) - adults;
        const double young = there > 0 ? there : 0; /* below 0 only by rounding */
        for (int i = 0; i < progress->itinerary.n_stages; i++) {
            tell(self, at->lost_of + i, m,
                young * lac_progress_refused(progress, m, i) / lac_progress_exposed(progress, m));
        }
        tell(self, at->ordered, m, young * how.ordered);
        exits[how.route] += young * how.ordered;
        status = lac_intake_end(
            intake, self->stock, self->absent, self->support, m, &how, on_for_lists(self));
    }
    lac_progress_end(progress, m);
    return status;
}

int lac_caseload_decide(lac_caseload *self, int m, double *exits)
{
    int status = LAC_OK;
    bool any = false;
    for (int k = 0; k < self->n_intakes; k++) {
        const lac_ending how = ending_of(self, &self->intakes[k], m);
        any = any || how.ordered + how.refused > 0;
    }
    if (any) {
        lac_stock_settle(self->stock);
    }
    for (int k = 0; k < self->n_intakes && status == LAC_OK; k++) {
        if (self->intakes[k].progress.on > 0) {
            status = decide(self, &self->intakes[k], m, exits);
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
            tell(self, measures_of(self, intake)->left, m,
                lac_intake_sum(intake, self->stock) * (1 - factor));
        }
    }
}

void lac_caseload_end(lac_caseload *self, int m)
{
    for (int k = 0; k < self->n_intakes; k++) {
        lac_intake *intake = &self->intakes[k];
        const lac_pathway_measures *at = measures_of(self, intake);
        const lac_progress *progress = &intake->progress;
        if (progress->on <= 0) {
            lac_intake_let_go(intake, self->stock);
            continue;
        }
        intake->there = lac_intake_sum(intake, self->stock);
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
