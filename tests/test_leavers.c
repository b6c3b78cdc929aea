/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children who leave by number: count exits and lists. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"

/* ---- counts ---- */

/* 12 a year of 60 + 40 children: 0.6 and 0.4 a month, and the mix does not change. */
static void count_is_taken_evenly(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, HEAD "stock,foster,children,60\nstock,kin,children,40\nexit,home,count,12\n", NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), 1);
        assert_near(mean_of(&s, "A", "stock_foster", m), 60 - 0.6 * (m + 1));
        assert_near(mean_of(&s, "A", "stock_kin", m), 40 - 0.4 * (m + 1));
        assert_near(mean_of(&s, "A", "unmet_exits", m), 0);
    }
    study_free(&s);
}

/* Rates come first, the count is shared by the survivors: 60 exp(-0.05) and 40. */
static void count_follows_rates(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,60\nstock,kin,children,40\n"
             "exit,home,count,12\n"
             "exit,adoption,rate,0.6\n"
             "exit,adoption,placement,foster\n",
        NULL);
    const double foster = 60 * exp(-0.05);
    assert_near(mean_of(&s, "A", "exits_adoption", 0), 60 - foster);
    assert_near(mean_of(&s, "A", "exits_home", 0), 1);
    assert_near(mean_of(&s, "A", "stock_foster", 0), foster - foster / (foster + 40));
    assert_near(mean_of(&s, "A", "stock_kin", 0), 40 - 40 / (foster + 40));
    study_free(&s);
}

/* 10 a month by each of two routes, 15 children: alpha takes its 10 first although beta stands first in
 * the sheet, beta the other 5; from then on both fall short. */
static void counts_go_in_order_of_slug(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, HEAD "stock,all,children,15\nexit,beta,count,120\nexit,Alpha,count,120\n", NULL);
    assert_near(mean_of(&s, "A", "exits_alpha", 0), 10);
    assert_near(mean_of(&s, "A", "exits_beta", 0), 5);
    assert_near(mean_of(&s, "A", "unmet_exits", 0), 5);
    assert_near(mean_of(&s, "A", "closing_stock", 0), 0);
    assert_near(mean_of(&s, "A", "exits", 1), 0);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 20);
    assert_near(year_of(&s, "A", "unmet_exits", 2020), 5 + 11 * 20);
    assert_near(s.results.shortfalls[0].unmet, 225);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: 225.0 exits found nobody who could leave (see unmet_exits)");
    study_free(&s);
}

/* 2 a month of 5: 2, 2, 1, then nobody is left; the stock stops at 0. */
static void shortfall_stops_at_nobody(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD "stock,all,children,5\nexit,home,count,24\n", NULL);
    static const double STOCK[] = {3, 1, 0, 0};
    static const double UNMET[] = {0, 0, 1, 2};
    for (int m = 0; m < 4; m++) {
        assert_near(mean_of(&s, "A", "closing_stock", m), STOCK[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), UNMET[m]);
        assert_near(mean_of(&s, "A", "exits_home", m), 2 - UNMET[m]);
    }
    /* the standard deviation is exact up to the shortfall and not known after it */
    assert_near(sd_of(&s, "A", "closing_stock", 1), 2);
    assert_nan(sd_of(&s, "A", "closing_stock", 2));
    assert_near(sd_of(&s, "A", "opening_stock", 2), 2);
    assert_nan(sd_of(&s, "A", "opening_stock", 3));
    study_free(&s);
}

/* A count of one placement leaves the other alone; beyond its children it is not met. */
static void count_with_a_placement(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,60\nstock,kin,children,4\n"
             "exit,home,count,36\n"
             "exit,home,placement,kin\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 11), 60);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 1);
    assert_near(mean_of(&s, "A", "stock_kin", 1), 0);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 2);
    study_free(&s);
}

/* A filter of all ages lets no child of unknown age through. */
static void count_with_ages_leaves_unknown_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "exit,home,count,12\n"
             "exit,home,from_age,0\n"
             "exit,home,to_age,17\n",
        "opening.csv",
        "age_years,months_in_care,placement,children\n"
        "5,,,3\n"
        ",,,7\n",
        NULL);
    assert_near(mean_of(&s, "A", "closing_stock", 2), 7);
    assert_near(mean_of(&s, "A", "closing_stock", 11), 7);
    assert_near(year_of(&s, "A", "unmet_exits", 2020), 9);
    study_free(&s);
}

/* ---- lists ---- */

/* A route may have a row without a number when a list uses it. */
static void list_on_a_route_without_a_number(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "exit,home,variance_ratio,2\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,Home\n"
             "intervention,Review,children,12\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 1);
    study_free(&s);
}

/* 12 attempts over 12 months, half succeed; the route needs no row of its own. */
static void list_is_spread_over_its_months(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,12\n"
             "intervention,Review,success,50%\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        const double p = 0.5 * (m + 1) / 12;
        assert_near(mean_of(&s, "A", "exits_home", m), 0.5);
        assert_near(mean_of(&s, "A", "closing_stock", m), 100 - 0.5 * (m + 1));
        assert_near(mean_of(&s, "A", "unmet_exits", m), 0);
        assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(12 * p * (1 - p)));
    }
    study_free(&s);
}

/* A ramp of 4 months shapes the weights 1/8, 3/8, 5/8, 7/8, 1, 1 (sum 4) and loses nobody: 8 attempts. */
static void ramp_shapes_a_list(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,8\n"
             "intervention,Review,start,2020-06\n"
             "intervention,Review,end,2020-11\n"
             "intervention,Review,ramp_months,4\n",
        NULL);
    static const double EXITS[] = {0, 0, 0.25, 0.75, 1.25, 1.75, 2, 2, 0, 0, 0, 0};
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), EXITS[m]);
    }
    assert_near(year_of(&s, "A", "exits_home", 2020), 8);
    study_free(&s);
}

/* 6 attempts a month on 10 children, half succeed. First month: 6 named, 3 leave. Second: 4 of the 7 have
 * not been named, 2 leave, and success x 2 attempts find nobody. Third: nobody is left to name, 3 unmet;
 * 5 children, all named in vain, stay. */
static void list_never_names_a_child_twice(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,18\n"
             "intervention,Review,success,50%\n"
             "intervention,Review,end,2020-06\n",
        NULL);
    static const double EXITS[] = {3, 2, 0, 0};
    static const double UNMET[] = {0, 1, 3, 0};
    for (int m = 0; m < 4; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), EXITS[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), UNMET[m]);
    }
    assert_near(mean_of(&s, "A", "closing_stock", 11), 5);
    study_free(&s);
}

/* The same with 2 admissions a month: who comes can be named a month later. First month: 6 of 10 named, 3
 * leave, 2 come. Second: 4 + 2 can be named, 3 leave, 2 come. Third: 2 can be named, 1 leaves, 0.5 x 4
 * attempts find nobody. */
static void list_names_newcomers(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10\n"
             "admissions,all,count,24\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,18\n"
             "intervention,Review,success,50%\n"
             "intervention,Review,end,2020-06\n",
        NULL);
    static const double EXITS[] = {3, 3, 1};
    static const double UNMET[] = {0, 0, 2};
    for (int m = 0; m < 3; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), EXITS[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), UNMET[m]);
    }
    study_free(&s);
}

/* Named children leave by rates and are taken away as unreconciled like the others: 8.5 attempts a month
 * at 20 %. */
static void named_children_leave_as_the_others(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10\n"
             "exit,home,rate,1.2\n"
             "unreconciled,all,count,-12\n"
             "intervention,In vain,effect,exits\n"
             "intervention,In vain,route,sgo\n"
             "intervention,In vain,children,17\n"
             "intervention,In vain,success,20%\n"
             "intervention,In vain,end,2020-05\n",
        NULL);
    /* April: 10 exp(-0.1) are there; 8.5 attempts, all below; s leave; 1 is taken away */
    const double q = exp(-0.1);
    const double open = 10 * q - 8.5;   /* neither named nor gone */
    const double april = 10 * q - 1.7;  /* 8.5 x 20 % have left */
    const double keep = 1 - 1 / april;  /* one is taken away evenly */
    const double may = open * keep * q; /* who can be named in May */
    assert_near(mean_of(&s, "A", "exits_sgo", 0), 1.7);
    assert_near(mean_of(&s, "A", "closing_stock", 0), april - 1);
    assert_near(mean_of(&s, "A", "exits_sgo", 1), 0.2 * may);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 0.2 * (8.5 - may));
    study_free(&s);
}

#define TWO_LISTS                                                                                  \
    HEAD "stock,all,children,10\n"                                                                 \
         "intervention,beta,effect,exits\n"                                                        \
         "intervention,beta,route,by beta\n"                                                       \
         "intervention,beta,children,10\n"                                                         \
         "intervention,beta,end,2020-05\n"                                                         \
         "intervention,Alpha,effect,exits\n"                                                       \
         "intervention,Alpha,route,by alpha\n"                                                     \
         "intervention,Alpha,children,10\n"                                                        \
         "intervention,Alpha,end,2020-05\n"                                                        \
         "intervention,Alpha,success,20%\n"

/* Alpha, 5 attempts a month at 20 %, goes before beta, 5 a month at 100 %. April: alpha takes 1 of 10 and
 * has named 4 who stay; beta takes 5 of 9 evenly, so 16/9 named stay. May: 4 - 16/9 = 20/9 can be named,
 * alpha takes 4/9; beta the remaining 32/9 of its 5. */
static void lists_go_in_order_of_slug(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, TWO_LISTS, NULL);
    assert_near(mean_of(&s, "A", "exits_by_alpha", 0), 1);
    assert_near(mean_of(&s, "A", "exits_by_beta", 0), 5);
    assert_near(mean_of(&s, "A", "exits_by_alpha", 1), 4 / 9.0);
    assert_near(mean_of(&s, "A", "exits_by_beta", 1), 32 / 9.0);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 0.2 * (5 - 20 / 9.0) + 5 - 32 / 9.0);
    assert_near(mean_of(&s, "A", "closing_stock", 1), 0);
    study_free(&s);
}

/* Both remember whom they named: beta at 50 %. April: alpha takes 1 of 10, 4 named stay; beta names 5 of
 * 9, 2.5 leave: 26/9 of alpha's stay among 6.5. May: alpha can name 6.5 - 26/9 = 65/18, a fifth leaves
 * (13/18), evenly of beta's 2.5: 20/9 stay; beta can name 52/9 - 20/9 = 32/9, half leaves: 4 stay. */
static void lists_remember_by_themselves(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, TWO_LISTS "intervention,beta,success,50%\n", NULL);
    assert_near(mean_of(&s, "A", "exits_by_alpha", 0), 1);
    assert_near(mean_of(&s, "A", "exits_by_beta", 0), 2.5);
    assert_near(mean_of(&s, "A", "exits_by_alpha", 1), 13 / 18.0);
    assert_near(mean_of(&s, "A", "exits_by_beta", 1), 16 / 9.0);
    assert_near(mean_of(&s, "A", "closing_stock", 1), 4);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 0.2 * (5 - 65 / 18.0) + 0.5 * (5 - 32 / 9.0));
    study_free(&s);
}

/* Who has been named keeps that through moves and birthdays: 12 children of 215 and 12 of 12 months in
 * foster, which is left for kin at 1.2 a year. All 24 are named in April, a quarter leaves; nobody is left
 * to name in May. */
static void named_children_move_and_grow_up(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "placement,kin,weekly_cost,1\n"
             "move,foster > kin,rate,1.2\n"
             "intervention,In vain,effect,exits\n"
             "intervention,In vain,route,sgo\n"
             "intervention,In vain,children,48\n"
             "intervention,In vain,success,25%\n"
             "intervention,In vain,end,2020-05\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "215,,foster,12\n"
        "12,,foster,12\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_sgo", 0), 6);
    assert_near(mean_of(&s, "A", "exits_ageing_out", 0), 9);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 9 * (1 - exp(-0.1)));
    assert_near(mean_of(&s, "A", "stock_foster", 0), 9 * exp(-0.1));
    assert_near(mean_of(&s, "A", "stock_kin", 0), 9 * (1 - exp(-0.1)));
    assert_near(mean_of(&s, "A", "exits_sgo", 1), 0);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 6);
    study_free(&s);
}

/* The named stay named a month later, a month older: 6 of 12 named in April, 3 leave; in May the other 6
 * are named, 3 leave. */
static void named_children_stay_named_at_the_next_age(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "intervention,Half,effect,exits\n"
             "intervention,Half,route,sgo\n"
             "intervention,Half,children,12\n"
             "intervention,Half,success,50%\n"
             "intervention,Half,end,2020-05\n",
        "opening.csv", "age_months,months_in_care,placement,children\n12,,,12\n", NULL);
    assert_near(mean_of(&s, "A", "exits_sgo", 0), 3);
    assert_near(mean_of(&s, "A", "exits_sgo", 1), 3);
    assert_near(mean_of(&s, "A", "unmet_exits", 1), 0);
    study_free(&s);
}

/* A list from January to June of a study from April: half its 12 attempts do not happen. */
static void part_of_a_list_outside_the_study(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,12\n"
             "intervention,Review,start,2020-01\n"
             "intervention,Review,end,2020-06\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), m < 3 ? 2 : 0);
    }
    assert_told(&s, LAC_WARNING, "study.csv", 8,
        "6 of the attempts of Review fall outside the study and do not happen");
    study_free(&s);
}

/* Filters: only 5 to 9 year olds in foster, 20 of 80. 30 attempts in one month: 10 find nobody. */
static void list_with_filters(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "intervention,Review,effect,exits\n"
             "intervention,Review,route,home\n"
             "intervention,Review,children,30\n"
             "intervention,Review,end,2020-04\n"
             "intervention,Review,from_age,5\n"
             "intervention,Review,to_age,9\n"
             "intervention,Review,placement,foster\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "59,,foster,20\n"
        "60,,foster,20\n"
        "60,,kin,20\n"
        "120,,foster,20\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 20);
    assert_near(mean_of(&s, "A", "unmet_exits", 0), 10);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 40);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 20);
    study_free(&s);
}

/* A list that is not active does nothing and asks for nothing. */
static void inactive_list_does_nothing(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100\n"
        "intervention,Review,active,No,YES\n"
        "intervention,Review,effect,Exits\n"
        "intervention,Review,route,home\n"
        "intervention,Review,children,12\n",
        NULL);
    assert_near(mean_of(&s, "A", "closing_stock", 11), 100);
    assert_near(mean_of(&s, "A", "exits_home", 11), 0);
    assert_near(mean_of(&s, "B", "closing_stock", 11), 88);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(count_is_taken_evenly),
        cmocka_unit_test(count_follows_rates),
        cmocka_unit_test(counts_go_in_order_of_slug),
        cmocka_unit_test(shortfall_stops_at_nobody),
        cmocka_unit_test(count_with_a_placement),
        cmocka_unit_test(count_with_ages_leaves_unknown_ages),
        cmocka_unit_test(list_is_spread_over_its_months),
        cmocka_unit_test(list_on_a_route_without_a_number),
        cmocka_unit_test(ramp_shapes_a_list),
        cmocka_unit_test(list_never_names_a_child_twice),
        cmocka_unit_test(list_names_newcomers),
        cmocka_unit_test(named_children_leave_as_the_others),
        cmocka_unit_test(lists_go_in_order_of_slug),
        cmocka_unit_test(lists_remember_by_themselves),
        cmocka_unit_test(named_children_move_and_grow_up),
        cmocka_unit_test(named_children_stay_named_at_the_next_age),
        cmocka_unit_test(part_of_a_list_outside_the_study),
        cmocka_unit_test(list_with_filters),
        cmocka_unit_test(inactive_list_does_nothing),
    };
    return cmocka_run_group_tests_name("leavers", tests, NULL, NULL);
}
