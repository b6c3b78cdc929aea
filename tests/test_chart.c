/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts before they are drawn: harmless words, labels apart, axes, who is drawn how, the layout. */
#include "support.h"

#include "output/axis.h"
#include "output/chart.h"
#include "output/label.h"
#include "output/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NONE ((double)NAN)

/* ---- words ---- */

static void cleaning_leaves_one_harmless_line(void **state)
{
    static const struct {
        const char *text;
        const char *clean;
    } cases[] = {
        {"plain", "plain"},
        {"  two \t\r\n words  ", "two words"},
        {"bell\a and \x1B[31mred\x7F", "bell and [31mred"},
        {"caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC", "caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC"},
        {"a\xC2\x85"
         "b",
            "a b"},
        {"abc\xE2\x80\xAE"
         "def\xEF\xBB\xBF",
            "abcdef"},
        {"bad \xFF byte, cut \xE2\x82", "bad ? byte, cut ??"},
        {"\xC0\xAF \xED\xA0\x80", "?? ???"},
        {"", ""},
        {" \n ", ""},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(lac_label_clean(*state, cases[i].text), cases[i].clean);
    }
}

static void quoting_keeps_text_inside_single_quotes(void **state)
{
    assert_string_equal(lac_label_quote(*state, "Norfolk"), "'Norfolk'");
    assert_string_equal(lac_label_quote(*state, ""), "''");
    assert_string_equal(lac_label_quote(*state, "O'Brien"), "'O'.quote_mark.'Brien'");
    assert_string_equal(lac_label_quote(*state, "''"), "''.quote_mark.''.quote_mark.''");
    assert_string_equal(
        lac_label_quote(*state, "`a` $(b) \"c\" \\n @d"), "'`a` $(b) \"c\" \\n @d'");
    assert_string_equal(lac_label_quote(*state, "a\nset output"), "'a set output'");
}

static void bold_titles_have_an_escape_of_their_own(void **state)
{
    assert_string_equal(lac_label_quote_bold(*state, "Plain"), "'{/:Bold Plain}'");
    assert_string_equal(lac_label_quote_bold(*state, "a^b_c{d}e@f&g~h"),
        "'{/:Bold a\\^b\\_c\\{d\\}e\\@f\\&g\\~h}'");
    assert_string_equal(lac_label_quote_bold(*state, "\\U+0041"), "'{/:Bold \\\\{}U+0041}'");
    assert_string_equal(lac_label_quote_bold(*state, "it's"), "'{/:Bold it'.quote_mark.'s}'");
}

static void xml_has_entities_for_its_five_characters(void **state)
{
    assert_string_equal(lac_label_xml(*state, "<a href=\"x\">'&'\x01</a>"),
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39; &lt;/a&gt;");
}

static void widths_are_those_of_the_font(void **state)
{
    (void)state;
    assert_near(lac_label_width(""), 0.0);
    assert_near(lac_label_width("iW1 "), 0.222 + 0.944 + 0.556 + 0.278);
    assert_near(lac_label_width("\xE6\x97\xA5\xE6\x9C\xAC"), 2.0);
    assert_near(lac_label_width("e\xCC\x81"), 0.556);
}

static void long_text_ends_with_an_ellipsis(void **state)
{
    assert_string_equal(lac_label_fit(*state, "11111", 5 * 0.556 + 0.001), "11111");
    /* 2.5 em less the ellipsis of 1 leaves room for two digits of 0.556 */
    assert_string_equal(lac_label_fit(*state, "11111", 2.5), "11\xE2\x80\xA6");
    assert_string_equal(lac_label_fit(*state, "11 111", 2.5), "11\xE2\x80\xA6");
    assert_string_equal(lac_label_fit(*state, "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 2.5),
        "\xE6\x97\xA5\xE2\x80\xA6");
}

static void text_breaks_at_spaces(void **state)
{
    char *lines[3];
    size_t n;

    assert_int_equal(lac_label_wrap(*state, "111 111 111", 7 * 0.556, 2, lines, &n), LAC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(lines[0], "111 111");
    assert_string_equal(lines[1], "111");
    assert_int_equal(lac_label_wrap(*state, "1111111 1", 3 * 0.556 + 0.001, 3, lines, &n), LAC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(lines[0], "111");
    assert_string_equal(lines[1], "111");
    assert_string_equal(lines[2], "1 1");
    assert_int_equal(lac_label_wrap(*state, "111 111111", 3 * 0.556 + 0.001, 2, lines, &n), LAC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(lines[1], "1\xE2\x80\xA6");
    assert_int_equal(lac_label_wrap(*state, " \n", 3.0, 2, lines, &n), LAC_OK);
    assert_int_equal(n, 0);
}

static void labels_move_apart_as_little_as_possible(void **state)
{
    const double one[] = {1.0, 1.0, 1.0};
    double same[] = {0.0, 0.0, 0.0};
    double corner[] = {0.0, 0.0, 0.0};
    double top[] = {2.0, 9.9, 10.0};
    double apart[] = {1.0, 2.0, 5.0};
    const double heights[] = {2.0, 1.0};
    double uneven[] = {5.0, 5.0};
    double full[] = {0.1, 0.2, 9.0};
    double tight[] = {0.1, 0.2, 0.3};
    double falling[] = {2.0, 1.0, 3.0};

    (void)state;
    assert_int_equal(lac_label_separate(same, one, 3, -10.0, 10.0), LAC_OK);
    assert_near(same[0], -1.0);
    assert_near(same[1], 0.0);
    assert_near(same[2], 1.0);
    assert_int_equal(lac_label_separate(corner, one, 3, 0.0, 10.0), LAC_OK);
    assert_near(corner[0], 0.5);
    assert_near(corner[1], 1.5);
    assert_near(corner[2], 2.5);
    assert_int_equal(lac_label_separate(top, one, 3, 0.0, 10.0), LAC_OK);
    assert_near(top[0], 2.0);
    assert_near(top[1], 8.5);
    assert_near(top[2], 9.5);
    assert_int_equal(lac_label_separate(apart, one, 3, 0.0, 10.0), LAC_OK);
    assert_near(apart[0], 1.0);
    assert_near(apart[1], 2.0);
    assert_near(apart[2], 5.0);
    /* centres 1.5 apart about their mean 5 */
    assert_int_equal(lac_label_separate(uneven, heights, 2, 0.0, 10.0), LAC_OK);
    assert_near(uneven[0], 4.25);
    assert_near(uneven[1], 5.75);
    assert_int_equal(lac_label_separate(full, one, 3, 0.0, 3.0), LAC_OK);
    assert_near(full[0], 0.5);
    assert_near(full[2], 2.5);
    assert_int_equal(lac_label_separate(tight, one, 3, 0.0, 2.9), LAC_USAGE);
    assert_near(tight[1], 0.2);
    assert_int_equal(lac_label_separate(falling, one, 3, 0.0, 10.0), LAC_USAGE);
}

/* Whatever the labels: order kept, none overlap, all inside. */
static void separated_labels_never_overlap(void **state)
{
    uint64_t luck = 20170331;
    double centres[30] = {0};
    double heights[30];

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t n = 1 + (size_t)round % COUNT(centres);
        double total = 0.0;
        double low = -3.0;
        double high;

        for (size_t i = 0; i < n; i++) {
            luck = luck * 6364136223846793005ULL + 1442695040888963407ULL;
            centres[i] = (i > 0 ? centres[i - 1] : -6.0) + (double)(luck >> 60) * 0.06;
            heights[i] = 0.5 + (double)((luck >> 50) & 3U) * 0.5;
            total += heights[i];
        }
        high = low + total + (double)(round % 7) * 0.5;
        assert_int_equal(lac_label_separate(centres, heights, n, low, high), LAC_OK);
        for (size_t i = 0; i < n; i++) {
            assert_true(centres[i] - heights[i] / 2.0 >= low - 1e-9);
            assert_true(centres[i] + heights[i] / 2.0 <= high + 1e-9);
            if (i > 0) {
                assert_true(
                    centres[i] - centres[i - 1] >= (heights[i] + heights[i - 1]) / 2.0 - 1e-9);
            }
        }
    }
}

/* ---- axes ---- */

static void axes_begin_at_zero_unless_all_values_are_high(void **state)
{
    static const struct {
        double min, max;
        double low, high, step;
        lac_chart_number number;
        bool raise, raised;
    } cases[] = {
        {0.0, 264.0, 0.0, 300.0, 50.0, LAC_CHART_WHOLE, true, false},
        {231.0, 327.0, 220.0, 340.0, 20.0, LAC_CHART_WHOLE, true, true},
        {231.0, 327.0, 0.0, 400.0, 100.0, LAC_CHART_WHOLE, false, false},
        {60.0, 100.0, 0.0, 100.0, 20.0, LAC_CHART_WHOLE, true, false},
        {61.0, 100.0, 50.0, 100.0, 10.0, LAC_CHART_WHOLE, true, true},
        /* nearly equal values keep a quarter of the greatest in sight */
        {999.0, 1000.0, 750.0, 1000.0, 50.0, LAC_CHART_WHOLE, true, true},
        {300.0, 300.0, 0.0, 300.0, 50.0, LAC_CHART_WHOLE, true, false},
        {0.0, 0.0, 0.0, 1.0, 1.0, LAC_CHART_WHOLE, true, false},
        {0.0, 2.0, 0.0, 2.0, 1.0, LAC_CHART_WHOLE, true, false},
        {0.0, 2.0, 0.0, 2.0, 0.5, LAC_CHART_RATE, true, false},
        {-40.0, 10.0, -40.0, 10.0, 10.0, LAC_CHART_WHOLE, true, false},
        {0.0, 1000000.0, 0.0, 1000000.0, 200000.0, LAC_CHART_WHOLE, true, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        lac_axis axis =
            lac_axis_choose(cases[i].min, cases[i].max, cases[i].number, 6, cases[i].raise);

        assert_near(axis.low, cases[i].low);
        assert_near(axis.high, cases[i].high);
        assert_near(axis.step, cases[i].step);
        assert_int_equal(axis.raised, cases[i].raised);
    }
}

static void numbers_are_written_for_people(void **state)
{
    assert_string_equal(lac_axis_text(*state, 264.5000000000002, LAC_CHART_WHOLE, 0), "264");
    assert_string_equal(lac_axis_text(*state, 1131.0, LAC_CHART_WHOLE, 2), "1,131");
    assert_string_equal(lac_axis_text(*state, -57.0, LAC_CHART_WHOLE, 0), "\xE2\x88\x92"
                                                                          "57");
    assert_string_equal(lac_axis_text(*state, -0.4, LAC_CHART_WHOLE, 0), "0");
    assert_string_equal(lac_axis_text(*state, 67.44, LAC_CHART_RATE, 0), "67.4");
    assert_string_equal(lac_axis_text(*state, 1234.06, LAC_CHART_RATE, 0), "1,234.1");
    assert_string_equal(lac_axis_text(*state, 21.34, LAC_CHART_MONEY, 1), "\xC2\xA3"
                                                                          "21.3m");
    assert_string_equal(lac_axis_text(*state, -0.05, LAC_CHART_MONEY, 2), "\xE2\x88\x92\xC2\xA3"
                                                                          "0.05m");
    assert_string_equal(lac_axis_text(*state, 0.999, LAC_CHART_MONEY, 2), "\xC2\xA3"
                                                                          "1.00m");
    assert_int_equal(lac_axis_money_decimals(21.3), 1);
    assert_int_equal(lac_axis_money_decimals(2.13), 2);
    assert_int_equal(lac_axis_money_decimals(0.05), 3);
}

static void months_are_marked_at_april_and_thinned(void **state)
{
    lac_axis_tick *ticks;
    size_t n;

    assert_int_equal(lac_axis_month_ticks(*state, lac_month_of(2016, 11), lac_month_of(2021, 3),
                         false, 8, &ticks, &n),
        LAC_OK);
    assert_int_equal(n, 4);
    assert_string_equal(ticks[0].text, "Apr 2017");
    assert_near(ticks[0].at, lac_month_of(2017, 4));
    assert_string_equal(ticks[3].text, "Apr 2020");
    assert_int_equal(lac_axis_month_ticks(
                         *state, lac_month_of(2014, 3), lac_month_of(2019, 3), true, 8, &ticks, &n),
        LAC_OK);
    assert_int_equal(n, 6);
    assert_string_equal(ticks[0].text, "Mar 2014");
    /* fifty years: 51 Aprils, 26 even ones, 11 that 5 divides, 6 that 10 divides */
    assert_int_equal(lac_axis_month_ticks(*state, lac_month_of(2020, 4), lac_month_of(2070, 4),
                         false, 8, &ticks, &n),
        LAC_OK);
    assert_int_equal(n, 6);
    assert_string_equal(ticks[1].text, "Apr 2030");
    /* less than two Aprils: quarters; less than two of those: months */
    assert_int_equal(lac_axis_month_ticks(*state, lac_month_of(2017, 5), lac_month_of(2018, 3),
                         false, 8, &ticks, &n),
        LAC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(ticks[0].text, "Jul 2017");
    assert_int_equal(lac_axis_month_ticks(*state, lac_month_of(2017, 5), lac_month_of(2017, 7),
                         false, 8, &ticks, &n),
        LAC_OK);
    assert_int_equal(n, 3);
    assert_string_equal(ticks[0].text, "May 2017");
}

/* ---- Herefordshire 2017 ---- */

enum { HEREFORD_X = 6, HEREFORD_SERIES = 7 };

static const lac_month hereford_x[HEREFORD_X] = {
    2014 * 12 + 2, 2015 * 12 + 2, 2016 * 12 + 2, 2017 * 12 + 2, 2018 * 12 + 2, 2019 * 12 + 2};
static const double hereford_values[HEREFORD_SERIES][HEREFORD_X] = {
    {231, 256, 285, 303, NONE, NONE},
    {NONE, NONE, NONE, NONE, 315, 327},
    {NONE, NONE, NONE, NONE, 305, 317},
    {NONE, NONE, NONE, NONE, 305, 299.5},
    {NONE, NONE, NONE, NONE, 305, 282},
    {NONE, NONE, NONE, NONE, 305, 264.5},
    {NONE, NONE, NONE, NONE, 305, 247},
};
static const lac_chart_series hereford_series[HEREFORD_SERIES] = {
    {"history", hereford_values[0], LAC_SERIES_HISTORY, false, false},
    {"No programme", hereford_values[1], LAC_SERIES_REFERENCE, false, false},
    {"Programme 0 %", hereford_values[2], LAC_SERIES_OTHER, false, false},
    {"Programme 25 %", hereford_values[3], LAC_SERIES_OTHER, false, false},
    {"Programme 50 %", hereford_values[4], LAC_SERIES_OTHER, false, false},
    {"Programme 75 %", hereford_values[5], LAC_SERIES_OTHER, false, false},
    {"Programme 100 %", hereford_values[6], LAC_SERIES_FOCUS, false, false},
};

static lac_chart hereford(void)
{
    return (lac_chart){.kind = LAC_CHART_LINES,
        .axis = LAC_CHART_MONTHS,
        .number = LAC_CHART_WHOLE,
        .name = "closing_stock",
        .title = "Full programme brings 247 children in care by March 2019",
        .subtitle = "Children looked after in Herefordshire at 31 March",
        .source = "Source: Herefordshire Council 2017",
        .alt = "Rises from 231 in March 2014 to 303 in March 2017.",
        .unit = "Children looked after",
        .n_x = HEREFORD_X,
        .x = hereford_x,
        .n_series = HEREFORD_SERIES,
        .series = hereford_series,
        .forecast = 2017 * 12 + 3};
}

static void faults_are_named(void **state)
{
    lac_chart chart = hereford();
    lac_chart_series series[2] = {hereford_series[0], hereford_series[0]};
    const double nothing[HEREFORD_X] = {NONE, NONE, NONE, NONE, NONE, NONE};
    const double huge[HEREFORD_X] = {(double)INFINITY, 0, 0, 0, 0, 0};
    const lac_month twice[HEREFORD_X] = {1, 2, 3, 3, 4, 5};

    (void)state;
    assert_null(lac_chart_fault(&chart));
    chart.name = "../x";
    assert_string_equal(
        lac_chart_fault(&chart), "the name of a chart is not made of a-z, 0-9 and _");
    chart = hereford();
    chart.alt = NULL;
    assert_string_equal(lac_chart_fault(&chart), "a chart lacks words, months or series");
    chart = hereford();
    chart.n_x = 0;
    assert_string_equal(
        lac_chart_fault(&chart), "a chart has too few or too many months or series");
    chart = hereford();
    chart.x = twice;
    assert_string_equal(lac_chart_fault(&chart), "the months of a chart do not ascend");
    chart = hereford();
    chart.kind = LAC_CHART_FLOWS;
    assert_string_equal(lac_chart_fault(&chart), "a chart of flows is not by financial year");
    chart.axis = LAC_CHART_YEARS;
    assert_string_equal(
        lac_chart_fault(&chart), "a series has a role that its kind of chart does not know");
    chart = hereford();
    chart.series = series;
    chart.n_series = 2;
    assert_string_equal(lac_chart_fault(&chart),
        "a chart has two histories, two references or two scenarios in focus");
    chart.n_series = 1;
    series[0].values = nothing;
    assert_string_equal(lac_chart_fault(&chart), "a chart has no value");
    series[0].values = huge;
    assert_string_equal(lac_chart_fault(&chart), "a value is too large to draw");
    chart = hereford();
    chart.target = "Target";
    chart.target_value = NONE;
    assert_string_equal(lac_chart_fault(&chart), "the target of a chart is not a number");
}

/* ---- who is drawn how ---- */

static void up_to_four_lines_have_a_style_each(void **state)
{
    lac_chart chart = hereford();
    lac_chart_drawn *drawn;
    size_t n;
    size_t unnamed;

    chart.n_series = 5;
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(drawn[i].style, LAC_STYLE_FIRST + (int)i);
        assert_string_equal(drawn[i].name, hereford_series[i + 1].name);
        assert_true(drawn[i].named);
    }
    assert_int_equal(drawn[4].style, LAC_STYLE_HISTORY);
    assert_false(drawn[4].named);
    chart.n_series = 3;
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(drawn[0].style, 1);
    assert_int_equal(drawn[1].style, 4);
    chart.n_series = 1;
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_true(drawn[0].named);
}

static void more_lines_are_grey_but_for_focus_and_reference(void **state)
{
    lac_chart chart = hereford();
    lac_chart_drawn *drawn;
    size_t n;
    size_t unnamed;

    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 7);
    assert_int_equal(unnamed, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(drawn[i].style, LAC_STYLE_GREY);
        assert_true(drawn[i].named);
    }
    assert_int_equal(drawn[4].style, LAC_STYLE_REFERENCE);
    assert_int_equal(drawn[5].style, LAC_STYLE_FOCUS);
    assert_int_equal(drawn[6].style, LAC_STYLE_HISTORY);
    assert_int_equal(lac_chart_select(*state, &chart, 3, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(unnamed, 4);
    assert_false(drawn[0].named);
    assert_true(drawn[4].named);
}

static void small_placements_are_gathered(void **state)
{
    const lac_month x[2] = {2017 * 12, 2017 * 12 + 1};
    double values[7][2];
    lac_chart_series series[7];
    const char *const names[7] = {"a", "b", "c", "d", "e", "f", "g"};
    lac_chart chart = hereford();
    lac_chart_drawn *drawn;
    size_t n;
    size_t unnamed;

    for (size_t i = 0; i < 7; i++) {
        values[i][0] = (double)(10 * (i + 1));
        values[i][1] = (double)(10 * (i + 1)) + 1.0;
        series[i] = (lac_chart_series){names[i], values[i], LAC_SERIES_OTHER, false, false};
    }
    values[1][0] = NONE;
    chart.n_x = 2;
    chart.x = x;
    chart.series = series;
    chart.n_series = 7;
    chart.gather = "Other placements";
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 5);
    assert_string_equal(drawn[0].name, "Other placements (3)");
    assert_int_equal(drawn[0].style, LAC_STYLE_GREY);
    assert_near(drawn[0].values[0], 10.0 + 30.0);
    assert_near(drawn[0].values[1], 11.0 + 21.0 + 31.0);
    assert_string_equal(drawn[1].name, "d");
    assert_int_equal(drawn[1].style, 1);
    assert_string_equal(drawn[4].name, "g");
    assert_int_equal(drawn[4].style, 4);
    chart.series = series + 2; /* five: the smallest is grey under its own name */
    chart.n_series = 5;
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 5);
    assert_string_equal(drawn[0].name, "c");
    assert_int_equal(drawn[0].style, LAC_STYLE_GREY);
}

static const double flow_in[2] = {120, 127};
static const double flow_out[5][2] = {{40, 42}, {5, 5}, {25, 24}, {30, 33}, {8, NONE}};

static lac_chart flows(lac_chart_series series[6], lac_month x[2])
{
    static const char *const names[5] = {"home", "other", "adoption", "guardianship", "age"};
    lac_chart chart = hereford();

    series[0] = (lac_chart_series){"admissions", flow_in, LAC_SERIES_IN, false, false};
    for (size_t i = 0; i < 5; i++) {
        series[i + 1] = (lac_chart_series){names[i], flow_out[i], LAC_SERIES_OUT, false, false};
    }
    x[0] = lac_month_of(2016, 4);
    x[1] = lac_month_of(2018, 3);
    chart.kind = LAC_CHART_FLOWS;
    chart.axis = LAC_CHART_YEARS;
    chart.series = series;
    chart.n_series = 6;
    chart.x = x;
    chart.n_x = 2;
    return chart;
}

static void flows_have_four_colours_and_a_grey_rest(void **state)
{
    lac_chart_series series[6];
    lac_month x[2];
    lac_chart chart = flows(series, x);
    lac_chart_drawn *drawn;
    size_t n;
    size_t unnamed;

    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 5);
    assert_string_equal(drawn[0].name, "admissions");
    assert_int_equal(drawn[0].style, 1);
    assert_string_equal(drawn[1].name, "home");
    assert_int_equal(drawn[1].style, 2);
    assert_string_equal(drawn[2].name, "adoption");
    assert_string_equal(drawn[3].name, "guardianship");
    assert_int_equal(drawn[3].style, 4);
    assert_string_equal(drawn[4].name, "Other (2)");
    assert_int_equal(drawn[4].style, LAC_STYLE_GREY);
    assert_near(drawn[4].values[0], 13.0);
    assert_near(drawn[4].values[1], 5.0);
}

/* "other" is unknown: it is not summed into the rest, has none of the colours and lies outermost; the four
 * other exits are one too many for three colours, and a rest of one keeps its name. */
static void what_is_unknown_is_hollow_and_outermost(void **state)
{
    static const char *const names[6] = {
        "admissions", "home", "adoption", "guardianship", "age", "other"};
    static const int styles[6] = {1, 2, 3, 4, LAC_STYLE_GREY, LAC_STYLE_HOLLOW};
    lac_chart_series series[6];
    lac_month x[2];
    lac_chart chart = flows(series, x);
    lac_chart_drawn *drawn;
    size_t n;
    size_t unnamed;

    series[2].unknown = true;
    assert_int_equal(lac_chart_select(*state, &chart, 11, &drawn, &n, &unnamed), LAC_OK);
    assert_int_equal(n, 6);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(drawn[i].name, names[i]);
        assert_int_equal(drawn[i].style, styles[i]);
    }
}

/* ---- layout ---- */

static bool has_word(const lac_layout *layout, const char *text)
{
    for (size_t i = 0; i < layout->n_words; i++) {
        if (strcmp(layout->words[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

/* No two names overlap, all stand beside the plot and end on the canvas. */
static void assert_ends_are_apart(const lac_layout *layout)
{
    const double em = (layout->axis.high - layout->axis.low) / (layout->top - layout->bottom);

    for (size_t i = 0; i < layout->n_ends; i++) {
        const lac_chart_end *end = &layout->ends[i];
        const double half = layout->line_height * (double)end->n_lines / 2.0 * em;

        assert_true(end->y - half >= layout->axis.low - 1e-9 * em);
        if (i > 0) {
            const lac_chart_end *below = &layout->ends[i - 1];

            assert_true(
                end->y - half >=
                below->y + layout->line_height * (double)below->n_lines / 2.0 * em - 1e-9 * em);
        }
        for (size_t k = 0; k < end->n_lines; k++) {
            assert_true(layout->ends_x + lac_label_width(end->lines[k]) <= LAC_CANVAS_WIDTH);
        }
    }
}

static void herefordshire_is_laid_out_as_published(void **state)
{
    static const char *const names[] = {"Programme 100 %: 247", "Programme 75 %: 264",
        "Programme 50 %: 282", "Programme 25 %: 300", "Programme 0 %: 317", "No programme: 327"};
    static const char *const actual[] = {"231", "256", "285", "303"};
    lac_chart chart = hereford();
    lac_layout layout;

    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_ends, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(layout.ends[i].n_lines, 1);
        assert_string_equal(layout.ends[i].lines[0], names[i]);
    }
    assert_ends_are_apart(&layout);
    assert_int_equal(layout.n_values, COUNT(actual));
    for (size_t i = 0; i < COUNT(actual); i++) {
        assert_string_equal(layout.values[i].text, actual[i]);
    }
    assert_true(layout.ruled);
    assert_near(layout.rule_x, lac_month_of(2017, 3));
    assert_true(has_word(&layout, "Actual"));
    assert_true(has_word(&layout, "Forecast"));
    assert_true(has_word(&layout, chart.title));
    assert_true(has_word(&layout, chart.source));
    assert_true(has_word(
        &layout, "Children looked after in Herefordshire at 31 March (axis starts at 220)"));
    /* each scenario's line begins at the last actual value */
    assert_int_equal(layout.n_pieces, 7);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(layout.pieces[i].n, 3);
        assert_near(layout.pieces[i].points[0].x, lac_month_of(2017, 3));
        assert_near(layout.pieces[i].points[0].y, 303.0);
    }
    assert_int_equal(layout.n_x_ticks, 6);
    assert_string_equal(layout.x_ticks[3].text, "Mar 2017");
}

static void committees_get_no_title_but_all_remarks(void **state)
{
    lac_chart chart = hereford();
    lac_layout layout;

    assert_int_equal(lac_layout_make(*state, &chart, false, &layout), LAC_OK);
    assert_false(has_word(&layout, chart.title));
    assert_false(has_word(&layout, chart.source));
    assert_true(has_word(&layout, "Children looked after (axis starts at 220)"));
}

static void sixty_scenarios_are_grey_and_the_subtitle_says_so(void **state)
{
    static double values[60][HEREFORD_X];
    static char names[60][16];
    static lac_chart_series series[60];
    lac_chart chart = hereford();
    lac_layout layout;

    for (int i = 0; i < 60; i++) {
        (void)snprintf(names[i], sizeof names[i], "S%d", i + 1);
        for (size_t k = 0; k < HEREFORD_X; k++) {
            values[i][k] = (double)(10 * (i + 1)) + (double)k;
        }
        series[i] = (lac_chart_series){names[i], values[i],
            i == 0    ? LAC_SERIES_REFERENCE
            : i == 30 ? LAC_SERIES_FOCUS
                      : LAC_SERIES_OTHER,
            false, false};
    }
    chart.series = series;
    chart.n_series = 60;
    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_ends, 2);
    assert_string_equal(layout.ends[0].lines[0], "S1: 15");
    assert_string_equal(layout.ends[1].lines[0], "S31: 315");
    assert_true(has_word(&layout, "Children looked after in Herefordshire at 31 March "
                                  "(58 other scenarios in grey, not named)"));
}

static void long_names_keep_their_value_and_their_distance(void **state)
{
    static char names[13][80];
    static double values[13][HEREFORD_X];
    static lac_chart_series series[13];
    lac_chart chart = hereford();
    lac_layout layout;

    for (int i = 0; i < 13; i++) {
        (void)snprintf(names[i], sizeof names[i],
            "%02d recruit foster carers and return more children sooner WMW", i);
        assert_int_equal(strlen(names[i]), 60);
        for (size_t k = 0; k < HEREFORD_X; k++) {
            values[i][k] = 1000000.0;
        }
        series[i] = (lac_chart_series){names[i], values[i],
            i == 0   ? LAC_SERIES_REFERENCE
            : i == 5 ? LAC_SERIES_FOCUS
                     : LAC_SERIES_OTHER,
            false, false};
    }
    chart.series = series;
    chart.target = "A target with a name that is long as well, and it is the longest of all";
    chart.target_value = 1000000.0;
    chart.title = "A title as long as titles come, which is a good deal longer than a committee "
                  "would like to read, and needs two lines";
    chart.subtitle = chart.title;
    chart.source = "A source as long as sources come, a good deal longer than a committee would "
                   "like to read, needing two lines however small the letters it is set in may be, "
                   "and they are";
    chart.unit = chart.title;
    for (size_t n = 1; n <= 13; n++) {
        chart.n_series = n;
        assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
        assert_int_equal(layout.n_ends, n + 1);
        assert_ends_are_apart(&layout);
        for (size_t i = 0; i < layout.n_ends; i++) {
            const char *last = layout.ends[i].lines[layout.ends[i].n_lines - 1];

            assert_true(strlen(last) >= 9);
            assert_string_equal(last + strlen(last) - 9, "1,000,000");
        }
        for (size_t i = 0; i < layout.n_words; i++) {
            assert_true(layout.words[i].y > 0.0 && layout.words[i].y < LAC_CANVAS_HEIGHT);
        }
        assert_true(layout.top - layout.bottom > LAC_CANVAS_HEIGHT / 3.0);
    }
}

static void bars_stack_from_zero_and_carry_their_sums(void **state)
{
    lac_chart_series series[6];
    lac_month x[2];
    const char *const notes[2] = {NULL, "part of a year"};
    lac_chart chart = flows(series, x);
    lac_layout layout;

    chart.notes = notes;
    chart.forecast = lac_month_of(2017, 12);
    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_pieces, 5);
    assert_near(layout.pieces[0].points[1].from, 0.0);
    assert_near(layout.pieces[0].points[1].y, 127.0);
    assert_near(layout.pieces[1].points[1].y, -42.0);
    assert_near(layout.pieces[2].points[1].from, -42.0);
    assert_near(layout.pieces[2].points[1].y, -66.0);
    assert_near(layout.pieces[3].points[1].y, -99.0);
    assert_near(layout.pieces[4].points[1].y, -104.0);
    assert_int_equal(layout.n_values, 4);
    assert_string_equal(layout.values[0].text, "120");
    assert_string_equal(layout.values[1].text, "108");
    assert_string_equal(layout.values[2].text, "127");
    assert_string_equal(layout.values[3].text, "104");
    assert_int_equal(layout.n_ends, 5);
    assert_string_equal(layout.ends[0].lines[0], "Other (2): 5");
    assert_string_equal(layout.ends[4].lines[0], "admissions: 127");
    assert_ends_are_apart(&layout);
    assert_true(layout.ruled); /* before the year that is forecast in part */
    assert_near(layout.rule_x, 0.5);
    assert_string_equal(layout.x_ticks[1].text, "2017/18");
    assert_string_equal(layout.x_notes[1], "part of a year");
    assert_null(layout.x_notes[0]);
}

static void a_line_without_history_is_solid_until_the_forecast(void **state)
{
    const double all[HEREFORD_X] = {1, 2, 3, 4, 5, 6};
    const lac_chart_series series = {"Foster care", all, LAC_SERIES_OTHER, false, false};
    lac_chart chart = hereford();
    lac_layout layout;

    chart.series = &series;
    chart.n_series = 1;
    chart.gather = "Other placements";
    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_pieces, 2);
    assert_int_equal(layout.pieces[0].style, LAC_STYLE_FIRST + LAC_STYLE_SOLID);
    assert_int_equal(layout.pieces[0].n, 4);
    assert_int_equal(layout.pieces[1].style, LAC_STYLE_FIRST);
    assert_int_equal(layout.pieces[1].n, 3);
    assert_near(layout.pieces[1].points[0].y, 4.0);
}

static void money_is_drawn_in_millions(void **state)
{
    const double pounds[2] = {21300000.0, -400000.0};
    const lac_month x[2] = {2017 * 12 + 3, 2018 * 12 + 3};
    const lac_chart_series series = {"Spend", pounds, LAC_SERIES_OTHER, false, false};
    lac_chart chart = hereford();
    lac_layout layout;

    chart.axis = LAC_CHART_YEARS;
    chart.number = LAC_CHART_MONEY;
    chart.x = x;
    chart.n_x = 2;
    chart.series = &series;
    chart.n_series = 1;
    chart.forecast = LAC_NO_MONTH;
    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_near(layout.pieces[0].points[0].y, 21.3);
    assert_string_equal(layout.ends[0].lines[0], "Spend: \xE2\x88\x92\xC2\xA3"
                                                 "0.4m");
    assert_false(layout.ruled);
    assert_near(layout.axis.low, -5.0);
    assert_string_equal(layout.y_ticks[1].text, "\xC2\xA3"
                                                "0");
}

static void one_point_is_a_chart(void **state)
{
    lac_chart chart = hereford();
    lac_layout layout;

    chart.n_x = 1;
    assert_int_equal(lac_layout_make(*state, &chart, true, &layout), LAC_OK);
    assert_true(layout.x_high > layout.x_low);
    assert_false(layout.ruled);
    assert_int_equal(layout.n_x_ticks, 1);
    assert_string_equal(layout.x_ticks[0].text, "Mar 2014");
    assert_string_equal(layout.ends[0].lines[0], "history: 231");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, with_arena, without_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cleaning_leaves_one_harmless_line),
        TEST(quoting_keeps_text_inside_single_quotes),
        TEST(bold_titles_have_an_escape_of_their_own),
        TEST(xml_has_entities_for_its_five_characters),
        TEST(widths_are_those_of_the_font),
        TEST(long_text_ends_with_an_ellipsis),
        TEST(text_breaks_at_spaces),
        TEST(labels_move_apart_as_little_as_possible),
        TEST(separated_labels_never_overlap),
        TEST(axes_begin_at_zero_unless_all_values_are_high),
        TEST(numbers_are_written_for_people),
        TEST(months_are_marked_at_april_and_thinned),
        TEST(faults_are_named),
        TEST(up_to_four_lines_have_a_style_each),
        TEST(more_lines_are_grey_but_for_focus_and_reference),
        TEST(small_placements_are_gathered),
        TEST(flows_have_four_colours_and_a_grey_rest),
        TEST(what_is_unknown_is_hollow_and_outermost),
        TEST(herefordshire_is_laid_out_as_published),
        TEST(committees_get_no_title_but_all_remarks),
        TEST(sixty_scenarios_are_grey_and_the_subtitle_says_so),
        TEST(long_names_keep_their_value_and_their_distance),
        TEST(bars_stack_from_zero_and_carry_their_sums),
        TEST(a_line_without_history_is_solid_until_the_forecast),
        TEST(money_is_drawn_in_millions),
        TEST(one_point_is_a_chart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
