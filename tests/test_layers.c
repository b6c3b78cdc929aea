/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers of uncertainty where the truth is known: means under drift, variances and their shares in closed
 * form, quantiles of paired differences, and how often a range contains the truth. */
#include "model/unknown.h"
#include "results/shares.h"
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

static const uint64_t SEED = 20260101;

/* A study that has been read, run again with replicates. */
static void simulate(test_study *s, size_t n, unsigned layers)
{
    lac_results_free(&s->results);
    s->results.replicates = (lac_replicates_options){.n = n, .seed = SEED, .layers = layers};
    s->results.n_threads = 2;
    assert_int_equal(lac_results_run(&s->results, &s->plan, NULL, 0, &s->diagnostics), LAC_OK);
}

/* ---- drift ---- */

/* exp(sd z - sd^2 / 2), z the middles of n slices of the normal distribution that are equally likely. */
static double slice(double sd, int i, int n)
{
    return exp(sd * gsl_cdf_ugaussian_Pinv((i + 0.5) / n) - sd * sd / 2);
}

/* 100 children, 60 admissions and 0.6 a year, all in one financial year: with the factors A and X of its
 * admissions and exits 100 exp(-0.6 X) + 60 A / (0.6 X) (1 - exp(-0.6 X)) are there at its end. A has
 * the mean 1 and stands by itself; the mean over X is summed slice by slice. Chance leaves it as it is.
 * The mean is not that without drift, which is 100.0 exactly. */
static void the_mean_under_drift(void **state)
{
    (void)state;
    enum { SLICES = 20000, N = 20000 };
    double due = 0;
    for (int i = 0; i < SLICES; i++) {
        const double x = 0.6 * slice(0.4, i, SLICES);
        due += (100 * exp(-x) + 60 / x * (1 - exp(-x))) / SLICES;
    }
    assert_true(due > 101);
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "time,,start,2020-04\ntime,,end,2021-03\n"
        "stock,all,children,100\nadmissions,all,count,60\nexit,home,rate,0.6\n"
        "uncertainty,drift,admissions_sd,10%\n"
        "uncertainty,drift,exits_sd,40%\n"
        "uncertainty,drift,correlation,0\n",
        NULL);
    assert_within(mean_of(&s, "Base", "closing_stock", 11), 100, 1e-9);
    static const unsigned LAYERS[] = {LAC_LAYER_DRIFT, LAC_LAYER_DRIFT | LAC_LAYER_PROCESS};
    for (int i = 0; i < 2; i++) {
        simulate(&s, N, LAYERS[i]);
        const double error = sd_of(&s, "Base", "closing_stock", 11) / sqrt(N);
        assert_within(mean_of(&s, "Base", "closing_stock", 11), due, 5 * error); /* 6e-7 */
        assert_true(100 < due - 5 * error);
    }
    study_free(&s);
}

/* ---- variances and their shares ---- */

/* Of 48 admissions a year behind which stand 25 events there are Poisson(48 G), G Gamma of variance 1/25,
 * in the first year: 48 by chance, 48^2 / 25 = 92.16 by the parameter, and nothing else varies. */
static void chance_and_parameter(void **state)
{
    (void)state;
    enum { N = 20000 };
    const double due = 48 + 92.16;
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "time,,start,2020-04\ntime,,end,2021-03\n"
        "stock,all,children,100\nadmissions,all,count,48\nadmissions,all,events,25\n"
        "uncertainty,drift,active,no\n",
        NULL);
    simulate(&s, N, LAC_LAYERS_ALL);
    assert_string_equal(s.results.layers, "process+parameter");
    const double sd = year_sd_of(&s, "Base", "closing_stock", 2020);
    /* a variance of n values that are nearly normal has the error sqrt(2 / n); 7 of them leave room for
     * the Gamma's tail */
    assert_within(sd * sd / due, 1, 7 * sqrt(2.0 / N));
    const lac_shares *shares = &s.results.shares;
    assert_int_equal(shares->n_layers, 2);
    assert_string_equal(shares->names[0], "process");
    assert_string_equal(shares->names[1], "parameter");
    /* from some hundreds of replicates of either: errors of about 0.02 */
    assert_within(lac_shares_at(shares, 0, 0, 0, 0), 48 / due, 0.1);
    assert_within(lac_shares_at(shares, 0, 0, 0, 1), 92.16 / due, 0.1);
    study_free(&s);
}

/* Poisson(48 G D F): G as before, D the year's drift (sd 20 %), F a factor from 0.7 to 1.3 whose variance
 * is 0.3 x 0.3 / 7 (PERT; its mean is 1). One after the other in this order they add
 * 48, 48^2 / 25, 48^2 1.04 (exp(0.04) - 1) and 48^2 1.04 exp(0.04) 0.09 / 7. */
static void four_layers_in_order(void **state)
{
    (void)state;
    enum { N = 20000 };
    static const char *const NAMES[] = {"process", "parameter", "drift", "assumption"};
    const double added[] = {
        48, 92.16, 2304 * 1.04 * expm1(0.04), 2304 * 1.04 * exp(0.04) * 0.09 / 7};
    const double due = added[0] + added[1] + added[2] + added[3];
    test_study s;
    study_must_run(&s,
        "section,item,field,unit,low,high,Base\n"
        "time,,start,,,,2020-04\ntime,,end,,,,2021-03\n"
        "stock,all,children,,,,100\n"
        "admissions,all,count,,,,48\nadmissions,all,events,,,,25\n"
        "intervention,F,effect,,,,multiply\nintervention,F,acts_on,,,,admissions\n"
        "intervention,F,factor,,0.7,1.3,1\n"
        "uncertainty,drift,admissions_sd,,,,20%\nuncertainty,drift,exits_sd,,,,0%\n",
        NULL);
    simulate(&s, N, LAC_LAYERS_ALL);
    const double sd = year_sd_of(&s, "Base", "closing_stock", 2020);
    assert_within(sd * sd / due, 1, 8 * sqrt(2.0 / N)); /* a tail longer than a normal's */
    assert_within(year_of(&s, "Base", "closing_stock", 2020), 148, 5 * sqrt(due / N));
    const lac_shares *shares = &s.results.shares;
    assert_int_equal(shares->n_layers, 4);
    for (int l = 0; l < 4; l++) {
        assert_string_equal(shares->names[l], NAMES[l]);
        assert_within(lac_shares_at(shares, 0, 0, 0, l), added[l] / due, 0.12);
    }
    study_free(&s);
}

/* Without chance a replicate falls short as `expected` does: 30 attempts of a shift find 5 children, and
 * 12 come to a placement that has 4 places left and no overflow. */
static void shortfalls_without_chance(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,Base\n"
        "time,,start,2020-04\ntime,,end,2021-03\n"
        "stock,foster,children,5\nstock,kin,children,0\nstock,home,children,6\n"
        "admissions,all,count,12\nadmissions,all,placement,home:100%\n"
        "placement,home,capacity,10\n"
        "intervention,S,effect,shift\nintervention,S,acts_on,move/foster > kin\n"
        "intervention,S,children,30\n",
        NULL);
    assert_near(s.results.shortfalls[0].unshifted, 25);
    assert_near(s.results.shortfalls[0].homeless, 8);
    simulate(&s, 3, 0);
    assert_within(s.results.shortfalls[0].unshifted, 25, 1e-3);
    assert_within(s.results.shortfalls[0].homeless, 8, 1e-3);
    study_free(&s);
}

/* ---- differences ---- */

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* comparison has the mean, sd and quantiles of B - A in the same replicate: those of the sorted paired
 * differences, which here are far narrower than those of unpaired ones. */
static void differences_have_their_own_quantiles(void **state)
{
    (void)state;
    enum { N = 600 };
    static double paired[N];
    static double unpaired[N];
    double closing[2][N];
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04,\ntime,,end,2022-03,\n"
        "stock,all,children,200,\nadmissions,all,count,100,90\nexit,home,rate,0.5,0.6\n",
        NULL);
    for (int i = 0; i < 2; i++) {
        simulation it;
        simulation_begin(&it, &s, i == 0 ? "A" : "B");
        for (uint32_t r = 0; r < N; r++) {
            simulation_run(&it, SEED, r);
            closing[i][r] = (double)count_of(&it, "closing_stock", 23);
        }
        simulation_end(&it);
    }
    double mean = 0;
    double square = 0;
    double square_apart = 0;
    for (int r = 0; r < N; r++) {
        paired[r] = closing[1][r] - closing[0][r];
        unpaired[r] = closing[1][r] - closing[0][(r + 1) % N];
        mean += paired[r] / N;
    }
    for (int r = 0; r < N; r++) {
        square += (paired[r] - mean) * (paired[r] - mean) / (N - 1);
        square_apart += (unpaired[r] - mean) * (unpaired[r] - mean) / (N - 1);
    }
    qsort(paired, N, sizeof *paired, compare_numbers);
    simulate(&s, N, LAC_LAYER_PROCESS);
    const lac_series *comparison = &s.results.comparison[1];
    const int at = lac_series_at(comparison, measure_of(&s, "closing_stock"), 1);
    assert_within(comparison->mean[at], mean, 1e-9);
    assert_within(comparison->sd[at], sqrt(square), 1e-9);
    static const int RANKS[] = {30, 150, 300, 450, 570}; /* 5, 25, 50, 75, 95 % of 600 */
    for (int q = 0; q < LAC_QUANTILES; q++) {
        assert_near(lac_series_quantile(comparison, q, at), paired[RANKS[q] - 1]);
    }
    assert_true(square < square_apart / 4); /* half the standard deviation */
    study_free(&s);
}

/* ---- coverage ---- */

/* A year's two factors: AR(1) of persistence 0.29 from year to year, admissions and exits correlated. */
static void draw_years(gsl_rng *rng, double factors[2][2])
{
    static const double SD[] = {0.10, 0.08};
    double state[2] = {0};
    for (int y = 0; y < 2; y++) {
        const double a = gsl_ran_ugaussian(rng);
        const double z[] = {a, 0.3 * a + sqrt(1 - 0.09) * gsl_ran_ugaussian(rng)};
        for (int k = 0; k < 2; k++) {
            state[k] = y == 0 ? z[k] : 0.29 * state[k] + sqrt(1 - 0.29 * 0.29) * z[k];
            factors[y][k] = exp(SD[k] * state[k] - SD[k] * SD[k] / 2);
        }
    }
}

/* A truth, written down plainly on GSL's own generator: 100 children, 60 admissions a year of which 30 are
 * known, a rate of 0.4 known from 50 exits, years that differ, a factor on admissions from 0.8 to 1.2;
 * month by month Binomial survivors and Poisson arrivals of whom (1 - exp(-h)) / h stay. */
static unsigned truth(gsl_rng *rng)
{
    const double admissions = 60 * gsl_ran_gamma(rng, 30, 1.0 / 30);
    const double rate = 0.4 * gsl_ran_gamma(rng, 50, 1.0 / 50);
    const double factor = 0.8 + 0.4 * gsl_ran_beta(rng, 3, 3); /* PERT, the mode in the middle */
    double years[2][2];
    unsigned stock = 100;
    draw_years(rng, years);
    for (int m = 0; m < 24; m++) {
        const double h = rate * years[m / 12][1] / 12;
        const double arrivals = admissions * factor * years[m / 12][0] / 12;
        stock = gsl_ran_binomial(rng, exp(-h), stock) +
                gsl_ran_poisson(rng, arrivals * (1 - exp(-h)) / h);
    }
    return stock;
}

/* 2,000 truths drawn from the layers lie inside the range from the 5th to the 95th percentile as often as
 * it says. In whole children the range holds at least 90 %, and at most that and the two numbers at its
 * ends (0.6 % each); 10,000 replicates set each end to 0.0022 of probability: between 89 % and 92.5 %,
 * and the count of 2,000 beyond either exact binomial bound of these once in a thousand in all. The range
 * of chance alone holds far fewer. */
static void ranges_contain_the_truth(void **state)
{
    (void)state;
    enum { TRUTHS = 2000 };
    static const double FALSE_ALARM = 1e-3;
    test_study s;
    unsigned inside[2] = {0};
    double low[2];
    double high[2];
    study_must_run(&s,
        "section,item,field,unit,low,high,Base\n"
        "time,,start,,,,2020-04\ntime,,end,,,,2022-03\n"
        "stock,all,children,,,,100\n"
        "admissions,all,count,,,,60\nadmissions,all,events,,,,30\n"
        "exit,home,rate,,,,0.4\nexit,home,events,,,,50\n"
        "intervention,F,effect,,,,multiply\nintervention,F,acts_on,,,,admissions\n"
        "intervention,F,factor,,0.8,1.2,1\n"
        "uncertainty,drift,admissions_sd,,,,10%\nuncertainty,drift,exits_sd,,,,8%\n"
        "uncertainty,drift,correlation,,,,0.3\n",
        NULL);
    for (int i = 0; i < 2; i++) {
        simulate(&s, 10000, i == 0 ? LAC_LAYERS_ALL : LAC_LAYER_PROCESS);
        const lac_series *monthly = &s.results.monthly[0];
        const int at = lac_series_at(monthly, measure_of(&s, "closing_stock"), 23);
        low[i] = lac_series_quantile(monthly, 0, at);
        high[i] = lac_series_quantile(monthly, LAC_QUANTILES - 1, at);
    }
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(rng);
    gsl_rng_set(rng, 4357);
    for (int t = 0; t < TRUTHS; t++) {
        const unsigned stock = truth(rng);
        for (int i = 0; i < 2; i++) {
            inside[i] += stock >= low[i] && stock <= high[i];
        }
    }
    gsl_rng_free(rng);
    if (gsl_cdf_binomial_P(inside[0], 0.89, TRUTHS) < FALSE_ALARM / 2 ||
        gsl_cdf_binomial_Q(inside[0] - 1, 0.925, TRUTHS) < FALSE_ALARM / 2) {
        fail_msg("%u of %d truths are inside %g to %g", inside[0], TRUTHS, low[0], high[0]);
    }
    assert_true(inside[1] < TRUTHS * 3 / 4);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_under_drift),
        cmocka_unit_test(chance_and_parameter),
        cmocka_unit_test(four_layers_in_order),
        cmocka_unit_test(shortfalls_without_chance),
        cmocka_unit_test(differences_have_their_own_quantiles),
        cmocka_unit_test(ranges_contain_the_truth),
    };
    return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
