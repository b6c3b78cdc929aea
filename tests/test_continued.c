/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expected children of month k, saved with their ages, months in care and placements, and continued from
 * there as a study of its own: the same as without a break. */
#include "support.h"

#include "engine/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

enum { MONTHS = 30, BREAK = 10 };

/* Until the break, at the start of February 2021, the children of a placement are of one age and as long in
 * care, so that a stock is what a cell of the state holds: nobody comes or moves, but they leave by rates that
 * depend on age, months in care and date, by a count, and at 18. From then on there are also admissions, moves
 * and a list. */
#define SHEET(start)                                                                               \
    "section,item,field,A\n"                                                                       \
    "time,,start," start "\n"                                                                      \
    "time,,end,2022-09\n"                                                                          \
    "data,,opening,opening.csv\n"                                                                  \
    "data,,rates,rates.csv\n"                                                                      \
    "data,,admission_ages,ages.csv\n"                                                              \
    "admissions,starts,count from 2020-04,0\n"                                                     \
    "admissions,starts,count from 2021-02,30\n"                                                    \
    "exit,court,count,6\n"                                                                         \
    "exit,home,rate from 2020-04,0.3\n"                                                            \
    "exit,home,rate from 2020-09,0.2\n"                                                            \
    "exit,home,rate from 2021-06,0.4\n"                                                            \
    "move,foster > kin,rate from 2020-04,0\n"                                                      \
    "move,foster > kin,rate from 2021-02,0.5\n"                                                    \
    "intervention,Plan,effect,exits\n"                                                             \
    "intervention,Plan,children,8\n"                                                               \
    "intervention,Plan,route,home\n"                                                               \
    "intervention,Plan,start,2021-04\n"                                                            \
    "intervention,Plan,end,2022-03\n"                                                              \
    "intervention,Plan,success,60%\n"

static const char RATES[] = "flow,from_age,to_age,from_months,to_months,rate\n"
                            "exit/sgo,0,2,,11,0.5\n"
                            "exit/sgo,0,2,12,,0.9\n"
                            "exit/sgo,3,17,,23,0.1\n"
                            "exit/sgo,3,17,24,,0.25\n";
static const char AGES[] = "stream,from_age,to_age,placement,share\n"
                           "starts,0,5,foster,60%\nstarts,6,16,hostel,40%\n";

/* The third birthday, in month 8; the 18th, in month 12 and, before the break, in month 6; two years in care in
 * month 5. */
static const struct {
    const char *placement;
    int age;
    int months;
    double children;
} OPENING[] = {
    {"foster", 28, 3, 60}, {"kin", 150, 19, 40}, {"hostel", 203, 30, 25}, {"secure", 209, 1, 9}};

/* The study from a month on, run; children of the opening as they are `after` months later. */
static void run(test_study *study, lac_track *track, const char *sheet, int after,
    const double children[COUNT(OPENING)])
{
    char opening[1000];
    size_t n =
        (size_t)snprintf(opening, sizeof opening, "age_months,months_in_care,placement,children\n");
    for (size_t i = 0; i < COUNT(OPENING); i++) {
        const bool adult = OPENING[i].age + after >= LAC_ADULT_MONTHS;
        n += (size_t)snprintf(opening + n, sizeof opening - n, "%d,%d,%s,%d\n",
            adult ? LAC_ADULT_MONTHS - 1 : OPENING[i].age + after, OPENING[i].months + after,
            OPENING[i].placement, adult ? 0 : 1);
    }
    study_must_run(
        study, sheet, "opening.csv", opening, "rates.csv", RATES, "ages.csv", AGES, NULL);
    lac_model *model = &study->results.models[0];
    model->opening_children = 0;
    for (size_t i = 0; i < COUNT(OPENING); i++) {
        model->opening[i].children = children[i];
        model->opening_children += children[i];
    }
    assert_int_equal(lac_expected_run(track, model, &study->results.measures), LAC_OK);
}

static void a_break_makes_no_difference(void **state)
{
    (void)state;
    test_study whole;
    test_study rest;
    lac_track track = {0};
    lac_track continued = {0};
    double children[COUNT(OPENING)];
    for (size_t i = 0; i < COUNT(OPENING); i++) {
        children[i] = OPENING[i].children;
    }
    run(&whole, &track, SHEET("2020-04"), 0, children);
    const lac_measures *at = &whole.results.measures;
    assert_int_equal(track.n_months, MONTHS);
    for (size_t i = 0; i < COUNT(OPENING); i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "stock_%s", OPENING[i].placement);
        children[i] = track.mean[measure_of(&whole, name) * MONTHS + BREAK - 1];
    }
    assert_near(children[3], 0); /* they have turned 18 */
    assert_true(children[0] < 60 && children[1] < 40 && children[2] < 25 && children[2] > 1);
    run(&rest, &continued, SHEET("2021-02"), BREAK, children);
    assert_int_equal(continued.n_months, MONTHS - BREAK);
    assert_int_equal(rest.results.measures.n, at->n);
    for (int i = 0; i < at->child_weeks; i++) {
        assert_string_equal(rest.results.measures.items[i].name, at->items[i].name);
        for (int m = BREAK; m < MONTHS; m++) {
            assert_near(
                continued.mean[i * (MONTHS - BREAK) + m - BREAK], track.mean[i * MONTHS + m]);
        }
    }
    /* the test sees what it is about */
    assert_true(track.mean[at->admissions * MONTHS + BREAK] > 2);
    assert_true(track.mean[measure_of(&whole, "exits_ageing_out") * MONTHS + 12] > 1);
    lac_track_free(&track);
    lac_track_free(&continued);
    study_free(&whole);
    study_free(&rest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_break_makes_no_difference)};
    return cmocka_run_group_tests_name("continued", tests, NULL, NULL);
}
