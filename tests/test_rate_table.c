/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of rates: what its rows mean, the exact message of every fault, and which rows overlap. */
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

/* ---- rates ---- */

static void rates_and_their_flows(void **state)
{
    (void)state;
    lac_plan plan = {0};
    assert_table_read(lac_rates_read, &plan,
        "flow,from_age,to_age,from_months,to_months,placement,events,child_years,post_events,"
        "post_child_years,rate,low,high,source\n"
        "exit/adoption,0,0,,,,9,66,9.5,76,,0.06,0.2,returns\n"
        "Exit / sgo/kin,1,,6,11,\"Supported, 16+\",31,248,,,,,,\n"
        "move/ a >b,,17,,5,A,3,,,,0.2,0.2,,\n"
        "admissions/Local,,,,,,441,3,,,,,,\n"
        "exit/none,,,,,,0,0,,,0,0,0,\n",
        "");
    const lac_rates_table *rates = &plan.rates;
    assert_string_equal(rates->file, "t.csv");
    assert_int_equal(rates->n_rows, 5);
    const lac_rate_row *row = &rates->rows[0];
    assert_int_equal(row->kind, LAC_FLOW_EXIT);
    assert_string_equal(row->name, "adoption");
    assert_null(row->to);
    assert_int_equal(row->from_age, 0);
    assert_int_equal(row->to_age, 0);
    assert_int_equal(row->from_months, -1);
    assert_int_equal(row->to_months, -1);
    assert_null(row->placement);
    assert_close(row->events, 9);
    assert_close(row->child_years, 66);
    assert_close(row->post_events, 9.5);
    assert_close(row->post_child_years, 76);
    assert_close(row->rate, 0.125);
    assert_close(row->low, 0.06);
    assert_close(row->high, 0.2);
    assert_string_equal(row->source, "returns");
    assert_place(&row->place, 2, 1, "exit/adoption,0,0,,,,9,66,9.5,76,,0.06,0.2,returns");
    row = &rates->rows[1];
    assert_int_equal(row->kind, LAC_FLOW_EXIT);
    assert_string_equal(row->name, "sgo/kin");
    assert_int_equal(row->from_age, 1);
    assert_int_equal(row->to_age, -1);
    assert_int_equal(row->from_months, 6);
    assert_int_equal(row->to_months, 11);
    assert_string_equal(row->placement, "Supported, 16+");
    assert_close(row->rate, 0.125);
    assert_true(isnan(row->post_events));
    assert_true(isnan(row->low));
    assert_string_equal(row->source, "");
    row = &rates->rows[2];
    assert_int_equal(row->kind, LAC_FLOW_MOVE);
    assert_string_equal(row->name, "a");
    assert_string_equal(row->to, "b");
    assert_string_equal(row->placement, "a");
    assert_int_equal(row->from_age, -1);
    assert_int_equal(row->to_age, 17);
    assert_int_equal(row->to_months, 5);
    assert_close(row->rate, 0.2);
    row = &rates->rows[3];
    assert_int_equal(row->kind, LAC_FLOW_ADMISSIONS);
    assert_string_equal(row->name, "Local");
    assert_close(row->rate, 147);
    assert_close(rates->rows[4].rate, 0);
    lac_plan_free(&plan);
}

static void faults_of_flows(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_rates_read, "flow,rate\nsgo,1\nexits/sgo,1\n,1\n",
            "t.csv:2:1: error: A2 flow \"sgo\" is not known\n"
            "  sgo,1\n"
            "  ^\n"
            "  hint: write exit/route, move/a > b, admissions/stream or reentry/route\n"
            "t.csv:3:1: error: A3 flow \"exits/sgo\" is not known\n"
            "  exits/sgo,1\n"
            "  ^\n"
            "  hint: write exit/route, move/a > b, admissions/stream or reentry/route\n"
            "t.csv:4:1: error: A4 flow is blank\n"
            "  ,1\n"
            "  ^\n"
            "  hint: fill it in, or take the row out\n"},
        {lac_rates_read,
            "flow,rate\nexit/,1\nexit/a:b,1\nmove/a,1\nmove/a > A,1\nmove/a > b > c,1\n",
            "t.csv:2:1: error: A2 flow \"exit/\": the name is empty\n"
            "  exit/,1\n"
            "  ^\n"
            "t.csv:3:1: error: A3 flow \"exit/a:b\": the name contains \":\"\n"
            "  exit/a:b,1\n"
            "  ^\n"
            "t.csv:4:1: error: A4 flow \"move/a\" is not of the form move/a > b\n"
            "  move/a,1\n"
            "  ^\n"
            "  hint: write exit/route, move/a > b, admissions/stream or reentry/route\n"
            "t.csv:5:1: error: A5 flow \"move/a > A\": the name of both placements is the same\n"
            "  move/a > A,1\n"
            "  ^\n"
            "t.csv:6:1: error: A6 flow \"move/a > b > c\": the name contains \">\"\n"
            "  move/a > b > c,1\n"
            "  ^\n"},
        {lac_rates_read, "flow,placement,rate\nmove/all > b,,1\nmove/a > ALL,,1\nexit/all,All,1\n",
            "t.csv:2:1: error: A2 flow \"move/all > b\": the name \"all\" is reserved: it stands "
            "for every placement\n"
            "  move/all > b,,1\n"
            "  ^\n"
            "t.csv:3:1: error: A3 flow \"move/a > ALL\": the name \"all\" is reserved: it stands "
            "for every placement\n"
            "  move/a > ALL,,1\n"
            "  ^\n"
            "t.csv:4:10: error: B4 placement: the name \"all\" is reserved: it stands for every "
            "placement\n"
            "  exit/all,All,1\n"
            "           ^\n"},
        {lac_rates_read, "flow,placement,rate\nmove/a > b,b,1\n",
            "t.csv:2:12: error: B2 placement \"b\" is not the one moved from, \"a\"\n"
            "  move/a > b,b,1\n"
            "             ^\n"
            "  hint: leave it blank\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

static void faults_of_rates(void **state)
{
    (void)state;
    static const table_refusal TESTS[] = {
        {lac_rates_read, "flow,rate\nexit/a,51\nexit/b,-0.1\nexit/c,5%\nadmissions/d,1000001\n",
            "t.csv:2:8: error: B2 rate 51 is outside 0 to 50\n"
            "  exit/a,51\n"
            "         ^\n"
            "t.csv:3:8: error: B3 rate -0.1 is outside 0 to 50\n"
            "  exit/b,-0.1\n"
            "         ^\n"
            "t.csv:4:8: error: B4 rate 5% is a share where a number is wanted\n"
            "  exit/c,5%\n"
            "         ^\n"
            "  hint: take the % sign away\n"
            "t.csv:5:14: error: B5 rate 1000001 is outside 0 to 1000000\n"
            "  admissions/d,1000001\n"
            "               ^\n"},
        {lac_rates_read, "flow,source\nexit/a,x\n",
            "t.csv:2:1: error: the row has no rate\n"
            "  exit/a,x\n"
            "  ^\n"
            "  hint: give rate, or events and child_years\n"},
        {lac_rates_read,
            "flow,events,child_years\nexit/a,3,\nexit/b,,4\nexit/c,3,0\nexit/d,0,0\nexit/e,255,5\n",
            "t.csv:2:10: error: C2 events has no child_years\n"
            "  exit/a,3,\n"
            "           ^\n"
            "  hint: give both or none\n"
            "t.csv:3:8: error: B3 child_years has no events\n"
            "  exit/b,,4\n"
            "         ^\n"
            "  hint: give both or none\n"
            "t.csv:4:10: error: C4 child_years is 0 although events is 3\n"
            "  exit/c,3,0\n"
            "           ^\n"
            "  hint: correct one of them\n"
            "t.csv:5:10: error: C5 child_years is 0: no rate follows from it\n"
            "  exit/d,0,0\n"
            "           ^\n"
            "  hint: give a rate, or take the row out\n"
            "t.csv:6:12: error: C6 events / child_years is 51, outside 0 to 50\n"
            "  exit/e,255,5\n"
            "             ^\n"},
        {lac_rates_read,
            "flow,rate,events,child_years,post_events,post_child_years\n"
            "exit/a,1,3,0,,\nexit/b,,3,4,2,\nexit/c,,3,4,2,0\n",
            "t.csv:2:12: error: D2 child_years is 0 although events is 3\n"
            "  exit/a,1,3,0,,\n"
            "             ^\n"
            "  hint: correct one of them\n"
            "t.csv:3:15: error: F3 post_events has no post_child_years\n"
            "  exit/b,,3,4,2,\n"
            "                ^\n"
            "  hint: give both or none\n"
            "t.csv:4:15: error: F4 post_child_years is 0 although post_events is 2\n"
            "  exit/c,,3,4,2,0\n"
            "                ^\n"
            "  hint: correct one of them\n"},
        {lac_rates_read,
            "flow,rate,low,high\nexit/a,2,3,4\nexit/b,2,1,1.5\nexit/c,2,3,1\nexit/d,2,,51\n",
            "t.csv:2:10: error: C2 low 3 is above the rate, 2\n"
            "  exit/a,2,3,4\n"
            "           ^\n"
            "  hint: widen low and high\n"
            "t.csv:3:12: error: D3 high 1.5 is below the rate, 2\n"
            "  exit/b,2,1,1.5\n"
            "             ^\n"
            "  hint: widen low and high\n"
            "t.csv:4:10: error: C4 low 3 is above high 1\n"
            "  exit/c,2,3,1\n"
            "           ^\n"
            "  hint: swap them\n"
            "t.csv:5:11: error: D5 high 51 is outside 0 to 50\n"
            "  exit/d,2,,51\n"
            "            ^\n"},
        {lac_rates_read,
            "flow,from_age,to_age,from_months,to_months,rate\n"
            "exit/a,5,4,,,1\nexit/b,0,18,,,1\nexit/c,,,6,5,1\nexit/d,,,0,1201,1\n",
            "t.csv:2:8: error: B2 from_age 5 is above to_age 4\n"
            "  exit/a,5,4,,,1\n"
            "         ^\n"
            "  hint: swap them\n"
            "t.csv:3:10: error: C3 to_age 18 is 18 or over\n"
            "  exit/b,0,18,,,1\n"
            "           ^\n"
            "  hint: ages are completed years up to 17\n"
            "t.csv:4:10: error: D4 from_months 6 is above to_months 5\n"
            "  exit/c,,,6,5,1\n"
            "           ^\n"
            "  hint: swap them\n"
            "t.csv:5:12: error: E5 to_months 1201 is outside 0 to 1200\n"
            "  exit/d,,,0,1201,1\n"
            "             ^\n"},
    };
    assert_tables_refused(TESTS, COUNT(TESTS));
}

/* ---- bands ---- */

/* Rows of one table with the lines at which overlaps are told: "3>2 4>2" says that line 3
 * overlaps line 2 and line 4 line 2. */
static void assert_overlaps(
    table_reader read, const char *header, const char *rows, const char *expected)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    char text[2000];
    char found[200] = "";
    snprintf(text, sizeof text, "%s\n%s", header, rows);
    const int status = read_table(read, &plan, text, strlen(text), &diagnostics);
    assert_int_equal(status, *expected == '\0' ? LAC_OK : LAC_INPUT);
    for (size_t i = 0; i < diagnostics.n; i++) {
        const char *line = strstr(diagnostics.items[i].message, " overlaps line ");
        assert_non_null(line);
        const size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%s%d>%s", used == 0 ? "" : " ",
            diagnostics.items[i].place.line, line + strlen(" overlaps line "));
    }
    assert_string_equal(found, expected);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

static void rates_may_not_overlap(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        const char *expected;
    } TESTS[] = {
        /* ages: both ends are included, blank is open */
        {"exit/a,0,4,,,,1\nexit/a,5,9,,,,1\nexit/a,10,,,,,1\n", ""},
        {"exit/a,0,5,,,,1\nexit/a,5,9,,,,1\n", "3>2"},
        {"exit/a,10,,,,,1\nexit/a,17,17,,,,1\n", "3>2"},
        {"exit/a,,5,,,,1\nexit/a,0,0,,,,1\n", "3>2"},
        {"exit/a,,,,,,1\nexit/a,3,3,,,,1\nexit/a,4,4,,,,1\n", "3>2 4>2"},
        {"exit/a,3,3,,,,1\nexit/a,4,4,,,,1\nexit/a,,,,,,1\n", "4>2"},
        /* months */
        {"exit/a,,,0,5,,1\nexit/a,,,6,11,,1\nexit/a,,,12,,,1\n", ""},
        {"exit/a,,,12,,,1\nexit/a,,,,5,,1\nexit/a,,,6,11,,1\n", ""},
        {"exit/a,,,0,6,,1\nexit/a,,,6,11,,1\n", "3>2"},
        {"exit/a,,,0,1200,,1\nexit/a,,,6,7,,1\nexit/a,,,8,8,,1\n", "3>2 4>2"},
        {"exit/a,,,,,,1\nexit/a,,,1200,1200,,1\n", "3>2"},
        /* one shared dimension is not enough */
        {"exit/a,0,4,0,5,,1\nexit/a,0,4,6,,,1\nexit/a,5,9,0,5,,1\n", ""},
        {"exit/a,0,4,0,5,,1\nexit/a,4,9,5,8,,1\n", "3>2"},
        /* placements: blank is all of them, names compare without case */
        {"exit/a,,,,,x,1\nexit/a,,,,,y,1\n", ""},
        {"exit/a,,,,,x,1\nexit/a,,,,,X,1\n", "3>2"},
        {"exit/a,,,,,,1\nexit/a,,,,,x,1\nexit/a,,,,,y,1\n", "3>2 4>2"},
        {"exit/a,,,6,,,1\nexit/a,,,,,x,1\nexit/a,,,,,y,1\n", "3>2 4>2"},
        {"exit/a,,,,,x,1\nexit/a,,,,,y,1\nexit/a,,,6,,,1\n", "4>2"},
        {"exit/a,0,0,,,,1\nexit/a,1,1,,,x,1\n", ""},
        /* flows: exits, streams and moves do not meet; names compare without case and spaces */
        {"exit/a,,,,,,1\nexit/b,,,,,,1\nadmissions/a,,,,,,1\nmove/a > b,,,,,,1\n"
         "move/a > c,,,,,,1\nmove/b > a,,,,,,1\n",
            ""},
        {"exit/a b,,,,,,1\nexit/c,,,,,,1\nEXIT/A  B,,,,,,1\n", "4>2"},
        {"move/a > b,,,,,a,1\nmove/A>B,,,,,,1\n", "3>2"},
        {"admissions/a,,,,,,1\nadmissions/a,,,,,,1\nadmissions/a,,,,,,1\n", "3>2 4>2"},
    };
    for (size_t i = 0; i < COUNT(TESTS); i++) {
        assert_overlaps(lac_rates_read, "flow,from_age,to_age,from_months,to_months,placement,rate",
            TESTS[i].rows, TESTS[i].expected);
    }
    assert_tables_refused(
        &(table_refusal){lac_rates_read, "flow,to_age,rate\nexit/a,5,1\nexit/a,2,1\n",
            "t.csv:3:1: error: A3 exit/a overlaps line 2\n"
            "  exit/a,2,1\n"
            "  ^\n"
            "  hint: bands include both ends, and a blank end is open\n"},
        1);
}

enum { DRAWN_ROWS = 8 };

/* The bands of a drawn row, both ends included; placement 0 is blank. */
typedef struct {
    int from_age;
    int to_age;
    int from_months;
    int to_months;
    int placement;
} drawn;

static int draw(uint32_t *seed, int n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (int)(*seed >> 16) % n;
}

static bool overlap(const drawn *a, const drawn *b)
{
    return (a->placement == b->placement || a->placement == 0 || b->placement == 0) &&
           a->from_age <= b->to_age && b->from_age <= a->to_age && a->from_months <= b->to_months &&
           b->from_months <= a->to_months;
}

static void draw_table(uint32_t *seed, drawn rows[DRAWN_ROWS], FILE *out)
{
    static const char *const PLACEMENTS[] = {"", "x", "y", "z"};
    fputs("flow,from_age,to_age,from_months,to_months,placement,rate\n", out);
    for (int i = 0; i < DRAWN_ROWS; i++) {
        drawn *row = &rows[i];
        row->from_age = draw(seed, 18);
        row->to_age = row->from_age + draw(seed, 18 - row->from_age) / 3;
        row->from_months = draw(seed, 30);
        row->to_months = row->from_months + draw(seed, 10);
        row->placement = draw(seed, 4);
        fprintf(out, "exit/a,%d,%d,%d,%d,%s,1\n", row->from_age, row->to_age, row->from_months,
            row->to_months, PLACEMENTS[row->placement]);
    }
}

/* Over drawn tables: there is an error just when two rows overlap by the definition, and each error
 * names two that do. */
static void overlaps_are_those_of_the_definition(void **state)
{
    (void)state;
    uint32_t seed = 1;
    int n_clean = 0;
    enum { ROUNDS = 400 };
    for (int round = 0; round < ROUNDS; round++) {
        drawn rows[DRAWN_ROWS];
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        assert_non_null(out);
        draw_table(&seed, rows, out);
        assert_int_equal(fclose(out), 0);
        bool any = false;
        for (int i = 0; i < DRAWN_ROWS; i++) {
            for (int j = 0; j < i; j++) {
                any = any || overlap(&rows[i], &rows[j]);
            }
        }
        lac_plan plan = {0};
        lac_diagnostics diagnostics = {0};
        const int status = read_table(lac_rates_read, &plan, text, length, &diagnostics);
        assert_int_equal(status, any ? LAC_INPUT : LAC_OK);
        assert_int_equal(diagnostics.n > 0, any);
        for (size_t i = 0; i < diagnostics.n; i++) {
            const char *number = strstr(diagnostics.items[i].message, "line ") + strlen("line ");
            const int row = diagnostics.items[i].place.line - 2;
            const int rival = (int)strtol(number, NULL, 10) - 2;
            assert_true(rival >= 0 && rival < row && row < DRAWN_ROWS);
            assert_true(overlap(&rows[row], &rows[rival]));
        }
        n_clean += !any;
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
        free(text);
    }
    /* the draws are of both kinds */
    assert_true(n_clean > ROUNDS / 10 && n_clean < ROUNDS * 9 / 10);
}

/* Every age, 30 months each by itself and 60 placements: 32,400 rows of one flow are no burden. */
static void a_fine_table_is_read_in_time(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fputs("flow,from_age,to_age,from_months,to_months,placement,rate\n", out);
    for (int i = 0; i < 18 * 30 * 60; i++) {
        const int age = i % 18;
        const int month = i / 18 % 30;
        fprintf(out, "exit/a,%d,%d,%d,%d,p%d,1\n", age, age, month, month, i / 540);
    }
    assert_int_equal(fclose(out), 0);
    lac_plan plan = {0};
    assert_table_read(lac_rates_read, &plan, text, "");
    assert_int_equal(plan.rates.n_rows, 32400);
    lac_plan_free(&plan);
    free(text);
}

static void a_table_has_at_most_64_placements(void **state)
{
    (void)state;
    for (int n = 64; n <= 65; n++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        assert_non_null(out);
        fputs("flow,placement,rate\n", out);
        for (int i = 0; i < n; i++) {
            fprintf(out, "exit/a,p%02d,1\n", i);
        }
        assert_int_equal(fclose(out), 0);
        lac_plan plan = {0};
        if (n == 64) {
            assert_table_read(lac_rates_read, &plan, text, "");
            assert_int_equal(plan.rates.n_rows, 64);
        } else {
            const table_refusal test = {lac_rates_read, text,
                "t.csv:66:1: error: A66 the table has more than 64 placements\n"
                "  exit/a,p64,1\n"
                "  ^\n"
                "  hint: join some of them\n"};
            assert_tables_refused(&test, 1);
        }
        lac_plan_free(&plan);
        free(text);
    }
}

/* ---- the shipped study ---- */

static void the_shipped_rates_are_read(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    const char *path = "scenarios/england-ages/rates.csv";
    assert_int_equal(lac_rates_read(&plan, path, path, &diagnostics), LAC_OK);
    assert_printed(&diagnostics, "");
    assert_int_equal(plan.rates.n_rows, 6);
    assert_close(plan.rates.rows[1].rate, 0.6018);
    assert_string_equal(plan.rates.rows[1].source, "6250 / ((10740 + 10030) / 2)");
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_and_their_flows),
        cmocka_unit_test(faults_of_flows),
        cmocka_unit_test(faults_of_rates),
        cmocka_unit_test(rates_may_not_overlap),
        cmocka_unit_test(overlaps_are_those_of_the_definition),
        cmocka_unit_test(a_fine_table_is_read_in_time),
        cmocka_unit_test(a_table_has_at_most_64_placements),
        cmocka_unit_test(the_shipped_rates_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
