/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t UNTOUCHED = INT64_MIN;
enum { LEAST_EXPECTED = 20 };

static void *must_alloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    assert_non_null(memory);
    return memory;
}

/* ---- one replicate ---- */

void simulation_begin(simulation *self, const test_study *study, const char *scenario)
{
    memset(self, 0, sizeof *self);
    self->study = study;
    self->scenario = scenario;
    self->model = &study->results.models[scenario_of(study, scenario)];
    self->measures = &study->results.measures;
    self->n_counts = (size_t)self->measures->n_inside * (size_t)self->model->n_months;
    self->counts = must_alloc(self->n_counts, sizeof *self->counts);
    self->course = lac_course_make(self->model, self->measures);
    assert_non_null(self->course);
    assert_int_equal(lac_course_set(self->course, NULL), LAC_OK);
    self->stochastic = lac_stochastic_make();
    assert_non_null(self->stochastic);
}

void simulation_end(simulation *self)
{
    lac_stochastic_free(self->stochastic);
    lac_course_free(self->course);
    free(self->counts);
    memset(self, 0, sizeof *self);
}

static int64_t count_at(const simulation *self, int measure, int m)
{
    return self->counts[(size_t)measure * (size_t)self->model->n_months + (size_t)m];
}

int64_t count_of(const simulation *self, const char *measure, int m)
{
    return count_at(self, measure_of(self->study, measure), m);
}

static int64_t sum_of(const simulation *self, int first, int n, int m)
{
    int64_t sum = 0;
    for (int i = 0; i < n; i++) {
        sum += count_at(self, first + i, m);
    }
    return sum;
}

/* Measures in children, but for routes that only the history has. */
static bool is_counted(const lac_measures *measures, int i)
{
    const bool old_route = i >= measures->history_exits_of &&
                           i < measures->history_exits_of + measures->n_history_exits;
    return strcmp(measures->items[i].unit, "children") == 0 && !old_route;
}

static void check_equal(
    const simulation *self, uint32_t replicate, int m, const char *what, int64_t a, int64_t b)
{
    if (a != b) {
        fail_msg("scenario %s, replicate %lu, month %d: %s: %lld is not %lld", self->scenario,
            (unsigned long)replicate, m, what, (long long)a, (long long)b);
    }
}

static int64_t sum_up_to(const simulation *self, int measure, int m)
{
    int64_t sum = 0;
    for (int i = 0; i <= m; i++) {
        sum += count_at(self, measure, i);
    }
    return sum;
}

/* Model rule 22; and who starts enters the first stage. */
static void check_pathways(const simulation *self, uint32_t replicate, int m)
{
    for (int p = 0; p < self->measures->n_pathways; p++) {
        const lac_pathway_measures *at = &self->measures->pathways[p];
        int64_t all = count_at(self, at->waiting, m) + count_at(self, at->running, m) +
                      sum_up_to(self, at->ordered, m) + sum_up_to(self, at->left, m) +
                      sum_up_to(self, at->aged, m) + sum_up_to(self, at->released, m);
        for (int i = 0; i < self->model->pathways[p].n_stages; i++) {
            all += sum_up_to(self, at->lost_of + i, m);
        }
        check_equal(self, replicate, m, "identified", sum_up_to(self, at->identified, m), all);
        check_equal(self, replicate, m, "entered the first stage",
            count_at(self, at->entered_of, m), count_at(self, at->started, m));
    }
}

static void check_month(const simulation *self, uint32_t replicate, int m)
{
    const lac_model *model = self->model;
    const lac_measures *at = self->measures;
    const int64_t opening = count_at(self, at->opening_stock, m);
    const int64_t closing = count_at(self, at->closing_stock, m);
    const int64_t starts = count_at(self, at->admissions, m);
    const int64_t exits = count_at(self, at->exits, m);
    const int64_t gap = count_at(self, at->unreconciled, m);
    const int64_t returns = at->reentries < 0 ? 0 : count_at(self, at->reentries, m);
    for (int i = 0; i < at->n; i++) {
        const int64_t value = count_at(self, i, m);
        if (is_counted(at, i) && (value == UNTOUCHED || (value < 0 && i != at->unreconciled))) {
            fail_msg("scenario %s, replicate %lu, month %d: %s is %lld", self->scenario,
                (unsigned long)replicate, m, at->items[i].name, (long long)value);
        }
    }
    check_equal(self, replicate, m, "closing stock", closing, opening + starts - exits + gap);
    check_equal(self, replicate, m, "opening stock", opening,
        m == 0 ? llround(model->opening_children) : count_at(self, at->closing_stock, m - 1));
    check_equal(self, replicate, m, "streams and returns",
        sum_of(self, at->admissions_of, model->n_streams, m) + returns, starts);
    check_equal(
        self, replicate, m, "routes", sum_of(self, at->exits_of, model->n_routes, m), exits);
    if (model->n_placements > 0) {
        check_equal(self, replicate, m, "placements",
            sum_of(self, at->stock_of, model->n_placements, m), closing);
    }
    check_pathways(self, replicate, m);
}

void simulation_run(simulation *self, uint64_t seed, uint32_t replicate)
{
    const lac_luck luck = {.seed = seed, .replicate = replicate};
    for (size_t i = 0; i < self->n_counts; i++) {
        self->counts[i] = UNTOUCHED;
    }
    self->shortfalls = (lac_shortfalls){0};
    const int status =
        lac_stochastic_run(self->stochastic, self->course, &luck, self->counts, &self->shortfalls);
    if (status != LAC_OK) {
        fail_msg("scenario %s, replicate %lu: %s", self->scenario, (unsigned long)replicate,
            lac_status_text(status));
    }
    for (int m = 0; m < self->model->n_months; m++) {
        check_month(self, replicate, m);
    }
}

/* ---- many replicates ---- */

void sample_make(sample *self, simulation *of, uint64_t seed, int n, const double *origin)
{
    const size_t n_counts = of->n_counts;
    const size_t unmet = (size_t)of->measures->unmet_exits * (size_t)of->model->n_months;
    memset(self, 0, sizeof *self);
    self->n = n;
    self->origin = must_alloc(n_counts, sizeof *self->origin);
    for (int k = 0; k < 4; k++) {
        self->power[k] = must_alloc(n_counts, sizeof *self->power[k]);
    }
    for (size_t i = 0; i < n_counts; i++) {
        self->origin[i] = isnan(origin[i]) ? NAN : round(origin[i]);
    }
    for (int r = 0; r < n; r++) {
        simulation_run(of, seed, (uint32_t)r);
        for (size_t i = 0; i < n_counts; i++) {
            const int64_t count = of->counts[i];
            if (count == UNTOUCHED || isnan(origin[i])) {
                continue;
            }
            const bool in_parts = i >= unmet && i < unmet + (size_t)of->model->n_months;
            const double d = (double)count / (in_parts ? LAC_UNMET_PARTS : 1) - self->origin[i];
            self->power[0][i] += d;
            self->power[1][i] += d * d;
            self->power[2][i] += d * d * d;
            self->power[3][i] += d * d * d * d;
        }
    }
}

double sample_mean(const sample *self, size_t cell)
{
    return self->origin[cell] + self->power[0][cell] / self->n;
}

double sample_variance(const sample *self, size_t cell)
{
    const double mean = self->power[0][cell] / self->n;
    return (self->power[1][cell] - self->n * mean * mean) / (self->n - 1);
}

double sample_variance_error(const sample *self, size_t cell)
{
    const double a = self->power[0][cell] / self->n;
    const double b = self->power[1][cell] / self->n;
    const double c = self->power[2][cell] / self->n;
    const double d = self->power[3][cell] / self->n;
    const double fourth = d - 4 * a * c + 6 * a * a * b - 3 * a * a * a * a;
    const double variance = b - a * a;
    return sqrt(fmax(fourth - variance * variance, 0) / self->n);
}

void sample_free(sample *self)
{
    free(self->origin);
    for (int k = 0; k < 4; k++) {
        free(self->power[k]);
    }
    memset(self, 0, sizeof *self);
}

/* ---- distributions ---- */

enum { ROOM = sizeof(((distribution *)NULL)->p) / sizeof(double) };

void distribution_certain(distribution *out, int value)
{
    memset(out, 0, sizeof *out);
    assert_true(value >= 0 && value < ROOM);
    out->p[value] = 1;
    out->n = value + 1;
}

static void convolve(distribution *self, const double *other, int n)
{
    static double sum[ROOM];
    memset(sum, 0, sizeof sum);
    for (int i = 0; i < self->n; i++) {
        for (int j = 0; j < n && i + j < ROOM; j++) {
            sum[i + j] += self->p[i] * other[j];
        }
    }
    self->n = self->n + n - 1 < ROOM ? self->n + n - 1 : ROOM;
    memcpy(self->p, sum, sizeof sum);
}

void distribution_add_poisson(distribution *self, double mean)
{
    double other[ROOM];
    const int n = (int)(mean + 12 * sqrt(mean) + 20);
    assert_true(n < ROOM);
    for (int i = 0; i < n; i++) {
        other[i] = mean > 0 ? gsl_ran_poisson_pdf((unsigned)i, mean) : i == 0;
    }
    convolve(self, other, n);
}

void distribution_add_binomial(distribution *self, int n, double p)
{
    double other[ROOM];
    assert_true(n < ROOM);
    for (int i = 0; i <= n; i++) {
        other[i] = gsl_ran_binomial_pdf((unsigned)i, p, (unsigned)n);
    }
    convolve(self, other, n + 1);
}

void check_z(double z, double false_alarm, const char *what, int m)
{
    if (!(fabs(z) < gsl_cdf_ugaussian_Qinv(false_alarm / 2))) {
        fail_msg("%s in month %d: z = %g", what, m, z);
    }
}

void check_distribution(const int64_t *values, int n, const distribution *expected,
    double false_alarm, const char *what, int m)
{
    static double counts[ROOM + 1];
    double chi = 0;
    double observed = 0;
    double due = 0;
    double left = n; /* expected from here on */
    int bins = 0;
    memset(counts, 0, sizeof counts);
    for (int i = 0; i < n; i++) {
        assert_true(values[i] >= 0);
        counts[values[i] < ROOM ? values[i] : ROOM]++;
    }
    for (int v = 0; v <= ROOM; v++) {
        const double here = v < expected->n ? n * expected->p[v] : 0;
        observed += counts[v];
        due += here;
        left -= here;
        /* a bin ends when it has enough and enough is left for another; the last takes the rest */
        if (v == ROOM || (due >= LEAST_EXPECTED && left >= LEAST_EXPECTED)) {
            due = v == ROOM ? due + left : due;
            chi += (observed - due) * (observed - due) / due;
            observed = due = 0;
            bins++;
        }
    }
    assert_true(bins >= 2);
    if (gsl_cdf_chisq_Q(chi, bins - 1) < false_alarm ||
        gsl_cdf_chisq_P(chi, bins - 1) < false_alarm) {
        fail_msg("%s in month %d: chi-square %g at %d degrees of freedom", what, m, chi, bins - 1);
    }
}
