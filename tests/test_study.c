/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study sheet as a whole: header, sections, items, fields, dated values, inheritance, limits, and
 * the exact message of every fault. */
#include "base/month.h"
#include "input/study.h"
#include "study_text.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTH(year, month) ((year)*12 + (month)-1)
#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* ---- what is read ---- */

static void a_sheet_becomes_scenarios_rows_and_items(void **state)
{
    (void)state;
    lac_plan plan =
        study_of("# a comment\n"
                 "Section, ITEM ,field,unit,low,high,Source,note,Quality,impact,Base,"
                 "Plan B,,\r\n"
                 "\n"
                 "study,,title,,,,,,,,\"Children, Exampleshire\",\n"
                 "study,-,area,,,,,,,,Exampleshire\n"
                 "exit,sgo,rate,per child-year,0.1,0.3,Returns,3 years,GREEN,high,0.2,0.25\n"
                 "#exit,sgo,rate,,,,,,,,1,\n"
                 ",,,,,,,,,,,,\n"
                 "EXIT,\" SGO \",Events,,,,,,amber,low,30,\n");
    assert_string_equal(plan.path, "s.csv");
    assert_string_equal(plan.name, "s");
    assert_string_equal(plan.title, "Children, Exampleshire");
    assert_string_equal(plan.area, "Exampleshire");
    assert_string_equal(plan.author, "");
    assert_int_equal(plan.n_scenarios, 2);
    assert_string_equal(plan.scenarios[0], "Base");
    assert_string_equal(plan.scenarios[1], "Plan B");
    assert_string_equal(plan.scenario_slugs[1], "plan_b");
    assert_int_equal(plan.n_rows, 4);
    assert_int_equal(plan.n_items, 2);

    const lac_plan_row *rate = &plan.rows[2];
    assert_string_equal(rate->item, "sgo");
    assert_string_equal(rate->field->name, "rate");
    assert_int_equal(rate->from, LAC_NO_MONTH);
    assert_string_equal(rate->unit, "per child-year");
    assert_true(rate->has_range);
    assert_true(rate->low == 0.1);
    assert_true(rate->high == 0.3);
    assert_string_equal(rate->source, "Returns");
    assert_string_equal(rate->note, "3 years");
    assert_string_equal(rate->quality, "GREEN");
    assert_string_equal(rate->impact, "high");
    assert_true(rate->cells[0].number == 0.2);
    assert_true(rate->cells[1].number == 0.25);
    assert_string_equal(rate->place.file, "s.csv");
    assert_int_equal(rate->place.line, 6);
    assert_int_equal(rate->place.column, 10);
    assert_int_equal(rate->place.row, 6);
    assert_int_equal(rate->place.sheet_column, 3);
    assert_int_equal(rate->cells[1].place.column, 69);
    assert_int_equal(rate->cells[1].place.sheet_column, 12);
    assert_string_equal(rate->cells[1].place.source,
        "exit,sgo,rate,per child-year,0.1,0.3,Returns,3 years,GREEN,high,0.2,0.25");

    const lac_plan_item *exit = lac_plan_find(&plan, LAC_SECTION_EXIT, "Sgo");
    assert_non_null(exit);
    assert_int_equal(exit->n_rows, 2);
    assert_string_equal(exit->name, "sgo");
    assert_null(lac_plan_find(&plan, LAC_SECTION_EXIT, "adoption"));
    assert_int_equal(plan.n_inputs, 1);
    assert_string_equal(plan.inputs[0].name, "s.csv");
    lac_plan_free(&plan);
}

static void a_study_without_a_title_is_called_by_its_file(void **state)
{
    (void)state;
    static const char *const NAMES[][2] = {{"herefordshire.csv", "herefordshire"},
        {"a/b/plan.v2.csv", "plan.v2"}, {"scenarios/norfolk/study.csv", "norfolk"},
        {"norfolk//study.csv", "norfolk"}, {"study.csv", "study"}, {"../study.csv", "study"},
        {"/study.csv", "study"}, {"a/study.v2.csv", "study.v2"}, {"a/.study", ".study"}};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        static const char TEXT[] = SHORT_HEADER "time,,end,,2020-03,\n";
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        assert_int_equal(
            lac_study_parse(&plan, TEXT, strlen(TEXT), NAMES[i][0], &diagnostics), LAC_OK);
        assert_string_equal(plan.name, NAMES[i][1]);
        assert_string_equal(plan.title, NAMES[i][1]);
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

static void blank_inherits_none_unsets_and_blank_is_never_0(void **state)
{
    (void)state;
    lac_plan plan = study_of(SHORT_HEADER "exit,a,count,,12,\n"
                                          "exit,a,events,,,30\n"
                                          "exit,a,rate,,none,0.5\n"
                                          "exit,b,count,,12,none\n"
                                          "exit,b,variance_ratio,,2,3\n"
                                          "intervention,x,active,,no,yes\n");
    const lac_plan_item *a = lac_plan_find(&plan, LAC_SECTION_EXIT, "a");
    const lac_plan_item *b = lac_plan_find(&plan, LAC_SECTION_EXIT, "b");
    const lac_plan_item *x = lac_plan_find(&plan, LAC_SECTION_INTERVENTION, "x");
    assert_true(lac_item_number(a, 0, "count", -1) == 12);
    assert_true(lac_item_number(a, 1, "count", -1) == 12);
    assert_true(lac_item_number(a, 0, "events", -1) == -1); /* the default, not 0 */
    assert_true(lac_item_number(a, 1, "events", -1) == 30);
    assert_true(lac_item_number(a, 0, "rate", -1) == -1);
    assert_true(lac_item_number(a, 1, "rate", -1) == 0.5);
    assert_true(lac_item_number(b, 0, "count", -1) == 12);
    assert_true(lac_item_number(b, 1, "count", -1) == -1);
    assert_false(lac_item_has(b, 1, "count"));
    assert_true(lac_item_number(b, 0, "variance_ratio", 1) == 2);
    assert_true(lac_item_number(b, 1, "variance_ratio", 1) == 3);
    assert_true(lac_item_number(b, 1, "events", -1) == -1); /* no such row */
    assert_string_equal(lac_item_text(x, 0, "active"), "no");
    assert_string_equal(lac_item_text(x, 1, "active"), "yes");
    assert_null(lac_item_text(x, 1, "effect"));
    lac_plan_free(&plan);
}

static void values_change_over_time(void **state)
{
    (void)state;
    /* in no order of time; the bare field counts as from the start, April 2018 */
    lac_plan plan = study_of(SHORT_HEADER "exit,a,count from 2019/20,,30,none\n"
                                          "exit,a,count,,10,\n"
                                          "exit,a,Count  FROM 2018-07,,20,25\n"
                                          "exit,a,count from 2011-12,,5,\n"
                                          "exit,b,count from May-18,,7,\n"
                                          "exit,b,count from 01/07/2018,,,8\n");
    const lac_plan_item *a = lac_plan_find(&plan, LAC_SECTION_EXIT, "a");
    const lac_plan_item *b = lac_plan_find(&plan, LAC_SECTION_EXIT, "b");
    double value[14];
    assert_int_equal(plan.rows[0].from, MONTH(2019, 4));
    assert_int_equal(plan.rows[2].from, MONTH(2018, 7));
    assert_int_equal(plan.rows[3].from, MONTH(2011, 12)); /* after from, a month */
    assert_true(lac_item_timeline(a, 0, "count", MONTH(2018, 4), 14, value));
    for (int m = 0; m < 14; m++) {
        assert_true(value[m] == (m < 3 ? 10 : m < 12 ? 20 : 30));
    }
    /* none takes the row of 2019/20 away */
    assert_true(lac_item_timeline(a, 1, "count", MONTH(2018, 4), 14, value));
    for (int m = 0; m < 14; m++) {
        assert_true(value[m] == (m < 3 ? 10 : 25));
    }
    /* before the first value there is none; a row blank here and in the reference changes nothing */
    assert_true(lac_item_timeline(b, 0, "count", MONTH(2018, 4), 14, value));
    assert_true(isnan(value[0]));
    for (int m = 1; m < 14; m++) {
        assert_true(value[m] == 7);
    }
    assert_true(lac_item_timeline(b, 1, "count", MONTH(2018, 4), 14, value));
    for (int m = 1; m < 14; m++) {
        assert_true(value[m] == (m < 3 ? 7 : 8));
    }
    assert_null(lac_item_row(b, "count"));
    assert_true(lac_item_has(b, 0, "count"));
    assert_false(lac_item_timeline(b, 0, "rate", MONTH(2018, 4), 14, value));
    lac_plan_free(&plan);
}

static void items_are_read_by_the_kind_of_section(void **state)
{
    (void)state;
    lac_plan plan = row_of("population,17-18,children,,41200");
    assert_string_equal(plan.rows[0].item, "2017/18");
    assert_int_equal(plan.rows[0].item_year, 2017);
    lac_plan_free(&plan);
    plan = row_of("finance,2011-12,inflation,,3");
    assert_int_equal(plan.rows[0].item_year, 2011);
    lac_plan_free(&plan);
    plan = row_of("finance,-,discount_rate,,3.5");
    assert_string_equal(plan.rows[0].item, "");
    assert_int_equal(plan.rows[0].item_year, -1);
    lac_plan_free(&plan);
    plan = row_of("move,Home>  Residential   unit,rate,,0.1");
    assert_string_equal(plan.rows[0].item, "Home > Residential   unit");
    assert_string_equal(plan.rows[0].item_key, "home > residential unit");
    lac_plan_free(&plan);
    plan = row_of("unreconciled,ALL,count,,-5");
    assert_string_equal(plan.rows[0].item_key, "all");
    lac_plan_free(&plan);
    plan = row_of("uncertainty,Drift,active,,no");
    assert_string_equal(plan.rows[0].item_key, "drift");
    lac_plan_free(&plan);
    plan = row_of("stock,\"Supported, 16+\",children,,9");
    assert_string_equal(plan.rows[0].item, "Supported, 16+");
    lac_plan_free(&plan);
    plan = row_of("exit," SIXTY ",rate,,1");
    lac_plan_free(&plan);
}

static void units_fit_however_they_are_written(void **state)
{
    (void)state;
    static const char *const ROWS[] = {"placement,Home,weekly_cost,£ per week,520",
        "placement,Home,weekly_cost,£/week,520", "placement,Home,weekly_cost,GBP per week,520",
        "exit,a,rate,Per child year,0.1", "admissions,a,rate,\"per 10,000\",26",
        "admissions,a,rate,per 10k,26", "admissions,a,count,children/year,26",
        "admissions,a,growth,% a year,1", "finance,2018/19,budget,£,1",
        "intervention,a,success,% of cases,50", "admissions,a,ages,%,0-17:100",
        "admissions,a,placement,% of starts,Home:100", "study,,title,words,T"};
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        lac_plan plan = row_of(ROWS[i]);
        lac_plan_free(&plan);
    }
    static const row_fault FAULTS[] = {
        {"placement,Home,weekly_cost,£,520", 28, "D2", "the unit \"£\" does not fit weekly_cost",
            "write £ per week, or leave the unit blank"},
        {"exit,a,count,per 10000,5", 14, "D2", "the unit \"per 10000\" does not fit count",
            "write children per year, or leave the unit blank"},
        {"stock,all,children,%,5", 20, "D2", "the unit \"%\" does not fit children",
            "write children, or leave the unit blank"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void quoted_cells_may_hold_commas_quotes_and_lines(void **state)
{
    (void)state;
    lac_plan plan = study_of("section,item,field,note,Base\n"
                             "study,,title,\"two\nlines, \"\"quoted\"\"\",\"A\nplan\"\n"
                             "exit,sgo,rate,,\"0.2\n\"\n");
    assert_string_equal(plan.title, "A\nplan");
    assert_string_equal(plan.rows[0].note, "two\nlines, \"quoted\"");
    assert_true(plan.rows[1].cells[0].number == 0.2);
    assert_int_equal(plan.rows[1].place.line, 5);
    assert_int_equal(plan.rows[1].place.row, 3);
    lac_plan_free(&plan);
    assert_study_says("section,item,field,note,Base\n"
                      "exit,a,rate,\"two\nlines\",99\n",
        "s.csv:3:8: error: E2 rate 99 is outside 0 to 50\n"
        "  lines\",99\n"
        "         ^\n");
}

/* ---- faults of rows ---- */

static void unknown_sections_fields_and_items_are_told(void **state)
{
    (void)state;
    static const char LISTED[] = "`lacflow schema` lists the fields";
    static const row_fault FAULTS[] = {
        {"exits,sgo,rate,,1", 1, "A2", "the section \"exits\" is not known", "did you mean exit?"},
        {"income,,rate,,1", 1, "A2", "the section \"income\" is not known",
            "`lacflow schema` lists the sections"},
        {"exit,sgo,rtae,,1", 10, "C2", "the field \"rtae\" is not known in section exit",
            "did you mean rate? `lacflow schema` lists the fields"},
        {"exit,sgo,weekly_cost,,1", 10, "C2",
            "the field \"weekly_cost\" is not known in section exit", LISTED},
        {"exit,sgo,from 2018/19,,1", 10, "C2",
            "the field \"from 2018/19\" is not known in section exit", LISTED},
        {"study,x,title,,T", 7, "B2", "the section study has no items", "leave the item blank"},
        {"exit,,rate,,1", 6, "B2", "the item is blank: section exit wants route", NULL},
        {"population,,children,,1", 12, "B2",
            "the item is blank: section population wants financial year", NULL},
        {"unreconciled,some,count,,1", 14, "B2",
            "the item \"some\" is not known: section unreconciled wants all", NULL},
        {"uncertainty,luck,active,,no", 13, "B2",
            "the item \"luck\" is not known: section uncertainty wants process, parameter, drift "
            "or "
            "assumption",
            NULL},
        {"population,2017,children,,1", 12, "B2", "item \"2017\" is not a financial year",
            "write a financial year as 2017/18"},
        {"population,Oct-09,children,,1", 12, "B2", "item \"Oct-09\" is not a financial year",
            "write a financial year as 2017/18; Excel may have turned 2009/10 into Oct-09"},
        {"population,42826,children,,1", 12, "B2",
            "item 42826 is an Excel serial date; it means 2017-04-01",
            "format the cell as text and write 2017/18"},
        {"population,1917/18,children,,1", 12, "B2", "item 1917/18 is outside 1989/90 to 2100/01",
            NULL},
        {"move,Home,rate,,1", 6, "B2", "the item \"Home\" is not of the form placement > placement",
            NULL},
        {"move,Home > home,rate,,1", 6, "B2",
            "item \"Home > home\": the name of both placements is the same", NULL},
        {"move,Home > ,rate,,1", 6, "B2", "item \"Home >\": the name is empty", NULL},
        {"move,a > b > c,rate,,1", 6, "B2", "item \"a > b > c\": the name contains \">\"", NULL},
        {"exit," SIXTY "a,rate,,1", 6, "B2",
            "item \"" SIXTY "a\": the name is longer than 60 characters", NULL},
        {"exit,a;b,rate,,1", 6, "B2", "item \"a;b\": the name contains \";\"", NULL},
        {"exit,@a,rate,,1", 6, "B2", "item \"@a\": the name begins with \"@\"", NULL},
        {"exit,!?,rate,,1", 9, "C2", "the name \"!?\" has no letter or digit",
            "use at least one letter or digit"},
        {"move,a > !,rate,,1", 12, "C2", "the name \"a > !\" has no letter or digit",
            "use at least one letter or digit"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
    assert_study_says(SHORT_HEADER "pathway,SGO,weeks,,4,\n",
        "s.csv:2:9: error: B2 the item \"SGO\" is not of the form pathway/N stage\n"
        "  pathway,SGO,weeks,,4,\n"
        "          ^\n");
}

static void dated_values_follow_rules(void **state)
{
    (void)state;
    static const char HINT[] = "write: from 2018/19, or: from 2018-04";
    static const row_fault FAULTS[] = {
        {"exit,a,events from 2018/19,,9", 8, "C2", "events cannot change over time",
            "give one value for the whole study"},
        {"exit,a,count from,,9", 8, "C2", "\"\" after from is not a financial year or a month",
            HINT},
        {"exit,a,count from 2018,,9", 8, "C2",
            "\"2018\" after from is not a financial year or a month", HINT},
        /* years take a slash */
        {"exit,a,count from 2018-19,,9", 8, "C2",
            "\"2018-19\" after from is not a financial year or a month", HINT},
        {"exit,a,count from 17-18,,9", 8, "C2",
            "\"17-18\" after from is not a financial year or a month", HINT},
        {"exit,a,count from 15/04/2018,,9", 8, "C2",
            "\"15/04/2018\" after from is not a financial year or a month", HINT},
        {"exit,a,count from 43191,,9", 8, "C2",
            "from 43191 is an Excel serial date; it means 2018-04-01",
            "format the cell as text and write 2018-04"},
        {"exit,a,count from 0018-04,,9", 8, "C2", "from 0018-04 is outside 1990-01 to 2100-12",
            NULL},
        {"exit,a,count from 0018/19,,9", 8, "C2", "from 0018/19 is outside 1989/90 to 2100/01",
            NULL},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void rows_have_values_and_no_formulas(void **state)
{
    (void)state;
    static const char PASTE[] = "paste the value, not the formula";
    static const row_fault FAULTS[] = {
        {"exit,a,rate,,,,a source,,,,,", 8, "C2", "rate has no value in any scenario",
            "give a value, write none, or take the row out"},
        {"exit,a,rate,,,,=cmd(),,,,0.1,", 16, "G2", "the cell is a formula", PASTE},
        {"exit,a,rate,,=1,,,,,,0.1,", 14, "E2", "the cell is a formula", PASTE},
        {"=a,a,rate,,,,,,,,0.1,", 1, "A2", "the cell is a formula", PASTE},
        {"exit,a,rate,,,,,,,,0.1,=K2", 24, "L2", "the cell is a formula", PASTE},
        {"exit,a,rate,,,,,,blue,,0.1,", 18, "I2", "quality \"blue\" is not known",
            "write red, amber or green (or low, medium, high)"},
        {"exit,a,rate,,,,,,red,5,0.1,", 22, "J2", "impact \"5\" is not known",
            "write red, amber or green (or low, medium, high)"},
        {"study,,title,,,,,,,,T,Other", 23, "L2", "title must be the same in every scenario",
            "give it in the reference column and leave the others blank"},
        {"time,,end,,,,,,,,,2020-03", 19, "L2", "end must be the same in every scenario",
            "give it in the reference column and leave the others blank"},
        {"intervention,x,effect,,,,,,,,add,none", 34, "L2",
            "effect must be the same in every scenario",
            "give it in the reference column and leave the others blank"},
    };
    assert_row_faults(FULL_HEADER, FAULTS, COUNT(FAULTS));
    lac_plan plan = row_of("study,,title,,A title,a  TITLE");
    lac_plan_free(&plan);
}

static void low_and_high_enclose_the_reference(void **state)
{
    (void)state;
    static const row_fault FAULTS[] = {
        {"exit,a,events,,1,9,5,", 16, "E2", "events takes no low and high",
            "leave low and high blank"},
        {"exit,a,events,,,9,5,", 17, "F2", "events takes no low and high",
            "leave low and high blank"},
        {"exit,a,rate,,,0.3,0.2,", 14, "E2", "rate has no low", "give both or none"},
        {"exit,a,rate,,0.1,,0.2,", 18, "F2", "rate has no high", "give both or none"},
        {"exit,a,rate,,0.3,0.1,0.2,", 14, "E2", "rate: low 0.3 is above high 0.1", "swap them"},
        {"exit,a,rate,,0.1,0.3,0.4,", 22, "G2", "rate 0.4 is not between low 0.1 and high 0.3",
            "widen low and high"},
        {"exit,a,rate,,0.1,0.3,0.09,0.2", 22, "G2", "rate 0.09 is not between low 0.1 and high 0.3",
            "widen low and high"},
        {"exit,a,rate,,0.1,0.3,,0.2", 14, "E2", "rate has low and high but no reference value",
            "low and high belong to the reference; write 50% [35%..65%] in a scenario's own cell"},
        {"exit,a,rate,,0.1,0.3,none,0.2", 14, "E2", "rate has low and high but no reference value",
            "low and high belong to the reference; write 50% [35%..65%] in a scenario's own cell"},
        {"exit,a,rate,,x,0.3,0.2,", 14, "E2", "low \"x\" is not a number",
            "write it like 1250.5, £1,250.50 or none"},
        {"exit,a,rate,,0.1,51,0.2,", 18, "F2", "high 51 is outside 0 to 50", NULL},
        {"intervention,a,success,,35,65%,50%,", 25, "E2",
            "low 35 without a % sign is not a share between 0 and 1",
            "write 25% or 0.25, or put % in the unit column"},
    };
    assert_row_faults(RANGE_HEADER, FAULTS, COUNT(FAULTS));
    /* ends included; a scenario's own value is exact and may lie outside */
    lac_plan plan = study_of(RANGE_HEADER "exit,a,rate,,0.2,0.3,0.2,0.9\n"
                                          "exit,b,rate,,0.2,0.2,0.2,\n"
                                          "intervention,x,success,%,35,65,50,20% [10%..30%]\n"
                                          "admissions,x,growth,% per year,-1%,4,1.5%,\n");
    assert_true(plan.rows[0].has_range);
    assert_false(plan.rows[0].cells[1].has_range);
    assert_true(plan.rows[2].low == 0.35);
    assert_true(plan.rows[2].high == 0.65);
    assert_true(plan.rows[2].cells[1].low == 0.1);
    assert_true(plan.rows[2].cells[1].high == 0.3);
    assert_true(plan.rows[3].low == -0.01);
    assert_true(plan.rows[3].high == 0.04);
    lac_plan_free(&plan);
}

static void duplicates_name_the_first_line(void **state)
{
    (void)state;
    assert_study_says(SHORT_HEADER "exit,Sgo,rate,,0.2,\n"
                                   "exit,adoption,rate,,0.1,\n"
                                   "Exit,SGO,Rate,,0.3,\n"
                                   "exit,sgo,rate,,99,\n",
        "s.csv:5:16: error: E5 rate 99 is outside 0 to 50\n"
        "  exit,sgo,rate,,99,\n"
        "                 ^\n"
        "s.csv:4:10: error: C4 exit SGO rate is already given in line 2\n"
        "  Exit,SGO,Rate,,0.3,\n"
        "           ^\n"
        "  hint: keep one of them\n"
        "s.csv:5:10: error: C5 exit sgo rate is already given in line 2\n"
        "  exit,sgo,rate,,99,\n"
        "           ^\n"
        "  hint: keep one of them\n");
    assert_study_says(SHORT_HEADER "exit,sgo,count from 2018/19,,5,\n"
                                   "exit,sgo,count,,4,\n"
                                   "exit,sgo,count from Apr-18,,6,\n",
        "s.csv:4:10: error: C4 exit sgo count is already given in line 2\n"
        "  exit,sgo,count from Apr-18,,6,\n"
        "           ^\n"
        "  hint: keep one of them\n");
    assert_study_says(SHORT_HEADER "time,,end,,2020-03,\n"
                                   "time,-,end,,2020-03,\n"
                                   "population,2017/18,children,,5,\n"
                                   "population,17-18,children,,5,\n",
        "s.csv:3:8: error: C3 time end is already given in line 2\n"
        "  time,-,end,,2020-03,\n"
        "         ^\n"
        "  hint: keep one of them\n"
        "s.csv:5:18: error: C5 population 2017/18 children is already given in line 4\n"
        "  population,17-18,children,,5,\n"
        "                   ^\n"
        "  hint: keep one of them\n");
}

static void names_with_one_slug_are_refused(void **state)
{
    (void)state;
    assert_study_says(SHORT_HEADER "stock,In-house fostering,children,,5,\n"
                                   "stock,Réunion,children,,5,\n"
                                   "exit,reunion,count,,5,\n"
                                   "stock,In house (fostering),children,,5,\n"
                                   "stock,REUNION!,children,,5,\n",
        "s.csv:5:28: error: C5 \"In-house fostering\" and \"In house (fostering)\" give the same "
        "measure name in_house_fostering\n"
        "  stock,In house (fostering),children,,5,\n"
        "                             ^\n"
        "  hint: change one of the names\n"
        "s.csv:6:16: error: C6 \"Réunion\" and \"REUNION!\" give the same measure name reunion\n"
        "  stock,REUNION!,children,,5,\n"
        "                 ^\n"
        "  hint: change one of the names\n");
    assert_study_says(SHORT_HEADER "move,a > b to c,rate,,1,\n"
                                   "move,a to b > c,rate,,1,\n",
        "s.csv:3:17: error: C3 \"a > b to c\" and \"a to b > c\" give the same measure name "
        "a_to_b_to_c\n"
        "  move,a to b > c,rate,,1,\n"
        "                  ^\n"
        "  hint: change one of the names\n");
    lac_plan plan = study_of(SHORT_HEADER "move,a > b c,rate,,1,\nmove,a b > c,rate,,1,\n");
    lac_plan_free(&plan);
}

/* One message for each section or field, at its first row. */
static void what_is_not_built_says_so(void **state)
{
    (void)state;
    assert_study_says(SHORT_HEADER "staff,team,workers,,1,\n"
                                   "staff,team,cases_each,,10,\n"
                                   "placement,Home,capacity,,190,\n"
                                   "placement,Unit,capacity,,20,\n"
                                   "placement,Home,weekly_cost,,500,\n",
        "s.csv:2:12: error: C2 the section staff is not built yet in this version\n"
        "  staff,team,workers,,1,\n"
        "             ^\n"
        "  hint: take its rows out, or begin them with #\n"
        "s.csv:4:16: error: C4 capacity of section placement is not built yet in this version\n"
        "  placement,Home,capacity,,190,\n"
        "                 ^\n"
        "  hint: take its rows out, or begin them with #\n");
}

/* ---- faults of headers ---- */

static void header_rules_hold(void **state)
{
    (void)state;
    static const struct {
        const char *header; /* after "section,item,field," */
        int column;
        const char *cell;
        const char *message;
        const char *hint;
    } FAULTS[] = {
        {"Base,notes", 25, "E1", "column \"notes\" is within two letters of \"note\"",
            "write \"note\" if that is meant, else choose a name less like it"},
        {"sorce,Base", 20, "D1", "column \"sorce\" is within two letters of \"source\"",
            "write \"source\" if that is meant, else choose a name less like it"},
        {"Base,Comment", 25, "E1", "the header \"Comment\" would be read as a scenario",
            "use the columns note, quality or impact; every other column is a scenario"},
        {"RAG,Base", 20, "D1", "the header \"RAG\" would be read as a scenario",
            "use the columns note, quality or impact; every other column is a scenario"},
        {"Base,comments", 25, "E1", "the header \"comments\" would be read as a scenario",
            "use the columns note, quality or impact; every other column is a scenario"},
        {"Base,History", 25, "E1", "the scenario name history is reserved for what was observed",
            "rename the scenario"},
        {"Base,50:50", 25, "E1", "the name contains \":\"", "rename the scenario"},
        {"Base,-20%", 25, "E1", "the name begins with \"-\"", "rename the scenario"},
        {"Base,=A1", 25, "E1", "the name begins with \"=\"", "rename the scenario"},
        {"Base," SIXTY "a", 25, "E1", "the name is longer than 60 characters",
            "rename the scenario"},
        {"Base,%%", 25, "E1", "the scenario name \"%%\" has no letter or digit",
            "use at least one letter or digit"},
        {"Base,Plan,BASE", 30, "F1", "column \"BASE\" repeats column D", "keep one of them"},
        {"Base,Plan B,Plan-B", 32, "F1",
            "the scenario \"Plan-B\" cannot be told in file names from \"Plan B\"",
            "give every scenario its own name"},
        {"unit,Base,Unit", 30, "F1", "column \"Unit\" repeats column D", "keep one of them"},
        {"unit", 1, "A1", "there is no scenario column",
            "add a column per scenario; the first is the reference"},
    };
    for (size_t i = 0; i < COUNT(FAULTS); i++) {
        char text[200];
        char expected[400];
        snprintf(text, sizeof text, "section,item,field,%s", FAULTS[i].header);
        snprintf(expected, sizeof expected, "s.csv:1:%d: error: %s %s\n  %s\n  %*s^\n  hint: %s\n",
            FAULTS[i].column, FAULTS[i].cell, FAULTS[i].message, text, FAULTS[i].column - 1, "",
            FAULTS[i].hint);
        assert_study_says(text, expected);
    }
    assert_study_says("section,feild,Base\n",
        "s.csv:1:9: error: B1 column \"feild\" is within two letters of \"field\"\n"
        "  section,feild,Base\n"
        "          ^\n"
        "  hint: write \"field\" if that is meant, else choose a name less like it\n"
        "s.csv:1:1: error: the required column \"item\" is missing\n"
        "  section,feild,Base\n"
        "  ^\n"
        "  hint: add it to the header\n");
}

/* Rows are looked at all the same, so that all faults are told in one pass. */
static void rows_are_read_under_a_faulty_header(void **state)
{
    (void)state;
    assert_study_says("section,item,field,,Base,notes\n"
                      "exit,a,rate,x,99,see above\n"
                      "exit,b,rate,,,seen\n"
                      "exit,c,rate,,1,see d, too\n",
        "s.csv:1:26: error: F1 column \"notes\" is within two letters of \"note\"\n"
        "  section,item,field,,Base,notes\n"
        "                           ^\n"
        "  hint: write \"note\" if that is meant, else choose a name less like it\n"
        "s.csv:1:20: error: D1 has no name, but D2 below it is not empty\n"
        "  section,item,field,,Base,notes\n"
        "                     ^\n"
        "  hint: name the column, or clear the cells below it\n"
        "s.csv:1:31: error: G1 has no name, but G4 below it is not empty\n"
        "  section,item,field,,Base,notes\n"
        "                                ^\n"
        "  hint: name the column, or clear the cells below it\n"
        "s.csv:2:15: error: E2 rate 99 is outside 0 to 50\n"
        "  exit,a,rate,x,99,see above\n"
        "                ^\n"
        "s.csv:4:22: error: G4 the row has more cells than the header\n"
        "  exit,c,rate,,1,see d, too\n"
        "                       ^\n"
        "  hint: quote cells that contain a comma, or name the column\n");
}

static void all_faults_are_told_in_one_pass(void **state)
{
    (void)state;
    assert_study_says(RANGE_HEADER "exit,,count from soon,%,1,,-1,140x\n",
        "s.csv:2:6: error: B2 the item is blank: section exit wants route\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "       ^\n"
        "s.csv:2:7: error: C2 \"soon\" after from is not a financial year or a month\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "        ^\n"
        "  hint: write: from 2018/19, or: from 2018-04\n"
        "s.csv:2:23: error: D2 the unit \"%\" does not fit count\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "                        ^\n"
        "  hint: write children per year, or leave the unit blank\n"
        "s.csv:2:28: error: G2 count -1 is outside 0 to 1000000\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "                             ^\n"
        "s.csv:2:31: error: H2 count \"140x\" is not a number\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "                                ^\n"
        "  hint: write it like 1250.5, £1,250.50 or none\n"
        "s.csv:2:27: error: F2 count has no high\n"
        "  exit,,count from soon,%,1,,-1,140x\n"
        "                            ^\n"
        "  hint: give both or none\n");
}

/* ---- files that are no studies ---- */

static void hostile_files_are_refused(void **state)
{
    (void)state;
    static const char SAVE[] = "save as \"CSV UTF-8 (Comma delimited)\"";
    char expected[400];
    assert_study_says("", "s.csv: error: the file is empty\n"
                          "  hint: its first row must name the columns; was it saved?\n");
    assert_study_says("# only\n,,\n",
        "s.csv: error: the file has no header: its rows are blank or comments\n"
        "  hint: its first row must name the columns\n");
    snprintf(expected, sizeof expected,
        "s.csv:1:3: error: byte 0x00 at offset 2 is a NUL, which no text file has\n  ab\n    ^\n"
        "  hint: %s\n",
        SAVE);
    assert_bytes_say("ab\0cd", 5, expected);
    snprintf(expected, sizeof expected,
        "s.csv:1:2: error: byte 0xA3 at offset 1 is not UTF-8\n  x?5\n   ^\n  hint: %s\n", SAVE);
    assert_study_says("x\xA3"
                      "5",
        expected);
    assert_study_says(SHORT_HEADER "exit,a,rate,,\"1,\n",
        "s.csv:2:14: error: E2 begins with a quotation mark that is never closed\n"
        "  exit,a,rate,,\"1,\n"
        "               ^\n"
        "  hint: close it, or take it away\n");
}

/* header, then n rows of the same form with a number in the item. */
static char *many_rows(const char *header, int n)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs(header, out);
    for (int i = 0; i < n; i++) {
        fprintf(out, "exit,r%d,rate,,1,\n", i);
    }
    assert_int_equal(fclose(out), 0);
    return text;
}

static void limits_of_rows_and_cells_hold(void **state)
{
    (void)state;
    char *text = many_rows(SHORT_HEADER, 20000);
    lac_plan plan = study_of(text);
    assert_int_equal(plan.n_rows, 20000);
    assert_int_equal(plan.n_items, 20000);
    lac_plan_free(&plan);
    free(text);
    text = many_rows(SHORT_HEADER, 20001);
    assert_study_says(text, "s.csv:20002:1: error: A20002 is outside the 20,000 rows a table may "
                            "have below its header\n"
                            "  exit,r20000,rate,,1,\n"
                            "  ^\n"
                            "  hint: leave out rows that are not needed\n");
    free(text);

    for (int bytes = 4096; bytes <= 4097; bytes++) {
        static const char BEGIN[] = "section,item,field,note,Base\nexit,a,rate,";
        char *cell = calloc(5000, 1);
        assert_non_null(cell);
        memcpy(cell, BEGIN, sizeof BEGIN);
        memset(cell + strlen(BEGIN), 'x', (size_t)bytes);
        memcpy(cell + strlen(BEGIN) + bytes, ",1\n", 4);
        if (bytes == 4096) {
            assert_study_says(cell, "");
        } else {
            char expected[400];
            snprintf(expected, sizeof expected,
                "s.csv:2:13: error: D2 is longer than 4,096 bytes\n  exit,a,rate,%0108d...\n"
                "              ^\n  hint: shorten it\n",
                0);
            for (char *c = strstr(expected, "00000"); *c == '0'; c++) {
                *c = 'x';
            }
            assert_study_says(cell, expected);
        }
        free(cell);
    }
}

static char *many_scenarios(int n)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs("section,item,field", out);
    for (int i = 0; i < n; i++) {
        fprintf(out, ",s%d", i);
    }
    fputs("\nexit,a,rate,1\n", out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void a_thousand_scenarios_are_the_limit(void **state)
{
    (void)state;
    char *text = many_scenarios(1000);
    lac_plan plan = study_of(text);
    assert_int_equal(plan.n_scenarios, 1000);
    assert_true(lac_item_number(lac_plan_find(&plan, LAC_SECTION_EXIT, "a"), 999, "rate", 0) == 1);
    lac_plan_free(&plan);
    free(text);
    text = many_scenarios(1003);
    lac_diagnostics diagnostics = {0};
    plan = (lac_plan){0};
    assert_int_equal(lac_study_parse(&plan, text, strlen(text), "s.csv", &diagnostics), LAC_INPUT);
    assert_int_equal(diagnostics.n, 1);
    assert_string_equal(diagnostics.items[0].message, "there are more than 1000 scenarios");
    assert_string_equal(diagnostics.items[0].hint, "split the study");
    assert_int_equal(diagnostics.items[0].place.line, 1);
    assert_int_equal(diagnostics.items[0].place.sheet_column, 1004);
    /* 18, then 10 of ",s0", 90 of ",s00", 900 of ",s000", and the comma */
    assert_int_equal(diagnostics.items[0].place.column, 18 + 30 + 360 + 4500 + 2);
    lac_diagnostics_free(&diagnostics);
    lac_plan_free(&plan);
    free(text);
}

static void the_horizon_is_checked(void **state)
{
    (void)state;
#define FLOWS "stock,all,children,,100,\nadmissions,all,count,,12,\nexit,a,rate,,0.1,\n"
    assert_check_says(SHORT_HEADER "time,,start,,2018-04,\ntime,,end,,2068-03,\n" FLOWS, "");
    assert_check_says(SHORT_HEADER "time,,start,,2018-04,\ntime,,end,,2068-04,\n" FLOWS,
        "s.csv:3:12: error: E3 the study has 601 months; at most 600 are possible\n"
        "  time,,end,,2068-04,\n"
        "             ^\n");
    assert_check_says(SHORT_HEADER "time,,start,,2018-04,\ntime,,end,,2018-04,\n" FLOWS, "");
    assert_check_says(SHORT_HEADER "time,,start,,2018-04,\ntime,,end,,2018-03,\n" FLOWS,
        "s.csv:3:12: error: E3 the study ends before it starts (2018-04)\n"
        "  time,,end,,2018-03,\n"
        "             ^\n"
        "  hint: put the end after the start\n");
}

/* ---- the reference study ---- */

/* Each section of the contract once: nothing may be said but what is not built. */
static void the_reference_study_is_read(void **state)
{
    (void)state;
    static const struct {
        int line;
        int column;
        const char *what;
    } UNBUILT[] = {{11, 7, "tracker of section data is"},
        {27, 10, "support_weekly of section exit is"}, {28, 20, "cost_one_off of section exit is"},
        {29, 23, "the section reentry is"}, {31, 30, "capacity of section placement is"},
        {32, 30, "overflow of section placement is"}, {38, 26, "the section pathway is"},
        {51, 23, "the section staff is"}, {56, 24, "pathway of section intervention is"},
        {63, 24, "staff of section intervention is"},
        {64, 24, "cost_per_year of section intervention is"},
        {86, 25, "cost_one_off of section intervention is"}};
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        lac_study_read(&plan, "tests/data/reference/study.csv", &diagnostics), LAC_INPUT);
    for (size_t i = 0; i < diagnostics.n; i++) {
        const lac_diagnostic *item = &diagnostics.items[i];
        char message[100];
        assert_true(i < COUNT(UNBUILT));
        snprintf(message, sizeof message, "%s not built yet in this version", UNBUILT[i].what);
        assert_int_equal(item->severity, LAC_ERROR);
        assert_string_equal(item->place.file, "tests/data/reference/study.csv");
        assert_string_equal(item->message, message);
        assert_string_equal(item->hint, "take its rows out, or begin them with #");
        assert_int_equal(item->place.line, UNBUILT[i].line);
        assert_int_equal(item->place.row, UNBUILT[i].line);
        assert_int_equal(item->place.column, UNBUILT[i].column);
        assert_int_equal(item->place.sheet_column, 3);
    }
    assert_int_equal(diagnostics.n, COUNT(UNBUILT));
    assert_int_equal(plan.n_scenarios, 3);
    assert_string_equal(plan.name, "reference");
    assert_string_equal(plan.title, "Children looked after, Exampleshire");
    assert_int_equal(plan.history.n_rows, 5);
    assert_int_equal(plan.opening.n_rows, 14);
    assert_int_equal(plan.rates.n_rows, 6);
    assert_int_equal(plan.n_inputs, 4);
    const lac_plan_item *drive = lac_plan_find(&plan, LAC_SECTION_INTERVENTION, "sgo drive");
    assert_string_equal(lac_item_text(drive, 0, "active"), "no");
    assert_string_equal(lac_item_text(drive, 2, "active"), "yes");
    assert_true(lac_item_number(drive, 1, "success", -1) == 0.5);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

/* Tables are read although the sheet has faults, and each fault of each file is told. */
static void faults_of_all_files_are_told(void **state)
{
    (void)state;
    test_study study;
    study_run(&study,
        SHORT_HEADER "data,,history,,absent.csv,\n"
                     "data,,population,,people.csv,\n"
                     "data,,rates,,../rates.csv,\n"
                     "exit,a,rate,,99,\n",
        "people.csv", "period,children\n2017/18,none of them\n", NULL);
    assert_int_equal(study.status, LAC_INPUT);
    assert_counts(&study, 4, 0);
    assert_told(&study, LAC_ERROR, "study.csv", 4,
        "rates \"../rates.csv\" leads out of the sheet's folder");
    assert_told(&study, LAC_ERROR, "study.csv", 5, "rate 99 is outside 0 to 50");
    assert_told(&study, LAC_ERROR, "absent.csv", 0, "the file does not exist");
    assert_told(&study, LAC_ERROR, "people.csv", 2, "children \"none of them\" is not a number");
    study_free(&study);
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_study_read(&plan, "tests/data/absent.csv", &diagnostics), LAC_INPUT);
    assert_int_equal(diagnostics.n, 1);
    assert_string_equal(diagnostics.items[0].message, "the file does not exist");
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_becomes_scenarios_rows_and_items),
        cmocka_unit_test(a_study_without_a_title_is_called_by_its_file),
        cmocka_unit_test(blank_inherits_none_unsets_and_blank_is_never_0),
        cmocka_unit_test(values_change_over_time),
        cmocka_unit_test(items_are_read_by_the_kind_of_section),
        cmocka_unit_test(units_fit_however_they_are_written),
        cmocka_unit_test(quoted_cells_may_hold_commas_quotes_and_lines),
        cmocka_unit_test(unknown_sections_fields_and_items_are_told),
        cmocka_unit_test(dated_values_follow_rules),
        cmocka_unit_test(rows_have_values_and_no_formulas),
        cmocka_unit_test(low_and_high_enclose_the_reference),
        cmocka_unit_test(duplicates_name_the_first_line),
        cmocka_unit_test(names_with_one_slug_are_refused),
        cmocka_unit_test(what_is_not_built_says_so),
        cmocka_unit_test(header_rules_hold),
        cmocka_unit_test(rows_are_read_under_a_faulty_header),
        cmocka_unit_test(all_faults_are_told_in_one_pass),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(limits_of_rows_and_cells_hold),
        cmocka_unit_test(a_thousand_scenarios_are_the_limit),
        cmocka_unit_test(the_horizon_is_checked),
        cmocka_unit_test(the_reference_study_is_read),
        cmocka_unit_test(faults_of_all_files_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
