/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of a study sheet: every spelling of every type, and the exact message of every fault. */
#include "base/month.h"
#include "input/value.h"
#include "study_text.h"

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

/* ---- helpers ---- */

/* A spelling and what it is read as. */
typedef struct {
    const char *text;
    double number;
} spelling;

static const lac_field *field_of(lac_section section, const char *name)
{
    const lac_field *field = lac_field_find(section, name);
    assert_non_null(field);
    return field;
}

/* The cell must be a value and nothing may be said. */
static lac_plan_cell read_cell(
    lac_arena *arena, const lac_field *field, const char *unit, const char *text)
{
    lac_plan_cell cell;
    lac_diagnostics diagnostics = {0};
    const lac_place place = {.file = "s.csv", .line = 7, .column = 3, .row = 7, .sheet_column = 2};
    assert_true(lac_value_read(&cell, arena, field, unit, text, &place, &diagnostics));
    assert_int_equal(diagnostics.n, 0);
    assert_int_equal(cell.state, LAC_CELL_VALUE);
    assert_int_equal(cell.place.line, 7);
    assert_int_equal(cell.place.column, 3);
    lac_diagnostics_free(&diagnostics);
    return cell;
}

static void assert_spellings(lac_section section, const char *name, const char *unit,
    const spelling *spellings, size_t n_spellings)
{
    for (size_t i = 0; i < n_spellings; i++) {
        lac_arena arena = {0};
        const lac_plan_cell cell =
            read_cell(&arena, field_of(section, name), unit, spellings[i].text);
        if (!(cell.number == spellings[i].number)) {
            fail_msg("\"%s\" is read as %.17g", spellings[i].text, cell.number);
        }
        assert_string_equal(cell.text, spellings[i].text);
        assert_false(cell.has_range);
        lac_arena_free(&arena);
    }
}

/* ---- numbers ---- */

static void numbers_are_read_in_every_spelling(void **state)
{
    (void)state;
    static const spelling NUMBERS[] = {{"1250.5", 1250.5}, {"£1,250.50", 1250.5}, {"1,147", 1147},
        {" 120 ", 120}, {"0", 0}, {"+7", 7}, {"1e3", 1000}, {"1,000,000", 1e6}, {".5", 0.5},
        {"\u00a0 12", 12}, {"1000000", 1e6}};
    assert_spellings(LAC_SECTION_ADMISSIONS, "count", "", NUMBERS, COUNT(NUMBERS));
    static const spelling SIGNED[] = {{"-57", -57}, {"-£57", -57}, {"£-57", -57}, {"-1e6", -1e6}};
    assert_spellings(LAC_SECTION_UNRECONCILED, "count", "", SIGNED, COUNT(SIGNED));
    static const spelling WHOLE[] = {{"412", 412}, {"412.0", 412}, {"4.12e2", 412}};
    assert_spellings(LAC_SECTION_STOCK, "children", "", WHOLE, COUNT(WHOLE));
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"nan", "NaN", "inf", "-inf", "infinity", "1e309", "0x10",
        "1,25", "1,2500", "12 000", "1.2.3", "12a", "£", "--5", "1e", "five", "1 250.50.", "1 - 2"};
    for (size_t i = 0; i < COUNT(TEXTS); i++) {
        char row[80];
        char message[80];
        snprintf(row, sizeof row, "exit,sgo,rate,,\"%s\"", TEXTS[i]);
        snprintf(message, sizeof message, "rate \"%s\" is not a number", TEXTS[i]);
        const row_fault fault = {row, 16, "E2", message, "write it like 1250.5, £1,250.50 or none"};
        assert_row_faults(SHORT_HEADER, &fault, 1);
    }
}

static void numbers_outside_their_range_are_refused(void **state)
{
    (void)state;
    static const row_fault FAULTS[] = {
        {"stock,all,children,,-5", 21, "E2", "children -5 is outside 0 to 1000000", NULL},
        {"stock,all,children,,1000001", 21, "E2", "children 1000001 is outside 0 to 1000000", NULL},
        {"exit,sgo,rate,,1e308", 16, "E2", "rate 1e308 is outside 0 to 50", NULL},
        {"exit,sgo,rate,,50.1", 16, "E2", "rate 50.1 is outside 0 to 50", NULL},
        {"exit,sgo,count,,-0.5", 17, "E2", "count -0.5 is outside 0 to 1000000", NULL},
        {"admissions,x,rate,,10001", 20, "E2", "rate 10001 is outside 0 to 10000", NULL},
        {"admissions,x,variance_ratio,,0.9", 30, "E2", "variance_ratio 0.9 is outside 1 to 100",
            NULL},
        {"admissions,x,growth,,-51", 22, "E2", "growth -51 is outside -50% to 100%", NULL},
        {"admissions,x,growth,,101%", 22, "E2", "growth 101% is outside -50% to 100%", NULL},
        {"exit,sgo,from_age,,18", 20, "E2", "from_age 18 is outside 0 to 17", NULL},
        {"population,2017/18,children,,0", 30, "E2", "children 0 is outside 1 to 10000000", NULL},
        {"placement,Home,weekly_cost,,100001", 29, "E2",
            "weekly_cost 100001 is outside 0 to 100000", NULL},
        {"intervention,x,factor,,-1", 24, "E2", "factor -1 is outside 0 to 100", NULL},
        {"intervention,x,ramp_months,,601", 29, "E2", "ramp_months 601 is outside 0 to 600", NULL},
        {"stock,all,children,,412.5", 21, "E2", "children 412.5 is not a whole number", NULL},
        {"exit,sgo,to_age,,4.5", 18, "E2", "to_age 4.5 is not a whole number", NULL},
        {"exit,sgo,count,,25%", 17, "E2",
            "count 25% is a share where a number (children per year) is wanted",
            "take the % sign away"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

/* ---- shares and per cent ---- */

static void shares_are_read_in_every_spelling(void **state)
{
    (void)state;
    static const spelling BARE[] = {{"25%", 0.25}, {"25 %", 0.25}, {"0.25", 0.25}, {"0", 0},
        {"1", 1}, {"100%", 1}, {"0%", 0}, {"0.5%", 0.005}, {"1%", 0.01}};
    assert_spellings(LAC_SECTION_INTERVENTION, "success", "", BARE, COUNT(BARE));
    assert_spellings(LAC_SECTION_INTERVENTION, "success", "share", BARE, COUNT(BARE));
    /* under a unit that begins with % a bare number is per cent, also below 1 */
    static const spelling UNDER[] = {{"25%", 0.25}, {"25", 0.25}, {"0.25", 0.0025}, {"1", 0.01},
        {"0.5", 0.005}, {"100", 1}, {"35", 0.35}};
    assert_spellings(LAC_SECTION_INTERVENTION, "success", "%", UNDER, COUNT(UNDER));
    assert_spellings(LAC_SECTION_INTERVENTION, "success", "% of cases", UNDER, COUNT(UNDER));
}

static void wrong_shares_are_refused(void **state)
{
    (void)state;
    static const row_fault FAULTS[] = {
        {"intervention,x,success,,140%", 25, "E2", "success 140% is outside 0% to 100%", NULL},
        {"intervention,x,success,,100.5%", 25, "E2", "success 100.5% is outside 0% to 100%", NULL},
        {"intervention,x,success,%,140", 26, "E2", "success 140% is outside 0% to 100%", NULL},
        {"intervention,x,success,,-1%", 25, "E2", "success -1% is outside 0% to 100%", NULL},
        {"intervention,x,success,,35", 25, "E2",
            "success 35 without a % sign is not a share between 0 and 1",
            "write 25% or 0.25, or put % in the unit column"},
        {"intervention,x,success,share,1.4", 30, "E2",
            "success 1.4 without a % sign is not a share between 0 and 1",
            "write 25% or 0.25, or put % in the unit column"},
        {"intervention,x,success,,-0.1", 25, "E2",
            "success -0.1 without a % sign is not a share between 0 and 1",
            "write 25% or 0.25, or put % in the unit column"},
        {"intervention,x,success,,half", 25, "E2", "success \"half\" is not a share",
            "write a share as 25%"},
        {"intervention,x,success,,nan", 25, "E2", "success \"nan\" is not a share",
            "write a share as 25%"},
        {"intervention,x,success,,£1%", 25, "E2", "success \"£1%\" is not a share",
            "write a share as 25%"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void a_bare_number_in_a_per_cent_field_is_per_cent(void **state)
{
    (void)state;
    static const spelling RATES[] = {
        {"1.5%", 0.015}, {"1.5", 0.015}, {"0.5", 0.005}, {"-1%", -0.01}, {"100", 1}, {"0", 0}};
    assert_spellings(LAC_SECTION_ADMISSIONS, "growth", "", RATES, COUNT(RATES));
    assert_spellings(LAC_SECTION_ADMISSIONS, "growth", "%", RATES, COUNT(RATES));
    assert_spellings(LAC_SECTION_FINANCE, "inflation", "% a year", RATES, COUNT(RATES));
    assert_spellings(LAC_SECTION_FINANCE, "deflator", "", RATES, COUNT(RATES));
    static const spelling OTHERS[] = {{"3.5", 0.035}, {"11%", 0.11}};
    assert_spellings(LAC_SECTION_FINANCE, "discount_rate", "", OTHERS, COUNT(OTHERS));
    assert_spellings(LAC_SECTION_UNCERTAINTY, "admissions_sd", "%", OTHERS, COUNT(OTHERS));
    assert_spellings(LAC_SECTION_UNCERTAINTY, "exits_sd", "", OTHERS, COUNT(OTHERS));
}

/* ---- months and years ---- */

static void months_are_read_in_every_spelling(void **state)
{
    (void)state;
    static const spelling MONTHS[] = {{"2017-04", MONTH(2017, 4)}, {"Apr-17", MONTH(2017, 4)},
        {"April 2017", MONTH(2017, 4)}, {"apr 2017", MONTH(2017, 4)},
        {"01/04/2017", MONTH(2017, 4)}, {"1/4/2017", MONTH(2017, 4)},
        {"APRIL-2017", MONTH(2017, 4)}, {"Sept 2017", MONTH(2017, 9)}, {"2011-12", MONTH(2011, 12)},
        {"Jan-90", MONTH(1990, 1)}, {"2100-12", MONTH(2100, 12)}};
    assert_spellings(LAC_SECTION_TIME, "start", "", MONTHS, COUNT(MONTHS));
    assert_spellings(LAC_SECTION_INTERVENTION, "end", "month", MONTHS, COUNT(MONTHS));
}

static void wrong_months_are_refused(void **state)
{
    (void)state;
    static const char HINT[] = "write a month as 2017-04, Apr-17 or 01/04/2017";
    static const row_fault FAULTS[] = {
        {"time,,start,,2017/18", 14, "E2", "start \"2017/18\" is not a month", HINT},
        {"time,,start,,2017-13", 14, "E2", "start \"2017-13\" is not a month", HINT},
        {"time,,start,,2017-00", 14, "E2", "start \"2017-00\" is not a month", HINT},
        {"time,,start,,2017", 14, "E2", "start \"2017\" is not a month", HINT},
        {"time,,start,,04/2017", 14, "E2", "start \"04/2017\" is not a month", HINT},
        {"time,,start,,30/02/2017", 14, "E2", "start \"30/02/2017\" is not a month", HINT},
        {"time,,start,,Avril 2017", 14, "E2", "start \"Avril 2017\" is not a month", HINT},
        {"time,,start,,soon", 14, "E2", "start \"soon\" is not a month", HINT},
        {"time,,start,,15/04/2017", 14, "E2", "start 15/04/2017 is not the first day of a month",
            "write the first of the month, such as 01/04/2017, or 2017-04"},
        {"time,,start,,1989-12", 14, "E2", "start 1989-12 is outside 1990-01 to 2100-12", NULL},
        {"time,,end,,2101-01", 12, "E2", "end 2101-01 is outside 1990-01 to 2100-12", NULL},
        /* 1 April 2017 is day 42826 of Excel */
        {"time,,start,,42826", 14, "E2", "start 42826 is an Excel serial date; it means 2017-04-01",
            "format the cell as text and write 2017-04"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void financial_years_are_read_in_every_spelling(void **state)
{
    (void)state;
    static const spelling YEARS[] = {{"2017/18", 2017}, {"17-18", 2017}, {"2017-18", 2017},
        {"2011-12", 2011}, {"1999/00", 1999}, {"99-00", 1999}, {"1989/90", 1989},
        {"2100/01", 2100}};
    assert_spellings(LAC_SECTION_FINANCE, "price_base", "", YEARS, COUNT(YEARS));
}

static void wrong_years_are_refused(void **state)
{
    (void)state;
    static const char HINT[] = "write a financial year as 2017/18";
    static const row_fault FAULTS[] = {
        {"finance,,price_base,,2017/19", 22, "E2", "price_base \"2017/19\" is not a financial year",
            HINT},
        {"finance,,price_base,,2017-04", 22, "E2", "price_base \"2017-04\" is not a financial year",
            HINT},
        {"finance,,price_base,,2017", 22, "E2", "price_base \"2017\" is not a financial year",
            HINT},
        {"finance,,price_base,,1988/89", 22, "E2",
            "price_base 1988/89 is outside 1989/90 to 2100/01", NULL},
        {"finance,,price_base,,42826", 22, "E2",
            "price_base 42826 is an Excel serial date; it means 2017-04-01",
            "format the cell as text and write 2017/18"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void a_period_is_a_year_or_a_month(void **state)
{
    (void)state;
    lac_arena arena = {0};
    const lac_field *by = field_of(LAC_SECTION_TARGET, "by");
    lac_plan_cell cell = read_cell(&arena, by, "", "2026/27");
    assert_true(cell.number == MONTH(2027, 3)); /* a year's March */
    assert_true(cell.period_is_year);
    cell = read_cell(&arena, by, "", "2028-03");
    assert_true(cell.number == MONTH(2028, 3));
    assert_false(cell.period_is_year);
    cell = read_cell(&arena, by, "", "2011-12");
    assert_true(cell.number == MONTH(2011, 12));
    assert_false(cell.period_is_year);
    lac_arena_free(&arena);
    static const row_fault FAULTS[] = {
        {"target,x,by,,2026", 14, "E2", "by \"2026\" is not a financial year or month",
            "write 2017/18 or 2017-04"},
        {"target,x,by,,2101/02", 14, "E2", "by 2101/02 is outside 1989/90 to 2100/01", NULL},
        {"target,x,by,,43191", 14, "E2", "by 43191 is an Excel serial date; it means 2018-04-01",
            "format the cell as text and write 2018-04"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

/* ---- words ---- */

static void words_are_read_without_regard_to_case(void **state)
{
    (void)state;
    static const spelling YES_NO[] = {{"yes", 0}, {"no", 1}, {"YES", 0}, {" No ", 1}};
    for (size_t i = 0; i < COUNT(YES_NO); i++) {
        lac_arena arena = {0};
        const lac_plan_cell cell =
            read_cell(&arena, field_of(LAC_SECTION_INTERVENTION, "active"), "", YES_NO[i].text);
        assert_true(cell.number == YES_NO[i].number);
        assert_string_equal(cell.text, YES_NO[i].number == 0 ? "yes" : "no");
        lac_arena_free(&arena);
    }
    static const row_fault FAULTS[] = {
        {"intervention,x,active,,maybe", 24, "E2", "active \"maybe\" is not known",
            "write yes or no"},
        {"intervention,x,active,,1", 24, "E2", "active \"1\" is not known", "write yes or no"},
        {"intervention,x,effect,,exit", 24, "E2", "effect \"exit\" is not known",
            "write exits, pathway, multiply, add or shift"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void names_and_texts_have_limits(void **state)
{
    (void)state;
#define TEN "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN
    lac_arena arena = {0};
    const lac_field *route = field_of(LAC_SECTION_INTERVENTION, "route");
    assert_string_equal(read_cell(&arena, route, "", SIXTY).text, SIXTY);
    assert_string_equal(
        read_cell(&arena, route, "", "Réunification (home)").text, "Réunification (home)");
    const lac_field *title = field_of(LAC_SECTION_STUDY, "title");
    assert_string_equal(read_cell(&arena, title, "", "Plan: a > b; c").text, "Plan: a > b; c");
    char text[402];
    memset(text, 0, sizeof text);
    for (int i = 0; i < 200; i++) {
        text[2 * i] = "é"[0];
        text[2 * i + 1] = "é"[1];
    }
    read_cell(&arena, title, "", text);
    lac_arena_free(&arena);

    static const row_fault NAMES[] = {
        {"intervention,x,route,," SIXTY "a", 23, "E2",
            "route: the name is longer than 60 characters", NULL},
        {"intervention,x,route,,a;b", 23, "E2", "route: the name contains \";\"", NULL},
        {"intervention,x,route,,a:b", 23, "E2", "route: the name contains \":\"", NULL},
        {"intervention,x,route,,a > b", 23, "E2", "route: the name contains \">\"", NULL},
        {"intervention,x,route,,+a", 23, "E2", "route: the name begins with \"+\"", NULL},
        {"intervention,x,route,,-a", 23, "E2", "route: the name begins with \"-\"", NULL},
        {"intervention,x,route,,@a", 23, "E2", "route: the name begins with \"@\"", NULL},
        {"intervention,x,route,,#a", 23, "E2", "route: the name begins with \"#\"", NULL},
    };
    assert_row_faults(SHORT_HEADER, NAMES, COUNT(NAMES));

    text[400] = 'x'; /* the 201st character */
    lac_plan_cell cell;
    lac_diagnostics diagnostics = {0};
    const lac_place place = {.file = "s.csv"};
    assert_false(lac_value_read(&cell, &arena, title, "", text, &place, &diagnostics));
    assert_int_equal(cell.state, LAC_CELL_BLANK);
    assert_int_equal(diagnostics.n, 1);
    assert_string_equal(diagnostics.items[0].message, "title is longer than 200 characters");
    assert_null(diagnostics.items[0].hint);
    lac_diagnostics_free(&diagnostics);
    lac_arena_free(&arena);
}

static void blank_none_and_formulas_are_told_apart(void **state)
{
    (void)state;
    lac_arena arena = {0};
    lac_plan_cell cell;
    lac_diagnostics diagnostics = {0};
    const lac_place place = {.file = "s.csv"};
    const lac_field *count = field_of(LAC_SECTION_EXIT, "count");
    assert_true(lac_value_read(&cell, &arena, count, "", "", &place, &diagnostics));
    assert_int_equal(cell.state, LAC_CELL_BLANK);
    assert_true(isnan(cell.number));
    assert_string_equal(cell.text, "");
    static const char *const NONES[] = {"none", "None", " NONE "};
    for (size_t i = 0; i < COUNT(NONES); i++) {
        assert_true(lac_value_read(&cell, &arena, count, "", NONES[i], &place, &diagnostics));
        assert_int_equal(cell.state, LAC_CELL_NONE);
        assert_true(isnan(cell.number));
    }
    assert_int_equal(diagnostics.n, 0);
    lac_arena_free(&arena);
    static const row_fault FAULTS[] = {
        {"exit,sgo,count,,=cmd()", 17, "E2", "the cell is a formula",
            "paste the value, not the formula"},
        {"exit,sgo,count,, =2+3", 17, "E2", "the cell is a formula",
            "paste the value, not the formula"},
        {"study,,title,,\"=HYPERLINK(\"\"x\"\")\"", 15, "E2", "the cell is a formula",
            "paste the value, not the formula"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

static void data_files_stay_below_the_sheet(void **state)
{
    (void)state;
    static const char *const FITTING[] = {"history.csv", "sub/folder/history.csv", "./h.csv",
        "..h.csv", "a..b/c...csv", "h..", "sub/..h/x", "Scorecard March 2025.csv"};
    for (size_t i = 0; i < COUNT(FITTING); i++) {
        assert_null(lac_file_name_fault(FITTING[i]));
    }
    static const char *const OUT[] = {"../h.csv", "..", "a/../../h.csv", "a/..", "a/../b.csv",
        "..\\h.csv", "a\\..\\h.csv", "a//../h.csv"};
    for (size_t i = 0; i < COUNT(OUT); i++) {
        assert_string_equal(lac_file_name_fault(OUT[i]), "leads out of the sheet's folder");
    }
    static const char *const ABSOLUTE[] = {
        "/etc/passwd", "C:\\h.csv", "c:h.csv", "\\\\server\\h.csv", "file:///h.csv"};
    for (size_t i = 0; i < COUNT(ABSOLUTE); i++) {
        assert_string_equal(lac_file_name_fault(ABSOLUTE[i]), "is an absolute path");
    }
    static const char *const BACKSLASHES[] = {"sub\\h.csv", "h\\", "a/b\\c..csv"};
    for (size_t i = 0; i < COUNT(BACKSLASHES); i++) {
        assert_string_equal(lac_file_name_fault(BACKSLASHES[i]), "has a backslash");
    }
    static const row_fault FAULTS[] = {
        {"data,,history,,sub\\h.csv", 16, "E2", "history \"sub\\h.csv\" has a backslash",
            "write / instead of \\"},
        {"data,,history,,../h.csv", 16, "E2",
            "history \"../h.csv\" leads out of the sheet's folder",
            "name a file in the folder of the sheet"},
        {"data,,rates,file,/etc/passwd", 18, "E2", "rates \"/etc/passwd\" is an absolute path",
            "name a file in the folder of the sheet"},
        {"data,,opening,,C:\\o.csv", 16, "E2", "opening \"C:\\o.csv\" is an absolute path",
            "name a file in the folder of the sheet"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

/* ---- ranges in a cell ---- */

static void a_cell_may_carry_its_own_range(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        const char *text;
    } SAME[] = {{"", "50% [35%..65%]"}, {"%", "50 [35..65]"}, {"", "0.5[0.35..0.65]"},
        {"", "50 % [ 35% .. 65 % ]"}};
    for (size_t i = 0; i < COUNT(SAME); i++) {
        lac_arena arena = {0};
        const lac_plan_cell cell = read_cell(
            &arena, field_of(LAC_SECTION_INTERVENTION, "success"), SAME[i].unit, SAME[i].text);
        assert_true(cell.has_range);
        assert_true(cell.number == 0.5);
        assert_true(cell.low == 0.35);
        assert_true(cell.high == 0.65);
        lac_arena_free(&arena);
    }
    static const char RANGE_HINT[] = "write a range as 50% [35%..65%]";
    static const row_fault FAULTS[] = {
        {"intervention,x,success,,50% [35%-65%]", 25, "E2",
            "success \"50% [35%-65%]\" is not a value with a range", RANGE_HINT},
        {"intervention,x,success,,50% [35%..65%", 25, "E2",
            "success \"50% [35%..65%\" is not a value with a range", RANGE_HINT},
        {"intervention,x,success,,50% [35%]..65%", 25, "E2",
            "success \"50% [35%]..65%\" is not a value with a range", RANGE_HINT},
        {"intervention,x,success,,50% [35%..65%] or so", 25, "E2",
            "success \"50% [35%..65%] or so\" is not a value with a range", RANGE_HINT},
        {"intervention,x,success,,20% [35%..65%]", 25, "E2",
            "success 20% is not inside its own range", NULL},
        {"intervention,x,success,,70% [35%..65%]", 25, "E2",
            "success 70% is not inside its own range", NULL},
        {"intervention,x,success,,50% [65%..35%]", 25, "E2",
            "success 50% is not inside its own range", NULL},
        {"intervention,x,success,,50% [35%..165%]", 25, "E2", "high 165% is outside 0% to 100%",
            NULL},
        {"intervention,x,success,,50% [..65%]", 25, "E2", "low \"\" is not a share",
            "write a share as 25%"},
        {"intervention,x,success,,[35%..65%]", 25, "E2", "success \"\" is not a share",
            "write a share as 25%"},
        {"exit,sgo,from_age,,10 [5..12]", 20, "E2", "from_age takes no range",
            "give the value alone"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

/* ---- lists ---- */

static void assert_entry(
    const lac_plan_cell *cell, size_t i, int from, int to, const char *name, double value)
{
    assert_true(i < cell->n_entries);
    assert_int_equal(cell->entries[i].from, from);
    assert_int_equal(cell->entries[i].to, to);
    assert_true(cell->entries[i].value == value);
    if (name == NULL) {
        assert_null(cell->entries[i].name);
    } else {
        assert_string_equal(cell->entries[i].name, name);
    }
}

static void lists_have_ranges_names_and_shares(void **state)
{
    (void)state;
    lac_arena arena = {0};
    const lac_field *ages = field_of(LAC_SECTION_ADMISSIONS, "ages");
    lac_plan_cell cell = read_cell(&arena, ages, "share", "0:25%; 1-9 : 0.25;10 - 17:50%;");
    assert_int_equal(cell.n_entries, 3);
    assert_entry(&cell, 0, 0, 0, NULL, 0.25);
    assert_entry(&cell, 1, 1, 9, NULL, 0.25);
    assert_entry(&cell, 2, 10, 17, NULL, 0.5);
    cell = read_cell(&arena, ages, "%", "16-17:75; 0-15:25");
    assert_int_equal(cell.n_entries, 2);
    assert_entry(&cell, 0, 16, 17, NULL, 0.75);
    assert_entry(&cell, 1, 0, 15, NULL, 0.25);

    const lac_field *mix = field_of(LAC_SECTION_ADMISSIONS, "placement");
    cell = read_cell(&arena, mix, "", "In-house  fostering: 75%; Supported, 16+: 25%");
    assert_int_equal(cell.n_entries, 2);
    assert_entry(&cell, 0, 0, 0, "In-house  fostering", 0.75);
    assert_entry(&cell, 1, 0, 0, "Supported, 16+", 0.25);

    const lac_field *filter = field_of(LAC_SECTION_EXIT, "placement");
    cell = read_cell(&arena, filter, "", "Residential ; Kinship;");
    assert_int_equal(cell.n_entries, 2);
    assert_entry(&cell, 0, 0, 0, "Residential", 0);
    assert_entry(&cell, 1, 0, 0, "Kinship", 0);

    const lac_field *rates = field_of(LAC_SECTION_REENTRY, "rates");
    cell = read_cell(&arena, rates, "per child-year", "0-2:0.51; 3-11:0.13; 12-71:0.04");
    assert_int_equal(cell.n_entries, 3);
    assert_entry(&cell, 0, 0, 2, NULL, 0.51);
    assert_entry(&cell, 1, 3, 11, NULL, 0.13);
    assert_entry(&cell, 2, 12, 71, NULL, 0.04);
    lac_arena_free(&arena);
}

static void wrong_lists_are_refused(void **state)
{
    (void)state;
    static const char OVERLAP[] = "give each one once; ranges include both ends";
    static const char FORM[] = "write key:value; key:value, such as 0-9:40%; 10-17:60%";
    static const row_fault FAULTS[] = {
        {"admissions,x,ages,,0-9:50%;9-17:50%", 20, "E2", "ages: \"9-17\" overlaps an earlier one",
            OVERLAP},
        {"admissions,x,ages,,9:50%;0-17:50%", 20, "E2", "ages: \"0-17\" overlaps an earlier one",
            OVERLAP},
        {"admissions,x,placement,,Home:50%; HOME :50%", 25, "E2",
            "placement: \"HOME\" overlaps an earlier one", OVERLAP},
        {"exit,x,placement,,Été;ÉTÉ", 19, "E2", "placement: \"ÉTÉ\" overlaps an earlier one",
            OVERLAP},
        {"admissions,x,ages,,0-9:50%;10-18:50%", 20, "E2",
            "ages \"10-18\" is not a range within 0 to 17", NULL},
        {"admissions,x,ages,,9-0:100%", 20, "E2", "ages \"9-0\" is not a range within 0 to 17",
            NULL},
        {"admissions,x,ages,,-1:100%", 20, "E2", "ages \"-1\" is not a range within 0 to 17", NULL},
        {"admissions,x,ages,,1-2-3:100%", 20, "E2", "ages \"1-2-3\" is not a range within 0 to 17",
            NULL},
        {"admissions,x,ages,,99999999999999999999:100%", 20, "E2",
            "ages \"99999999999999999999\" is not a range within 0 to 17", NULL},
        {"admissions,x,ages,,:100%", 20, "E2", "ages \"\" is not a range within 0 to 17", NULL},
        {"admissions,x,ages,,1.5:100%", 20, "E2", "ages \"1.5\" is not a range within 0 to 17",
            NULL},
        {"admissions,x,ages,,0-17", 20, "E2", "ages \"0-17\" has no \":\"", FORM},
        {"admissions,x,ages,,0-17:", 20, "E2", "ages \"\" is not a share", "write a share as 25%"},
        {"admissions,x,ages,,0-17:many", 20, "E2", "ages \"many\" is not a share",
            "write a share as 25%"},
        {"admissions,x,ages,,0-17:110%", 20, "E2", "ages 110% is outside 0% to 100%", NULL},
        {"admissions,x,ages,,0-17:33", 20, "E2",
            "ages 33 without a % sign is not a share between 0 and 1",
            "write 25% or 0.25, or put % in the unit column"},
        {"admissions,x,ages,, ; ;", 20, "E2", "ages is an empty list", NULL},
        {"admissions,x,placement,,a>b:100%", 25, "E2", "placement: the name contains \">\"", NULL},
        {"exit,x,placement,,a;b:c", 19, "E2", "placement: the name contains \":\"", NULL},
        {"admissions,x,ages,,0-9:50%;10-17:49.4%", 20, "E2", "ages: the shares sum to 99.4%",
            "make the shares sum to 100%"},
        {"admissions,x,ages,,0-9:50%;10-17:50.51%", 20, "E2", "ages: the shares sum to 100.51%",
            "make the shares sum to 100%"},
        {"admissions,x,ages,,0-17:0", 20, "E2", "ages: the shares sum to 0%",
            "make the shares sum to 100%"},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
}

/* Lists of rates by completed months. */
static void lists_of_rates_by_month_have_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } FAULTS[] = {{"0-2:0.5;2:0.1", "rates: \"2\" overlaps an earlier one"},
        {"0-1201:1", "rates \"0-1201\" is not a range within 0 to 1200"},
        {"0:51", "rates 51 is outside 0 to 50"}, {"0:-1", "rates -1 is outside 0 to 50"},
        {"0:x", "rates \"x\" is not a number"}};
    for (size_t i = 0; i < COUNT(FAULTS); i++) {
        lac_arena arena = {0};
        lac_diagnostics diagnostics = {0};
        lac_plan_cell cell;
        const lac_place place = {.file = "s.csv"};
        assert_false(lac_value_read(&cell, &arena, field_of(LAC_SECTION_REENTRY, "rates"), "",
            FAULTS[i].text, &place, &diagnostics));
        assert_int_equal(cell.state, LAC_CELL_BLANK);
        assert_int_equal(diagnostics.n, 1);
        assert_string_equal(diagnostics.items[0].message, FAULTS[i].message);
        lac_diagnostics_free(&diagnostics);
        lac_arena_free(&arena);
    }
}

/* A list of 64 placements is read and one of 65 is not. */
static void a_list_names_64_placements_at_most(void **state)
{
    (void)state;
    char text[400];
    char row[500];
    size_t n = 0;
    for (int i = 0; i < 64; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%sp%d", i == 0 ? "" : ";", i);
    }
    lac_arena arena = {0};
    const lac_plan_cell cell = read_cell(&arena, field_of(LAC_SECTION_EXIT, "placement"), "", text);
    assert_int_equal(cell.n_entries, 64);
    assert_string_equal(cell.entries[63].name, "p63");
    lac_arena_free(&arena);
    snprintf(row, sizeof row, SHORT_HEADER "exit,x,placement,,%s;p64\n", text);
    assert_study_says(row,
        "s.csv:2:19: error: E2 placement names more than 64 placements\n"
        "  exit,x,placement,,p0;p1;p2;p3;p4;p5;p6;p7;p8;p9;p10;p11;p12;p13;p14;p15;p16;p17;p18;p19;"
        "p20;p21;p22;p23;p24;p25;p26;p27;...\n"
        "                    ^\n"
        "  hint: gather the smallest\n");
}

static void shares_within_half_a_point_are_scaled_and_that_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sum;
        double first;
    } SCALED[] = {{"0-9:50%;10-17:49.5%", "99.5", 50 / 99.5},
        {"0-9:0.5;10-17:0.505", "100.5", 50 / 100.5}, {"0:33.3%;1:33.3%;2:33.3%", "99.9", 1 / 3.0}};
    for (size_t i = 0; i < COUNT(SCALED); i++) {
        lac_arena arena = {0};
        lac_diagnostics diagnostics = {0};
        lac_plan_cell cell;
        char said[80];
        const lac_place place = {.file = "s.csv"};
        assert_true(lac_value_read(&cell, &arena, field_of(LAC_SECTION_ADMISSIONS, "ages"), "",
            SCALED[i].text, &place, &diagnostics));
        assert_true(fabs(cell.entries[0].value - SCALED[i].first) < 1e-15);
        double sum = 0;
        for (size_t j = 0; j < cell.n_entries; j++) {
            sum += cell.entries[j].value;
        }
        assert_true(fabs(sum - 1) < 1e-15);
        snprintf(said, sizeof said, "ages: the shares sum to %s%% and were scaled to 100%%",
            SCALED[i].sum);
        assert_int_equal(diagnostics.n, 1);
        assert_int_equal(diagnostics.items[0].severity, LAC_NOTE);
        assert_string_equal(diagnostics.items[0].message, said);
        lac_diagnostics_free(&diagnostics);
        lac_arena_free(&arena);
    }
    assert_study_says(SHORT_HEADER "admissions,x,ages,,0-9:50%;10-17:49.5%\n",
        "s.csv:2:20: note: E2 ages: the shares sum to 99.5% and were scaled to 100%\n"
        "  admissions,x,ages,,0-9:50%;10-17:49.5%\n"
        "                     ^\n");
    /* the same note once a row, at the first cell; another note and another row are told */
    assert_study_says("section,item,field,A,B,C,D\n"
                      "admissions,x,ages,0-9:50%;10-17:49.5%,0-17:99.5%,0-17:99.7%,0:40%;1:59.5%\n"
                      "admissions,y,ages,,0-17:99.5%,0-17:99.5%,\n",
        "s.csv:2:19: note: D2 ages: the shares sum to 99.5% and were scaled to 100%\n"
        "  admissions,x,ages,0-9:50%;10-17:49.5%,0-17:99.5%,0-17:99.7%,0:40%;1:59.5%\n"
        "                    ^\n"
        "s.csv:2:50: note: F2 ages: the shares sum to 99.7% and were scaled to 100%\n"
        "  admissions,x,ages,0-9:50%;10-17:49.5%,0-17:99.5%,0-17:99.7%,0:40%;1:59.5%\n"
        "                                                   ^\n"
        "s.csv:3:20: note: E3 ages: the shares sum to 99.5% and were scaled to 100%\n"
        "  admissions,y,ages,,0-17:99.5%,0-17:99.5%,\n"
        "                     ^\n");
}

static void all_is_no_placement(void **state)
{
    (void)state;
    static const row_fault FAULTS[] = {
        {"exit,x,placement,,a; ALL", 19, "E2",
            "placement: the name \"all\" is reserved: it stands for every placement", NULL},
        {"intervention,x,placement,,all", 27, "E2",
            "placement: the name \"all\" is reserved: it stands for every placement", NULL},
        {"admissions,x,placement,,all:100%", 25, "E2",
            "placement: the name \"all\" is reserved: it stands for every placement", NULL},
        {"move,all > b,rate,,1", 6, "B2",
            "item \"all > b\": the name \"all\" is reserved: it stands for every placement", NULL},
        {"move,a >  All ,rate,,1", 6, "B2",
            "item \"a >  All\": the name \"all\" is reserved: it stands for every placement", NULL},
    };
    assert_row_faults(SHORT_HEADER, FAULTS, COUNT(FAULTS));
    /* where all is a total, and in longer names, it may stand */
    static const char *const ROWS[] = {"stock,all,children,,9", "placement,All,weekly_cost,,1",
        "admissions,all,count,,1", "exit,x,placement,,all day; not all"};
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        lac_plan plan = row_of(ROWS[i]);
        lac_plan_free(&plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_every_spelling),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(numbers_outside_their_range_are_refused),
        cmocka_unit_test(shares_are_read_in_every_spelling),
        cmocka_unit_test(wrong_shares_are_refused),
        cmocka_unit_test(a_bare_number_in_a_per_cent_field_is_per_cent),
        cmocka_unit_test(months_are_read_in_every_spelling),
        cmocka_unit_test(wrong_months_are_refused),
        cmocka_unit_test(financial_years_are_read_in_every_spelling),
        cmocka_unit_test(wrong_years_are_refused),
        cmocka_unit_test(a_period_is_a_year_or_a_month),
        cmocka_unit_test(words_are_read_without_regard_to_case),
        cmocka_unit_test(names_and_texts_have_limits),
        cmocka_unit_test(blank_none_and_formulas_are_told_apart),
        cmocka_unit_test(data_files_stay_below_the_sheet),
        cmocka_unit_test(a_cell_may_carry_its_own_range),
        cmocka_unit_test(lists_have_ranges_names_and_shares),
        cmocka_unit_test(wrong_lists_are_refused),
        cmocka_unit_test(lists_of_rates_by_month_have_bounds),
        cmocka_unit_test(a_list_names_64_placements_at_most),
        cmocka_unit_test(all_is_no_placement),
        cmocka_unit_test(shares_within_half_a_point_are_scaled_and_that_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
