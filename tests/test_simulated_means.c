/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stochastic engine against `expected`: means of every measure and month, variances where `expected`
 * has them; the same luck in every scenario; whole children in any study. */
#include "random_study.h"
#include "simulation.h"

#include "engine/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t SEED = 20250401;

/* A right engine fails this file once in a million seeds: 7.5 standard errors are 6.4e-14 for a normal; a
 * skewed sum of at least 400 events may be a hundred times as likely to be beyond, and there are at most
 * MOST_CELLS cells. Cells with fewer events are compared with the Poisson tail itself, which is wider
 * than that of any sum of independent events. Where the environment has TEST_REPLICATES (slow instruments), so
 * many replicates are taken, 300 to 1,500: with 300 the standard errors are less certain, Student's tail at
 * 7.5 is ten times the normal one, and a right engine fails once in a hundred thousand seeds. */
enum { REPLICATES = 1500, LEAST_REPLICATES = 300, MOST_CELLS = 100000, MANY_EVENTS = 400 };
static const double MOST_Z = 7.5;
static const double FALSE_ALARM = 1e-6 / MOST_CELLS / 4;
static int n_cells;
static int n_variances;
static int n_far;

static int replicates(void)
{
    const char *wanted = getenv("TEST_REPLICATES");
    const long n = wanted == NULL ? REPLICATES : strtol(wanted, NULL, 10);
    assert_true(n >= LEAST_REPLICATES && n <= REPLICATES);
    return (int)n;
}

typedef struct {
    const char *name;
    const char *sheet;
    const char *opening;
    const char *rates;
    const char *admission_ages;
    /* Where counts pick evenly among children of unequal rates the means differ to order 1/N (model rule
     * 5b): children by which they may; 0 elsewhere. */
    double slack;
    /* Where a filter holds few children a replicate may find nobody although `expected` finds enough: the
     * greatest mean of unmet_exits; 0: slack. */
    double unmet;
    double variance_ratio; /* the greatest of a count; 0: 1 */
} mean_case;

/* Where a cell is told from. */
typedef struct {
    const mean_case *of;
    const char *scenario;
    const char *measure;
    int m;
} place;

static void tell(const place *self, const char *what, double actual, double expected, double z)
{
    n_far++;
    if (n_far <= 20) {
        print_error("%s, scenario %s, %s in month %d: %s %.10g, expected %.10g, z = %.3g\n",
            self->of->name, self->scenario, self->measure, self->m, what, actual, expected, z);
    }
}

/* Whether the sum over the replicates is too far from what is expected of few events. */
static bool few_are_far(double sum, double expected, double ratio)
{
    const double events = expected / ratio;
    const double seen = sum / ratio;
    return events == 0 ||
           (seen > events ? gsl_cdf_poisson_Q((unsigned)fmax(floor(seen) - 1, 0), events)
                          : gsl_cdf_poisson_P((unsigned)ceil(seen), events)) < FALSE_ALARM;
}

static void check_mean(const place *self, const sample *all, size_t cell, double expected)
{
    const double mean = sample_mean(all, cell);
    const double ratio = fmax(self->of->variance_ratio, 1);
    const bool unmet = strcmp(self->measure, "unmet_exits") == 0;
    const double slack = fmax(self->of->slack, unmet ? self->of->unmet : 0);
    const double beyond = fmax(fabs(mean - expected) - slack, 0);
    const double nearer = expected + copysign(beyond, mean - expected);
    const double error = sqrt(sample_variance(all, cell) / all->n);
    n_cells++;
    if (beyond > 1e-9 &&
        (fabs(expected) * all->n < MANY_EVENTS * ratio
                ? few_are_far(fabs(nearer) * all->n, fabs(expected) * all->n, ratio)
                : beyond >= MOST_Z * error)) {
        tell(self, "mean", mean, expected, (mean - expected) / error);
    }
}

static void check_variance(const place *self, const sample *all, size_t cell, double sd)
{
    const double variance = sample_variance(all, cell);
    const double off = variance - sd * sd;
    const double error = sample_variance_error(all, cell);
    n_variances++;
    if (sd * sd * all->n < 1e-6 ? variance > 1e-9
                                : sd * sd * all->n >= MANY_EVENTS && fabs(off) >= MOST_Z * error) {
        tell(self, "variance", variance, sd * sd, off / error);
    }
}

static void compare(const mean_case *self, const test_study *study, const char *scenario)
{
    simulation it;
    sample all;
    lac_track track = {0};
    simulation_begin(&it, study, scenario);
    assert_int_equal(lac_expected_run(&track, it.model, it.measures), LAC_OK);
    assert_true(track.shortfalls.unmet == 0);
    sample_make(&all, &it, SEED, replicates(), track.mean);
    for (size_t i = 0; i < it.n_counts; i++) {
        const lac_measure *measure = &it.measures->items[i / (size_t)track.n_months];
        const place at = {self, scenario, measure->name, (int)(i % (size_t)track.n_months)};
        /* weeks and pounds are not counted */
        if (isnan(track.mean[i]) || strcmp(measure->unit, "children") != 0) {
            continue;
        }
        check_mean(&at, &all, i, track.mean[i]);
        if (!isnan(track.sd[i])) {
            check_variance(&at, &all, i, track.sd[i]);
        }
    }
    lac_track_free(&track);
    sample_free(&all);
    simulation_end(&it);
}

#define TIME                                                                                       \
    "section,item,field,A,B\n"                                                                     \
    "time,,start,2020-04,\n"                                                                       \
    "time,,end,2022-03,\n"
#define TABLES                                                                                     \
    TIME "data,,opening,opening.csv,\n"                                                            \
         "data,,rates,rates.csv,\n"                                                                \
         "data,,admission_ages,ages.csv,\n"
#define NO_RATES "flow,rate\nexit/lost,0.02\n"
#define NO_AGES "stream,from_age,to_age,placement,share\n"
#define OPENING                                                                                    \
    "age_years,months_in_care,placement,children\n"                                                \
    "0,0,foster,12\n"                                                                              \
    "3,5,foster,20\n"                                                                              \
    "8,14,kin,25\n"                                                                                \
    "12,3,home,18\n"                                                                               \
    "16,26,foster,20\n"                                                                            \
    "17,11,home,15\n"
#define RATES                                                                                      \
    "flow,from_age,to_age,from_months,to_months,placement,rate\n"                                  \
    "exit/adoption,0,4,0,11,foster,0.3\n"                                                          \
    "exit/adoption,0,4,12,23,foster,0.9\n"                                                         \
    "exit/adoption,0,4,24,,foster,0.1\n"                                                           \
    "exit/home,0,9,0,5,,1.5\n"                                                                     \
    "exit/home,0,9,6,,,0.2\n"                                                                      \
    "exit/home,10,17,0,5,,2.5\n"                                                                   \
    "exit/home,10,17,6,,,0.3\n"                                                                    \
    "exit/sgo,2,13,,,kin,0.4\n"                                                                    \
    "move/foster > kin,,,3,11,,0.8\n"                                                              \
    "move/foster > home,10,17,,,,0.5\n"                                                            \
    "move/home > foster,,15,,,,0.7\n"                                                              \
    "move/kin > home,,,,,,0.1\n"
#define AGES                                                                                       \
    "stream,from_age,to_age,placement,share\n"                                                     \
    "starts,0,0,foster,0.25\n"                                                                     \
    "starts,1,9,kin,0.25\n"                                                                        \
    "starts,10,15,home,0.3\n"                                                                      \
    "starts,16,17,foster,0.2\n"                                                                    \
    "asylum,16,17,home,0.9\n"                                                                      \
    "asylum,14,15,foster,0.1\n"
#define STREAMS                                                                                    \
    "admissions,starts,count,90,\n"                                                                \
    "admissions,asylum,count,12,\n"

#define COURT                                                                                      \
    "pathway,Court/1 team,weeks,4,20,10,\n"                                                        \
    "pathway,Court/1 team,control,,,council,\n"                                                    \
    "pathway,Court/1 team,approval,,,80%,\n"                                                       \
    "pathway,Court/2 court,weeks,,,12,\n"                                                          \
    "pathway,Court/2 court,control,,,court,\n"                                                     \
    "pathway,Court/2 court,approval,,,90%,\n"                                                      \
    "pathway,Short/1 carer,weeks,2,8,3,\n"                                                         \
    "pathway,Short/1 carer,control,,,carer,\n"                                                     \
    "pathway,Short/1 carer,approval,,,60%,\n"

static const mean_case CASES[] = {
    {.name = "rates on totals",
        .sheet = TIME "stock,all,children,120,\n"
                      "population,2019/20,children,40000,\n"
                      "population,2021/22,children,50000,\n"
                      "admissions,a,count,40,60\n"
                      "admissions,a,growth,5,\n"
                      "admissions,b,rate,6,\n"
                      "admissions,b,rate from 2021-01,9,\n"
                      "exit,home,rate,0.4,\n"
                      "exit,home,rate from 2020-10,0.8,0.2\n"
                      "exit,sgo,rate,0.2,\n"},
    {.name = "counts on totals",
        .sheet = TIME "stock,all,children,150,\n"
                      "admissions,a,count,60,\n"
                      "admissions,a,variance_ratio,2,\n"
                      "admissions,b,count,24,36\n"
                      "exit,home,count,36,\n"
                      "exit,home,variance_ratio,3,1\n"
                      "exit,sgo,count,30,\n"
                      "unreconciled,all,count,-20,17\n"
                      "intervention,L,effect,exits,\n"
                      "intervention,L,route,sgo,\n"
                      "intervention,L,children,30,\n"
                      "intervention,L,success,40%,80%\n"
                      "intervention,L,ramp_months,6,\n"
                      "intervention,M,effect,multiply,\n"
                      "intervention,M,acts_on,exit/home,\n"
                      "intervention,M,factor,0.7,1.3\n"
                      "intervention,N,effect,add,\n"
                      "intervention,N,acts_on,exit/sgo,\n"
                      "intervention,N,amount,12,-6\n",
        .variance_ratio = 3},
    {.name = "thinned counts on totals",
        .sheet = TIME "stock,all,children,400,\n"
                      "admissions,a,count,90,\n"
                      "admissions,a,variance_ratio,3,\n"
                      "exit,home,count,40,\n"
                      "exit,home,variance_ratio,2,\n"
                      "intervention,M,effect,multiply,\n"
                      "intervention,M,acts_on,admissions,\n"
                      "intervention,M,factor,0.5,1.5\n"
                      "intervention,N,effect,multiply,\n"
                      "intervention,N,acts_on,exit/home,\n"
                      "intervention,N,factor,0.3,1.4\n",
        .variance_ratio = 3},
    {.name = "ages, months in care and placements",
        .sheet = TABLES STREAMS,
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES},
    {.name = "filters of routes, dated",
        .sheet = TABLES STREAMS "exit,home,rate,0.6,\n"
                                "exit,home,rate from 2021-04,1.2,0\n"
                                "exit,home,from_age,5,\n"
                                "exit,home,to_age,15,\n"
                                "exit,other,rate,0.3,\n"
                                "exit,other,placement,home;kin,\n"
                                "move,foster > home,rate,0.4,\n"
                                "move,foster > home,rate from 2020-07,0.8,\n",
        .opening = OPENING,
        .rates = NO_RATES,
        .admission_ages = AGES},
    {.name = "factors and amounts",
        .sheet = TABLES STREAMS "intervention,A,effect,multiply,\n"
                                "intervention,A,acts_on,admissions/starts,\n"
                                "intervention,A,factor,0.6,1.5\n"
                                "intervention,A,from_age,10,\n"
                                "intervention,A,start,2020-10,\n"
                                "intervention,A,ramp_months,8,\n"
                                "intervention,B,effect,add,\n"
                                "intervention,B,acts_on,admissions,\n"
                                "intervention,B,amount,18,-12\n"
                                "intervention,B,placement,home,\n"
                                "intervention,C,effect,multiply,\n"
                                "intervention,C,acts_on,exit/home,\n"
                                "intervention,C,factor,1.8,0\n"
                                "intervention,C,to_age,12,\n"
                                "intervention,C,start,2020-08,\n"
                                "intervention,C,end,2021-07,\n"
                                "intervention,D,effect,add,\n"
                                "intervention,D,acts_on,exit/sgo,\n"
                                "intervention,D,amount,0.5,\n"
                                "intervention,D,placement,foster;home,\n"
                                "intervention,D,ramp_months,12,\n"
                                "intervention,E,effect,multiply,\n"
                                "intervention,E,acts_on,move/foster > kin,\n"
                                "intervention,E,factor,0.2,3\n"
                                "intervention,E,to_age,6,\n",
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES},
    {.name = "unknown ages and mixes that are missing",
        .sheet = TABLES "admissions,starts,count,60,\n"
                        "admissions,late,count,24,12\n"
                        "admissions,late,ages,14-16:50%; 17:50%,\n"
                        "admissions,late,placement,kin:30%; home:70%,\n"
                        "exit,home,rate,0.5,\n"
                        "exit,sgo,rate,0.4,\n"
                        "exit,sgo,to_age,11,\n",
        .opening = OPENING ",,kin,14\n",
        .rates = NO_RATES,
        .admission_ages = NO_AGES "starts,,,,1\n"},
    {.name = "short stays",
        .sheet = TABLES "admissions,starts,count,200,\n"
                        "exit,home,rate,15,\n"
                        "exit,home,from_age,10,\n"
                        "exit,sgo,rate,50,\n"
                        "exit,sgo,placement,kin,\n"
                        "move,foster > kin,rate,30,\n"
                        "move,foster > home,rate,10,\n"
                        "move,home > foster,rate,20,\n",
        .opening = OPENING,
        .rates = NO_RATES,
        .admission_ages = NO_AGES "starts,0,17,foster,0.5\n"
                                  "starts,0,17,home,0.3\n"
                                  "starts,0,17,kin,0.2\n"},
    /* an opening of one kind, so that whom a list names makes no difference */
    {.name = "lists beside rates",
        .sheet = TIME "stock,all,children,150,\n"
                      "admissions,a,count,60,\n"
                      "exit,home,rate,0.3,\n"
                      "intervention,L,effect,exits,\n"
                      "intervention,L,route,home,\n"
                      "intervention,L,children,30,\n"
                      "intervention,L,success,50%,100%\n"
                      "intervention,M,effect,exits,\n"
                      "intervention,M,route,sgo,\n"
                      "intervention,M,children,20,\n"
                      "intervention,M,success,75%,0%\n"
                      "intervention,M,start,2021-01,\n"
                      "intervention,M,end,2021-06,\n",
        .slack = 0.02},
    /* evenly, however long a child has been there: keys for life would spare those of the start, for the
     * least keys among them go first */
    {.name = "whom lists and counts pick",
        .sheet = TIME "stock,old,children,100,\n"
                      "stock,new,children,0,\n"
                      "admissions,all,count,120,\n"
                      "admissions,all,placement,new:100%,\n"
                      "exit,home,count,0,48\n"
                      "intervention,L,active,yes,no\n"
                      "intervention,L,effect,exits,\n"
                      "intervention,L,route,sgo,\n"
                      "intervention,L,children,100,\n",
        .slack = 0.1},
    {.name = "lists with filters",
        .sheet = TABLES STREAMS "intervention,L,effect,exits,\n"
                                "intervention,L,route,sgo,\n"
                                "intervention,L,children,12,\n"
                                "intervention,L,success,60%,\n"
                                "intervention,L,placement,kin,\n"
                                "intervention,M,effect,exits,\n"
                                "intervention,M,route,home,\n"
                                "intervention,M,children,15,\n"
                                "intervention,M,success,40%,80%\n"
                                "intervention,M,from_age,10,\n"
                                "intervention,M,ramp_months,12,\n",
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES,
        .slack = 0.15},
    {.name = "counts with filters beside rates",
        .sheet = TABLES STREAMS "exit,other,count,12,\n"
                                "exit,other,from_age,5,\n"
                                "exit,returned,count,18,24\n"
                                "exit,returned,variance_ratio,2,\n"
                                "exit,returned,placement,home;foster,\n"
                                "unreconciled,all,count,-12,12\n"
                                "unreconciled,all,count from 2021-04,12,-12\n"
                                "intervention,C,effect,multiply,\n"
                                "intervention,C,acts_on,exit/returned,\n"
                                "intervention,C,factor,0.5,1.5\n"
                                "intervention,C,from_age,10,\n"
                                "intervention,D,effect,add,\n"
                                "intervention,D,acts_on,exit/returned,\n"
                                "intervention,D,amount,6,\n"
                                "intervention,D,to_age,9,\n",
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES,
        .slack = 0.25,
        .unmet = 0.5,
        .variance_ratio = 2},
    {.name = "returns after every exit",
        .sheet = TABLES STREAMS "admissions,starts,first_entries_only,yes,\n"
                                "admissions,asylum,first_entries_only,yes,\n"
                                "reentry,home,rates,0-2:2; 3-8:0.7; 9-1200:0.2,\n"
                                "reentry,sgo,rates,0-11:0.5,\n",
        .opening = OPENING ",3,kin,14\n",
        .rates = RATES,
        .admission_ages = AGES},
    {.name = "returns after added exits, and a shift",
        .sheet = TABLES STREAMS "reentry,home,rates,0-2:2; 3-8:0.7,\n"
                                "reentry,sgo,rates,0-11:3,\n"
                                "exit,other,count,10,\nreentry,other,rates,0-5:4,\n"
                                "intervention,C,effect,multiply,\n"
                                "intervention,C,acts_on,exit/home,\n"
                                "intervention,C,factor,1.8,2\n"
                                "intervention,C,to_age,12,\n"
                                "intervention,C,start,2020-08,\n"
                                "intervention,C,end,2021-07,\n"
                                "intervention,D,effect,add,\n"
                                "intervention,D,acts_on,exit/sgo,\n"
                                "intervention,D,amount,0.5,\n"
                                "intervention,D,placement,foster;home,\n"
                                "intervention,G,effect,multiply,\n"
                                "intervention,G,acts_on,exit/other,\n"
                                "intervention,G,factor,1.5,\n"
                                "intervention,S,effect,shift,\n"
                                "intervention,S,acts_on,move/foster > kin,\n"
                                "intervention,S,children,10,\n"
                                "intervention,S,success,70%,\n"
                                "intervention,S,to_age,9,\n"
                                "intervention,L,effect,exits,\n"
                                "intervention,L,route,sgo,\n"
                                "intervention,L,children,10,\n"
                                "intervention,L,success,80%,\n"
                                "intervention,L,placement,foster,\n",
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES,
        .slack = 0.02},
    /* totals, where nothing depends on whom a programme identifies: exact */
    {.name = "pathways on totals",
        .sheet =
            "section,item,field,low,high,A,B\n"
            "time,,start,,,2020-04,\n"
            "time,,end,,,2022-03,\n"
            "stock,all,children,,,150,\n"
            "admissions,a,count,,,60,\n"
            "exit,home,rate,,,0.3,\n"
            "exit,sgo,rate,,,0.1,0.5\n"
            "exit,sgo,support_weekly,,,100,\n"
            "exit,sgo,support_weeks,,,20,\n"
            "intervention,P,cost_per_child,,,1000,\n" COURT "intervention,P,effect,,,pathway,\n"
            "intervention,P,pathway,,,Court,\n"
            "intervention,P,route,,,sgo,\n"
            "intervention,P,children,,,40,60\n"
            "intervention,P,success,,,70%,\n"
            "intervention,Q,effect,,,pathway,\n"
            "intervention,Q,pathway,,,Short,\n"
            "intervention,Q,route,,,home,\n"
            "intervention,Q,children,,,25,\n"
            "intervention,Q,start,,,2020-11,\n"},
    {.name = "pathways beside a list and returns",
        .sheet = "section,item,field,low,high,A,B\n"
                 "time,,start,,,2020-04,\n"
                 "time,,end,,,2022-03,\n"
                 "stock,all,children,,,180,\n"
                 "admissions,a,count,,,60,\n"
                 "exit,home,rate,,,0.3,\n"
                 "reentry,sgo,rates,,,0-1200:2,\n"
                 "exit,sgo,support_weekly,,,100,\n"
                 "exit,home,support_weekly,,,100,\n"
                 "intervention,L,cost_per_child,,,1000,\n" COURT "intervention,L,effect,,,exits,\n"
                 "intervention,L,route,,,home,\n"
                 "intervention,L,children,,,30,\n"
                 "intervention,L,success,,,60%,\n"
                 "intervention,P,effect,,,pathway,\n"
                 "intervention,P,pathway,,,Court,\n"
                 "intervention,P,route,,,sgo,\n"
                 "intervention,P,children,,,40,60\n"
                 "intervention,P,success,,,80%,\n"
                 "intervention,Q,effect,,,pathway,\n"
                 "intervention,Q,pathway,,,Short,\n"
                 "intervention,Q,route,,,sgo,\n"
                 "intervention,Q,children,,,25,\n"
                 "intervention,Q,start,,,2021-03,\n",
        .slack = 0.02},
    {.name = "pathways with filters, counts and moves",
        .sheet = "section,item,field,low,high,A,B\n"
                 "time,,start,,,2020-04,\ntime,,end,,,2022-03,\n"
                 "data,,opening,,,opening.csv,\ndata,,rates,,,rates.csv,\n"
                 "data,,admission_ages,,,ages.csv,\n"
                 "admissions,starts,count,,,90,\nadmissions,asylum,count,,,12,\n" COURT
                 "exit,returned,count,,,12,\n"
                 "unreconciled,all,count,,,-6,\n"
                 "intervention,P,effect,,,pathway,\n"
                 "intervention,P,pathway,,,Court,\n"
                 "intervention,P,route,,,sgo,\n"
                 "intervention,P,children,,,15,\n"
                 "intervention,P,success,,,80%,50%\n"
                 "intervention,P,to_age,,,13,\n"
                 "intervention,P,placement,,,foster;kin,\n"
                 "intervention,Q,effect,,,pathway,\n"
                 "intervention,Q,pathway,,,Short,\n"
                 "intervention,Q,route,,,sgo,\n"
                 "intervention,Q,children,,,12,\n"
                 "intervention,Q,from_age,,,12,\n"
                 "intervention,Q,start,,,2020-11,\n",
        .opening = OPENING,
        .rates = RATES,
        .admission_ages = AGES,
        .slack = 0.05},
};

static void run_case(test_study *out, const mean_case *self)
{
    if (self->opening == NULL) {
        study_must_run(out, self->sheet, NULL);
    } else {
        study_must_run(out, self->sheet, "opening.csv", self->opening, "rates.csv", self->rates,
            "ages.csv", self->admission_ages, NULL);
    }
}

static void means_are_the_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        test_study study;
        run_case(&study, &CASES[i]);
        compare(&CASES[i], &study, "A");
        compare(&CASES[i], &study, "B");
        study_free(&study);
    }
    assert_int_equal(n_far, 0);
    assert_true(n_cells > 3000 && n_cells <= MOST_CELLS);
    assert_true(n_variances > 200);
}

/* Children of a tracker: 50 and 139 of 28 to 140 days in the first stage (the last of whom has a day left), 20 of 84
 * in the second, and one who waits. */
static void cases_under_way(void **state)
{
    (void)state;
    static const mean_case CASE = {.name = "cases of a tracker",
        .sheet = "section,item,field,low,high,A,B\n"
                 "time,,start,,,2020-04,\ntime,,end,,,2021-12,\n"
                 "data,,opening,,,opening.csv,\ndata,,rates,,,rates.csv,\n"
                 "data,,admission_ages,,,ages.csv,\n"
                 "admissions,starts,count,,,90,\nadmissions,asylum,count,,,12,\n" COURT
                 "intervention,P,effect,,,pathway,\n"
                 "intervention,P,pathway,,,Court,\n"
                 "intervention,P,route,,,sgo,\n"
                 "intervention,P,children,,,15,\n"
                 "intervention,P,start,,,2020-07,\n"
                 "intervention,P,success,,,80%,\n",
        .opening = OPENING "9,10,foster,1\n10,3,kin,1\n15,3,home,1\n5,3,home,1\n",
        .rates = RATES,
        .admission_ages = AGES,
        .slack = 0.05};
    lac_case cases[] = {{.stage = 0, .elapsed = 50}, {.stage = 0, .elapsed = 139},
        {.stage = 1, .elapsed = 20}, {.stage = -1}};
    test_study study;
    run_case(&study, &CASE);
    n_far = 0;
    lac_model *model = &study.results.models[scenario_of(&study, "A")];
    int n = 0;
    for (int g = 0; g < model->n_opening; g++) {
        if (model->opening[g].children == 1) {
            assert_true(n < (int)COUNT(cases));
            cases[n++].group = g;
        }
    }
    assert_int_equal(n, COUNT(cases));
    model->cases = cases;
    model->n_cases = n;
    compare(&CASE, &study, "A");
    assert_int_equal(n_far, 0);
    study_free(&study);
}

/* 50 years at constant rates: nothing is lost or gained on the way. */
static void long_horizon(void **state)
{
    (void)state;
    static const mean_case CASE = {.name = "50 years",
        .sheet = "section,item,field,A\n"
                 "time,,start,2020-04\n"
                 "time,,end,2070-03\n"
                 "stock,foster,children,60\n"
                 "stock,kin,children,20\n"
                 "admissions,all,count,36\n"
                 "admissions,all,placement,foster:80%; kin:20%\n"
                 "exit,home,rate,0.35\n"
                 "move,foster > kin,rate,0.4\n"
                 "move,kin > foster,rate,0.1\n"};
    test_study study;
    run_case(&study, &CASE);
    n_far = 0;
    compare(&CASE, &study, "A");
    assert_int_equal(n_far, 0);
    study_free(&study);
}

/* ---- the same luck ---- */

/* A replicate hangs on its number alone: not on what was run before, nor on the one who runs it. */
static void replicates_are_addressed(void **state)
{
    (void)state;
    test_study study;
    simulation one;
    simulation other;
    run_case(&study, &CASES[COUNT(CASES) - 1]);
    simulation_begin(&one, &study, "A");
    simulation_begin(&other, &study, "A");
    for (uint32_t r = 0; r < 20; r++) {
        simulation_run(&one, SEED, r);
        simulation_run(&other, SEED, 19 - r);
        simulation_run(&other, SEED, r);
        assert_memory_equal(one.counts, other.counts, one.n_counts * sizeof *one.counts);
    }
    simulation_run(&other, SEED + 1, 19);
    assert_memory_not_equal(one.counts, other.counts, one.n_counts * sizeof *one.counts);
    simulation_run(&other, SEED, 20);
    assert_memory_not_equal(one.counts, other.counts, one.n_counts * sizeof *one.counts);
    simulation_end(&one);
    simulation_end(&other);
    study_free(&study);
}

#define LEVERS(success, factor)                                                                    \
    "intervention,L,effect,exits,,\n"                                                              \
    "intervention,L,route,sgo,,\n"                                                                 \
    "intervention,L,children,25,,\n"                                                               \
    "intervention,L,success," success "\n"                                                         \
    "intervention,L,from_age,4,,\n"                                                                \
    "intervention,A,effect,multiply,,\n"                                                           \
    "intervention,A,acts_on,admissions/starts,,\n"                                                 \
    "intervention,A,factor," factor "\n"
#define THREE                                                                                      \
    "section,item,field,A,B,C\n"                                                                   \
    "time,,start,2020-04,,\n"                                                                      \
    "time,,end,2022-03,,\n"                                                                        \
    "data,,opening,opening.csv,,\n"                                                                \
    "data,,rates,rates.csv,,\n"                                                                    \
    "data,,admission_ages,ages.csv,,\n"                                                            \
    "admissions,starts,count,90,,\n"                                                               \
    "admissions,asylum,count,12,,\n"

/* A list that succeeds more often takes all whom the other took, and more: never more children are left,
 * never fewer have gone; the same of fewer admissions. Every replicate and month. */
static void more_is_a_superset(void **state)
{
    (void)state;
    static const char *const SHEETS[] = {
        THREE LEVERS("25%,50%,100%", "1,,"), THREE LEVERS("50%,,", "1,0.8,0.3")};
    for (size_t i = 0; i < COUNT(SHEETS); i++) {
        test_study study;
        simulation it[3];
        int64_t fewer = 0;
        study_must_run(
            &study, SHEETS[i], "opening.csv", OPENING, "rates.csv", RATES, "ages.csv", AGES, NULL);
        for (int s = 0; s < 3; s++) {
            simulation_begin(&it[s], &study, s == 0 ? "A" : s == 1 ? "B" : "C");
        }
        for (uint32_t r = 0; r < 1000; r++) {
            int64_t gone[3] = {0};
            for (int s = 0; s < 3; s++) {
                simulation_run(&it[s], SEED, r);
            }
            for (int m = 0; m < 24; m++) {
                for (int s = 0; s < 3; s++) {
                    gone[s] += count_of(&it[s], "exits", m);
                }
                for (int s = 1; s < 3; s++) {
                    const int64_t more = count_of(&it[s - 1], "closing_stock", m);
                    const int64_t less = count_of(&it[s], "closing_stock", m);
                    assert_true(less <= more);
                    assert_true(i == 1 || gone[s] >= gone[s - 1]);
                    fewer += more - less;
                }
            }
        }
        assert_true(fewer > 1000);
        for (int s = 0; s < 3; s++) {
            simulation_end(&it[s]);
        }
        study_free(&study);
    }
}

/* The same children in both: the difference of two scenarios varies far less than it would between
 * replicates of their own. */
static void differences_are_paired(void **state)
{
    (void)state;
    enum { N = 2000 };
    test_study study;
    simulation it[2];
    double sum[2] = {0};
    double squares[2] = {0};
    double difference = 0;
    double difference_squares = 0;
    run_case(&study, &(mean_case){.sheet = TABLES STREAMS "intervention,M,effect,multiply,\n"
                                                          "intervention,M,acts_on,exit/home,\n"
                                                          "intervention,M,factor,1,1.2\n",
                         .opening = OPENING,
                         .rates = RATES,
                         .admission_ages = AGES});
    simulation_begin(&it[0], &study, "A");
    simulation_begin(&it[1], &study, "B");
    for (uint32_t r = 0; r < N; r++) {
        double closing[2];
        for (int s = 0; s < 2; s++) {
            simulation_run(&it[s], SEED, r);
            closing[s] = (double)count_of(&it[s], "closing_stock", 23) - 100;
            sum[s] += closing[s];
            squares[s] += closing[s] * closing[s];
        }
        difference += closing[0] - closing[1];
        difference_squares += (closing[0] - closing[1]) * (closing[0] - closing[1]);
    }
    const double unpaired =
        (squares[0] - sum[0] * sum[0] / N + squares[1] - sum[1] * sum[1] / N) / (N - 1);
    const double paired = (difference_squares - difference * difference / N) / (N - 1);
    assert_true(difference > N);        /* at least a child a replicate */
    assert_true(paired < unpaired / 4); /* half the standard deviation */
    simulation_end(&it[0]);
    simulation_end(&it[1]);
    study_free(&study);
}

/* ---- any study ---- */

/* Random studies of every kind: whole children (simulation_run looks), and a scenario without cells of its
 * own has the numbers of the reference, replicate by replicate. */
static void random_studies_hold(void **state)
{
    (void)state;
    enum { STUDIES = 240 };
    static const char *const NAMES[RANDOM_SCENARIOS] = {"A", "B", "C", "Blank"};
    for (uint64_t i = 0; i < STUDIES; i++) {
        static random_study random;
        test_study study;
        simulation it[RANDOM_SCENARIOS];
        random_study_make(&random, i);
        random_study_must_run(&study, &random, NULL);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            simulation_begin(&it[s], &study, NAMES[s]);
        }
        for (uint32_t r = 0; r < 3; r++) {
            for (int s = 0; s < RANDOM_SCENARIOS; s++) {
                simulation_run(&it[s], i, r);
            }
            assert_memory_equal(it[0].counts, it[3].counts, it[0].n_counts * sizeof *it[0].counts);
        }
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            simulation_end(&it[s]);
        }
        study_free(&study);
    }
}

/* 80,000 children at the start and 30,000 admissions a year, as many as a country has: one replicate is
 * within 7.5 standard deviations of the mean; those of a sum of Bernoullis and Poissons are at most the
 * root of the mean. */
static void a_country(void **state)
{
    (void)state;
    test_study study;
    simulation it;
    lac_track track = {0};
    study_must_run(&study,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2025-03\n"
        "data,,opening,opening.csv\n"
        "data,,rates,rates.csv\n"
        "data,,admission_ages,ages.csv\n"
        "admissions,starts,count,30000\n"
        "admissions,asylum,count,1200\n",
        "opening.csv",
        "age_years,months_in_care,placement,children\n"
        "0,0,foster,10000\n"
        "3,5,foster,15000\n"
        "8,14,kin,20000\n"
        "12,3,home,15000\n"
        "16,26,foster,20000\n",
        "rates.csv", RATES, "ages.csv", AGES, NULL);
    simulation_begin(&it, &study, "A");
    assert_int_equal(lac_expected_run(&track, it.model, it.measures), LAC_OK);
    simulation_run(&it, SEED, 0);
    for (int m = 0; m < 60; m++) {
        static const char *const MEASURES[] = {
            "closing_stock", "stock_kin", "exits_home", "exits_ageing_out", "admissions_starts"};
        for (size_t i = 0; i < COUNT(MEASURES); i++) {
            const double mean = track.mean[measure_of(&study, MEASURES[i]) * 60 + m];
            const double count = (double)count_of(&it, MEASURES[i], m);
            if (!(fabs(count - mean) < MOST_Z * sqrt(mean) + 1)) {
                fail_msg("%s in month %d: %g, expected %g", MEASURES[i], m, count, mean);
            }
        }
    }
    lac_track_free(&track);
    simulation_end(&it);
    study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_are_the_expected),
        cmocka_unit_test(cases_under_way),
        cmocka_unit_test(long_horizon),
        cmocka_unit_test(replicates_are_addressed),
        cmocka_unit_test(more_is_a_superset),
        cmocka_unit_test(differences_are_paired),
        cmocka_unit_test(random_studies_hold),
        cmocka_unit_test(a_country),
    };
    return cmocka_run_group_tests_name("simulated means", tests, NULL, NULL);
}
