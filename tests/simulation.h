/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_SIMULATION_H
#define LAC_TESTS_SIMULATION_H

#include "engine/stochastic.h"
#include "support.h"

#include <stdint.h>

/* A scenario of a test's study in the stochastic engine, replicate by replicate, through
 * engine/stochastic.h alone. The test fails where the engine does, and unless every replicate holds in
 * whole children: see simulation_run. */
typedef struct {
    const test_study *study;
    const char *scenario;
    const lac_model *model;
    const lac_measures *measures;
    lac_course *course;
    lac_stochastic *stochastic;
    size_t n_counts;
    int64_t *counts; /* of the last replicate: measure x month */
    lac_shortfalls shortfalls;
} simulation;

/* The study outlives it. Free with simulation_end. */
void simulation_begin(simulation *self, const test_study *study, const char *scenario);

/* Runs a replicate and checks in every month that closing = opening + admissions - exits + unreconciled,
 * that opening is the closing of the month before, that streams and returns, routes, and placements add
 * up to their totals, that on each pathway identified so far = waiting + running + ordered, lost, left,
 * aged and released so far, and that nothing but `unreconciled` is below 0. */
void simulation_run(simulation *self, uint64_t seed, uint32_t replicate);

/* Of the last replicate. */
int64_t count_of(const simulation *self, const char *measure, int m);

void simulation_end(simulation *self);

/* ---- many replicates ---- */

/* Sums of powers 1 to 4 of (value - origin), by measure x month; value in children. */
typedef struct {
    double n;
    double *origin;
    double *power[4];
} sample;

/* Runs replicates 0 to n - 1 and sums them up around origin (measure x month, NaN where a value is not
 * wanted). Free with sample_free. */
void sample_make(sample *self, simulation *of, uint64_t seed, int n, const double *origin);
double sample_mean(const sample *self, size_t cell);
double sample_variance(const sample *self, size_t cell);
/* Standard error of the variance, from the fourth moment. */
double sample_variance_error(const sample *self, size_t cell);
void sample_free(sample *self);

/* ---- distributions ---- */

/* Probabilities of 0 to n - 1, by convolution; the rest of them is above. */
typedef struct {
    int n;
    double p[2000];
} distribution;

void distribution_certain(distribution *out, int value);
void distribution_add_poisson(distribution *self, double mean);
void distribution_add_binomial(distribution *self, int n, double p);

/* Chi-square of n values against a distribution, in bins of at least 20 expected (so few degrees of
 * freedom that the approximation holds); the test fails when either tail is below false_alarm. */
void check_distribution(const int64_t *values, int n, const distribution *expected,
    double false_alarm, const char *what, int m);

/* Fails unless |z| is below the two-sided bound of false_alarm. */
void check_z(double z, double false_alarm, const char *what, int m);

#endif
