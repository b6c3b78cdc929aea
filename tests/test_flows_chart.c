/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of flows: what a history without routes is called, in the picture, in words and in the data. */
#include "drawn.h"
#include "output/gallery.h"
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#define SPACE "\xC2\xA0"
#define UNKNOWN "Exits, route not recorded"

/* Six routes a year: 72, 60, 48, 36, 24 and 12, 252 in all. */
#define SHEET(start)                                                                               \
    "section,item,field,unit,As is\nstudy,,area,,Smallshire\ntime,,start,," start                  \
    "\ntime,,end,,2019-03\ndata,,history,,h.csv\nadmissions,all,count,,252\n"                      \
    "exit,a,count,,72\nexit,b,count,,60\nexit,c,count,,48\nexit,d,count,,36\nexit,e,count,,24\n"   \
    "exit,f,count,,12\n"

typedef struct {
    test_study study;
    lac_gallery gallery;
    lac_layout layout;
} room;

static const lac_chart *open_room(room *self, const char *sheet, const char *history)
{
    memset(self, 0, sizeof *self);
    study_must_run(&self->study, sheet, "h.csv", history, NULL);
    self->gallery.results = &self->study.results;
    self->gallery.source = "Source: a test";
    lac_gallery_add_flows(&self->gallery, 0);
    assert_false(self->gallery.failed);
    assert_int_equal(self->gallery.n, 1);
    assert_readable(&self->gallery.arena, &self->gallery.charts[0], &self->layout);
    return &self->gallery.charts[0];
}

static void close_room(room *self)
{
    lac_arena_free(&self->gallery.arena);
    study_free(&self->study);
}

static size_t find_end(const room *self, const char *name)
{
    size_t i = 0;

    while (i < self->layout.n_ends && strcmp(self->layout.ends[i].name, name) != 0) {
        i++;
    }
    assert_true(i < self->layout.n_ends);
    return i;
}

/* Two years of a history without routes, 240 and 264 exits: all of their bars. */
static void a_history_without_routes_is_hollow_and_named(void **state)
{
    room self;
    const lac_chart *chart = open_room(&self, SHEET("2017-04"),
        "period,stock,admissions,ceased\n2015/16,500,240,240\n2016/17,488,252,264\n");
    const lac_chart_series *last = &chart->series[chart->n_series - 1];
    const lac_chart_piece *piece = &self.layout.pieces[self.layout.n_pieces - 1];

    (void)state;
    assert_string_equal(last->name, UNKNOWN);
    assert_int_equal(chart->n_x, 4);
    assert_near(last->values[0], 240);
    assert_near(last->values[1], 264);
    assert_nan(last->values[2]);
    assert_nan(last->values[3]);
    assert_int_equal(piece->style, LAC_STYLE_HOLLOW);
    assert_int_equal(piece->n, 2);
    assert_near(piece->points[0].from, 0);
    assert_near(piece->points[0].y, -240);
    const lac_chart_end *end = &self.layout.ends[find_end(&self, UNKNOWN)];
    assert_string_equal(end->number, "264" SPACE "in" SPACE "2016/17");
    assert_true(end->apart);
    /* the three smallest routes are a part of their own: 36 + 24 + 12 */
    end = &self.layout.ends[find_end(&self, "Other routes (3)")];
    assert_string_equal(end->number, "72");
    assert_false(end->apart);
    assert_string_equal(
        chart->subtitle, "Into and out of care by route (hollow: route not recorded), Smallshire");
    assert_non_null(
        strstr(chart->alt, ". " UNKNOWN ": 264 in 2016/17, the hollow part of the bar. "));
    assert_non_null(strstr(chart->alt, ". f: 12 in 2018/19. "));
    close_room(&self);
}

/* Eight months observed with 23 exits each and four of the forecast with 21: 184 and 84 in 2017/18, the
 * forecast's by route (24, 20, 16, 12, 8 and 4), those of the history outermost. */
static void a_year_that_is_partly_observed_is_partly_hollow(void **state)
{
    room self;
    const lac_chart *chart = open_room(&self, SHEET("2017-12"),
        "period,stock,admissions,ceased\n2017-03,500,,\n2017-04,500,23,23\n2017-05,500,23,23\n"
        "2017-06,500,23,23\n2017-07,500,23,23\n2017-08,500,23,23\n2017-09,500,23,23\n"
        "2017-10,500,23,23\n2017-11,500,23,23\n");
    const lac_chart_piece *piece = &self.layout.pieces[self.layout.n_pieces - 1];

    (void)state;
    assert_int_equal(chart->n_x, 2);
    assert_int_equal(piece->style, LAC_STYLE_HOLLOW);
    assert_int_equal(piece->n, 1);
    assert_near(piece->points[0].from, -84);
    assert_near(piece->points[0].y, -84 - 184);
    assert_string_equal(
        self.layout.ends[find_end(&self, UNKNOWN)].number, "184" SPACE "in" SPACE "2017/18");
    close_room(&self);
}

/* A history with routes has nothing to explain. */
static void a_history_with_routes_has_no_hollow_part(void **state)
{
    room self;
    const lac_chart *chart = open_room(&self, SHEET("2017-04"),
        "period,stock,admissions,ceased_a\n2015/16,500,240,240\n2016/17,488,252,264\n");

    (void)state;
    for (size_t i = 0; i < chart->n_series; i++) {
        assert_false(chart->series[i].unknown);
    }
    assert_string_equal(chart->subtitle, "Into and out of care by route, Smallshire");
    assert_null(strstr(chart->alt, "hollow"));
    close_room(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_without_routes_is_hollow_and_named),
        cmocka_unit_test(a_year_that_is_partly_observed_is_partly_hollow),
        cmocka_unit_test(a_history_with_routes_has_no_hollow_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
