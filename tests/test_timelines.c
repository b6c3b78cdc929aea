/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timelines: the stages of a pathway, and cases on it. */
#include "drawn.h"
#include "output/case_chart.h"
#include "output/charts.h"
#include "output/gallery.h"
#include "output/plot.h"
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

/* ---- pathways by hand ---- */

enum { SCENARIOS = 3, MOST_STAGES = 9, MOST_PATHWAYS = 5, MOST_DAYS = 200 };

typedef struct {
    test_study study;
    lac_gallery gallery;
    lac_stage stages[SCENARIOS][MOST_STAGES];
    lac_pathway pathways[SCENARIOS][MOST_PATHWAYS];
    lac_programme programme;
    double days[SCENARIOS][MOST_STAGES][MOST_DAYS];
} room;

/* A stage of so many weeks. */
static void put_stage(room *self, int s, int i, const char *name, lac_control control, int weeks)
{
    self->days[s][i][0] = 1;
    self->stages[s][i] = (lac_stage){.label = {name, "slug"},
        .control = control,
        .weeks = weeks,
        .least_days = 7 * weeks,
        .n_days = 1,
        .days = self->days[s][i],
        .approval = 1};
}

/* One that takes 6 or 12 weeks, either as often as the other. */
static void put_range(room *self, int s, int i)
{
    self->days[s][i][0] = 0.5;
    self->days[s][i][42] = 0.5;
    self->stages[s][i].least_days = 42;
    self->stages[s][i].n_days = 43;
    self->stages[s][i].weeks = 9;
}

/* The pathway of Herefordshire in all scenarios, in the first n_stages stages (repeated beyond five); a
 * programme begins in October 2017 in the second. */
static void open_room(room *self, int n_stages)
{
    static const char *const NAMES[] = {
        "assessment", "LAC review", "support plan", "application to court", "proceedings"};
    static const lac_control CONTROLS[] = {LAC_CONTROL_COUNCIL, LAC_CONTROL_COUNCIL,
        LAC_CONTROL_COUNCIL, LAC_CONTROL_CARER, LAC_CONTROL_COURT};
    static const int WEEKS[] = {9, 4, 8, 4, 26};

    memset(self, 0, sizeof *self);
    study_must_run(&self->study,
        "section,item,field,unit,As is,Plan,\"Plan, slow court\"\nstudy,,area,,Smallshire\n"
        "time,,start,,2017-04\ntime,,end,,2019-03\nstock,all,children,,100\n"
        "admissions,all,count,,24\nexit,home,count,,24\n",
        NULL);
    for (int s = 0; s < SCENARIOS; s++) {
        lac_model *model = &self->study.results.models[s];

        for (int i = 0; i < n_stages; i++) {
            put_stage(self, s, i, NAMES[i % 5], CONTROLS[i % 5], WEEKS[i % 5]);
        }
        for (int p = 0; p < MOST_PATHWAYS; p++) {
            self->pathways[s][p] = (lac_pathway){
                .label = {"SGO & co", "sgo_co"}, .stages = self->stages[s], .n_stages = n_stages};
        }
        model->pathways = self->pathways[s];
        model->n_pathways = 1;
    }
    self->programme = (lac_programme){.children = 20, .start = 6};
    self->study.results.models[1].programmes = &self->programme;
    self->study.results.models[1].n_programmes = 1;
    self->gallery.results = &self->study.results;
    self->gallery.source = "Source: a test";
}

static void close_room(room *self)
{
    assert_false(self->gallery.failed);
    lac_arena_free(&self->gallery.arena);
    study_free(&self->study);
}

/* 9 + 4 + 8 + 4 + 26 = 51 weeks, of which 9 + 4 + 8 = 21 are the council's. 357 days after 1 October 2017
 * is 23 September 2018. */
static void stages_follow_each_other(void **state)
{
    static const double FROM[] = {0, 9, 13, 21, 25};
    static const double TO[] = {9, 13, 21, 25, 51};
    static const lac_bar_kind KINDS[] = {
        LAC_BAR_COUNCIL, LAC_BAR_COUNCIL, LAC_BAR_COUNCIL, LAC_BAR_CARER, LAC_BAR_COURT};
    static const char *const ENDS[] = {"week 9", "week 13", "week 21", "week 25", "week 51"};
    room self;
    lac_layout layout;

    (void)state;
    open_room(&self, 5);
    lac_gallery_add_pathway(&self.gallery, 0);
    assert_int_equal(self.gallery.n, 1);
    const lac_chart *chart = &self.gallery.charts[0];
    assert_readable(&self.gallery.arena, chart, &layout);
    assert_string_equal(chart->name, "pathway_sgo_co");
    assert_string_equal(chart->title, "SGO & co: 51 weeks from start to order");
    assert_string_equal(chart->subtitle,
        "21 of 51 weeks are within the council's control, Smallshire; a case begun in October 2017 "
        "gets its order in September 2018");
    assert_string_equal(chart->unit, "Weeks from the start of a case");
    assert_string_equal(chart->alt,
        "Timeline of a pathway. SGO & co: 51 weeks from start to order. "
        "Stage 1 assessment: council, 9 weeks, until week 9. "
        "Stage 2 LAC review: council, 4 weeks, until week 13. "
        "Stage 3 support plan: council, 8 weeks, until week 21. "
        "Stage 4 application to court: carer, 4 weeks, until week 25. "
        "Stage 5 proceedings: court, 26 weeks, until week 51. "
        "21 of 51 weeks are within the council's control; a case begun in October 2017 gets its "
        "order in September 2018.");
    assert_int_equal(chart->rows->n, 6);
    for (size_t i = 0; i < COUNT(TO); i++) {
        const lac_row *row = &chart->rows->rows[i];

        assert_int_equal(row->n_bars, 1);
        assert_true(row->bars[0].from == FROM[i] && row->bars[0].to == TO[i]);
        assert_int_equal(row->bars[0].kind, KINDS[i]);
        assert_string_equal(row->end, ENDS[i]);
    }
    assert_string_equal(chart->rows->rows[4].label, "5 proceedings");
    assert_string_equal(chart->rows->rows[4].note, "court, 26 weeks");
    assert_string_equal(chart->rows->rows[4].bars[0].word, "court");
    assert_string_equal(chart->rows->rows[5].label, "Order");
    assert_string_equal(chart->rows->rows[5].note, "51 weeks");
    assert_string_equal(chart->rows->rows[5].end, "September 2018 (week 51)");
    assert_true(chart->rows->rows[5].dot == 51 && isnan(chart->rows->rows[5].low));
    close_room(&self);
}

/* A stage of 6 or 12 weeks, 9 on average: pale from 9 to 12; the whole from 48 to 54. */
static void ranges_are_pale(void **state)
{
    room self;
    lac_layout layout;

    (void)state;
    open_room(&self, 5);
    for (int s = 0; s < SCENARIOS; s++) {
        put_range(&self, s, 0);
    }
    self.study.results.models[1].n_programmes = 0;
    lac_gallery_add_pathway(&self.gallery, 0);
    assert_int_equal(self.gallery.n, 1);
    const lac_chart *chart = &self.gallery.charts[0];
    const lac_row *rows = chart->rows->rows;
    assert_readable(&self.gallery.arena, chart, &layout);
    assert_string_equal(
        chart->subtitle, "21 of 51 weeks are within the council's control, Smallshire");
    assert_string_equal(
        chart->unit, "Weeks from the start of a case; pale: up to the longest of a stage");
    assert_string_equal(rows[0].note, "council, 9 weeks (6 to 12)");
    assert_int_equal(rows[0].n_bars, 2);
    assert_true(rows[0].bars[0].to == 9 && !rows[0].bars[0].pale);
    assert_true(rows[0].bars[1].from == 9 && rows[0].bars[1].to == 12 && rows[0].bars[1].pale);
    assert_true(rows[1].bars[0].from == 9);
    assert_string_equal(rows[5].note, "51 weeks (48 to 54)");
    assert_string_equal(rows[5].end, "week 51"); /* nobody begins */
    assert_true(rows[5].low == 48 && rows[5].high == 54);
    close_room(&self);
}

/* Proceedings of 36 weeks in one scenario and of 27 in another: the one that differs most has a chart of
 * its own on the same scale. 427 days after 1 October 2017 is 2 December 2018. */
static void other_weeks_have_a_chart_of_their_own(void **state)
{
    room self;
    lac_layout layouts[2];

    (void)state;
    open_room(&self, 5);
    put_stage(&self, 1, 4, "proceedings", LAC_CONTROL_COURT, 27);
    put_stage(&self, 2, 4, "proceedings", LAC_CONTROL_COURT, 36);
    lac_gallery_add_pathway(&self.gallery, 0);
    assert_int_equal(self.gallery.n, 2);
    const lac_chart *charts = self.gallery.charts;
    assert_string_equal(charts[0].name, "pathway_sgo_co");
    assert_string_equal(charts[0].title, "SGO & co, As is: 51 weeks from start to order");
    assert_string_equal(charts[1].name, "pathway_sgo_co__2");
    assert_string_equal(
        charts[1].title, "SGO & co, Plan, slow court: 61 weeks from start to order");
    assert_string_equal(charts[1].subtitle,
        "21 of 61 weeks are within the council's control, Smallshire; a case begun in October 2017 "
        "gets its order in December 2018");
    for (int i = 0; i < 2; i++) {
        assert_readable(&self.gallery.arena, &charts[i], &layouts[i]);
    }
    assert_true(layouts[0].x_high == layouts[1].x_high && layouts[0].left == layouts[1].left);
    close_room(&self);
}

static void one_to_nine_stages_can_be_read(void **state)
{
    static const char LONG[] = "a stage with a name of sixty characters, which is the longest";

    (void)state;
    for (int n = 1; n <= MOST_STAGES; n++) {
        for (int longest = 0; longest < 2; longest++) {
            room self;
            lac_layout layout;

            open_room(&self, n);
            for (int s = 0; s < SCENARIOS; s++) {
                for (int i = 0; i < n; i++) {
                    if (longest == 1) {
                        put_range(&self, s, i);
                        self.stages[s][i].label.name = LONG;
                    }
                }
            }
            lac_gallery_add_pathway(&self.gallery, 0);
            assert_int_equal(self.gallery.n, 1);
            assert_readable(&self.gallery.arena, &self.gallery.charts[0], &layout);
            close_room(&self);
        }
    }
}

/* Five pathways: four charts, and it is said. The table stands beside each. */
static void a_run_draws_four_pathways(void **state)
{
    static const char *const SLUGS[MOST_PATHWAYS] = {"a", "b", "c", "d", "e"};
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char folder[] = "/tmp/lac_timelines_XXXXXX";
    room self;

    (void)state;
    open_room(&self, 2);
    for (int s = 0; s < SCENARIOS; s++) {
        put_range(&self, s, 0);
        for (int p = 0; p < MOST_PATHWAYS; p++) {
            self.pathways[s][p].label.slug = SLUGS[p];
        }
        self.study.results.models[s].n_pathways = MOST_PATHWAYS;
    }
    assert_non_null(mkdtemp(folder));
    assert_int_equal(lac_charts_write(&self.study.results, folder, &options, &diagnostics), LAC_OK);
    assert_int_equal(diagnostics.n, 1);
    assert_int_equal(diagnostics.items[0].severity, LAC_NOTE);
    assert_string_equal(
        diagnostics.items[0].message, "timelines are drawn for the first 4 of 5 pathways");
    assert_string_equal(text_of_file(&self.gallery.arena, folder, "pathway_d.csv"),
        "\xEF\xBB\xBFstage,controller,weeks,shortest,longest,ends in week\r\n"
        "1 assessment,council,9,6,12,9\r\n"
        "2 LAC review,council,4,4,4,13\r\n"
        "Order,,13,10,16,13\r\n");
    assert_non_null(strstr(text_of_file(&self.gallery.arena, folder, "pathway_d.svg"),
        "<desc id=\"chart-desc\">Timeline of a pathway. SGO &amp; co: 13 weeks from start to "
        "order. "));
    char *path = lac_arena_format(&self.gallery.arena, "%s/pathway_e.csv", folder);
    assert_int_not_equal(access(path, F_OK), 0);
    lac_diagnostics_free(&diagnostics);
    close_room(&self);
    remove_folder(folder);
}

/* ---- cases ---- */

static lac_case_day day_of(int year, int month, int day)
{
    return (lac_case_day){lac_month_of(year, month), day};
}

static const lac_case_day NEVER = {LAC_NO_MONTH, 0};

/* Two cases: the second is the earlier, and late. */
typedef struct {
    lac_arena arena;
    lac_case_bar bars[3];
    lac_case_row rows[3];
    lac_case_chart from;
    lac_chart chart;
} cases;

static void make_cases(cases *self)
{
    memset(self, 0, sizeof *self);
    self->bars[0] =
        (lac_case_bar){day_of(2017, 10, 1), day_of(2017, 11, 30), LAC_CONTROL_COUNCIL, "1", false};
    self->bars[1] =
        (lac_case_bar){day_of(2017, 12, 1), day_of(2018, 5, 31), LAC_CONTROL_COURT, "2", false};
    self->bars[2] =
        (lac_case_bar){day_of(2017, 6, 16), day_of(2017, 12, 31), LAC_CONTROL_COURT, "2", true};
    self->rows[0] = (lac_case_row){
        "case 1", 2, self->bars, day_of(2018, 4, 20), day_of(2018, 6, 1), day_of(2018, 7, 31)};
    self->rows[1] = (lac_case_row){
        "case 2", 1, self->bars + 2, day_of(2018, 1, 1), day_of(2018, 1, 1), day_of(2018, 1, 20)};
    self->rows[2] = (lac_case_row){"case 3", 0, NULL, NEVER, NEVER, NEVER};
    self->from = (lac_case_chart){.name = "cases",
        .subtitle = "SGO, Smallshire",
        .source = "Source: a test",
        .today = day_of(2017, 10, 16),
        .n = 3,
        .rows = self->rows};
}

static void cases_stand_in_the_order_of_their_orders(void **state)
{
    cases self;
    lac_layout layout;

    (void)state;
    make_cases(&self);
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_OK);
    assert_readable(&self.arena, &self.chart, &layout);
    const lac_rows *rows = self.chart.rows;
    if (rows == NULL) {
        fail_msg("%s", "no rows");
        return;
    }
    const lac_row *row = rows->rows;
    assert_string_equal(self.chart.title, "3 cases, 1 late: first order expected in Jan 2018");
    assert_string_equal(self.chart.subtitle,
        "SGO, Smallshire; late, with a dark edge: longer in its stage than 9 in 10");
    assert_string_equal(self.chart.alt,
        "Timeline of cases by stage. 3 cases, 1 late: first order expected in Jan 2018. "
        "case 2, late: order in Jan 2018. "
        "case 1: order in Jun 2018, 8 times in 10 between Apr 2018 and Jul 2018. "
        "case 3: no order expected. ");
    assert_int_equal(rows->n, 3);
    assert_string_equal(row[0].label, "case 2, late");
    assert_string_equal(row[1].label, "case 1");
    assert_string_equal(row[2].label, "case 3");
    assert_string_equal(row[1].end, "Jun 2018");
    assert_null(row[2].end);
    assert_true(isnan(row[2].dot));
    /* 16 June is half a month past; the bar ends with its last day, 31 December */
    assert_true(row[0].bars[0].from == lac_month_of(2017, 6) + 0.5);
    assert_true(row[0].bars[0].to == lac_month_of(2018, 1));
    assert_true(row[0].bars[0].late);
    assert_int_equal(row[1].bars[0].kind, LAC_BAR_COUNCIL);
    assert_int_equal(row[1].bars[1].kind, LAC_BAR_COURT);
    assert_true(row[1].dot == lac_month_of(2018, 6));
    assert_true(row[1].high == lac_month_of(2018, 7) + 30.0 / 31);
    /* controllers that are there have a key; the day of the tracker is a line */
    assert_int_equal(rows->n_keys, 2);
    assert_string_equal(rows->keys[0].word, "council");
    assert_string_equal(rows->keys[1].word, "court");
    assert_string_equal(rows->rule_word, "16 Oct 2017");
    assert_true(rows->rule == lac_month_of(2017, 10) + 15.0 / 31);
    lac_arena_free(&self.arena);
}

/* Sixty-three cases: the forty earliest, which is said; those at the same day in the order given. */
static void of_many_cases_the_earliest_are_drawn(void **state)
{
    enum { MANY = 63 };
    static char labels[MANY][24];
    lac_case_row rows[MANY];
    cases self;
    lac_layout layout;

    (void)state;
    make_cases(&self);
    for (int i = 0; i < MANY; i++) {
        const lac_case_day day = day_of(2018, 12 - i % 12, 1);

        snprintf(labels[i], sizeof labels[i], "case %d", i + 1);
        rows[i] = (lac_case_row){labels[i], 2, self.bars, day, day, day};
    }
    self.from.rows = rows;
    self.from.n = MANY;
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_OK);
    assert_readable(&self.arena, &self.chart, &layout);
    assert_int_equal(self.chart.rows->n, LAC_CASE_CHART_ROWS);
    assert_string_equal(self.chart.title, "63 cases: first order expected in Jan 2018");
    assert_string_equal(self.chart.subtitle,
        "SGO, Smallshire; of 63 cases the 40 with the earliest expected orders");
    /* in January cases 12, 24, 36, 48, 60, and so on by five; months 12, 11, 10 have six */
    assert_string_equal(self.chart.rows->rows[0].label, "case 12");
    assert_string_equal(self.chart.rows->rows[4].label, "case 60");
    assert_string_equal(self.chart.rows->rows[5].label, "case 11");
    assert_string_equal(self.chart.rows->rows[39].label, "case 53");
    lac_arena_free(&self.arena);
}

static void days_that_are_none_are_refused(void **state)
{
    cases self;

    (void)state;
    make_cases(&self);
    self.from.n = 0;
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
    make_cases(&self);
    self.bars[0].first.day = 32;
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
    make_cases(&self);
    self.bars[0].last = day_of(2017, 9, 30);
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
    make_cases(&self);
    self.rows[0].p10 = NEVER;
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
    make_cases(&self);
    self.rows[0].p90 = day_of(2018, 5, 31);
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
    make_cases(&self);
    self.from.today = day_of(2017, 2, 29);
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_USAGE);
    lac_arena_free(&self.arena);
}

/* A case of a single waiting child, no day known: a chart all the same. */
static void a_case_that_waits_is_a_row(void **state)
{
    cases self;
    lac_layout layout;

    (void)state;
    make_cases(&self);
    self.from.rows = &self.rows[2];
    self.from.n = 1;
    self.from.today = NEVER;
    assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_OK);
    assert_readable(&self.arena, &self.chart, &layout);
    assert_string_equal(self.chart.title, "1 case: no order expected");
    assert_int_equal(layout.n_pieces, 0);
    lac_arena_free(&self.arena);
}

static void cases_are_written_and_drawn(void **state)
{
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char folder[] = "/tmp/lac_timelines_XXXXXX";
    cases self;

    (void)state;
    make_cases(&self);
    assert_non_null(mkdtemp(folder));
    for (size_t first = 0; first < 3; first += 2) { /* all, then the one that waits alone */
        self.from.rows = &self.rows[first];
        self.from.n = first == 0 ? 3 : 1;
        self.from.name = first == 0 ? "cases" : "waits";
        assert_int_equal(lac_case_chart_make(&self.arena, &self.from, &self.chart), LAC_OK);
        assert_int_equal(lac_plot_write(&self.chart, 1, folder, &options, &diagnostics), LAC_OK);
    }
    assert_int_equal(diagnostics.n, 0);
    assert_string_equal(text_of_file(&self.arena, folder, "cases.csv"),
        "\xEF\xBB\xBF"
        "case,stage,controller,first day,last day,late,"
        "\"order, 1 in 10 earlier\",\"order, median\",\"order, 1 in 10 later\"\r\n"
        "case 2,2,court,2017-06-16,2017-12-31,yes,2018-01-01,2018-01-01,2018-01-20\r\n"
        "case 1,1,council,2017-10-01,2017-11-30,no,2018-04-20,2018-06-01,2018-07-31\r\n"
        "case 1,2,court,2017-12-01,2018-05-31,no,2018-04-20,2018-06-01,2018-07-31\r\n"
        "case 3,,,,,,,,\r\n");
    assert_non_null(strstr(text_of_file(&self.arena, folder, "cases.svg"), ">16 Oct 2017<"));
    lac_diagnostics_free(&diagnostics);
    lac_arena_free(&self.arena);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stages_follow_each_other),
        cmocka_unit_test(ranges_are_pale),
        cmocka_unit_test(other_weeks_have_a_chart_of_their_own),
        cmocka_unit_test(one_to_nine_stages_can_be_read),
        cmocka_unit_test(a_run_draws_four_pathways),
        cmocka_unit_test(cases_stand_in_the_order_of_their_orders),
        cmocka_unit_test(of_many_cases_the_earliest_are_drawn),
        cmocka_unit_test(days_that_are_none_are_refused),
        cmocka_unit_test(a_case_that_waits_is_a_row),
        cmocka_unit_test(cases_are_written_and_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
