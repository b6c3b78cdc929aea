/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the model knows of money beside prices, and pounds from counts filled in by hand. */
#include "support.h"

#include "model/sway.h"
#include "model/unknown.h"
#include "results/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#define HEAD                                                                                       \
    "section,item,field,As is,Plan\n"                                                              \
    "time,,start,2020-04,\n"                                                                       \
    "time,,end,2022-06,\n"                                                                         \
    "stock,all,children,100,\n"                                                                    \
    "exit,home,count,0,\n"
#define WORK                                                                                       \
    "intervention,Work,active,no,yes\n"                                                            \
    "intervention,Work,effect,exits,\n"                                                            \
    "intervention,Work,route,home,\n"                                                              \
    "intervention,Work,children,12,\n"

static const lac_model *plan_of(const test_study *s)
{
    return &s->results.models[scenario_of(s, "Plan")];
}

/* ---- programme costs ---- */

/* 6,000 once in July 2020, 500 a month from July to March, whatever the ramp. 10 % dearer from April 2021. */
static void costs_fall_from_start_to_end(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD WORK "intervention,Work,start,2020-07,\n"
                  "intervention,Work,end,2021-05,\n"
                  "intervention,Work,ramp_months,6,\n"
                  "intervention,Work,cost_one_off,6000,\n"
                  "intervention,Work,cost_per_year,6000,\n"
                  "finance,,inflation,10,\n",
        NULL);
    for (int m = 0; m < 27; m++) {
        const double fixed = m == 3 ? 6500 : m > 3 && m <= 13 ? 500 : 0;
        assert_near(plan_of(&s)->programme_cost[m], fixed);
        assert_near(s.results.models[0].programme_cost[m], 0);
        assert_near(mean_of(&s, "Plan", "cost_programme", m), fixed * (m < 12      ? 1
                                                                          : m < 24 ? 1.1
                                                                                   : 1.21));
        assert_near(mean_of(&s, "As is", "cost_programme", m), 0);
    }
    study_free(&s);
}

/* It began in January: what it cost then is spent, what it costs a year goes on. */
static void a_cost_before_the_study_is_sunk(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD WORK "intervention,Work,start,2020-01,\n"
                  "intervention,Work,end,2020-06,\n"
                  "intervention,Work,cost_one_off,6000,\n"
                  "intervention,Work,cost_per_year,1200,\n",
        NULL);
    for (int m = 0; m < 27; m++) {
        assert_near(plan_of(&s)->programme_cost[m], m < 3 ? 100 : 0);
    }
    assert_told(&s, LAC_NOTE, "study.csv", 12,
        "intervention Work begins before the study: its cost_one_off is spent already and not "
        "counted");
    study_free(&s);
}

/* Nothing has a cost: the measure is not there. */
static void no_cost_no_measure(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD WORK "placement,all,weekly_cost,7,\n", NULL);
    assert_int_equal(lac_measure_find(&s.results.measures, "cost_programme"), -1);
    assert_int_equal(lac_measure_find(&s.results.measures, "cost_support"), -1);
    assert_told(&s, LAC_NOTE, NULL, 0,
        "no intervention has a cost, so net savings take the investment as 0");
    assert_nan(saving_of(&s, "Plan", "investment", WHOLE_STUDY));
    assert_near(saving_of(&s, "Plan", "net", 2020), saving_of(&s, "Plan", "gross", 2020));
    study_free(&s);
}

static void a_cost_per_child_needs_children(void **state)
{
    (void)state;
    static const told_case CASES[] = {
        {HEAD "intervention,Less,effect,multiply,\nintervention,Less,acts_on,exit/home,\n"
              "intervention,Less,factor,0.9,\nintervention,Less,cost_per_child,50,\n",
            NULL, NULL, LAC_WARNING, "study.csv", 9,
            "cost_per_child is not used by the effect multiply of intervention Less"},
        {HEAD "intervention,Less,effect,add,\nintervention,Less,acts_on,exit/home,\n"
              "intervention,Less,amount,1,\nintervention,Less,cost_per_child,50,\n",
            NULL, NULL, LAC_WARNING, "study.csv", 9,
            "cost_per_child is not used by the effect add of intervention Less"}};
    assert_all_told(CASES, sizeof CASES / sizeof CASES[0]);
}

/* ---- from counts to pounds ---- */

/* Numbers of a scenario, all 0. */
static double *no_counts(const test_study *s)
{
    double *counts = calloc((size_t)s->results.measures.n_inside * 27, sizeof *counts);
    assert_non_null(counts);
    return counts;
}

/* In month 13, at 1.1: 3 begin at 400 each, 2 enter the first stage at 50 and 1 the second at 232; 100 of the
 * yearly cost. 1,200 + 100 + 232 + 100 = 1,632 x 1.1. */
static void who_begins_and_enters_costs(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "pathway,SGO/1 report,weeks,9,\n"
             "pathway,SGO/1 report,control,council,\n"
             "pathway,SGO/1 report,cost,50,\n"
             "pathway,SGO/2 court,weeks,26,\n"
             "pathway,SGO/2 court,control,court,\n"
             "pathway,SGO/2 court,cost,232,\n"
             "intervention,Orders,active,no,yes\n"
             "intervention,Orders,effect,pathway,\n"
             "intervention,Orders,pathway,SGO,\n"
             "intervention,Orders,route,sgo,\n"
             "intervention,Orders,children,20,\n"
             "intervention,Orders,cost_per_child,400,\n"
             "intervention,Orders,cost_per_year,1200,\n"
             "finance,,inflation,10,\n",
        NULL);
    const lac_measures *measures = &s.results.measures;
    const lac_model *model = plan_of(&s);
    double *counts = no_counts(&s);
    const lac_counts children = {.n_months = 27, .expected = counts};
    counts[measures->begun[0] * 27 + 13] = 3;
    counts[measures->pathways[0].entered_of * 27 + 13] = 2;
    counts[(measures->pathways[0].entered_of + 1) * 27 + 13] = 1;
    assert_near(lac_money_programme(model, measures, &children, 13), 1632 * 1.1);
    assert_near(lac_money_programme(model, measures, &children, 12), 110);
    /* not active: nobody begins, and nothing is paid */
    assert_near(s.results.models[0].child_cost[0], 0);
    assert_near(model->child_cost[0], 400);
    /* the same in whole children and in parts of a child */
    int64_t *quanta = calloc((size_t)measures->n_inside * 27, sizeof *quanta);
    assert_non_null(quanta);
    for (int i = 0; i < measures->n_inside * 27; i++) {
        quanta[i] = (int64_t)(counts[i] * 1e6);
    }
    const lac_counts parts = {.n_months = 27, .quanta = quanta, .parts = 1e6};
    assert_near(lac_money_programme(model, measures, &parts, 13), 1632 * 1.1);
    free(quanta);
    free(counts);
    study_free(&s);
}

/* June 2020 (30 days): 3 leave at 190 each; 14 half-months of support, 30 / 14 weeks each, at 215 a week. 3 x 190
 * + 14 x 30 / 14 x 215 = 570 + 6,450. The run rate of a month in which 80 children at 700 and 5 under support
 * are there: (56,000 + 1,075) x 365 / 7. */
static void leavers_and_support_cost(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD "placement,all,weekly_cost,700,\n", NULL);
    lac_measures *measures = &s.results.measures;
    lac_model model = s.results.models[0];
    lac_flow route = model.routes[0];
    double exit_cost[27] = {0};
    double support[27] = {0};
    double *counts = no_counts(&s);
    const lac_counts children = {.n_months = 27, .expected = counts};
    exit_cost[2] = 190;
    support[2] = 215;
    route.exit_cost = exit_cost;
    route.support = support;
    model.routes = &route;
    /* two measures that serve nothing here stand for those of support */
    measures->supported[0] = measures->unreconciled;
    measures->half_months[0] = measures->unmet_exits;
    counts[measures->exits_of * 27 + 2] = 3;
    counts[measures->half_months[0] * 27 + 2] = 14;
    counts[measures->supported[0] * 27 + 2] = 5;
    counts[measures->closing_stock * 27 + 2] = 80;
    assert_near(lac_money_support(&model, measures, &children, 2), 570 + 6450);
    assert_near(lac_money_support(&model, measures, &children, 3), 0);
    assert_within(lac_money_run_rate(&model, measures, &children, 2), 57075 * 365 / 7.0, 1e-6);
    free(counts);
    study_free(&s);
}

/* ---- budgets, deflator, draws ---- */

static void years_have_budgets_and_a_deflator(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "finance,,price_base,2018/19,\n"
             "finance,,deflator from 2019/20,2,\n"
             "finance,2021/22,deflator,3,\n"
             "finance,2021/22,budget,5000,\n"
             "finance,2030/31,budget,7000,\n"
             "finance,,discount_rate,1.5%,\n",
        NULL);
    const lac_model *model = &s.results.models[0];
    assert_int_equal(model->n_years, 3);
    assert_nan(model->budget[0]);
    assert_near(model->budget[1], 5000);
    assert_nan(model->budget[2]);
    assert_near(model->deflator[0], 1.02 * 1.02);
    assert_near(model->deflator[1], 1.02 * 1.02 * 1.03);
    assert_near(model->deflator[2], 1.02 * 1.02 * 1.03 * 1.03);
    assert_near(model->discount_rate, 0.015);
    study_free(&s);
    study_must_run(&s, HEAD, NULL);
    assert_null(s.results.models[0].deflator);
    assert_near(s.results.models[0].discount_rate, 0.035);
    study_free(&s);
}

/* Programme costs rise by the inflation that is drawn, as prices do. */
static void costs_follow_a_draw_of_inflation(void **state)
{
    (void)state;
    test_study s;
    lac_unknowns unknowns = {0};
    lac_sway sway = {0};
    study_must_run(&s,
        "section,item,field,low,high,As is,Plan\n"
        "time,,start,,,2020-04,\n"
        "time,,end,,,2022-06,\n"
        "stock,all,children,,,100,\n"
        "exit,home,count,,,0,\n"
        "placement,all,weekly_cost,,,7,\n"
        "finance,,inflation,0,9,3,\n"
        "intervention,Work,active,,,no,yes\n"
        "intervention,Work,effect,,,exits,\n"
        "intervention,Work,route,,,home,\n"
        "intervention,Work,children,,,0,\n"
        "intervention,Work,cost_per_year,,,1200,\n",
        NULL);
    const lac_measures *measures = &s.results.measures;
    double *counts = no_counts(&s);
    const lac_counts children = {.n_months = 27, .expected = counts};
    assert_int_equal(lac_unknowns_make(&unknowns, &s.plan, &s.diagnostics), LAC_OK);
    assert_int_equal(lac_sway_make(&sway, plan_of(&s), &s.plan, &unknowns), LAC_OK);
    assert_int_equal(unknowns.n, 1);
    const double draw = 0.9;
    lac_sway_set(&sway, &draw);
    const double rise = sway.model.price[12] / sway.model.price[0];
    assert_true(rise > 1.04 && rise < 1.09); /* above the 3 % of the sheet */
    assert_near(lac_money_programme(&sway.model, measures, &children, 0), 100);
    assert_near(lac_money_programme(&sway.model, measures, &children, 12), 100 * rise);
    assert_near(lac_money_programme(&sway.model, measures, &children, 24), 100 * rise * rise);
    lac_sway_free(&sway);
    lac_unknowns_free(&unknowns);
    free(counts);
    /* and so they do in a simulation */
    study_simulate(&s, 100, LAC_LAYER_ASSUMPTION);
    assert_near(year_sd_of(&s, "Plan", "cost_programme", 2020), 0);
    assert_true(year_sd_of(&s, "Plan", "cost_programme", 2021) > 5);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_fall_from_start_to_end),
        cmocka_unit_test(a_cost_before_the_study_is_sunk),
        cmocka_unit_test(no_cost_no_measure),
        cmocka_unit_test(a_cost_per_child_needs_children),
        cmocka_unit_test(who_begins_and_enters_costs),
        cmocka_unit_test(leavers_and_support_cost),
        cmocka_unit_test(years_have_budgets_and_a_deflator),
        cmocka_unit_test(costs_follow_a_draw_of_inflation),
    };
    return cmocka_run_group_tests_name("finance", tests, NULL, NULL);
}
