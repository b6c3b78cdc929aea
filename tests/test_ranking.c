/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ranking.csv: which scenario gives most, how sure that is, and what interventions do to each other. */
#include "support.h"

#include "model/unknown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { REPLICATES = 20000 };

/* A list in April 2020 alone. */
#define LIST(name, active, children, success)                                                      \
    "intervention," name ",active," active "\n"                                                    \
    "intervention," name ",effect,exits,,,\n"                                                      \
    "intervention," name ",route,home,,,\n"                                                        \
    "intervention," name ",children," children "\n"                                                \
    "intervention," name ",success," success ",,,\n"                                               \
    "intervention," name ",end,2020-04,,,\n"
#define HEAD                                                                                       \
    "section,item,field,As is,First,Second,Joint\n"                                                \
    "time,,start,2020-04,,,\n"                                                                     \
    "time,,end,2021-03,,,\n"
#define PRICE "placement,all,weekly_cost,7,,,\n"

static const lac_ranking_entry *entry_of(const test_study *s, const char *scenario)
{
    const size_t wanted = scenario_of(s, scenario);
    for (size_t i = 0; i < s->results.ranking.n; i++) {
        if (s->results.ranking.entries[i].scenario == wanted) {
            return &s->results.ranking.entries[i];
        }
    }
    fail_msg("%s is not ranked", scenario);
    return NULL;
}

static double ranked(const test_study *s, const char *scenario, lac_ranking_measure measure)
{
    return entry_of(s, scenario)->values[measure].mean;
}

/* A leaver of April is half a child in April and one in each of eleven months: 11.5 child-months, 350 days at a
 * pound. 8 leave by the first list for 300 pounds, 6 by the second for 900, 14 by both. */
static void entries_by_hand(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100,,,\n" PRICE LIST("A", "no,yes,no,yes", "8,,,", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%") "intervention,A,cost_one_off,300,,,\n"
                                                       "intervention,B,cost_one_off,900,,,\n",
        NULL);
    assert_int_equal(s.results.ranking.n, 3);
    for (int pass = 0; pass < 2; pass++) {
        static const struct {
            const char *scenario;
            double child_months;
            double net;
            double cost;
            double rank;
        } EXPECTED[] = {{"First", 92, 8 * 350 - 300, 300 / 92.0, 2},
            {"Second", 69, 6 * 350 - 900, 900 / 69.0, 3},
            {"Joint", 161, 14 * 350 - 1200, 1200 / 161.0, 1}};
        for (size_t i = 0; i < 3; i++) {
            const char *name = EXPECTED[i].scenario;
            assert_within(
                ranked(&s, name, LAC_RANKING_CHILD_MONTHS), EXPECTED[i].child_months, 1e-9);
            assert_within(ranked(&s, name, LAC_RANKING_NET), EXPECTED[i].net, 1e-7);
            assert_within(ranked(&s, name, LAC_RANKING_COST), EXPECTED[i].cost, 1e-9);
            assert_near(ranked(&s, name, LAC_RANKING_RANK), EXPECTED[i].rank);
            const lac_ranking_value *rank = &entry_of(&s, name)->values[LAC_RANKING_RANK];
            assert_near(rank->p50, pass == 0 ? NAN : EXPECTED[i].rank);
            assert_near(
                ranked(&s, name, LAC_RANKING_BEST), pass == 0 ? NAN : EXPECTED[i].rank == 1);
            assert_near(ranked(&s, name, LAC_RANKING_OWN_RANK), pass == 0 ? NAN : 1);
        }
        /* lists take different children and money adds up: exactly nothing is left */
        assert_true(ranked(&s, "Joint", LAC_RANKING_INTERACTION_CHILD_MONTHS) == 0);
        assert_true(ranked(&s, "Joint", LAC_RANKING_INTERACTION_NET) == 0);
        assert_nan(ranked(&s, "First", LAC_RANKING_INTERACTION_NET));
        assert_int_equal(entry_of(&s, "Joint")->n_parts, 2);
        if (pass == 0) {
            study_simulate(&s, 50, LAC_LAYER_PROCESS);
        }
    }
    const lac_ranking_value *net = &entry_of(&s, "Joint")->values[LAC_RANKING_INTERACTION_NET];
    assert_true(net->p05 == 0 && net->p95 == 0);
    study_free(&s);
}

/* Ten children, lists of 8 and 6: alone 92 and 69 child-months, together all ten, 115: 46 fewer than the sum.
 * Not priced: ranked by child-months. */
static void lists_that_compete_for_children(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10,,,\n" LIST("A", "no,yes,no,yes", "8,,,", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%"),
        NULL);
    for (int pass = 0; pass < 2; pass++) {
        assert_within(ranked(&s, "Joint", LAC_RANKING_INTERACTION_CHILD_MONTHS), 115 - 161, 1e-9);
        assert_nan(ranked(&s, "Joint", LAC_RANKING_INTERACTION_NET));
        assert_nan(ranked(&s, "Joint", LAC_RANKING_NET));
        assert_nan(ranked(&s, "Joint", LAC_RANKING_COST));
        assert_near(ranked(&s, "Joint", LAC_RANKING_RANK), 1);
        assert_near(ranked(&s, "First", LAC_RANKING_RANK), 2);
        if (pass == 0) {
            study_simulate(&s, 20, LAC_LAYER_PROCESS);
        }
    }
    study_free(&s);
}

/* One list of ten at 50 % against one of five who all leave, at no cost: X binomial against 5. Equals share
 * the better rank, so each is best with P(X >= 5) = P(X <= 5). False alarm 2e-9. */
static void how_sure_a_rank_is(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,First,Second\n"
        "time,,start,2020-04,,\n"
        "time,,end,2021-03,,\n"
        "stock,all,children,100,,\n"
        "placement,all,weekly_cost,7,,\n"
        "intervention,A,active,no,yes,yes\n"
        "intervention,A,effect,exits,,\n"
        "intervention,A,route,home,,\n"
        "intervention,A,children,0,10,5\n"
        "intervention,A,success,100%,50%,100%\n"
        "intervention,A,end,2020-04,,\n",
        NULL);
    study_simulate(&s, REPLICATES, LAC_LAYER_PROCESS);
    const double p = gsl_cdf_binomial_P(5, 0.5, 10);
    const double bound = 6 * sqrt(p * (1 - p) / REPLICATES);
    assert_within(ranked(&s, "First", LAC_RANKING_BEST), p, bound);
    assert_within(ranked(&s, "Second", LAC_RANKING_BEST), p, bound);
    /* their own printed ranks are those of the means, which differ by chance: 1 and 2 */
    const bool first = ranked(&s, "First", LAC_RANKING_RANK) == 1;
    assert_near(ranked(&s, first ? "Second" : "First", LAC_RANKING_RANK), 2);
    assert_within(ranked(&s, first ? "Second" : "First", LAC_RANKING_OWN_RANK), 1 - p, bound);
    /* 11.5 child-months a leaver: quantiles 2 and 8 of the binomial */
    const lac_ranking_value *months = &entry_of(&s, "First")->values[LAC_RANKING_CHILD_MONTHS];
    assert_near(months->p05, 2 * 11.5);
    assert_near(months->p50, 5 * 11.5);
    assert_near(months->p95, 8 * 11.5);
    assert_int_equal(entry_of(&s, "First")->n_parts, 0);
    study_free(&s);
}

/* No interaction where the joint scenario has other numbers, or the reference acts already. */
static void parts_must_be_the_same(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100,,,\n" LIST("A", "no,yes,no,yes", "8,,,9", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%"),
        NULL);
    assert_int_equal(entry_of(&s, "Joint")->n_parts, 0);
    study_free(&s);
    study_must_run(&s,
        HEAD "stock,all,children,100,90,,\n" LIST("A", "no,yes,no,yes", "8,,,", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%"),
        NULL);
    assert_int_equal(entry_of(&s, "Joint")->n_parts, 0);
    study_free(&s);
    /* C acts everywhere: it is nobody's own, and the parts are found */
    study_must_run(&s,
        HEAD "stock,all,children,100,,,\n" LIST("A", "no,yes,no,yes", "8,,,", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%") LIST("C", "yes,,,", "3,,,", "100%"),
        NULL);
    assert_int_equal(entry_of(&s, "Joint")->n_parts, 2);
    study_free(&s);
    study_must_run(&s,
        HEAD "stock,all,children,100,,,\n" LIST("A", "no,yes,no,yes", "8,,,", "100%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%") LIST("C", "yes,,,no", "3,,,", "100%"),
        NULL);
    assert_int_equal(entry_of(&s, "Joint")->n_parts, 0);
    study_free(&s);
}

/* The same numbers however they are written: 8 and 8.0, 100 % and 1. */
static void parts_may_be_written_otherwise(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100,,,\n" LIST("A", "no,yes,no,Yes", "8,,,8.0", "100%,1,,100%")
            LIST("B", "no,no,yes,yes", "\"1,000\",6,,1000", "0.5,,50%,0.5"),
        NULL);
    assert_int_equal(entry_of(&s, "Joint")->n_parts, 2);
    study_free(&s);
}

/* Three interventions: {A,B} and C make all; A alone leads nowhere, as nothing has B alone. */
static void the_search_goes_back(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,First,Second,Third,Joint\n"
        "time,,start,2020-04,,,,\n"
        "time,,end,2021-03,,,,\n"
        "stock,all,children,100,,,,\n" LIST("A", "no,yes,yes,no,yes", "8,,,,", "100%") LIST("B",
            "no,no,yes,no,yes", "6,,,,", "100%") LIST("C", "no,no,no,yes,yes", "2,,,,", "100%"),
        NULL);
    const lac_ranking_entry *joint = entry_of(&s, "Joint");
    assert_int_equal(joint->n_parts, 2);
    assert_int_equal(
        s.results.ranking.entries[joint->parts[0]].scenario, scenario_of(&s, "Second"));
    assert_int_equal(s.results.ranking.entries[joint->parts[1]].scenario, scenario_of(&s, "Third"));
    study_free(&s);
}

/* Fewer than two scenarios that act have no ranking; those that do not act are not in it. */
static void who_is_ranked(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, HEAD "stock,all,children,100,,90,\n" LIST("A", "no,yes,no,no", "8,,,", "100%"), NULL);
    assert_int_equal(s.results.ranking.n, 0);
    study_free(&s);
    study_must_run(
        &s, HEAD "stock,all,children,100,,90,\n" LIST("A", "no,yes,no,yes", "8,,,", "100%"), NULL);
    assert_int_equal(s.results.ranking.n, 2);
    assert_int_equal(s.results.ranking.entries[1].scenario, 3);
    study_free(&s);
}

/* Nine of ten places are taken and the mean never reaches ten; in some simulations the eleventh child goes where
 * no price is known: no savings after all, and nothing to rank by. */
static void prices_that_turn_out_to_be_missing(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,9,,,\n"
             "stock,home,children,0,,,\n"
             "admissions,all,count,6,,,\n"
             "admissions,all,placement,foster:100%,,,\n"
             "exit,back,rate,0.7,,,\n"
             "placement,foster,weekly_cost,7,,,\n"
             "placement,foster,capacity,10,,,\n"
             "placement,foster,overflow,home,,,\n" LIST("A", "no,yes,no,yes", "2,,,", "100%")
                 LIST("B", "no,no,yes,yes", "1,,,", "100%"),
        NULL);
    assert_near(year_of(&s, "As is", "overflow_foster", 2020), 0);
    assert_true(ranked(&s, "First", LAC_RANKING_NET) > 0);
    study_simulate(&s, 500, LAC_LAYER_PROCESS);
    assert_true(year_of(&s, "As is", "overflow_foster", 2020) > 0);
    for (size_t i = 0; i < s.results.ranking.n; i++) {
        const lac_ranking_value *values = s.results.ranking.entries[i].values;
        assert_true(values[LAC_RANKING_CHILD_MONTHS].mean > 0);
        assert_true(values[LAC_RANKING_CHILD_MONTHS].p95 >= values[LAC_RANKING_CHILD_MONTHS].p05);
        for (int v = LAC_RANKING_NET; v <= LAC_RANKING_OWN_RANK; v++) {
            assert_nan(values[v].mean);
            assert_nan(values[v].p50);
        }
    }
    assert_nan(saving_of(&s, "First", "gross", 2020));
    assert_nan(year_of(&s, "As is", "cost_total", 2020));
    study_free(&s);
}

/* The list costs and nobody can leave: no cost per child-month. */
static void no_cost_without_effect(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10,,,\n" PRICE LIST("A", "no,yes,no,yes", "8,,,", "0%")
            LIST("B", "no,no,yes,yes", "6,,,", "100%") "intervention,A,cost_one_off,300,,,\n",
        NULL);
    assert_nan(ranked(&s, "First", LAC_RANKING_COST));
    assert_near(ranked(&s, "Second", LAC_RANKING_COST), 0);
    study_simulate(&s, 20, LAC_LAYER_PROCESS);
    assert_nan(ranked(&s, "First", LAC_RANKING_COST));
    assert_near(ranked(&s, "Second", LAC_RANKING_COST), 0);
    assert_near(entry_of(&s, "Second")->values[LAC_RANKING_COST].p95, 0);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_by_hand),
        cmocka_unit_test(lists_that_compete_for_children),
        cmocka_unit_test(how_sure_a_rank_is),
        cmocka_unit_test(parts_must_be_the_same),
        cmocka_unit_test(parts_may_be_written_otherwise),
        cmocka_unit_test(the_search_goes_back),
        cmocka_unit_test(who_is_ranked),
        cmocka_unit_test(prices_that_turn_out_to_be_missing),
        cmocka_unit_test(no_cost_without_effect),
    };
    return cmocka_run_group_tests_name("ranking", tests, NULL, NULL);
}
