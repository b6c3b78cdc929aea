/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of the tracker in the model: programme, stage, elapsed days, and the opening child that each is. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define HEAD "section,item,field,unit,A,B\n"
#define TIME HEAD "time,,start,,2018-04,\ntime,,end,,2019-03,\ndata,,tracker,,tracker.csv,\n"
#define PATHWAY                                                                                    \
    "pathway,SGO/1 assessment,weeks,,9,\npathway,SGO/1 assessment,control,,council,\n"             \
    "pathway,SGO/2 LAC review,weeks,,4,\npathway,SGO/2 LAC review,control,,council,\n"             \
    "pathway,SGO/3 support plan,weeks,,8,\npathway,SGO/3 support plan,control,,carer,\n"
#define PROGRAMME                                                                                  \
    "intervention,Drive,effect,,pathway,\nintervention,Drive,pathway,,sgo,\n"                      \
    "intervention,Drive,route,,order,\nintervention,Drive,children,,10,\n"
#define TOTALS TIME "stock,all,children,,100,\n" PATHWAY PROGRAMME
#define OPENING TIME "data,,opening,,opening.csv,\n" PATHWAY PROGRAMME
#define CASES "case,pathway,stage,stage_started\n"
#define CHILDREN "case,pathway,stage,stage_started,age_months,placement\n"

static const lac_model *model_of(
    test_study *s, const char *sheet, const char *opening, const char *cases)
{
    if (opening == NULL) {
        study_must_run(s, sheet, "tracker.csv", cases, NULL);
    } else {
        study_must_run(s, sheet, "tracker.csv", cases, "opening.csv", opening, NULL);
    }
    return &s->results.models[0];
}

/* The number of the name, the name behind the number, or both; blank waits. */
static void stages_are_found_by_number_and_name(void **state)
{
    (void)state;
    static const int STAGES[] = {2, 2, 2, 2, 0, 1, -1};
    test_study s;
    const lac_model *model = model_of(&s, TOTALS, NULL,
        CASES
        "C1,SGO,3,2018-03-31\nC2,sgo,3 support plan,2018-03-31\nC3,SGO,Support  Plan,2018-03-31\n"
        "C4,SGO,03,2018-03-31\nC5,SGO,1 ASSESSMENT,2018-03-31\nC6,SGO,lac review,2018-03-31\n"
        "C7,SGO,,\n");
    assert_int_equal(model->n_cases, COUNT(STAGES));
    for (size_t i = 0; i < COUNT(STAGES); i++) {
        assert_int_equal(model->cases[i].stage, STAGES[i]);
        assert_int_equal(model->cases[i].programme, 0);
    }
    study_free(&s);
}

/* A name that begins with a number of its own goes before the number of the stage. */
static void a_name_that_is_a_number(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s,
        TIME "stock,all,children,,100,\n" PROGRAMME
             "pathway,SGO/1 2,weeks,,9,\npathway,SGO/1 2,control,,council,\n"
             "pathway,SGO/2 26 weeks,weeks,,26,\npathway,SGO/2 26 weeks,control,,court,\n",
        NULL, CASES "C1,SGO,2,2018-03-31\nC2,SGO,26 weeks,2018-03-31\nC3,SGO,1,2018-03-31\n");
    assert_int_equal(model->cases[0].stage, 0);
    assert_int_equal(model->cases[1].stage, 1);
    assert_int_equal(model->cases[2].stage, 0);
    study_free(&s);
}

/* The study begins on 1 April 2018. 2018-03-25 is 7 days before: clocks do not matter. 2017-04-01 is 365 days
 * before, 2016-02-29 two years (730) and a month (29 February to 1 April 2016: 1 + 31) more: 762. */
static void days_since_the_stage_began(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s, TOTALS, NULL,
        CASES "C1,SGO,1,2018-04-01\nC2,SGO,1,25/03/2018\nC3,SGO,1,01/04/2017\nC4,SGO,1,29/02/2016\n"
              "C5,SGO,,2018-03-25\nC6,SGO,,\n");
    static const int DAYS[] = {0, 7, 365, 762, 7, 0};
    for (size_t i = 0; i < COUNT(DAYS); i++) {
        assert_int_equal(model->cases[i].elapsed, DAYS[i]);
    }
    study_free(&s);
}

static void assert_group(const lac_opening_group *group, int first_age, int last_age, int duration,
    int placement, double children)
{
    assert_int_equal(group->first_age, first_age);
    assert_int_equal(group->last_age, last_age);
    assert_int_equal(group->duration, duration);
    assert_int_equal(group->placement, placement);
    assert_near(group->children, children);
}

/* Of totals alone a case takes one child of the only group, and the others stay. */
static void cases_are_children_of_the_total(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model =
        model_of(&s, TOTALS, NULL, CHILDREN "C1,SGO,1,2018-03-31,31,\nC2,SGO,,,,Fostering\n");
    assert_int_equal(model->n_opening, 3);
    assert_group(&model->opening[0], 0, 0, 0, 0, 98);
    assert_group(&model->opening[1], 0, 0, 0, 0, 1);
    assert_group(&model->opening[2], 0, 0, 0, 0, 1);
    assert_int_equal(model->cases[0].group, 1);
    assert_int_equal(model->cases[1].group, 2);
    assert_near(model->opening_children, 100);
    assert_near(model->opening_mix[0], 1);
    assert_told(&s, LAC_NOTE, "tracker.csv", 0, "age_months is not used: the study knows no ages");
    assert_told(
        &s, LAC_NOTE, "tracker.csv", 0, "placement is not used: the study has no placements");
    assert_near(mean_of(&s, "A", "opening_stock", 0), 100);
    study_free(&s);
}

#define OPENING_TABLE                                                                              \
    "from_age,to_age,months_in_care,placement,children\n"                                          \
    "0,4,3,Foster,5\n0,9,6,Kin,7\n5,9,9,Foster,5\n10,17,12,Foster,9\n,,0,Foster,2\n"

/* Groups 0 to 4: Foster 0-4 (5 children), Kin 0-9 (7), Foster 5-9 (5), Foster 10-17 (9), Foster of unknown age
 * (2). Placements in their first order: Foster 0, Kin 1. No filter. */
static void cases_take_the_children_that_fit(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s, OPENING, OPENING_TABLE,
        CHILDREN "C1,SGO,1,2018-03-31,30,Foster\n"  /* group 0: 30 months, Foster */
                 "C2,SGO,1,2018-03-31,30,\n"        /* Kin has 7, Foster 0-4 has 4: group 1 */
                 "C3,SGO,1,2018-03-31,,Foster\n"    /* 9 are most: group 3, the whole band */
                 "C4,SGO,1,2018-03-31,100,Foster\n" /* group 2 */
                 "C5,SGO,1,2018-03-31,,\n");        /* 8 are left in group 3, most of all */
    assert_int_equal(model->n_opening, 10);
    assert_group(&model->opening[0], 0, 59, 0, 0, 4);
    assert_group(&model->opening[1], 0, 119, 0, 1, 6);
    assert_group(&model->opening[2], 60, 119, 0, 0, 4);
    assert_group(&model->opening[3], 120, 215, 0, 0, 7);
    assert_group(&model->opening[4], 216, 216, 0, 0, 2);
    assert_group(&model->opening[5], 30, 30, 0, 0, 1);
    assert_group(&model->opening[6], 30, 30, 0, 1, 1);
    assert_group(&model->opening[7], 120, 215, 0, 0, 1);
    assert_group(&model->opening[8], 100, 100, 0, 0, 1);
    assert_group(&model->opening[9], 120, 215, 0, 0, 1);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(model->cases[i].group, 5 + i);
    }
    assert_near(model->opening_children, 28);
    /* the mix of the opening children is that of the table: 2 of 28 of unknown age, 9 of 28 over 96 months */
    assert_near(model->opening_mix[216 * 2], 2 / 28.0);
    assert_near(model->opening_mix[120 * 2], 9 / 28.0 / 96);
    study_free(&s);
}

/* Equal groups: the first. With one child each, the next case takes the next. */
static void ties_go_to_the_first(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s, OPENING,
        "age_months,placement,children\n50,Foster,1\n40,Foster,1\n30,Foster,1\n",
        CHILDREN "C1,SGO,1,2018-03-31,,\nC2,SGO,1,2018-03-31,,Foster\nC3,SGO,1,2018-03-31,,\n");
    assert_int_equal(model->opening[3].first_age, 50);
    assert_int_equal(model->opening[4].first_age, 40);
    assert_int_equal(model->opening[5].first_age, 30);
    for (int g = 0; g < 3; g++) {
        assert_near(model->opening[g].children, 0);
    }
    study_free(&s);
}

#define FILTERED                                                                                   \
    OPENING "intervention,Drive,placement,,Foster,\nintervention,Drive,from_age,,3,\n"             \
            "intervention,Drive,to_age,,6,\n"

/* Where the tracker is blank the filters of the programme hold: Foster, 3 to 6 years (36 to 83 months). What
 * the tracker gives goes before them. A child of known age is one of unknown age when no known one fits. */
static void filters_hold_where_the_tracker_is_blank(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s, FILTERED, OPENING_TABLE,
        CHILDREN "C1,SGO,1,2018-03-31,,\n" /* groups 0 and 2 have 5 each: 0, of 36 to 59 months */
                 "C2,SGO,1,2018-03-31,,\n" /* group 2, of 60 to 83 */
                 "C3,SGO,1,2018-03-31,200,\n"   /* Foster of 10 to 17: group 3 */
                 "C4,SGO,1,2018-03-31,,Kin\n"); /* group 1, of 36 to 83 */
    assert_group(&model->opening[5], 36, 59, 0, 0, 1);
    assert_group(&model->opening[6], 60, 83, 0, 0, 1);
    assert_group(&model->opening[7], 200, 200, 0, 0, 1);
    assert_group(&model->opening[8], 36, 83, 0, 1, 1);
    assert_near(model->opening[0].children, 4);
    assert_near(model->opening[2].children, 4);
    assert_near(model->opening[3].children, 8);
    assert_near(model->opening[1].children, 6);
    study_free(&s);

    model = model_of(&s, OPENING, "from_age,to_age,placement,children\n0,4,Foster,5\n,,Foster,2\n",
        CHILDREN "C1,SGO,1,2018-03-31,130,Foster\n");
    assert_group(&model->opening[2], 130, 130, 0, 0, 1);
    assert_near(model->opening[0].children, 5);
    assert_near(model->opening[1].children, 1);
    study_free(&s);
}

/* ---- programmes that a scenario has switched off ---- */

/* In A the drive is off: it identifies nobody and is there for its cases alone. The same children are cases in
 * both scenarios. */
static void cases_go_on_without_their_programme(void **state)
{
    (void)state;
    test_study s;
    model_of(&s,
        TOTALS "intervention,Drive,active,,no,yes\nintervention,Drive,success,,50%,40%\n"
               "intervention,Drive,start,,2018-07,\nintervention,Drive,end,,2018-12,\n",
        NULL, CASES "C1,SGO,3,2018-03-31\n");
    const lac_model *off = &s.results.models[0];
    const lac_model *on = &s.results.models[1];
    assert_int_equal(off->n_programmes, 1);
    assert_int_equal(off->programmes[0].children, 0);
    assert_int_equal(off->programmes[0].start, 12);
    assert_int_equal(off->programmes[0].end, 11);
    assert_near(off->programmes[0].success, 0.5);
    assert_int_equal(on->programmes[0].children, 10);
    assert_int_equal(on->programmes[0].start, 3);
    assert_int_equal(on->programmes[0].end, 8);
    assert_near(on->programmes[0].success, 0.4);
    for (size_t i = 0; i < 2; i++) {
        const lac_model *model = &s.results.models[i];
        assert_int_equal(model->n_cases, 1);
        assert_int_equal(model->cases[0].stage, 2);
        assert_int_equal(model->cases[0].group, 1);
        assert_int_equal(model->n_opening, 2);
    }
    study_free(&s);

    /* without cases a programme that is off is not there */
    study_must_run(&s,
        HEAD
        "time,,start,,2018-04,\ntime,,end,,2019-03,\nstock,all,children,,100,\n" PATHWAY PROGRAMME
        "intervention,Drive,active,,no,\n",
        NULL);
    assert_int_equal(s.results.models[0].n_programmes, 0);
    assert_int_equal(s.results.models[0].n_cases, 0);
    assert_int_equal(s.results.models[0].n_opening, 1);
    study_free(&s);
}

/* Cases of two pathways, in the order of the tracker. */
static void each_case_finds_its_programme(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s,
        TOTALS "pathway,Home/1 court,weeks,,4,\npathway,Home/1 court,control,,court,\n"
               "intervention,Back,effect,,pathway,\nintervention,Back,pathway,,Home,\n"
               "intervention,Back,route,,home,\nintervention,Back,children,,0,\n",
        NULL, CASES "C1,Home,1,2018-03-31\nC2,SGO,1,2018-03-31\nC3,home,court,2018-03-31\n");
    const lac_programme *of[3];
    for (int i = 0; i < 3; i++) {
        of[i] = &model->programmes[model->cases[i].programme];
    }
    assert_string_equal(of[0]->label.name, "Back");
    assert_string_equal(of[1]->label.name, "Drive");
    assert_string_equal(of[2]->label.name, "Back");
    study_free(&s);
}

/* ---- faults ---- */

#define TRACKER "tracker.csv"

static const told_case FAULTS[] = {
    {TOTALS, TRACKER, CASES "C1,Home,1,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "the pathway \"Home\" is not known"},
    {TOTALS "pathway,Home/1 court,weeks,,4,\npathway,Home/1 court,control,,court,\n", TRACKER,
        CASES "C1,Home,1,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "no intervention has the pathway Home: the case has no route and no success"},
    {TOTALS "intervention,Two,effect,,pathway,\nintervention,Two,pathway,,SGO,\n"
            "intervention,Two,route,,home,\nintervention,Two,children,,5,\n"
            "intervention,Two,active,,no,\n",
        TRACKER, CASES "C1,SGO,1,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "the interventions Drive and Two have the pathway SGO: of which is the case?"},
    {TOTALS, TRACKER, CASES "C1,SGO,1,2018-03-31\nC2,SGO,4,2018-03-31\n", LAC_ERROR, TRACKER, 3,
        "stage \"4\" is none of pathway SGO"},
    {TOTALS, TRACKER, CASES "C1,SGO,0,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "stage \"0\" is none of pathway SGO"},
    {TOTALS, TRACKER, CASES "C1,SGO,2 support plan,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "stage \"2 support plan\" is none of pathway SGO"},
    {TOTALS, TRACKER, CASES "C1,SGO,court,2018-03-31\n", LAC_ERROR, TRACKER, 2,
        "stage \"court\" is none of pathway SGO"},
    {TOTALS "pathway,SGO/4 assessment,weeks,,4,\npathway,SGO/4 assessment,control,,court,\n",
        TRACKER, CASES "C1,SGO,4 assessment,2018-03-31\nC2,SGO,assessment,2018-03-31\n", LAC_ERROR,
        TRACKER, 3, "stages 1 and 4 of SGO have the name \"assessment\""},
    {TOTALS, TRACKER, CASES "C1,SGO,1,2018-04-02\n", LAC_ERROR, TRACKER, 2,
        "stage_started 2018-04-02 is after the first day of the study, 2018-04-01"},
    {TOTALS, TRACKER, CASES "C1,SGO,,02/04/2018\n", LAC_ERROR, TRACKER, 2,
        "stage_started 2018-04-02 is after the first day of the study, 2018-04-01"},
    {TOTALS "staff,team,workers from 2018-07,,1,\nstaff,team,cases_each,,10,\n"
            "intervention,Drive,staff,,team,\nintervention,Drive,start,,2018-07,\n",
        TRACKER, CASES "C1,SGO,,\n", LAC_ERROR, TRACKER, 2,
        "the case waits for staff team, who have no value in the first month"},
    {TIME "stock,Foster,children,,1,\n" PATHWAY PROGRAMME, TRACKER,
        CHILDREN "C1,SGO,1,2018-03-31,,Kin\n", LAC_ERROR, TRACKER, 2,
        "the placement \"Kin\" is not known"},
    {TIME "stock,Foster,children,,1,\nstock,Kin,children,,0,\n" PATHWAY PROGRAMME, TRACKER,
        CHILDREN "C1,SGO,1,2018-03-31,,Kin\n", LAC_ERROR, TRACKER, 2,
        "no opening child that is left fits the case in row 2"},
    {TIME "stock,Foster,children,,1,\n" PATHWAY PROGRAMME, TRACKER,
        CHILDREN "C1,SGO,1,2018-03-31,,\nC2,SGO,1,2018-03-31,,\n", LAC_ERROR, TRACKER, 3,
        "no opening child that is left fits the case in row 3"},
};

static void faults_of_cases(void **state)
{
    (void)state;
    assert_all_told(FAULTS, COUNT(FAULTS));
}

/* No child of that age, none inside the filters. */
static void nobody_fits(void **state)
{
    (void)state;
    test_study s;
    study_run(&s, FILTERED, "tracker.csv",
        CHILDREN "C1,SGO,1,2018-03-31,130,Kin\nC2,SGO,1,2018-03-31,20,Foster\n", "opening.csv",
        "from_age,to_age,placement,children\n0,2,Foster,1\n10,17,Foster,3\n0,9,Kin,4\n", NULL);
    assert_int_equal(s.status, LAC_INPUT);
    assert_told(
        &s, LAC_ERROR, "tracker.csv", 2, "no opening child that is left fits the case in row 2");
    assert_counts(&s, 1, 1); /* the warning: no admissions */
    study_free(&s);
}

/* All faults of the tracker are told at once, each once although there are two scenarios. */
static void faults_are_told_in_one_pass(void **state)
{
    (void)state;
    test_study s;
    study_run(&s, TOTALS, "tracker.csv",
        CASES
        "C1,Home,1,2018-03-31\nC2,SGO,9,2018-03-31\nC3,SGO,1,2019-03-31\nC4,SGO,1,2018-03-31\n",
        NULL);
    assert_int_equal(s.status, LAC_INPUT);
    assert_counts(&s, 3, 1); /* the warning: no admissions */
    int row = 1;
    for (size_t i = 0; i < s.diagnostics.n; i++) {
        const lac_diagnostic *item = &s.diagnostics.items[i];
        if (item->severity == LAC_ERROR) {
            assert_int_equal(item->place.row, ++row);
            assert_int_equal(item->place.source[0], '*');
            assert_int_equal(item->place.source[1], '*');
        }
        if (item->severity == LAC_ERROR && row == 3) {
            assert_string_equal(
                item->hint, "the stages of SGO are 1 assessment, 2 LAC review, 3 support plan");
        }
    }
    assert_int_equal(row, 4);
    study_free(&s);
}

/* A case that waits may start from the first month on, though the intervention begins in June: a worker in
 * April alone is no fault, none at all is one, also where the intervention is not active. */
#define STAFFED(from_may, active)                                                                  \
    TOTALS "intervention,Drive,staff,,team,\nstaff,team,cases_each,,5,\n"                          \
           "staff,team,workers,,0,\n" from_may "intervention,Drive,start,,2018-06,\n"              \
           "intervention,Drive,active,," active ",\n"
static void staff_of_cases_that_wait(void **state)
{
    (void)state;
    static const char WAITS[] = CASES "C1,SGO,,\n";
    static const char *const FAULTY[] = {STAFFED("", "yes"), STAFFED("", "no")};
    test_study s;
    study_must_run(&s,
        STAFFED(
            "staff,team,workers from 2018-04,,1,\nstaff,team,workers from 2018-05,,0,\n", "yes"),
        "tracker.csv", WAITS, NULL);
    assert_not_told(&s, "staff ");
    study_free(&s);
    for (size_t i = 0; i < COUNT(FAULTY); i++) {
        study_must_run(&s, FAULTY[i], "tracker.csv", WAITS, NULL);
        assert_told(&s, LAC_WARNING, "study.csv", 18,
            "staff team have 0 places in all months of intervention Drive, so none of its cases "
            "starts");
        study_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_are_found_by_number_and_name),
        cmocka_unit_test(a_name_that_is_a_number),
        cmocka_unit_test(days_since_the_stage_began),
        cmocka_unit_test(cases_are_children_of_the_total),
        cmocka_unit_test(cases_take_the_children_that_fit),
        cmocka_unit_test(ties_go_to_the_first),
        cmocka_unit_test(filters_hold_where_the_tracker_is_blank),
        cmocka_unit_test(cases_go_on_without_their_programme),
        cmocka_unit_test(each_case_finds_its_programme),
        cmocka_unit_test(faults_of_cases),
        cmocka_unit_test(nobody_fits),
        cmocka_unit_test(faults_are_told_in_one_pass),
        cmocka_unit_test(staff_of_cases_that_wait),
    };
    return cmocka_run_group_tests_name("case", tests, NULL, NULL);
}
