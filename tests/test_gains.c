/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Savings, ranking and targets as files and people read them. */
#include "support.h"

#include "cli/answer.h"
#include "cli/summary.h"
#include "model/unknown.h"
#include "output/manifest.h"
#include "output/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOM "\xEF\xBB\xBF"

/* Nothing is left to chance: the first list saves 8 x 350 pounds for 300, the second 6 x 350 for 9,000; no
 * scenario pays the second back. The net saving of Second and Joint is below the target. */
#define SHEET                                                                                      \
    "section,item,field,As is,First,Second,Joint\n"                                                \
    "time,,start,2020-04,,,\n"                                                                     \
    "time,,end,2021-03,,,\n"                                                                       \
    "stock,all,children,100,,,\n"                                                                  \
    "placement,all,weekly_cost,7,,,\n"                                                             \
    "intervention,A,active,no,yes,no,yes\n"                                                        \
    "intervention,A,effect,exits,,,\n"                                                             \
    "intervention,A,route,home,,,\n"                                                               \
    "intervention,A,children,8,,,\n"                                                               \
    "intervention,A,end,2020-04,,,\n"                                                              \
    "intervention,A,cost_one_off,300,,,\n"                                                         \
    "intervention,B,active,no,no,yes,yes\n"                                                        \
    "intervention,B,effect,exits,,,\n"                                                             \
    "intervention,B,route,home,,,\n"                                                               \
    "intervention,B,children,6,,,\n"                                                               \
    "intervention,B,end,2020-04,,,\n"                                                              \
    "intervention,B,cost_one_off,9000,,,\n"                                                        \
    "target,Plan,measure,net,,,\n"                                                                 \
    "target,Plan,at_least,2500,,,\n"                                                               \
    "target,Plan,by,2020/21,,,\n"

static char *text_of(const char *folder, const char *name)
{
    char path[256];
    char *text = calloc(1, 1 << 16);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_true(file != NULL && text != NULL);
    assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void remove_file(const char *folder, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("not there:\n%s\nin:\n%s", part, text);
    }
}

static void run(test_study *s)
{
    study_must_run(s, SHEET, NULL);
    study_simulate(s, 4, LAC_LAYER_PROCESS);
}

/* April: 15 pounds a leaver, so 8 leavers 120 and 6 leavers 90; a full year 8 or 6 x 365. */
static void tables(void **state)
{
    (void)state;
    static const char *const FILES[] = {"forecast_monthly.csv", "forecast_annual.csv",
        "comparison.csv", "savings.csv", "ranking.csv", "uncertainty.csv"};
    test_study s;
    char folder[] = "/tmp/lacflow-gains-XXXXXX";
    assert_non_null(mkdtemp(folder));
    run(&s);
    assert_int_equal(lac_tables_count(&s.results), 6);
    assert_int_equal(lac_tables_write(&s.results, folder, &s.diagnostics), LAC_OK);
    char *ranking = text_of(folder, "ranking.csv");
    /* 300 / 92, 9,000 / 69 and 9,300 / 161; a quantile is in whole pence */
    assert_string_equal(ranking,
        BOM "scenario,measure,unit,mean,p05,p50,p95\r\n"
            "First,child_months_avoided,child-months,92,92,92,92\r\n"
            "First,net,GBP,2500,2500,2500,2500\r\n"
            "First,cost_per_child_month_avoided,GBP,3.260869565217391,3.26,3.26,3.26\r\n"
            "First,rank,rank,1,1,1,1\r\n"
            "First,probability_best,probability,1,,,\r\n"
            "First,probability_rank,probability,1,,,\r\n"
            "Second,child_months_avoided,child-months,69,69,69,69\r\n"
            "Second,net,GBP,-6900,-6900,-6900,-6900\r\n"
            "Second,cost_per_child_month_avoided,GBP,130.43478260869566,130.43,130.43,130.43\r\n"
            "Second,rank,rank,3,3,3,3\r\n"
            "Second,probability_best,probability,0,,,\r\n"
            "Second,probability_rank,probability,1,,,\r\n"
            "Joint,child_months_avoided,child-months,161,161,161,161\r\n"
            "Joint,net,GBP,-4400,-4400,-4400,-4400\r\n"
            "Joint,cost_per_child_month_avoided,GBP,57.7639751552795,57.76,57.76,57.76\r\n"
            "Joint,rank,rank,2,2,2,2\r\n"
            "Joint,probability_best,probability,0,,,\r\n"
            "Joint,probability_rank,probability,1,,,\r\n"
            "Joint,interaction_child_months,child-months,0,0,0,0\r\n"
            "Joint,interaction_net,GBP,0,0,0,0\r\n");
    char *savings = text_of(folder, "savings.csv");
    has(savings, "First,2020/21,gross,GBP,process,2800,0,2800,2800,2800,2800,2800\r\n"
                 "First,2020/21,investment,GBP,process,300,0,300,300,300,300,300\r\n"
                 "First,2020/21,net,GBP,process,2500,0,2500,2500,2500,2500,2500\r\n"
                 "First,2020/21,cumulative_net,GBP,process,2500,0,2500,2500,2500,2500,2500\r\n"
                 "First,2020/21,full_year_effect,GBP,process,2920,0,2920,2920,2920,2920,2920\r\n"
                 "First,2020/21,incremental_net,GBP,process,2500,0,2500,2500,2500,2500,2500\r\n"
                 "First,2020/21,probability_plan,probability,process,1,,,,,,\r\n"
                 "First,all,gross,GBP,process,2800,0,2800,2800,2800,2800,2800\r\n"
                 "First,all,investment,GBP,process,300,0,300,300,300,300,300\r\n"
                 "First,all,net,GBP,process,2500,0,2500,2500,2500,2500,2500\r\n");
    /* 120 + 248 = 368 by the end of May, 300 to pay: a month after the start */
    has(savings, "First,all,payback_month,months,process,1,0,1,1,1,1,1\r\n");
    has(savings, "Second,2020/21,probability_plan,probability,process,0,,,,,,\r\n");
    has(savings, "Second,all,payback_month,months,process,,,inf,inf,inf,inf,inf\r\n");
    assert_null(strstr(savings, "As is"));
    free(ranking);
    free(savings);
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        remove_file(folder, FILES[i]);
    }
    assert_int_equal(rmdir(folder), 0);
    study_free(&s);
}

static char *printed(test_study *s)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_int_equal(lac_summary_print(out, &s->results, false), LAC_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void people_read_what_gives_most(void **state)
{
    (void)state;
    test_study s;
    run(&s);
    char *text = printed(&s);
    has(text,
        "Most net saving, £, over the whole study (how sure the rank is)\n"
        "                     net saving         likely   child-months     £ for each\n"
        "1. First (100 %)          2,500          2,500             92              3\n"
        "2. Joint (100 %)         -4,400         -4,400            161             58\n"
        "3. Second (100 %)        -6,900         -6,900             69            130\n"
        "\n"
        "Months until paid back, middle simulation: First 1, Second not within the study, Joint "
        "not\n"
        "within the study.\n"
        "Joint, beyond the sum of First and Second: child-months avoided: 0, likely 0; net saving, "
        "£: 0,\n"
        "likely 0.\n"
        "Plan (net of at least £2,500 by 2020/21, wanted 80 %): 100 % likely in First, 0 % in "
        "Second, 0 %\n"
        "in Joint.\n"
        "\n");
    has(text, "First: savings against As is\n"
              "                      2020/21*      all\n"
              "gross saving, £         2,800     2,800\n"
              "- programmes, £           300       300\n"
              "= net saving, £         2,500     2,500\n"
              "  likely                2,500     2,500\n"
              "net saving so far, £    2,500\n"
              "  likely                2,500\n"
              "\n");
    assert_null(strstr(text, "gross saving, £ thousand"));
    has(text, "\nchild-months: those fewer in care than in the first scenario; £ for each: ");
    free(text);
    study_free(&s);
    /* expected: no ranges, no probabilities */
    study_must_run(&s, SHEET, NULL);
    text = printed(&s);
    has(text,
        "Most net saving, £, over the whole study\n"
        "             net saving   child-months     £ for each\n"
        "1. First          2,500             92              3\n"
        "2. Joint         -4,400            161             58\n"
        "3. Second        -6,900             69            130\n"
        "\n"
        "Months until paid back: First 1, Second not within the study, Joint not within the "
        "study.\n"
        "Joint, beyond the sum of First and Second: child-months avoided: 0; net saving, £: 0.\n"
        "Plan (net of at least £2,500 by 2020/21): reached in First (mean £2,500); missed by "
        "£9,400 in\n"
        "Second (mean -£6,900); missed by £6,900 in Joint (mean -£4,400).\n"
        "Of targets the mean alone is known, without a probability: give --stochastic for the\n"
        "probability.\n"
        "\n");
    free(text);
    study_free(&s);
}

/* 100 children leave a placement of 70,000 pounds a week in April 2020: 100 x 10,000 x (15 + 335) days =
 * 350 million pounds. The programme's 20,000 are not lost beside them. */
static void small_costs_are_seen_beside_large_savings(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Other\n"
        "time,,start,2020-04,\n"
        "time,,end,2021-03,\n"
        "stock,all,children,200,\n"
        "placement,all,weekly_cost,70000,\n"
        "intervention,A,active,no,yes\n"
        "intervention,A,effect,exits,\n"
        "intervention,A,route,home,\n"
        "intervention,A,children,100,\n"
        "intervention,A,end,2020-04,\n"
        "intervention,A,cost_one_off,20000,\n",
        NULL);
    char *text = printed(&s);
    has(text, "\ngross saving, £ thousand       350,000   350,000\n");
    has(text, "\n- programmes, £ thousand            20        20\n");
    has(text, "\n= net saving, £ thousand       349,980   349,980\n");
    free(text);
    study_free(&s);
}

static const json_t *row_of(const json_t *rows, const char *scenario, const char *measure)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "scenario")), scenario) == 0 &&
            strcmp(json_string_value(json_object_get(row, "measure")), measure) == 0) {
            return row;
        }
    }
    fail_msg("no row %s of %s", measure, scenario);
    return NULL;
}

static json_t *answer_of(const test_study *s)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_int_equal(lac_answer_print(out, &s->results, "out"), LAC_OK);
    assert_int_equal(fclose(out), 0);
    json_t *answer = json_loads(text, 0, NULL);
    assert_non_null(answer);
    free(text);
    return answer;
}

/* The verdict on a target in a scenario; mean_reaches is 1, 0 or -1 for null. */
static void check_verdict(const json_t *answer, const char *scenario, const char *target,
    double mean, int mean_reaches, double mean_misses_by, double probability)
{
    const json_t *rows = json_object_get(answer, "targets");
    const json_t *row = NULL;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *at = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(at, "scenario")), scenario) == 0 &&
            strcmp(json_string_value(json_object_get(at, "target")), target) == 0) {
            assert_null(row);
            row = at;
        }
    }
    assert_non_null(row);
    const struct {
        const char *key;
        double value;
    } NUMBERS[] = {
        {"mean", mean}, {"mean_misses_by", mean_misses_by}, {"probability", probability}};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        const json_t *value = json_object_get(row, NUMBERS[i].key);
        assert_non_null(value);
        assert_near(json_is_null(value) ? NAN : json_real_value(value), NUMBERS[i].value);
    }
    const json_t *reaches = json_object_get(row, "mean_reaches");
    assert_non_null(reaches);
    assert_int_equal(json_is_null(reaches) ? -1 : json_is_true(reaches), mean_reaches);
}

static void programs_read_it_too(void **state)
{
    (void)state;
    test_study s;
    run(&s);
    json_t *answer = answer_of(&s);
    const json_t *ranking = json_object_get(answer, "ranking");
    const json_t *savings = json_object_get(answer, "savings");
    const json_t *rank = row_of(ranking, "Second", "rank");
    assert_true(json_real_value(json_object_get(rank, "mean")) == 3);
    assert_true(json_real_value(json_object_get(rank, "p95")) == 3);
    const json_t *plan = row_of(savings, "First", "probability_plan");
    assert_true(json_real_value(json_object_get(plan, "mean")) == 1);
    assert_string_equal(json_string_value(json_object_get(plan, "layers")), "process");
    const json_t *never = row_of(savings, "Second", "payback_month");
    assert_true(json_is_null(json_object_get(never, "mean")));
    assert_string_equal(json_string_value(json_object_get(never, "p50")), "inf");
    check_verdict(answer, "First", "Plan", 2500, 1, 0, 1);
    check_verdict(answer, "Second", "Plan", -6900, 0, 9400, 0);
    check_verdict(answer, "Joint", "Plan", -4400, 0, 6900, 0);
    assert_int_equal(json_array_size(json_object_get(answer, "targets")), 3);
    json_decref(answer);
    study_free(&s);
}

/* What the sheet does not price stands in run.json. */
static void run_json_names_what_is_missing(void **state)
{
    (void)state;
    test_study s;
    char folder[] = "/tmp/lacflow-gains-XXXXXX";
    assert_non_null(mkdtemp(folder));
    study_must_run(&s,
        "section,item,field,As is,Other\n"
        "time,,start,2020-04,\n"
        "time,,end,2022-03,\n"
        "stock,Foster,children,100,\n"
        "stock,Kin,children,10,\n"
        "placement,Foster,weekly_cost,7,\n"
        "placement,Kin,weekly_cost,,7\n"
        "finance,2021/22,budget,5,\n",
        NULL);
    const lac_manifest manifest = {.results = &s.results};
    assert_int_equal(lac_manifest_write(&manifest, folder, &s.diagnostics), LAC_OK);
    char *text = text_of(folder, "run.json");
    json_t *object = json_loads(text, 0, NULL);
    const json_t *missing = json_object_get(object, "missing");
    static const char *const EXPECTED[] = {
        "weekly cost of Kin", "support after exits", "deflator", "budget of 2020/21"};
    assert_int_equal(json_array_size(missing), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(json_string_value(json_array_get(missing, i)), EXPECTED[i]);
    }
    json_decref(object);
    free(text);
    remove_file(folder, "run.json");
    assert_int_equal(rmdir(folder), 0);
    study_free(&s);
}

/* Nobody comes and one of 100 leaves each month, in B 0.04 a year more: 94 and 93.98 in September, 88 and
 * 87.96 in March. A target of a month, one that is reached exactly, one missed by less than is printed, one
 * that is never paid back, and one beyond the study, of which nothing is known. */
static void means_reach_targets_or_miss_them(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04,\n"
        "time,,end,2021-03,\n"
        "stock,all,children,100,\n"
        "exit,home,count,12,12.04\n"
        "placement,all,weekly_cost,7,\n"
        "intervention,X,active,no,yes\n"
        "intervention,X,effect,exits,\n"
        "intervention,X,route,gone,\n"
        "intervention,X,children,0,\n"
        "intervention,X,cost_one_off,1000,\n"
        "target,1,measure,closing_stock,\n"
        "target,1,at_most,90,\n"
        "target,1,by,2020-09,\n"
        "target,2,measure,closing_stock,\n"
        "target,2,at_most,88,\n"
        "target,2,by,2020/21,\n"
        "target,3,measure,closing_stock,\n"
        "target,3,at_least,88,\n"
        "target,3,by,2020/21,\n"
        "target,4,measure,payback_month,\n"
        "target,4,at_most,6,\n"
        "target,4,by,2020/21,\n"
        "target,5,measure,closing_stock,\n"
        "target,5,at_most,88,\n"
        "target,5,by,2021/22,\n",
        NULL);
    char *text = printed(&s);
    has(text,
        "1 (closing stock of at most 90 by 2020-09): missed by 4.0 in A (mean 94.0); missed by 4.0 "
        "in B\n"
        "(mean 94.0).\n"
        "2 (closing stock of at most 88 by 2020/21): reached in A (mean 88.0); reached in B (mean "
        "88.0).\n"
        "3 (closing stock of at least 88 by 2020/21): reached in A (mean 88.0); missed by less "
        "than "
        "0.1\n"
        "in B (mean 88.0).\n"
        "4 (payback month of at most 6 by 2020/21): missed in B (mean never).\n"
        "Of targets the mean alone is known, without a probability: give --stochastic for the\n"
        "probability.\n"
        "\n");
    assert_null(strstr(text, "5 (closing stock"));
    free(text);
    /* programs read the same, unrounded: no probability, and no mean of what never comes; the reference has
     * no payback, and nobody the year after */
    json_t *answer = answer_of(&s);
    check_verdict(answer, "A", "1", 94, 0, 4, NAN);
    check_verdict(answer, "B", "1", 93.98, 0, 3.98, NAN);
    check_verdict(answer, "A", "2", 88, 1, 0, NAN);
    check_verdict(answer, "B", "2", 87.96, 1, 0, NAN);
    check_verdict(answer, "A", "3", 88, 1, 0, NAN);
    check_verdict(answer, "B", "3", 87.96, 0, 0.04, NAN);
    check_verdict(answer, "B", "4", NAN, 0, NAN, NAN);
    const json_t *rows = json_object_get(answer, "targets");
    assert_int_equal(json_array_size(rows), 7);
    const json_t *first = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(first, "measure")), "closing_stock");
    assert_string_equal(json_string_value(json_object_get(first, "unit")), "children");
    assert_string_equal(json_string_value(json_object_get(first, "by")), "2020-09");
    assert_near(json_real_value(json_object_get(first, "at_most")), 90);
    assert_null(json_object_get(first, "at_least"));
    assert_near(json_real_value(json_object_get(first, "confidence")), 0.8);
    const json_t *third = json_array_get(rows, 2);
    assert_string_equal(json_string_value(json_object_get(third, "by")), "2020/21");
    assert_near(json_real_value(json_object_get(third, "at_least")), 88);
    json_decref(answer);
    study_free(&s);
    /* a study without a target says nothing of them */
    study_must_run(&s,
        "section,item,field,A\ntime,,start,2020-04\ntime,,end,2021-03\n"
        "stock,all,children,100\nexit,home,count,12\n",
        NULL);
    text = printed(&s);
    assert_null(strstr(text, "stochastic"));
    free(text);
    answer = answer_of(&s);
    assert_null(json_object_get(answer, "targets"));
    json_decref(answer);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),
        cmocka_unit_test(people_read_what_gives_most),
        cmocka_unit_test(means_reach_targets_or_miss_them),
        cmocka_unit_test(small_costs_are_seen_beside_large_savings),
        cmocka_unit_test(programs_read_it_too),
        cmocka_unit_test(run_json_names_what_is_missing),
    };
    return cmocka_run_group_tests_name("gains", tests, NULL, NULL);
}
