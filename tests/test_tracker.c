/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of cases: what its rows mean, the exact message of every fault, and that nothing that may say
 * who a child is comes back in a message. */
#include "tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "case,pathway,stage,stage_started\n"
#define LABEL_HINT                                                                                 \
    "  hint: give each case a short label of your own with a number in it, such as C01\n"
#define DATE_HINT "  hint: write 2017-10-01 or 01/10/2017 (day first), from 1990 to 2100\n"

/* ---- what is read ---- */

static void cases_are_read(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_tracker_read, &plan,
        "Case, pathway ,stage,stage_started,age_months,placement\n"
        "C01,SGO,3 support plan,2017-10-01,31,In-house fostering\n"
        "# a comment\n"
        "sgo-2,SGO,3,01/10/2017,,\n"
        "A_3.b,Reunification,support plan,1/10/2017,215,\n"
        "4,SGO,,,,\n"
        "5,SGO,,2017-09-30,,Agency\n",
        "");
    const lac_tracker *tracker = &plan.tracker;
    const lac_day october = lac_day_of(lac_month_of(2017, 10), 1);
    assert_string_equal(tracker->file, "t.csv");
    assert_int_equal(tracker->n_rows, 5);
    const lac_tracker_row *rows = tracker->rows;
    assert_string_equal(rows[0].label, "C01");
    assert_string_equal(rows[0].pathway, "SGO");
    assert_string_equal(rows[0].stage, "3 support plan");
    assert_string_equal(rows[0].placement, "In-house fostering");
    assert_int_equal(rows[0].age_months, 31);
    assert_int_equal(rows[0].row, 2);
    for (int i = 0; i < 3; i++) {
        assert_true(rows[i].has_started);
        assert_int_equal(rows[i].started, october);
    }
    assert_string_equal(rows[1].label, "sgo-2");
    assert_string_equal(rows[1].stage, "3");
    assert_int_equal(rows[1].age_months, -1);
    assert_null(rows[1].placement);
    assert_int_equal(rows[1].row, 4);
    assert_string_equal(rows[2].label, "A_3.b");
    assert_int_equal(rows[2].age_months, 215);
    assert_null(rows[3].stage);
    assert_false(rows[3].has_started);
    assert_null(rows[4].stage);
    assert_int_equal(rows[4].started, october - 1);
    assert_place(&rows[0].place, 2, 5, "***,SGO,3 support plan,2017-10-01,31,In-house fostering");
    assert_int_equal(rows[0].stage_place.column, 9);
    assert_int_equal(rows[0].started_place.sheet_column, 4);
    assert_int_equal(rows[0].child_place.sheet_column, 5);
    assert_int_equal(rows[4].child_place.sheet_column, 6);
    assert_int_equal(plan.n_inputs, 1);
    assert_int_equal(strlen(plan.inputs[0].sha256), 64);
    lac_plan_free(&plan);
}

/* ---- faults ---- */

static void labels_that_may_say_who_a_child_is(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        const char *why;
    } TESTS[] = {{"Jane Smith", "may be a name"}, {"Jane", "may be a name"},
        {"O'Neill-Smith", "may be a name"}, {"9434765919", "may be an NHS number"},
        {"943 476 5919", "may be an NHS number"}, {"943-476-5919", "may be an NHS number"},
        {"A123456789012", "may be a pupil number (UPN)"},
        {"A12345678901B", "may be a pupil number (UPN)"},
        {"2012-02-01", "is a date, which may be that of a birth"},
        {"1/2/2012", "is a date, which may be that of a birth"},
        {"C123456", "has more than 5 digits in a row, as numbers of registers have"},
        {"ABCDEFGHIJK12", "is longer than 12 characters"},
        {"Zo\xC3\xAB 1", "is not of letters (a to z), digits and - _ . alone"},
        {"C 1", "is not of letters (a to z), digits and - _ . alone"},
        {"C/1", "is not of letters (a to z), digits and - _ . alone"},
        {"-1", "is not of letters (a to z), digits and - _ . alone"},
        {"@1", "is not of letters (a to z), digits and - _ . alone"}};
    for (size_t i = 0; i < COUNT(TESTS); i++) {
        char text[200];
        char expected[400];
        char stars[20] = "";
        const char *c = TESTS[i].label;
        for (size_t n = 0; *c != '\0'; c++) {
            if (((unsigned char)*c & 0xC0) != 0x80) {
                stars[n++] = '*';
            }
        }
        snprintf(text, sizeof text, HEAD "%s,SGO,1,2025-01-01\n", TESTS[i].label);
        snprintf(expected, sizeof expected,
            "t.csv:2:1: error: A2 the case in row 2 %s\n  %s,SGO,1,2025-01-01\n  ^\n" LABEL_HINT,
            TESTS[i].why, stars);
        const table_refusal test = {lac_tracker_read, text, expected};
        assert_tables_refused(&test, 1);
    }
}

static void good_labels(void **state)
{
    (void)state;
    static const char *const LABELS[] = {"1", "C01", "SGO-2024-17", "a.b_c-12345", "x12345y67890"};
    for (size_t i = 0; i < COUNT(LABELS); i++) {
        char text[200];
        lac_plan plan = {0};
        snprintf(text, sizeof text, HEAD "%s,SGO,1,2025-01-01\n", LABELS[i]);
        assert_table_read(lac_tracker_read, &plan, text, "");
        assert_string_equal(plan.tracker.rows[0].label, LABELS[i]);
        lac_plan_free(&plan);
    }
}

/* All faults in one pass; the cells of the column case are stars, also where they go over lines. */
static void faults_of_rows(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_tracker_read,
            "case,pathway,stage,stage_started,age_months,placement\n"
            ",SGO,1,2025-01-01,,\n"
            "C01,,1,,216,all\n"
            "\"Smith,\nJane\",SGO,1,31/02/2025,-1,a;b\n"
            "=C1,SGO,=x,x,,\n"
            "C01,SGO,2,45748,1.5,\n"
            "c01,SGO:x,2,1/1/1985,,\n",
            "t.csv:2:1: error: A2 case is blank\n"
            "  ,SGO,1,2025-01-01,,\n"
            "  ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:3:5: error: B3 pathway is blank\n"
            "  ***,,1,,216,all\n"
            "      ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:3:8: error: D3 stage_started is blank\n"
            "  ***,,1,,216,all\n"
            "         ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:3:9: error: E3 age_months 216 is 18 or over\n"
            "  ***,,1,,216,all\n"
            "          ^\n"
            "  hint: ages are completed months up to 215\n"
            "t.csv:3:13: error: F3 placement: the name \"all\" is reserved: it stands for "
            "every placement\n"
            "  ***,,1,,216,all\n"
            "              ^\n"
            "t.csv:4:1: error: A4 the case in row 4 may be a name\n"
            "  *******\n"
            "  ^\n" LABEL_HINT "t.csv:5:13: error: D4 stage_started: there is no day 31/02/2025\n"
            "  *****,SGO,1,31/02/2025,-1,a;b\n"
            "              ^\n" DATE_HINT
            "t.csv:5:24: error: E4 age_months -1 is outside 0 to 215\n"
            "  *****,SGO,1,31/02/2025,-1,a;b\n"
            "                         ^\n"
            "t.csv:5:27: error: F4 placement: the name contains \";\"\n"
            "  *****,SGO,1,31/02/2025,-1,a;b\n"
            "                            ^\n"
            "t.csv:6:1: error: A5 the cell is a formula\n"
            "  ***,SGO,=x,x,,\n"
            "  ^\n"
            "  hint: paste the value, not the formula\n"
            "t.csv:6:9: error: C5 the cell is a formula\n"
            "  ***,SGO,=x,x,,\n"
            "          ^\n"
            "  hint: paste the value, not the formula\n"
            "t.csv:7:11: error: D6 stage_started 45748 is Excel's number for 2025-04-01\n"
            "  ***,SGO,2,45748,1.5,\n"
            "            ^\n"
            "  hint: format the cells as dates (or as Text) and save the file again\n"
            "t.csv:7:17: error: E6 age_months 1.5 is not a whole number\n"
            "  ***,SGO,2,45748,1.5,\n"
            "                  ^\n"
            "t.csv:8:5: error: B7 pathway: the name contains \":\"\n"
            "  ***,SGO:x,2,1/1/1985,,\n"
            "      ^\n"
            "t.csv:8:13: error: D7 stage_started \"1/1/1985\" is not a date\n"
            "  ***,SGO:x,2,1/1/1985,,\n"
            "              ^\n" DATE_HINT
            "t.csv:7:1: error: A6 the case in row 6 has the label of the case in row 3\n"
            "  ***,SGO,2,45748,1.5,\n"
            "  ^\n"
            "  hint: keep one of them\n"
            "t.csv:8:1: error: A7 the case in row 7 has the label of the case in row 3\n"
            "  ***,SGO:x,2,1/1/1985,,\n"
            "  ^\n"
            "  hint: keep one of them\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

static void columns_that_may_say_who_a_child_is(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"name", "Child", "child_id", "Child's name", "FORENAME",
        "Surname", "first name", "initials", "UPN", "uln", "NHS no.", "d.o.b.", "Date of birth",
        "born", "address", "Post code", "pupil ref", "person_id", "client number", "phone",
        "e-mail", "case name"};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        char text[300];
        char expected[500];
        snprintf(
            text, sizeof text, "case,%s,pathway,stage,stage_started\nJane Smith,x,,,x\n", NAMES[i]);
        snprintf(expected, sizeof expected,
            "t.csv:1:6: error: B1 column \"%s\" may say who a child is; the tracker holds no "
            "names\n"
            "  case,%s,pathway,stage,stage_started\n"
            "       ^\n"
            "  hint: take the column out of the file; give each case a short label of your own "
            "with "
            "a number in it, such as C01\n",
            NAMES[i], NAMES[i]);
        const table_refusal test = {lac_tracker_read, text, expected};
        assert_tables_refused(&test, 1);
    }
}

/* What stands below a column that is not known may say who a child is, too. */
static void faults_of_the_header(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_tracker_read, "case,pathway,stage,started\nC1,SGO,1,x\n",
            "t.csv:1:20: error: D1 column \"started\" is not known\n"
            "  case,pathway,stage,started\n"
            "                     ^\n"
            "  hint: the columns are case, pathway, stage, stage_started, age_months, placement\n"
            "t.csv:1:1: error: the required column \"stage_started\" is missing\n"
            "  case,pathway,stage,started\n"
            "  ^\n"
            "  hint: add it to the header\n"},
        {lac_tracker_read, "case,pathway,stage,stage_started,\nC1,SGO,1,2025-01-01,Jane Smith\n",
            "t.csv:1:34: error: E1 has no name, but E2 below it is not empty\n"
            "  case,pathway,stage,stage_started,\n"
            "                                   ^\n"
            "  hint: name the column, or clear the cells below it\n"},
        {lac_tracker_read, "Jane Smith,SGO,1,2025-01-01\nJohn Smith,SGO,1,2025-01-01\n",
            "t.csv:1:1: error: the first row names no column of a tracker\n"
            "  hint: begin the table with a row case,pathway,stage,stage_started\n"},
        {lac_tracker_read, HEAD,
            "t.csv:1:1: error: the table has no rows\n"
            "  case,pathway,stage,stage_started\n"
            "  ^\n"
            "  hint: add rows below the header, or take the file out of the study\n"},
        /* a file that is no table is shown nowhere */
        {lac_tracker_read, HEAD "Zo\xEB Smith,SGO,1,2025-01-01\n",
            "t.csv:2:3: error: byte 0xEB at offset 35 is not UTF-8\n"
            "  hint: save as \"CSV UTF-8 (Comma delimited)\"\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

static void too_many_cases(void **state)
{
    (void)state;
    enum { ROWS = LAC_MAX_CASES + 1, BYTES = 40 };
    char *text = malloc((size_t)(ROWS + 1) * BYTES);
    assert_non_null(text);
    size_t n = (size_t)sprintf(text, HEAD);
    for (int i = 1; i <= ROWS; i++) {
        n += (size_t)sprintf(text + n, "C%d,SGO,1,2025-01-01\n", i);
    }
    const table_refusal test = {lac_tracker_read, text,
        "t.csv:10002:1: error: the tracker has 10001 cases; at most 10000 are possible\n"};
    assert_tables_refused(&test, 1);
    *(strrchr(text, 'C')) = '\0';
    lac_plan plan = {0};
    assert_table_read(lac_tracker_read, &plan, text, "");
    assert_int_equal(plan.tracker.n_rows, LAC_MAX_CASES);
    lac_plan_free(&plan);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_read),
        cmocka_unit_test(labels_that_may_say_who_a_child_is),
        cmocka_unit_test(good_labels),
        cmocka_unit_test(faults_of_rows),
        cmocka_unit_test(columns_that_may_say_who_a_child_is),
        cmocka_unit_test(faults_of_the_header),
        cmocka_unit_test(too_many_cases),
    };
    return cmocka_run_group_tests_name("tracker", tests, NULL, NULL);
}
