/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children followed one by one against the same children month by month: the same numbers. */
#include "engine/replicate.h"
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

static const uint64_t SEED = 20250401;
enum { TEXT = 6000 };

/* ---- studies ---- */

typedef struct {
    char text[TEXT];
    size_t n;
} writer;

__attribute__((format(printf, 2, 3))) static void put(writer *self, const char *format, ...)
{
    va_list args;
    va_start(args, format); /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): a false alarm */
    const int n = vsnprintf(self->text + self->n, TEXT - self->n, format, args);
    va_end(args);
    assert_true(n >= 0 && self->n + (size_t)n < TEXT);
    self->n += (size_t)n;
}

typedef struct {
    uint64_t seed;
    uint32_t used;
} dice;

static int below(dice *self, int n)
{
    const lac_draw draw = lac_luck_draw(
        &(lac_luck){.seed = self->seed}, (lac_who){1, self->used++}, LAC_LUCK_TEST, 0);
    return (int)(draw.word[0] % (uint32_t)n);
}

static double rate(dice *self, double most)
{
    return most * (1 + below(self, 40)) / 40;
}

typedef struct {
    writer sheet;
    writer opening;
    writer rates;
    writer ages;
    bool known_ages;
    int n_places;
} study_texts;

static const char *const PLACES[] = {"foster", "kin", "home"};

static void put_tables(study_texts *self, dice *d)
{
    put(&self->opening, "age_years,months_in_care,placement,children\n");
    for (int i = 0; i < 6; i++) {
        char age[8] = "";
        if (self->known_ages && i < 5) {
            snprintf(age, sizeof age, "%d", i == 4 ? 17 : below(d, 18));
        }
        put(&self->opening, "%s,%d,%s,%d\n", age, 7 * i + below(d, 7), PLACES[i % self->n_places],
            1 + below(d, 25));
    }
    put(&self->rates, "flow,from_age,to_age,from_months,to_months,placement,rate\n");
    if (self->known_ages) {
        put(&self->rates, "exit/adoption,0,4,0,%d,,%g\n", 3 + below(d, 9), rate(d, 1));
        put(&self->rates, "exit/home,0,9,6,,,%g\nexit/home,10,17,,,,%g\n", rate(d, 3), rate(d, 1));
        put(&self->ages, "stream,from_age,to_age,placement,share\n");
        put(&self->ages, "starts,0,3,foster,0.4\nstarts,4,15,%s,0.35\nstarts,16,17,,0.25\n",
            PLACES[self->n_places - 1]);
        put(&self->ages, "late,14,17,,1\n");
    } else {
        put(&self->rates, "exit/home,,,0,%d,,%g\n", 2 + below(d, 8), rate(d, 6));
        put(&self->ages, "stream,from_age,to_age,placement,share\nstarts,,,,1\nlate,,,,1\n");
    }
    if (self->n_places > 1 && below(d, 2) == 0) {
        put(&self->rates, "move/kin > foster,,,%d,,,%g\n", below(d, 12), rate(d, 4));
    }
}

static void put_interventions(study_texts *self, dice *d)
{
    static const char *const TARGETS[] = {
        "admissions", "admissions/late", "exit/sgo", "exit/home", "move/foster > kin"};
    for (int i = 0; i < 4; i++) {
        const int target = below(d, self->n_places > 1 ? 5 : 4);
        const bool add = below(d, 3) == 0 && target > 0; /* streams have units of their own */
        writer *to = &self->sheet;
        put(to, "intervention,I%d,effect,%s\n", i, add ? "add" : "multiply");
        put(to, "intervention,I%d,acts_on,%s\n", i, TARGETS[target]);
        put(to, "intervention,I%d,%s,%g\n", i, add ? "amount" : "factor",
            target < 2 && add ? rate(d, 40) : rate(d, 2));
        if (below(d, 2) == 0) {
            put(to, "intervention,I%d,start,2020-%02d\nintervention,I%d,ramp_months,%d\n", i,
                4 + below(d, 9), i, 1 + below(d, 9));
        }
        if (self->known_ages && below(d, 2) == 0) {
            put(to, "intervention,I%d,from_age,%d\n", i, 14 + below(d, 3));
        }
        if (self->n_places > 1 && target < 4 && below(d, 2) == 0) {
            put(to, "intervention,I%d,placement,foster\n", i);
        }
    }
}

static void make_texts(study_texts *self, uint64_t seed)
{
    dice d = {.seed = seed};
    writer *to = &self->sheet;
    memset(self, 0, sizeof *self);
    self->known_ages = below(&d, 4) > 0;
    self->n_places = below(&d, 3) == 0 ? 1 : 2 + below(&d, 2);
    put(to, "section,item,field,A\ntime,,start,2020-04\ntime,,end,%s\n",
        below(&d, 2) == 0 ? "2020-12" : "2023-03");
    put(to, "data,,opening,opening.csv\ndata,,rates,rates.csv\ndata,,admission_ages,ages.csv\n");
    put(to, "population,2020/21,children,40000\n");
    put(to, "admissions,starts,count,%d\nadmissions,starts,growth,%d\n", 5 + below(&d, 200),
        below(&d, 20) - 10);
    put(to, "admissions,starts,variance_ratio,%d\n", 1 + below(&d, 3));
    put(to, "admissions,late,rate,%g\n", rate(&d, 20));
    put(to, "exit,sgo,rate,%g\nexit,sgo,rate from 2020-%02d,%g\n", rate(&d, 3), 5 + below(&d, 8),
        rate(&d, 1));
    if (self->known_ages && below(&d, 2) == 0) {
        put(to, "exit,sgo,from_age,%d\n", 1 + below(&d, 15));
    }
    if (self->n_places > 1) {
        put(to, "move,foster > kin,rate,%g\nmove,foster > kin,rate from 2020-08,%g\n", rate(&d, 9),
            rate(&d, 2));
    }
    if (below(&d, 2) == 0) {
        put(to, "unreconciled,all,count,%d\n", 1 + below(&d, 40));
    }
    put(to, "exit,sgo,support_weekly,200\n");
    if (below(&d, 2) == 0) {
        put(to, "exit,sgo,support_weeks,%d\nexit,sgo,support_weeks from 2020-09,%d\n",
            below(&d, 60), below(&d, 20));
    }
    if (self->known_ages) {
        put(to, "exit,adoption,support_weekly,100\n");
    }
    put_interventions(self, &d);
    put_tables(self, &d);
}

/* ---- the same numbers ---- */

/* Runs both ways; returns the events there were. */
static int64_t compare(simulation *lives, simulation *months, uint64_t seed, uint32_t replicates)
{
    int64_t events = 0;
    assert_true(lac_lives_suit(lives->course));
    months->stochastic->by_month = true;
    for (uint32_t r = 0; r < replicates; r++) {
        simulation_run(lives, SEED, r);
        simulation_run(months, SEED, r);
        for (size_t i = 0; i < lives->n_counts; i++) {
            if (lives->counts[i] != months->counts[i]) {
                const size_t n = (size_t)lives->model->n_months;
                fail_msg("study %llu, replicate %lu, %s in month %d: %lld, by month %lld",
                    (unsigned long long)seed, (unsigned long)r, lives->measures->items[i / n].name,
                    (int)(i % n), (long long)lives->counts[i], (long long)months->counts[i]);
            }
        }
        for (int m = 0; m < lives->model->n_months; m++) {
            events += count_of(lives, "exits", m) + count_of(lives, "admissions", m);
        }
    }
    assert_non_null(lives->stochastic->lives);
    assert_null(months->stochastic->lives);
    return events;
}

/* Two years differ: admissions by 1.2 and 0.7, exits by 0.6 and 1.5. */
static void set_drift(simulation *self)
{
    double drift[2 * LAC_MAX_MONTHS];
    for (int m = 0; m < self->model->n_months; m++) {
        drift[2 * m] = m < 12 ? 1.2 : 0.7;
        drift[2 * m + 1] = m < 12 ? 0.6 : 1.5;
    }
    assert_int_equal(lac_course_set(self->course, drift), LAC_OK);
}

static void lives_are_the_months(void **state)
{
    (void)state;
    enum { STUDIES = 150 };
    int64_t events = 0;
    for (uint64_t seed = 0; seed < STUDIES; seed++) {
        static study_texts texts;
        test_study s;
        simulation lives;
        simulation months;
        make_texts(&texts, seed);
        study_must_run(&s, texts.sheet.text, "opening.csv", texts.opening.text, "rates.csv",
            texts.rates.text, "ages.csv", texts.ages.text, NULL);
        simulation_begin(&lives, &s, "A");
        simulation_begin(&months, &s, "A");
        events += compare(&lives, &months, seed, 4);
        set_drift(&lives);
        set_drift(&months);
        events += compare(&lives, &months, seed, 3);
        simulation_end(&lives);
        simulation_end(&months);
        study_free(&s);
    }
    assert_true(events > 100000);
}

/* Returns and overflow that only another scenario has are 0 here, in both ways. */
static void measures_of_other_scenarios_are_0(void **state)
{
    (void)state;
    test_study s;
    simulation lives;
    simulation months;
    study_must_run(&s,
        "section,item,field,Base,A,B\n"
        "time,,start,2020-04,,\n"
        "time,,end,2021-03,,\n"
        "stock,foster,children,40,,\nstock,kin,children,10,,\n"
        "admissions,all,count,60,,\n"
        "admissions,all,first_entries_only,yes,,\n"
        "exit,home,rate,0.5,,\n"
        "placement,foster,capacity,none,none,35\n"
        "placement,foster,overflow,kin,,\n"
        "reentry,home,rates,0-5:0,0-5:0,0-5:3\n",
        NULL);
    assert_true(s.results.measures.reentries >= 0 && s.results.measures.n_overflow > 0);
    simulation_begin(&lives, &s, "A");
    simulation_begin(&months, &s, "A");
    compare(&lives, &months, 0, 3);
    for (int m = 0; m < 12; m++) {
        assert_int_equal(count_of(&lives, "reentries", m), 0);
        assert_int_equal(count_of(&lives, "overflow_foster", m), 0);
    }
    simulation_end(&lives);
    simulation_end(&months);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lives_are_the_months),
        cmocka_unit_test(measures_of_other_scenarios_are_0),
    };
    return cmocka_run_group_tests_name("lives", tests, NULL, NULL);
}
