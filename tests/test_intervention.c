/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of interventions that cannot work: text, severity and line. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Lines 1 to 4 of most sheets; a case's own rows begin in line 5. */
#define HEAD "section,item,field,unit,A\n"
#define TIME HEAD "time,,start,,2020-04\ntime,,end,,2021-03\n"
#define BASE TIME "stock,all,children,,100\n"
#define PLACES TIME "stock,foster,children,,100\n"
#define OPENING TIME "data,,opening,,opening.csv\n"
#define LEVER(effect, target)                                                                      \
    "intervention,L,effect,," effect "\n"                                                          \
    "intervention,L,acts_on,," target "\n"
#define LIST                                                                                       \
    "intervention,L,effect,,exits\n"                                                               \
    "intervention,L,route,,home\n"                                                                 \
    "intervention,L,children,,10\n"

#define OPENING_TABLE "age_years,months_in_care,placement,children\n"

static const told_case INTERVENTIONS[] = {
    {BASE "intervention,L,factor,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "intervention L has no effect"},
    {BASE "intervention,L,effect,,pathway\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "intervention L has effect pathway but no pathway"},
    {BASE "intervention,L,effect,,exits\nintervention,L,children,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 5, "intervention L has effect exits but no route"},
    {BASE "intervention,L,effect,,exits\nintervention,L,route,,home\n", NULL, NULL, LAC_ERROR,
        "study.csv", 5, "intervention L has effect exits but no children"},
    {BASE "admissions,all,count,,1\n" LEVER("multiply", "admissions"), NULL, NULL, LAC_ERROR,
        "study.csv", 6, "intervention L has effect multiply but no factor"},
    {BASE "admissions,all,count,,1\n" LEVER("add", "admissions"), NULL, NULL, LAC_ERROR,
        "study.csv", 6, "intervention L has effect add but no amount"},
    {BASE "intervention,L,effect,,multiply\nintervention,L,factor,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 5, "intervention L has effect multiply but no acts_on"},
    {BASE LIST "intervention,L,factor,,1\n", NULL, NULL, LAC_WARNING, "study.csv", 8,
        "factor is not used by the effect exits of intervention L"},
    {BASE "exit,home,rate,,1\n" LEVER(
         "multiply", "exit/home") "intervention,L,factor,,1\nintervention,L,success,,1\n",
        NULL, NULL, LAC_WARNING, "study.csv", 9,
        "success is not used by the effect multiply of intervention L"},
    {BASE "exit,home,rate,,1\n" LEVER("add", "exit/home") "intervention,L,amount,,1\n"
                                                          "intervention,L,route,,home\n",
        NULL, NULL, LAC_WARNING, "study.csv", 9,
        "route is not used by the effect add of intervention L"},
    {BASE LIST "intervention,L,start,,2020-07\nintervention,L,end,,2020-06\n", NULL, NULL,
        LAC_ERROR, "study.csv", 9, "intervention L ends before it starts"},
    {BASE "admissions,all,count,,100\n" LEVER(
         "multiply", "admissions") "intervention,L,factor,,0.1\n",
        NULL, NULL, LAC_WARNING, "study.csv", 8,
        "intervention L makes the flow 0.1 times what it is"},
    {BASE
        "admissions,all,count,,100\n" LEVER("multiply", "admissions") "intervention,L,factor,,10\n",
        NULL, NULL, LAC_WARNING, "study.csv", 8,
        "intervention L makes the flow 10 times what it is"},
    {TIME "stock,foster,children,,60\nstock,home,children,,40\nplacement,foster,weekly_cost,,500\n"
          "placement,home,weekly_cost,,5000\n" LIST,
        NULL, NULL, LAC_WARNING, "study.csv", 8,
        "the list L has no placement filter: its children are taken evenly from all placements, "
        "the "
        "dearest too"},
    {BASE LIST "intervention,L,start,,2021-04\n", NULL, NULL, LAC_WARNING, "study.csv", 8,
        "intervention L lies outside the study and has no effect"},
    {BASE LIST "intervention,L,start,,2021-04\n", NULL, NULL, LAC_WARNING, "study.csv", 8,
        "10 of the attempts of L fall outside the study and do not happen"},
    {BASE LIST "intervention,L,from_age,,5\n", NULL, NULL, LAC_WARNING, "study.csv", 5,
        "no child can match the filter of L"},
    {BASE
        "admissions,all,count,,1\n" LEVER("multiply", "admissions") "intervention,L,factor,,1\n"
                                                                    "intervention,L,from_age,,5\n",
        NULL, NULL, LAC_WARNING, "study.csv", 6, "no child can match the filter of L"},
    {BASE LEVER("multiply", "admissions/local") "intervention,L,factor,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 6, "acts_on \"admissions/local\" names no flow of the study"},
    {BASE LEVER("multiply", "exit/local") "intervention,L,factor,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 6, "acts_on \"exit/local\" names no flow of the study"},
    {BASE LEVER("multiply", "exit") "intervention,L,factor,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 6, "acts_on \"exit\" names no flow of the study"},
    {PLACES "stock,kin,children,,0\nmove,foster > kin,rate,,1\n" LEVER(
         "multiply", "move/kin > foster") "intervention,L,factor,,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 8,
        "acts_on \"move/kin > foster\" names no flow of the study"},
    {PLACES "stock,kin,children,,0\nmove,foster > kin,rate,,1\n" LEVER(
         "multiply", "move/foster") "intervention,L,factor,,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 8,
        "acts_on \"move/foster\" names no flow of the study"},
    {OPENING LEVER("multiply", "exit/ageing_out") "intervention,L,factor,,1\n", "opening.csv",
        OPENING_TABLE "3,,,9\n", LAC_ERROR, "study.csv", 6,
        "an intervention cannot act on ageing_out"},
    {BASE "admissions,all,count,,1\n" LEVER(
         "multiply", "admissions") "intervention,L,factor from 2020-10,,0.5\n",
        NULL, NULL, LAC_NOTE, "study.csv", 8,
        "intervention L has no effect before the first dated value of its factor"},
    {BASE "admissions,all,count,,1\n" LEVER("multiply", "admissions") "intervention,L,factor,,1\n"
                                                                      "intervention,L,from_age,,5\n"
                                                                      "intervention,L,to_age,,4\n",
        NULL, NULL, LAC_ERROR, "study.csv", 10, "from_age 5 is above to_age 4"},
};

static void interventions(void **state)
{
    (void)state;
    assert_all_told(INTERVENTIONS, COUNT(INTERVENTIONS));
}

#define TWO_STREAMS                                                                                \
    BASE "admissions,one,count,,12\nadmissions,two,rate,,1\npopulation,2020/21,children,,10000\n"

static const told_case AMOUNTS[] = {
    {TWO_STREAMS LEVER("add", "admissions") "intervention,L,amount,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 9,
        "the streams are given in different units, so one amount for all has no meaning"},
    {BASE LIST "intervention,M,effect,,add\nintervention,M,acts_on,,exit/home\n"
               "intervention,M,amount,,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 9,
        "the route has neither a count nor a rate to add to"},
    {TWO_STREAMS LEVER("add", "admissions/two") "intervention,L,amount,children per year,1\n", NULL,
        NULL, LAC_ERROR, "study.csv", 10,
        "the unit \"children per year\" of the amount does not fit a flow in per 10000"},
    {TWO_STREAMS LEVER("add", "admissions/one") "intervention,L,amount,per 10000,1\n", NULL, NULL,
        LAC_ERROR, "study.csv", 10,
        "the unit \"per 10000\" of the amount does not fit a flow in children per year"},
    {BASE "exit,home,rate,,1\n" LEVER("add", "exit/home") "intervention,L,amount,per year,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 8,
        "the unit \"per year\" of the amount does not fit a flow in per child-year"},
    {BASE
        "exit,home,count,,1\n" LEVER("add", "exit/home") "intervention,L,amount,per child-year,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 8,
        "the unit \"per child-year\" of the amount does not fit a flow in children per year"},
    {PLACES "stock,kin,children,,0\nmove,foster > kin,rate,,1\n" LEVER(
         "add", "move/foster > kin") "intervention,L,amount,per year,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 9,
        "the unit \"per year\" of the amount does not fit a flow in per child-year"},
    {BASE "admissions,all,count,,12\n" LEVER("add", "admissions") "intervention,L,amount,,-13\n"
                                                                  "intervention,L,start,,2020-07\n",
        NULL, NULL, LAC_ERROR, "study.csv", 8,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-07"},
    /* of several the one that takes too much, not the last one */
    {TWO_STREAMS LEVER("add", "admissions/one") "intervention,L,amount,,-13\n"
                                                "intervention,M,effect,,add\n"
                                                "intervention,M,acts_on,,admissions/one\n"
                                                "intervention,M,amount,,0.5\n"
                                                "intervention,N,effect,,add\n"
                                                "intervention,N,acts_on,,admissions/one\n"
                                                "intervention,N,amount,,-0.2\n",
        NULL, NULL, LAC_ERROR, "study.csv", 10,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-04"},
    {BASE "exit,home,rate,,1\n" LEVER("add", "exit/home") "intervention,L,amount,,-1.1\n", NULL,
        NULL, LAC_ERROR, "study.csv", 8,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-04"},
    {BASE "exit,home,count,,12\n" LEVER("add", "exit/home") "intervention,L,amount,,-13\n", NULL,
        NULL, LAC_ERROR, "study.csv", 8,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-04"},
    {PLACES "stock,kin,children,,0\nexit,home,count,,12\n" LEVER(
         "add", "exit/home") "intervention,L,amount,,-1\nintervention,L,placement,,kin\n",
        NULL, NULL, LAC_ERROR, "study.csv", 9,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-04"},
    {PLACES "stock,kin,children,,0\nadmissions,all,count,,12\n"
            "admissions,all,placement,,foster:100%\n" LEVER(
                "add", "admissions") "intervention,L,amount,,1\nintervention,L,placement,,kin\n",
        NULL, NULL, LAC_ERROR, "study.csv", 10,
        "intervention L makes a flow negative, or has nothing to add to, in 2020-04"},
};

static void amounts(void **state)
{
    (void)state;
    assert_all_told(AMOUNTS, COUNT(AMOUNTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(interventions),
        cmocka_unit_test(amounts),
    };
    return cmocka_run_group_tests_name("intervention", tests, NULL, NULL);
}
