/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways in `expected`: cases of the tracker, and what must hold in every study. */
#include "engine/expected.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HEAD "section,item,field,low,high,A\ntime,,start,,,2020-04\ntime,,end,,,2021-03\n"
#define TABLE HEAD "data,,opening,,,opening.csv\n"
#define STAGE(stage, low, high, weeks, control)                                                    \
    "pathway," stage ",weeks," low "," high "," weeks "\npathway," stage ",control,,," control "\n"
#define PROGRAMME(name, children)                                                                  \
    "intervention," name ",effect,,,pathway\nintervention," name ",pathway,,,SGO\n"                \
    "intervention," name ",route,,,order\nintervention," name ",children,,," children "\n"

/* ---- a model with cases ---- */

enum { MOST_CASES = 8 };

/* The study of a test with cases of a tracker in its first scenario. */
typedef struct {
    test_study study;
    lac_model model;
    lac_case cases[MOST_CASES];
    lac_track track;
} tracked;

/* Runs the sheet with cases; each is the child of the opening row of its age in months (group). */
static void run_cases(
    tracked *self, const char *sheet, const char *opening, const lac_case *cases, int n)
{
    memset(self, 0, sizeof *self);
    study_must_run(&self->study, sheet, "opening.csv", opening, NULL);
    self->model = self->study.results.models[0];
    self->model.cases = self->cases;
    self->model.n_cases = n;
    assert_true(n <= MOST_CASES);
    for (int i = 0; i < n; i++) {
        self->cases[i] = cases[i];
        self->cases[i].group = -1;
        for (int g = 0; g < self->model.n_opening; g++) {
            const lac_opening_group *group = &self->model.opening[g];
            if (group->first_age == cases[i].group && group->children == 1) {
                self->cases[i].group = g;
            }
        }
        assert_true(self->cases[i].group >= 0);
    }
    assert_int_equal(
        lac_expected_run(&self->track, &self->model, &self->study.results.measures), LAC_OK);
}

static void end_cases(tracked *self)
{
    lac_track_free(&self->track);
    study_free(&self->study);
}

static double value(const tracked *self, const char *measure, int m)
{
    return self->track.mean[measure_of(&self->study, measure) * self->track.n_months + m];
}

static double flow(const tracked *self, const char *what, int m)
{
    char name[80];
    snprintf(name, sizeof name, "pathway_%s_sgo", what);
    return value(self, name, m);
}

#define OPENING                                                                                    \
    "age_months,months_in_care,placement,children\n"                                               \
    "30,5,foster,1\n31,7,kin,1\n32,9,foster,1\n40,9,foster,50\n215,20,foster,1\n"

/* ---- cases ---- */

/* The stage takes 14 to 56 days, most often 28; below w weeks with (w - 2)^2 / 12 up to 4 and 1 - (8 - w)^2 / 24
 * from there on. After 20 days it takes more than that: 1 - F(20.5 / 7). It ends in April (29 days or less
 * from now, 49 in all) with F(49.5 / 7) - F(20.5 / 7) of it, else in May. The stage after it takes 30 days:
 * orders in May and, of those of 2 to 31 May, in June. */
static void a_case_has_the_rest_of_its_stage(void **state)
{
    (void)state;
    tracked s;
    static const lac_case CASE = {.stage = 1, .elapsed = 20, .group = 31};
    run_cases(&s,
        TABLE STAGE("SGO/1 plan", "", "", "9", "council") STAGE("SGO/2 visit", "2", "8", "4",
            "council") "pathway,SGO/2 visit,approval,,,80%\n" STAGE("SGO/3 court", "", "", "4.29",
            "court") PROGRAMME("Drive", "0"),
        OPENING, &CASE, 1);
    const double upto_20 = pow(20.5 / 7 - 2, 2) / 12;
    const double upto_49 = 1 - pow(8 - 49.5 / 7, 2) / 24;
    const double upto_50 = 1 - pow(8 - 50.5 / 7, 2) / 24;
    const double april = (upto_49 - upto_20) / (1 - upto_20);
    const double may_1 = (upto_50 - upto_20) / (1 - upto_20);
    assert_near(flow(&s, "identified", 0), 1);
    assert_near(flow(&s, "started", 0), 0);
    assert_near(value(&s, "pathway_lost_sgo_visit", 0), 0.2 * april);
    assert_near(value(&s, "pathway_lost_sgo_visit", 1), 0.2 * (1 - april));
    assert_near(flow(&s, "running", 0), 1 - 0.2 * april);
    /* 30 days after 1 May is 31 May */
    assert_near(flow(&s, "ordered", 1), 0.8 * may_1);
    assert_near(flow(&s, "ordered", 2), 0.8 * (1 - may_1));
    const int entered = s.study.results.measures.pathways[0].entered_of;
    assert_near(s.track.mean[(entered + 1) * s.track.n_months], 0);
    assert_near(s.track.mean[(entered + 2) * s.track.n_months], 0.8 * april);
    assert_near(value(&s, "stock_kin", 0), 1);
    assert_near(value(&s, "stock_kin", 2), 0.2);
    assert_nan(s.track.sd[measure_of(&s.study, "closing_stock") * s.track.n_months]);
    end_cases(&s);
}

/* 63 days of 63: the stage ends on 1 April, and the next, of 28 days, on 29 April. */
static void an_overdue_case_ends_its_stage_at_once(void **state)
{
    (void)state;
    tracked s;
    static const lac_case CASE = {.stage = 0, .elapsed = 63, .group = 30};
    run_cases(&s,
        TABLE STAGE("SGO/1 plan", "", "", "9", "council") STAGE("SGO/2 court", "", "", "4", "court")
            PROGRAMME("Drive", "0"),
        OPENING, &CASE, 1);
    assert_near(flow(&s, "ordered", 0), 1);
    assert_near(value(&s, "closing_stock", 0), 52);
    end_cases(&s);
}

/* One place. A case of 10 days holds it for 14 of 24 more, to 15 April; then the waiting cases start in their
 * order, one after the other, every 24 days: 15 April, 9 May; then those of the programme of June, which
 * waits for 2 June: 2 and 26 June, 20 July. */
static void cases_stand_before_the_programme(void **state)
{
    (void)state;
    tracked s;
    static const lac_case CASES[] = {{.stage = 0, .elapsed = 10, .group = 30},
        {.stage = -1, .group = 31}, {.stage = -1, .group = 32}};
    run_cases(&s,
        TABLE STAGE("SGO/1 plan", "", "", "3.43", "council")
            STAGE("SGO/2 court", "", "", "13", "court") PROGRAMME("Drive",
                "3") "intervention,Drive,start,,,2020-06\nintervention,Drive,staff,,,team\n"
                     "staff,team,workers,,,1\nstaff,team,cases_each,,,1\n",
        OPENING, CASES, 3);
    static const double IDENTIFIED[] = {3, 0, 3, 0};
    static const double STARTED[] = {1, 1, 2, 1};
    static const double WAITING[] = {1, 0, 1, 0};
    /* 91 days after 15 April (15 July), 9 May (8 August), 2 June (1 September), 26 June (25 September), 20 July
     * and 13 August (12 November) */
    for (int m = 0; m < 4; m++) {
        assert_near(flow(&s, "identified", m), IDENTIFIED[m]);
        assert_near(flow(&s, "started", m), STARTED[m]);
        assert_near(flow(&s, "waiting", m), WAITING[m]);
    }
    assert_near(flow(&s, "ordered", 3), 1);
    assert_near(flow(&s, "ordered", 4), 1);
    assert_near(value(&s, "stock_kin", 3), 1);
    end_cases(&s);
}

/* Cases leave, turn 18 and move like others, and a list names none of them. One of 215 months turns 18 in
 * April; at 1.2 a year from foster care exp(-0.1) of the case there stay, of whom 1 - exp(-0.05) move to
 * kin; a list of 60 attempts finds the 50 exp(-0.1) others in foster care. */
static void cases_are_children_like_others(void **state)
{
    (void)state;
    tracked s;
    static const lac_case CASES[] = {{.stage = 0, .elapsed = 10, .group = 30},
        {.stage = 0, .elapsed = 0, .group = 31}, {.stage = 0, .elapsed = 30, .group = 32},
        {.stage = 0, .elapsed = 0, .group = 215}};
    run_cases(&s,
        TABLE STAGE("SGO/1 plan", "", "", "30", "council") PROGRAMME(
            "Drive", "0") "exit,home,rate,,,1.2\nexit,home,placement,,,foster\nmove,foster > "
                          "kin,rate,,,0.6\n"
                          "intervention,List,effect,,,exits\nintervention,List,route,,,away\n"
                          "intervention,List,children,,,60\nintervention,List,end,,,2020-04\n",
        OPENING, CASES, 4);
    const double stay = exp(-0.1);
    assert_near(flow(&s, "left", 0), 3 * (1 - stay));
    assert_near(flow(&s, "aged", 0), stay);
    assert_near(flow(&s, "running", 0), 1 + 2 * stay);
    assert_near(value(&s, "exits_away", 0), 50 * stay);
    assert_near(value(&s, "moves_foster_to_kin", 0), 2 * stay * (1 - exp(-0.05)));
    assert_near(value(&s, "stock_foster", 0), 2 * stay * exp(-0.05));
    assert_near(value(&s, "stock_kin", 0), 1 + 2 * stay * (1 - exp(-0.05)));
    end_cases(&s);
}

/* ---- every study ---- */

typedef struct {
    uint64_t state;
} dice;

/* Steele, Lea and Flood (2014): splitmix64; a whole number from low to high. */
static int roll(dice *self, int low, int high)
{
    uint64_t z = (self->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return low + (int)(z % (uint64_t)(high - low + 1));
}

typedef struct {
    char text[8000];
    size_t n;
} sheet;

__attribute__((format(printf, 2, 3))) static void row(sheet *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(self->text + self->n, sizeof self->text - self->n, format, arguments);
    va_end(arguments);
    assert_true(n > 0 && (size_t)n < sizeof self->text - self->n);
    self->n += (size_t)n;
}

static void pathway_rows(sheet *out, dice *d, const char *name)
{
    static const char *const CONTROL[] = {"council", "carer", "court"};
    const int stages = roll(d, 1, 4);
    for (int i = 1; i <= stages; i++) {
        const int weeks = roll(d, 0, 12);
        if (roll(d, 0, 1) == 0) {
            row(out, "pathway,%s/%d s%d,weeks,,,%d\n", name, i, i, weeks);
        } else {
            row(out, "pathway,%s/%d s%d,weeks,%d,%d,%d\n", name, i, i, weeks - roll(d, 0, weeks),
                weeks + 3, weeks);
        }
        row(out, "pathway,%s/%d s%d,control,,,%s\n", name, i, i, CONTROL[roll(d, 0, 2)]);
        row(out, "pathway,%s/%d s%d,approval,,,%d%%\n", name, i, i, roll(d, 5, 10) * 10);
    }
}

static void programme_rows(sheet *out, dice *d, const char *name, bool limited)
{
    row(out, "intervention,%s,effect,,,pathway\nintervention,%s,route,,,%s\n", name, name,
        roll(d, 0, 1) ? "order" : "home");
    row(out, "intervention,%s,pathway,,,%s\n", name, roll(d, 0, 1) ? "SGO" : "Return");
    row(out, "intervention,%s,children,,,%d\n", name, roll(d, 0, 3) * roll(d, 0, 40));
    row(out, "intervention,%s,success,,,%d%%\n", name, roll(d, 0, 10) * 10);
    row(out, "intervention,%s,start,,,2020-%02d\n", name, roll(d, 4, 12));
    if (roll(d, 0, 2) == 0) {
        row(out, "intervention,%s,end,,,2021-%02d\n", name, roll(d, 1, 3));
    }
    if (roll(d, 0, 2) == 0) {
        row(out, "intervention,%s,placement,,,foster\n", name);
    }
    if (roll(d, 0, 2) == 0) {
        row(out, "intervention,%s,from_age,,,%d\n", name, roll(d, 1, 9));
    }
    if (limited && roll(d, 0, 1) == 0) {
        row(out, "intervention,%s,starts_per_month,,,%d\n", name, roll(d, 0, 6));
    }
    if (limited && roll(d, 0, 1) == 0) {
        row(out, "intervention,%s,staff,,,team\n", name);
    }
}

static void random_sheet(sheet *out, dice *d)
{
    out->n = 0;
    row(out, "section,item,field,low,high,A\ntime,,start,,,2020-04\ntime,,end,,,2022-03\n"
             "data,,opening,,,opening.csv\nadmissions,x,count,,,60\n"
             "admissions,x,ages,,,0:40%%;8:30%%;15:30%%\n");
    row(out, "exit,order,rate,,,0\nexit,home,rate,,,0.%d\nexit,away,count,,,%d\n", roll(d, 0, 5),
        roll(d, 0, 3) * 30);
    row(out, "move,foster > kin,rate,,,0.%d\nmove,kin > foster,rate,,,0.%d\n", roll(d, 0, 5),
        roll(d, 0, 5));
    if (roll(d, 0, 2) == 0) {
        row(out, "placement,foster,capacity,,,%d\nplacement,foster,overflow,,,kin\n",
            roll(d, 0, 60));
    }
    if (roll(d, 0, 2) == 0) {
        row(out, "unreconciled,all,count,,,%d\n", roll(d, -60, 20));
    }
    if (roll(d, 0, 1) == 0) {
        row(out, "reentry,home,rates,,,0-5:1.2\nreentry,order,rates,,,0:3; 1-9:0.5\n");
    }
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "Aim" : "Zoo";
        if (roll(d, 0, 1) == 0) {
            row(out, "intervention,%s,effect,,,exits\nintervention,%s,route,,,home\n", name, name);
            row(out, "intervention,%s,children,,,%d\nintervention,%s,success,,,%d%%\n", name,
                roll(d, 1, 150), name, roll(d, 0, 10) * 10);
        }
    }
    if (roll(d, 0, 1) == 0) {
        row(out,
            "intervention,Down,effect,,,shift\nintervention,Down,acts_on,,,move/foster > kin\n"
            "intervention,Down,children,,,%d\nintervention,Down,success,,,60%%\n",
            roll(d, 1, 60));
    }
    row(out,
        "staff,team,workers,,,%d\nstaff,team,workers from "
        "2020-10,,,%d\nstaff,team,cases_each,,,4\n",
        roll(d, 0, 3), roll(d, 0, 5));
    pathway_rows(out, d, "SGO");
    pathway_rows(out, d, "Return");
    programme_rows(out, d, "Drive", true);
    programme_rows(out, d, "Early", true);
    programme_rows(out, d, "Late", roll(d, 0, 1));
}

/* Rule 22, and that no number is below 0. */
static void check_pathway(const tracked *s, int p)
{
    const lac_pathway_measures *at = &s->study.results.measures.pathways[p];
    const int n = s->track.n_months;
    const double *mean = s->track.mean;
    double balance = 0;
    for (int m = 0; m < n; m++) {
        balance += mean[at->identified * n + m] - mean[at->ordered * n + m] -
                   mean[at->left * n + m] - mean[at->aged * n + m] - mean[at->released * n + m];
        for (int i = 0; i < s->model.pathways[p].n_stages; i++) {
            balance -= mean[(at->lost_of + i) * n + m];
            assert_true(mean[(at->entered_of + i) * n + m] >= -1e-12);
        }
        for (int i = at->identified; i <= at->released; i++) {
            assert_true(mean[i * n + m] >= -1e-12);
        }
        assert_near(balance, mean[at->waiting * n + m] + mean[at->running * n + m]);
    }
}

/* 400 random studies with cases of a tracker: each child identified is somewhere, the stock's sum holds, and
 * the placements add up. */
static void every_child_is_accounted_for(void **state)
{
    (void)state;
    static const int AGES[] = {30, 31, 32, 215};
    double ordered = 0;
    double lists = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        dice d = {seed};
        sheet rows = {.n = 0};
        lac_case cases[4];
        tracked s;
        random_sheet(&rows, &d);
        const int n = roll(&d, 0, 4);
        for (int i = 0; i < n; i++) {
            cases[i] = (lac_case){.programme = roll(&d, 0, 2),
                .stage = roll(&d, -1, 0),
                .elapsed = roll(&d, 0, 90),
                .group = AGES[i]};
        }
        run_cases(&s, rows.text, OPENING, cases, n);
        for (int p = 0; p < s.model.n_pathways; p++) {
            check_pathway(&s, p);
        }
        for (int m = 0; m < s.track.n_months; m++) {
            assert_near(value(&s, "closing_stock", m),
                value(&s, "opening_stock", m) + value(&s, "admissions", m) - value(&s, "exits", m) +
                    value(&s, "unreconciled", m));
            assert_near(value(&s, "stock_foster", m) + value(&s, "stock_kin", m),
                value(&s, "closing_stock", m));
            assert_true(value(&s, "stock_foster", m) > -1e-9 && value(&s, "stock_kin", m) > -1e-9);
            ordered += flow(&s, "ordered", m);
        }
        lists += s.model.n_lists;
        end_cases(&s);
    }
    assert_true(ordered > 300 && lists > 100); /* something happened */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_has_the_rest_of_its_stage),
        cmocka_unit_test(an_overdue_case_ends_its_stage_at_once),
        cmocka_unit_test(cases_stand_before_the_programme),
        cmocka_unit_test(cases_are_children_like_others),
        cmocka_unit_test(every_child_is_accounted_for),
    };
    return cmocka_run_group_tests_name("pathway cases", tests, NULL, NULL);
}
