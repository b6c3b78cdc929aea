/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening children, ages of admission, population, and what holds for all tables: what the rows mean,
 * and the exact message of every fault. */
#include "tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- opening ---- */

static void assert_opening_row(const lac_opening_row *row, int from, int to, int months_in_care,
    const char *placement, double children)
{
    assert_int_equal(row->from_months, from);
    assert_int_equal(row->to_months, to);
    assert_int_equal(row->months_in_care, months_in_care);
    if (placement == NULL) {
        assert_null(row->placement);
    } else {
        assert_string_equal(row->placement, placement);
    }
    assert_close(row->children, children);
}

static void opening_children(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_opening_read, &plan,
        "from_age,to_age,months_in_care,placement,children\n"
        "0,0,4,In-house fostering,14\n"
        "1,4,,\"Supported, 16+\",\"1,000\"\n"
        "16,,1200,,0\n"
        ",9,0,,3\n"
        ",,,,2\n",
        "");
    assert_string_equal(plan.opening.file, "t.csv");
    assert_int_equal(plan.opening.n_rows, 5);
    const lac_opening_row *rows = plan.opening.rows;
    assert_opening_row(&rows[0], 0, 11, 4, "In-house fostering", 14);
    assert_opening_row(&rows[1], 12, 59, -1, "Supported, 16+", 1000);
    assert_opening_row(&rows[2], 192, 215, 1200, NULL, 0);
    assert_opening_row(&rows[3], 0, 119, 0, NULL, 3);
    assert_opening_row(&rows[4], -1, -1, -1, NULL, 2);
    assert_place(&rows[0].place, 2, 7, "0,0,4,In-house fostering,14");
    lac_plan_free(&plan);

    assert_table_read(lac_opening_read, &plan, "age_months,children\n0,1\n215,2\n,3\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 0, -1, NULL, 1);
    assert_opening_row(&plan.opening.rows[1], 215, 215, -1, NULL, 2);
    assert_opening_row(&plan.opening.rows[2], -1, -1, -1, NULL, 3);
    assert_place(&plan.opening.rows[1].place, 3, 5, "215,2");
    lac_plan_free(&plan);
}

static void opening_children_by_year_or_of_unknown_age(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_opening_read, &plan, "age_years,children\n0,1\n17,999999\n,0\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 11, -1, NULL, 1);
    assert_opening_row(&plan.opening.rows[1], 204, 215, -1, NULL, 999999);
    assert_opening_row(&plan.opening.rows[2], -1, -1, -1, NULL, 0);
    lac_plan_free(&plan);
    assert_table_read(lac_opening_read, &plan, "placement,children\nFostering,7\n", "");
    assert_opening_row(&plan.opening.rows[0], -1, -1, -1, "Fostering", 7);
    lac_plan_free(&plan);
    assert_table_read(lac_opening_read, &plan, "to_age,children\n3,7\n,1\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 47, -1, NULL, 7);
    assert_opening_row(&plan.opening.rows[1], -1, -1, -1, NULL, 1);
    lac_plan_free(&plan);
}

static void faults_of_an_opening(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_opening_read, "age_years,placement\n5,a\n",
            "t.csv:1:1: error: the required column \"children\" is missing\n"
            "  age_years,placement\n"
            "  ^\n"
            "  hint: add it to the header\n"},
        {lac_opening_read, "age_years,from_age,to_age,children\n5,5,5,1\n",
            "t.csv:1:11: error: B1 from_age stands beside age_years\n"
            "  age_years,from_age,to_age,children\n"
            "            ^\n"
            "  hint: keep age_months, or age_years, or from_age and to_age\n"},
        {lac_opening_read, "age_years,children,age_months\n5,1,60\n",
            "t.csv:1:1: error: A1 age_years stands beside age_months\n"
            "  age_years,children,age_months\n"
            "  ^\n"
            "  hint: keep age_months, or age_years, or from_age and to_age\n"},
        {lac_opening_read, "to_age,age_months,children\n5,60,1\n",
            "t.csv:1:1: error: A1 to_age stands beside age_months\n"
            "  to_age,age_months,children\n"
            "  ^\n"
            "  hint: keep age_months, or age_years, or from_age and to_age\n"},
        {lac_opening_read, "age_years,children\n18,1\n-1,1\n2.5,1\n1e308,1\n",
            "t.csv:2:1: error: A2 age_years 18 is 18 or over\n"
            "  18,1\n"
            "  ^\n"
            "  hint: ages are completed years up to 17\n"
            "t.csv:3:1: error: A3 age_years -1 is outside 0 to 17\n"
            "  -1,1\n"
            "  ^\n"
            "t.csv:4:1: error: A4 age_years 2.5 is not a whole number\n"
            "  2.5,1\n"
            "  ^\n"
            "t.csv:5:1: error: A5 age_years 1e308 is 18 or over\n"
            "  1e308,1\n"
            "  ^\n"
            "  hint: ages are completed years up to 17\n"},
        {lac_opening_read, "age_months,children\n216,1\n",
            "t.csv:2:1: error: A2 age_months 216 is 18 or over\n"
            "  216,1\n"
            "  ^\n"
            "  hint: ages are completed months up to 215\n"},
        {lac_opening_read, "from_age,to_age,children\n9,5,1\n16,18,1\n",
            "t.csv:2:1: error: A2 from_age 9 is above to_age 5\n"
            "  9,5,1\n"
            "  ^\n"
            "  hint: swap them\n"
            "t.csv:3:4: error: B3 to_age 18 is 18 or over\n"
            "  16,18,1\n"
            "     ^\n"
            "  hint: ages are completed years up to 17\n"},
        {lac_opening_read,
            "months_in_care,placement,children\n1201,a,1\n-1,a>b,1\n0.5,-c,\n,,1.5\n,d,many\n,e,="
            "2\n",
            "t.csv:2:1: error: A2 months_in_care 1201 is outside 0 to 1200\n"
            "  1201,a,1\n"
            "  ^\n"
            "t.csv:3:1: error: A3 months_in_care -1 is outside 0 to 1200\n"
            "  -1,a>b,1\n"
            "  ^\n"
            "t.csv:3:4: error: B3 placement: the name contains \">\"\n"
            "  -1,a>b,1\n"
            "     ^\n"
            "t.csv:4:1: error: A4 months_in_care 0.5 is not a whole number\n"
            "  0.5,-c,\n"
            "  ^\n"
            "t.csv:4:5: error: B4 placement: the name begins with \"-\"\n"
            "  0.5,-c,\n"
            "      ^\n"
            "t.csv:4:8: error: C4 children is blank\n"
            "  0.5,-c,\n"
            "         ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:5:3: error: C5 children 1.5 is not a whole number\n"
            "  ,,1.5\n"
            "    ^\n"
            "t.csv:6:4: error: C6 children \"many\" is not a number\n"
            "  ,d,many\n"
            "     ^\n"
            "  hint: write it like 1250.5 or \"1,147\"\n"
            "t.csv:7:4: error: C7 the cell is a formula\n"
            "  ,e,=2\n"
            "     ^\n"
            "  hint: paste the value, not the formula\n"},
        {lac_opening_read, "children,age_years\n1000000,1\n0,2\n1,3\n1,4\n",
            "t.csv:4:1: error: A4 the children up to here are more than 1000000\n"
            "  1,3\n"
            "  ^\n"},
        {lac_opening_read, "placement,children\n ALL,5\nall in,1\n",
            "t.csv:2:1: error: A2 placement: the name \"all\" is reserved: it stands for every "
            "placement\n"
            "   ALL,5\n"
            "  ^\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

static void rows_of_an_opening_may_not_overlap(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_opening_read,
            "from_age,to_age,placement,months_in_care,children\n0,4,Home,3,5\n2,5, home ,3,1\n",
            "t.csv:3:5: error: C3 the row overlaps line 2\n"
            "  2,5, home ,3,1\n"
            "      ^\n"
            "  hint: bands include both ends, and a blank end is open\n"},
        {lac_opening_read, "from_age,to_age,children\n,5,1\n3,,1\n",
            "t.csv:3:4: error: C3 the row overlaps line 2\n"
            "  3,,1\n"
            "     ^\n"
            "  hint: bands include both ends, and a blank end is open\n"},
        {lac_opening_read, "age_years,placement,children\n5,Home,2\n5,HOME,3\n",
            "t.csv:3:3: error: B3 the row overlaps line 2\n"
            "  5,HOME,3\n"
            "    ^\n"
            "  hint: add their children together\n"},
        {lac_opening_read, "age_months,children\n60,1\n61,1\n,1\n60,2\n,3\n",
            "t.csv:5:4: error: B5 the row overlaps line 2\n"
            "  60,2\n"
            "     ^\n"
            "  hint: add their children together\n"
            "t.csv:6:2: error: B6 the row overlaps line 4\n"
            "  ,3\n"
            "   ^\n"
            "  hint: add their children together\n"},
        {lac_opening_read, "children\n5\n5\n",
            "t.csv:3:1: error: A3 the row overlaps line 2\n"
            "  5\n"
            "  ^\n"
            "  hint: add their children together\n"},
        /* of rows that have two ages nothing is said */
        {lac_opening_read, "age_months,age_years,children\n60,5,1\n60,5,1\n",
            "t.csv:1:12: error: B1 age_years stands beside age_months\n"
            "  age_months,age_years,children\n"
            "             ^\n"
            "  hint: keep age_months, or age_years, or from_age and to_age\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
    /* another placement, other months in care, an unknown one of them or an unknown age: no overlap */
    lac_plan plan = {0};
    assert_table_read(lac_opening_read, &plan,
        "from_age,to_age,placement,months_in_care,children\n"
        "0,4,Home,3,5\n5,,Home,3,1\n0,4,Home,4,1\n0,4,Home,,1\n0,4,,3,1\n0,4,Unit,3,1\n"
        ",,Home,3,1\n,,,3,1\n",
        "");
    assert_int_equal(plan.opening.n_rows, 8);
    lac_plan_free(&plan);
}

static void an_opening_never_shows_who_a_child_is(void **state)
{
    (void)state;
    /* the column child_id is not known: its cells are not shown, nor are the rows that hold them */
    assert_tables_refused(&(table_refusal){lac_opening_read,
                              "child_id,age_years,children\nAB123456,19,1\n=AB123457,2,x\n",
                              "t.csv:1:1: error: A1 column \"child_id\" is not known\n"
                              "  child_id,age_years,children\n"
                              "  ^\n"
                              "  hint: the columns are age_months, age_years, from_age, to_age, "
                              "months_in_care, placement, "
                              "children\n"
                              "t.csv:2:10: error: B2 age_years 19 is 18 or over\n"
                              "  hint: ages are completed years up to 17\n"
                              "t.csv:3:1: error: A3 the cell is a formula\n"
                              "  hint: paste the value, not the formula\n"
                              "t.csv:3:13: error: C3 children \"x\" is not a number\n"
                              "  hint: write it like 1250.5 or \"1,147\"\n"},
        1);
}

/* ---- admission ages ---- */

static void ages_of_admission(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_admission_ages_read, &plan,
        "stream,from_age,to_age,placement,share\n"
        "Local,0,4,,30%\n"
        "Local,5,,,0.5\n"
        "Local,,4,Residential,20 %\n"
        "UASC,15,17,,1\n"
        "Other,,,,0\n",
        "");
    const lac_admission_ages *table = &plan.admission_ages;
    assert_string_equal(table->file, "t.csv");
    assert_int_equal(table->n_rows, 5);
    static const struct {
        const char *stream;
        int from;
        int to;
        double share;
        int column;
    } ROWS[] = {{"Local", 0, 4, 0.3, 12}, {"Local", 5, 17, 0.5, 11}, {"Local", 0, 4, 0.2, 10},
        {"UASC", 15, 17, 1, 13}, {"Other", -1, -1, 0, 10}};
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        const lac_admission_age_row *row = &table->rows[i];
        assert_string_equal(row->stream, ROWS[i].stream);
        assert_int_equal(row->from_age, ROWS[i].from);
        assert_int_equal(row->to_age, ROWS[i].to);
        assert_close(row->share, ROWS[i].share);
        assert_int_equal(row->place.line, (int)i + 2);
        assert_int_equal(row->place.column, ROWS[i].column);
    }
    assert_null(table->rows[0].placement);
    assert_string_equal(table->rows[2].placement, "Residential");
    lac_plan_free(&plan);
    assert_table_read(lac_admission_ages_read, &plan, "share,stream\n1,Local\n", "");
    assert_int_equal(plan.admission_ages.rows[0].from_age, -1);
    assert_int_equal(plan.admission_ages.rows[0].to_age, -1);
    lac_plan_free(&plan);
}

static void faults_of_ages_of_admission(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_admission_ages_read, "stream,placement,share\na,all,1\n",
            "t.csv:2:3: error: B2 placement: the name \"all\" is reserved: it stands for every "
            "placement\n"
            "  a,all,1\n"
            "    ^\n"},
        {lac_admission_ages_read, "stream,from_age\na,1\n",
            "t.csv:1:1: error: the required column \"share\" is missing\n"
            "  stream,from_age\n"
            "  ^\n"
            "  hint: add it to the header\n"},
        {lac_admission_ages_read, "stream,share\na,30\nb,101%\nc,-1%\nd,-0.5\ne,half\nf,\n,1\n",
            "t.csv:2:3: error: B2 share 30 without a % sign is not a share between 0 and 1\n"
            "  a,30\n"
            "    ^\n"
            "  hint: write 25% or 0.25\n"
            "t.csv:3:3: error: B3 share 101% is outside 0% to 100%\n"
            "  b,101%\n"
            "    ^\n"
            "t.csv:4:3: error: B4 share -1% is outside 0% to 100%\n"
            "  c,-1%\n"
            "    ^\n"
            "t.csv:5:3: error: B5 share -0.5 without a % sign is not a share between 0 and 1\n"
            "  d,-0.5\n"
            "    ^\n"
            "  hint: write 25% or 0.25\n"
            "t.csv:6:3: error: B6 share \"half\" is not a share\n"
            "  e,half\n"
            "    ^\n"
            "  hint: write a share as 25%\n"
            "t.csv:7:3: error: B7 share is blank\n"
            "  f,\n"
            "    ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:8:1: error: A8 stream is blank\n"
            "  ,1\n"
            "  ^\n"
            "  hint: fill it in, or take the row out\n"},
        {lac_admission_ages_read,
            "stream,from_age,to_age,placement,share\n@a,1,0,b;c,=1\na,18,,,1\n",
            "t.csv:2:1: error: A2 stream: the name begins with \"@\"\n"
            "  @a,1,0,b;c,=1\n"
            "  ^\n"
            "t.csv:2:4: error: B2 from_age 1 is above to_age 0\n"
            "  @a,1,0,b;c,=1\n"
            "     ^\n"
            "  hint: swap them\n"
            "t.csv:2:8: error: D2 placement: the name contains \";\"\n"
            "  @a,1,0,b;c,=1\n"
            "         ^\n"
            "t.csv:2:12: error: E2 the cell is a formula\n"
            "  @a,1,0,b;c,=1\n"
            "             ^\n"
            "  hint: paste the value, not the formula\n"
            "t.csv:3:3: error: B3 from_age 18 is 18 or over\n"
            "  a,18,,,1\n"
            "    ^\n"
            "  hint: ages are completed years up to 17\n"},
        /* within a stream and a placement; a blank placement meets only a blank one */
        {lac_admission_ages_read,
            "stream,from_age,to_age,placement,share\n"
            "a,0,4,,1%\na,0,4,x,1%\na,0,4,y,1%\nb,4,9,,1%\nA,4,9,,1%\na,5,,X,1%\na,17,17,x,1%\n",
            "t.csv:6:8: error: E6 A overlaps line 2\n"
            "  A,4,9,,1%\n"
            "         ^\n"
            "  hint: bands include both ends, and a blank end is open\n"
            "t.csv:8:9: error: D8 a overlaps line 7\n"
            "  a,17,17,x,1%\n"
            "          ^\n"
            "  hint: bands include both ends, and a blank end is open\n"},
        /* overlaps are told beside other faults */
        {lac_admission_ages_read, "stream,from_age,share\na,0,1%\na,5,2\na,,1%\n",
            "t.csv:3:5: error: C3 share 2 without a % sign is not a share between 0 and 1\n"
            "  a,5,2\n"
            "      ^\n"
            "  hint: write 25% or 0.25\n"
            "t.csv:3:5: error: C3 a overlaps line 2\n"
            "  a,5,2\n"
            "      ^\n"
            "  hint: bands include both ends, and a blank end is open\n"
            "t.csv:4:4: error: C4 a overlaps line 2\n"
            "  a,,1%\n"
            "     ^\n"
            "  hint: bands include both ends, and a blank end is open\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

/* ---- population ---- */

static void populations(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(
        lac_population_read, &plan, "period,children\n2017/18,\"41,200\"\n2015/16,40000.5\n", "");
    assert_string_equal(plan.population.file, "t.csv");
    assert_int_equal(plan.population.n_rows, 2);
    assert_int_equal(plan.population.rows[0].month, 2016 * 12 + 2);
    assert_close(plan.population.rows[0].children, 40000.5);
    assert_place(&plan.population.rows[0].place, 3, 9, "2015/16,40000.5");
    assert_int_equal(plan.population.rows[1].month, 2018 * 12 + 2);
    assert_close(plan.population.rows[1].children, 41200);
    lac_plan_free(&plan);
    assert_table_read(
        lac_population_read, &plan, "children,period\n1,2017-04\n10000000,Jun-17\n", "");
    assert_int_equal(plan.population.rows[0].month, 2017 * 12 + 3);
    assert_int_equal(plan.population.rows[1].month, 2017 * 12 + 5);
    lac_plan_free(&plan);
}

static void faults_of_a_population(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_population_read,
            "period,children\n2017/18,0\n2018/19,10000001\n2019/20,\n2020/21,=1\n",
            "t.csv:2:9: error: B2 children 0 is outside 1 to 10000000\n"
            "  2017/18,0\n"
            "          ^\n"
            "t.csv:3:9: error: B3 children 10000001 is outside 1 to 10000000\n"
            "  2018/19,10000001\n"
            "          ^\n"
            "t.csv:4:9: error: B4 children is blank\n"
            "  2019/20,\n"
            "          ^\n"
            "  hint: fill it in, or take the row out\n"
            "t.csv:5:9: error: B5 the cell is a formula\n"
            "  2020/21,=1\n"
            "          ^\n"
            "  hint: paste the value, not the formula\n"},
        {lac_population_read, "period,children\nApr-17,5\n2017-04,5\n",
            "t.csv:3:1: error: A3 period 2017-04 is already given in line 2\n"
            "  2017-04,5\n"
            "  ^\n"
            "  hint: keep one of them\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

/* ---- all tables ---- */

static const table_reader READERS[] = {lac_history_read, lac_opening_read, lac_rates_read,
    lac_admission_ages_read, lac_population_read};

static void broken_files_are_refused_with_a_message(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n_bytes;
    } FILES[] = {{"", 0}, {"\n\n", 2}, {"period\0stock", 12}, {"period,stock\r1,2", 16},
        {"period,st\xE9ock\n", 14}, {"period,\"stock\n1,2\n", 17}, {"\x89PNG\r\n\x1A\n", 8},
        {"period;stock\n1;2\n", 17}, {"a,a\n1,2\n", 8}, {",\n1,2\n", 6}};
    for (size_t r = 0; r < COUNT(READERS); r++) {
        for (size_t i = 0; i < COUNT(FILES); i++) {
            lac_plan plan = {0};
            lac_diagnostics diagnostics = {0};
            assert_int_equal(
                read_table(READERS[r], &plan, FILES[i].bytes, FILES[i].n_bytes, &diagnostics),
                LAC_INPUT);
            assert_true(diagnostics.n_errors > 0);
            assert_string_equal(diagnostics.items[0].place.file, "t.csv");
            lac_plan_free(&plan);
            lac_diagnostics_free(&diagnostics);
        }
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        assert_int_equal(
            READERS[r](&plan, "/nowhere/at/all.csv", "all.csv", &diagnostics), LAC_INPUT);
        assert_int_equal(diagnostics.n_errors, 1);
        assert_int_equal(plan.n_inputs, 0);
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

static void every_input_is_noted_in_turn(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_plan_input *sheet = lac_arena_alloc(&plan.arena, 1, sizeof *sheet);
    assert_non_null(sheet);
    sheet->name = "study.csv";
    plan.inputs = sheet;
    plan.n_inputs = 1;
    assert_table_read(lac_population_read, &plan, "period,children\n2017/18,1\n", "");
    assert_table_read(lac_opening_read, &plan, "children\n1\n", "");
    assert_int_equal(plan.n_inputs, 3);
    assert_string_equal(plan.inputs[0].name, "study.csv");
    assert_int_equal(plan.inputs[1].bytes, 26);
    assert_int_equal(plan.inputs[2].bytes, 11);
    lac_plan_free(&plan);
}

/* Earlier errors of other files are not this table's. */
static void a_table_is_judged_by_its_own_faults(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    lac_diagnostics_add(&diagnostics, LAC_ERROR, NULL, NULL, "an earlier error");
    assert_int_equal(
        read_table(lac_opening_read, &plan, "children\n1\n", 11, &diagnostics), LAC_OK);
    assert_int_equal(plan.opening.n_rows, 1);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

static void the_shipped_tables_are_read(void **state)
{
    (void)state;
    static const struct {
        table_reader read;
        const char *path;
    } TABLES[] = {{lac_history_read, "scenarios/herefordshire/history.csv"},
        {lac_opening_read, "scenarios/england-ages/opening.csv"},
        {lac_admission_ages_read, "scenarios/england-ages/admission_ages.csv"}};
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    for (size_t i = 0; i < COUNT(TABLES); i++) {
        assert_int_equal(
            TABLES[i].read(&plan, TABLES[i].path, TABLES[i].path, &diagnostics), LAC_OK);
    }
    assert_printed(&diagnostics, "");
    assert_int_equal(plan.history.n_rows, 4);
    assert_int_equal(plan.history.n_routes, 1);
    assert_close(plan.history.rows[3].stock, 303);
    assert_close(plan.history.rows[3].by_route[0], 86);
    assert_int_equal(plan.opening.n_rows, 11);
    assert_opening_row(&plan.opening.rows[1], 12, 59, -1, NULL, 56);
    assert_int_equal(plan.admission_ages.n_rows, 11);
    assert_close(plan.admission_ages.rows[10].share, 0.123);
    const char *path = "scenarios/norfolk/history.csv";
    assert_int_equal(lac_history_read(&plan, path, path, &diagnostics), LAC_OK);
    assert_printed(&diagnostics, "");
    assert_true(plan.history.monthly);
    assert_int_equal(plan.history.n_rows, 13);
    assert_close(plan.history.rows[12].stock, 1131);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_children),
        cmocka_unit_test(opening_children_by_year_or_of_unknown_age),
        cmocka_unit_test(faults_of_an_opening),
        cmocka_unit_test(rows_of_an_opening_may_not_overlap),
        cmocka_unit_test(an_opening_never_shows_who_a_child_is),
        cmocka_unit_test(ages_of_admission),
        cmocka_unit_test(faults_of_ages_of_admission),
        cmocka_unit_test(populations),
        cmocka_unit_test(faults_of_a_population),
        cmocka_unit_test(broken_files_are_refused_with_a_message),
        cmocka_unit_test(every_input_is_noted_in_turn),
        cmocka_unit_test(a_table_is_judged_by_its_own_faults),
        cmocka_unit_test(the_shipped_tables_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
