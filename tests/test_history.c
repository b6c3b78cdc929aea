/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history and its periods: what the rows mean, and the exact message of every fault. */
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

/* ---- history ---- */

static void a_history_of_years(void **state)
{
    (void)state;
    lac_plan plan = {0};
    /* the reference table's last two years, in the wrong order: 20 + 18 + 41 = 79 of 128 leavers have
     * a route, 49 are by another; the other row gives no route, so it keeps no split */
    assert_table_read(lac_history_read, &plan,
        "period,stock,admissions,ceased,ceased_Adoption,ceased_sgo,ceased_reunification,"
        "population\n"
        "2021/22,389,158,141,,,,40800\n"
        "2020-21,\"1,371\",150.5,128,20,18,41,40600\n",
        "");
    const lac_history *history = &plan.history;
    assert_string_equal(history->file, "t.csv");
    assert_false(history->monthly);
    assert_int_equal(history->n_rows, 2);
    assert_int_equal(history->n_routes, 4);
    assert_string_equal(history->routes[0], "Adoption");
    assert_string_equal(history->routes[1], "sgo");
    assert_string_equal(history->routes[2], "reunification");
    assert_string_equal(history->routes[3], "other");
    const lac_history_row *row = &history->rows[0];
    assert_int_equal(row->first, 2020 * 12 + 3);
    assert_int_equal(row->last, 2021 * 12 + 2);
    assert_close(row->stock, 1371);
    assert_close(row->admissions, 150.5);
    assert_close(row->ceased, 128);
    assert_close(row->by_route[0], 20);
    assert_close(row->by_route[1], 18);
    assert_close(row->by_route[2], 41);
    assert_close(row->by_route[3], 49);
    assert_close(row->population, 40600);
    assert_place(&row->place, 3, 1, "2020-21,\"1,371\",150.5,128,20,18,41,40600");
    row = &history->rows[1];
    assert_int_equal(row->first, 2021 * 12 + 3);
    assert_close(row->ceased, 141);
    for (int i = 0; i < 4; i++) {
        assert_true(isnan(row->by_route[i]));
    }
    assert_int_equal(plan.n_inputs, 1);
    assert_string_equal(plan.inputs[0].name, "t.csv");
    assert_int_equal(plan.inputs[0].bytes, 160);
    assert_int_equal(strlen(plan.inputs[0].sha256), 64);
    lac_plan_free(&plan);
}

static void a_history_of_months(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_history_read, &plan,
        "period,stock\n2016-11,\nDec-16,1100\n01/01/2017,1105\nMarch 2017,0\n",
        "t.csv:5:1: note: A5 there is no row between 2017-01 and 2017-03\n"
        "  March 2017,0\n"
        "  ^\n");
    const lac_history *history = &plan.history;
    assert_true(history->monthly);
    assert_int_equal(history->n_rows, 4);
    assert_int_equal(history->n_routes, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(history->rows[i].first, 2016 * 12 + 10 + i);
        assert_int_equal(history->rows[i].last, 2016 * 12 + 10 + i);
        assert_true(isnan(history->rows[i].admissions));
        assert_true(isnan(history->rows[i].ceased));
        assert_true(isnan(history->rows[i].population));
    }
    assert_true(isnan(history->rows[0].stock));
    assert_close(history->rows[1].stock, 1100);
    assert_int_equal(history->rows[3].first, 2017 * 12 + 2);
    assert_close(history->rows[3].stock, 0);
    lac_plan_free(&plan);
}

static void the_other_cells_settle_what_a_period_is(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool monthly;
        lac_month first;
    } TESTS[] = {
        /* 2011-12 is a month or a year; 2012-13 only a year, 2012-01 only a month */
        {"period,stock\n2011-12,1\n2012-13,2\n", false, 2011 * 12 + 3},
        {"period,stock\n2011-12,1\n2012-01,2\n", true, 2011 * 12 + 11},
        {"period,stock\n2011-12,1\nNov-11,2\nOct-11,2\n", true, 2011 * 12 + 9},
        {"period,stock\n2010-11,1\n2011/12,2\n", false, 2010 * 12 + 3},
        {"period,stock\n11-12,1\n", false, 2011 * 12 + 3},
        /* all are either: years, as they follow each other */
        {"period,stock\n2010-11,1\n2009-10,2\n2011-12,3\n", false, 2009 * 12 + 3},
    };
    for (size_t i = 0; i < COUNT(TESTS); i++) {
        lac_plan plan = {0};
        assert_table_read(lac_history_read, &plan, TESTS[i].text, "");
        assert_int_equal(plan.history.monthly, TESTS[i].monthly);
        assert_int_equal(plan.history.rows[0].first, TESTS[i].first);
        lac_plan_free(&plan);
    }
}

static void leavers_and_their_routes(void **state)
{
    (void)state;
    lac_plan plan = {0};
    /* 2001/02: the total is the sum of all routes. 2002/03: not all are given, so there is no total.
     * 2003/04: what is missing goes to the column other, 3 + (20 - 15). 2004/05: to a blank one, 20 -
     * 9. 2005/06: total and sum agree. */
    assert_table_read(lac_history_read, &plan,
        "period,ceased,ceased_sgo,ceased_ageing_out,Ceased_Other\n"
        "2001/02,,4,5,6\n"
        "2002/03,,4,5,\n"
        "2003/04,20,4,8,3\n"
        "2004/05,20,4,5,\n"
        "2005/06,0.3,0.1,0.2,\n",
        "");
    const lac_history *history = &plan.history;
    assert_int_equal(history->n_routes, 3);
    assert_string_equal(history->routes[1], "ageing_out");
    assert_string_equal(history->routes[2], "Other");
    assert_close(history->rows[0].ceased, 15);
    assert_true(isnan(history->rows[1].ceased));
    assert_true(isnan(history->rows[1].by_route[2]));
    assert_close(history->rows[2].by_route[2], 8);
    assert_close(history->rows[3].by_route[0], 4);
    assert_close(history->rows[3].by_route[2], 11);
    assert_close(history->rows[4].ceased, 0.3);
    assert_true(isnan(history->rows[4].by_route[2]));
    lac_plan_free(&plan);

    /* no row has leavers by a route without a column: there is no route other */
    assert_table_read(
        lac_history_read, &plan, "period,ceased,ceased_sgo\n2001/02,9,9\n2002/03,9,\n", "");
    assert_int_equal(plan.history.n_routes, 1);
    lac_plan_free(&plan);

    /* other is 0 where the sum is the total, and blank where there is no total of its own */
    assert_table_read(lac_history_read, &plan,
        "period,ceased,ceased_sgo\n2001/02,9,9\n2002/03,9,7\n2003/04,,5\n", "");
    assert_int_equal(plan.history.n_routes, 2);
    assert_close(plan.history.rows[0].by_route[1], 0);
    assert_close(plan.history.rows[1].by_route[1], 2);
    assert_close(plan.history.rows[2].ceased, 5);
    assert_true(isnan(plan.history.rows[2].by_route[1]));
    lac_plan_free(&plan);
}

static void faults_of_a_history(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_history_read, "period,stock\n",
            "t.csv:1:1: error: the table has no rows\n"
            "  period,stock\n"
            "  ^\n"
            "  hint: add rows below the header, or take the file out of the study\n"},
        {lac_history_read, "stock\n5\n",
            "t.csv:1:1: error: the required column \"period\" is missing\n"
            "  stock\n"
            "  ^\n"
            "  hint: add it to the header\n"},
        {lac_history_read, "period,stok\n2017/18,x\n2018/19,5\nx,5\n",
            "t.csv:1:8: error: B1 column \"stok\" is not known\n"
            "  period,stok\n"
            "         ^\n"
            "  hint: did you mean \"stock\"?\n"
            "t.csv:4:1: error: A4 period \"x\" is not a financial year or month\n"
            "  x,5\n"
            "  ^\n"
            "  hint: write a financial year as 2017/18 or a month as 2017-04\n"},
        {lac_history_read, "period,stock\n2017/18,-1\n2018/19,1.5\n2019/20,1000001\n",
            "t.csv:2:9: error: B2 stock -1 is outside 0 to 1000000\n"
            "  2017/18,-1\n"
            "          ^\n"
            "t.csv:3:9: error: B3 stock 1.5 is not a whole number\n"
            "  2018/19,1.5\n"
            "          ^\n"
            "t.csv:4:9: error: B4 stock 1000001 is outside 0 to 1000000\n"
            "  2019/20,1000001\n"
            "          ^\n"},
        {lac_history_read,
            "period,admissions,ceased,ceased_sgo,population\n"
            "2017/18,nan,inf,1e308,0\n"
            "2018/19,5%,-3,-4,20000000\n",
            "t.csv:2:9: error: B2 admissions \"nan\" is not a number\n"
            "  2017/18,nan,inf,1e308,0\n"
            "          ^\n"
            "  hint: write it like 1250.5 or \"1,147\"; leave the cell blank if it is not known\n"
            "t.csv:2:13: error: C2 ceased \"inf\" is not a number\n"
            "  2017/18,nan,inf,1e308,0\n"
            "              ^\n"
            "  hint: write it like 1250.5 or \"1,147\"; leave the cell blank if it is not known\n"
            "t.csv:2:17: error: D2 ceased_sgo 1e308 is outside 0 to 1000000\n"
            "  2017/18,nan,inf,1e308,0\n"
            "                  ^\n"
            "t.csv:2:23: error: E2 population 0 is outside 1 to 10000000\n"
            "  2017/18,nan,inf,1e308,0\n"
            "                        ^\n"
            "t.csv:3:9: error: B3 admissions 5% is a share where a number is wanted\n"
            "  2018/19,5%,-3,-4,20000000\n"
            "          ^\n"
            "  hint: take the % sign away\n"
            "t.csv:3:12: error: C3 ceased -3 is outside 0 to 1000000\n"
            "  2018/19,5%,-3,-4,20000000\n"
            "             ^\n"
            "t.csv:3:15: error: D3 ceased_sgo -4 is outside 0 to 1000000\n"
            "  2018/19,5%,-3,-4,20000000\n"
            "                ^\n"
            "t.csv:3:18: error: E3 population 20000000 is outside 1 to 10000000\n"
            "  2018/19,5%,-3,-4,20000000\n"
            "                   ^\n"},
        {lac_history_read, "period,ceased,ceased_a,ceased_b\n2017/18,86,80,10\n",
            "t.csv:2:9: error: B2 ceased 86 is below the sum of its routes, 90\n"
            "  2017/18,86,80,10\n"
            "          ^\n"
            "  hint: ceased counts the leavers of all routes\n"},
        {lac_history_read, "period,ceased_a;b\n2017/18,1\n",
            "t.csv:1:8: error: B1 column \"ceased_a;b\": the name contains \";\"\n"
            "  period,ceased_a;b\n"
            "         ^\n"
            "  hint: rename the route\n"},
        {lac_history_read, "period,stock\n=A1,=1+1\n2018/19,5\n",
            "t.csv:2:1: error: A2 the cell is a formula\n"
            "  =A1,=1+1\n"
            "  ^\n"
            "  hint: paste the value, not the formula\n"
            "t.csv:2:5: error: B2 the cell is a formula\n"
            "  =A1,=1+1\n"
            "      ^\n"
            "  hint: paste the value, not the formula\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

/* ---- periods ---- */

static void faults_of_periods(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        /* what Excel makes of 2009/10 and 2010/11 is told even where it is the greater part */
        {lac_history_read, "period,stock\nOct-09,1\nNov-10,2\n2011/12,3\n",
            "t.csv:2:1: error: A2 period Oct-09 is a month among financial years\n"
            "  Oct-09,1\n"
            "  ^\n"
            "  hint: Excel may have turned 2009/10 into Oct-09: format the column as text and "
            "write "
            "2009/10\n"
            "t.csv:3:1: error: A3 period Nov-10 is a month among financial years\n"
            "  Nov-10,2\n"
            "  ^\n"
            "  hint: Excel may have turned 2010/11 into Nov-10: format the column as text and "
            "write "
            "2010/11\n"},
        {lac_history_read, "period,stock\n2017-04,1\n2017/18,2\n2017-05,3\n",
            "t.csv:3:1: error: A3 period 2017/18 is a financial year among months\n"
            "  2017/18,2\n"
            "  ^\n"
            "  hint: Excel may have turned 2009/10 into Oct-09: write every period as 2017/18, or "
            "every one as 2017-04\n"},
        {lac_history_read, "period,stock\n2017/18,2\n2018/19,2\n2017-05,3\n",
            "t.csv:4:1: error: A4 period 2017-05 is a month among financial years\n"
            "  2017-05,3\n"
            "  ^\n"
            "  hint: Excel may have turned 2009/10 into Oct-09: write every period as 2017/18, or "
            "every one as 2017-04\n"},
        {lac_population_read, "period,children\n2017-05,3\n2017/18,2\n",
            "t.csv:3:1: error: A3 period 2017/18 is a financial year among months\n"
            "  2017/18,2\n"
            "  ^\n"
            "  hint: Excel may have turned 2009/10 into Oct-09: write every period as 2017/18, or "
            "every one as 2017-04\n"},
        {lac_history_read, "period,stock\n2011-12,1\n",
            "t.csv:2:1: error: A2 period 2011-12 may be a financial year or a month\n"
            "  2011-12,1\n"
            "  ^\n"
            "  hint: write 2011/12 for the year, or 01/12/2011 for the month\n"},
        {lac_history_read, "period,stock\n2008-09,1\n2010-11,1\n",
            "t.csv:2:1: error: A2 period 2008-09 may be a financial year or a month\n"
            "  2008-09,1\n"
            "  ^\n"
            "  hint: write 2008/09 for the year, or 01/09/2008 for the month\n"},
        /* 40179 is 1 January 2010; October to December have 92 days */
        {lac_history_read, "period,stock\n40087,1\n2010-11,2\n",
            "t.csv:2:1: error: A2 period 40087 is an Excel serial date; it means 2009-10-01\n"
            "  40087,1\n"
            "  ^\n"
            "  hint: format the cell as text and write 2009-10\n"},
        {lac_history_read, "period,stock\n04/05/2017,1\n2017-06,2\n",
            "t.csv:2:1: error: A2 period 04/05/2017 is not the first day of a month\n"
            "  04/05/2017,1\n"
            "  ^\n"
            "  hint: the day comes first; write 2017-05 if that is meant\n"},
        {lac_history_read, "period,stock\n,1\n2017-06,2\n",
            "t.csv:2:1: error: A2 period is blank\n"
            "  ,1\n"
            "  ^\n"
            "  hint: fill it in, or take the row out\n"},
        {lac_history_read, "period,stock\n2017/19,1\n2017,2\n",
            "t.csv:2:1: error: A2 period \"2017/19\" is not a financial year or month\n"
            "  2017/19,1\n"
            "  ^\n"
            "  hint: write a financial year as 2017/18 or a month as 2017-04\n"
            "t.csv:3:1: error: A3 period \"2017\" is not a financial year or month\n"
            "  2017,2\n"
            "  ^\n"
            "  hint: write a financial year as 2017/18 or a month as 2017-04\n"},
        {lac_history_read, "period,stock\n1989/90,1\n1990/91,1\n2099/00,1\n2100/01,1\n",
            "t.csv:2:1: error: A2 period 1989/90 is outside 1990-01 to 2100-12\n"
            "  1989/90,1\n"
            "  ^\n"
            "t.csv:5:1: error: A5 period 2100/01 is outside 1990-01 to 2100-12\n"
            "  2100/01,1\n"
            "  ^\n"},
        {lac_history_read, "period,stock\n1990-01,1\n2100-12,1\n1989-12,1\n2101-01,1\n",
            "t.csv:4:1: error: A4 period 1989-12 is outside 1990-01 to 2100-12\n"
            "  1989-12,1\n"
            "  ^\n"
            "t.csv:5:1: error: A5 period 2101-01 is outside 1990-01 to 2100-12\n"
            "  2101-01,1\n"
            "  ^\n"},
        {lac_history_read, "period,stock\n2017/18,1\n2016/17,1\n17-18,1\n2017-18,1\n",
            "t.csv:4:1: error: A4 period 17-18 is already given in line 2\n"
            "  17-18,1\n"
            "  ^\n"
            "  hint: keep one of them\n"
            "t.csv:5:1: error: A5 period 2017-18 is already given in line 2\n"
            "  2017-18,1\n"
            "  ^\n"
            "  hint: keep one of them\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

static void a_table_has_at_most_a_row_a_month(void **state)
{
    (void)state;
    /* 111 years of 12 months */
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs("period,children\n", out);
    for (int month = 0; month < 111 * 12; month++) {
        fprintf(out, "%d-%02d,1\n", 1990 + month / 12, month % 12 + 1);
    }
    assert_int_equal(fflush(out), 0);
    lac_plan plan = {0};
    assert_table_read(lac_population_read, &plan, text, "");
    assert_int_equal(plan.population.n_rows, 1332);
    assert_int_equal(plan.population.rows[1331].month, 2100 * 12 + 11);
    lac_plan_free(&plan);
    fputs("x,1\ny,2\n", out);
    assert_int_equal(fclose(out), 0);
    assert_tables_refused(&(table_refusal){lac_population_read, text,
                              "t.csv:1334:1: error: the table has more than 1332 rows\n"
                              "  x,1\n"
                              "  ^\n"
                              "  hint: give one row a period\n"},
        1);
    free(text);
}

/* A history whose leavers are 9 by the first n routes of the header. */
static int read_routes(lac_plan *plan, int n, int ceased, lac_diagnostics *diagnostics)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs("period,ceased", out);
    for (int i = 0; i < n; i++) {
        fprintf(out, ",ceased_%d", i);
    }
    fprintf(out, "\n2017/18,%d,1,2,6\n", ceased);
    assert_int_equal(fclose(out), 0);
    const int status = read_table(lac_history_read, plan, text, length, diagnostics);
    free(text);
    return status;
}

static void a_history_has_at_most_64_routes(void **state)
{
    (void)state;
    static const struct {
        int n;
        int ceased;
        int routes; /* 0: refused */
        int column; /* of the error */
    } TESTS[] = {{64, 9, 64, 0}, {65, 9, 0, 67}, {63, 10, 64, 0}, {64, 10, 0, 66}};
    for (size_t i = 0; i < COUNT(TESTS); i++) {
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        const bool fits = TESTS[i].routes > 0;
        assert_int_equal(read_routes(&plan, TESTS[i].n, TESTS[i].ceased, &diagnostics),
            fits ? LAC_OK : LAC_INPUT);
        assert_int_equal(plan.history.n_routes, TESTS[i].routes);
        assert_int_equal(diagnostics.n, fits ? 0 : 1);
        if (!fits) {
            assert_string_equal(
                diagnostics.items[0].message, "there are more than 64 routes, other included");
            assert_int_equal(diagnostics.items[0].place.sheet_column, TESTS[i].column);
        }
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_of_years),
        cmocka_unit_test(a_history_of_months),
        cmocka_unit_test(the_other_cells_settle_what_a_period_is),
        cmocka_unit_test(leavers_and_their_routes),
        cmocka_unit_test(faults_of_a_history),
        cmocka_unit_test(faults_of_periods),
        cmocka_unit_test(a_table_has_at_most_a_row_a_month),
        cmocka_unit_test(a_history_has_at_most_64_routes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
