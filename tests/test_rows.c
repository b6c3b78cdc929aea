/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of horizontal bars: what is where, in which colour, and what is refused. */
#include "drawn.h"
#include "output/axis.h"
#include "output/plot.h"
#include "output/rows.h"
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

#define NONE ((double)NAN)
#define MINUS "\xE2\x88\x92"
#define POUND "\xC2\xA3"

/* ---- a waterfall by hand ---- */

enum { PARTS = 3 };

typedef struct {
    lac_row_bar bars[PARTS];
    lac_row items[PARTS];
    lac_row_cell cells[2 * PARTS];
    lac_rows rows;
    lac_chart chart;
} waterfall;

static const char *const HEADS[] = {"part", "pounds"};

/* 3,000,000 less 1,000,000 is 2,000,000. */
static void make_waterfall(waterfall *self)
{
    static const double VALUES[PARTS] = {3e6, -1e6, 2e6};
    static const lac_bar_kind KINDS[PARTS] = {LAC_BAR_SAVING, LAC_BAR_COST, LAC_BAR_NET};
    static const char *const LABELS[PARTS] = {"Gross", "Cost", "Net"};
    static const char *const ENDS[PARTS] = {POUND "3.00m", MINUS POUND "1.00m", POUND "2.00m"};

    memset(self, 0, sizeof *self);
    for (int i = 0; i < PARTS; i++) {
        self->bars[i] = (lac_row_bar){.to = VALUES[i], .kind = KINDS[i]};
        self->items[i] = (lac_row){.label = LABELS[i],
            .n_bars = 1,
            .bars = &self->bars[i],
            .dot = NONE,
            .low = NONE,
            .high = NONE,
            .end = ENDS[i]};
        self->cells[2 * i] = (lac_row_cell){LABELS[i], NONE};
        self->cells[2 * i + 1] = (lac_row_cell){NULL, VALUES[i]};
    }
    self->rows = (lac_rows){.axis = LAC_ROWS_VALUES,
        .n = PARTS,
        .rows = self->items,
        .rule = NONE,
        .n_columns = COUNT(HEADS),
        .heads = HEADS,
        .n_lines = PARTS,
        .cells = self->cells};
    self->chart = (lac_chart){.kind = LAC_CHART_ROWS,
        .number = LAC_CHART_MONEY,
        .name = "waterfall",
        .title = "The programme saves",
        .subtitle = "Against nothing",
        .source = "Source: a test",
        .alt = "Bars.",
        .unit = "\xC2\xA3 million",
        .rows = &self->rows};
}

static void bars_reach_from_zero_in_their_rows(void **state)
{
    /* two colours begin at zero and end in their rows, the first of which is the highest */
    static const int STYLES[PARTS] = {
        LAC_STYLE_BAR + LAC_BAR_SAVING, LAC_STYLE_BAR + LAC_BAR_COST, LAC_STYLE_BAR + LAC_BAR_NET};
    static const double TO[PARTS] = {3, -1, 2};
    waterfall self;
    lac_layout layout;

    make_waterfall(&self);
    assert_readable(*state, &self.chart, &layout);
    assert_int_equal(layout.n_pieces, PARTS);
    assert_int_equal(layout.n_bands, PARTS);
    for (int i = 0; i < PARTS; i++) {
        const lac_chart_piece *piece = &layout.pieces[i];

        assert_int_equal(piece->style, STYLES[i]);
        assert_int_equal(piece->n, 1);
        assert_near(piece->points[0].from, 0);
        assert_near(piece->points[0].y, 2.5 - i);
        assert_true(fabs(piece->points[0].x - TO[i]) < 0.01); /* but for a seam */
        assert_true(piece->half > 0.2 && piece->half < 0.5);
    }
    assert_near(layout.axis.low, 0);
    assert_near(layout.axis.high, PARTS);
    assert_false(layout.ruled);
    assert_string_equal(layout.x_ticks[0].text, MINUS POUND "1m");
}

/* "−£1.00m" stands left of its bar, the others right of theirs; the axis makes room for both. */
static void words_stand_beyond_the_ends(void **state)
{
    waterfall self;
    lac_layout layout;

    make_waterfall(&self);
    assert_readable(*state, &self.chart, &layout);
    assert_int_equal(layout.n_values, PARTS);
    for (int i = 0; i < PARTS; i++) {
        const lac_chart_value *value = &layout.values[i];

        assert_int_equal(value->align, i == 1 ? LAC_WORD_RIGHT : LAC_WORD_LEFT);
        assert_true(i == 1 ? value->dx < 0 : value->dx > 0);
        assert_near(value->x, i == 0 ? 3 : i == 1 ? -1 : 2);
        assert_near(value->y, 2.5 - i);
    }
    assert_true(layout.x_low < -1 && layout.x_high > 3);
}

static void all_zero_has_an_axis(void **state)
{
    waterfall self;
    lac_layout layout;

    make_waterfall(&self);
    for (int i = 0; i < PARTS; i++) {
        self.bars[i].to = 0;
    }
    assert_readable(*state, &self.chart, &layout);
    assert_true(layout.x_low <= 0 && layout.x_high > 0);
    assert_true(layout.n_x_ticks > 0);
}

static void pale_bars_lie_below_and_late_ones_have_an_edge(void **state)
{
    static const lac_row_bar BARS[] = {
        {.from = 0, .to = 4, .kind = LAC_BAR_COUNCIL, .word = "council"},
        {.from = 4, .to = 6, .kind = LAC_BAR_COUNCIL, .pale = true},
        {.from = 6, .to = 10, .kind = LAC_BAR_COURT, .late = true, .word = "court"},
        {.from = 10, .to = 10.2, .kind = LAC_BAR_CARER, .word = "carer"},
    };
    static const int STYLES[] = {LAC_STYLE_PALE_BAR + LAC_BAR_COUNCIL, LAC_STYLE_INK,
        LAC_STYLE_BAR + LAC_BAR_COUNCIL, LAC_STYLE_BAR + LAC_BAR_COURT,
        LAC_STYLE_BAR + LAC_BAR_CARER, LAC_STYLE_INK, LAC_STYLE_INK};
    waterfall self;
    lac_layout layout;

    make_waterfall(&self);
    self.rows.axis = LAC_ROWS_WEEKS;
    self.rows.n = 1;
    self.items[0] = (lac_row){.label = "Stages",
        .n_bars = COUNT(BARS),
        .bars = BARS,
        .dot = 11,
        .low = 10.5,
        .high = 12,
        .end = "week 11"};
    assert_readable(*state, &self.chart, &layout);
    assert_int_equal(layout.n_pieces, COUNT(STYLES));
    assert_int_equal(layout.n_bands, 5);
    for (size_t i = 0; i < COUNT(STYLES); i++) {
        assert_int_equal(layout.pieces[i].style, STYLES[i]);
        assert_int_equal(layout.pieces[i].marked, i == 6);
    }
    /* the edge surrounds the late bar, the thin line is the range, the dot the point */
    assert_true(layout.pieces[1].points[0].from < 6 && layout.pieces[1].points[0].x > 10 - 0.1);
    assert_true(layout.pieces[1].half > layout.pieces[3].half);
    assert_near(layout.pieces[5].points[0].from, 10.5);
    assert_near(layout.pieces[5].points[0].x, 12);
    assert_near(layout.pieces[6].points[0].x, 11);
    /* words in the bars that are wide enough, white on the dark one; then that beyond the range */
    assert_int_equal(layout.n_values, 3);
    assert_string_equal(layout.values[0].text, "council");
    assert_true(layout.values[0].light);
    assert_string_equal(layout.values[1].text, "court");
    assert_false(layout.values[1].light);
    assert_string_equal(layout.values[2].text, "week 11");
    assert_near(layout.values[2].x, 12);
}

/* A rule with its word at the left where there is no room at the right; keys in a row. */
static void rules_and_keys_have_words(void **state)
{
    static const lac_row_key KEYS[] = {
        {LAC_BAR_COUNCIL, "council"}, {LAC_BAR_CARER, "carer"}, {LAC_BAR_COURT, "court"}};
    waterfall self;
    lac_layout layout;
    size_t found = 0;

    make_waterfall(&self);
    self.rows.rule = 3.4e6;
    self.rows.rule_word = "Target MTFS, net at least: \xC2\xA3"
                          "3.40m";
    self.rows.n_keys = COUNT(KEYS);
    self.rows.keys = KEYS;
    assert_readable(*state, &self.chart, &layout);
    assert_true(layout.ruled);
    assert_near(layout.rule_x, 3.4);
    for (size_t i = 0; i < layout.n_words; i++) {
        if (strcmp(layout.words[i].text, self.rows.rule_word) == 0) {
            assert_int_equal(layout.words[i].align, LAC_WORD_RIGHT);
            found++;
        }
    }
    assert_int_equal(found, 1);
    assert_int_equal(layout.n_squares, COUNT(KEYS));
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        assert_int_equal(layout.squares[i].style, LAC_STYLE_BAR + (int)KEYS[i].kind);
    }
}

/* 1 to 60 rows with long labels: the canvas grows, and no word overlaps another (see drawn.c). */
static void many_rows_make_a_higher_canvas(void **state)
{
    static const lac_row_bar BAR = {.from = 1, .to = 30, .kind = LAC_BAR_COURT};
    lac_row items[LAC_ROWS_MOST];
    waterfall self;
    lac_layout layout;
    double before = 0;

    make_waterfall(&self);
    for (size_t i = 0; i < COUNT(items); i++) {
        items[i] = (lac_row){
            .label = "A label that is far too long for the room that there is, and then some more",
            .note =
                i % 2 == 0 ? "a note that is longer than any note would ever be, I think" : NULL,
            .n_bars = 1,
            .bars = &BAR,
            .dot = NONE,
            .low = NONE,
            .high = NONE,
            .end = "words beyond the bar"};
    }
    self.rows.axis = LAC_ROWS_WEEKS;
    self.rows.rows = items;
    for (size_t n = 1; n <= COUNT(items); n++) {
        self.rows.n = n;
        assert_readable(*state, &self.chart, &layout);
        assert_true(n == 13 || layout.height >= before); /* from 13 on labels have one line */
        before = layout.height;
    }
    self.rows.n = LAC_ROWS_MOST + 1;
    assert_string_equal(lac_chart_fault(&self.chart), "a chart has too few or too many rows");
    self.rows.n = 0;
    assert_string_equal(lac_chart_fault(&self.chart), "a chart has too few or too many rows");
}

/* ---- axes ---- */

static void dates_stand_between_their_months(void **state)
{
    (void)state;
    assert_near(lac_rows_date(lac_month_of(2017, 4), 1), lac_month_of(2017, 4));
    assert_near(lac_rows_date(lac_month_of(2017, 4), 16), lac_month_of(2017, 4) + 0.5);
    /* the day after the last is the first of the next month */
    assert_near(lac_rows_date(lac_month_of(2016, 2), 30), lac_month_of(2016, 3));
}

static void calendar_ticks_thin_out_from_april(void **state)
{
    static const struct {
        int months;
        size_t most;
        size_t n;
        const char *first;
        const char *second;
    } cases[] = {
        {5, 10, 6, "Feb 2018", "Mar 2018"},
        {24, 10, 8, "Apr 2018", "Jul 2018"},
        {24, 4, 4, "Apr 2018", "Oct 2018"},
        {24, 2, 2, "Apr 2018", "Apr 2019"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const lac_month first = lac_month_of(2018, 2);
        lac_axis_tick *ticks;
        size_t n;

        assert_int_equal(lac_axis_calendar_ticks(
                             *state, first, first + cases[i].months, cases[i].most, &ticks, &n),
            LAC_OK);
        assert_int_equal(n, cases[i].n);
        assert_string_equal(ticks[0].text, cases[i].first);
        assert_string_equal(ticks[1].text, cases[i].second);
    }
}

static void pounds_are_rounded_to_what_is_read(void **state)
{
    static const struct {
        double value;
        double greatest;
        const char *text;
    } cases[] = {
        {412345, 412345, POUND "412,000"},
        {-412345, 500000, MINUS POUND "412,000"},
        {-31249, 31249, MINUS POUND "31,200"},
        {4120.4, 4120.4, POUND "4,120"},
        {-400, 200000, POUND "0"},
        {0, 0, POUND "0"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(lac_axis_pounds(cases[i].greatest), LAC_CHART_POUNDS);
        assert_string_equal(lac_axis_text(*state, cases[i].value, LAC_CHART_POUNDS,
                                lac_axis_decimals(LAC_CHART_POUNDS, cases[i].greatest)),
            cases[i].text);
    }
    assert_int_equal(lac_axis_pounds(1e6), LAC_CHART_MONEY);
    assert_near(lac_axis_scale(LAC_CHART_MONEY), 1e-6);
    assert_near(lac_axis_scale(LAC_CHART_POUNDS), 1);
    assert_near(lac_axis_choose(0, 0.3, LAC_CHART_POUNDS, 6, false).step, 1);
}

/* ---- what is refused ---- */

static void faults_are_named(void **state)
{
    static const char BAR[] = "a bar is not on the axis";
    waterfall self;

    (void)state;
    make_waterfall(&self);
    self.chart.rows = NULL;
    assert_string_equal(lac_chart_fault(&self.chart), "a chart lacks words, months or series");
    make_waterfall(&self);
    self.items[1].label = NULL;
    assert_string_equal(lac_chart_fault(&self.chart), "a row has no label or no bars");
    make_waterfall(&self);
    self.bars[0].to = NONE;
    assert_string_equal(lac_chart_fault(&self.chart), BAR);
    self.bars[0].to = 2e15;
    assert_string_equal(lac_chart_fault(&self.chart), BAR);
    make_waterfall(&self);
    self.bars[2].kind = LAC_BAR_KINDS;
    assert_string_equal(lac_chart_fault(&self.chart), "a bar is of a kind that is not known");
    make_waterfall(&self);
    self.rows.axis = LAC_ROWS_WEEKS;
    assert_string_equal(lac_chart_fault(&self.chart), BAR); /* -1,000,000 weeks */
    self.bars[0] = self.bars[1] = self.bars[2] = (lac_row_bar){.from = 2, .to = 1};
    assert_string_equal(lac_chart_fault(&self.chart), "a bar ends before it begins");
    make_waterfall(&self);
    self.rows.axis = LAC_ROWS_MONTHS;
    assert_string_equal(lac_chart_fault(&self.chart), BAR);
    make_waterfall(&self);
    self.items[0].low = 1;
    assert_string_equal(lac_chart_fault(&self.chart), "a row has half a range");
    self.items[0].high = 0;
    assert_string_equal(lac_chart_fault(&self.chart), "the range of a row ends before it begins");
    self.items[0].high = INFINITY;
    assert_string_equal(lac_chart_fault(&self.chart), "the range of a row is not on the axis");
    make_waterfall(&self);
    self.items[0].dot = INFINITY;
    assert_string_equal(lac_chart_fault(&self.chart), "the dot of a row is not on the axis");
    make_waterfall(&self);
    self.rows.rule = 1;
    assert_string_equal(lac_chart_fault(&self.chart), "a rule is not on the axis, or has no word");
    make_waterfall(&self);
    self.rows.least = 1;
    assert_string_equal(lac_chart_fault(&self.chart), "the ends of an axis are not on it");
    make_waterfall(&self);
    self.rows.n_keys = 1;
    self.rows.keys = &(lac_row_key){LAC_BAR_KINDS, "?"};
    assert_string_equal(
        lac_chart_fault(&self.chart), "a key is of a kind that is not known, or has no word");
    self.rows.n_keys = LAC_ROWS_KEYS + 1;
    assert_string_equal(lac_chart_fault(&self.chart), "a chart has too many keys");
    make_waterfall(&self);
    self.rows.heads = NULL;
    assert_string_equal(lac_chart_fault(&self.chart), "a chart of rows has no table");
    self.rows.heads = (const char *const[]){"part", NULL};
    assert_string_equal(lac_chart_fault(&self.chart), "a column has no head");
}

/* ---- files ---- */

/* Words of every kind are hostile; they are drawn and written as they are, and nothing runs. */
static void hostile_words_are_only_drawn(void **state)
{
    static const char *const WORDS[] = {"O'Brien `touch CANARY` $(touch CANARY)",
        "' . system('touch CANARY') . '", "END\n!touch CANARY", "@ink {/:Bold x} \\",
        "<b> & \"c\""};
    static const char *const WRITTEN[] = {"O'Brien `touch CANARY` $(touch CANARY)",
        "' . system('touch CANARY') . '", "END !touch CANARY", "'@ink {/:Bold x} \\",
        "\"<b> & \"\"c\"\"\""};
    const lac_plot_options options = {.titles = true};
    char folder[] = "/tmp/lac_rows_XXXXXX";
    char here[4096];

    assert_non_null(mkdtemp(folder));
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    for (size_t i = 0; i < COUNT(WORDS); i++) {
        lac_diagnostics diagnostics = {0};
        waterfall self;

        make_waterfall(&self);
        self.items[0].label = self.items[0].note = self.items[0].end = WORDS[i];
        self.bars[0].word = WORDS[i];
        self.rows.rule = 1e6;
        self.rows.rule_word = WORDS[i];
        self.rows.n_keys = 1;
        self.rows.keys = &(lac_row_key){LAC_BAR_COST, WORDS[i]};
        self.cells[0].text = WORDS[i];
        self.chart.title = self.chart.unit = self.chart.alt = WORDS[i];
        assert_int_equal(lac_plot_write(&self.chart, 1, ".", &options, &diagnostics), LAC_OK);
        assert_int_equal(diagnostics.n, 0);
        assert_int_not_equal(access("CANARY", F_OK), 0);
        assert_string_equal(text_of_file(*state, ".", "waterfall.csv"),
            lac_arena_format(*state,
                "\xEF\xBB\xBFpart,pounds\r\n%s,3000000\r\nCost,-1000000\r\nNet,2000000\r\n",
                WRITTEN[i]));
        lac_diagnostics_free(&diagnostics);
    }
    assert_int_equal(chdir(here), 0);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            bars_reach_from_zero_in_their_rows, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(words_stand_beyond_the_ends, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(all_zero_has_an_axis, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(
            pale_bars_lie_below_and_late_ones_have_an_edge, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(rules_and_keys_have_words, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(many_rows_make_a_higher_canvas, with_arena, without_arena),
        cmocka_unit_test(dates_stand_between_their_months),
        cmocka_unit_test_setup_teardown(
            calendar_ticks_thin_out_from_april, with_arena, without_arena),
        cmocka_unit_test_setup_teardown(
            pounds_are_rounded_to_what_is_read, with_arena, without_arena),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test_setup_teardown(hostile_words_are_only_drawn, with_arena, without_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
