/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fans and ranges in charts: what is drawn where, the words, and the files of a run with quantiles. */
#include "output/axis.h"
#include "output/chart.h"
#include "output/charts.h"
#include "output/gallery.h"
#include "output/label.h"
#include "output/layout.h"
#include "simulated.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NONE ((double)NAN)

/* ---- a fan by hand ---- */

/* 231 to 303 in the history, then 36 months: the median stays, the ends move 2 children a month away. */
enum { PAST = 4, MONTHS = 36, N_X = PAST + MONTHS, SERIES = 6 };

typedef struct {
    lac_arena arena;
    lac_month x[N_X];
    double values[SERIES][N_X];
    lac_chart_series series[SERIES];
    lac_chart chart;
} fan;

/* inner and outer: how far the quartiles and the ends lie from 303 in the last month. */
static void make_fan(fan *self, double inner, double outer)
{
    static const double HISTORY[PAST] = {231, 256, 285, 303};
    static const char *const NAMES[SERIES] = {
        "History", "1 in 20 below", "1 in 4 below", "Median", "1 in 4 above", "1 in 20 above"};
    const double away[SERIES] = {0, -outer, -inner, 0, inner, outer};

    memset(self, 0, sizeof *self);
    for (int k = 0; k < N_X; k++) {
        const int month = k - PAST + 1; /* 1 to 36 */

        self->x[k] = k < PAST ? lac_month_of(2014 + k, 3) : lac_month_of(2017, 3) + month;
        for (int s = 0; s < SERIES; s++) {
            const double spread = 303 + away[s] * month / MONTHS;

            self->values[s][k] = s == 0 ? (k < PAST ? HISTORY[k] : NONE) : k < PAST ? NONE : spread;
        }
    }
    for (int s = 0; s < SERIES; s++) {
        const lac_series_role role =
            s == 0 ? LAC_SERIES_HISTORY : (lac_series_role)(LAC_SERIES_P05 + s - 1);

        self->series[s] = (lac_chart_series){NAMES[s], self->values[s], role, false, false};
    }
    self->chart = (lac_chart){.kind = LAC_CHART_FAN,
        .axis = LAC_CHART_MONTHS,
        .name = "fan_a",
        .title = "303 looked after by March 2020, likely 231 to 375",
        .subtitle = "Herefordshire",
        .source = "Source",
        .alt = "Alt",
        .unit = "Children looked after, A",
        .n_x = N_X,
        .x = self->x,
        .n_series = SERIES,
        .series = self->series,
        .forecast = lac_month_of(2017, 4)};
}

static double em_y(const lac_layout *layout, double y)
{
    return layout->bottom + (y - layout->axis.low) / (layout->axis.high - layout->axis.low) *
                                (layout->top - layout->bottom);
}

static const lac_chart_value *name_in(const lac_layout *layout, const char *text)
{
    for (size_t i = 0; i < layout->n_values; i++) {
        if (strcmp(layout->values[i].text, text) == 0) {
            return &layout->values[i];
        }
    }
    return NULL;
}

static void bands_spread_from_the_last_actual_value(void **state)
{
    /* outer band, inner band, 95 and 5 %, 75 and 25 %, the median above them, history */
    static const int STYLES[] = {23, 24, 20, 20, 21, 21, 22, 5};
    static const double ENDS[] = {375, 339, 375, 231, 339, 267, 303, 303};
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 36, 72);
    assert_null(lac_chart_fault(&self.chart));
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_bands, 2);
    assert_int_equal(layout.n_pieces, COUNT(STYLES));
    for (size_t i = 0; i < COUNT(STYLES); i++) {
        const lac_chart_piece *piece = &layout.pieces[i];

        assert_int_equal(piece->style, STYLES[i]);
        assert_int_equal(piece->n, i == 7 ? PAST : MONTHS + 1);
        assert_near(piece->points[piece->n - 1].y, ENDS[i]);
        if (i < 7) {
            assert_near(piece->points[0].x, lac_month_of(2017, 3));
            assert_near(piece->points[0].y, 303);
            assert_near(piece->points[0].from, 303);
            assert_false(piece->marked);
        }
    }
    assert_near(layout.pieces[0].points[MONTHS].from, 231);
    assert_near(layout.pieces[1].points[MONTHS].from, 267);
    assert_true(layout.ruled);
    assert_near(layout.rule_x, lac_month_of(2017, 3));
    assert_int_equal(layout.n_ends, 3);
    assert_string_equal(layout.ends[0].lines[0], "1 in 20 below: 231");
    assert_string_equal(layout.ends[1].lines[0], "Median: 303");
    assert_string_equal(layout.ends[2].lines[0], "1 in 20 above: 375");
    lac_arena_free(&self.arena);
}

/* The whole box of a name lies between the lines of the fan, which are straight here. */
static void names_stand_inside_their_bands(void **state)
{
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 36, 72);
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    const lac_chart_value *outer = name_in(&layout, "9 in 10");
    const lac_chart_value *inner = name_in(&layout, "5 in 10");
    outer = outer == NULL ? name_in(&layout, "9 in 10 simulations") : outer;
    inner = inner == NULL ? name_in(&layout, "5 in 10 simulations") : inner;
    assert_non_null(outer);
    assert_non_null(inner);
    const lac_chart_value *const names[] = {outer, inner};
    for (int i = 0; i < 2; i++) {
        const double half = lac_label_width(names[i]->text) / 2 * (layout.x_high - layout.x_low) /
                            (layout.right - layout.left);
        const double first = names[i]->x - half - lac_month_of(2017, 3);
        const double last = names[i]->x + half - lac_month_of(2017, 3);
        const double middle = em_y(&layout, names[i]->y);
        const double away = fabs(names[i]->y - 303) / (names[i]->y - 303); /* above or below */

        assert_int_equal(names[i]->align, LAC_WORD_CENTRE);
        assert_true(first > 0 && last < MONTHS);
        /* 2 children a month for the ends, 1 for the quartiles, 0 for the median */
        const double far = em_y(&layout, 303 + away * (i == 0 ? 2 : 1) * first);
        const double near_ = em_y(&layout, 303 + away * (i == 0 ? 1 : 0) * last);
        assert_true(fabs(far - middle) >= 0.6);
        assert_true(fabs(near_ - middle) >= 0.6);
        assert_true((far - middle) * (near_ - middle) < 0);
    }
    assert_string_equal(outer->text + 1, inner->text + 1); /* both short or both long */
    lac_arena_free(&self.arena);
}

static void names_without_room_are_left_out(void **state)
{
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 2, 40);
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    assert_non_null(name_in(&layout, "9 in 10"));
    assert_null(name_in(&layout, "5 in 10"));
    assert_int_equal(layout.n_values, PAST + 1);
    lac_arena_free(&self.arena);
    make_fan(&self, 1, 2);
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_values, PAST);
    assert_int_equal(layout.n_ends, 3);
    assert_true(
        layout.ends[1].y - layout.ends[0].y >=
        layout.line_height * (layout.axis.high - layout.axis.low) / (layout.top - layout.bottom) -
            1e-9);
    lac_arena_free(&self.arena);
}

static void names_keep_off_the_target(void **state)
{
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 36, 72);
    for (int target = 240; target <= 370; target += 10) {
        self.chart.target = "Target";
        self.chart.target_value = target;
        assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
        for (size_t i = PAST; i < layout.n_values; i++) {
            assert_true(fabs(em_y(&layout, layout.values[i].y) - em_y(&layout, target)) >= 0.6);
        }
    }
    lac_arena_free(&self.arena);
}

static void where_all_agree_the_median_is_alone(void **state)
{
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 0, 0);
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_bands, 0);
    assert_int_equal(layout.n_pieces, 2);
    assert_int_equal(layout.pieces[0].style, LAC_STYLE_MEDIAN);
    assert_int_equal(layout.pieces[1].style, LAC_STYLE_HISTORY);
    assert_int_equal(layout.n_ends, 1);
    assert_string_equal(layout.ends[0].lines[0], "Median: 303");
    lac_arena_free(&self.arena);
}

static void a_fan_without_history_is_not_ruled(void **state)
{
    fan self;
    lac_layout layout;

    (void)state;
    make_fan(&self, 36, 72);
    self.chart.series = self.series + 1;
    self.chart.n_series = SERIES - 1;
    self.chart.forecast = LAC_NO_MONTH;
    assert_int_equal(lac_layout_make(&self.arena, &self.chart, true, &layout), LAC_OK);
    assert_false(layout.ruled);
    assert_int_equal(layout.n_pieces, 7);
    assert_int_equal(layout.pieces[0].n, MONTHS);
    lac_arena_free(&self.arena);
}

static void faults_of_fans_are_named(void **state)
{
    fan self;

    (void)state;
    make_fan(&self, 36, 72);
    self.chart.n_series = SERIES - 1;
    assert_string_equal(lac_chart_fault(&self.chart), "a fan lacks a quantile");
    self.chart.n_series = SERIES;
    self.series[5].role = LAC_SERIES_P75;
    assert_string_equal(lac_chart_fault(&self.chart), "a fan has a quantile twice");
    self.series[5].role = LAC_SERIES_FOCUS;
    assert_string_equal(
        lac_chart_fault(&self.chart), "a series has a role that its kind of chart does not know");
    self.series[5].role = LAC_SERIES_P95;
    self.values[2][10] = self.values[3][10] + 1;
    assert_string_equal(lac_chart_fault(&self.chart), "the quantiles of a fan do not ascend");
    self.values[2][10] = NONE;
    assert_string_equal(
        lac_chart_fault(&self.chart), "the quantiles of a fan are not known at the same months");
    make_fan(&self, 36, 72);
    for (int s = 1; s < SERIES; s++) {
        for (int k = 0; k < N_X; k++) {
            self.values[s][k] = NONE;
        }
    }
    assert_string_equal(lac_chart_fault(&self.chart), "a fan has no quantiles");
    make_fan(&self, 36, 72);
    self.chart.kind = LAC_CHART_LINES;
    assert_string_equal(
        lac_chart_fault(&self.chart), "a series has a role that its kind of chart does not know");
}

/* ---- ranges at the ends of lines ---- */

static void ends_carry_ranges_that_do_not_break(void **state)
{
    static const lac_month x[] = {24207, 24219};
    static const double values[3][2] = {{315, 327}, {305, 299.5}, {300, 299}};
    static const double low[] = {300, 301};
    static const double high[] = {330, 1354};
    static const double below[] = {-3, -2};
    static const char *const NAMES[3] = {"No programme",
        "A name so long that it must be cut somewhere before its number, I think", "C"};
    static const lac_chart_range ranges[] = {{low, high}, {below, high}, {NULL, NULL}};
    const lac_chart_series series[] = {{NAMES[0], values[0], LAC_SERIES_REFERENCE, false, false},
        {NAMES[1], values[1], LAC_SERIES_FOCUS, false, false},
        {NAMES[2], values[2], LAC_SERIES_OTHER, false, false}};
    lac_arena *arena = *state;
    lac_chart chart = {.kind = LAC_CHART_LINES,
        .name = "stock",
        .title = "T",
        .subtitle = "S",
        .source = "Q",
        .alt = "A",
        .unit = "U",
        .n_x = 2,
        .x = x,
        .n_series = 3,
        .series = series,
        .ranges = ranges,
        .forecast = LAC_NO_MONTH};
    lac_layout layout;

    assert_int_equal(lac_layout_make(arena, &chart, true, &layout), LAC_OK);
    assert_int_equal(layout.n_ends, 3);
    assert_string_equal(layout.ends[0].lines[0], "C: 299");
    assert_string_equal(layout.ends[2].lines[layout.ends[2].n_lines - 1] +
                            (layout.ends[2].n_lines == 1 ? strlen("No programme: ") : 0),
        "327\xC2\xA0(301\xE2\x80\x93"
        "1,354)");
    const lac_chart_end *cut = &layout.ends[1];
    static const char whole[] = "300\xC2\xA0(\xE2\x88\x92"
                                "2\xC2\xA0to\xC2\xA0"
                                "1,354)";
    const char *last = cut->lines[cut->n_lines - 1];
    assert_int_equal(cut->n_lines, 2);
    assert_true(strlen(last) >= strlen(whole));
    assert_string_equal(last + strlen(last) - strlen(whole), whole);
    for (size_t i = 0; i < layout.n_ends; i++) {
        for (size_t k = 0; k < layout.ends[i].n_lines; k++) {
            assert_true(
                layout.ends_x + lac_label_width(layout.ends[i].lines[k]) <= LAC_CANVAS_WIDTH);
        }
    }
    chart.gather = "Others";
    assert_string_equal(lac_chart_fault(&chart),
        "a series has half a range, or a range that its kind of chart does not show");
}

/* ---- the files of a run ---- */

static const char SHEET[] = "section,item,field,unit,As is,\"Plan <b & 'c'\"\n"
                            "study,,area,,Smallshire,\n"
                            "time,,end,,2025-06,\n"
                            "data,,history,,history.csv,\n"
                            "admissions,all,count,,24,\n"
                            "exit,home,count,,24,36\n";
static const char HISTORY[] = "period,stock\n2023/24,95\n2024/25,100\n";

typedef struct {
    lac_arena arena;
    test_study study;
    char folder[32];
} run;

static void draw(run *self, const char *sheet, const char *history, double inner, double outer)
{
    lac_diagnostics diagnostics = {0};
    const lac_plot_options options = {.titles = true};
    memset(self, 0, sizeof *self);
    strcpy(self->folder, "/tmp/lac_fan_XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    if (history == NULL) {
        study_must_run(&self->study, sheet, NULL);
    } else {
        study_must_run(&self->study, sheet, "history.csv", history, NULL);
    }
    simulate(&self->study.results, inner, outer);
    assert_int_equal(
        lac_charts_write(&self->study.results, self->folder, &options, &diagnostics), LAC_OK);
    assert_int_equal(diagnostics.n, 0);
    lac_diagnostics_free(&diagnostics);
}

static char *file_of(run *self, const char *name)
{
    const char *path = lac_arena_format(&self->arena, "%s/%s", self->folder, name);
    FILE *in = fopen(path, "rb");
    char *bytes = lac_arena_alloc(&self->arena, 1000000, 1);
    if (in == NULL || bytes == NULL) {
        fail_msg("cannot read %s", path);
    }
    assert_in_range(fread(bytes, 1, 999999, in), 1, 999998);
    (void)fclose(in);
    return bytes;
}

static void take_away(run *self)
{
    DIR *list = opendir(self->folder);
    const struct dirent *entry;
    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        if (entry->d_name[0] != '.') {
            (void)remove(lac_arena_format(&self->arena, "%s/%s", self->folder, entry->d_name));
        }
    }
    (void)closedir(list);
    assert_int_equal(rmdir(self->folder), 0);
    study_free(&self->study);
    lac_arena_free(&self->arena);
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no %s in %s", part, text);
    }
}

static void a_run_draws_a_fan_for_each_scenario(void **state)
{
    run self;
    (void)state;
    draw(&self, SHEET, HISTORY, 9, 24);
    /* Three months: a third, two thirds and all of 9 and 24 away. The plan loses a child a month. */
    assert_string_equal(file_of(&self, "fan_plan_b_c.csv"),
        "\xEF\xBB\xBFmonth,History,1 in 20 below,1 in 4 below,Median,1 in 4 above,1 in 20 above\r\n"
        "2024-03,95,,,,,\r\n"
        "2025-03,100,,,,,\r\n"
        "2025-04,,91,96,99,102,107\r\n"
        "2025-05,,82,92,98,104,114\r\n"
        "2025-06,,73,88,97,106,121\r\n");
    assert_string_equal(file_of(&self, "looked_after.csv"),
        "\xEF\xBB\xBFmonth,History,As is,As is (1 in 20 below),As is (1 in 20 above),"
        "Plan <b & 'c',Plan <b & 'c' (1 in 20 below),Plan <b & 'c' (1 in 20 above)\r\n"
        "2024-03,95,,,,,,\r\n"
        "2025-03,100,,,,,,\r\n"
        "2025-06,,100,76,124,97,73,121\r\n");
    const char *svg = file_of(&self, "fan_plan_b_c.svg");
    assert_has(svg, "<title id=\"chart-title\">97 looked after by June 2025, likely 73 to 121");
    assert_has(svg, "<desc id=\"chart-desc\">Fan chart, scenario Plan &lt;b &amp; &#39;c&#39;. "
                    "97 looked after by June 2025, likely 73 to 121. "
                    "History: rises from 95 in March 2024 to 100 in March 2025. "
                    "Median of the simulations: falls from 100 in March 2025 to 97 in June 2025; "
                    "90 % of simulations between 73 and 121, half between 88 and 106.</desc>");
    assert_has(svg,
        "At the end of the month, Smallshire; 9 of 10 simulations lie in the pale band, "
        "5 of 10 in the darker one");
    assert_has(svg, "10,000 simulations, seed 42");
    svg = file_of(&self, "looked_after.svg");
    assert_has(svg, "As is: 100 in June 2025; 90 % of simulations between 76 and 124. "
                    "Plan &lt;b &amp; &#39;c&#39;: 97 in June 2025; "
                    "90 % of simulations between 73 and 121.</desc>");
    assert_has(svg, "<text>As is: 100\xC2\xA0(76\xE2\x80\x93"
                    "124)</text>");
    assert_has(svg, "Smallshire; in brackets the range of 9 in 10 simulations");
    take_away(&self);
}

/* One scenario, no history, every simulation the same, and two layers only. */
static void certain_children_make_a_line(void **state)
{
    static const char ONE[] = "section,item,field,unit,As is\n"
                              "time,,start,,2025-04\n"
                              "time,,end,,2025-06\n"
                              "stock,all,children,,100\n"
                              "admissions,all,count,,24\n"
                              "exit,home,count,,36\n";
    run self;
    (void)state;
    draw(&self, ONE, NULL, 0, 0);
    assert_string_equal(file_of(&self, "fan_as_is.csv"),
        "\xEF\xBB\xBFmonth,1 in 20 below,1 in 4 below,Median,1 in 4 above,1 in 20 above\r\n"
        "2025-03,100,100,100,100,100\r\n"
        "2025-04,99,99,99,99,99\r\n"
        "2025-05,98,98,98,98,98\r\n"
        "2025-06,97,97,97,97,97\r\n");
    const char *svg = file_of(&self, "fan_as_is.svg");
    assert_has(
        svg, "<title id=\"chart-title\">97 looked after by June 2025 in nearly all simulations");
    assert_has(svg, "<desc id=\"chart-desc\">Fan chart, scenario As is. "
                    "97 looked after by June 2025 in nearly all simulations. "
                    "Median of the simulations: falls from 100 in March 2025 to 97 in June 2025; "
                    "at least 90 % of simulations at 97.</desc>");
    assert_has(svg, "At the end of the month; at least 9 of 10 simulations agree");
    assert_null(strstr(svg, "too narrow"));
    assert_null(strstr(svg, "1 in 20 above"));
    take_away(&self);
}

/* Redraws a run; gnuplot is not looked for, so that only scripts and numbers are written. */
static int redraw(run *self, lac_diagnostics *diagnostics)
{
    const lac_plot_options options = {.titles = true};
    char *path = lac_arena_copy(&self->arena, getenv("PATH"));
    assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
    const int status = lac_charts_write(&self->study.results, self->folder, &options, diagnostics);
    assert_int_equal(setenv("PATH", path, 1), 0);
    return status;
}

static void a_fan_says_what_it_leaves_out(void **state)
{
    run self;
    lac_diagnostics diagnostics = {0};
    const lac_plot_options options = {.titles = true};
    (void)state;
    draw(&self, SHEET, HISTORY, 9, 24);
    self.study.results.layers = "process";
    assert_int_equal(
        lac_charts_write(&self.study.results, self.folder, &options, &diagnostics), LAC_OK);
    const char *script = file_of(&self, "fan_as_is.gp");
    assert_has(script, "5 of 10 in the darker one (too narrow: rates");
    assert_has(script, "ranges of assumptions are left out) (axis starts at 70)");
    /* whoever cannot see the picture is told too */
    assert_has(file_of(&self, "fan_as_is.svg"),
        ", half between 91 and 109 (too narrow: rates not known exactly, years that differ and "
        "ranges of assumptions are left out).</desc>");
    assert_has(file_of(&self, "looked_after.svg"),
        "Ranges of simulations (too narrow: rates not known exactly, years that differ and ranges "
        "of assumptions are left out).");
    lac_diagnostics_free(&diagnostics);
    take_away(&self);
}

static void more_than_sixty_fans_are_not_drawn(void **state)
{
    run self = {.folder = "/tmp/lac_fan_XXXXXX"};
    lac_diagnostics diagnostics = {0};
    char *sheet = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&sheet, &length);
    (void)state;
    assert_non_null(out);
    fputs("section,item,field,unit", out);
    for (int i = 1; i <= LAC_GALLERY_FANS + 1; i++) {
        fprintf(out, ",S%d", i);
    }
    static const char *const ROWS[] = {"time,,start,,2025-04", "time,,end,,2025-06",
        "stock,all,children,,100", "admissions,all,count,,24", "exit,home,count,,24"};
    for (size_t r = 0; r < COUNT(ROWS); r++) {
        fprintf(out, "\n%s", ROWS[r]);
        for (int i = 1; i <= LAC_GALLERY_FANS; i++) {
            fputc(',', out);
        }
    }
    fputc('\n', out);
    assert_int_equal(fclose(out), 0);
    assert_non_null(mkdtemp(self.folder));
    study_must_run(&self.study, sheet, NULL);
    simulate(&self.study.results, 9, 24);
    assert_int_equal(redraw(&self, &diagnostics), LAC_CHARTS);
    assert_int_equal(diagnostics.items[0].severity, LAC_NOTE);
    assert_string_equal(
        diagnostics.items[0].message, "fan charts are drawn for the first 60 of 61 scenarios");
    assert_has(file_of(&self, "fan_s60.csv"), "2025-06,76,91,100,109,124\r\n");
    assert_null(fopen(lac_arena_format(&self.arena, "%s/fan_s61.csv", self.folder), "rb"));
    free(sheet);
    lac_diagnostics_free(&diagnostics);
    take_away(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_spread_from_the_last_actual_value),
        cmocka_unit_test(names_stand_inside_their_bands),
        cmocka_unit_test(names_without_room_are_left_out),
        cmocka_unit_test(names_keep_off_the_target),
        cmocka_unit_test(where_all_agree_the_median_is_alone),
        cmocka_unit_test(a_fan_without_history_is_not_ruled),
        cmocka_unit_test(faults_of_fans_are_named),
        cmocka_unit_test_setup_teardown(
            ends_carry_ranges_that_do_not_break, with_arena, without_arena),
        cmocka_unit_test(a_run_draws_a_fan_for_each_scenario),
        cmocka_unit_test(certain_children_make_a_line),
        cmocka_unit_test(a_fan_says_what_it_leaves_out),
        cmocka_unit_test(more_than_sixty_fans_are_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
