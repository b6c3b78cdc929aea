/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways in `expected`: whom programmes identify, and how their cases end. */
#include "engine/expected.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#define HEAD "section,item,field,A\n"
#define YEAR HEAD "time,,start,2020-04\ntime,,end,2021-03\n"
#define STOCK YEAR "stock,all,children,100\n"
#define STAGE(stage, weeks, control)                                                               \
    "pathway," stage ",weeks," weeks "\npathway," stage ",control," control "\n"
#define PROGRAMME(name, pathway, children)                                                         \
    "intervention," name ",effect,pathway\nintervention," name ",pathway," pathway                 \
    "\nintervention," name ",route,order\nintervention," name ",children," children "\n"
/* 13 weeks are 91 days: from 1 April to 1 July, month 3 */
#define COURT STAGE("SGO/1 court", "13", "court")
#define DRIVE(children) COURT PROGRAMME("Drive", "SGO", children)

static double flow(const test_study *s, const char *what, int m)
{
    char name[80];
    snprintf(name, sizeof name, "pathway_%s_sgo", what);
    return mean_of(s, "A", name, m);
}

static double lost(const test_study *s, const char *stage, int m)
{
    char name[80];
    snprintf(name, sizeof name, "pathway_lost_sgo_%s", stage);
    return mean_of(s, "A", name, m);
}

/* Children begun by an intervention (by its number), told where another room would put child-weeks. */
static double begun(const test_study *s, int intervention, int m)
{
    enum { MOST = 4 };
    int places[MOST] = {-1, -1, -1, -1};
    lac_measures at = s->results.measures;
    lac_track track = {0};
    assert_true(s->results.models[0].n_interventions <= MOST);
    places[intervention] = at.child_weeks;
    at.begun = places;
    assert_int_equal(lac_expected_run(&track, &s->results.models[0], &at), LAC_OK);
    const double out = track.mean[at.child_weeks * track.n_months + m];
    lac_track_free(&track);
    return out;
}

/* ---- orders ---- */

/* 9 + 4 + 8 + 4 + 26 weeks are 357 days: from 1 October 2017 to 23 September 2018; 9 + 4 + 4 + 26 are 301:
 * to 29 July 2018. With 27 weeks of proceedings they end on 30 September and 5 August. */
static void orders_come_in_their_month(void **state)
{
    (void)state;
    static const char *const WEEKS[] = {"26", "27"};
    static const int SHORT[] = {15, 16};
    for (int i = 0; i < 2; i++) {
        char sheet[4000];
        test_study s;
        snprintf(sheet, sizeof sheet,
            HEAD "time,,start,2017-04\ntime,,end,2019-03\nstock,all,children,100\n" STAGE(
                "SGO/1 assessment", "9", "council") STAGE("SGO/2 review", "4",
                "council") STAGE("SGO/3 support plan", "8", "carer") STAGE("SGO/4 application", "4",
                "carer") STAGE("SGO/5 proceedings", "%s", "court") STAGE("Home/1 assessment", "9",
                "council") STAGE("Home/2 review", "4", "council")
                STAGE("Home/3 application", "4", "carer") STAGE("Home/4 proceedings", "%s", "court")
                    PROGRAMME("Drive", "SGO", "30") "intervention,Drive,start,2017-10\n" PROGRAMME(
                        "Return", "home", "50") "intervention,Return,start,2017-10\n",
            WEEKS[i], WEEKS[i]);
        study_must_run(&s, sheet, NULL);
        for (int m = 0; m < 24; m++) {
            const double sgo = m == 17 ? 30 : 0;
            const double home = m == SHORT[i] ? 50 : 0;
            assert_near(flow(&s, "identified", m), m == 6 ? 30 : 0);
            assert_near(flow(&s, "started", m), m == 6 ? 30 : 0);
            assert_near(flow(&s, "running", m), m >= 6 && m < 17 ? 30 : 0);
            assert_near(flow(&s, "ordered", m), sgo);
            assert_near(mean_of(&s, "A", "pathway_ordered_home", m), home);
            assert_near(mean_of(&s, "A", "exits_order", m), sgo + home);
            assert_near(mean_of(&s, "A", "exits", m), sgo + home);
            assert_near(mean_of(&s, "A", "unmet_exits", m), 0);
            assert_near(mean_of(&s, "A", "closing_stock", m),
                100 - (m >= 17 ? 30 : 0) - (m >= SHORT[i] ? 50 : 0));
            assert_nan(sd_of(&s, "A", "closing_stock", m));
        }
        study_free(&s);
    }
}

/* 20 children; 80 % pass the first stage (30 days: it ends on 1 May), 50 % the second (60 days later, on 30
 * June), where 60 % succeed: 20 x 0.2 = 4 lost, then 16 - 4.8 = 11.2, and 20 x 0.8 x 0.5 x 0.6 = 4.8
 * orders. 4 2/7 weeks are 30 days: floor(7 x 4.29 + 1/2); 8.57 are 60. */
static void approvals_and_success_multiply(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK STAGE("SGO/1 assessment", "4.29",
            "council") "pathway,SGO/1 assessment,approval,80%\n" STAGE("SGO/2 court", "8.57",
            "court") "pathway,SGO/2 court,approval,50%\n"
                     "pathway,SGO/2 court,cost,100\n" PROGRAMME(
                         "Drive", "SGO", "20") "intervention,Drive,success,60%\n",
        NULL);
    static const double RUNNING[] = {20, 16, 0, 0};
    static const double ASSESSMENT[] = {0, 4, 0, 0};
    static const double LOST_IN_COURT[] = {0, 0, 11.2, 0};
    static const double ORDERED[] = {0, 0, 4.8, 0};
    static const double ENTERED[2][4] = {{20, 0, 0, 0}, {0, 16, 0, 0}};
    lac_track track = {0};
    const lac_measures *at = &s.results.measures;
    assert_int_equal(lac_expected_run(&track, &s.results.models[0], at), LAC_OK);
    for (int m = 0; m < 4; m++) {
        assert_near(flow(&s, "running", m), RUNNING[m]);
        assert_near(lost(&s, "assessment", m), ASSESSMENT[m]);
        assert_near(lost(&s, "court", m), LOST_IN_COURT[m]);
        assert_near(flow(&s, "ordered", m), ORDERED[m]);
        assert_near(mean_of(&s, "A", "closing_stock", m), m < 2 ? 100 : 95.2);
        assert_near(begun(&s, 0, m), m == 0 ? 20 : 0);
        for (int i = 0; i < 2; i++) {
            assert_near(
                track.mean[(at->pathways[0].entered_of + i) * track.n_months + m], ENTERED[i][m]);
        }
    }
    lac_track_free(&track);
    study_free(&s);
}

/* 2 to 8 weeks, most often 4, from 1 April: 14 to 56 days, with probability 1 - (8 - w)^2 / (6 x 4) below w
 * weeks from the mode on. It ends in April if it takes 29 days or less (below 29.5 / 7 weeks), in May
 * else. */
static void a_range_spreads_the_orders(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,low,high,A\n"
        "time,,start,,,2020-04\ntime,,end,,,2021-03\nstock,all,children,,,100\n"
        "pathway,SGO/1 court,weeks,2,8,4\npathway,SGO/1 court,control,,,court\n"
        "intervention,Drive,effect,,,pathway\nintervention,Drive,pathway,,,SGO\n"
        "intervention,Drive,route,,,order\nintervention,Drive,children,,,10\n",
        NULL);
    const double april = 1 - pow(8 - 29.5 / 7, 2) / 24;
    assert_near(flow(&s, "ordered", 0), 10 * april);
    assert_near(flow(&s, "ordered", 1), 10 * (1 - april));
    assert_near(flow(&s, "running", 0), 10 * (1 - april));
    assert_near(flow(&s, "running", 1), 0);
    assert_near(flow(&s, "ordered", 2), 0);
    study_free(&s);
}

/* Two stages of 1 or 2 days each: 1/4 weeks floor to 2 days (7 / 4 + 1/2 = 2.25); from 0.1 (1.2: 1 day) to
 * 0.25 with mode 0.25 one lasts 1 day below 1.5 / 7 weeks: (1.5 / 7 - 0.1)^2 / 0.15^2 = 0.580499. Two
 * take 2 days with 0.336979. Begun on 1 February 2021 behind a stage of 26 days (3.71 weeks: 26.47) they
 * end on 1 March or before it: 1 February + 26 + 2 = 1 March, so all do in March. With 25 days (3.57: 25.49)
 * those of 2 days end on 28 February. */
static void days_of_stages_are_summed(void **state)
{
    (void)state;
    static const char *const WEEKS[] = {"3.71", "3.57"};
    const double one_day = pow((1.5 / 7 - 0.1) / 0.15, 2);
    for (int i = 0; i < 2; i++) {
        char sheet[2000];
        test_study s;
        snprintf(sheet, sizeof sheet,
            "section,item,field,low,high,A\n"
            "time,,start,,,2021-02\ntime,,end,,,2021-04\nstock,all,children,,,100\n"
            "pathway,SGO/1 plan,weeks,,,%s\npathway,SGO/1 plan,control,,,council\n"
            "pathway,SGO/2 visit,weeks,0.1,0.25,0.25\npathway,SGO/2 visit,control,,,carer\n"
            "pathway,SGO/3 court,weeks,0.1,0.25,0.25\npathway,SGO/3 court,control,,,court\n"
            "intervention,Drive,effect,,,pathway\nintervention,Drive,pathway,,,SGO\n"
            "intervention,Drive,route,,,order\nintervention,Drive,children,,,10\n",
            WEEKS[i]);
        study_must_run(&s, sheet, NULL);
        const double february = i == 0 ? 0 : one_day * one_day;
        assert_near(flow(&s, "ordered", 0), 10 * february);
        assert_near(flow(&s, "ordered", 1), 10 * (1 - february));
        study_free(&s);
    }
}

/* ---- what competes with an order ---- */

/* At 1.2 a year exp(-0.1) of the children stay each month; an order of 1 July comes after the exits of July:
 * four of them. The route of the orders has the rate: who leaves by it without an order left another
 * way. */
static void a_rate_takes_children_who_wait_for_an_order(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, STOCK DRIVE("20") "exit,order,rate,1.2\nintervention,Drive,success,70%\n", NULL);
    for (int m = 0; m < 3; m++) {
        assert_near(flow(&s, "left", m), 20 * exp(-0.1 * m) * (1 - exp(-0.1)));
        assert_near(flow(&s, "running", m), 20 * exp(-0.1 * (m + 1)));
    }
    assert_near(flow(&s, "ordered", 3), 20 * 0.7 * exp(-0.4));
    assert_near(lost(&s, "court", 3), 20 * 0.3 * exp(-0.4));
    assert_near(
        mean_of(&s, "A", "exits_order", 3), 14 * exp(-0.4) + 100 * exp(-0.3) * (1 - exp(-0.1)));
    assert_near(mean_of(&s, "A", "closing_stock", 3), 86 * exp(-0.4));
    assert_near(mean_of(&s, "A", "closing_stock", 4), 86 * exp(-0.5));
    study_free(&s);
}

/* 10 of 100 leave each month by a count: a tenth, then a ninth, an eighth, a seventh of those on the pathway.
 * Their order comes after the fourth: 20 x 60 / 100. */
static void a_count_takes_them_too(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, STOCK DRIVE("20") "exit,home,count,120\n", NULL);
    for (int m = 0; m < 4; m++) {
        assert_near(flow(&s, "left", m), 2);
    }
    assert_near(flow(&s, "ordered", 3), 12);
    assert_near(mean_of(&s, "A", "closing_stock", 3), 48);
    study_free(&s);
}

/* 3 unreconciled of 100 are 0.6 of the 20. */
static void what_is_unreconciled_takes_them_too(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, STOCK DRIVE("20") "unreconciled,all,count,-36\n", NULL);
    assert_near(flow(&s, "left", 0), 0.6);
    assert_near(flow(&s, "running", 0), 19.4);
    assert_near(flow(&s, "ordered", 3), 20 * 0.91);
    study_free(&s);
}

/* A pathway of 2 weeks ends in April. Who turns 18 in April ages out, though the order was made; who turns 18
 * in May gets it. */
static void a_birthday_beats_an_order_of_its_month(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        YEAR "data,,opening,opening.csv\n" STAGE("SGO/1 court", "2",
            "court") "pathway,SGO/1 court,approval,50%\n" PROGRAMME("Drive", "SGO", "20"),
        "opening.csv", "age_months,children\n215,10\n214,10\n", NULL);
    assert_near(flow(&s, "identified", 0), 20);
    assert_near(flow(&s, "aged", 0), 10);
    assert_near(flow(&s, "ordered", 0), 5);
    assert_near(lost(&s, "court", 0), 5);
    assert_near(mean_of(&s, "A", "exits_ageing_out", 0), 10);
    assert_near(mean_of(&s, "A", "exits_order", 0), 5);
    assert_near(mean_of(&s, "A", "exits_ageing_out", 1), 5);
    assert_near(mean_of(&s, "A", "closing_stock", 0), 5);
    study_free(&s);
}

/* 10 children of 3 in foster care, and 10 in a home; all on a pathway until 1 July. A shift moves half of
 * those at home in April, who are on the pathway too; a move rate of 1.2 takes 1 - exp(-0.1) of the
 * foster children to kin in each month, but nobody in the month of the order. */
static void children_on_a_pathway_move(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        YEAR "stock,foster,children,10\nstock,home,children,10\nstock,kin,children,0\n" DRIVE(
            "20") "move,foster > kin,rate,1.2\n"
                  "intervention,Down,effect,shift\nintervention,Down,acts_on,move/home > kin\n"
                  "intervention,Down,children,5\nintervention,Down,end,2020-04\n",
        NULL);
    const double gone = 1 - exp(-0.1);
    assert_near(begun(&s, 0, 0), 5);
    assert_near(begun(&s, 0, 1), 0);
    assert_near(mean_of(&s, "A", "stock_home", 0), 5);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 5 + 10 * gone);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 2), 10 * exp(-0.2) * gone);
    assert_near(flow(&s, "running", 2), 20);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 3), 0);
    assert_near(flow(&s, "ordered", 3), 20);
    assert_near(mean_of(&s, "A", "closing_stock", 3), 0);
    study_free(&s);
}

/* ---- whom programmes and lists name ---- */

/* 60 of 100 are on the pathway: the list's 50 attempts of April find 40, of whom half leave. */
static void a_list_names_nobody_on_a_pathway(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK DRIVE("60") "intervention,List,effect,exits\nintervention,List,route,home\n"
                          "intervention,List,children,50\nintervention,List,success,50%\n"
                          "intervention,List,end,2020-04\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 20);
    assert_near(mean_of(&s, "A", "unmet_exits", 0), 5);
    assert_near(begun(&s, 1, 0), 40);
    assert_near(flow(&s, "running", 0), 60);
    assert_near(flow(&s, "ordered", 3), 60);
    assert_near(mean_of(&s, "A", "closing_stock", 3), 20);
    study_free(&s);
}

/* A list of 50 attempts in each of April, May, June, half of which succeed. April: 50 of 100 are named, 25
 * leave; of the 75 left 25 have been named. May: 45 of the 75 come onto the pathway, 15 of them named before,
 * so of the 30 others 10; the list finds 20, 10 leave, unmet (50 - 20) / 2 = 15. All 45 are refused in May
 * (2 weeks). June: of the 65 the 30 refused who were not named may be: 15 leave, unmet 10. */
static void a_list_knows_whom_it_has_named_behind_a_pathway(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK STAGE("SGO/1 court", "2", "court") "pathway,SGO/1 court,approval,0%\n" PROGRAMME(
            "Drive", "SGO", "45") "intervention,Drive,start,2020-05\n"
                                  "intervention,List,effect,exits\nintervention,List,route,home\n"
                                  "intervention,List,children,150\nintervention,List,success,50%\n"
                                  "intervention,List,end,2020-06\n",
        NULL);
    static const double EXITS[] = {25, 10, 15};
    static const double UNMET[] = {0, 15, 10};
    for (int m = 0; m < 3; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), EXITS[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), UNMET[m]);
    }
    assert_near(lost(&s, "court", 1), 45);
    assert_near(mean_of(&s, "A", "closing_stock", 2), 50);
    study_free(&s);
}

/* Two programmes of April: the first takes 60 of 100, the second looks for 60 and finds 40. The first is
 * refused in April; in July nobody is there who was not on a pathway: a third finds nobody. */
static void programmes_follow_each_other(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        STOCK COURT STAGE("Fast/1 court", "2",
            "court") "pathway,Fast/1 court,approval,0%\n" PROGRAMME("Zeal", "Fast", "60")
            PROGRAMME("Drive", "SGO", "60")
                PROGRAMME("Late", "SGO", "10") "intervention,Late,start,2020-06\n",
        NULL);
    assert_near(mean_of(&s, "A", "pathway_identified_fast", 0), 60);
    assert_near(mean_of(&s, "A", "pathway_lost_fast_court", 0), 60);
    assert_near(flow(&s, "identified", 0), 40);
    assert_near(flow(&s, "identified", 2), 0);
    assert_near(flow(&s, "ordered", 3), 40);
    assert_near(s.results.shortfalls[0].unidentified, 30);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: pathway interventions identified 100.0 of 130 children: no more could be "
        "found");
    study_free(&s);
}

/* Of 12 foster children below 10 years a programme looks for 20. It does not matter that some are 10 when
 * the order comes. Those in a home, and the older ones, stay. */
static void a_filter_holds_at_identification(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        YEAR "data,,opening,opening.csv\nplacement,home,weekly_cost,1\n" DRIVE(
            "20") "intervention,Drive,to_age,9\nintervention,Drive,placement,foster\n",
        "opening.csv",
        "age_months,placement,children\n119,foster,7\n40,foster,5\n120,foster,30\n40,home,30\n",
        NULL);
    assert_near(flow(&s, "identified", 0), 12);
    assert_near(flow(&s, "ordered", 3), 12);
    assert_near(mean_of(&s, "A", "stock_foster", 3), 30);
    assert_near(mean_of(&s, "A", "stock_home", 3), 30);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: Drive identified 12.0 of 20 children: no more could be found");
    study_free(&s);
}

/* An order counts as added by an intervention: at 6 a year 1 - exp(-0.5) of 20 children return in the month
 * after, with a list's children who left then. Who has been refused is still so after its return: of 100 on
 * a pathway half are refused in April; the list takes 25 of these 50 in May, of whom 25 x (1 - exp(-0.5))
 * are back in June, when a programme finds nobody but those who had an order and came back. */
static void orders_may_be_followed_by_returns(void **state)
{
    (void)state;
    test_study s;
    const double back = 1 - exp(-0.5);
    study_must_run(&s, STOCK DRIVE("20") "reentry,order,rates,0:6\n", NULL);
    assert_near(flow(&s, "ordered", 3), 20);
    assert_near(mean_of(&s, "A", "reentries", 3), 0);
    assert_near(mean_of(&s, "A", "reentries", 4), 20 * back);
    assert_near(mean_of(&s, "A", "closing_stock", 4), 80 + 20 * back);
    assert_near(mean_of(&s, "A", "reentries", 5), 0);
    study_free(&s);
    study_must_run(&s,
        STOCK STAGE("SGO/1 court", "2", "court") "pathway,SGO/1 court,approval,50%\n" PROGRAMME(
            "Drive", "SGO", "100") PROGRAMME("Late", "SGO",
            "100") "intervention,Late,start,2020-07\nreentry,order,rates,0:6\nreentry,home,rates,0:"
                   "6\n"
                   "intervention,List,effect,exits\nintervention,List,route,home\n"
                   "intervention,List,children,25\nintervention,List,start,2020-05\n"
                   "intervention,List,end,2020-05\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 1), 25 < 50 + 50 * back ? 25 : -1);
    assert_near(mean_of(&s, "A", "reentries", 1), 50 * back);
    assert_near(mean_of(&s, "A", "reentries", 2), 25 * back);
    /* those of the order who came back were not there in May when the list named */
    assert_near(flow(&s, "identified", 3), 50 * back);
    study_free(&s);
}

/* ---- what must not matter ---- */

#define MIXED                                                                                      \
    YEAR "data,,opening,opening.csv\nadmissions,all,count,36\nadmissions,all,ages,0:50%;12:50%\n"  \
         "exit,home,rate,0.3\nexit,away,count,12\nmove,foster > "                                  \
         "kin,rate,0.5\nexit,order,rate,0.1\n"
#define MIXED_OPENING                                                                              \
    "age_years,months_in_care,placement,children\n"                                                \
    "1,3,foster,20\n8,14,kin,30\n17,30,foster,12\n"

/* At 0 % a pathway changes nothing but its own measures; nor do staff with places for everybody. */
static void without_success_nothing_changes(void **state)
{
    (void)state;
    test_study with;
    test_study without;
    study_must_run(&with, MIXED DRIVE("40") "intervention,Drive,success,0%\n", "opening.csv",
        MIXED_OPENING, NULL);
    study_must_run(&without, MIXED, "opening.csv", MIXED_OPENING, NULL);
    for (int i = 0; i < without.results.measures.n; i++) {
        const char *name = without.results.measures.items[i].name;
        for (int m = 0; m < 12; m++) {
            assert_near(mean_of(&with, "A", name, m), mean_of(&without, "A", name, m));
        }
    }
    assert_true(lost(&with, "court", 3) > 30);
    study_free(&with);
    study_free(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_come_in_their_month),
        cmocka_unit_test(approvals_and_success_multiply),
        cmocka_unit_test(a_range_spreads_the_orders),
        cmocka_unit_test(days_of_stages_are_summed),
        cmocka_unit_test(a_rate_takes_children_who_wait_for_an_order),
        cmocka_unit_test(a_count_takes_them_too),
        cmocka_unit_test(what_is_unreconciled_takes_them_too),
        cmocka_unit_test(a_birthday_beats_an_order_of_its_month),
        cmocka_unit_test(children_on_a_pathway_move),
        cmocka_unit_test(a_list_names_nobody_on_a_pathway),
        cmocka_unit_test(a_list_knows_whom_it_has_named_behind_a_pathway),
        cmocka_unit_test(programmes_follow_each_other),
        cmocka_unit_test(a_filter_holds_at_identification),
        cmocka_unit_test(orders_may_be_followed_by_returns),
        cmocka_unit_test(without_success_nothing_changes),
    };
    return cmocka_run_group_tests_name("pathway expected", tests, NULL, NULL);
}
