/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When cases come to their order: dates by hand for every stage, conditioning on the days that have passed,
 * late and overdue cases, probabilities by financial year. */
#include "support.h"

#include "results/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define HEAD "section,item,field,unit,low,high,A\n"
#define STAGES(p)                                                                                  \
    "pathway," p "/1 assessment,weeks,,,,9\npathway," p "/1 assessment,control,,,,council\n"       \
    "pathway," p "/2 LAC review,weeks,,,,4\npathway," p "/2 LAC review,control,,,,council\n"
#define SGO                                                                                        \
    STAGES("SGO")                                                                                  \
    "pathway,SGO/3 support plan,weeks,,,,8\npathway,SGO/3 support plan,control,,,,carer\n"         \
    "pathway,SGO/4 application,weeks,,,,4\npathway,SGO/4 application,control,,,,carer\n"           \
    "pathway,SGO/5 proceedings,weeks,,,,26\npathway,SGO/5 proceedings,control,,,,court\n"
#define HOME                                                                                       \
    STAGES("Home")                                                                                 \
    "pathway,Home/3 application,weeks,,,,4\npathway,Home/3 application,control,,,,carer\n"         \
    "pathway,Home/4 proceedings,weeks,,,,26\npathway,Home/4 proceedings,control,,,,court\n"
#define DRIVE(name, pathway)                                                                       \
    "intervention," name ",effect,,,,pathway\nintervention," name ",pathway,,,," pathway "\n"      \
    "intervention," name ",route,,,,order\nintervention," name ",children,,,,0\n"
#define STUDY(start)                                                                               \
    HEAD "time,,start,,,," start "\ntime,,end,,,,2019-03\nstock,all,children,,,,100\n"
#define TRACKED(start) STUDY(start) "data,,tracker,,,,tracker.csv\n"
#define CASES "case,pathway,stage,stage_started\n"

typedef struct {
    test_study study;
    lac_timeline timeline;
} tracked;

static const lac_timeline *make(tracked *self, const char *sheet, const char *cases)
{
    self->timeline = (lac_timeline){0};
    study_must_run(&self->study, sheet, "tracker.csv", cases, NULL);
    assert_int_equal(lac_timeline_make(&self->timeline, &self->study.results.models[0]), LAC_OK);
    return &self->timeline;
}

static void finish(tracked *self)
{
    lac_timeline_free(&self->timeline);
    lac_timeline_free(&self->timeline);
    study_free(&self->study);
}

static lac_day day_of(int year, int month, int day)
{
    return lac_day_of(lac_month_of(year, month), day);
}

static void assert_day(lac_day day, const char *expected)
{
    char text[11];
    lac_day_format(day, text);
    assert_string_equal(text, expected);
}

/* All quantiles of a length that is certain are one day. */
static void assert_ends(const lac_timeline_case *one, int stage, const char *expected)
{
    for (int q = 0; q < LAC_TIMELINE_QUANTILES; q++) {
        assert_day(one->ends[stage - one->stage][q], expected);
    }
}

/* ---- dates ---- */

/* 9 + 4 + 8 + 4 + 26 weeks from 1 October 2017. 63 days: October has 31, November 30, so day 61 is 1 December
 * and day 63 the 3rd. 28 more, 91: 31 December. 56 more, 147: January has 31, so 31 January is day 122 and 25
 * February day 147. 28 more, 175: 25 March (February 2018 has 28). 182 more, 357: 25 March + 182 days, of
 * which 6 to the end of March, 30 + 31 + 30 + 31 + 31 = 153 to the end of August, leave 23: 23 September.
 * Without the support plan 9 + 4 + 4 + 26: 91 days are 31 December, 119 28 January, 301 = 28 January + 182, of
 * which 3 + 28 + 31 + 30 + 31 + 30 = 153 to the end of June leave 29: 29 July. */
static void dates_of_a_case_that_starts(void **state)
{
    (void)state;
    static const char *const SGO_ENDS[] = {
        "2017-12-03", "2017-12-31", "2018-02-25", "2018-03-25", "2018-09-23"};
    static const char *const HOME_ENDS[] = {"2017-12-03", "2017-12-31", "2018-01-28", "2018-07-29"};
    tracked t;
    const lac_timeline *timeline =
        make(&t, TRACKED("2017-10") SGO HOME DRIVE("Drive", "SGO") DRIVE("Back", "Home"),
            CASES "C1,SGO,1,2017-10-01\nC2,Home,,\nC3,SGO,,2017-08-05\n");
    for (int i = 0; i < 5; i++) {
        assert_ends(&timeline->cases[0], i, SGO_ENDS[i]);
        assert_ends(&timeline->cases[2], i, SGO_ENDS[i]);
    }
    for (int i = 0; i < 4; i++) {
        assert_ends(&timeline->cases[1], i, HOME_ENDS[i]);
    }
    assert_false(timeline->cases[0].waits);
    assert_true(timeline->cases[1].waits);
    assert_true(timeline->cases[2].waits);
    assert_day(timeline->cases[0].begun, "2017-10-01");
    assert_day(
        timeline->cases[2].begun, "2017-10-01"); /* a case that waits starts on the first day */
    assert_day(lac_timeline_order(&timeline->cases[0])[LAC_TIMELINE_P50], "2018-09-23");
    finish(&t);
}

/* A case in each stage on 1 April 2018, begun on 12 March, 20 days before. Stage 3 takes 56 days: it ends on 12
 * March + 56 = 7 May (19 days to 31 March, 30 to 30 April, 7), the next 28 days later on 4 June, the last 182
 * later: 26 days to 30 June, 31 + 31 + 30 = 92 to 30 September, 31 to 31 October = 149, 30 to 30 November =
 * 179, so 3 December. Stage 1 takes 63: 14 May; 28 later 11 June; 56 later 6 August; 28 later 3 September; 182
 * later: 27 + 31 + 30 + 31 = 119 to 31 December, 31 + 28 = 178 to 28 February, so 4 March 2019. Stage 2: 28
 * days are 9 April; 56 later 4 June; 28 later 2 July; 182 later: 29 + 31 + 30 + 31 + 30 = 151 to 30 November,
 * so 31 December. Stage 4: 9 April; 182 later: 21 + 31 + 30 + 31 + 31 + 30 = 174 to 30 September, so 8
 * October. Stage 5: 12 March + 182 = 19 + 30 + 31 + 30 + 31 + 31 = 172 to 31 August, so 10 September. */
static void dates_of_a_case_in_each_stage(void **state)
{
    (void)state;
    static const char *const ENDS[5][5] = {
        {"2018-05-14", "2018-06-11", "2018-08-06", "2018-09-03", "2019-03-04"},
        {"2018-04-09", "2018-06-04", "2018-07-02", "2018-12-31"},
        {"2018-05-07", "2018-06-04", "2018-12-03"}, {"2018-04-09", "2018-10-08"}, {"2018-09-10"}};
    tracked t;
    const lac_timeline *timeline = make(&t, TRACKED("2018-04") SGO DRIVE("Drive", "SGO"),
        CASES "C1,SGO,1,2018-03-12\nC2,SGO,2,2018-03-12\nC3,SGO,3,2018-03-12\nC4,SGO,4,2018-03-12\n"
              "C5,SGO,5,2018-03-12\n");
    assert_int_equal(timeline->n_cases, 5);
    for (int c = 0; c < 5; c++) {
        const lac_timeline_case *one = &timeline->cases[c];
        assert_int_equal(one->stage, c);
        assert_day(one->begun, "2018-03-12");
        for (int i = c; i < 5; i++) {
            assert_ends(one, i, ENDS[c][i - c]);
        }
        assert_near(one->order, 1);
        assert_near(one->years[0], 1); /* all in 2018/19 */
    }
    assert_int_equal(timeline->first_year, 2018);
    assert_int_equal(timeline->n_years, 1);
    assert_near(timeline->years[0], 5);
    assert_near(timeline->waiting_years[0], 0);
    finish(&t);
}

/* A stage of 28 days: on day 28 it is due and ends on the first day; so it does on day 29 and after, and then it
 * is late, for 28 is the 90 % quantile of a length that is always 28. */
static void overdue_and_late(void **state)
{
    (void)state;
    tracked t;
    const lac_timeline *timeline = make(&t, TRACKED("2018-04") SGO DRIVE("Drive", "SGO"),
        CASES
        "C1,SGO,2,2018-03-05\nC2,SGO,2,2018-03-04\nC3,SGO,2,2018-03-03\nC4,SGO,2,2010-01-01\n");
    static const bool OVERDUE[] = {false, true, true, true};
    static const bool LATE[] = {false, false, true, true};
    for (int c = 0; c < 4; c++) {
        assert_int_equal(timeline->cases[c].overdue, OVERDUE[c]);
        assert_int_equal(timeline->cases[c].late, LATE[c]);
        assert_ends(&timeline->cases[c], 1, c == 0 ? "2018-04-02" : "2018-04-01");
    }
    /* the stages that follow count from that day: 1 April + 56 = 27 May (29 to 30 April, 27) */
    assert_ends(&timeline->cases[3], 2, "2018-05-27");
    assert_int_equal(lac_timeline_count(timeline, timeline->cases[0].pathway, 1), 4);
    assert_int_equal(lac_timeline_late(timeline, timeline->cases[0].pathway, 1), 2);
    assert_int_equal(lac_timeline_count(timeline, timeline->cases[0].pathway, 0), 0);
    assert_int_equal(lac_timeline_count(timeline, timeline->cases[0].pathway, -1), 0);
    finish(&t);
}

/* ---- lengths that vary ---- */

/* The days of a stage as the test wants them; the model is the test's own to change. */
static void set_days(lac_model *model, int stage, int least, int n, const double *days)
{
    lac_stage *to = &model->pathways[0].stages[stage];
    to->least_days = least;
    to->n_days = n;
    to->days = lac_arena_alloc(&model->arena, (size_t)n, sizeof *to->days);
    assert_non_null(to->days);
    for (int i = 0; i < n; i++) {
        to->days[i] = days[i];
    }
}

#define TWO                                                                                        \
    TRACKED("2018-03")                                                                             \
    "pathway,P/1 plan,weeks,,,,1\npathway,P/1 plan,control,,,,council\n"                           \
    "pathway,P/1 plan,approval,,,,80%\n"                                                           \
    "pathway,P/2 court,weeks,,,,1\npathway,P/2 court,control,,,,court\n"                           \
    "pathway,P/2 court,approval,,,,90%\n" DRIVE(                                                   \
        "Drive", "P") "intervention,Drive,success,,,,50%\n"

/* The first stage takes 10 days with 3/4 and 40 with 1/4, the second 20 with 1/3 and 30 with 2/3. From 1 March
 * 2018 the year 2017/18 has the days 0 to 30, and the order comes on day 30 (3/4 x 1/3), 40 (3/4 x 2/3), 60 (1/4
 * x 1/3) or 70 (1/4 x 2/3): 1/4 of it by 31 March. Its chance is 0.8 x 0.9 x 0.5 = 0.36: 0.09 in 2017/18 and
 * 0.27 in 2018/19. Up to day 40 it is 3/4, up to 60 5/6: the median is day 40 (10 April), the 5 % day 30 (31 March),
 * 90 and 95 % day 70 (1 March + 70 = 10 May). */
static void chances_of_a_length_of_two_days(void **state)
{
    (void)state;
    static const double FIRST[31] = {[0] = 0.75, [30] = 0.25};
    static const double SECOND[11] = {[0] = 1 / 3.0, [10] = 2 / 3.0};
    tracked t;
    make(&t, TWO,
        CASES
        "C1,P,,\nC2,P,1,2018-03-01\nC3,P,1,2018-02-19\nC4,P,1,2018-02-18\nC5,P,2,2018-03-01\n");
    lac_timeline_free(&t.timeline);
    lac_model *model = &t.study.results.models[0];
    set_days(model, 0, 10, 31, FIRST);
    set_days(model, 1, 20, 11, SECOND);
    const lac_timeline *timeline = &t.timeline;
    assert_int_equal(lac_timeline_make(&t.timeline, model), LAC_OK);
    assert_int_equal(timeline->first_year, 2017);
    assert_int_equal(timeline->n_years, 2);
    for (int c = 0; c < 2; c++) { /* the one that waits, and one on its first day */
        const lac_timeline_case *one = &timeline->cases[c];
        assert_near(one->order, 0.36);
        assert_near(one->years[0], 0.09);
        assert_near(one->years[1], 0.27);
        assert_day(one->ends[0][LAC_TIMELINE_P50], "2018-03-11");
        assert_day(one->ends[0][LAC_TIMELINE_P90], "2018-04-10");
        const lac_day *order = lac_timeline_order(one);
        assert_day(order[LAC_TIMELINE_P05], "2018-03-31");
        assert_day(order[LAC_TIMELINE_P10], "2018-03-31");
        assert_day(order[LAC_TIMELINE_P50], "2018-04-10");
        assert_day(order[LAC_TIMELINE_P90], "2018-05-10");
        assert_day(order[LAC_TIMELINE_P95], "2018-05-10");
        assert_false(one->late);
        assert_false(one->overdue);
    }
    /* Ten days in it (19 February to 1 March) and not ended: it takes 40, so 30 more, and the order comes on
     * day 50 (1/3) or 60 (2/3): 20 April, 30 April; nothing in 2017/18. It is not late: 3/4 of cases take 10
     * days, so the 90 % quantile is 40. So after 11 days, with 29 more. */
    const lac_timeline_case *third = &timeline->cases[2];
    assert_int_equal(third->of->elapsed, 10);
    assert_false(third->late);
    assert_day(third->ends[0][LAC_TIMELINE_P05], "2018-03-31");
    assert_day(lac_timeline_order(third)[LAC_TIMELINE_P05], "2018-04-20");
    assert_day(lac_timeline_order(third)[LAC_TIMELINE_P50], "2018-04-30");
    assert_near(third->years[0], 0);
    assert_near(third->years[1], 0.36);
    assert_day(lac_timeline_order(&timeline->cases[3])[LAC_TIMELINE_P50], "2018-04-29");
    /* In the second stage only its approval is left: 0.9 x 0.5; both lengths end by 31 March. */
    const lac_timeline_case *fifth = &timeline->cases[4];
    assert_near(fifth->order, 0.45);
    assert_near(fifth->years[0], 0.45);
    assert_near(fifth->years[1], 0);
    /* in all: 0.09 + 0 + 0 + 0.45 under way and 0.09 waiting in 2017/18 */
    assert_near(timeline->years[0], 0.54);
    assert_near(timeline->years[1], 0.27 + 0.36 + 0.36);
    assert_near(timeline->waiting_years[0], 0.09);
    assert_near(timeline->waiting_years[1], 0.27);
    assert_int_equal(lac_timeline_controlled(timeline, LAC_CONTROL_COUNCIL), 3);
    assert_int_equal(lac_timeline_controlled(timeline, LAC_CONTROL_COURT), 1);
    assert_int_equal(lac_timeline_controlled(timeline, LAC_CONTROL_CARER), 0);
    finish(&t);
}

/* 10 to 19 days, each with 1/10: the 90 % quantile is 18, so day 18 is not late and day 19 is, and day 19 is as
 * long as the longest. After 14 days 15 to 19 are left, 1/5 each: 1 to 5 more days; 5 and 10 % are the first
 * of them, half is the third, 90 and 95 % the fifth. */
static void conditioned_on_the_days_that_have_passed(void **state)
{
    (void)state;
    static const double TENTHS[10] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    static const double NOTHING[1] = {1};
    tracked t;
    make(&t, TWO,
        CASES "C1,P,1,2018-02-15\nC2,P,1,2018-02-11\nC3,P,1,2018-02-10\nC4,P,1,2018-02-27\n");
    lac_timeline_free(&t.timeline);
    lac_model *model = &t.study.results.models[0];
    set_days(model, 0, 10, 10, TENTHS);
    set_days(model, 1, 0, 1, NOTHING); /* a stage of no days ends on the day on which it begins */
    assert_int_equal(lac_timeline_make(&t.timeline, model), LAC_OK);
    const lac_timeline_case *cases = t.timeline.cases;
    assert_int_equal(cases[0].of->elapsed, 14);
    static const int REST[LAC_TIMELINE_QUANTILES] = {1, 1, 3, 5, 5};
    for (int q = 0; q < LAC_TIMELINE_QUANTILES; q++) {
        assert_int_equal(cases[0].ends[0][q], day_of(2018, 3, 1) + REST[q]);
        assert_int_equal(cases[0].ends[1][q], cases[0].ends[0][q]);
    }
    assert_int_equal(cases[1].of->elapsed, 18);
    assert_false(cases[1].late);
    assert_false(cases[1].overdue);
    assert_day(cases[1].ends[0][LAC_TIMELINE_P50], "2018-03-02");
    assert_true(cases[2].late);
    assert_true(cases[2].overdue);
    assert_day(cases[2].ends[0][LAC_TIMELINE_P50], "2018-03-01");
    /* 2 days have passed, so 8 to 17 are left: the fifth of them is day 12 */
    assert_day(cases[3].ends[0][LAC_TIMELINE_P50], "2018-03-13");
    finish(&t);
}

/* A range of the sheet, against the distribution of the sum worked out pair by pair: the chance that the order
 * comes by a day is the sum over all pairs of lengths. */
static void a_range_against_all_pairs(void **state)
{
    (void)state;
    tracked t;
    const lac_timeline *timeline = make(&t,
        TRACKED("2018-01") "pathway,P/1 plan,weeks,,2,9,4\npathway,P/1 plan,control,,,,council\n"
                           "pathway,P/2 court,weeks,,5,20,9\npathway,P/2 "
                           "court,control,,,,court\n" DRIVE("Drive", "P"),
        CASES "C1,P,1,2017-12-11\n"); /* 21 days before */
    const lac_stage *stages = t.study.results.models[0].pathways[0].stages;
    double left = 0;
    double by_march = 0; /* 2017/18 ends on day 89: January 31, February 28, March 31, from day 0 */
    for (int i = 0; i < stages[0].n_days; i++) {
        const int first = stages[0].least_days + i;
        if (first <= 21) {
            continue;
        }
        left += stages[0].days[i];
        for (int k = 0; k < stages[1].n_days; k++) {
            const int day = first - 21 + stages[1].least_days + k;
            by_march += day <= 89 ? stages[0].days[i] * stages[1].days[k] : 0;
        }
    }
    assert_true(by_march > 0.1 && by_march < 0.9 * left);
    assert_within(timeline->cases[0].years[0], by_march / left, 1e-12);
    assert_within(timeline->cases[0].years[0] + timeline->cases[0].years[1], 1, 1e-12);
    finish(&t);
}

/* Where nobody leaves another way, the orders of the expected forecast are those of the timeline, year by year;
 * without a limit of starts those that wait start on the first day there too. */
static void the_forecast_makes_the_same_orders(void **state)
{
    (void)state;
    tracked t;
    const lac_timeline *timeline = make(&t,
        HEAD "time,,start,,,,2018-01\ntime,,end,,,,2021-03\nstock,all,children,,,,100\n"
             "data,,tracker,,,,tracker.csv\n"
             "pathway,P/1 plan,weeks,,2,9,4\npathway,P/1 plan,control,,,,council\n"
             "pathway,P/1 plan,approval,,,,75%\n"
             "pathway,P/2 court,weeks,,20,60,30\npathway,P/2 court,control,,,,court\n" DRIVE(
                 "Drive", "P") "intervention,Drive,success,,,,50%\n",
        CASES "C1,P,1,2017-12-11\nC2,P,2,2017-03-01\nC3,P,,\nC4,P,1,2017-06-01\nC5,P,2,2017-12-31\n"
              "C6,P,2,2016-01-01\nC7,P,1,2018-01-01\n");
    assert_int_equal(timeline->first_year, 2017);
    for (int y = 0; y < timeline->n_years; y++) {
        assert_near(year_of(&t.study, "A", "pathway_ordered_p", 2017 + y),
            timeline->years[y] + timeline->waiting_years[y]);
        assert_true(y == 2 || timeline->years[y] > 0.01);
    }
    assert_int_equal(timeline->n_years, 3); /* up to 9 + 60 weeks from January 2018 */
    finish(&t);
}

/* A model without cases has a timeline without any. */
static void no_cases(void **state)
{
    (void)state;
    test_study s;
    lac_timeline timeline = {0};
    study_must_run(&s, STUDY("2018-04") SGO DRIVE("Drive", "SGO"), NULL);
    assert_int_equal(lac_timeline_make(&timeline, &s.results.models[0]), LAC_OK);
    assert_int_equal(timeline.n_cases, 0);
    assert_int_equal(timeline.n_years, 1);
    assert_near(timeline.years[0], 0);
    lac_timeline_free(&timeline);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_a_case_that_starts),
        cmocka_unit_test(dates_of_a_case_in_each_stage),
        cmocka_unit_test(overdue_and_late),
        cmocka_unit_test(chances_of_a_length_of_two_days),
        cmocka_unit_test(conditioned_on_the_days_that_have_passed),
        cmocka_unit_test(a_range_against_all_pairs),
        cmocka_unit_test(the_forecast_makes_the_same_orders),
        cmocka_unit_test(no_cases),
    };
    return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
