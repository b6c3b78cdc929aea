/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header and the rows of a study sheet, and the exact message of every fault. */
#include "study_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

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
    plan = row_of("finance,-,price_base,,2017/18");
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
        "admissions,a,growth,% a year,1", "target,t,at_most,£,1",
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

/* Numbers, periods and choices are compared by what they say, files letter by letter. */
static void the_same_in_every_scenario_is_the_same_value(void **state)
{
    (void)state;
    static const char *const SAME[] = {"target,t,at_most,,\"1,200\",£1200.0",
        "time,,end,,2020-03,March 2020", "time,,start,,01/04/2018,Apr-18",
        "finance,,price_base,,2017/18,17-18", "intervention,x,effect,,add,ADD",
        "study,,title,,A  plan,a plan", "finance,,discount_rate,,3.5,3.5%",
        "time,,start,,none,NONE", "target,t,by,,2019/20,2019-20"};
    for (size_t i = 0; i < COUNT(SAME); i++) {
        lac_plan plan = row_of(SAME[i]);
        lac_plan_free(&plan);
    }
    static const char HINT[] = "give it in the reference column and leave the others blank";
    static const row_fault FAULTS[] = {
        {"target,t,at_most,,1200,1201", 24, "F2", "at_most must be the same in every scenario",
            HINT},
        {"target,t,by,,2019/20,2020-03", 22, "F2", "by must be the same in every scenario", HINT},
        {"time,,start,,2018-04,none", 22, "F2", "start must be the same in every scenario", HINT},
        {"data,,history,,h.csv,H.csv", 22, "F2", "history must be the same in every scenario",
            HINT},
        /* what has a fault is compared with nothing */
        {"time,,end,,=A1,2020-03", 12, "E2", "the cell is a formula",
            "paste the value, not the formula"},
        {"time,,end,,soon,2020-03", 12, "E2", "end \"soon\" is not a month",
            "write a month as 2017-04, Apr-17 or 01/04/2017"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void low_and_high_enclose_the_reference(void **state)
{
    (void)state;
    static const row_fault FAULTS[] = {
        {"exit,a,variance_ratio,,1,9,5,", 24, "E2", "variance_ratio takes no low and high",
            "leave low and high blank"},
        {"exit,a,variance_ratio,,,9,5,", 25, "F2", "variance_ratio takes no low and high",
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
        /* a cell with a fault is no missing value */
        {"exit,a,rate,,0.1,0.3,y,", 22, "G2", "rate \"y\" is not a number",
            "write it like 1250.5, £1,250.50 or none"},
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

/* Without its first scenario the reference is not known: nothing is held against it. */
static void a_faulty_reference_column_has_no_further_faults(void **state)
{
    (void)state;
    assert_study_says("section,item,field,low,high,50:50,Plan,Third\n"
                      "exit,a,rate,0.1,0.3,0.2,\n"
                      "exit,b,rate,0.1,0.3,0.2,0.9\n"
                      "study,,title,,,T,,T\n",
        "s.csv:1:29: error: F1 the name contains \":\"\n"
        "  section,item,field,low,high,50:50,Plan,Third\n"
        "                              ^\n"
        "  hint: rename the scenario\n");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_read_by_the_kind_of_section),
        cmocka_unit_test(units_fit_however_they_are_written),
        cmocka_unit_test(quoted_cells_may_hold_commas_quotes_and_lines),
        cmocka_unit_test(unknown_sections_fields_and_items_are_told),
        cmocka_unit_test(dated_values_follow_rules),
        cmocka_unit_test(rows_have_values_and_no_formulas),
        cmocka_unit_test(the_same_in_every_scenario_is_the_same_value),
        cmocka_unit_test(low_and_high_enclose_the_reference),
        cmocka_unit_test(header_rules_hold),
        cmocka_unit_test(rows_are_read_under_a_faulty_header),
        cmocka_unit_test(a_faulty_reference_column_has_no_further_faults),
        cmocka_unit_test(all_faults_are_told_in_one_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
