/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data tables of a study: what their rows mean, and the exact message of every fault. */
#include "input/records.h"

#include "base/text.h"

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

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef int (*reader)(lac_plan *, const char *, const char *, lac_diagnostics *);

/* A table that must be refused, and how. */
typedef struct {
    reader read;
    const char *text;
    const char *expected;
} refusal;

/* ---- helpers ---- */

static void assert_printed(const lac_diagnostics *diagnostics, const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    lac_diagnostics_print(diagnostics, LAC_NOTE, out);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

/* Reads bytes by way of a file that is gone afterwards. */
static int read_bytes(
    reader read, lac_plan *plan, const char *bytes, size_t n_bytes, lac_diagnostics *diagnostics)
{
    char path[] = "/tmp/lacflow-test-records-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, n_bytes), n_bytes);
    assert_int_equal(close(file), 0);
    const int status = read(plan, path, "t.csv", diagnostics);
    assert_int_equal(unlink(path), 0);
    return status;
}

/* Reads a table that is right; notes says all that is printed. */
static void assert_read(reader read, lac_plan *plan, const char *text, const char *notes)
{
    lac_diagnostics diagnostics = {0};
    const int status = read_bytes(read, plan, text, strlen(text), &diagnostics);
    assert_printed(&diagnostics, notes);
    assert_int_equal(status, LAC_OK);
    lac_diagnostics_free(&diagnostics);
}

/* A refused table leaves nothing of itself in the plan but the note that it was read. */
static void assert_refused(const refusal *test)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        read_bytes(test->read, &plan, test->text, strlen(test->text), &diagnostics), LAC_INPUT);
    assert_printed(&diagnostics, test->expected);
    assert_null(plan.history.file);
    assert_null(plan.opening.file);
    assert_null(plan.rates.file);
    assert_null(plan.admission_ages.file);
    assert_null(plan.population.file);
    assert_int_equal(plan.history.n_rows + plan.opening.n_rows + plan.rates.n_rows +
                         plan.admission_ages.n_rows + plan.population.n_rows,
        0);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

static void assert_all_refused(const refusal *tests, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_refused(&tests[i]);
    }
}

static void assert_close(double value, double expected)
{
    assert_true(fabs(value - expected) < 1e-12);
}

static void assert_place(const lac_place *place, int line, int column, const char *source)
{
    assert_string_equal(place->file, "t.csv");
    assert_int_equal(place->line, line);
    assert_int_equal(place->column, column);
    assert_string_equal(place->source, source);
}

/* ---- history ---- */

static void a_history_of_years(void **state)
{
    (void)state;
    lac_plan plan = {0};
    /* the reference table's last two years, in the wrong order: 20 + 18 + 41 = 79 of 128 leavers have
     * a route, 49 are by another; the other row gives no route, so it keeps no split */
    assert_read(lac_history_read, &plan,
        "period,stock,admissions,ceased,ceased_Adoption,ceased_sgo,ceased_reunification,population\n"
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
    assert_int_equal(plan.inputs[0].bytes, 163);
    assert_int_equal(strlen(plan.inputs[0].sha256), 64);
    lac_plan_free(&plan);
}

static void a_history_of_months(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_read(lac_history_read, &plan,
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
        assert_read(lac_history_read, &plan, TESTS[i].text, "");
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
    assert_read(lac_history_read, &plan,
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
    assert_read(lac_history_read, &plan, "period,ceased,ceased_sgo\n2001/02,9,9\n2002/03,9,\n", "");
    assert_int_equal(plan.history.n_routes, 1);
    lac_plan_free(&plan);

    /* other is 0 where the sum is the total, and blank where there is no total of its own */
    assert_read(lac_history_read, &plan,
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
    static const refusal TESTS[] = {
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
        {lac_history_read, "period,ceased_\"a;b\"\n2017/18,1\n",
            "t.csv:1:8: error: B1 has a quotation mark inside, but does not begin with one\n"
            "  period,ceased_\"a;b\"\n"
            "         ^\n"
            "  hint: put the whole cell in quotation marks and write those inside it twice\n"},
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
    assert_all_refused(TESTS, COUNT(TESTS));
}

/* ---- periods ---- */

static void faults_of_periods(void **state)
{
    (void)state;
    static const refusal TESTS[] = {
        /* what Excel makes of 2009/10 and 2010/11 is told even where it is the greater part */
        {lac_history_read, "period,stock\nOct-09,1\nNov-10,2\n2011/12,3\n",
            "t.csv:2:1: error: A2 period Oct-09 is a month among financial years\n"
            "  Oct-09,1\n"
            "  ^\n"
            "  hint: Excel may have turned 2009/10 into Oct-09: format the column as text and write "
            "2009/10\n"
            "t.csv:3:1: error: A3 period Nov-10 is a month among financial years\n"
            "  Nov-10,2\n"
            "  ^\n"
            "  hint: Excel may have turned 2010/11 into Nov-10: format the column as text and write "
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
        /* 40087 is 1 October 2009: 109 years of 365 days, 27 leap days and 273 days after day 1 (1
         * January 1900), and one for 29 February 1900, which Excel counts and never was */
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
    assert_all_refused(TESTS, COUNT(TESTS));
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
    assert_read(lac_population_read, &plan, text, "");
    assert_int_equal(plan.population.n_rows, 1332);
    assert_int_equal(plan.population.rows[1331].month, 2100 * 12 + 11);
    lac_plan_free(&plan);
    fputs("x,1\ny,2\n", out);
    assert_int_equal(fclose(out), 0);
    assert_refused(&(refusal){lac_population_read, text,
        "t.csv:1334:1: error: the table has more than 1332 rows\n"
        "  x,1\n"
        "  ^\n"
        "  hint: give one row a period\n"});
    free(text);
}

static void a_history_has_at_most_64_routes(void **state)
{
    (void)state;
    for (int n = 63; n <= 65; n++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        assert_non_null(out);
        fputs("period,ceased", out);
        for (int i = 0; i < n; i++) {
            fprintf(out, ",ceased_%d", i);
        }
        fputs("\n2017/18,9,1,2,6\n", out);
        assert_int_equal(fclose(out), 0);
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        assert_int_equal(read_bytes(lac_history_read, &plan, text, length, &diagnostics),
            n <= 64 ? LAC_OK : LAC_INPUT);
        assert_int_equal(diagnostics.n, n <= 64 ? 0 : 1);
        if (n > 64) {
            assert_string_equal(diagnostics.items[0].message,
                "there are more than 64 routes, other included");
            /* period, ceased and 64 routes before it */
            assert_int_equal(diagnostics.items[0].place.sheet_column, 67);
        }
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
        /* ten leavers instead of nine need the route other too */
        memcpy(strstr(text, "2017/18,9"), "2017/18,\x39", 9);
        char *nine = strstr(text, "/18,9,1") + 4;
        char *more = malloc(length + 2);
        assert_non_null(more);
        const size_t before = (size_t)(nine - text);
        memcpy(more, text, before);
        memcpy(more + before, "10", 2);
        strcpy(more + before + 2, nine + 1);
        assert_int_equal(read_bytes(lac_history_read, &plan, more, length + 1, &diagnostics),
            n <= 63 ? LAC_OK : LAC_INPUT);
        assert_int_equal(plan.history.n_routes, n <= 63 ? 64 : 0);
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
        free(more);
        free(text);
    }
}

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
    assert_read(lac_opening_read, &plan,
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

    assert_read(lac_opening_read, &plan, "age_months,children\n0,1\n215,2\n,3\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 0, -1, NULL, 1);
    assert_opening_row(&plan.opening.rows[1], 215, 215, -1, NULL, 2);
    assert_opening_row(&plan.opening.rows[2], -1, -1, -1, NULL, 3);
    assert_place(&plan.opening.rows[1].place, 3, 5, "215,2");
    lac_plan_free(&plan);

    assert_read(lac_opening_read, &plan, "Age Years,children\n0,1\n17,1000000\n", "x");
    lac_plan_free(&plan);
}

static void opening_children_by_year_or_of_unknown_age(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_read(lac_opening_read, &plan, "age_years,children\n0,1\n17,999999\n,0\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 11, -1, NULL, 1);
    assert_opening_row(&plan.opening.rows[1], 204, 215, -1, NULL, 999999);
    assert_opening_row(&plan.opening.rows[2], -1, -1, -1, NULL, 0);
    lac_plan_free(&plan);
    assert_read(lac_opening_read, &plan, "placement,children\nFostering,7\n", "");
    assert_opening_row(&plan.opening.rows[0], -1, -1, -1, "Fostering", 7);
    lac_plan_free(&plan);
    assert_read(lac_opening_read, &plan, "to_age,children\n3,7\n,1\n", "");
    assert_opening_row(&plan.opening.rows[0], 0, 47, -1, NULL, 7);
    assert_opening_row(&plan.opening.rows[1], -1, -1, -1, NULL, 1);
    lac_plan_free(&plan);
}
