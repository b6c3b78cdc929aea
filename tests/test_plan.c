/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study as values: the schema's names, the values in force, targets. */
#include "support.h"

#include "input/study.h"
#include "model/population.h"
#include "model/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- schema ---- */

static void sections_by_name(void **state)
{
    (void)state;
    assert_int_equal(lac_section_find("EXIT"), LAC_SECTION_EXIT);
    assert_int_equal(lac_section_find(" re entry "), LAC_SECTION_REENTRY);
    assert_int_equal(lac_section_find("exits"), LAC_N_SECTIONS);
    assert_string_equal(lac_section_name(LAC_SECTION_MOVE), "move");
    assert_int_equal(lac_section_item(LAC_SECTION_MOVE), LAC_ITEM_MOVE);
    assert_string_equal(lac_section_item_help(LAC_SECTION_MOVE), "placement > placement");
    assert_string_equal(lac_section_nearest("exits"), "exit");
    assert_string_equal(lac_section_nearest("intervetion"), "intervention");
    assert_null(lac_section_nearest("children"));
}

static void fields_by_name(void **state)
{
    (void)state;
    const lac_field *cost = lac_field_find(LAC_SECTION_PLACEMENT, "Weekly_Cost");
    assert_non_null(cost);
    assert_string_equal(cost->name, "weekly_cost");
    assert_null(lac_field_find(LAC_SECTION_EXIT, "weekly_cost"));
    assert_string_equal(lac_field_nearest(LAC_SECTION_EXIT, "form_age"), "from_age");
    assert_null(lac_field_nearest(LAC_SECTION_EXIT, "weekly_cost"));
}

/* Every field is found by its name in its own section, and once. */
static void every_field_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAC_N_FIELDS; i++) {
        assert_ptr_equal(lac_field_find(LAC_FIELDS[i].section, LAC_FIELDS[i].name), &LAC_FIELDS[i]);
        assert_true(strlen(lac_type_text(LAC_FIELDS[i].type)) > 0);
        assert_true(strlen(LAC_FIELDS[i].help) > 0);
    }
}

static void units_that_fit(void **state)
{
    (void)state;
    static const struct {
        lac_section section;
        const char *field;
        const char *unit;
        bool fits;
    } CASES[] = {{LAC_SECTION_ADMISSIONS, "count", "", true},
        {LAC_SECTION_ADMISSIONS, "count", "Children per year", true},
        {LAC_SECTION_ADMISSIONS, "count", "children/year", true},
        {LAC_SECTION_ADMISSIONS, "count", "per 10,000", false},
        {LAC_SECTION_ADMISSIONS, "rate", "per 10,000", true},
        {LAC_SECTION_ADMISSIONS, "rate", "per 10,000 of 0-17 per year", true},
        {LAC_SECTION_EXIT, "rate", "per child-year", true},
        {LAC_SECTION_EXIT, "rate", "per child year", true},
        {LAC_SECTION_EXIT, "rate", "% per year", false},
        {LAC_SECTION_INTERVENTION, "success", "% of children", true},
        {LAC_SECTION_INTERVENTION, "success", "children", false},
        {LAC_SECTION_PLACEMENT, "weekly_cost", "£ per week", true},
        {LAC_SECTION_PLACEMENT, "weekly_cost", "GBP/week", true},
        {LAC_SECTION_STUDY, "title", "anything", true}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const lac_field *field = lac_field_find(CASES[i].section, CASES[i].field);
        assert_non_null(field);
        if (lac_field_unit_fits(field, CASES[i].unit) != CASES[i].fits) {
            fail_msg("unit %s of %s", CASES[i].unit, CASES[i].field);
        }
    }
    char unit[64];
    lac_field_unit(lac_field_find(LAC_SECTION_EXIT, "rate"), unit);
    assert_string_equal(unit, "per child-year");
    lac_field_unit(lac_field_find(LAC_SECTION_STUDY, "title"), unit);
    assert_string_equal(unit, "");
}

static void types_in_words(void **state)
{
    (void)state;
    static const struct {
        lac_type type;
        const char *text;
    } CASES[] = {{LAC_TYPE_TEXT, "text"}, {LAC_TYPE_FILE, "file name"}, {LAC_TYPE_NAME, "name"},
        {LAC_TYPE_NAMES, "names separated by ;"}, {LAC_TYPE_CHOICE, "word"},
        {LAC_TYPE_MONTH, "month"}, {LAC_TYPE_YEAR, "financial year"},
        {LAC_TYPE_PERIOD, "financial year or month"}, {LAC_TYPE_NUMBER, "number"},
        {LAC_TYPE_WHOLE, "whole number"}, {LAC_TYPE_SHARE, "share"}, {LAC_TYPE_PERCENT, "per cent"},
        {LAC_TYPE_AGES, "list of ages : share"},
        {LAC_TYPE_PLACEMENTS, "list of placements : share"},
        {LAC_TYPE_MONTH_RATES, "list of months : rate"}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_string_equal(lac_type_text(CASES[i].type), CASES[i].text);
    }
}

/* ---- values in force ---- */

#define SHEET                                                                                      \
    "section,item,field,A,B,C\n"                                                                   \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"                                                                          \
    "exit,Home,count,12,none,24\n"                                                                 \
    "admissions,all,count,1\n"                                                                     \
    "exit,home,rate,,0.5,\n"                                                                       \
    "exit,sgo,count from 2020-06,6\n"

static void rows_of_an_item_are_gathered(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_study_parse(&plan, SHEET, strlen(SHEET), "s.csv", &diagnostics), LAC_OK);
    const lac_plan_item *home = lac_plan_next(&plan, LAC_SECTION_EXIT, NULL);
    assert_non_null(home);
    assert_string_equal(home->name, "Home"); /* as first written */
    assert_int_equal(home->n_rows, 2);
    const lac_plan_item *sgo = lac_plan_next(&plan, LAC_SECTION_EXIT, home);
    assert_string_equal(sgo->name, "sgo");
    assert_null(lac_plan_next(&plan, LAC_SECTION_EXIT, sgo));
    assert_ptr_equal(lac_plan_find(&plan, LAC_SECTION_EXIT, "  HOME "), home);
    assert_null(lac_plan_find(&plan, LAC_SECTION_EXIT, "house"));

    assert_near(lac_item_number(home, 0, "count", -1), 12);
    assert_near(lac_item_number(home, 1, "count", -1), -1);
    assert_near(lac_item_number(home, 2, "count", -1), 24);
    assert_near(lac_item_number(home, 0, "rate", -1), -1);
    assert_near(lac_item_number(home, 1, "rate", -1), 0.5);
    assert_string_equal(lac_item_text(home, 2, "count"), "24");
    assert_null(lac_item_text(home, 1, "count"));
    assert_false(lac_item_has(home, 1, "count"));
    assert_true(lac_item_has(sgo, 0, "count"));
    assert_null(lac_item_value(sgo, 0, "count")); /* dated: not the bare field */
    assert_int_equal(lac_item_place(home, 2, "count")->line, 4);
    assert_int_equal(lac_item_place(home, 2, "count")->column, 25);
    assert_int_equal(lac_item_place(home, 0, "from_age")->line, 4);
    assert_null(lac_item_place(NULL, 0, "count"));
    assert_false(lac_item_has(NULL, 0, "count"));
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

/* What was read counts, not how it is written: a row with its cells of A and B. */
static void rows_say_the_same(void **state)
{
    static const struct {
        const char *row;
        bool same;
    } CASES[] = {{"intervention,L,success,,,,50%,0.5", true},
        {"intervention,L,success,,,,33.3%,0.333", true},
        {"intervention,L,success,,,,33.3%,0.3331", false},
        {"intervention,L,success,,,,none,100%", false},
        {"intervention,L,success,,,,none,None", true},
        {"intervention,L,children,,,,\"1,000\",1000.0", true},
        {"intervention,L,children,,,,1000,1001", false},
        {"intervention,L,children,,,,1000,", true}, /* inherited */
        {"intervention,L,start,,,,Apr-20,01/04/2020", true},
        {"intervention,L,start,,,,2020-04,2020-05", false},
        {"intervention,L,route,,,,Special  guardian,special guardian", true},
        {"intervention,L,route,,,,home,house", false},
        {"intervention,L,acts_on,,,,move/Foster > Kin,MOVE / foster>kin", true},
        {"intervention,L,acts_on,,,,admissions,admissions/all", false},
        {"intervention,L,acts_on,,,,exit/home,exit/ho me", false},
        {"intervention,L,active,,,,yes,YES", true}, {"intervention,L,active,,,,yes,no", false},
        {"intervention,L,placement,,,,kin; Foster,foster;kin", true},
        {"intervention,L,placement,,,,kin,kin; foster", false},
        {"intervention,L,placement,,,,kin; foster,kin", false},
        {"admissions,all,ages,,,,0-9:40%; 10-17:60%,10-17:0.6;0-9:0.4", true},
        {"admissions,all,ages,,,,0-9:40%; 10-17:60%,0-8:40%; 9-17:60%", false},
        {"admissions,all,placement,,,,kin:0.25; foster:75%,Foster:0.75; kin:25%", true},
        {"admissions,all,placement,,,,kin:25%; foster:75%,kin:75%; foster:25%", false},
        {"finance,,inflation,,,,2,2%", true},
        {"placement,all,weekly_cost,,,,\"£1,000\",1000", true},
        /* the row's range is that of the reference; a cell may have one of its own */
        {"exit,home,rate,,0.4,0.6,0.5,0.5", false},
        {"exit,home,rate,,0.4,0.6,0.5,0.5 [0.4..0.60]", true},
        {"exit,home,rate,,0.4,0.6,0.5,0.5 [0.4..0.7]", false},
        {"exit,home,rate,,0.4,0.6,0.5,", true}};
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char sheet[400];
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        snprintf(sheet, sizeof sheet, "section,item,field,unit,low,high,A,B\n%s\n", CASES[i].row);
        if (lac_study_parse(&plan, sheet, strlen(sheet), "s.csv", &diagnostics) != LAC_OK ||
            plan.n_rows != 1) {
            fail_msg("not read: %s", CASES[i].row);
        }
        if (lac_plan_row_same(&plan.rows[0], 0, 1) != CASES[i].same ||
            lac_plan_row_same(&plan.rows[0], 1, 0) != CASES[i].same) {
            fail_msg("%s", CASES[i].row);
        }
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

/* A sheet of a header only has no items. */
static void empty_sheet(void **state)
{
    (void)state;
    static const char HEADER[] = "section,item,field,A\n";
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_study_parse(&plan, HEADER, strlen(HEADER), "s.csv", &diagnostics), LAC_OK);
    assert_int_equal(plan.n_items, 0);
    assert_int_equal(lac_plan_index(&plan), LAC_OK);
    assert_null(lac_plan_next(&plan, LAC_SECTION_EXIT, NULL));
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

/* 1,000 at March 2020, 1,600 at September 2020: 100 a month between, level outside. */
static void population_between_points(void **state)
{
    (void)state;
    lac_population_point points[] = {
        {lac_month_of(2020, 3), 1000, NULL}, {lac_month_of(2020, 9), 1600, NULL}};
    const lac_population_line line = {points, 2};
    const lac_population_line none = {points, 0};
    assert_near(lac_population_line_at(&line, lac_month_of(2019, 1)), 1000);
    assert_near(lac_population_line_at(&line, lac_month_of(2020, 3)), 1000);
    assert_near(lac_population_line_at(&line, lac_month_of(2020, 5)), 1200);
    assert_near(lac_population_line_at(&line, lac_month_of(2020, 9)), 1600);
    assert_near(lac_population_line_at(&line, lac_month_of(2020, 10)), 1600);
    assert_nan(lac_population_line_at(&none, lac_month_of(2020, 3)));
}

/* ---- targets ---- */

#define TARGETS                                                                                    \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"                                                                          \
    "stock,all,children,9\n"                                                                       \
    "exit,sgo,count,1\n"

static void target_values(void **state)
{
    (void)state;
    test_study s;
    double value = 0;
    bool at_most = false;
    study_must_run(&s,
        TARGETS "target,one,measure,exits_sgo\n"
                "target,one,at_least,5\n"
                "target,one,by,2020/21\n"
                "target,two,measure,closing_stock\n"
                "target,two,at_most,7\n"
                "target,two,by,2020-10\n"
                "target,three,measure,Net\n"
                "target,three,at_least,0\n"
                "target,three,by,2020/21\n",
        NULL);
    assert_true(
        lac_target_value(lac_plan_find(&s.plan, LAC_SECTION_TARGET, "one"), &value, &at_most));
    assert_near(value, 5);
    assert_false(at_most);
    assert_true(
        lac_target_value(lac_plan_find(&s.plan, LAC_SECTION_TARGET, "two"), &value, &at_most));
    assert_near(value, 7);
    assert_true(at_most);
    study_free(&s);
}

static void target_faults(void **state)
{
    (void)state;
    test_study s;
    study_run(&s,
        TARGETS "target,one,measure,exits_sog\n"
                "target,two,at_most,7\n"
                "target,two,at_least,6\n"
                "target,three,measure,something else\n",
        NULL);
    assert_int_equal(s.status, LAC_INPUT);
    assert_told(&s, LAC_ERROR, "study.csv", 6, "the measure \"exits_sog\" is not known");
    assert_told(&s, LAC_ERROR, "study.csv", 6, "target one has no by");
    assert_told(&s, LAC_ERROR, "study.csv", 6, "target one has no value");
    assert_told(&s, LAC_ERROR, "study.csv", 7, "target two has no measure");
    assert_told(&s, LAC_ERROR, "study.csv", 7, "target two has two values");
    assert_told(&s, LAC_ERROR, "study.csv", 9, "the measure \"something else\" is not known");
    for (size_t i = 0; i < s.diagnostics.n; i++) {
        if (strcmp(s.diagnostics.items[i].message, "the measure \"exits_sog\" is not known") == 0) {
            assert_string_equal(s.diagnostics.items[i].hint, "did you mean exits_sgo?");
        }
    }
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_by_name),
        cmocka_unit_test(fields_by_name),
        cmocka_unit_test(every_field_is_found),
        cmocka_unit_test(units_that_fit),
        cmocka_unit_test(types_in_words),
        cmocka_unit_test(rows_of_an_item_are_gathered),
        cmocka_unit_test(rows_say_the_same),
        cmocka_unit_test(empty_sheet),
        cmocka_unit_test(population_between_points),
        cmocka_unit_test(target_values),
        cmocka_unit_test(target_faults),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
