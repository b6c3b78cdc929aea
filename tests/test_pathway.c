/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legal pathways, staff and programmes as the model has them, and what is told of those that cannot
 * work. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define HEAD "section,item,field,unit,low,high,A\n"
#define BASE HEAD "time,,start,,,,2020-04\ntime,,end,,,,2021-03\nstock,all,children,,,,100\n"
#define STAGE "pathway,SGO/1 assessment,weeks,,,,9\npathway,SGO/1 assessment,control,,,,council\n"
#define PROGRAMME                                                                                  \
    "intervention,Drive,effect,,,,pathway\nintervention,Drive,pathway,,,,sgo\n"                    \
    "intervention,Drive,route,,,,order\nintervention,Drive,children,,,,10\n"

#define TEAM(workers, cases)                                                                       \
    "intervention,Drive,staff,,,,team\nstaff,team,workers,,,," workers                             \
    "\nstaff,team,cases_each,,,," cases "\n"

static const lac_model *model_of(test_study *s, const char *rows)
{
    char text[4000];
    snprintf(text, sizeof text, "%s%s", BASE, rows);
    study_must_run(s, text, NULL);
    return &s->results.models[0];
}

/* 9 weeks are 63 days; half a week is 3.5 days, which round up to 4. */
static void a_stage_without_a_range_has_one_length(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model =
        model_of(&s, "pathway,SGO/2 court,weeks,,,,0.5\npathway,SGO/2 court,control,,,,court\n"
                     "pathway,SGO/2 court,approval,,,,90%\n" STAGE);
    assert_int_equal(model->n_pathways, 1);
    const lac_pathway *sgo = &model->pathways[0];
    assert_string_equal(sgo->label.name, "SGO");
    assert_int_equal(sgo->n_stages, 2);
    assert_int_equal(sgo->last_council, 0);
    assert_string_equal(sgo->stages[0].label.name, "assessment");
    assert_int_equal(sgo->stages[0].least_days, 63);
    assert_int_equal(sgo->stages[0].n_days, 1);
    assert_near(sgo->stages[0].days[0], 1);
    assert_near(sgo->stages[0].weeks, 9);
    assert_near(sgo->stages[0].approval, 1);
    assert_int_equal(sgo->stages[1].least_days, 4);
    assert_int_equal(sgo->stages[1].control, LAC_CONTROL_COURT);
    assert_near(sgo->stages[1].approval, 0.9);
    study_free(&s);
}

/* 8 to 12 weeks, most often 9: the density rises to 2 / 4 at 9. A stage takes 56 days below 56.5 / 7 weeks:
 * (1/14)^2 / (4 x 1) = 1/784. It takes 84 days above 83.5 / 7: (1/14)^2 / (4 x 3) = 1/2352; and 63 days
 * between 62.5 / 7 and 63.5 / 7: 1 - (1 - 1/14)^2 / 4 - (3 - 1/14)^2 / 12. The mean is (8 + 9 + 12) / 3. */
static void a_range_is_triangular(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model =
        model_of(&s, "pathway,SGO/1 assessment,weeks,,8,12,9\n"
                     "pathway,SGO/1 assessment,control,,,,council\n"
                     "pathway,SGO/2 review,weeks,,8,10,8\npathway,SGO/2 review,control,,,,carer\n");
    const lac_stage *stage = &model->pathways[0].stages[0];
    assert_int_equal(stage->least_days, 56);
    assert_int_equal(stage->n_days, 29);
    assert_near(stage->days[0], 1 / 784.0);
    assert_near(stage->days[28], 1 / 2352.0);
    assert_near(stage->days[7], 1 - (13 / 14.0) * (13 / 14.0) / 4 - (41 / 14.0) * (41 / 14.0) / 12);
    assert_near(stage->weeks, 29 / 3.0);
    double sum = 0;
    double mean = 0;
    for (int d = 0; d < stage->n_days; d++) {
        sum += stage->days[d];
        mean += stage->days[d] * (stage->least_days + d);
    }
    assert_near(sum, 1);
    assert_true(mean > 7 * 29 / 3.0 - 0.01 && mean < 7 * 29 / 3.0 + 0.01);
    /* most often at the lower end: 56 days below 56.5 / 7 weeks: 1 - (2 - 1/14)^2 / 4 */
    assert_near(model->pathways[0].stages[1].days[0], 1 - (27 / 14.0) * (27 / 14.0) / 4);
    study_free(&s);
}

/* One worker with ten cases, two from July; 0.1 workers with 30 cases have 3 places; 1.5 with 5 have 7. */
static void places_of_staff(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model =
        model_of(&s, "staff,team,workers,,,,1\nstaff,team,workers from "
                     "2020-07,,,,2\nstaff,team,cases_each,,,,10\n"
                     "staff,part,workers,,,,0.1\nstaff,part,cases_each,,,,30\n"
                     "staff,later,workers from 2020-06,,,,1.5\nstaff,later,cases_each,,,,5\n");
    assert_int_equal(model->n_pools, 3);
    assert_int_equal(model->pools[0].places[2], 10);
    assert_int_equal(model->pools[0].places[3], 20);
    assert_int_equal(model->pools[1].places[0], 3);
    assert_int_equal(model->pools[2].places[1], -1);
    assert_int_equal(model->pools[2].places[2], 7);
    study_free(&s);
}

/* By start, then in the order of the sheet; numbers go by slug over all interventions. */
static void programmes_stand_in_the_order_in_which_they_identify(void **state)
{
    (void)state;
    test_study s;
    const lac_model *model = model_of(&s,
        STAGE "intervention,Late,effect,,,,pathway\nintervention,Late,pathway,,,,SGO\n"
              "intervention,Late,route,,,,order\nintervention,Late,children,,,,5\n"
              "intervention,Late,start,,,,2020-06\n"
              "intervention,Zeal,effect,,,,pathway\nintervention,Zeal,pathway,,,,SGO\n"
              "intervention,Zeal,route,,,,order\nintervention,Zeal,children,,,,5\n" PROGRAMME
              "intervention,Drive,starts_per_month,,,,2\nintervention,Drive,end,,,,2020-08\n");
    assert_int_equal(model->n_programmes, 3);
    assert_string_equal(model->programmes[0].label.name, "Zeal");
    assert_int_equal(model->programmes[0].number, 2);
    assert_null(model->programmes[0].starts);
    assert_int_equal(model->programmes[0].end, 11);
    assert_string_equal(model->programmes[1].label.name, "Drive");
    assert_int_equal(model->programmes[1].number, 0);
    assert_int_equal(model->programmes[1].end, 4);
    assert_int_equal(model->programmes[1].starts[0], 2);
    assert_int_equal(model->programmes[1].children, 10);
    assert_near(model->programmes[1].success, 1);
    assert_string_equal(model->programmes[2].label.name, "Late");
    assert_int_equal(model->programmes[2].start, 2);
    assert_int_equal(model->routes[model->programmes[0].route].label.name[0], 'o');
    assert_true(measure_of(&s, "pathway_lost_sgo_assessment") >= 0);
    assert_true(measure_of(&s, "exits_order") >= 0);
    study_free(&s);
}

/* ---- what is told ---- */

static const told_case FAULTS[] = {
    {BASE "pathway,SGO/assessment,weeks,,,,9\npathway,SGO/assessment,control,,,,court\n", NULL,
        NULL, LAC_ERROR, "study.csv", 5, "the stage \"assessment\" has no number and name"},
    {BASE "pathway,SGO/1,weeks,,,,9\npathway,SGO/1,control,,,,court\n", NULL, NULL, LAC_ERROR,
        "study.csv", 5, "the stage \"1\" has no number and name"},
    {BASE "pathway,SGO/2 court,weeks,,,,9\npathway,SGO/2 court,control,,,,court\n", NULL, NULL,
        LAC_ERROR, "study.csv", 5, "pathway SGO has no stage 1"},
    {BASE STAGE "pathway,SGO/3 court,weeks,,,,9\npathway,SGO/3 court,control,,,,court\n", NULL,
        NULL, LAC_ERROR, "study.csv", 7, "pathway SGO has no stage 2"},
    {BASE STAGE "pathway,SGO/1 court,weeks,,,,9\npathway,SGO/1 court,control,,,,court\n", NULL,
        NULL, LAC_ERROR, "study.csv", 7, "pathway SGO has more than one stage 1"},
    {BASE "pathway,SGO/1 court,control,,,,court\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "stage 1 of pathway SGO has no weeks"},
    {BASE "pathway,SGO/1 court,weeks,,,,none\npathway,SGO/1 court,control,,,,court\n", NULL, NULL,
        LAC_ERROR, "study.csv", 5, "stage 1 of pathway SGO has no weeks"},
    {BASE STAGE "pathway,SGO/2 court,weeks,,,,9\n", NULL, NULL, LAC_ERROR, "study.csv", 7,
        "stage 2 of pathway SGO has no control"},
    {BASE STAGE "intervention,Drive,effect,,,,pathway\nintervention,Drive,route,,,,order\n"
                "intervention,Drive,children,,,,10\n",
        NULL, NULL, LAC_ERROR, "study.csv", 7,
        "intervention Drive has effect pathway but no pathway"},
    {BASE PROGRAMME, NULL, NULL, LAC_ERROR, "study.csv", 6, "the pathway \"sgo\" is not known"},
    {BASE STAGE "intervention,Drive,effect,,,,pathway\nintervention,Drive,pathway,,,,sgo\n"
                "intervention,Drive,route,,,,order\n",
        NULL, NULL, LAC_ERROR, "study.csv", 7,
        "intervention Drive has effect pathway but no children"},
    {BASE STAGE PROGRAMME "intervention,Drive,staff,,,,team\n", NULL, NULL, LAC_ERROR, "study.csv",
        11, "the staff \"team\" are not known"},
    {BASE STAGE PROGRAMME "intervention,Drive,start,,,,2020-03\n", NULL, NULL, LAC_ERROR,
        "study.csv", 11, "pathway intervention Drive starts before the study"},
    {BASE STAGE PROGRAMME "intervention,Drive,ramp_months,,,,3\n", NULL, NULL, LAC_ERROR,
        "study.csv", 11, "pathway intervention Drive cannot have a ramp"},
    {BASE STAGE PROGRAMME "intervention,Drive,starts_per_month from 2020-05,,,,3\n", NULL, NULL,
        LAC_ERROR, "study.csv", 11,
        "starts_per_month of intervention Drive has no value at its start in 2020-04"},
    {BASE STAGE PROGRAMME "intervention,Drive,staff,,,,team\nstaff,team,workers from 2020-05,,,,3\n"
                          "staff,team,cases_each,,,,3\n",
        NULL, NULL, LAC_ERROR, "study.csv", 11,
        "staff of intervention Drive has no value at its start in 2020-04"},
    {BASE STAGE PROGRAMME "intervention,Drive,starts_per_month,,,,2.5\n", NULL, NULL, LAC_ERROR,
        "study.csv", 11, "starts_per_month 2.5 is not a whole number"},
    {BASE STAGE PROGRAMME "intervention,Drive,factor,,,,2\n", NULL, NULL, LAC_WARNING, "study.csv",
        11, "factor is not used by the effect pathway of intervention Drive"},
    {BASE "pathway,SGO/1 court,weeks,,,,9\npathway,SGO/1 court,control,,,,court\n" PROGRAMME
          "intervention,Drive,staff,,,,team\nstaff,team,workers,,,,3\nstaff,team,cases_each,,,,3\n",
        NULL, NULL, LAC_WARNING, "study.csv", 11,
        "no stage of pathway SGO is under the council's control, so staff never limit Drive"},
    {BASE STAGE PROGRAMME TEAM("0", "3"), NULL, NULL, LAC_WARNING, "study.csv", 12,
        "staff team have 0 places in all months of intervention Drive, so none of its cases "
        "starts"},
    {BASE STAGE PROGRAMME TEAM("3", "0"), NULL, NULL, LAC_WARNING, "study.csv", 13,
        "staff team have 0 places in all months of intervention Drive, so none of its cases "
        "starts"},
    /* half a worker with one case, and places that come when no case starts any more */
    {BASE STAGE PROGRAMME TEAM("0.5", "1"), NULL, NULL, LAC_WARNING, "study.csv", 12,
        "staff team have 0 places in all months of intervention Drive, so none of its cases "
        "starts"},
    {BASE STAGE PROGRAMME TEAM("0", "1") "staff,team,workers from 2020-07,,,,2\n"
                                         "intervention,Drive,end,,,,2020-06\n",
        NULL, NULL, LAC_WARNING, "study.csv", 12,
        "staff team have 0 places in all months of intervention Drive, so none of its cases "
        "starts"},
    {BASE STAGE PROGRAMME "intervention,Drive,starts_per_month,,,,0\n", NULL, NULL, LAC_WARNING,
        "study.csv", 11,
        "starts_per_month of intervention Drive is 0 in all its months, so none of its cases "
        "starts"},
    {BASE STAGE PROGRAMME "intervention,Drive,from_age,,,,3\n", NULL, NULL, LAC_WARNING, NULL, 0,
        "scenario A: Drive identified none of 10 children: no more could be found"},
    {BASE STAGE PROGRAMME "intervention,Drive,start,,,,2021-04\n", NULL, NULL, LAC_WARNING,
        "study.csv", 11, "intervention Drive lies outside the study and has no effect"},
};

static void faults_of_pathways_are_told(void **state)
{
    (void)state;
    assert_all_told(FAULTS, COUNT(FAULTS));
}

/* Staff and starts that are 0 at first only, or whom no case of theirs needs, are no fault. */
static void places_that_come_later_are_no_fault(void **state)
{
    static const char *const SHEETS[] = {
        BASE STAGE PROGRAMME TEAM("0", "1") "staff,team,workers from 2021-03,,,,1\n",
        BASE STAGE PROGRAMME "intervention,Drive,starts_per_month,,,,0\n"
                             "intervention,Drive,starts_per_month from 2021-03,,,,1\n",
        BASE STAGE PROGRAMME TEAM("0", "1") "intervention,Drive,active,,,,no\n",
        BASE STAGE PROGRAMME "staff,team,workers,,,,0\nstaff,team,cases_each,,,,1\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(SHEETS); i++) {
        test_study s;
        study_must_run(&s, SHEETS[i], NULL);
        assert_not_told(&s, "staff ");
        assert_not_told(&s, "starts_per_month");
        study_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stage_without_a_range_has_one_length),
        cmocka_unit_test(a_range_is_triangular),
        cmocka_unit_test(places_of_staff),
        cmocka_unit_test(programmes_stand_in_the_order_in_which_they_identify),
        cmocka_unit_test(faults_of_pathways_are_told),
        cmocka_unit_test(places_that_come_later_are_no_fault),
    };
    return cmocka_run_group_tests_name("pathway", tests, NULL, NULL);
}
