/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways in `expected`: starts within the limits of a month and of the staff, day by day. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#define HEAD "section,item,field,A\n"
#define STOCK HEAD "time,,start,2017-10\ntime,,end,2018-09\nstock,all,children,100\n"
#define STAGE(stage, weeks, control)                                                               \
    "pathway," stage ",weeks," weeks "\npathway," stage ",control," control "\n"
#define PROGRAMME(name, children)                                                                  \
    "intervention," name ",effect,pathway\nintervention," name ",pathway,SGO\n"                    \
    "intervention," name ",route,order\nintervention," name ",children," children "\n"
#define COUNCIL_AND_COURT STAGE("SGO/1 plan", "13", "council") STAGE("SGO/2 court", "4", "court")
#define STAFF(workers) "staff,team,workers," workers "\nstaff,team,cases_each,10\n"

static double flow(const test_study *s, const char *what, int m)
{
    char name[80];
    snprintf(name, sizeof name, "pathway_%s_sgo", what);
    return mean_of(s, "A", name, m);
}

static void check_flow(const test_study *s, const char *what, const double *expected, int n)
{
    for (int m = 0; m < n; m++) {
        assert_near(flow(s, what, m), expected[m]);
    }
}

static void told_of_limit(const test_study *s, const char *name, const char *what)
{
    char text[200];
    snprintf(text, sizeof text,
        "%s: the average number of cases takes up %s, an approximation; --stochastic counts whole "
        "cases",
        name, what);
    assert_told(s, LAC_NOTE, NULL, 0, text);
}

/* 25 cases, 10 a month, 2 in November: 10, 2, 10, 3. */
static void so_many_start_in_a_month(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK STAGE("SGO/1 court", "13", "court")
            PROGRAMME("Drive", "25") "intervention,Drive,starts_per_month,10\n"
                                     "intervention,Drive,starts_per_month from 2017-11,2\n"
                                     "intervention,Drive,starts_per_month from 2017-12,10\n",
        NULL);
    static const double STARTED[] = {10, 2, 10, 3, 0};
    static const double WAITING[] = {15, 13, 3, 0, 0};
    /* 91 days: from 1 October to 31 December, 1 November to 31 January, 1 December to 2 March, 1 January
     * to 2 April */
    static const double ORDERED[] = {0, 0, 10, 2, 0, 10, 3, 0};
    check_flow(&s, "started", STARTED, 5);
    check_flow(&s, "waiting", WAITING, 5);
    check_flow(&s, "ordered", ORDERED, 8);
    told_of_limit(&s, "Drive", "the starts of a month");
    study_free(&s);
}

/* One worker with 10 cases, a second from January. 40 children; a place is held for 91 days: 10 start on
 * 1 October. Their places come free on 31 December, when 10 start; on 1 January the new worker takes 10.
 * The next come free on 1 April (90 days after 1 January). Orders come 28 days after the 91: on 28
 * January, 28 and 29 April (of 31 December and 1 January: 119 days), and 29 July. */
static void staff_carry_so_many_cases(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT STAFF("1") "staff,team,workers from 2018-01,2\n" PROGRAMME(
            "Drive", "40") "intervention,Drive,staff,team\n",
        NULL);
    static const double STARTED[] = {10, 0, 10, 10, 0, 0, 10, 0, 0, 0, 0};
    static const double ORDERED[] = {0, 0, 0, 10, 0, 0, 20, 0, 0, 10, 0};
    static const double WAITING[] = {30, 30, 20, 10, 10, 10, 0, 0, 0, 0, 0};
    check_flow(&s, "started", STARTED, 11);
    check_flow(&s, "ordered", ORDERED, 11);
    check_flow(&s, "waiting", WAITING, 11);
    told_of_limit(&s, "Drive", "the places of the staff");
    study_free(&s);
}

/* Two workers from the start: 20, and 20 on 31 December; in February a worker goes, and drops no case: from
 * 1 April (the cases of 31 December) on 10 places are free for the last 10 of 50. */
static void a_cut_drops_no_case(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT STAFF("2") "staff,team,workers from 2018-02,1\n" PROGRAMME(
            "Drive", "50") "intervention,Drive,staff,team\n",
        NULL);
    static const double STARTED[] = {20, 0, 20, 0, 0, 0, 10, 0};
    check_flow(&s, "started", STARTED, 8);
    assert_near(flow(&s, "running", 5), 20);
    study_free(&s);
}

/* The smaller limit binds: 10 places, but 6 starts a month; on 31 December the places of the 6 of October come
 * free, but those of the month have been used: October 6, November 4 (places), December 0 until the 31st,
 * when 6 may and 6 places are free: 6; January 31 (91 days after 1 November): 4. */
static void the_smaller_limit_binds(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT STAFF("1") PROGRAMME(
            "Drive", "20") "intervention,Drive,staff,team\nintervention,Drive,starts_per_month,6\n",
        NULL);
    static const double STARTED[] = {6, 4, 6, 4, 0};
    check_flow(&s, "started", STARTED, 5);
    told_of_limit(&s, "Drive", "the places of the staff and the starts of a month");
    study_free(&s);
}

/* 10 places and 20 children. Half are refused after 2 weeks, on 15 October: 5 places, 5 start; half of these
 * are refused on 29 October: 2.5 start. On 12 November the places of 1.25 refused come free, and those of the
 * 5 of 1 October who were let through, 4 weeks later: the last 2.5 start. */
static void a_refusal_frees_its_place(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK STAGE("SGO/1 plan", "2", "council") "pathway,SGO/1 plan,approval,50%\n" STAGE(
            "SGO/2 visit", "4", "council") STAGE("SGO/3 court", "4", "court") STAFF("1")
            PROGRAMME("Drive", "20") "intervention,Drive,staff,team\n",
        NULL);
    static const double STARTED[] = {17.5, 2.5, 0};
    check_flow(&s, "started", STARTED, 3);
    /* refused on 15 and 29 October; on 12 and 26 November, half of 2.5 each time */
    assert_near(mean_of(&s, "A", "pathway_lost_sgo_plan", 0), 7.5);
    assert_near(mean_of(&s, "A", "pathway_lost_sgo_plan", 1), 2.5);
    study_free(&s);
}

/* Who leaves care frees the place on the first day of the next month: at 1.2 a year exp(-0.1) stay. Of 10 who
 * start on 1 October 10 exp(-0.1) are there on 1 November; as many start as have left. */
static void who_leaves_frees_a_place(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT STAFF("1") "exit,home,rate,1.2\n" PROGRAMME(
            "Drive", "40") "intervention,Drive,staff,team\n",
        NULL);
    const double gone = 10 * (1 - exp(-0.1));
    assert_near(flow(&s, "started", 0), 10);
    assert_near(flow(&s, "left", 0), 4 * gone);
    assert_near(flow(&s, "started", 1), gone);
    assert_near(flow(&s, "running", 1), 10 * exp(-0.1));
    study_free(&s);
}

/* A pathway whose stages of the council take no time holds its place for no time: all start at once. With
 * half refused on the day 10 places let 10 + 5 + 2.5 + .. = 20 start; they are held for 4 weeks: 30 more
 * wait for 29 October, when 10 places are free again: 20; the last 10 start on 26 November. */
static void places_can_be_taken_on_their_day(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK STAGE("SGO/1 plan", "0", "council") STAGE("SGO/2 court", "4", "court") STAFF("0.1")
            PROGRAMME("Drive", "50") "intervention,Drive,staff,team\n",
        NULL);
    assert_near(flow(&s, "started", 0), 50);
    study_free(&s);
    study_must_run(&s,
        STOCK STAGE("SGO/1 plan", "0", "council") "pathway,SGO/1 plan,approval,50%\n" STAGE(
            "SGO/2 visit", "4", "council") STAFF("1")
            PROGRAMME("Drive", "50") "intervention,Drive,staff,team\n",
        NULL);
    static const double STARTED[] = {40, 10, 0};
    check_flow(&s, "started", STARTED, 3);
    study_free(&s);
}

/* Two programmes share 10 places: Zeal of October before Drive of the same month (sheet), Late of November behind both.
 * 10 start on 1 October: 6 of Zeal, 4 of Drive; on 31 December the other 4 of Drive, and 6 of Late's 8.
 * Free of December has no staff and waits for nobody. */
static void a_pool_is_shared_in_order(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT STAFF("1") STAGE("Own/1 plan", "13", "council") PROGRAMME(
            "Zeal", "6") "intervention,Zeal,staff,team\n" PROGRAMME("Drive",
            "8") "intervention,Drive,staff,team\n" PROGRAMME("Late",
            "8") "intervention,Late,staff,team\nintervention,Late,start,2017-11\n" PROGRAMME("Free",
            "3") "intervention,Free,start,2017-12\n"
                 "intervention,Late,success,50%\nintervention,Zeal,success,0%\n",
        NULL);
    static const double STARTED[] = {10, 0, 13, 0, 0, 0, 2};
    check_flow(&s, "started", STARTED, 7);
    /* October's on 28 January: 4 of Drive. December's: on 29 March the 3 of Free (119 days after 1
     * December); on 29 April (119 days after 31 December) 4 of Drive and half of 6; 1 of 2 of 1 April in July */
    static const double ORDERED[] = {0, 0, 0, 4, 0, 3, 7, 0, 0, 1};
    check_flow(&s, "ordered", ORDERED, 10);
    study_free(&s);
}

/* 2 of 10 start in October and November; the end is November: 6 are released in December, and a programme of
 * January looks for 97 and finds 96 of the 100: all but the 4 who are on their way. */
static void who_waits_at_the_end_is_released(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COUNCIL_AND_COURT PROGRAMME(
            "Drive", "10") "intervention,Drive,starts_per_month,2\nintervention,Drive,end,2017-"
                           "11\n" PROGRAMME("Next", "97") "intervention,Next,start,2018-01\n",
        NULL);
    static const double STARTED[] = {2, 2, 0, 96};
    static const double RELEASED[] = {0, 0, 6, 0};
    static const double WAITING[] = {8, 6, 0, 0};
    static const double IDENTIFIED[] = {10, 0, 0, 96};
    check_flow(&s, "started", STARTED, 4);
    check_flow(&s, "released", RELEASED, 4);
    check_flow(&s, "waiting", WAITING, 4);
    check_flow(&s, "identified", IDENTIFIED, 4);
    assert_near(s.results.shortfalls[0].unidentified, 1);
    study_free(&s);
}

/* Places for everybody limit nobody: every number is that of a study without staff. */
static void staff_without_end_are_no_limit(void **state)
{
    (void)state;
    static const char *const ROWS[] = {"", "staff,team,workers,1000\nstaff,team,cases_each,1000\n"
                                           "intervention,Drive,staff,team\n"
                                           "intervention,Drive,starts_per_month,1000\n"};
    test_study s[2];
    for (int i = 0; i < 2; i++) {
        char sheet[3000];
        snprintf(sheet, sizeof sheet, "%s%s",
            STOCK COUNCIL_AND_COURT "pathway,SGO/1 plan,approval,70%\n" PROGRAMME(
                "Drive", "40") "exit,home,rate,0.8\nadmissions,x,count,50\n",
            ROWS[i]);
        study_must_run(&s[i], sheet, NULL);
    }
    for (int i = 0; i < s[0].results.measures.n; i++) {
        const char *name = s[0].results.measures.items[i].name;
        for (int m = 0; m < 12; m++) {
            assert_near(mean_of(&s[1], "A", name, m), mean_of(&s[0], "A", name, m));
        }
    }
    assert_not_told(&s[0], "Drive: the average");
    study_free(&s[0]);
    study_free(&s[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_start_in_a_month),
        cmocka_unit_test(staff_carry_so_many_cases),
        cmocka_unit_test(a_cut_drops_no_case),
        cmocka_unit_test(the_smaller_limit_binds),
        cmocka_unit_test(a_refusal_frees_its_place),
        cmocka_unit_test(who_leaves_frees_a_place),
        cmocka_unit_test(places_can_be_taken_on_their_day),
        cmocka_unit_test(a_pool_is_shared_in_order),
        cmocka_unit_test(who_waits_at_the_end_is_released),
        cmocka_unit_test(staff_without_end_are_no_limit),
    };
    return cmocka_run_group_tests_name("pathway starts", tests, NULL, NULL);
}
