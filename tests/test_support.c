/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support after exits: months worked by hand, in both engines; what must hold in any study; means of the
 * stochastic engine against `expected`. */
#include "random_study.h"
#include "simulation.h"

#include "engine/expected.h"
#include "engine/replicate.h"
#include "model/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static const uint64_t SEED = 20250401;

/* ---- a scenario in both engines ---- */

typedef struct {
    simulation it;
    lac_track track;
} both;

static void both_begin(both *self, const test_study *study, const char *scenario)
{
    simulation_begin(&self->it, study, scenario);
    self->track = (lac_track){0};
    assert_int_equal(lac_expected_run(&self->track, self->it.model, self->it.measures), LAC_OK);
}

static void both_end(both *self)
{
    lac_track_free(&self->track);
    simulation_end(&self->it);
}

static int route_of(const both *self, const char *slug)
{
    for (int r = 0; r < self->it.model->n_routes; r++) {
        if (strcmp(self->it.model->routes[r].label.slug, slug) == 0) {
            return r;
        }
    }
    fail_msg("no route %s", slug);
    return -1;
}

static double expected_at(const both *self, int measure, int m)
{
    return self->track.mean[measure * self->track.n_months + m];
}

static int64_t count_at(const both *self, int measure, int m)
{
    return self->it.counts[measure * self->it.model->n_months + m];
}

/* ---- months worked by hand ---- */

/* What is to be in each month, as digits: children under support at its end, and half-months. */
typedef struct {
    const char *name;
    const char *sheet; /* below TIME */
    const char *opening;
    const char *supported;
    const char *half_months;
} hand_case;

#define TIME                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2022-03\n"                                                                          \
    "data,,opening,opening.csv\n"                                                                  \
    "exit,sgo,support_weekly,200\n"
/* A list that takes so many children out in one month, for certain. */
#define LEAVE(children, month)                                                                     \
    "intervention,L,effect,exits\n"                                                                \
    "intervention,L,route,sgo\n"                                                                   \
    "intervention,L,children," children "\n"                                                       \
    "intervention,L,start," month "\n"                                                             \
    "intervention,L,end," month "\n"
#define AGED "age_months,placement,children\n"

static const hand_case BY_HAND[] = {
    /* 17 years 6 months at the end of March, 17 years 10 months at that of July: it turns 18 in September */
    {"leaves at 17 years 10 months", TIME LEAVE("1", "2020-07"), AGED "210,a,1\n",
        "000110000000000000000000", "000121000000000000000000"},
    /* 52 x 7 / 30.4375 = 11.96 months: from May 2020 to May 2021 */
    {"52 weeks", TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks,52\n", AGED "36,a,1\n",
        "011111111111100000000000", "012222222222210000000000"},
    /* the birthday is sooner than 12 months: 18 in October 2020 */
    {"52 weeks and a birthday", TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks,52\n",
        AGED "209,a,1\n", "011111000000000000000000", "012222100000000000000000"},
    /* 2 x 7 / 30.4375 = 0.46 months, to the nearest: none */
    {"ends in the month in which it begins",
        TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks,2\n", AGED "36,a,1\n",
        "000000000000000000000000", "010000000000000000000000"},
    /* 3 x 7 / 30.4375 = 0.69 months: one */
    {"3 weeks", TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks,3\n", AGED "36,a,1\n",
        "010000000000000000000000", "011000000000000000000000"},
    {"0 weeks", TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks,0\n", AGED "36,a,1\n",
        "000000000000000000000000", "010000000000000000000000"},
    /* 18 in June; the list names it before its birthday (model rule 5) */
    {"leaves in the month of its birthday", TIME LEAVE("1", "2020-06"), AGED "213,a,1\n",
        "000000000000000000000000", "001000000000000000000000"},
    {"unknown age, where no age is known", TIME LEAVE("1", "2021-11"), "placement,children\na,1\n",
        "000000000000000000011111", "000000000000000000012222"},
    /* the other child is 17 and in another placement */
    {"unknown age beside a known one",
        TIME LEAVE("1", "2020-06") "intervention,L,placement,b\nexit,sgo,support_weeks,none\n",
        AGED "215,a,1\n,b,1\n", "001111111111111111111111", "001222222222222222222222"},
    {"unknown age, 13 weeks", TIME LEAVE("1", "2020-06") "exit,sgo,support_weeks,13\n",
        "placement,children\na,1\n", "001110000000000000000000", "001221000000000000000000"},
    /* the month of leaving decides: two with 13 weeks (3 months) in May, one to its birthday in June */
    {"weeks dated after the exit",
        TIME LEAVE("2", "2020-05") "exit,sgo,support_weeks,13\n"
                                   "exit,sgo,support_weeks from 2020-06,52\n",
        AGED "36,a,2\n", "022200000000000000000000", "024420000000000000000000"},
    {"weeks dated before the exit",
        TIME LEAVE("2", "2020-06") "exit,sgo,support_weeks,13\n"
                                   "exit,sgo,support_weeks from 2020-06,26\n",
        AGED "36,a,2\n", "002222220000000000000000", "002444442000000000000000"},
    /* without a value for May: to the birthday, October 2021 */
    {"weeks that begin after the exit",
        TIME LEAVE("1", "2020-05") "exit,sgo,support_weeks from 2020-06,13\n", AGED "197,a,1\n",
        "011111111111111111000000", "012222222222222222100000"},
    /* 18 in the month after the last */
    {"the study ends first", TIME LEAVE("1", "2022-02"), AGED "191,a,1\n",
        "000000000000000000000011", "000000000000000000000012"},
    {"leaves in the last month", TIME LEAVE("1", "2022-03"), AGED "20,a,1\n",
        "000000000000000000000001", "000000000000000000000001"},
    {"leaves in the first month, on its birthday", TIME LEAVE("1", "2020-04"), AGED "215,a,1\n",
        "000000000000000000000000", "100000000000000000000000"},
    /* nobody leaves by sgo: they turn 18 in July */
    {"ageing out", TIME "exit,sgo,rate,0\n", AGED "212,a,3\n", "000000000000000000000000",
        "000000000000000000000000"},
};

static void check_by_hand(
    const hand_case *of, const char *engine, int m, char wanted, double actual)
{
    if (fabs(actual - (wanted - '0')) > 1e-9) {
        fail_msg("%s, %s, month %d: %g instead of %c", of->name, engine, m, actual, wanted);
    }
}

static void months_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(BY_HAND); i++) {
        const hand_case *of = &BY_HAND[i];
        test_study study;
        both run;
        study_must_run(&study, of->sheet, "opening.csv", of->opening, NULL);
        both_begin(&run, &study, "A");
        simulation_run(&run.it, SEED, 0);
        const int r = route_of(&run, "sgo");
        const int supported = run.it.measures->supported[r];
        const int half_months = run.it.measures->half_months[r];
        for (int m = 0; m < 24; m++) {
            check_by_hand(of, "expected", m, of->supported[m], expected_at(&run, supported, m));
            check_by_hand(of, "expected", m, of->half_months[m], expected_at(&run, half_months, m));
            check_by_hand(
                of, "stochastic", m, of->supported[m], (double)count_at(&run, supported, m));
            check_by_hand(
                of, "stochastic", m, of->half_months[m], (double)count_at(&run, half_months, m));
        }
        both_end(&run);
        study_free(&study);
    }
}

/* Ten leave in May. In the third month after it (2 completed months since the exit) each returns with
 * probability p = 1 - exp(-12 / 12), in no other. */
static void support_ends_with_the_return(void **state)
{
    (void)state;
    static const char *const WEEKS[] = {"", "exit,sgo,support_weeks,26\n",
        "exit,sgo,support_weeks,13\n", "exit,sgo,support_weeks,4\n"};
    static const int MONTHS[] = {24, 6, 3, 1}; /* 5.98, 2.99, 0.92 */
    const double p = 1 - exp(-1);
    int64_t returned = 0;
    for (size_t i = 0; i < COUNT(WEEKS); i++) {
        char sheet[1000];
        test_study study;
        both run;
        snprintf(sheet, sizeof sheet, "%s%s%s", TIME LEAVE("10", "2020-05"), WEEKS[i],
            "reentry,sgo,rates,0-1:0; 2:12\n");
        study_must_run(&study, sheet, "opening.csv", AGED "36,a,10\n", NULL);
        both_begin(&run, &study, "A");
        const int r = route_of(&run, "sgo");
        const int supported = run.it.measures->supported[r];
        const int half_months = run.it.measures->half_months[r];
        for (uint32_t replicate = 0; replicate < 50; replicate++) {
            simulation_run(&run.it, SEED, replicate);
            const int64_t back = count_of(&run.it, "reentries", 4);
            double before = 0;
            int64_t whole_before = 0;
            returned += back;
            for (int m = 0; m < 24; m++) {
                /* those under support at the end of the month: all but the returned, until it ends */
                const bool on = m >= 1 && m < 1 + MONTHS[i];
                const double now = on ? 10 - (m >= 4 ? 10 * p : 0) : 0;
                const int64_t whole = on ? 10 - (m >= 4 ? back : 0) : 0;
                assert_near(expected_at(&run, supported, m), now);
                assert_near(expected_at(&run, half_months, m), before + now);
                assert_int_equal(count_at(&run, supported, m), whole);
                assert_int_equal(count_at(&run, half_months, m), whole_before + whole);
                before = now;
                whole_before = whole;
            }
        }
        both_end(&run);
        study_free(&study);
    }
    /* 2000 chances of 0.632: 1264 +- 22 */
    assert_true(returned > 1100 && returned < 1430);
}

/* docs/method.md, section 20: 12 x (1 - exp(-0.1)) and then (12 - 1.1420) x (1 - exp(-0.05)) come back. */
static void returns_of_the_method(void **state)
{
    (void)state;
    static const double SUPPORTED[] = {12, 10.8580, 10.3285};
    static const double HALF_MONTHS[] = {12, 22.8580, 21.1865};
    test_study study;
    both run;
    study_must_run(&study, TIME LEAVE("12", "2020-04") "reentry,sgo,rates,0:1.2; 1:0.6\n",
        "opening.csv", "placement,children\na,12\n", NULL);
    both_begin(&run, &study, "A");
    const int r = route_of(&run, "sgo");
    for (int m = 0; m < 3; m++) {
        assert_within(expected_at(&run, run.it.measures->supported[r], m), SUPPORTED[m], 1e-4);
        assert_within(expected_at(&run, run.it.measures->half_months[r], m), HALF_MONTHS[m], 1e-4);
    }
    both_end(&run);
    study_free(&study);
}

/* A child who returns can leave again, and is then under support again. Everybody is back after the month
 * in which it left (rate 50: all but exp(-50 / 12) = 0.0155 of them), and the second list takes who is there
 * in October. */
static void a_second_exit_begins_anew(void **state)
{
    (void)state;
    test_study study;
    both run;
    study_must_run(&study,
        TIME LEAVE("4", "2020-05") "reentry,sgo,rates,0:50\n"
                                   "intervention,M,effect,exits\n"
                                   "intervention,M,route,sgo\n"
                                   "intervention,M,children,4\n"
                                   "intervention,M,start,2020-10\n"
                                   "intervention,M,end,2020-10\n",
        "opening.csv", AGED "36,a,4\n", NULL);
    both_begin(&run, &study, "A");
    const int r = route_of(&run, "sgo");
    const int supported = run.it.measures->supported[r];
    const double stay = 4 * exp(-50 / 12.0);
    const double again = (4 - stay) * exp(-50 / 12.0);
    assert_near(expected_at(&run, supported, 1), 4);
    assert_near(expected_at(&run, supported, 2), stay);
    assert_near(expected_at(&run, supported, 6), 4);
    assert_near(expected_at(&run, supported, 7), stay + again);
    for (uint32_t replicate = 0; replicate < 50; replicate++) {
        simulation_run(&run.it, SEED, replicate);
        const int64_t first = count_of(&run.it, "reentries", 2);
        const int64_t second = count_of(&run.it, "reentries", 7);
        assert_int_equal(count_at(&run, supported, 1), 4);
        assert_int_equal(count_at(&run, supported, 2), 4 - first);
        assert_int_equal(count_at(&run, supported, 6), 4 - first + first);
        assert_int_equal(count_at(&run, supported, 7), 4 - second);
    }
    both_end(&run);
    study_free(&study);
}

/* Nobody is there at the start, one a month comes and leaves with rate 12: of those who come
 * 1 - (1 - exp(-1)) = exp(-1) have left by the end of the month, of those present 1 - exp(-1) leave in it.
 * Exits e(m) = exp(-1) + s(m - 1) (1 - exp(-1)), stock s(m) = s(m - 1) exp(-1) + 1 - exp(-1). Support of k
 * months: those of the last k months are under support. In whole children the same, replicate by replicate. */
static void arrival_and_exit_in_one_month(void **state)
{
    (void)state;
    static const char *const WEEKS[] = {"2", "4", "22"};
    static const int MONTHS[] = {0, 1, 5}; /* 0.46, 0.92, 5.06 */
    for (size_t i = 0; i < COUNT(WEEKS); i++) {
        char sheet[1000];
        test_study study;
        both run;
        snprintf(sheet, sizeof sheet,
            "section,item,field,A\ntime,,start,2020-04\ntime,,end,2022-03\n"
            "stock,all,children,0\nadmissions,all,count,12\nexit,sgo,rate,12\n"
            "exit,sgo,support_weekly,200\nexit,sgo,support_weeks,%s\n",
            WEEKS[i]);
        study_must_run(&study, sheet, NULL);
        both_begin(&run, &study, "A");
        const int supported = run.it.measures->supported[0];
        const int half_months = run.it.measures->half_months[0];
        double exits[24];
        double stock = 0;
        for (int m = 0; m < 24; m++) {
            double now = 0;
            double before = 0;
            exits[m] = exp(-1) + stock * (1 - exp(-1));
            stock = stock * exp(-1) + 1 - exp(-1);
            for (int j = 0; j < MONTHS[i]; j++) {
                now += m >= j ? exits[m - j] : 0;
                before += m >= j + 1 ? exits[m - 1 - j] : 0;
            }
            assert_near(expected_at(&run, supported, m), now);
            assert_near(
                expected_at(&run, half_months, m), MONTHS[i] == 0 ? exits[m] : before + now);
        }
        for (uint32_t replicate = 0; replicate < 40; replicate++) {
            run.it.stochastic->by_month = replicate % 2 == 1;
            simulation_run(&run.it, SEED, replicate);
            int64_t before = 0;
            for (int m = 0; m < 24; m++) {
                int64_t now = 0;
                for (int j = 0; j < MONTHS[i] && j <= m; j++) {
                    now += count_of(&run.it, "exits_sgo", m - j);
                }
                assert_int_equal(count_at(&run, supported, m), now);
                assert_int_equal(count_at(&run, half_months, m),
                    MONTHS[i] == 0 ? count_of(&run.it, "exits_sgo", m) : before + now);
                before = now;
            }
        }
        both_end(&run);
        study_free(&study);
    }
}

/* ---- prices and months of the model ---- */

static void weeks_become_months(void **state)
{
    (void)state;
    /* weeks x 7 / 30.4375: 0.23, 0.46, 0.69, 5.98, 11.96, 23.92, 2299.8 */
    static const struct {
        double weeks;
        int months;
    } CASES[] = {{0, 0}, {1, 0}, {2, 0}, {3, 1}, {26, 6}, {52, 12}, {104, 24}, {10000, 2300}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(lac_support_months(CASES[i].weeks), CASES[i].months);
    }
    assert_int_equal(lac_support_months(NAN), -1);
}

/* 250 a week at prices of 2019/20, 300 from 2021-01; prices rise by 2 % in April 2020 and 10 % in April
 * 2021. The exit costs 1000, only in A; B has no support. */
static void pounds_of_the_month(void **state)
{
    (void)state;
    test_study study;
    study_must_run(&study,
        "section,item,field,A,B,C\n"
        "time,,start,2020-04,,\ntime,,end,2021-06,,\nstock,all,children,10,,\n"
        "admissions,all,count,10,,\nexit,sgo,rate,0.5,,\n"
        "exit,sgo,cost_one_off from 2020-05,1000,none,\n"
        "exit,sgo,support_weekly,250,none,\nexit,sgo,support_weekly from 2021-01,300,none,350\n"
        "exit,sgo,support_weeks,none,,26\nexit,sgo,support_weeks from 2020-10,52,,\n"
        "exit,other,rate,0.1,,\n"
        "finance,,price_base,2019/20,,\nfinance,2020/21,inflation,2%,,\n"
        "finance,2021/22,inflation,10%,,\n",
        NULL);
    const lac_flow *a = &study.results.models[0].routes[1];
    const lac_flow *b = &study.results.models[1].routes[1];
    const lac_flow *c = &study.results.models[2].routes[1];
    assert_string_equal(a->label.slug, "sgo");
    for (int m = 0; m < 15; m++) {
        const double index = m < 12 ? 1.02 : 1.02 * 1.1;
        assert_near(a->exit_cost[m], m < 1 ? 0 : 1000 * index);
        assert_near(a->support[m], (m < 9 ? 250 : 300) * index);
        assert_near(c->support[m], (m < 9 ? 250 : 350) * index);
        assert_int_equal(a->support_months[m], m < 6 ? -1 : 12);
        assert_int_equal(c->support_months[m], m < 6 ? 6 : 12);
    }
    assert_null(b->support);
    assert_null(b->exit_cost);
    assert_null(study.results.models[0].routes[0].support);
    assert_int_equal(study.results.measures.supported[0], -1);
    assert_told(&study, LAC_NOTE, "study.csv", 7,
        "cost_one_off of exit sgo is 0 before its first dated value");
    /* B has no support, so none of the others' */
    both run;
    both_begin(&run, &study, "B");
    simulation_run(&run.it, SEED, 0);
    for (int m = 0; m < 15; m++) {
        assert_near(expected_at(&run, run.it.measures->supported[1], m), 0);
        assert_near(expected_at(&run, run.it.measures->half_months[1], m), 0);
        assert_int_equal(count_at(&run, run.it.measures->half_months[1], m), 0);
    }
    both_end(&run);
    study_free(&study);
}

#define SMALL                                                                                      \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"                                                                          \
    "stock,all,children,10\n"                                                                      \
    "admissions,all,count,10\n"                                                                    \
    "exit,sgo,rate,0.5\n"
#define AGES "admissions,all,ages,0-17:100%\n"

static void messages(void **state)
{
    (void)state;
    static const told_case CASES[] = {
        {.sheet = SMALL "exit,sgo,support_weeks,52\n",
            .severity = LAC_NOTE,
            .file = "study.csv",
            .line = 7,
            .message = "support_weeks of exit sgo is not used, because it has no support_weekly"},
        {.sheet = SMALL "exit,sgo,support_weekly,52\n",
            .severity = LAC_NOTE,
            .file = "study.csv",
            .line = 7,
            .message =
                "no age is known, so support after exit sgo goes on to the end of the study"},
        {.sheet = SMALL "exit,sgo,support_weeks,52\nexit,sgo,support_weekly from 2020-06,90\n",
            .severity = LAC_NOTE,
            .file = "study.csv",
            .line = 8,
            .message = "support_weekly of exit sgo is 0 before its first dated value"},
        {.sheet = SMALL AGES "exit,ageing_out,support_weekly,100\n",
            .severity = LAC_WARNING,
            .file = "study.csv",
            .line = 8,
            .message = "support after ageing_out ends at the 18th birthday, so nothing is paid"},
        {.sheet = SMALL AGES "exit,Ageing out,support_weekly,100\nexit,Ageing out,count,3\n",
            .severity = LAC_ERROR,
            .file = "study.csv",
            .line = 8,
            .message = "the route Ageing out cannot be given when ages are known"},
        {.sheet = SMALL AGES "exit,ageing_out,cost_one_off,100\n"
                             "intervention,L,effect,exits\nintervention,L,route,ageing_out\n"
                             "intervention,L,children,3\n",
            .severity = LAC_ERROR,
            .file = "study.csv",
            .line = 8,
            .message = "the route ageing_out cannot be given when ages are known"},
    };
    assert_all_told(CASES, COUNT(CASES));
}

/* What leaving at 18 costs can be given, and no more; a support that ends says nothing. */
static void ageing_out_may_cost(void **state)
{
    (void)state;
    test_study study;
    study_must_run(&study,
        SMALL AGES "exit,Ageing out,cost_one_off,3000\nexit,Ageing out,support_weekly,70\n"
                   "exit,sgo,support_weekly,70\n",
        NULL);
    const lac_model *model = &study.results.models[0];
    assert_int_equal(model->n_routes, 2);
    assert_string_equal(model->routes[model->ageing_out].label.name, "Ageing out");
    assert_near(model->routes[model->ageing_out].exit_cost[3], 3000);
    assert_null(model->routes[model->ageing_out].support);
    assert_not_told(&study, "no age is known");
    study_free(&study);
    study_must_run(&study, SMALL "exit,sgo,support_weekly,70\nexit,sgo,support_weeks,52\n", NULL);
    assert_not_told(&study, "no age is known");
    assert_not_told(&study, "support");
    study_free(&study);
}

/* ---- any study ---- */

/* With S under support, e leaving and h half-months in a month, b = h - S(m - 1) - S(m) begin and end in it,
 * and S(m - 1) + e - S(m) end: neither is below 0, and at least b of the ended have begun. */
static void check_month(
    const char *what, int m, double before, double now, double exits, double half)
{
    const double brief = half - before - now;
    const double ended = before + exits - now;
    if (now < 0 || brief < -1e-9 || ended < brief - 1e-9 || exits - brief < -1e-9) {
        fail_msg("%s in month %d: %g, then %g, %g left, %g half-months", what, m, before, now,
            exits, half);
    }
}

static double check_scenario(both *run, const char *name)
{
    const lac_measures *at = run->it.measures;
    double most = 0;
    for (uint32_t replicate = 0; replicate < 3; replicate++) {
        simulation_run(&run->it, SEED, replicate);
        for (int r = 0; r < run->it.model->n_routes; r++) {
            double before = 0;
            int64_t whole_before = 0;
            for (int m = 0; m < run->it.model->n_months && at->supported[r] >= 0; m++) {
                const double now = expected_at(run, at->supported[r], m);
                const int64_t whole = count_at(run, at->supported[r], m);
                check_month(name, m, before, now, expected_at(run, at->exits_of + r, m),
                    expected_at(run, at->half_months[r], m));
                check_month(name, m, (double)whole_before, (double)whole,
                    (double)count_at(run, at->exits_of + r, m),
                    (double)count_at(run, at->half_months[r], m));
                before = now;
                whole_before = whole;
                most = fmax(most, now);
            }
        }
    }
    return most;
}

static void what_begins_ends_or_goes_on(void **state)
{
    (void)state;
    enum { STUDIES = 120 };
    static const char *const NAMES[RANDOM_SCENARIOS] = {"A", "B", "C", "Blank"};
    int supported = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        static random_study random;
        test_study study;
        both run[RANDOM_SCENARIOS];
        random_study_make(&random, i);
        random_study_must_run(&study, &random, NULL);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            both_begin(&run[s], &study, NAMES[s]);
            supported += check_scenario(&run[s], NAMES[s]) > 1;
        }
        /* a scenario without cells of its own has the support of the reference */
        const lac_track *a = &run[0].track;
        const lac_track *blank = &run[3].track;
        assert_memory_equal(
            a->mean, blank->mean, (size_t)a->n_months * (size_t)a->n_measures * sizeof *a->mean);
        assert_memory_equal(
            run[0].it.counts, run[3].it.counts, run[0].it.n_counts * sizeof *run[0].it.counts);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            both_end(&run[s]);
        }
        study_free(&study);
    }
    assert_true(supported > STUDIES);
}

/* ---- the mean of whole children ---- */

/* 7.5 standard errors are 6.4e-14 for a normal. A sum over the replicates of at least 400 events is near
 * enough to one that this is at most 1e-11, and there are fewer than 4000 cells: a right engine fails once in
 * ten million seeds. Cells with fewer events are left out; where nobody is expected there may be nobody. */
enum { REPLICATES = 1500, MANY_EVENTS = 400, MOST_CELLS = 4000 };
static const double MOST_Z = 7.5;

typedef struct {
    const char *name;
    const char *sheet;
    bool tables;
    /* Where lists and counts pick among children of unequal rates the means differ to order 1 / children
     * (model rule 5b): by which share they may; 0 elsewhere. */
    double slack;
} mean_case;

#define TWO_YEARS                                                                                  \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2022-03\n"
#define TABLES                                                                                     \
    TWO_YEARS "data,,opening,opening.csv\n"                                                        \
              "data,,rates,rates.csv\n"                                                            \
              "data,,admission_ages,ages.csv\n"                                                    \
              "admissions,starts,count,90\n"                                                       \
              "admissions,asylum,count,24\n"
#define SUPPORT                                                                                    \
    "exit,home,support_weekly,50\n"                                                                \
    "exit,home,support_weeks,20\n"                                                                 \
    "exit,home,support_weeks from 2020-09,45\n"                                                    \
    "exit,sgo,support_weekly,200\n"                                                                \
    "exit,adoption,support_weekly,20\n"                                                            \
    "exit,adoption,support_weeks,2\n"
#define PATHWAY(children)                                                                          \
    "pathway,P/1 assessment,weeks,9\n"                                                             \
    "pathway,P/1 assessment,control,council\n"                                                     \
    "pathway,P/2 court,weeks,17\n"                                                                 \
    "pathway,P/2 court,control,court\n"                                                            \
    "pathway,P/2 court,approval,80%\n"                                                             \
    "intervention,W,effect,pathway\n"                                                              \
    "intervention,W,pathway,P\n"                                                                   \
    "intervention,W,route,order\n"                                                                 \
    "intervention,W,children," children "\n"                                                       \
    "intervention,W,start,2020-06\n"
static const char OPENING[] = "age_years,months_in_care,placement,children\n"
                              "0,0,foster,12\n"
                              "3,5,foster,20\n"
                              "8,14,kin,25\n"
                              "12,3,home,18\n"
                              "16,26,foster,40\n"
                              "17,11,home,30\n"
                              ",3,kin,14\n";
static const char RATES[] = "flow,from_age,to_age,from_months,to_months,placement,rate\n"
                            "exit/adoption,0,4,0,11,foster,0.3\n"
                            "exit/adoption,0,4,12,,foster,0.9\n"
                            "exit/home,0,9,0,5,,1.5\n"
                            "exit/home,0,9,6,,,0.2\n"
                            "exit/home,10,17,0,5,,2.5\n"
                            "exit/home,10,17,6,,,0.5\n"
                            "exit/sgo,,,,,kin,0.6\n"
                            "exit/sgo,,,,,home,0.3\n"
                            "move/foster > kin,,,3,11,,0.8\n"
                            "move/home > foster,,15,,,,0.7\n";
static const char ENTRY[] = "stream,from_age,to_age,placement,share\n"
                            "starts,0,0,foster,0.25\n"
                            "starts,1,9,kin,0.25\n"
                            "starts,10,15,home,0.2\n"
                            "starts,16,17,foster,0.3\n"
                            "asylum,16,17,home,1\n";

static const mean_case MEANS[] = {
    {"rates", TABLES SUPPORT, true, 0},
    {"returns after every exit",
        TABLES SUPPORT "admissions,starts,first_entries_only,yes\n"
                       "admissions,asylum,first_entries_only,yes\n"
                       "reentry,home,rates,0-2:2; 3-8:0.7; 9-1200:0.2\n"
                       "reentry,sgo,rates,0-1:0; 2-11:1.5\n",
        true, 0},
    {"returns after added exits",
        TABLES SUPPORT "reentry,home,rates,0-2:3; 3-8:0.7\n"
                       "reentry,sgo,rates,0-11:4\n"
                       "intervention,C,effect,multiply\n"
                       "intervention,C,acts_on,exit/home\n"
                       "intervention,C,factor,1.8\n"
                       "intervention,C,to_age,12\n"
                       "intervention,C,start,2020-08\n"
                       "intervention,D,effect,add\n"
                       "intervention,D,acts_on,exit/sgo\n"
                       "intervention,D,amount,0.9\n",
        true, 0},
    {"counts and lists on totals",
        TWO_YEARS "stock,all,children,400\n"
                  "admissions,all,count,60\n"
                  "exit,home,count,90\n"
                  "exit,home,support_weekly,50\n"
                  "exit,home,support_weeks,30\n"
                  "exit,sgo,support_weekly,50\n"
                  "unreconciled,all,count,-20\n"
                  "reentry,home,rates,0-11:1\n"
                  "reentry,sgo,rates,0-1:0; 2-5:4\n"
                  "intervention,M,effect,multiply\n"
                  "intervention,M,acts_on,exit/home\n"
                  "intervention,M,factor,1.5\n"
                  "intervention,M,start,2020-10\n"
                  "intervention,L,effect,exits\n"
                  "intervention,L,route,sgo\n"
                  "intervention,L,children,40\n"
                  "intervention,L,success,60%\n"
                  "intervention,L,ramp_months,6\n",
        false, 0},
    {"orders of a pathway, and a list beside it",
        TWO_YEARS "stock,all,children,400\n"
                  "admissions,all,count,60\n"
                  "exit,home,count,60\n"
                  "exit,sgo,support_weekly,50\n"
                  "exit,order,support_weekly,50\n"
                  "exit,order,support_weeks,40\n"
                  "reentry,order,rates,0-5:2\n"
                  "intervention,L,effect,exits\n"
                  "intervention,L,route,sgo\n"
                  "intervention,L,children,60\n"
                  "intervention,L,success,75%\n" PATHWAY("80"),
        false, 0},
    {"orders among children of all ages",
        TABLES SUPPORT "exit,order,support_weekly,50\n"
                       "exit,order,support_weeks,60\n"
                       "reentry,order,rates,0-5:1\n" PATHWAY("30") "intervention,W,from_age,8\n",
        true, 0},
    {"counts and lists among children of all ages",
        TABLES SUPPORT "exit,other,count,18\n"
                       "exit,other,support_weekly,10\n"
                       "exit,other,from_age,5\n"
                       "exit,other,support_weeks,9\n"
                       "reentry,sgo,rates,0-11:2\n"
                       "intervention,L,effect,exits\n"
                       "intervention,L,route,sgo\n"
                       "intervention,L,children,20\n"
                       "intervention,L,success,70%\n"
                       "intervention,L,from_age,8\n",
        true, 0.02},
};

/* Returns how many cells were compared. */
static int check_means(
    const mean_case *of, const both *run, const sample *all, int measure, int per_child)
{
    const int n = run->it.model->n_months;
    int compared = 0;
    for (int m = 0; m < n && measure >= 0; m++) {
        const size_t cell = (size_t)measure * (size_t)n + (size_t)m;
        const double expected = run->track.mean[cell];
        const double mean = sample_mean(all, cell);
        const double error = sqrt(sample_variance(all, cell) / all->n);
        if (expected == 0) {
            assert_true(mean == 0);
        } else if (expected * all->n >= MANY_EVENTS * per_child) {
            compared++;
            if (!(fabs(mean - expected) < MOST_Z * error + of->slack * expected)) {
                fail_msg("%s, %s in month %d: %g, expected %g, z = %g", of->name,
                    run->it.measures->items[measure].name, m, mean, expected,
                    (mean - expected) / error);
            }
        }
    }
    return compared;
}

static void means_are_the_expected(void **state)
{
    (void)state;
    int compared = 0;
    for (size_t i = 0; i < COUNT(MEANS); i++) {
        test_study study;
        both run;
        sample all;
        if (MEANS[i].tables) {
            study_must_run(&study, MEANS[i].sheet, "opening.csv", OPENING, "rates.csv", RATES,
                "ages.csv", ENTRY, NULL);
        } else {
            study_must_run(&study, MEANS[i].sheet, NULL);
        }
        both_begin(&run, &study, "A");
        sample_make(&all, &run.it, SEED, REPLICATES, run.track.mean);
        for (int r = 0; r < run.it.model->n_routes; r++) {
            compared += check_means(&MEANS[i], &run, &all, run.it.measures->supported[r], 1);
            compared += check_means(&MEANS[i], &run, &all, run.it.measures->half_months[r], 2);
        }
        sample_free(&all);
        both_end(&run);
        study_free(&study);
    }
    assert_true(compared > 400 && compared < MOST_CELLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_by_hand),
        cmocka_unit_test(support_ends_with_the_return),
        cmocka_unit_test(returns_of_the_method),
        cmocka_unit_test(a_second_exit_begins_anew),
        cmocka_unit_test(arrival_and_exit_in_one_month),
        cmocka_unit_test(weeks_become_months),
        cmocka_unit_test(pounds_of_the_month),
        cmocka_unit_test(messages),
        cmocka_unit_test(ageing_out_may_cost),
        cmocka_unit_test(what_begins_ends_or_goes_on),
        cmocka_unit_test(means_are_the_expected),
    };
    return cmocka_run_group_tests_name("support after exits", tests, NULL, NULL);
}
