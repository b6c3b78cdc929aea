/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much years differ by more than chance: the English default derived anew from its data, the estimate
 * from a history, and the factors. */
#include "support.h"

#include "model/drift.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the default, from English councils ---- */

enum { FIRST_YEAR = 2021, YEARS = 3, MOST = 200, LEAST = 50, STARTED = 0, CEASED = 1 };

typedef struct {
    char code[16];
    double number[2][YEARS]; /* 0 where not known */
} council;

typedef struct {
    council items[MOST];
    int n;
} panel;

static council *find_council(panel *self, const char *code)
{
    for (int i = 0; i < self->n; i++) {
        if (strcmp(self->items[i].code, code) == 0) {
            return &self->items[i];
        }
    }
    assert_true(self->n < MOST);
    council *added = &self->items[self->n++];
    memset(added, 0, sizeof *added);
    snprintf(added->code, sizeof added->code, "%s", code);
    return added;
}

/* The next "quoted" cell; moves *at behind it. */
static void read_quoted(const char **at, char *out, size_t size)
{
    const char *first = strchr(*at, '"');
    assert_non_null(first);
    const char *last = strchr(first + 1, '"');
    assert_non_null(last);
    snprintf(out, size, "%.*s", (int)(last - first - 1), first + 1);
    *at = last + 1;
}

static void read_panel(panel *self, const char *path)
{
    char line[512];
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    self->n = 0;
    while (fgets(line, sizeof line, in) != NULL) {
        const int year = (int)strtol(line, NULL, 10) - FIRST_YEAR;
        char code[16];
        char skipped[128];
        char number[32];
        char measure[32];
        const char *at = line;
        if (year < 0 || year >= YEARS) {
            continue; /* source and header */
        }
        read_quoted(&at, code, sizeof code);
        read_quoted(&at, skipped, sizeof skipped); /* name */
        read_quoted(&at, skipped, sizeof skipped); /* population */
        read_quoted(&at, number, sizeof number);
        read_quoted(&at, skipped, sizeof skipped); /* rate */
        read_quoted(&at, measure, sizeof measure);
        council *one = find_council(self, code);
        if (strcmp(measure, "started") == 0) {
            one->number[STARTED][year] = strtod(number, NULL); /* "c" and "z" are 0 */
        } else if (strcmp(measure, "ceased") == 0) {
            one->number[CEASED][year] = strtod(number, NULL);
        }
    }
    assert_int_equal(fclose(in), 0);
}

/* Drops the councils with a small number in any year. */
static void keep_large(panel *self)
{
    int kept = 0;
    for (int i = 0; i < self->n; i++) {
        bool large = true;
        for (int y = 0; y < YEARS; y++) {
            large = large && self->items[i].number[STARTED][y] >= LEAST &&
                    self->items[i].number[CEASED][y] >= LEAST;
        }
        if (large) {
            self->items[kept++] = self->items[i];
        }
    }
    self->n = kept;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, int n)
{
    double sorted[2 * MOST] = {0};
    memcpy(sorted, values, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, compare);
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

/* Variance by the median absolute deviation, 1.4826 of which are a normal standard deviation. */
static double spread(const double *values, int n)
{
    double away[2 * MOST] = {0};
    const double middle = median(values, n);
    for (int i = 0; i < n; i++) {
        away[i] = fabs(values[i] - middle);
    }
    const double sd = 1.4826 * median(away, n);
    return sd * sd;
}

/* Changes of the logarithm from year a to b less their median over councils, appended to out; returns the
 * mean of Poisson's share of their variance. */
static double changes(const panel *self, int flow, int a, int b, double *out)
{
    double chance = 0;
    for (int i = 0; i < self->n; i++) {
        const double *number = self->items[i].number[flow];
        out[i] = log(number[b] / number[a]);
        chance += (1 / number[a] + 1 / number[b]) / self->n;
    }
    const double middle = median(out, self->n);
    for (int i = 0; i < self->n; i++) {
        out[i] -= middle;
    }
    return chance;
}

static void derive(const panel *self, lac_drift *out)
{
    double one[2][2 * MOST] = {{0}};
    double variance[2];
    double near = 0;
    double far = 0;
    for (int flow = STARTED; flow <= CEASED; flow++) {
        double two[MOST] = {0};
        double chance = changes(self, flow, 0, 1, one[flow]) / 2;
        chance += changes(self, flow, 1, 2, one[flow] + self->n) / 2;
        variance[flow] = spread(one[flow], 2 * self->n) - chance;
        near += variance[flow];
        far -= changes(self, flow, 0, 2, two);
        far += spread(two, self->n);
    }
    double sum[2 * MOST] = {0};
    double difference[2 * MOST] = {0};
    for (int i = 0; i < 2 * self->n; i++) {
        sum[i] = one[STARTED][i] + one[CEASED][i];
        difference[i] = one[STARTED][i] - one[CEASED][i];
    }
    /* var(a + b) - var(a - b) = 4 cov(a, b) (Gnanadesikan and Kettenring 1972) */
    const double covariance = (spread(sum, 2 * self->n) - spread(difference, 2 * self->n)) / 4;
    out->persistence = fmin(0.95, fmax(0, far / near - 1));
    out->admissions_sd = sqrt(variance[STARTED] / (2 * (1 - out->persistence)));
    out->exits_sd = sqrt(variance[CEASED] / (2 * (1 - out->persistence)));
    out->correlation = covariance / sqrt(variance[STARTED] * variance[CEASED]);
}

/* The constants are the derived numbers, rounded. */
static void the_default_is_that_of_the_panel(void **state)
{
    (void)state;
    static panel councils;
    lac_drift derived = {0};
    read_panel(&councils, "tests/data/la_totals_2021_2023.csv");
    assert_int_equal(councils.n, 153);
    keep_large(&councils);
    assert_int_equal(councils.n, 142);
    derive(&councils, &derived);
    assert_within(LAC_DRIFT_PANEL.admissions_sd, derived.admissions_sd, 0.0005);
    assert_within(LAC_DRIFT_PANEL.exits_sd, derived.exits_sd, 0.0005);
    assert_within(LAC_DRIFT_PANEL.correlation, derived.correlation, 0.005);
    assert_within(LAC_DRIFT_PANEL.persistence, derived.persistence, 0.005);
}

/* ---- what a study uses ---- */

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "data,,history,h.csv\n"                                                                        \
    "time,,start,2017-04\n"                                                                        \
    "time,,end,2018-03\n"                                                                          \
    "unreconciled,all,count,0\n"

static lac_drift found(const char *sheet, const char *history, const char *note)
{
    test_study study;
    lac_drift out;
    study_must_run(&study, sheet, history == NULL ? NULL : "h.csv", history, NULL);
    lac_drift_find(&out, &study.plan, &study.results.models[0], &study.diagnostics);
    if (note != NULL) {
        assert_told(&study, LAC_NOTE, NULL, 0, note);
    }
    study_free(&study);
    return out;
}

static void check_panel(const lac_drift *drift)
{
    assert_near(drift->admissions_sd, LAC_DRIFT_PANEL.admissions_sd);
    assert_near(drift->exits_sd, LAC_DRIFT_PANEL.exits_sd);
    assert_near(drift->correlation, LAC_DRIFT_PANEL.correlation);
    assert_string_equal(drift->admissions_origin, "142 English councils, 2021 to 2023");
}

static void without_a_history(void **state)
{
    (void)state;
    static const char *const SHEET = "section,item,field,A\n"
                                     "time,,start,2017-04\n"
                                     "time,,end,2018-03\n"
                                     "stock,all,children,100\n";
    const lac_drift drift = found(SHEET, NULL,
        "drift: years differ by 13.3% in admissions and 9.7% in exits, correlation 0.19 (142 "
        "English councils, 2021 to 2023)");
    check_panel(&drift);
    assert_near(drift.persistence, LAC_DRIFT_PANEL.persistence);
}

#define SEVEN_YEARS(a, b)                                                                          \
    "period,stock,admissions,ceased\n2010/11,100,100," a "\n2011/12,100,200," b                    \
    "\n2012/13,100,100," a "\n2013/14,100,200," b "\n2014/15,100,100," a "\n2015/16,100,200," b    \
    "\n2016/17,100,100," a "\n"

/* Six changes of ln 2, up and down: their sum is 0 and their variance 6 ln(2)^2 / 5, less Poisson's
 * 1/100 + 1/200. */
static void from_the_history(void **state)
{
    (void)state;
    const double variance = 6 * log(2) * log(2) / 5 - 0.015;
    const double sd = sqrt(variance / (2 * (1 - LAC_DRIFT_PANEL.persistence)));
    const lac_drift drift = found(HEAD, SEVEN_YEARS("200", "100"), NULL);
    assert_near(drift.admissions_sd, sd);
    assert_near(drift.exits_sd, sd);
    assert_near(drift.correlation, -1); /* changes that are opposite */
    assert_string_equal(drift.admissions_origin, "history");
    assert_string_equal(drift.exits_origin, "history");
    assert_string_equal(drift.correlation_origin, "history");
}

/* The correlation is that of the changes: ln 2 up and down against ln 1.5 twice and nothing once, up and
 * down: 4 ln 2 ln 1.5 / sqrt(6 ln(2)^2 x 4 ln(1.5)^2) = 2 / sqrt 6, whatever chance makes of it. */
static void the_correlation_of_a_history(void **state)
{
    (void)state;
    const lac_drift drift = found(HEAD,
        "period,stock,admissions,ceased\n2010/11,100,100,100\n2011/12,100,200,150\n"
        "2012/13,100,100,100\n2013/14,100,200,150\n2014/15,100,100,100\n2015/16,100,200,100\n"
        "2016/17,100,100,100\n",
        NULL);
    assert_near(drift.correlation, 2 / sqrt(6));
}

/* Exits that change by less than chance, or not at all, are no sign that years do not differ: six years of
 * 90 exits that drift by 9.7% look so in three of ten. */
static void a_history_with_no_more_than_chance(void **state)
{
    (void)state;
    static const char NOTE[] =
        "drift: exits of the history differ from year to year by no more than chance, as they may "
        "by luck in few years; what is used is from 142 English councils, 2021 to 2023";
    lac_drift drift = found(HEAD, SEVEN_YEARS("100", "104"), NOTE); /* 6 ln(1.04)^2 / 5 < 0.0196 */
    assert_near(drift.exits_sd, LAC_DRIFT_PANEL.exits_sd);
    assert_near(drift.correlation, 1);
    assert_string_equal(drift.admissions_origin, "history");
    assert_string_equal(drift.exits_origin, "142 English councils, 2021 to 2023");
    assert_string_equal(drift.correlation_origin, "history");
    drift = found(HEAD, SEVEN_YEARS("150", "150"), NOTE);
    assert_near(drift.exits_sd, LAC_DRIFT_PANEL.exits_sd);
    assert_near(drift.correlation, LAC_DRIFT_PANEL.correlation);
    assert_string_equal(drift.correlation_origin, "142 English councils, 2021 to 2023");
}

/* A sheet's numbers beat all; what it leaves out is looked for as before. */
static void from_the_sheet(void **state)
{
    (void)state;
    const lac_drift drift = found(HEAD "uncertainty,drift,exits_sd,8\n"
                                       "uncertainty,drift,correlation,-0.5\n",
        SEVEN_YEARS("150", "150"), NULL);
    assert_near(drift.exits_sd, 0.08);
    assert_near(drift.correlation, -0.5);
    assert_true(drift.admissions_sd > 0.6);
    assert_string_equal(drift.exits_origin, "given");
    assert_string_equal(drift.correlation_origin, "given");
    assert_string_equal(drift.admissions_origin, "history");
    /* where they come from different places, each is named with its own */
    found(HEAD "uncertainty,drift,admissions_sd,12\nuncertainty,drift,correlation,-0.5\n",
        "period,stock,admissions,ceased\n2016/17,100,100,100\n",
        "drift: years differ by 12% in admissions (given) and 9.7% in exits (142 English councils, "
        "2021 to 2023), correlation -0.5 (given)");
}

/* Five years, or six with one blank among them, or with a year without exits, are too few. */
static void a_history_that_is_too_short(void **state)
{
    (void)state;
    static const char *const HISTORIES[] = {
        "period,stock,admissions,ceased\n2012/13,100,100,90\n2013/14,100,200,90\n"
        "2014/15,100,100,90\n2015/16,100,200,90\n2016/17,100,100,90\n",
        "period,stock,admissions,ceased\n2010/11,100,100,90\n2011/12,100,100,90\n"
        "2012/13,100,100,90\n2013/14,100,200,\n"
        "2014/15,100,100,90\n2015/16,100,200,90\n2016/17,100,100,90\n",
        "period,stock,admissions,ceased\n2010/11,100,100,90\n2011/12,100,100,90\n"
        "2012/13,100,100,90\n2013/14,100,200,0\n"
        "2014/15,100,100,90\n2015/16,100,200,90\n2016/17,100,100,90\n"};
    for (size_t i = 0; i < sizeof HISTORIES / sizeof HISTORIES[0]; i++) {
        const lac_drift drift = found(HEAD, HISTORIES[i], NULL);
        check_panel(&drift);
    }
}

/* Months are added up to years; a year of eleven months is none. 8 and 16 a month are 96 and 192 a
 * year. */
static void a_monthly_history(void **state)
{
    (void)state;
    for (int skipped = 0; skipped < 2; skipped++) {
        char text[8000];
        size_t n = (size_t)snprintf(text, sizeof text, "period,stock,admissions,ceased\n");
        for (lac_month month = lac_month_of(2011, 4) + skipped; month < lac_month_of(2017, 4);
             month++) {
            char label[8];
            lac_month_format(month, label);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s,100,%d,10\n", label,
                lac_month_financial_year(month) % 2 == 0 ? 8 : 16);
        }
        const lac_drift drift = found(HEAD, text, NULL);
        if (skipped == 1) {
            check_panel(&drift);
            continue;
        }
        /* five changes, three down and two up: mean -ln 2 / 5 */
        const double variance = (5 - 1.0 / 5) * log(2) * log(2) / 4 - (1.0 / 96 + 1.0 / 192);
        assert_near(drift.admissions_sd, sqrt(variance / (2 * (1 - LAC_DRIFT_PANEL.persistence))));
    }
}

/* ---- the factors ---- */

/* By hand: exp(sd x - sd^2 / 2), x of admissions 1, then 0.6 x 1 + 0.8 x 2 = 2.2; of exits
 * 0.5 x 1 + sqrt(0.75) x 3, then 0.6 times that + 0.8 (0.5 x 2 + sqrt(0.75) x (-1)). */
static void factors_of_years(void **state)
{
    (void)state;
    static const double NORMAL[] = {1, 3, 2, -1};
    const lac_drift drift = {
        .admissions_sd = 0.2, .exits_sd = 0.1, .correlation = 0.5, .persistence = 0.6};
    const double e0 = 0.5 + 3 * sqrt(0.75);
    const double e1 = 0.6 * e0 + 0.8 * (1 - sqrt(0.75));
    double out[4];
    lac_drift_years(&drift, NORMAL, 2, out);
    assert_within(out[0], exp(0.2 - 0.02), 1e-14);
    assert_within(out[1], exp(0.1 * e0 - 0.005), 1e-14);
    assert_within(out[2], exp(0.2 * 2.2 - 0.02), 1e-14);
    assert_within(out[3], exp(0.1 * e1 - 0.005), 1e-14);
    const lac_drift none = {.persistence = 0.29};
    lac_drift_years(&none, NORMAL, 2, out);
    for (int i = 0; i < 4; i++) {
        assert_within(out[i], 1, 0);
    }
}

/* 200,000 draws of four years: the mean of every factor is 1, the covariances of the logarithms are
 * sd^2 persistence^lag and so on. Each of the 24 numbers may be 5.2 standard errors away, which a right
 * program exceeds with a probability of 24 x 2e-7 = 5e-6; the seed is fixed. */
static void moments_of_years(void **state)
{
    (void)state;
    enum { DRAWS = 200000, N = 4 };
    const lac_drift drift = {
        .admissions_sd = 0.3, .exits_sd = 0.2, .correlation = -0.4, .persistence = 0.5};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(rng);
    gsl_rng_set(rng, 20250330);
    double mean[2 * N] = {0};
    double own[2 * N] = {0};   /* log times its own flow's in the first year */
    double other[2 * N] = {0}; /* times the other flow's */
    for (int i = 0; i < DRAWS; i++) {
        double normal[2 * N];
        double out[2 * N];
        double x[2 * N];
        for (int k = 0; k < 2 * N; k++) {
            normal[k] = gsl_ran_gaussian(rng, 1);
        }
        lac_drift_years(&drift, normal, N, out);
        for (int k = 0; k < 2 * N; k++) {
            const double sd = k % 2 == 0 ? 0.3 : 0.2;
            x[k] = (log(out[k]) + sd * sd / 2) / sd;
            mean[k] += out[k] / DRAWS;
        }
        for (int k = 0; k < 2 * N; k++) {
            own[k] += x[k] * x[k % 2] / DRAWS;
            other[k] += x[k] * x[1 - k % 2] / DRAWS;
        }
    }
    gsl_rng_free(rng);
    for (int k = 0; k < 2 * N; k++) {
        const double sd = k % 2 == 0 ? 0.3 : 0.2;
        const int year = k / 2;
        const double lag = pow(0.5, year);
        assert_within(mean[k], 1, 5.2 * sqrt(expm1(sd * sd) / DRAWS));
        /* the variance of a product of standard normals with correlation r is 1 + r^2 */
        assert_within(own[k], lag, 5.2 * sqrt((1 + lag * lag) / DRAWS));
        assert_within(other[k], -0.4 * lag, 5.2 * sqrt((1 + 0.16 * lag * lag) / DRAWS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_is_that_of_the_panel),
        cmocka_unit_test(without_a_history),
        cmocka_unit_test(from_the_history),
        cmocka_unit_test(the_correlation_of_a_history),
        cmocka_unit_test(a_history_with_no_more_than_chance),
        cmocka_unit_test(from_the_sheet),
        cmocka_unit_test(a_history_that_is_too_short),
        cmocka_unit_test(a_monthly_history),
        cmocka_unit_test(factors_of_years),
        cmocka_unit_test(moments_of_years),
    };
    return cmocka_run_group_tests_name("drift", tests, NULL, NULL);
}
