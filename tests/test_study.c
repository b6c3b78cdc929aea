/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study as a whole: scenarios, rows and items, inheritance, dated values, what is refused, limits, and
 * the reference study. */
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
#include <unistd.h>

#define MONTH(year, month) ((year)*12 + (month)-1)

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
                 "EXIT,\" SGO \",Variance_Ratio,,,,,,amber,low,30,\n");
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

/* Or, where the file is called study.csv, by its folder: NULL stands for the current one. */
static void a_study_without_a_title_is_called_by_its_file(void **state)
{
    (void)state;
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    static const char *const NAMES[][2] = {{"herefordshire.csv", "herefordshire"},
        {"a/b/plan.v2.csv", "plan.v2"}, {"scenarios/norfolk/study.csv", "norfolk"},
        {"norfolk//study.csv", "norfolk"}, {"a/./study.csv", "a"}, {"a/b/../study.csv", "a"},
        {"study.csv", NULL}, {"./a/../study.csv", NULL}, {"/study.csv", "study"},
        {"a/study.v2.csv", "study.v2"}, {"a/.study", ".study"}};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        static const char TEXT[] = SHORT_HEADER "time,,end,,2020-03,\n";
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        assert_int_equal(
            lac_study_parse(&plan, TEXT, strlen(TEXT), NAMES[i][0], &diagnostics), LAC_OK);
        const char *expected = NAMES[i][1] == NULL ? strrchr(here, '/') + 1 : NAMES[i][1];
        assert_string_equal(plan.name, expected);
        assert_string_equal(plan.title, expected);
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

static void blank_inherits_none_unsets_and_blank_is_never_0(void **state)
{
    (void)state;
    lac_plan plan = study_of(SHORT_HEADER "exit,a,count,,12,\n"
                                          "exit,a,variance_ratio,,,30\n"
                                          "exit,a,rate,,none,0.5\n"
                                          "exit,b,count,,12,none\n"
                                          "exit,b,variance_ratio,,2,3\n"
                                          "intervention,x,active,,no,yes\n");
    const lac_plan_item *a = lac_plan_find(&plan, LAC_SECTION_EXIT, "a");
    const lac_plan_item *b = lac_plan_find(&plan, LAC_SECTION_EXIT, "b");
    const lac_plan_item *x = lac_plan_find(&plan, LAC_SECTION_INTERVENTION, "x");
    assert_true(lac_item_number(a, 0, "count", -1) == 12);
    assert_true(lac_item_number(a, 1, "count", -1) == 12);
    assert_true(lac_item_number(a, 0, "variance_ratio", -1) == -1); /* the default, not 0 */
    assert_true(lac_item_number(a, 1, "variance_ratio", -1) == 30);
    assert_true(lac_item_number(a, 0, "rate", -1) == -1);
    assert_true(lac_item_number(a, 1, "rate", -1) == 0.5);
    assert_true(lac_item_number(b, 0, "count", -1) == 12);
    assert_true(lac_item_number(b, 1, "count", -1) == -1);
    assert_false(lac_item_has(b, 1, "count"));
    assert_true(lac_item_number(b, 0, "variance_ratio", 1) == 2);
    assert_true(lac_item_number(b, 1, "variance_ratio", 1) == 3);
    assert_true(lac_item_number(b, 1, "from_age", -1) == -1); /* no such row */
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

/* ---- what one sheet may not have ---- */

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

/* ---- files that are no studies, and limits ---- */

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

/* ---- whole files ---- */

/* Each section of the contract once: nothing may be said. */
static void the_reference_study_is_read(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_study_read(&plan, "tests/data/reference/study.csv", &diagnostics), LAC_OK);
    assert_int_equal(diagnostics.n, 0);
    assert_int_equal(plan.n_scenarios, 3);
    assert_string_equal(plan.name, "reference");
    assert_string_equal(plan.title, "Children looked after, Exampleshire");
    assert_int_equal(plan.history.n_rows, 5);
    assert_int_equal(plan.opening.n_rows, 14);
    assert_int_equal(plan.rates.n_rows, 6);
    assert_int_equal(plan.tracker.n_rows, 12);
    assert_int_equal(plan.n_inputs, 5);
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
        "people.csv", "period,children\n2017/18,none of them\n", (char *)NULL);
    assert_int_equal(study.status, LAC_INPUT);
    assert_counts(&study, 4, 0);
    assert_told(&study, LAC_ERROR, "study.csv", 4,
        "rates \"../rates.csv\" leads out of the sheet's folder");
    assert_told(&study, LAC_ERROR, "study.csv", 5, "rate 99 is outside 0 to 50");
    assert_told(&study, LAC_ERROR, "study.csv", 2, "the file absent.csv does not exist");
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

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* What is printed of the study at path, which is known under folder in messages; "" for nothing. */
static void assert_read_says(const char *path, const char *folder, const char *expected)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    char *text = NULL;
    size_t length = 0;
    const int status = lac_study_read(&plan, path, &diagnostics);
    assert_int_equal(status, *expected == '\0' ? LAC_OK : LAC_INPUT);
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    lac_diagnostics_print(&diagnostics, LAC_NOTE, out);
    assert_int_equal(fclose(out), 0);
    const size_t skipped = *expected == '\0' ? 0 : strlen(folder) + 1;
    assert_true(length >= skipped && strncmp(text, folder, skipped - (skipped > 0)) == 0);
    assert_string_equal(text + skipped, expected);
    free(text);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

/* A data file that is not there is a fault of the cell that names it. A link may lead anywhere. */
static void a_missing_data_file_is_told_at_its_cell(void **state)
{
    (void)state;
    char folder[] = "/tmp/lacflow-test-study-XXXXXX";
    char elsewhere[] = "/tmp/lacflow-test-else-XXXXXX";
    char sheet[64];
    char link[64];
    char data[64];
    assert_non_null(mkdtemp(folder));
    assert_non_null(mkdtemp(elsewhere));
    snprintf(sheet, sizeof sheet, "%s/study.csv", folder);
    snprintf(link, sizeof link, "%s/h.csv", folder);
    snprintf(data, sizeof data, "%s/real.csv", elsewhere);
    write_text(data, "period,stock\n2016/17,300\n");

    write_text(sheet, "section,item,field,Base,Plan\n"
                      "# a comment\n"
                      "\n"
                      "time,,end,2020-03,\n"
                      "stock,all,children,100,\n"
                      "exit,home,rate,0.2,\n"
                      "data,-,history,nothere.csv,\n");
    assert_read_says(sheet, folder,
        "study.csv:7:16: error: D7 the file nothere.csv does not exist\n"
        "  data,-,history,nothere.csv,\n"
        "                 ^\n"
        "  hint: name a file in the folder of the sheet\n");
    write_text(sheet, SHORT_HEADER "data,,rates,,h.csv/rates.csv,\ndata,,history,,h.csv,\n");
    assert_int_equal(symlink(data, link), 0);
    assert_read_says(sheet, folder,
        "study.csv:2:14: error: E2 the file h.csv/rates.csv does not exist\n"
        "  data,,rates,,h.csv/rates.csv,\n"
        "               ^\n"
        "  hint: name a file in the folder of the sheet\n");
    write_text(sheet, SHORT_HEADER "data,,history,,h.csv,\n");
    assert_read_says(sheet, folder, "");
    /* a link to nothing */
    assert_int_equal(unlink(data), 0);
    assert_read_says(sheet, folder,
        "study.csv:2:16: error: E2 the file h.csv does not exist\n"
        "  data,,history,,h.csv,\n"
        "                 ^\n"
        "  hint: name a file in the folder of the sheet\n");
    assert_int_equal(unlink(link), 0);
    assert_int_equal(unlink(sheet), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(rmdir(elsewhere), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_becomes_scenarios_rows_and_items),
        cmocka_unit_test(a_study_without_a_title_is_called_by_its_file),
        cmocka_unit_test(blank_inherits_none_unsets_and_blank_is_never_0),
        cmocka_unit_test(values_change_over_time),
        cmocka_unit_test(duplicates_name_the_first_line),
        cmocka_unit_test(names_with_one_slug_are_refused),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(limits_of_rows_and_cells_hold),
        cmocka_unit_test(a_thousand_scenarios_are_the_limit),
        cmocka_unit_test(the_horizon_is_checked),
        cmocka_unit_test(the_reference_study_is_read),
        cmocka_unit_test(faults_of_all_files_are_told),
        cmocka_unit_test(a_missing_data_file_is_told_at_its_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
