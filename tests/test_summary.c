/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The printed answer of a stochastic run, exactly, and its JSON: results are given ranges by hand. */
#include "cli/answer.h"
#include "cli/page.h"
#include "cli/summary.h"
#include "output/layers.h"
#include "simulated.h"
#include "support.h"

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

/* As many come as leave in A: 100 children all the time. In B 12 more leave a year: 88, then 76. */
#define TOP "section,item,field,unit,A,B\n"
#define BODY                                                                                       \
    "study,,title,,Two years,\n"                                                                   \
    "time,,start,,2025-04,\n"                                                                      \
    "stock,all,children,,100,\n"                                                                   \
    "population,2024/25,children,,20000,\n"                                                        \
    "admissions,all,count,,24,\n"                                                                  \
    "exit,home,count,,24,36\n"                                                                     \
    "placement,all,weekly_cost,,1000,\n"
static const char SHEET[] = TOP BODY "time,,end,,2027-03,\n";
static const char SHORT_SHEET[] = "section,item,field,unit,A\n"
                                  "study,,title,,Half a year\n"
                                  "time,,start,,2025-04\n"
                                  "stock,all,children,,100\n"
                                  "admissions,all,count,,24\n"
                                  "exit,home,count,,24\n"
                                  "time,,end,,2025-09\n";

static char *printed(const lac_results *results)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_int_equal(lac_summary_print(out, results, false), LAC_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no\n%s\nin\n%s", part, text);
    }
}

static void assert_has_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL) {
        fail_msg("%s in\n%s", part, text);
    }
}

/* A measure of the last year by hand. */
static void set_last(lac_series *series, int measure, double mean, double low, double high)
{
    const double quantiles[LAC_QUANTILES] = {low, (low + mean) / 2, mean, (mean + high) / 2, high};
    const int t = series->n - 1;
    series->mean[lac_series_at(series, measure, t)] = mean;
    set_quantiles(series, measure, t, quantiles);
}

/* Both scenarios with ranges: children from simulate, the rest here. Year 1 of 2 has half the range. */
static void run_two_years(test_study *study)
{
    study_must_run(study, SHEET, NULL);
    simulate(&study->results, 10, 24);
    const lac_measures *measures = &study->results.measures;
    lac_series *annual = study->results.annual;
    set_last(&annual[0], measures->rate_per_10k, 50, 38, 62);
    set_last(&annual[1], measures->rate_per_10k, 38, 26, 50);
    set_last(&annual[0], measures->cost_total, 5214286, 4000000, 6400499);
    set_last(&annual[1], measures->cost_total, 4250000, 3000000, 5500000);
}

static void ranges_are_printed_in_words(void **state)
{
    (void)state;
    test_study study;
    run_two_years(&study);
    char *text = printed(&study.results);
    /* 365 days / 7 x 100 children x 1,000 pounds = 5,214,286. B has 99.5 - k children on average in month
     * k of the first year and 87.5 - k in the second; the days of the months times k sum to 2,002, so
     * (99.5 x 365 - 2,002) / 7 = 4,902.2 and (87.5 x 365 - 2,002) / 7 = 4,276.5 child-weeks. */
    assert_string_equal(text,
        "Two years\n"
        "Children in financial years, April to March\n"
        "\n"
        "Children looked after at 31 March\n"
        "   2025/26*  2026/27*\n"
        "A      100       100\n"
        "B       88        76\n"
        "\n"
        "The last year, 2026/27\n"
        "          children looked after           per 10,000 aged 0-17"
        "               spend, £ thousand\n"
        "A         100, likely 76 to 124      50.0, likely 38.0 to 62.0"
        "   5,214, likely 4,000 to 6,400\n"
        "B          76, likely 52 to 100      38.0, likely 26.0 to 50.0"
        "   4,250, likely 3,000 to 5,500\n"
        "\n"
        "A                           2025/26*    2026/27*\n"
        "opening stock                   100         100\n"
        "+ admissions                     24          24\n"
        "- exits                          24          24\n"
        "    home                         24          24\n"
        "+ unreconciled                    0           0\n"
        "= closing stock                 100         100\n"
        "  likely                  88 to 112   76 to 124\n"
        "per 10,000 aged 0-17           50.0        50.0\n"
        "spend, £ thousand             5,214       5,214\n"
        "\n"
        "B                           2025/26*    2026/27*\n"
        "opening stock                   100          88\n"
        "+ admissions                     24          24\n"
        "- exits                          36          36\n"
        "    home                         36          36\n"
        "+ unreconciled                    0           0\n"
        "= closing stock                  88          76\n"
        "  likely                  76 to 100   52 to 100\n"
        "per 10,000 aged 0-17           44.0        38.0\n"
        "spend, £ thousand             4,902       4,250\n"
        "gross saving, £ thousand        312         938\n"
        "\n"
        "* forecast\n"
        "likely: nine simulations in ten; one in twenty lies below, one in twenty above.\n"
        "10,000 simulations of each scenario, seed 42: the same seed gives the same numbers.\n"
        "In the ranges: chance, rates not known exactly, years that differ and ranges of "
        "assumptions.\n"
        "In every scenario the largest part of the range of children looked after comes from years "
        "that\n"
        "differ: about 61 % of the variance.\n");
    free(text);
    study_free(&study);
}

static void a_saving_has_a_range_of_its_own(void **state)
{
    (void)state;
    test_study study;
    run_two_years(&study);
    const double quantiles[LAC_QUANTILES] = {100000, 500000, 900000, 1300000, 1700000};
    lac_series *savings = &study.results.savings[1];
    set_quantiles(savings, 0, 1, quantiles); /* of 2026/27; the last entry is the horizon */
    savings->mean[lac_series_at(savings, 0, 1)] = 938000;
    char *text = printed(&study.results);
    assert_has(text, "The last year, 2026/27\n"
                     "        gross saving, £ thousand\n"
                     "B      938, likely 100 to 1,700\n");
    free(text);
    study_free(&study);
}

/* What is printed below the ranges of as many scenarios as there are layers, named A, B, C ...: the layer
 * of each with its share. Results of nothing else. */
static char *widest_of(lac_widest *widest, size_t n)
{
    lac_series annual[26];
    char names[26][2];
    lac_results results = {.annual = annual, .n_scenarios = n, .widest = widest};
    lac_page page = {.results = &results};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_true(n <= 26);
    memset(annual, 0, sizeof annual);
    for (size_t s = 0; s < n; s++) {
        names[s][0] = (char)('A' + s);
        names[s][1] = '\0';
        annual[s].scenario = names[s];
    }
    lac_page_print_widest(out, &page);
    assert_int_equal(fclose(out), 0);
    assert_false(page.out_of_memory);
    lac_arena_free(&page.arena);
    return text;
}

static void the_widest_layer_is_told_of_all_scenarios(void **state)
{
    (void)state;
    lac_widest one[] = {{"process", 0.505}};
    char *text = widest_of(one, 1);
    assert_string_equal(text,
        "The largest part of the range of children looked after comes from chance: about 50 % of "
        "the\n"
        "variance.\n"); /* 50.5 to the even number */
    free(text);

    lac_widest same[] = {{"drift", 0.74}, {"drift", 0.61}, {"drift", 0.7}};
    text = widest_of(same, 3);
    assert_string_equal(text,
        "In every scenario the largest part of the range of children looked after comes from years "
        "that\n"
        "differ: about 61 to 74 % of the variance.\n");
    free(text);

    /* The group of most scenarios first, though it begins later; equals as in the study. */
    lac_widest mixed[] = {{"drift", 0.5}, {"process", 0.61}, {"process", 0.55}, {NULL, NAN}};
    text = widest_of(mixed, 4);
    assert_string_equal(text,
        "The largest part of the range of children looked after comes from\n"
        "  chance in 2 of 4 scenarios: about 55 to 61 % of the variance (B; C)\n"
        "  years that differ in 1 of 4 scenarios: about 50 % of the variance (A)\n"
        "  without a range: 1 of 4 scenarios (D)\n");
    free(text);

    /* Those without a range last, though they are most. */
    lac_widest certain[] = {{NULL, NAN}, {NULL, NAN}, {"assumption", 1}};
    text = widest_of(certain, 3);
    assert_string_equal(text,
        "The largest part of the range of children looked after comes from\n"
        "  ranges of assumptions in 1 of 3 scenarios: about 100 % of the variance (C)\n"
        "  without a range: 2 of 3 scenarios (A; B)\n");
    free(text);

    text = widest_of(&mixed[3], 1);
    assert_string_equal(text, "");
    free(text);
}

/* 26 scenarios, every third by rates: 9 of them, and 17 by chance; eight names each. */
static void many_scenarios_are_counted(void **state)
{
    (void)state;
    lac_widest many[26];
    for (size_t s = 0; s < 26; s++) {
        many[s] = s % 3 == 0 ? (lac_widest){"parameter", 0.4} : (lac_widest){"process", 0.9};
    }
    char *text = widest_of(many, 26);
    assert_string_equal(text,
        "The largest part of the range of children looked after comes from\n"
        "  chance in 17 of 26 scenarios: about 90 % of the variance (B; C; E; F; H; I; K; L; and 9 "
        "more:\n"
        "  see uncertainty.csv)\n"
        "  rates not known exactly in 9 of 26 scenarios: about 40 % of the variance (A; D; G; J; "
        "M; "
        "P; S;\n"
        "  V; and 1 more: see uncertainty.csv)\n");
    free(text);
}

static void a_study_that_ends_early_says_so(void **state)
{
    (void)state;
    test_study study;
    study_must_run(&study, SHORT_SHEET, NULL);
    simulate(&study.results, 10, 24);
    study.results.layers = "process+drift";
    study.results.widest = NULL;
    study.results.n_replicates = 500;
    study.results.seed = UINT64_MAX;
    char *text = printed(&study.results);
    assert_string_equal(text,
        "Half a year\n"
        "Children in financial years, April to March\n"
        "\n"
        "The last year, 2025/26\n"
        "   children looked after\n"
        "A  100, likely 76 to 124\xE2\x80\xA1\n"
        "\n"
        "A                  2025/26*\n"
        "opening stock          100\n"
        "+ admissions            12\xE2\x80\xA0\n"
        "- exits                 12\xE2\x80\xA0\n"
        "    home                12\xE2\x80\xA0\n"
        "+ unreconciled           0\xE2\x80\xA0\n"
        "= closing stock        100\xE2\x80\xA1\n"
        "  likely         76 to 124\xE2\x80\xA1\n"
        "\n"
        "* forecast\n"
        "\xE2\x80\xA0 covers only a part of the year\n"
        "\xE2\x80\xA1 at the end of September 2025, the last month\n"
        "likely: nine simulations in ten; one in twenty lies below, one in twenty above.\n"
        "500 simulations of each scenario, seed 18446744073709551615: the same seed gives the "
        "same\n"
        "numbers.\n"
        "In the ranges: chance and years that differ.\n"
        "Not in them: rates not known exactly and ranges of assumptions. The true ranges are "
        "wider.\n");
    free(text);
    study_free(&study);
}

/* A range of nothing is one number, and a study without quantiles keeps its sd. */
static void certainty_and_expectation_have_no_range(void **state)
{
    (void)state;
    test_study study;
    study_must_run(&study, SHORT_SHEET, NULL);
    char *text = printed(&study.results);
    assert_has(text, "  sd (chance only)");
    assert_has_not(text, "likely");
    free(text);
    simulate(&study.results, 0, 0);
    /* of 19 the 5 % and the 95 % quantile are the least and the greatest (0.95 x 19 = 18.05), of 20
     * the first and the 19th */
    study.results.n_replicates = 19;
    text = printed(&study.results);
    assert_has(text, "likely: from the least to the greatest of the simulations, which are too few "
                     "for the range of\n"
                     "nine in ten.\n19 simulations of each scenario, seed");
    free(text);
    study.results.n_replicates = 1;
    text = printed(&study.results);
    assert_has(text, "\n1 simulation of each scenario, seed");
    free(text);
    study.results.n_replicates = 20;
    text = printed(&study.results);
    assert_has(text, "one in twenty lies below, one in twenty above.\n20 simulations of");
    free(text);
    study.results.layers = "none";
    study.results.widest = NULL;
    text = printed(&study.results);
    assert_has(text, "A        100, likely 100\xE2\x80\xA1\n");
    assert_has(text,
        "No uncertainty is in the ranges: none was asked for, or the study has nothing to draw.\n");
    assert_has_not(text, "Not in them");
    assert_has_not(text, "chance only");
    free(text);
    study_free(&study);
}

/* ---- JSON ---- */

static json_t *answer_of(const lac_results *results)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_int_equal(lac_answer_print(out, results, "out"), LAC_OK);
    assert_int_equal(fclose(out), 0);
    json_t *answer = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(answer);
    return answer;
}

static const json_t *row_of(
    const json_t *rows, const char *scenario, const char *year, const char *measure)
{
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(rows, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "scenario")), scenario) == 0 &&
            strcmp(json_string_value(json_object_get(row, "financial_year")), year) == 0 &&
            strcmp(json_string_value(json_object_get(row, "measure")), measure) == 0) {
            return row;
        }
    }
    fail_msg("no row %s %s %s", scenario, year, measure);
    return NULL;
}

static void json_has_quantiles_where_they_are(void **state)
{
    static const char *const KEYS[LAC_QUANTILES] = {"p05", "p25", "p50", "p75", "p95"};
    static const double CLOSING[LAC_QUANTILES] = {76, 90, 100, 110, 124};
    (void)state;
    test_study study;
    run_two_years(&study);
    json_t *answer = answer_of(&study.results);
    assert_int_equal(json_integer_value(json_object_get(answer, "seed")), 42);
    json_decref(answer);
    study.results.seed = UINT64_MAX;
    answer = answer_of(&study.results);
    const json_t *forecast = json_object_get(answer, "forecast");
    const json_t *closing = row_of(forecast, "A", "2026/27", "closing_stock");
    for (int q = 0; q < LAC_QUANTILES; q++) {
        assert_near(json_number_value(json_object_get(closing, KEYS[q])), CLOSING[q]);
    }
    assert_string_equal(json_string_value(json_object_get(closing, "layers")),
        "process+parameter+drift+assumption");
    const json_t *saving = row_of(json_object_get(answer, "savings"), "B", "2026/27", "gross");
    assert_null(json_object_get(saving, "p05"));
    assert_string_equal(json_string_value(json_object_get(saving, "layers")), "none");
    assert_string_equal(json_string_value(json_object_get(answer, "seed")), "18446744073709551615");
    assert_int_equal(json_integer_value(json_object_get(answer, "replicates")), 10000);
    assert_string_equal(json_string_value(json_object_get(answer, "widest_layer")), "drift");
    assert_near(json_number_value(json_object_get(answer, "widest_share")), 0.61);
    json_decref(answer);

    study.results.widest[1] = (lac_widest){NULL, NAN};
    answer = answer_of(&study.results);
    const json_t *widest = json_object_get(answer, "widest");
    assert_int_equal(json_array_size(widest), 2);
    const json_t *first = json_array_get(widest, 0);
    assert_string_equal(json_string_value(json_object_get(first, "scenario")), "A");
    assert_string_equal(json_string_value(json_object_get(first, "layer")), "drift");
    assert_near(json_number_value(json_object_get(first, "share")), 0.61);
    assert_true(json_is_null(json_object_get(json_array_get(widest, 1), "layer")));
    assert_true(json_is_null(json_object_get(json_array_get(widest, 1), "share")));
    json_decref(answer);
    study_free(&study);

    study_must_run(&study, SHEET, NULL);
    answer = answer_of(&study.results);
    assert_null(json_object_get(answer, "seed"));
    assert_null(json_object_get(answer, "replicates"));
    closing = row_of(json_object_get(answer, "forecast"), "A", "2026/27", "closing_stock");
    assert_null(json_object_get(closing, "p50"));
    assert_string_equal(json_string_value(json_object_get(closing, "layers")), "process");
    json_decref(answer);
    study_free(&study);
}

/* ---- words ---- */

static void layers_are_nouns(void **state)
{
    lac_arena arena = {0};
    (void)state;
    assert_string_equal(lac_layers_list(&arena, "process", false), "chance");
    assert_string_equal(
        lac_layers_list(&arena, "drift+process", false), "chance and years that differ");
    assert_string_equal(lac_layers_list(&arena, "process+parameter", true),
        "years that differ and ranges of assumptions");
    assert_string_equal(lac_layers_list(&arena, "none", false), "");
    assert_string_equal(lac_layers_list(&arena, "process+parameter+drift+assumption", true), "");
    assert_string_equal(lac_layers_list(&arena, "processes", false), "");
    assert_string_equal(lac_layer_noun("parameter"), "rates not known exactly");
    assert_string_equal(lac_layer_noun("weather"), "weather");
    lac_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_printed_in_words),
        cmocka_unit_test(a_saving_has_a_range_of_its_own),
        cmocka_unit_test(the_widest_layer_is_told_of_all_scenarios),
        cmocka_unit_test(many_scenarios_are_counted),
        cmocka_unit_test(a_study_that_ends_early_says_so),
        cmocka_unit_test(certainty_and_expectation_have_no_range),
        cmocka_unit_test(json_has_quantiles_where_they_are),
        cmocka_unit_test(layers_are_nouns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
