/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From replicates to series: sums that must hold exactly, the history's part, differences, shares. */
#include "support.h"

#include "engine/fate.h"
#include "model/unknown.h"
#include "results/shares.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRICED                                                                                     \
    "section,item,field,unit,low,high,Base,Same,Fewer\n"                                           \
    "time,,start,,,,2020-07,,\n"                                                                   \
    "time,,end,,,,2023-05,,\n"                                                                     \
    "population,2020/21,children,,,,50000,,\n"                                                     \
    "stock,foster,children,,,,60,,\n"                                                              \
    "stock,kin,children,,,,40,,\n"                                                                 \
    "admissions,all,count,,,,48,,36\n"                                                             \
    "admissions,all,events,,,,100,,\n"                                                             \
    "exit,home,rate,,,,0.4,,\n"                                                                    \
    "placement,foster,weekly_cost,,600,900,700.5,,\n"                                              \
    "placement,kin,weekly_cost,,,,350,,\n"                                                         \
    "finance,,inflation,,,,3,,\n"

/* A study that has been read, run again with replicates. */
static void simulate(test_study *s, size_t n, unsigned layers, int threads)
{
    lac_results_free(&s->results);
    s->results.replicates = (lac_replicates_options){.n = n, .seed = 20260101, .layers = layers};
    s->results.n_threads = threads;
    s->status = lac_results_run(&s->results, &s->plan, NULL, 0, &s->diagnostics);
    if (s->status != LAC_OK) {
        lac_diagnostics_print(&s->diagnostics, LAC_NOTE, stderr);
        fail_msg("no replicates: %s", lac_status_text(s->status));
    }
}

/* ---- sums ---- */

/* What holds in every replicate holds of the means, to the rounding of numbers to quanta. */
static void check_sums(const test_study *s, const char *name, double tolerance)
{
    double before = 100;
    double admissions = 0;
    for (int m = 0; m < 35; m++) {
        const lac_month month = lac_month_of(2020, 7) + m;
        const double days = lac_month_days(month);
        const double price = 350 * pow(1.03, lac_month_financial_year(month) - 2020);
        const double closing = mean_of(s, name, "closing_stock", m);
        const double starts = mean_of(s, name, "admissions", m);
        assert_within(mean_of(s, name, "opening_stock", m), before, tolerance);
        assert_within(closing, before + starts - mean_of(s, name, "exits", m), tolerance);
        assert_within(closing,
            mean_of(s, name, "stock_foster", m) + mean_of(s, name, "stock_kin", m), tolerance);
        assert_within(
            mean_of(s, name, "child_weeks", m), days * (before + closing) / 14, 10 * tolerance);
        assert_within(mean_of(s, name, "rate_per_10k", m), closing / 5, 1e-6);
        /* each is rounded to a penny */
        assert_within(mean_of(s, name, "cost_kin", m),
            mean_of(s, name, "child_weeks_kin", m) * price, 0.0051);
        assert_near(mean_of(s, name, "cost_total", m),
            mean_of(s, name, "cost_foster", m) + mean_of(s, name, "cost_kin", m));
        before = closing;
        admissions += lac_month_financial_year(month) == 2021 ? starts : 0;
    }
    assert_within(year_of(s, name, "admissions", 2021), admissions, 12 * tolerance);
    assert_near(year_of(s, name, "opening_stock", 2020), 100);
    assert_near(year_of(s, name, "opening_stock", 2021), mean_of(s, name, "opening_stock", 9));
    assert_near(year_of(s, name, "closing_stock", 2021), mean_of(s, name, "closing_stock", 20));
    assert_nan(year_of(s, name, "closing_stock", 2023));
}

static void sums_hold_with_every_layer(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 200, LAC_LAYERS_ALL, 2);
    assert_string_equal(s.results.layers, "process+parameter+drift+assumption");
    check_sums(&s, "Base", 1e-9);
    check_sums(&s, "Fewer", 1e-9);
    simulate(&s, 200, LAC_LAYER_PROCESS, 2);
    assert_string_equal(s.results.layers, "process");
    check_sums(&s, "Base", 1e-9);
    check_sums(&s, "Fewer", 1e-9);
    study_free(&s);
}

/* ---- no luck ---- */

/* Without any layer every replicate is what `expected` says, in quanta of a millionth child or a penny. */
static void no_layer_is_expected(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    const lac_results expected = s.results;
    memset(&s.results, 0, sizeof s.results);
    simulate(&s, 70, 0, 1);
    assert_string_equal(s.results.layers, "none");
    assert_int_equal(s.results.shares.n_layers, 0);
    for (size_t i = 0; i < 3; i++) {
        const lac_series *found = &s.results.annual[i];
        for (int at = 0; at < found->n * found->n_measures; at++) {
            const double mean = expected.annual[i].mean[at];
            assert_within(found->mean[at], mean, 1e-4 + 1e-7 * fabs(mean));
            assert_int_equal(found->status[at], expected.annual[i].status[at]);
            if (!isnan(mean)) {
                assert_true(found->sd[at] == 0);
                assert_near(lac_series_quantile(found, 0, at), found->mean[at]);
                assert_near(lac_series_quantile(found, 4, at), found->mean[at]);
            }
        }
    }
    lac_results old = expected;
    lac_results_free(&old);
    study_free(&s);
}

/* Chance off: admissions are the unknown's factor times the number, so their sd is that of the Gamma:
 * 1 / sqrt(100) of 48, and closing stocks vary with it. */
static void parameter_alone(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 2000, LAC_LAYER_PARAMETER, 2);
    assert_string_equal(s.results.layers, "parameter");
    /* the sd of 2,000 has a standard error of 1.6 %: 6 of them are a false alarm of 2e-9 */
    assert_within(year_sd_of(&s, "Base", "admissions", 2021), 4.8, 4.8 * 0.1);
    assert_within(year_of(&s, "Base", "admissions", 2021), 48, 6 * 4.8 / sqrt(2000));
    assert_true(year_sd_of(&s, "Base", "opening_stock", 2020) == 0);
    check_sums(&s, "Base", 3e-6); /* children are in millionths */
    study_free(&s);
}

/* Drift alone: all admissions of a year have one factor of mean 1, and the sheet says how wide. */
static void drift_alone(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        PRICED "uncertainty,drift,admissions_sd,,,,10%,,\n"
               "uncertainty,drift,exits_sd,,,,0%,,\n",
        NULL);
    simulate(&s, 2000, LAC_LAYER_DRIFT, 2);
    assert_string_equal(s.results.layers, "drift");
    /* of a lognormal factor of mean 1: sqrt(exp(0.01) - 1) = 0.10025 */
    assert_within(year_sd_of(&s, "Base", "admissions", 2021), 4.8 * 1.0025, 4.8 * 0.1);
    assert_within(year_of(&s, "Base", "admissions", 2021), 48, 6 * 4.8 / sqrt(2000));
    study_free(&s);
}

/* ---- luck ---- */

/* The least k that a Poisson number of that mean does not exceed with probability share. */
static int poisson_quantile(double mean, double share)
{
    double term = exp(-mean);
    double sum = term;
    int k = 0;
    while (sum < share) {
        term *= mean / ++k;
        sum += term;
    }
    return k;
}

/* 48 admissions a year are Poisson: quantiles of 20,000 replicates lie within 1 of the exact ones (the
 * distribution function at the neighbours is 0.01 and more away, its standard error 0.0035: 2 numbers
 * off would be 5 of them away or more). */
static void admissions_are_poisson(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,0\n"
        "admissions,all,count,48\n",
        NULL);
    simulate(&s, 20000, LAC_LAYER_PROCESS, 2);
    const lac_series *annual = &s.results.annual[0];
    const int at = lac_series_at(annual, measure_of(&s, "admissions"), 0);
    for (int q = 0; q < LAC_QUANTILES; q++) {
        assert_within(
            lac_series_quantile(annual, q, at), poisson_quantile(48, LAC_QUANTILE_SHARES[q]), 1);
    }
    assert_within(annual->mean[at], 48, 6 * sqrt(48.0 / 20000)); /* false alarm 2e-9 */
    assert_within(annual->sd[at], sqrt(48), 0.03 * sqrt(48));    /* 6 standard errors */
    study_free(&s);
}

/* Quantiles of whole children are whole, and lie in order around the median. */
static void quantiles_are_in_order(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 300, LAC_LAYERS_ALL, 2);
    const lac_series *monthly = &s.results.monthly[2];
    const int stock = measure_of(&s, "closing_stock");
    for (int i = 0; i < monthly->n_measures; i++) {
        for (int m = 0; m < monthly->n; m++) {
            const int at = lac_series_at(monthly, i, m);
            if (isnan(monthly->mean[at])) {
                assert_nan(lac_series_quantile(monthly, 0, at));
                assert_nan(monthly->sd[at]);
                continue;
            }
            for (int q = 1; q < LAC_QUANTILES; q++) {
                assert_true(
                    lac_series_quantile(monthly, q - 1, at) <= lac_series_quantile(monthly, q, at));
            }
            if (i == stock) {
                const double median = lac_series_quantile(monthly, 2, at);
                assert_true(median == floor(median));
            }
        }
    }
    study_free(&s);
}

/* ---- differences ---- */

static void equal_scenarios_differ_by_nothing(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 150, LAC_LAYERS_ALL, 2);
    const lac_series *both[] = {&s.results.comparison[1], &s.results.savings[1]};
    int compared = 0;
    for (int i = 0; i < 2; i++) {
        for (int at = 0; at < both[i]->n * both[i]->n_measures; at++) {
            if (isnan(both[i]->mean[at])) {
                continue;
            }
            compared++;
            assert_true(both[i]->mean[at] == 0 && both[i]->sd[at] == 0);
            for (int q = 0; q < LAC_QUANTILES; q++) {
                assert_true(lac_series_quantile(both[i], q, at) == 0);
            }
        }
    }
    assert_true(compared > 40);
    study_free(&s);
}

/* Scenario less reference, and what is saved is what is not spent; paired differences are narrow. */
static void differences_are_paired(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 400, LAC_LAYERS_ALL, 2);
    const lac_series *comparison = &s.results.comparison[2];
    const lac_series *savings = &s.results.savings[2];
    const int cost = measure_of(&s, "cost_total");
    const int stock = measure_of(&s, "closing_stock");
    double all = 0;
    for (int t = 0; t < 4; t++) {
        const int at = lac_series_at(comparison, cost, t);
        assert_within(comparison->mean[at],
            year_of(&s, "Fewer", "cost_total", 2020 + t) -
                year_of(&s, "Base", "cost_total", 2020 + t),
            1e-6);
        assert_within(savings->mean[lac_series_at(savings, 0, t)], -comparison->mean[at], 1e-6);
        assert_within(savings->sd[lac_series_at(savings, 0, t)], comparison->sd[at], 1e-6);
        all += savings->mean[lac_series_at(savings, 0, t)];
    }
    assert_within(savings->mean[lac_series_at(savings, 0, 4)], all, 1e-5);
    const double paired = comparison->sd[lac_series_at(comparison, stock, 2)];
    const double apart = hypot(year_sd_of(&s, "Fewer", "closing_stock", 2022),
        year_sd_of(&s, "Base", "closing_stock", 2022));
    assert_true(paired > 0 && paired < apart / 2);
    study_free(&s);
}

/* ---- the history's part ---- */

/* 5 admissions a month were observed from April to June, and 20 children on 30 June: they are certain, in
 * the mean and in every quantile. */
static void a_year_begins_in_the_history(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "data,,history,history.csv\n"
        "time,,start,2020-07\n"
        "time,,end,2021-03\n"
        "admissions,all,count,24\n"
        "exit,home,rate,0.5\n",
        "history.csv",
        "period,stock,admissions,ceased\n"
        "2020-04,12,5,\n2020-05,16,5,1\n2020-06,20,5,1\n",
        NULL);
    simulate(&s, 500, LAC_LAYER_PROCESS, 2);
    const lac_series *annual = &s.results.annual[0];
    double months = 0;
    for (int m = 0; m < 9; m++) {
        months += mean_of(&s, "Base", "admissions", m);
    }
    const int at = lac_series_at(annual, measure_of(&s, "admissions"), 0);
    assert_near(annual->mean[at], 15 + months);
    assert_true(lac_series_quantile(annual, 0, at) >= 15);
    assert_true(fabs(lac_series_quantile(annual, 2, at) - 33) <= 1); /* Poisson of mean 18 */
    assert_int_equal(annual->status[at], LAC_STATUS_MIXED);
    const lac_series *stock = annual;
    const int opening = lac_series_at(stock, measure_of(&s, "opening_stock"), 0);
    assert_nan(stock->mean[opening]); /* nobody knows who was there on 31 March */
    study_free(&s);
}

/* ---- the same however it is run ---- */

static void assert_same_series(const lac_series *a, const lac_series *b)
{
    const size_t n = (size_t)a->n * (size_t)a->n_measures;
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->mean, b->mean, n * sizeof *a->mean);
    assert_memory_equal(a->sd, b->sd, n * sizeof *a->sd);
    assert_memory_equal(a->quantiles, b->quantiles, LAC_QUANTILES * n * sizeof *a->quantiles);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 333, LAC_LAYERS_ALL, 1);
    for (int threads = 2; threads <= 5; threads++) {
        test_study other = s;
        memset(&other.results, 0, sizeof other.results);
        simulate(&other, 333, LAC_LAYERS_ALL, threads);
        for (size_t i = 0; i < 3; i++) {
            assert_same_series(&s.results.monthly[i], &other.results.monthly[i]);
            assert_same_series(&s.results.annual[i], &other.results.annual[i]);
        }
        for (size_t i = 1; i < 3; i++) {
            assert_same_series(&s.results.comparison[i], &other.results.comparison[i]);
            assert_same_series(&s.results.savings[i], &other.results.savings[i]);
        }
        lac_results_free(&other.results);
        s.diagnostics = other.diagnostics;
    }
    study_free(&s);
}

static void other_scenarios_do_not_matter(void **state)
{
    (void)state;
    const size_t wanted[] = {0, 2};
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 100, LAC_LAYERS_ALL, 2);
    lac_results some = {.replicates = s.results.replicates, .n_threads = 1};
    assert_int_equal(lac_results_run(&some, &s.plan, wanted, 2, &s.diagnostics), LAC_OK);
    assert_same_series(&s.results.monthly[2], &some.monthly[1]);
    assert_same_series(&s.results.annual[2], &some.annual[1]);
    assert_same_series(&s.results.comparison[2], &some.comparison[1]);
    assert_same_series(&s.results.savings[2], &some.savings[1]);
    lac_results_free(&some);
    study_free(&s);
}

static void one_replicate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 1, LAC_LAYERS_ALL, 4);
    const lac_series *annual = &s.results.annual[0];
    const int at = lac_series_at(annual, measure_of(&s, "closing_stock"), 1);
    assert_true(annual->mean[at] == floor(annual->mean[at]));
    assert_nan(annual->sd[at]);
    assert_true(lac_series_quantile(annual, 0, at) == annual->mean[at]);
    assert_int_equal(s.results.shares.n_layers, 0);
    study_free(&s);
}

/* ---- shares ---- */

static void shares_add_up(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"process", "parameter", "drift", "assumption"};
    test_study s;
    study_must_run(&s, PRICED, NULL);
    simulate(&s, 300, LAC_LAYERS_ALL, 2);
    const lac_shares *shares = &s.results.shares;
    assert_int_equal(shares->n_layers, 4);
    assert_int_equal(shares->n_measures, 4);
    int known = 0;
    for (size_t i = 0; i < 3; i++) {
        for (int j = 0; j < 4 * shares->n_years; j++) {
            double sum = 0;
            for (int l = 0; l < 4; l++) {
                const double share =
                    lac_shares_at(shares, i, j / shares->n_years, j % shares->n_years, l);
                assert_string_equal(shares->names[l], NAMES[l]);
                assert_true(isnan(share) || (share >= 0 && share <= 1));
                sum += share;
            }
            known += !isnan(sum);
            assert_true(isnan(sum) || fabs(sum - 1) < 1e-12);
        }
    }
    assert_int_equal(known, 3 * (3 + 4 + 4 + 4)); /* the last year's March is not reached */
    assert_non_null(s.results.widest);
    for (size_t i = 0; i < 3; i++) { /* of four shares that add up to 1 */
        assert_non_null(s.results.widest[i].layer);
        assert_true(s.results.widest[i].share >= 0.25);
    }
    /* spend does not tell numbers of children anything: prices are in no flow */
    assert_true(lac_shares_at(shares, 0, 3, 1, 3) < 1e-9); /* admissions, assumption */
    assert_true(lac_shares_at(shares, 0, 1, 1, 3) > 0.01); /* spend */
    study_free(&s);
}

/* Variances 4, 3, 8 in steps: the second layer adds less than nothing, so it has none and the others
 * share 4 + 5. */
static void shares_by_hand(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"process", "parameter", "drift"};
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,10\n",
        NULL);
    lac_share_choice choice = {0};
    lac_shares shares = {0};
    assert_int_equal(lac_share_choice_make(&choice, &s.results), LAC_OK);
    assert_int_equal(choice.n, 3); /* one year of stock, exits and admissions: nothing is priced */
    const double variance[] = {4, 0, 1, 3, 0, 1, 8, 0, 2};
    assert_int_equal(lac_shares_make(&shares, &s.results, &choice, NAMES, 3, variance), LAC_OK);
    assert_near(lac_shares_at(&shares, 0, 0, 0, 0), 4.0 / 9);
    assert_near(lac_shares_at(&shares, 0, 0, 0, 1), 0);
    assert_near(lac_shares_at(&shares, 0, 0, 0, 2), 5.0 / 9);
    assert_nan(lac_shares_at(&shares, 0, 1, 0, 0));
    assert_near(lac_shares_at(&shares, 0, 2, 0, 2), 0.5);
    assert_ptr_equal(lac_shares_widest(&shares, 0).layer, NAMES[2]);
    assert_near(lac_shares_widest(&shares, 0).share, 5.0 / 9);
    free(shares.share);
    lac_share_choice_free(&choice);
    study_free(&s);
}

/* Nobody comes and all leave by a list: years have nothing to change, so nothing is said of them. With one
 * admission a year they have. */
static void drift_needs_something_to_act_on(void **state)
{
    (void)state;
    static const char *const ROWS[] = {"", "admissions,all,count,1\n"};
    for (int i = 0; i < 2; i++) {
        char sheet[400];
        test_study s;
        snprintf(sheet, sizeof sheet,
            "section,item,field,Base\n"
            "time,,start,2020-04\n"
            "time,,end,2021-03\n"
            "stock,all,children,10\n"
            "intervention,list,active,yes\n"
            "intervention,list,effect,exits\n"
            "intervention,list,route,home\n"
            "intervention,list,children,5\n"
            "intervention,list,start,2020-04\n"
            "intervention,list,end,2020-12\n%s",
            ROWS[i]);
        study_must_run(&s, sheet, NULL);
        lac_results results = {.replicates = {20, 1, LAC_LAYERS_ALL, NULL, NULL}, .n_threads = 1};
        assert_int_equal(lac_results_run(&results, &s.plan, NULL, 0, &s.diagnostics), LAC_OK);
        assert_string_equal(results.layers, i == 0 ? "process" : "process+drift");
        lac_results_free(&results);
        study_free(&s);
    }
}

/* 50 of 100, where all replicates say 120: the other 20 count by (1/2)^2. No slope is above 1, nothing comes
 * of nothing, and no variance is below 0: 12 - 15 is taken as 0. */
static void variances_are_refined_by_hand(void **state)
{
    (void)state;
    assert_near(lac_shares_refine(50, 100, 120), 55);
    assert_near(lac_shares_refine(100, 100, 120), 120);
    assert_near(lac_shares_refine(110, 100, 90), 100);
    assert_near(lac_shares_refine(0, 100, 120), 0);
    assert_near(lac_shares_refine(0, 0, 7), 0);
    assert_near(lac_shares_refine(12, 0, 0), 0); /* with all layers it is always the same number */
    assert_near(lac_shares_refine(12, 10, -5), 0);
}

/* ---- faults, interruption, progress ---- */

static bool always(void *context)
{
    (void)context;
    return true;
}

typedef struct {
    size_t calls;
    size_t last;
    size_t all;
} seen;

static void look(void *context, size_t done, size_t all)
{
    seen *self = context;
    assert_true(done > self->last && done <= all);
    self->calls++;
    self->last = done;
    self->all = all;
}

static void progress_goes_up_to_all(void **state)
{
    (void)state;
    seen told = {0};
    test_study s;
    study_must_run(&s, PRICED, NULL);
    lac_results results = {
        .replicates = {150, 1, LAC_LAYER_PROCESS | LAC_LAYER_PARAMETER, look, &told},
        .n_threads = 2};
    assert_int_equal(lac_results_run(&results, &s.plan, NULL, 0, &s.diagnostics), LAC_OK);
    assert_int_equal(told.all, 300); /* 150 with each set of layers */
    assert_int_equal(told.last, 300);
    lac_results_free(&results);
    study_free(&s);
}

static void an_interruption_ends_it(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, PRICED, NULL);
    lac_results results = {
        .replicates = {150, 1, LAC_LAYERS_ALL, NULL, NULL}, .interrupted = always, .n_threads = 2};
    assert_int_equal(lac_results_run(&results, &s.plan, NULL, 0, &s.diagnostics), LAC_INTERRUPTED);
    lac_results_free(&results);
    study_free(&s);
}

/* 11 of 12 exits a year are taken away: a draw of the rate below that makes the flow negative. */
/* The first simulation, from 1, whose admissions of 12 a year with 12 events fall below so many. */
static size_t first_below(const test_study *self, double yearly, size_t n)
{
    const lac_drift drift = {0};
    lac_unknowns unknowns = {0};
    lac_diagnostics told = {0};
    lac_fate fate = {0};
    size_t r = 0;
    assert_int_equal(lac_unknowns_make(&unknowns, &self->plan, &told), LAC_OK);
    assert_int_equal(unknowns.n, 1);
    assert_int_equal(
        lac_fate_make(&fate, &unknowns, &drift, self->results.models[0].start, 12), LAC_OK);
    for (bool below = false; !below; r++) {
        const lac_luck luck = {1, (uint32_t)r};
        assert_true(r < n);
        lac_fate_draw(&fate, &luck, LAC_LAYER_PARAMETER);
        below = 12 * fate.draw[0] < yearly;
    }
    lac_fate_free(&fate);
    lac_unknowns_free(&unknowns);
    lac_diagnostics_free(&told);
    return r;
}

/* In Plan and Later 5 a year are taken from 12 a year that are an estimate, in Later from July on: in the
 * first simulation with fewer than 5, that of Plan is the first scenario, and April its first month. What
 * another intervention takes besides is little. It is the same on any number of threads and without
 * chance. */
static void a_flow_below_nothing_is_an_error(void **state)
{
    (void)state;
    enum { N = 2000 };
    test_study s;
    char expected[160];
    study_must_run(&s,
        "section,item,field,Base,Plan,Later\n"
        "time,,start,2020-04,,\n"
        "time,,end,2021-03,,\n"
        "stock,all,children,100,,\n"
        "admissions,all,count,12,,\n"
        "admissions,all,events,12,,\n"
        "exit,home,count,12,,\n"
        "intervention,less,effect,add,,\n"
        "intervention,less,active,no,yes,yes\n"
        "intervention,less,acts_on,admissions,,\n"
        "intervention,less,start,2020-04,,2020-07\n"
        "intervention,less,amount,-5,,\n"
        "intervention,small,effect,add,,\n"
        "intervention,small,acts_on,exit/home,,\n"
        "intervention,small,amount,-0.1,,\n",
        NULL);
    snprintf(expected, sizeof expected,
        "scenario Plan: in simulation %zu intervention less takes more from admissions than there "
        "is in 2020-04",
        first_below(&s, 5, N));
    for (int threads = 1; threads <= 3; threads++) {
        for (int chance = 0; chance < 2; chance++) {
            const unsigned layers = LAC_LAYER_PARAMETER | (chance == 0 ? 0U : LAC_LAYER_PROCESS);
            lac_results results = {.replicates = {N, 1, layers, NULL, NULL}, .n_threads = threads};
            test_study told = {0};
            assert_int_equal(
                lac_results_run(&results, &s.plan, NULL, 0, &told.diagnostics), LAC_INPUT);
            assert_counts(&told, 1, 0);
            assert_told(&told, LAC_ERROR, "study.csv", 12, expected);
            lac_diagnostics_free(&told.diagnostics);
            lac_results_free(&results);
        }
    }
    /* Later alone */
    const size_t later = 2;
    lac_results results = {.replicates = {N, 1, LAC_LAYER_PARAMETER, NULL, NULL}};
    test_study told = {0};
    assert_int_equal(lac_results_run(&results, &s.plan, &later, 1, &told.diagnostics), LAC_INPUT);
    snprintf(expected, sizeof expected,
        "scenario Later: in simulation %zu intervention less takes more from admissions than there "
        "is in 2020-07",
        first_below(&s, 5, N));
    assert_told(&told, LAC_ERROR, "study.csv", 12, expected);
    lac_diagnostics_free(&told.diagnostics);
    lac_results_free(&results);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_hold_with_every_layer),
        cmocka_unit_test(no_layer_is_expected),
        cmocka_unit_test(parameter_alone),
        cmocka_unit_test(drift_alone),
        cmocka_unit_test(admissions_are_poisson),
        cmocka_unit_test(quantiles_are_in_order),
        cmocka_unit_test(equal_scenarios_differ_by_nothing),
        cmocka_unit_test(differences_are_paired),
        cmocka_unit_test(a_year_begins_in_the_history),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(other_scenarios_do_not_matter),
        cmocka_unit_test(one_replicate),
        cmocka_unit_test(shares_add_up),
        cmocka_unit_test(shares_by_hand),
        cmocka_unit_test(variances_are_refined_by_hand),
        cmocka_unit_test(drift_needs_something_to_act_on),
        cmocka_unit_test(progress_goes_up_to_all),
        cmocka_unit_test(an_interruption_ends_it),
        cmocka_unit_test(a_flow_below_nothing_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
