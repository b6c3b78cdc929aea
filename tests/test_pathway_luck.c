/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways in whole children: luck that scenarios share, distributions against closed forms, and sums
 * that hold in any study. */
#include "engine/replicate.h"
#include "model/unknown.h"
#include "random_study.h"
#include "simulation.h"
#include "study_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const uint64_t SEED = 20250401;
enum { REPLICATES = 4000, FEW = 60 };
/* All statistical checks of this file together (fewer than 150) fail a right engine once in a million seeds. */
static const double FALSE_ALARM = 1e-6 / 150;

#define HEAD(end)                                                                                  \
    "section,item,field,A,B\n"                                                                     \
    "time,,start,2017-04,\n"                                                                       \
    "time,,end," end ",\n"

/* Two stages of 91 and 70 days. */
#define STAGES                                                                                     \
    "pathway,SGO/1 team,weeks,13,\npathway,SGO/1 team,control,council,\n"                          \
    "pathway,SGO/2 court,weeks,10,\npathway,SGO/2 court,control,court,\n"

#define PROGRAMME(name, children, children_b, start)                                               \
    "intervention," name ",effect,pathway,\nintervention," name ",pathway,SGO,\n"                  \
    "intervention," name ",route,sgo,\nintervention," name ",start," start ",\n"                   \
    "intervention," name ",children," children "," children_b "\n"

/* A stock that moves, without anything that picks children. */
#define LIVELY                                                                                     \
    "stock,foster,children,80,\nstock,kin,children,60,\n"                                          \
    "admissions,all,count,60,\nexit,home,rate,0.4,\nexit,sgo,rate,0.2,\n"                          \
    "move,foster > kin,rate,0.5,\n"

/* Both scenarios of a study, replicate by replicate. */
typedef struct {
    test_study study;
    simulation a;
    simulation b;
} pair;

static void pair_begin(pair *self, const char *sheet)
{
    study_must_run(&self->study, sheet, NULL);
    simulation_begin(&self->a, &self->study, "A");
    simulation_begin(&self->b, &self->study, "B");
}

static void pair_run(pair *self, uint32_t replicate)
{
    simulation_run(&self->a, SEED, replicate);
    simulation_run(&self->b, SEED, replicate);
}

static void pair_end(pair *self)
{
    simulation_end(&self->a);
    simulation_end(&self->b);
    study_free(&self->study);
}

static void check_same(const pair *self)
{
    assert_memory_equal(self->a.counts, self->b.counts, self->a.n_counts * sizeof *self->a.counts);
}

static int64_t total_of(const simulation *it, const char *measure)
{
    int64_t sum = 0;
    for (int m = 0; m < it->model->n_months; m++) {
        sum += count_of(it, measure, m);
    }
    return sum;
}

/* ---- the same luck ---- */

/* The first 10 of 80 are the 10, in their order, whoever has come and gone until then. */
static void ten_are_among_eighty(void **state)
{
    (void)state;
    pair p;
    int fostered = 0;
    pair_begin(&p, HEAD("2019-03") LIVELY STAGES PROGRAMME("P", "10", "80", "2018-02")
                       PROGRAMME("Q", "0", "30", "2018-10"));
    for (uint32_t r = 0; r < FEW; r++) {
        pair_run(&p, r);
        const lac_cases *few = &p.a.stochastic->cases;
        const lac_cases *many = &p.b.stochastic->cases;
        assert_int_equal(few->n, 10);
        assert_int_equal(many->n, 110);
        for (int i = 0; i < 10; i++) {
            assert_int_equal(few->items[i].who.family, many->items[i].who.family);
            assert_int_equal(few->items[i].who.member, many->items[i].who.member);
            assert_int_equal(few->items[i].until, many->items[i].until);
            fostered += few->items[i].who.family == LAC_FAMILY_OPENING;
        }
    }
    /* some of the children of the first row of the opening, and others */
    assert_true(fostered > FEW && fostered < 9 * FEW);
    pair_end(&p);
}

/* A programme, pathway, team or list that is not active, or looks for nobody, changes nothing for the others,
 * whose draws are of their own numbers; so two scenarios that mean the same are the same. */
static void what_is_not_active_changes_no_luck(void **state)
{
    (void)state;
    pair p;
    int64_t orders = 0;
    pair_begin(&p, HEAD("2019-03") LIVELY STAGES
        "pathway,Adoption/1 x,weeks,4,\npathway,Adoption/1 x,control,court,\n"
        "pathway,SGO/1 team,approval,80%,\n"
        "intervention,A,active,no,yes\n" PROGRAMME("A", "0", "", "2017-04")
            PROGRAMME("M", "30", "", "2017-08") "intervention,M,success,70%,\n"
                                                "intervention,M,staff,team,\n"
                                                "staff,team,workers,2,\nstaff,team,cases_each,4,\n"
                                                "intervention,N,active,no,yes\n"
                                                "intervention,N,effect,exits,\n"
                                                "intervention,N,route,home,\n"
                                                "intervention,N,children,20,\n"
                                                "intervention,N,success,0%,\n"
                                                "intervention,Z,effect,exits,\n"
                                                "intervention,Z,route,home,\n"
                                                "intervention,Z,children,20,\n"
                                                "intervention,Z,success,60%,\n");
    for (uint32_t r = 0; r < FEW; r++) {
        pair_run(&p, r);
        check_same(&p);
        orders += total_of(&p.a, "pathway_ordered_sgo");
    }
    assert_true(orders > 5 * FEW);
    pair_end(&p);
}

/* A team without end, or starts without end, is no limit: byte for byte. */
static void unlimited_staff_is_no_limit(void **state)
{
    (void)state;
    static const char *const LIMITS[] = {
        "intervention,P,staff,,team\nstaff,team,workers,1000,\nstaff,team,cases_each,1000,\n",
        "intervention,P,starts_per_month,,1000000\n"};
    for (int i = 0; i < 2; i++) {
        char sheet[2000];
        pair p;
        snprintf(sheet, sizeof sheet, "%s%s",
            HEAD("2019-03") LIVELY STAGES PROGRAMME(
                "P", "60", "", "2017-06") "pathway,SGO/1 team,approval,70%,\n",
            LIMITS[i]);
        pair_begin(&p, sheet);
        assert_true(
            (p.a.model->programmes[0].pool < 0) && (p.a.model->programmes[0].starts == NULL));
        assert_true((p.b.model->programmes[0].pool >= 0) == (i == 0));
        for (uint32_t r = 0; r < FEW; r++) {
            pair_run(&p, r);
            check_same(&p);
            assert_int_equal(count_of(&p.a, "pathway_started_sgo", 2), 60);
        }
        pair_end(&p);
    }
}

/* With rates, counts, places and returns, but no list: who is on a pathway that brings no order lives like
 * everybody else. */
static void no_success_is_no_programme(void **state)
{
    (void)state;
    pair p;
    pair_begin(&p, HEAD("2019-03") LIVELY STAGES
        "exit,away,count,20,\nunreconciled,all,count,-6,\nplacement,kin,capacity,70,\n"
        "reentry,home,rates,0-1200:1,\nadmissions,all,first_entries_only,yes,\n"
        "intervention,P,active,no,yes\n"
        "intervention,P,success,0%,\n" PROGRAMME("P", "60", "", "2017-06"));
    for (uint32_t r = 0; r < FEW; r++) {
        pair_run(&p, r);
        const int first = p.a.measures->pathways[0].identified;
        const int last = p.a.measures->pathways[0].released;
        for (int i = 0; i < p.a.measures->n; i++) {
            const bool of_pathway = i >= first && i <= last;
            if (!of_pathway && strcmp(p.a.measures->items[i].unit, "children") == 0) {
                assert_memory_equal(
                    p.a.counts + (size_t)i * 24, p.b.counts + (size_t)i * 24, 24 * sizeof(int64_t));
            }
        }
        assert_int_equal(total_of(&p.a, "pathway_identified_sgo"), 0);
        assert_int_equal(count_of(&p.b, "pathway_identified_sgo", 2), 60);
        assert_true(total_of(&p.b, "pathway_lost_sgo_court") > 0);
    }
    pair_end(&p);
}

/* Where no limit binds a higher success, or a higher approval, is a superset: at least as many orders in
 * every month of every replicate. */
static void a_higher_share_is_a_superset(void **state)
{
    (void)state;
    static const char *const SHARES[] = {
        "intervention,P,success,50%,60%\n", "pathway,SGO/1 team,approval,50%,60%\n"};
    for (int i = 0; i < 2; i++) {
        char sheet[2000];
        int64_t more = 0;
        pair p;
        snprintf(sheet, sizeof sheet, "%s%s",
            HEAD("2019-03") LIVELY STAGES "pathway,SGO/3 late,weeks,1,\npathway,SGO/3 late,control,"
                                          "carer,\n" PROGRAMME("P", "80", "", "2017-06"),
            SHARES[i]);
        pair_begin(&p, sheet);
        for (uint32_t r = 0; r < FEW; r++) {
            pair_run(&p, r);
            for (int m = 0; m < 24; m++) {
                const int64_t gain = count_of(&p.b, "pathway_ordered_sgo", m) -
                                     count_of(&p.a, "pathway_ordered_sgo", m);
                assert_true(gain >= 0);
                more += gain;
            }
        }
        assert_true(more > 2 * FEW); /* a tenth of those who are left of 80: about 6 */
        pair_end(&p);
    }
}

/* ---- distributions ---- */

enum { SERIES = 16 };
static int64_t values[SERIES][REPLICATES];

typedef struct {
    const char *measure;
    int m;
} cell;

static void collect(const test_study *s, const cell *cells, size_t n)
{
    simulation it;
    simulation_begin(&it, s, "A");
    for (int r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, (uint32_t)r);
        for (size_t i = 0; i < n; i++) {
            values[i][r] = count_of(&it, cells[i].measure, cells[i].m);
        }
    }
    simulation_end(&it);
}

static void check_binomial(size_t series, cell at, int children, double p)
{
    static distribution expected;
    double sum = 0;
    distribution_certain(&expected, 0);
    distribution_add_binomial(&expected, children, p);
    check_distribution(values[series], REPLICATES, &expected, FALSE_ALARM, at.measure, at.m);
    for (int r = 0; r < REPLICATES; r++) {
        sum += (double)values[series][r] - children * p;
    }
    check_z(sum / sqrt(REPLICATES * children * p * (1 - p)), FALSE_ALARM, at.measure, at.m);
}

/* Share of a triangle from low to high with its top at mode that lies below weeks (Evans, Hastings and
 * Peacock 2000, chapter 40), by Simpson's rule on its density, which is exact on each side. */
static double triangle_below(double low, double mode, double high, double weeks)
{
    double sum = 0;
    for (int side = 0; side < 2; side++) {
        const double from = side == 0 ? low : mode;
        const double to = fmin(side == 0 ? mode : high, weeks);
        const double height = 2 / (high - low);
        const double slope = side == 0 ? height / (mode - low) : -height / (high - mode);
        const double start = side == 0 ? 0 : height;
        if (to > from) {
            const double width = to - from;
            sum += width * (start + start + slope * width) / 2;
        }
    }
    return sum;
}

/* Probabilities of 0 to n - 1 days: weeks to the nearest day. */
static void triangle_days(double low, double mode, double high, double *out, int n)
{
    for (int d = 0; d < n; d++) {
        out[d] = triangle_below(low, mode, high, (d + 0.5) / 7) -
                 triangle_below(low, mode, high, (d - 0.5) / 7);
    }
}

/* Days of 4 to 20 weeks, 10 the most likely. Above 10 weeks the share up to w is 1 - (20 - w)^2 / 160: 0.68747
 * up to 90.5 days, 0.69997 up to 91.5; the word is 0.698492 of 2^32. The ends: 28 and 140 days. */
static void check_words(const test_study *s)
{
    simulation it;
    simulation_begin(&it, s, "A");
    const lac_length *team = &it.course->stages.length[0];
    assert_int_equal(lac_length_draw(team, 3000000000U), 91);
    assert_int_equal(lac_length_draw(team, 0), 28);
    assert_int_equal(lac_length_draw(team, UINT32_MAX), 140);
    simulation_end(&it);
}

/* Two stages of 4 to 20 (10) and 6 to 12 (7) weeks with approvals of 80 and 90 % and a success of 70 %, 60
 * children, nothing else: the day of an order is the sum of two independent numbers of days; refused are 20 % at
 * the first, and of the others 1 - 0.9 x 0.7 at the second. Each child by itself. */
static void orders_are_binomial(void **state)
{
    (void)state;
    enum { N = 60, DAYS = 275 };
    static const int FIRST_DAY[] = {0, 30, 61, 91, 122, 153, 183, 214, 244, 275};
    static const cell CELLS[] = {{"pathway_lost_sgo_team", 1}, {"pathway_lost_sgo_team", 2},
        {"pathway_lost_sgo_court", 4}, {"pathway_ordered_sgo", 3}, {"pathway_ordered_sgo", 4},
        {"pathway_ordered_sgo", 5}, {"closing_stock", 8}};
    static double team[DAYS];
    static double court[DAYS];
    double ends[2][9] = {{0}};
    test_study s;
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2017-04\ntime,,end,,,2017-12\nstock,all,children,,,100\n"
        "pathway,SGO/1 team,weeks,4,20,10\npathway,SGO/1 team,control,,,council\n"
        "pathway,SGO/1 team,approval,,,80%\n"
        "pathway,SGO/2 court,weeks,6,12,7\npathway,SGO/2 court,control,,,court\n"
        "pathway,SGO/2 court,approval,,,90%\n"
        "intervention,P,effect,,,pathway\nintervention,P,pathway,,,SGO\n"
        "intervention,P,route,,,sgo\nintervention,P,children,,,60\n"
        "intervention,P,success,,,70%\n",
        NULL);
    check_words(&s);
    triangle_days(4, 10, 20, team, DAYS);
    triangle_days(6, 7, 12, court, DAYS);
    for (int a = 0; a < DAYS; a++) {
        for (int m = 0; m < 9; m++) {
            ends[0][m] += a >= FIRST_DAY[m] && a < FIRST_DAY[m + 1] ? team[a] : 0;
            for (int b = 0; b < DAYS - a; b++) {
                const bool in = a + b >= FIRST_DAY[m] && a + b < FIRST_DAY[m + 1];
                ends[1][m] += in ? team[a] * court[b] : 0;
            }
        }
    }
    double all = 0;
    for (int m = 0; m < 9; m++) {
        all += ends[1][m];
    }
    assert_within(all, 1, 1e-9); /* 32 weeks are over by then */
    collect(&s, CELLS, COUNT(CELLS));
    check_binomial(0, CELLS[0], N, 0.2 * ends[0][1]);
    check_binomial(1, CELLS[1], N, 0.2 * ends[0][2]);
    check_binomial(2, CELLS[2], N, 0.8 * (1 - 0.9 * 0.7) * ends[1][4]);
    for (size_t i = 3; i < 6; i++) {
        check_binomial(i, CELLS[i], N, 0.8 * 0.9 * 0.7 * ends[1][CELLS[i].m]);
    }
    for (int r = 0; r < REPLICATES; r++) {
        values[6][r] = 100 - values[6][r];
    }
    check_binomial(6, CELLS[6], N, 0.8 * 0.9 * 0.7);
    study_free(&s);
}

/* Rates of 0.6 and 0.3 a year, the own route's among them: of those on the pathway the share e = exp(-0.9 / 12)
 * is left after a month. The stage of 91 days ends on 1 July, after three months and in the fourth; the court's on
 * 9 September, in the sixth: an order needs 6 months. 60 children of whom 80 % are let through. */
static void background_exits_on_a_pathway(void **state)
{
    (void)state;
    static const cell CELLS[] = {{"pathway_left_sgo", 0}, {"pathway_left_sgo", 3},
        {"pathway_lost_sgo_team", 3}, {"pathway_ordered_sgo", 5}, {"pathway_left_sgo", 5},
        {"exits_sgo", 5}};
    const double e = exp(-0.9 / 12);
    test_study s;
    double sum = 0;
    study_must_run(&s,
        HEAD("2018-03") "stock,all,children,60,\nexit,home,rate,0.6,\nexit,sgo,rate,0.3,\n" STAGES
                        "pathway,SGO/1 team,approval,80%,\n" PROGRAMME("P", "60", "", "2017-04"),
        NULL);
    collect(&s, CELLS, COUNT(CELLS));
    check_binomial(0, CELLS[0], 60, 1 - e);
    check_binomial(1, CELLS[1], 60, pow(e, 3) * (1 - e));
    check_binomial(2, CELLS[2], 60, pow(e, 4) * 0.2);
    check_binomial(3, CELLS[3], 60, 0.8 * pow(e, 6));
    check_binomial(4, CELLS[4], 60, 0.8 * pow(e, 5) * (1 - e));
    /* orders, and a third of those who leave by rates, on the pathway or refused */
    const double share = 0.8 * pow(e, 6) + pow(e, 5) * (1 - e) / 3;
    for (int r = 0; r < REPLICATES; r++) {
        sum += (double)values[5][r] - 60 * share;
    }
    check_z(sum / sqrt(REPLICATES * 60 * share * (1 - share)), FALSE_ALARM, "exits_sgo", 5);
    check_binomial(5, CELLS[5], 60, share);
    study_free(&s);
}

/* 30 are identified evenly among 70 in fostering and 30 in kinship: those from fostering are hypergeometric;
 * a filter on kinship takes all of its 30 and no other. `unreconciled` takes 40 children in April, evenly: those on
 * the pathway among them are hypergeometric too. A count of 10 a month: given how many leave, so are
 * theirs. */
static void picking_is_even(void **state)
{
    (void)state;
    static const cell STOCKS[] = {
        {"stock_foster", 0}, {"stock_kin", 0}, {"exits", 0}, {"pathway_left_sgo", 0}};
    static const struct {
        const char *rows;
        int kind;
    } CASES[] = {{"pathway,SGO/1 team,weeks,1,\n", 0},
        {"pathway,SGO/1 team,weeks,1,\nintervention,P,placement,kin,\n", 1},
        {"pathway,SGO/1 team,weeks,30,\nunreconciled,all,count,-480,\n", 2},
        {"pathway,SGO/1 team,weeks,30,\nexit,home,count,120,\n", 3}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        static distribution expected;
        char sheet[2000];
        test_study s;
        double off = 0;
        double variance = 0;
        snprintf(sheet, sizeof sheet, "%s%s",
            HEAD("2017-04") "stock,foster,children,70,\nstock,kin,children,30,\n"
                            "pathway,SGO/1 team,control,council,\n" PROGRAMME(
                                "P", "30", "", "2017-04"),
            CASES[i].rows);
        study_must_run(&s, sheet, NULL);
        collect(&s, STOCKS, COUNT(STOCKS));
        memset(&expected, 0, sizeof expected);
        expected.n = 31;
        for (unsigned k = 0; k <= 30; k++) {
            expected.p[k] = gsl_ran_hypergeometric_pdf(k, 70, 30, CASES[i].kind == 0 ? 30 : 0);
            if (CASES[i].kind == 2) {
                expected.p[k] = gsl_ran_hypergeometric_pdf(k, 30, 70, 40);
            }
        }
        for (int r = 0; r < REPLICATES; r++) {
            assert_true(CASES[i].kind != 1 || (values[0][r] == 70 && values[1][r] == 0));
            const double n = (double)values[2][r];
            off += (double)values[3][r] - n * 0.3;
            variance += n * 0.3 * 0.7 * (100 - n) / 99;
            values[0][r] = 70 - values[0][r];
        }
        if (CASES[i].kind == 0) {
            check_distribution(
                values[0], REPLICATES, &expected, FALSE_ALARM, "orders from fostering", 0);
        } else if (CASES[i].kind == 2) {
            check_distribution(
                values[3], REPLICATES, &expected, FALSE_ALARM, "taken off the pathway", 0);
        } else if (CASES[i].kind == 3) {
            check_z(off / sqrt(variance), FALSE_ALARM, "left by the count", 0);
        }
        study_free(&s);
    }
}

/* 40 children of a tracker, each for 100 days in a stage of 10 to 30 weeks (20 the most likely): the days left
 * are those of the triangle beyond 100, by their share of all that are. */
static void a_stage_under_way_is_conditioned(void **state)
{
    (void)state;
    enum { N = 40, DAYS = 215, ELAPSED = 100 };
    static const int FIRST_DAY[] = {0, 30, 61, 91, 122, 153};
    static const cell CELLS[] = {{"pathway_ordered_sgo", 0}, {"pathway_ordered_sgo", 1},
        {"pathway_ordered_sgo", 2}, {"pathway_ordered_sgo", 3}};
    static double days[DAYS];
    static lac_case cases[N];
    static char opening[600] = "age_months,children\n";
    test_study s;
    double beyond = 0;
    size_t n = strlen(opening);
    for (int i = 0; i < N; i++) {
        n += (size_t)snprintf(opening + n, sizeof opening - n, "%d,1\n", 20 + i);
        cases[i] = (lac_case){.programme = 0, .stage = 0, .elapsed = ELAPSED, .group = i};
    }
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2017-04\ntime,,end,,,2017-09\ndata,,opening,,,opening.csv\n"
        "pathway,SGO/1 team,weeks,10,30,20\npathway,SGO/1 team,control,,,council\n"
        "intervention,P,effect,,,pathway\nintervention,P,pathway,,,SGO\n"
        "intervention,P,route,,,sgo\nintervention,P,children,,,0\n",
        "opening.csv", opening, NULL);
    s.results.models[0].cases = cases;
    s.results.models[0].n_cases = N;
    triangle_days(10, 20, 30, days, DAYS);
    for (int d = ELAPSED + 1; d < DAYS; d++) {
        beyond += days[d];
    }
    collect(&s, CELLS, COUNT(CELLS));
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        double share = 0;
        for (int d = FIRST_DAY[i]; d < FIRST_DAY[i + 1]; d++) {
            share += d > 0 && ELAPSED + d < DAYS ? days[ELAPSED + d] / beyond : 0;
        }
        check_binomial(i, CELLS[i], N, share);
    }
    study_free(&s);
}

/* ---- a queue ---- */

enum { QUEUE_MONTHS = 12, QUEUE = 40, PLACES = 8, MOST_STARTS = 5 };

/* Days of a stage of 2 to 16 weeks, 5 the most likely, by inversion of its triangle. */
static int days_of_team(gsl_rng *rng)
{
    const double u = gsl_rng_uniform_pos(rng);
    const double weeks = u < 3.0 / 14 ? 2 + sqrt(u * 14 * 3) : 16 - sqrt((1 - u) * 14 * 11);
    return (int)floor(7 * weeks + 0.5);
}

/* The same queue, written down day by day: 40 cases in their order, 8 places, 5 starts a calendar month; each
 * place is held for the stage of the team, after which 30 % are refused; who is not has the order 21 days later.
 * Adds what happens by month to started, lost and ordered. */
static void queue_by_days(gsl_rng *rng, double *started, double *lost, double *ordered)
{
    static const int LENGTH[QUEUE_MONTHS] = {30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31};
    int ends[QUEUE];
    int waits = QUEUE; /* the others have begun */
    int n = 0;
    int day = 0;
    int later[366 + 366] = {0};
    for (int m = 0; m < QUEUE_MONTHS; m++) {
        int starts = 0;
        for (int d = 0; d < LENGTH[m]; d++, day++) {
            for (int i = 0; i < n; i++) {
                if (ends[i] == day) {
                    ends[i--] = ends[--n];
                    if (gsl_rng_uniform(rng) < 0.3) {
                        lost[m]++;
                    } else {
                        later[day + 21]++;
                    }
                }
            }
            for (; waits > 0 && n < PLACES && starts < MOST_STARTS; waits--, starts++) {
                started[m]++;
                ends[n++] = day + days_of_team(rng);
            }
            ordered[m] += later[day];
        }
    }
}

/* Means of both by month: two samples of 4,000, whose variances are their own. */
static void a_queue_against_a_plain_one(void **state)
{
    (void)state;
    static const char *const MEASURES[] = {
        "pathway_started_sgo", "pathway_lost_sgo_team", "pathway_ordered_sgo"};
    test_study s;
    simulation it;
    double sum[2][3][QUEUE_MONTHS] = {{{0}}};
    double squares[2][3][QUEUE_MONTHS] = {{{0}}};
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(rng);
    gsl_rng_set(rng, (unsigned long)SEED);
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2017-04\ntime,,end,,,2018-03\nstock,all,children,,,60\n"
        "pathway,SGO/1 team,weeks,2,16,5\npathway,SGO/1 team,control,,,council\n"
        "pathway,SGO/1 team,approval,,,70%\n"
        "pathway,SGO/2 court,weeks,,,3\npathway,SGO/2 court,control,,,court\n"
        "intervention,P,effect,,,pathway\nintervention,P,pathway,,,SGO\n"
        "intervention,P,route,,,sgo\nintervention,P,children,,,40\n"
        "intervention,P,staff,,,team\nintervention,P,starts_per_month,,,5\n"
        "staff,team,workers,,,2\nstaff,team,cases_each,,,4\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        double by_days[3][QUEUE_MONTHS] = {{0}};
        simulation_run(&it, SEED, r);
        queue_by_days(rng, by_days[0], by_days[1], by_days[2]);
        for (int i = 0; i < 3; i++) {
            for (int m = 0; m < QUEUE_MONTHS; m++) {
                const double x[2] = {(double)count_of(&it, MEASURES[i], m), by_days[i][m]};
                for (int k = 0; k < 2; k++) {
                    sum[k][i][m] += x[k];
                    squares[k][i][m] += x[k] * x[k];
                }
            }
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int m = 0; m < QUEUE_MONTHS; m++) {
            double error = 0;
            for (int k = 0; k < 2; k++) {
                const double mean = sum[k][i][m] / REPLICATES;
                error += (squares[k][i][m] / REPLICATES - mean * mean) / REPLICATES;
            }
            const double off = (sum[0][i][m] - sum[1][i][m]) / REPLICATES;
            if (error > 0) {
                check_z(off / sqrt(error), FALSE_ALARM, MEASURES[i], m);
            } else {
                assert_true(off == 0);
            }
        }
    }
    gsl_rng_free(rng);
    simulation_end(&it);
    study_free(&s);
}

/* ---- draws of what is not known, and threads ---- */

static void simulate(test_study *s, size_t n, unsigned layers, int threads)
{
    lac_results_free(&s->results);
    s->results.replicates = (lac_replicates_options){.n = n, .seed = SEED, .layers = layers};
    s->results.n_threads = threads;
    s->status = lac_results_run(&s->results, &s->plan, NULL, 0, &s->diagnostics);
    assert_int_equal(s->status, LAC_OK);
}

#define UNSURE                                                                                     \
    "section,item,field,low,high,A,B,C\n"                                                          \
    "time,,start,,,2017-04,,\ntime,,end,,,2018-03,,\nstock,all,children,,,100,,\n"                 \
    "admissions,all,count,,,40,,\nadmissions,all,events,,,80,,\nexit,home,rate,,,0.2,,\n"          \
    "pathway,SGO/1 team,weeks,4,20,10,,\npathway,SGO/1 team,control,,,council,,\n"                 \
    "pathway,SGO/1 team,approval,70%,100%,90%,,\n"                                                 \
    "intervention,P,effect,,,pathway,,\nintervention,P,pathway,,,SGO,,\n"                          \
    "intervention,P,route,,,sgo,,\nintervention,P,children,,,60,,20\n"                             \
    "intervention,P,success,30%,80%,60%,,\nintervention,P,staff,,,,,team\n"                        \
    "staff,team,workers,,,1,,\nstaff,team,cases_each,,,10,,\n"

/* Every layer on, 1 to 3 threads: the same bytes. B is A: all differences are exactly 0. */
static void threads_and_equal_scenarios(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, UNSURE, NULL);
    simulate(&s, 200, LAC_LAYERS_ALL, 1);
    const int orders = measure_of(&s, "exits_sgo"); /* nobody leaves so otherwise */
    for (int threads = 2; threads <= 3; threads++) {
        test_study other = s;
        memset(&other.results, 0, sizeof other.results);
        simulate(&other, 200, LAC_LAYERS_ALL, threads);
        for (size_t i = 0; i < 3; i++) {
            const lac_series *x = &s.results.monthly[i];
            const lac_series *y = &other.results.monthly[i];
            const size_t n = (size_t)x->n * (size_t)x->n_measures;
            assert_memory_equal(x->mean, y->mean, n * sizeof *x->mean);
            assert_memory_equal(x->sd, y->sd, n * sizeof *x->sd);
            assert_memory_equal(
                x->quantiles, y->quantiles, LAC_QUANTILES * n * sizeof *x->quantiles);
        }
        s.diagnostics = other.diagnostics;
        lac_results_free(&other.results);
    }
    for (size_t i = 1; i < 3; i++) {
        const lac_series *difference = &s.results.comparison[i];
        const int at = lac_series_at(difference, orders, 0);
        assert_true(i == 1 ? difference->mean[at] == 0 : difference->mean[at] < -5);
        assert_true(i == 1 ? difference->sd[at] == 0 : difference->sd[at] > 0);
    }
    study_free(&s);
}

/* Approval and success are drawn anew with each replicate, PERT: their means are (low + 4 x mode + high) / 6,
 * 88.33 and 58.33 %. Without exits every case of 60 is decided by then, so the mean of the orders is 60 x
 * 0.8833 x 0.5833; two draws are independent. */
static void approvals_follow_their_draw(void **state)
{
    (void)state;
    enum { N = 4000 };
    test_study s;
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2017-04\ntime,,end,,,2018-03\nstock,all,children,,,100\n"
        "pathway,SGO/1 team,weeks,,,10\npathway,SGO/1 team,control,,,council\n"
        "pathway,SGO/1 team,approval,70%,100%,90%\n"
        "intervention,P,effect,,,pathway\nintervention,P,pathway,,,SGO\n"
        "intervention,P,route,,,sgo\nintervention,P,children,,,60\n"
        "intervention,P,success,30%,80%,60%\n",
        NULL);
    simulate(&s, N, LAC_LAYER_PROCESS | LAC_LAYER_ASSUMPTION, 2);
    const double p = (0.7 + 4 * 0.9 + 1) / 6 * (0.3 + 4 * 0.6 + 0.8) / 6;
    const double mean = year_of(&s, "A", "exits_sgo", 2017);
    const double sd = year_sd_of(&s, "A", "exits_sgo", 2017);
    check_z((mean - 60 * p) / (sd / sqrt(N)), FALSE_ALARM, "orders", 0);
    assert_true(sd > 1.3 * sqrt(60 * p * (1 - p))); /* wider than chance alone */
    study_free(&s);
}

/* ---- any study ---- */

static void add_row(random_study *study, const char *start, const char *cell_a, const char *cell_b)
{
    random_row *row = &study->rows[study->n_rows++];
    assert_true(study->n_rows <= RANDOM_ROWS);
    memset(row, 0, sizeof *row);
    snprintf(row->start, sizeof row->start, "%s", start);
    snprintf(row->cells[0], RANDOM_CELL, "%s", cell_a);
    snprintf(row->cells[1], RANDOM_CELL, "%s", cell_b);
}

/* The next number below n. */
static size_t dice(lac_who *who, uint64_t seed, size_t n)
{
    who->member++;
    return lac_luck_draw(&(lac_luck){.seed = seed}, *who, LAC_LUCK_TEST, 0).word[0] % n;
}

/* Two pathways, two programmes that may share a team, limits, ends. */
static void add_pathways(random_study *study, uint64_t seed)
{
    static const char *const WEEKS[] = {"0", "2", "5.5", "9", "20"};
    static const char *const CONTROL[] = {"council", "court", "carer"};
    static const char *const SHARES[] = {"0%", "40%", "80%", "100%"};
    static const char *const STARTS[] = {"2020-04", "2020-05", "2020-07"};
    static const char *const NUMBERS[] = {"0", "3", "12", "200"};
    static const char *const TEAM[] = {"team", ""};
    static const char *const LIMIT[] = {"3", ""};
    static const char *const END[] = {"2020-08", ""};
    static const char *const PATHWAYS[] = {"Court", "Long"};
    static const char *const STAGES_OF[] = {
        "Court/1 a", "Court/2 b", "Long/1 a", "Long/2 b", "Long/3 c"};
    static const struct {
        const char *field;
        const char *const *words;
        size_t n;
    } FIELDS[] = {{"pathway", PATHWAYS, 2}, {"start", STARTS, 3}, {"success", SHARES, 4},
        {"staff", TEAM, 2}, {"starts_per_month", LIMIT, 2}, {"end", END, 2},
        {"children", NUMBERS, 4}};
    char start[120];
    lac_who who = {2, 0};
    for (size_t i = 0; i < COUNT(STAGES_OF); i++) {
        snprintf(start, sizeof start, "pathway,%s,weeks", STAGES_OF[i]);
        add_row(study, start, WEEKS[dice(&who, seed, 5)], "");
        snprintf(start, sizeof start, "pathway,%s,control", STAGES_OF[i]);
        add_row(study, start, CONTROL[dice(&who, seed, 3)], "");
        snprintf(start, sizeof start, "pathway,%s,approval", STAGES_OF[i]);
        add_row(study, start, SHARES[1 + dice(&who, seed, 3)], SHARES[i % 4]);
    }
    add_row(study, "staff,team,workers", NUMBERS[dice(&who, seed, 3)], "");
    add_row(study, "staff,team,workers from 2020-06", NUMBERS[dice(&who, seed, 3)], "");
    add_row(study, "staff,team,cases_each", "1.5", "");
    for (int i = 0; i < 2; i++) {
        const char name = i == 0 ? 'Y' : 'Z';
        snprintf(start, sizeof start, "intervention,%c,effect", name);
        add_row(study, start, "pathway", "");
        snprintf(start, sizeof start, "intervention,%c,route", name);
        add_row(study, start, "sgo", "");
        for (size_t f = 0; f < COUNT(FIELDS); f++) {
            const char *word = FIELDS[f].words[dice(&who, seed, FIELDS[f].n)];
            snprintf(start, sizeof start, "intervention,%c,%s", name, FIELDS[f].field);
            if (*word != '\0') {
                add_row(study, start, word, "");
            }
        }
    }
}

/* What the numbers of a replicate cannot show: places that are held are those of the cases that hold one;
 * and in the last month no programme has started more than it may. */
static void check_places(const simulation *it)
{
    const lac_cases *cases = &it->stochastic->cases;
    int held = 0;
    if (!it->course->stages.any) {
        return; /* children were followed one by one */
    }
    for (int i = 0; i < cases->n; i++) {
        const lac_open_case *one = &cases->items[i];
        held += one->holds;
        assert_true(!one->holds || one->state == LAC_CASE_RUNS);
    }
    assert_int_equal(cases->held[0], held);
    for (int p = 0; p < it->model->n_programmes; p++) {
        assert_true(it->model->programmes[p].starts == NULL || cases->queues[p].started <= 3);
    }
}

/* Sums hold (see simulation_run) with counts, rates, lists, shifts, places, returns and what is unreconciled
 * beside programmes. */
static void random_studies(void **state)
{
    (void)state;
    static random_study study;
    int64_t ends[4] = {0};
    for (uint64_t seed = 1; seed <= 150; seed++) {
        test_study s;
        random_study_make(&study, seed);
        add_pathways(&study, seed);
        random_study_must_run(&s, &study, NULL);
        for (int i = 0; i < 2; i++) {
            simulation it;
            simulation_begin(&it, &s, i == 0 ? "A" : "B");
            for (uint32_t r = 0; r < 6; r++) {
                simulation_run(&it, seed, r);
                check_places(&it);
                ends[0] += total_of(&it, "pathway_ordered_court");
                ends[1] += total_of(&it, "pathway_left_court");
                ends[2] += total_of(&it, "pathway_released_court");
                ends[3] += total_of(&it, "pathway_lost_long_c");
            }
            simulation_end(&it);
        }
        study_free(&s);
    }
    for (int i = 0; i < 4; i++) {
        assert_true(ends[i] > 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_are_among_eighty),
        cmocka_unit_test(what_is_not_active_changes_no_luck),
        cmocka_unit_test(unlimited_staff_is_no_limit),
        cmocka_unit_test(no_success_is_no_programme),
        cmocka_unit_test(a_higher_share_is_a_superset),
        cmocka_unit_test(orders_are_binomial),
        cmocka_unit_test(background_exits_on_a_pathway),
        cmocka_unit_test(picking_is_even),
        cmocka_unit_test(a_stage_under_way_is_conditioned),
        cmocka_unit_test(a_queue_against_a_plain_one),
        cmocka_unit_test(threads_and_equal_scenarios),
        cmocka_unit_test(approvals_follow_their_draw),
        cmocka_unit_test(random_studies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
