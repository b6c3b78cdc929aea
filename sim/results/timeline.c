/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/timeline.h"

#include "base/month.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of probabilities that should be equal differ by rounding. */
static const double ROUNDING = 1e-12;
static const double LATE = 0.9;
static const double SHARES[LAC_TIMELINE_QUANTILES] = {0.05, 0.1, 0.5, 0.9, 0.95};

/* A number of days: least + i with probability p[i]. */
typedef struct {
    int least;
    int n;
    double *p;
    double *upto; /* p[0] + .. + p[i] */
} span;

/* ---- numbers of days ---- */

static bool span_make(span *self, int least, int n)
{
    self->least = least;
    self->n = n;
    self->p = calloc((size_t)n, sizeof *self->p);
    self->upto = calloc((size_t)n, sizeof *self->upto);
    return self->p != NULL && self->upto != NULL;
}

static void span_free(span *self)
{
    free(self->p);
    free(self->upto);
    memset(self, 0, sizeof *self);
}

static void add_up(span *self)
{
    double sum = 0;
    for (int i = 0; i < self->n; i++) {
        sum += self->p[i];
        self->upto[i] = sum;
    }
}

/* Whether a stage can take more than so many days. */
static bool can_last(const lac_stage *stage, int days)
{
    int i = stage->n_days - 1;
    while (i >= 0 && stage->days[i] <= 0) {
        i--;
    }
    return stage->least_days + i > days;
}

/* What is left of a stage that has lasted `elapsed` days and not ended (-1: it is about to begin):
 * D - elapsed, given D > elapsed; 0 where D cannot be more. */
static bool rest_of_stage(span *out, const lac_stage *stage, int elapsed)
{
    if (elapsed < 0 || !can_last(stage, elapsed)) {
        const bool due = elapsed >= 0;
        if (!span_make(out, due ? 0 : stage->least_days, due ? 1 : stage->n_days)) {
            return false;
        }
        out->p[0] = 1;
        if (!due) {
            memcpy(out->p, stage->days, (size_t)stage->n_days * sizeof *out->p);
        }
        add_up(out);
        return true;
    }
    const int first = elapsed + 1 > stage->least_days ? elapsed + 1 - stage->least_days : 0;
    double left = 0;
    for (int i = first; i < stage->n_days; i++) {
        left += stage->days[i];
    }
    if (!span_make(out, stage->least_days + first - elapsed, stage->n_days - first)) {
        return false;
    }
    for (int i = first; i < stage->n_days; i++) {
        out->p[i - first] = stage->days[i] / left;
    }
    add_up(out);
    return true;
}

/* self becomes the sum of itself and of the length of a stage, which are independent. */
static bool add_stage(span *self, const lac_stage *stage)
{
    span sum;
    if (!span_make(&sum, self->least + stage->least_days, self->n + stage->n_days - 1)) {
        span_free(&sum);
        return false;
    }
    for (int i = 0; i < self->n; i++) {
        for (int k = 0; k < stage->n_days; k++) {
            sum.p[i + k] += self->p[i] * stage->days[k];
        }
    }
    add_up(&sum);
    span_free(self);
    *self = sum;
    return true;
}

/* Probability that the two together take at most so many days. */
static double by_day(const span *a, const span *b, int days)
{
    double sum = 0;
    for (int i = 0; i < a->n; i++) {
        const int left = days - a->least - i - b->least;
        if (left >= 0) {
            sum += a->p[i] * b->upto[left < b->n ? left : b->n - 1];
        }
    }
    return sum;
}

/* The first day by which the two together have ended with probability share. */
static int quantile(const span *a, const span *b, double share)
{
    int low = a->least + b->least;
    int high = low + a->n + b->n - 2;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (by_day(a, b, middle) >= share - ROUNDING) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static bool is_late(const lac_stage *stage, int elapsed)
{
    double upto = 0;
    int i = 0;
    while (i < stage->n_days - 1 && (upto += stage->days[i]) < LATE - ROUNDING) {
        i++;
    }
    return elapsed > stage->least_days + i;
}

/* ---- cases ---- */

static lac_day first_day(const lac_timeline *self)
{
    return lac_day_of(self->model->start, 1);
}

static bool begin_case(lac_timeline *self, const lac_case *from, lac_timeline_case *out)
{
    const lac_programme *programme = &self->model->programmes[from->programme];
    const lac_pathway *pathway = &self->model->pathways[programme->pathway];
    const bool waits = from->stage < 0;
    const int stage = waits ? 0 : from->stage;
    *out = (lac_timeline_case){.of = from,
        .pathway = pathway,
        .stage = stage,
        .begun = first_day(self) - (waits ? 0 : from->elapsed),
        .waits = waits,
        .late = !waits && is_late(&pathway->stages[stage], from->elapsed),
        .overdue = !waits && !can_last(&pathway->stages[stage], from->elapsed),
        .order = programme->success};
    for (int i = stage; i < pathway->n_stages; i++) {
        out->order *= pathway->stages[i].approval;
    }
    out->ends =
        lac_arena_alloc(&self->arena, (size_t)(pathway->n_stages - stage), sizeof *out->ends);
    return out->ends != NULL;
}

/* The last financial year in which the case may come to its order. */
static int last_year(const lac_timeline *self, const lac_timeline_case *one)
{
    const lac_pathway *pathway = one->pathway;
    int days = 0;
    for (int i = one->stage; i < pathway->n_stages; i++) {
        const lac_stage *stage = &pathway->stages[i];
        days += stage->least_days + stage->n_days - 1;
        days -= i == one->stage && !one->waits ? one->of->elapsed : 0;
        days = days < 0 ? 0 : days;
    }
    return lac_month_financial_year(lac_day_month(first_day(self) + days, NULL));
}

/* Spreads the order of a case over the financial years. */
static void set_years(
    const lac_timeline *self, lac_timeline_case *one, const span *rest, const span *later)
{
    double before = 0;
    for (int y = 0; y < self->n_years; y++) {
        const lac_month next = lac_financial_year_first(self->first_year + y + 1);
        const double upto = by_day(rest, later, lac_day_of(next, 1) - 1 - first_day(self));
        one->years[y] = one->order * (upto - before);
        before = upto;
    }
}

/* All cases of a pathway that are in one stage: what follows that stage is the same for all of them. */
static int work_out_stage(lac_timeline *self, const lac_pathway *pathway, int stage)
{
    span later = {0};
    span rest = {0};
    int status = span_make(&later, 0, 1) ? LAC_OK : LAC_MEMORY;
    if (status == LAC_OK) {
        later.p[0] = 1;
        add_up(&later);
    }
    for (int i = stage; i < pathway->n_stages && status == LAC_OK; i++) {
        if (i > stage && !add_stage(&later, &pathway->stages[i])) {
            status = LAC_MEMORY;
        }
        for (int c = 0; c < self->n_cases && status == LAC_OK; c++) {
            lac_timeline_case *one = &self->cases[c];
            if (one->pathway != pathway || one->stage != stage) {
                continue;
            }
            if (!rest_of_stage(
                    &rest, &pathway->stages[stage], one->waits ? -1 : one->of->elapsed)) {
                status = LAC_MEMORY;
            }
            for (int q = 0; q < LAC_TIMELINE_QUANTILES && status == LAC_OK; q++) {
                one->ends[i - stage][q] = first_day(self) + quantile(&rest, &later, SHARES[q]);
            }
            if (status == LAC_OK && i == pathway->n_stages - 1) {
                set_years(self, one, &rest, &later);
            }
            span_free(&rest);
        }
    }
    span_free(&later);
    return status;
}

static bool any_in_stage(const lac_timeline *self, const lac_pathway *pathway, int stage)
{
    for (int c = 0; c < self->n_cases; c++) {
        if (self->cases[c].pathway == pathway && self->cases[c].stage == stage) {
            return true;
        }
    }
    return false;
}

static bool make_years(lac_timeline *self)
{
    int last = self->first_year;
    for (int c = 0; c < self->n_cases; c++) {
        const int year = last_year(self, &self->cases[c]);
        last = year > last ? year : last;
    }
    self->n_years = last - self->first_year + 1;
    const size_t n = (size_t)self->n_years;
    self->years = lac_arena_alloc(&self->arena, n, sizeof *self->years);
    self->waiting_years = lac_arena_alloc(&self->arena, n, sizeof *self->waiting_years);
    bool ok = self->years != NULL && self->waiting_years != NULL;
    for (int c = 0; c < self->n_cases && ok; c++) {
        self->cases[c].years = lac_arena_alloc(&self->arena, n, sizeof(double));
        ok = self->cases[c].years != NULL;
    }
    return ok;
}

/* ---- public ---- */

int lac_timeline_make(lac_timeline *self, const lac_model *model)
{
    self->model = model;
    self->first_year = lac_month_financial_year(model->start);
    self->cases = lac_arena_alloc(&self->arena, (size_t)model->n_cases, sizeof *self->cases);
    bool ok = self->cases != NULL;
    for (int c = 0; c < model->n_cases && ok; c++) {
        ok = begin_case(self, &model->cases[c], &self->cases[c]);
    }
    self->n_cases = model->n_cases;
    if (!ok || !make_years(self)) {
        return LAC_MEMORY;
    }
    int status = LAC_OK;
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        for (int i = 0; i < pathway->n_stages && status == LAC_OK; i++) {
            if (any_in_stage(self, pathway, i)) {
                status = work_out_stage(self, pathway, i);
            }
        }
    }
    for (int c = 0; c < self->n_cases; c++) {
        double *years = self->cases[c].waits ? self->waiting_years : self->years;
        for (int y = 0; y < self->n_years; y++) {
            years[y] += self->cases[c].years[y];
        }
    }
    return status;
}

const lac_day *lac_timeline_order(const lac_timeline_case *self)
{
    return self->ends[self->pathway->n_stages - 1 - self->stage];
}

static int count(const lac_timeline *self, const lac_pathway *pathway, int stage, bool late_only)
{
    int n = 0;
    for (int c = 0; c < self->n_cases; c++) {
        const lac_timeline_case *one = &self->cases[c];
        n += one->pathway == pathway && one->of->stage == stage && (one->late || !late_only);
    }
    return n;
}

int lac_timeline_count(const lac_timeline *self, const lac_pathway *pathway, int stage)
{
    return count(self, pathway, stage, false);
}

int lac_timeline_late(const lac_timeline *self, const lac_pathway *pathway, int stage)
{
    return count(self, pathway, stage, true);
}

int lac_timeline_controlled(const lac_timeline *self, lac_control control)
{
    int n = 0;
    for (int c = 0; c < self->n_cases; c++) {
        const lac_timeline_case *one = &self->cases[c];
        n += !one->waits && one->pathway->stages[one->stage].control == control;
    }
    return n;
}

void lac_timeline_free(lac_timeline *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
