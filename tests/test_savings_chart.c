/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of savings: the bars of one year and the lines of all years added up, from savings by hand. */
#include "drawn.h"
#include "output/canvas.h"
#include "output/charts.h"
#include "output/gallery.h"
#include "output/label.h"
#include "simulated.h"
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

enum { YEARS = 3, MOST = 12 };

typedef struct {
    test_study study;
    lac_gallery gallery;
} room;

/* Scenarios As is, P1, P2 ... of April 2017 to the month; rows: more rows of the sheet. */
static void open_room(
    room *self, int scenarios, const char *name, const char *end, const char *rows)
{
    char *sheet = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&sheet, &length);

    memset(self, 0, sizeof *self);
    assert_non_null(out);
    fputs("section,item,field,unit,As is", out);
    for (int i = 1; i <= scenarios; i++) {
        fprintf(out, ",\"%s%d\"", name, i);
    }
    fprintf(out,
        "\nstudy,,area,,Smallshire\ntime,,start,,2017-04\ntime,,end,,%s\n"
        "stock,all,children,,100\nadmissions,all,count,,24\nexit,home,count,,24\n%s",
        end, rows);
    assert_int_equal(fclose(out), 0);
    study_must_run(&self->study, sheet, NULL);
    free(sheet);
    self->gallery.results = &self->study.results;
    self->gallery.source = "Source: a test";
}

static void close_room(room *self)
{
    assert_false(self->gallery.failed);
    lac_arena_free(&self->gallery.arena);
    study_free(&self->study);
}

/* One year of a scenario: net follows, and cumulative net from the year before. */
static void put_year(room *self, int s, int t, double gross, double support, double investment)
{
    lac_series *savings = &self->study.results.savings[s];
    const double net = gross - support - investment;
    const double before =
        t == 0 ? 0 : savings->mean[lac_series_at(savings, LAC_SAVING_CUMULATIVE_NET, t - 1)];

    savings->mean[lac_series_at(savings, LAC_SAVING_GROSS, t)] = gross;
    savings->mean[lac_series_at(savings, LAC_SAVING_SUPPORT, t)] = support;
    savings->mean[lac_series_at(savings, LAC_SAVING_INVESTMENT, t)] = investment;
    savings->mean[lac_series_at(savings, LAC_SAVING_NET, t)] = net;
    savings->mean[lac_series_at(savings, LAC_SAVING_CUMULATIVE_NET, t)] = before + net;
}

/* Quantiles of all measures of a year: outer and half of it away from the means. */
static void spread(room *self, int s, int t, double outer)
{
    lac_series *savings = &self->study.results.savings[s];

    for (int i = 0; i < savings->n_measures; i++) {
        const double mean = savings->mean[lac_series_at(savings, i, t)];
        const double quantiles[LAC_QUANTILES] = {
            mean - outer, mean - outer / 2, mean, mean + outer / 2, mean + outer};

        set_quantiles(savings, i, t, quantiles);
    }
}

/* P1 of three years: -0.40m, 0.90m and 1.40m net, so -0.40m, 0.50m, 1.90m added up; Pk is the k-th part
 * of that. */
static void put_plan(room *self, int scenarios, double scale)
{
    for (int s = 1; s <= scenarios; s++) {
        put_year(self, s, 0, 0.1e6 * scale / s, 0, 0.5e6 * scale / s);
        put_year(self, s, 1, 1.2e6 * scale / s, 0.1e6 * scale / s, 0.2e6 * scale / s);
        put_year(self, s, 2, 1.8e6 * scale / s, 0.2e6 * scale / s, 0.2e6 * scale / s);
    }
}

static const lac_chart *only_chart(room *self)
{
    lac_layout layout;

    assert_int_equal(self->gallery.n, 1);
    assert_readable(&self->gallery.arena, &self->gallery.charts[0], &layout);
    return &self->gallery.charts[0];
}

/* ---- one year ---- */

static void a_year_has_its_parts_with_signs(void **state)
{
    static const double TO[] = {1.8e6, -0.2e6, -0.2e6, 1.4e6};
    static const char *const ENDS[] = {
        POUND "1.80m", MINUS POUND "0.20m", MINUS POUND "0.20m", POUND "1.40m"};
    static const lac_bar_kind KINDS[] = {LAC_BAR_SAVING, LAC_BAR_COST, LAC_BAR_COST, LAC_BAR_NET};
    room self;

    (void)state;
    open_room(&self, 1, "P", "2020-03", "");
    put_plan(&self, 1, 1);
    lac_gallery_add_savings(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_string_equal(chart->name, "savings_p1");
    assert_string_equal(chart->title, "P1: " POUND "1.40m net saving in 2019/20");
    assert_string_equal(chart->subtitle, "Against As is, Smallshire");
    assert_string_equal(chart->unit, POUND " million in 2019/20, P1, prices of the year");
    assert_string_equal(chart->alt,
        "Bar chart of savings and costs in one financial year. P1: " POUND
        "1.40m net saving in 2019/20. Gross saving on placements: " POUND
        "1.80m. Support after leaving care: " MINUS POUND
        "0.20m. Investment in programmes: " MINUS POUND "0.20m. Net saving: " POUND "1.40m. ");
    assert_int_equal(chart->rows->n, COUNT(TO));
    for (size_t i = 0; i < COUNT(TO); i++) {
        const lac_row *row = &chart->rows->rows[i];

        assert_int_equal(row->n_bars, 1);
        assert_true(fabs(row->bars[0].to - TO[i]) < 1e-6 && row->bars[0].from == 0);
        assert_int_equal(row->bars[0].kind, KINDS[i]);
        assert_string_equal(row->end, ENDS[i]);
    }
    close_room(&self);
}

/* The study ends in June 2020: 2019/20 is the last whole year. The sum of the horizon is no year. */
static void the_last_whole_year_is_drawn(void **state)
{
    room self;

    (void)state;
    open_room(&self, 1, "P", "2020-06", "");
    put_plan(&self, 1, 1);
    put_year(&self, 1, 3, 0.5e6, 0, 0);
    put_year(&self, 1, 4, 9e6, 0, 0);
    lac_gallery_add_savings(&self.gallery);
    assert_string_equal(only_chart(&self)->title, "P1: " POUND "1.40m net saving in 2019/20");
    close_room(&self);
    open_room(&self, 1, "P", "2017-06", "");
    put_year(&self, 1, 0, 0.5e6, 0, 0);
    lac_gallery_add_savings(&self.gallery);
    lac_gallery_add_cumulative(&self.gallery); /* one year is no line */
    assert_string_equal(
        only_chart(&self)->title, "P1: " POUND "500,000 net saving in part of 2017/18");
    close_room(&self);
}

static void a_target_on_net_chooses_the_year(void **state)
{
    room self;

    (void)state;
    open_room(&self, 1, "P", "2020-03",
        "target,Stock,measure,,closing_stock\ntarget,Stock,by,,2018/19\ntarget,Stock,at_most,,90\n"
        "target,Late,measure,,net\ntarget,Late,by,,2030/31\ntarget,Late,at_least,,1\n"
        "target,MTFS,measure,,net\ntarget,MTFS,by,,2018/19\ntarget,MTFS,at_least,,1250000\n");
    put_plan(&self, 1, 1);
    lac_gallery_add_savings(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_string_equal(chart->title, "P1: " POUND "0.90m net saving in 2018/19");
    assert_true(chart->rows->rule == 1250000);
    assert_string_equal(chart->rows->rule_word, "Target MTFS, net at least: " POUND "1.25m");
    assert_non_null(strstr(
        chart->alt, "Net saving: " POUND "0.90m. Target MTFS, net at least: " POUND "1.25m."));
    close_room(&self);
}

/* The one that saves most added up, its range in words, and what is left out of that. */
static void the_scenario_that_saves_most_is_drawn(void **state)
{
    room self;

    (void)state;
    open_room(&self, 3, "P", "2020-03", "");
    put_plan(&self, 3, 1);
    put_year(&self, 2, 2, 4e6, 0, 0); /* P2: -0.20m, 0.25m and 4.00m */
    for (int s = 1; s <= 3; s++) {
        for (int t = 0; t < YEARS; t++) {
            spread(&self, s, t, 0.6e6);
        }
    }
    self.study.results.layers = "process+parameter+drift";
    lac_gallery_add_savings(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_string_equal(chart->name, "savings_p2");
    assert_string_equal(chart->subtitle,
        "Against As is, Smallshire; net saving in 9 of 10 simulations " POUND "3.40m to " POUND
        "4.60m (too narrow: ranges of assumptions are left out); of 3 scenarios the one that "
        "saves most");
    assert_string_equal(chart->rows->rows[3].end, POUND "4.00m (" POUND "3.40m to " POUND "4.60m)");
    assert_non_null(strstr(chart->alt,
        "Net saving: " POUND "4.00m; 90 % of simulations from " POUND "3.40m to " POUND "4.60m. "));
    close_room(&self);
}

/* 400 less 300 for support and 500 for the programme: a cost of 400, in whole pounds. */
static void a_net_cost_is_called_one(void **state)
{
    room self;

    (void)state;
    open_room(&self, 2, "P", "2018-03", "");
    put_year(&self, 1, 0, 400, 300, 500);
    put_year(&self, 2, 0, 400, 300, 600);
    lac_gallery_add_savings(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_string_equal(chart->title, "P1: costs " POUND "400 more than it saves in 2017/18");
    assert_string_equal(
        chart->subtitle, "Against As is, Smallshire; of 2 scenarios the one that costs least");
    assert_string_equal(chart->rows->rows[3].end, MINUS POUND "400");
    assert_int_equal(chart->number, LAC_CHART_POUNDS);
    close_room(&self);
}

/* Without support and investment there are two bars; without net there is no chart. */
static void what_is_not_known_is_not_drawn(void **state)
{
    room self;

    (void)state;
    open_room(&self, 1, "P", "2020-03", "");
    lac_gallery_add_savings(&self.gallery);
    lac_gallery_add_cumulative(&self.gallery);
    assert_int_equal(self.gallery.n, 0);
    lac_series *savings = &self.study.results.savings[1];
    for (int t = 0; t < YEARS; t++) {
        savings->mean[lac_series_at(savings, LAC_SAVING_GROSS, t)] = 5000;
    }
    lac_gallery_add_savings(&self.gallery);
    lac_gallery_add_cumulative(&self.gallery);
    assert_int_equal(self.gallery.n, 0);
    for (int t = 0; t < YEARS; t++) {
        savings->mean[lac_series_at(savings, LAC_SAVING_NET, t)] = 5000;
        savings->mean[lac_series_at(savings, LAC_SAVING_CUMULATIVE_NET, t)] = 5000 * (t + 1);
    }
    lac_gallery_add_savings(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_int_equal(chart->rows->n, 2);
    assert_string_equal(chart->rows->rows[0].label, "Gross saving");
    assert_string_equal(chart->rows->rows[1].label, "Net saving");
    close_room(&self);
    open_room(&self, 0, "", "2020-03", ""); /* one scenario has nothing to be compared with */
    lac_gallery_add_savings(&self.gallery);
    lac_gallery_add_cumulative(&self.gallery);
    assert_int_equal(self.gallery.n, 0);
    close_room(&self);
}

/* ---- added up ---- */

static void lines_add_up_and_break_even(void **state)
{
    room self;
    lac_layout layout;

    (void)state;
    open_room(&self, 2, "P", "2020-03",
        "target,MTFS,measure,,cumulative_net\ntarget,MTFS,by,,2019/20\n"
        "target,MTFS,at_least,,1500000\n");
    put_plan(&self, 2, 1);
    lac_gallery_add_cumulative(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_int_equal(chart->kind, LAC_CHART_LINES);
    assert_string_equal(chart->name, "cumulative_net");
    assert_string_equal(
        chart->title, "P1: " POUND "1.90m saved net by March 2020, break-even in 2018/19");
    assert_string_equal(chart->subtitle, "Against As is, added up from April 2017, Smallshire");
    assert_string_equal(chart->unit, "Cumulative net saving, " POUND " million");
    assert_string_equal(chart->alt,
        "Line chart of cumulative net saving by financial year. P1: " POUND
        "1.90m saved net by March 2020, break-even in 2018/19. P1: from " MINUS POUND
        "0.40m by the end of 2017/18 to " POUND "1.90m by that of 2019/20. P2: from " MINUS POUND
        "0.20m by the end of 2017/18 to " POUND "0.95m by that of 2019/20. P1 breaks even in "
        "2018/19. Target line: Target MTFS, at least, " POUND "1.50m. ");
    assert_string_equal(chart->mark, "Breaks even in 2018/19");
    assert_int_equal(chart->mark_x, 1);
    assert_true(fabs(chart->mark_value - 0.5e6) < 1e-6);
    assert_readable(&self.gallery.arena, chart, &layout);
    assert_true(layout.aimed && fabs(layout.target - 1.5) < 1e-9);
    assert_true(layout.axis.low < 0 && layout.axis.high > 1.9);
    /* the mark is a dot at the value, in the last piece; no other piece has its colour */
    const lac_chart_piece *dot = &layout.pieces[layout.n_pieces - 1];
    assert_int_equal(dot->style, LAC_STYLE_INK);
    assert_true(dot->marked && dot->n == 1 && dot->points[0].x == 1);
    assert_true(fabs(dot->points[0].y - 0.5) < 1e-9);
    close_room(&self);
}

/* A net saving in every year never was below zero: no break-even; and the axis still shows zero. */
static void who_never_was_below_zero_does_not_break_even(void **state)
{
    room self;
    lac_layout layout;

    (void)state;
    open_room(&self, 1, "P", "2019-03", "");
    put_year(&self, 1, 0, 5e6, 0, 0);
    put_year(&self, 1, 1, 1e6, 0, 0);
    lac_gallery_add_cumulative(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_null(chart->mark);
    assert_string_equal(chart->title, "P1: " POUND "6.00m saved net by March 2019");
    assert_readable(&self.gallery.arena, chart, &layout);
    assert_true(layout.axis.low == 0);
    close_room(&self);
    /* above, below and above again: it breaks even the second time */
    open_room(&self, 1, "P", "2020-03", "");
    put_year(&self, 1, 0, 1000, 0, 0);
    put_year(&self, 1, 1, 0, 0, 1500);
    put_year(&self, 1, 2, 600, 0, 0);
    lac_gallery_add_cumulative(&self.gallery);
    assert_string_equal(only_chart(&self)->mark, "Breaks even in 2019/20");
    close_room(&self);
    /* never again above */
    open_room(&self, 1, "P", "2019-03", "");
    put_year(&self, 1, 0, 0, 0, 2500);
    put_year(&self, 1, 1, 0, 0, 1500);
    lac_gallery_add_cumulative(&self.gallery);
    assert_null(only_chart(&self)->mark);
    assert_string_equal(only_chart(&self)->title, "P1: " POUND "4,000 net cost by March 2019");
    close_room(&self);
}

/* The number at the end of the line of the name. */
static const char *number_at(const lac_layout *layout, const char *name)
{
    for (size_t i = 0; i < layout->n_ends; i++) {
        if (strcmp(layout->ends[i].name, name) == 0) {
            return layout->ends[i].number;
        }
    }
    fail_msg("no line %s", name);
    return NULL;
}

/* The title and the words for those who cannot see the chart have the number that stands at the line's end,
 * which is as exact as the greatest number needs: with 12,340 somewhere 9,876 is 9,900, with 12.34 million
 * 9.876 million is 9.9; and with 9,876 alone it is that. A target counts. */
static void words_and_labels_have_the_same_number(void **state)
{
    static const struct {
        double low;
        double end;
        const char *target;
        const char *number;
    } CASES[] = {{-5e3, 9876, "", POUND "9,876"}, {-12340, 9876, "", POUND "9,900"},
        {-12.34e6, 9.876e6, "", POUND "9.9m"}, {-5e6, 9.876e6, "", POUND "9.88m"},
        {-1e3, 9876,
            "target,T,measure,,cumulative_net\ntarget,T,at_least,,12340\ntarget,T,by,,2018/19\n",
            POUND "9,900"}};
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        room self;
        lac_layout layout;
        char text[160];
        open_room(&self, 1, "P", "2019-03", CASES[i].target);
        put_year(&self, 1, 0, CASES[i].low, 0, 0);
        put_year(&self, 1, 1, CASES[i].end - CASES[i].low, 0, 0);
        lac_gallery_add_cumulative(&self.gallery);
        const lac_chart *chart = only_chart(&self);
        assert_readable(&self.gallery.arena, chart, &layout);
        assert_string_equal(number_at(&layout, "P1"), CASES[i].number);
        snprintf(text, sizeof text, "P1: %s saved net by March 2019, break-even in 2018/19",
            CASES[i].number);
        assert_string_equal(chart->title, text);
        snprintf(text, sizeof text, "to %s by that of 2018/19.", CASES[i].number);
        assert_non_null(strstr(chart->alt, text));
        close_room(&self);
    }
}

static void simulations_make_a_fan_round_the_saver(void **state)
{
    /* bands, the line of P2, edges and median; then the dot */
    static const int STYLES[] = {LAC_STYLE_BAND, LAC_STYLE_INNER_BAND, LAC_STYLE_FIRST + 3,
        LAC_STYLE_EDGE, LAC_STYLE_EDGE, LAC_STYLE_INNER_EDGE, LAC_STYLE_INNER_EDGE,
        LAC_STYLE_MEDIAN, LAC_STYLE_INK};
    room self;
    lac_layout layout;
    size_t at = 0;

    (void)state;
    open_room(&self, 2, "P", "2020-03", "");
    put_plan(&self, 2, 1);
    for (int t = 0; t < YEARS; t++) {
        spread(&self, 1, t, 0.1e6 * (t + 1));
        spread(&self, 2, t, 0.1e6);
    }
    self.study.results.layers = "process+parameter+drift+assumption";
    lac_gallery_add_cumulative(&self.gallery);
    const lac_chart *chart = only_chart(&self);
    assert_int_equal(chart->kind, LAC_CHART_FAN);
    assert_string_equal(chart->subtitle, "Against As is, added up from April 2017, Smallshire");
    assert_string_equal(chart->unit,
        "Cumulative net saving, " POUND " million; bands: 9 in 10 and 5 in 10 simulations of P1");
    assert_string_equal(chart->alt,
        "Fan chart of cumulative net saving by financial year. P1: " POUND
        "1.90m saved net by March 2020, break-even in 2018/19. Median, P1: from " MINUS POUND
        "0.40m by the end of 2017/18 to " POUND "1.90m by that of 2019/20; 90 % of simulations "
        "between " POUND "1.60m and " POUND "2.20m. P2: from " MINUS POUND
        "0.20m by the end of 2017/18 to " POUND
        "0.95m by that of 2019/20. P1 breaks even in 2018/19. ");
    assert_readable(&self.gallery.arena, chart, &layout);
    for (size_t i = 0; i < layout.n_pieces; i++) {
        if (layout.pieces[i].style != LAC_STYLE_LEADER) {
            assert_true(at < COUNT(STYLES));
            assert_int_equal(layout.pieces[i].style, STYLES[at++]);
        }
    }
    assert_int_equal(at, COUNT(STYLES));
    assert_int_equal(layout.n_ends, 4);
    close_room(&self);
}

/* No line runs through the words in the plot: the names of the bands, and break-even. */
static void assert_clear(const lac_layout *layout)
{
    for (size_t v = 0; v < layout->n_values; v++) {
        const lac_chart_value *value = &layout->values[v];
        const double half = lac_label_width(value->text) / 2;
        const double x = lac_canvas_x(layout, value->x) + value->dx;
        const double y = lac_canvas_y(layout, value->y) + value->dy;

        assert_int_equal(value->align, LAC_WORD_CENTRE);
        for (size_t i = layout->n_bands; i < layout->n_pieces; i++) {
            const lac_chart_piece *piece = &layout->pieces[i];
            const double low = lac_canvas_extreme(layout, piece, x - half, x + half, 1);
            const double high = lac_canvas_extreme(layout, piece, x - half, x + half, -1);

            if (piece->style != LAC_STYLE_LEADER && low < y + 0.5 && high > y - 0.5) {
                fail_msg("a line of style %d runs through \"%s\"", piece->style, value->text);
            }
        }
    }
}

static void words_keep_off_the_lines(void **state)
{
    static const double SPREADS[] = {0.1e6, 0.3e6, 0.5e6, 1e6, 2e6};
    size_t names = 0;

    (void)state;
    for (size_t k = 0; k < COUNT(SPREADS); k++) {
        for (int n = 1; n <= 6; n++) {
            room self;
            lac_layout layout;

            open_room(&self, n, "P", "2020-03", "");
            put_plan(&self, n, 1);
            for (int t = 0; t < YEARS; t++) {
                spread(&self, 1, t, SPREADS[k] * (t + 1) / YEARS);
            }
            lac_gallery_add_cumulative(&self.gallery);
            assert_readable(&self.gallery.arena, &self.gallery.charts[0], &layout);
            assert_clear(&layout);
            names += layout.n_values - 1;
            close_room(&self);
        }
    }
    assert_true(names >= 20); /* most charts name their bands */
}

/* 1 to 12 scenarios with names that do not fit, tiny and huge pounds: all can be read, with and without
 * titles, and of more than four lines the others are grey. */
static void any_number_of_scenarios_can_be_read(void **state)
{
    static const double SCALES[] = {1e-3, 0.2, 1, 4000};

    (void)state;
    for (int n = 1; n <= MOST; n++) {
        for (size_t k = 0; k < 2 * COUNT(SCALES); k++) {
            room self;
            lac_layout layout;
            size_t grey = 0;

            open_room(
                &self, n, "A programme of quite a long name, in full at that no ", "2020-03", "");
            put_plan(&self, n, k % 2 == 0 ? SCALES[k / 2] : -SCALES[k / 2]);
            for (int s = 1; s <= n && k >= COUNT(SCALES); s++) {
                for (int t = 0; t < YEARS; t++) {
                    spread(&self, s, t, 0.2e6 * SCALES[k / 2] * (t + 1));
                }
            }
            lac_gallery_add_savings(&self.gallery);
            lac_gallery_add_cumulative(&self.gallery);
            assert_int_equal(self.gallery.n, 2);
            for (size_t i = 0; i < 2; i++) {
                assert_readable(&self.gallery.arena, &self.gallery.charts[i], &layout);
            }
            for (size_t i = 0; i < layout.n_pieces; i++) {
                grey += layout.pieces[i].style == LAC_STYLE_GREY ? 1 : 0;
            }
            assert_int_equal(grey, n > 4 ? n - 1 : 0);
            close_room(&self);
        }
    }
}

/* ---- files ---- */

static void a_run_writes_numbers_beside_the_pictures(void **state)
{
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char folder[] = "/tmp/lac_savings_XXXXXX";
    room self;

    (void)state;
    assert_non_null(mkdtemp(folder));
    open_room(&self, 2, "P & 'n' ", "2020-03",
        "target,MTFS,measure,,net\ntarget,MTFS,by,,2019/20\ntarget,MTFS,at_least,,1000000\n");
    put_plan(&self, 2, 1);
    for (int t = 0; t < YEARS; t++) {
        spread(&self, 1, t, 0.1e6 * (t + 1));
    }
    assert_int_equal(lac_charts_write(&self.study.results, folder, &options, &diagnostics), LAC_OK);
    assert_int_equal(diagnostics.n, 0);
    assert_string_equal(text_of_file(&self.gallery.arena, folder, "savings_p_n_1.csv"),
        "\xEF\xBB\xBFpart,pounds,1 in 20 below,1 in 20 above\r\n"
        "Gross saving,1800000,1500000,2100000\r\n"
        "Support,-200000,-500000,100000\r\n"
        "Investment,-200000,-500000,100000\r\n"
        "Net saving,1400000,1100000,1700000\r\n"
        "\"Target MTFS, net at least: \xC2\xA3"
        "1.00m\",1000000,,\r\n");
    assert_string_equal(text_of_file(&self.gallery.arena, folder, "cumulative_net.csv"),
        "\xEF\xBB\xBF"
        "financial_year,1 in 20 below,1 in 4 below,\"Median, P & 'n' 1\","
        "1 in 4 above,1 in 20 above,P & 'n' 2\r\n"
        "2017/18,-500000,-450000,-400000,-350000,-300000,-200000\r\n"
        "2018/19,300000,400000,500000,600000,700000,250000\r\n"
        "2019/20,1600000,1750000,1900000,2050000,2200000,950000\r\n");
    const char *svg = text_of_file(&self.gallery.arena, folder, "savings_p_n_1.svg");
    assert_non_null(strstr(svg, "<desc id=\"chart-desc\">Bar chart of savings and costs in one "
                                "financial year. P &amp; &#39;n&#39; 1: \xC2\xA3"
                                "1.40m net saving in 2019/20. "));
    assert_int_equal(
        strncmp(text_of_file(&self.gallery.arena, folder, "savings_p_n_1.png"), "\x89PNG", 4), 0);
    lac_diagnostics_free(&diagnostics);
    close_room(&self);
    remove_folder(folder);
}

/* ---- spend ---- */

static void put_spend(room *self, int s, int t, double pounds)
{
    const int measure = self->study.results.measures.cost_total;
    lac_series *annual = &self->study.results.annual[s];

    annual->mean[lac_series_at(annual, measure, t)] = pounds;
}

static const lac_chart_end *end_named(const lac_layout *layout, const char *name)
{
    for (size_t i = 0; i < layout->n_ends; i++) {
        if (strcmp(layout->ends[i].name, name) == 0) {
            return &layout->ends[i];
        }
    }
    fail_msg("no label %s", name);
    return NULL;
}

/* The greatest, 10.2m, has one decimal and with it all others, though £9.996m alone would have two. Where
 * the greatest is below 0.1m all have three. */
static void the_title_of_spend_rounds_as_its_labels(void **state)
{
    static const struct {
        double as_is[2], plan[2];
        const char *title, *alt, *labels[2];
    } CASES[] = {
        {{8.04e6, 10.2e6}, {9.94e6, 9.996e6},
            "Spend: between " POUND "10.0m and " POUND "10.2m in 2018/19",
            "As is: rises from " POUND "8.0m in 2017/18 to " POUND
            "10.2m in 2018/19. P1: rises from " POUND "9.9m in 2017/18 to " POUND
            "10.0m in 2018/19. ",
            {POUND "10.2m", POUND "10.0m"}},
        {{0.0804e6, 0.0612e6}, {0.0804e6, 0.0591e6},
            "Spend: between " POUND "0.059m and " POUND "0.061m in 2018/19",
            "As is: falls from " POUND "0.080m in 2017/18 to " POUND
            "0.061m in 2018/19. P1: falls from " POUND "0.080m in 2017/18 to " POUND
            "0.059m in 2018/19. ",
            {POUND "0.061m", POUND "0.059m"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        room self;
        lac_layout layout;

        open_room(&self, 1, "P", "2019-03", "placement,all,weekly_cost,,1000\n");
        for (int t = 0; t < 2; t++) {
            put_spend(&self, 0, t, CASES[i].as_is[t]);
            put_spend(&self, 1, t, CASES[i].plan[t]);
        }
        lac_gallery_add_spend(&self.gallery);
        const lac_chart *chart = only_chart(&self);
        assert_readable(&self.gallery.arena, chart, &layout);
        assert_string_equal(chart->title, CASES[i].title);
        assert_non_null(strstr(chart->alt, CASES[i].alt));
        assert_string_equal(end_named(&layout, "As is")->number, CASES[i].labels[0]);
        assert_string_equal(end_named(&layout, "P1")->number, CASES[i].labels[1]);
        close_room(&self);
    }
}

/* The total holds what has a cost; what its ranges leave out is said. */
static void the_chart_of_spend_says_what_is_in_it(void **state)
{
    static const struct {
        const char *rows, *subtitle;
    } CASES[] = {
        {"", "Placement spend"},
        {"exit,home,support_weekly,,10\n", "Spend on placements and support after care"},
        {"intervention,I,effect,,exits\nintervention,I,route,,home\nintervention,I,children,,1\n"
         "intervention,I,cost_one_off,,500\n",
            "Spend on placements and programmes"},
        {"exit,home,support_weekly,,10\n"
         "intervention,I,effect,,exits\nintervention,I,route,,home\nintervention,I,children,,1\n"
         "intervention,I,cost_one_off,,500\n",
            "Spend on placements, support after care and programmes"},
    };
    room self;

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char rows[400];
        char subtitle[200];

        snprintf(rows, sizeof rows, "placement,all,weekly_cost,,1000\n%s", CASES[i].rows);
        snprintf(subtitle, sizeof subtitle, "%s by financial year, prices of the year, Smallshire",
            CASES[i].subtitle);
        open_room(&self, 0, "P", "2019-03", rows);
        lac_gallery_add_spend(&self.gallery);
        assert_string_equal(only_chart(&self)->subtitle, subtitle);
        close_room(&self);
    }
    open_room(&self, 0, "P", "2019-03", "placement,all,weekly_cost,,1000\n");
    simulate(&self.study.results, 10, 24);
    self.study.results.layers = "process+drift";
    lac_gallery_add_spend(&self.gallery);
    assert_string_equal(only_chart(&self)->subtitle,
        "Placement spend by financial year, prices of the year, Smallshire; in brackets the range "
        "of 9 in 10 simulations (too narrow: rates not known exactly and ranges of assumptions are "
        "left out)");
    close_room(&self);
}

/* 67.35 is kept as 67.34999..; like every printed number it is rounded to 9 decimals first and then half to
 * even, in words as in labels. */
static void words_round_as_labels(void **state)
{
    room self;

    (void)state;
    open_room(&self, 0, "P", "2019-03", "");
    assert_string_equal(lac_gallery_say(&self.gallery, 67.35, LAC_CHART_RATE), "67.4");
    assert_string_equal(
        lac_gallery_say(&self.gallery, 1264.5000000000002, LAC_CHART_WHOLE), "1,264");
    close_room(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_has_its_parts_with_signs),
        cmocka_unit_test(the_last_whole_year_is_drawn),
        cmocka_unit_test(a_target_on_net_chooses_the_year),
        cmocka_unit_test(the_scenario_that_saves_most_is_drawn),
        cmocka_unit_test(a_net_cost_is_called_one),
        cmocka_unit_test(what_is_not_known_is_not_drawn),
        cmocka_unit_test(lines_add_up_and_break_even),
        cmocka_unit_test(who_never_was_below_zero_does_not_break_even),
        cmocka_unit_test(words_and_labels_have_the_same_number),
        cmocka_unit_test(simulations_make_a_fan_round_the_saver),
        cmocka_unit_test(words_keep_off_the_lines),
        cmocka_unit_test(any_number_of_scenarios_can_be_read),
        cmocka_unit_test(a_run_writes_numbers_beside_the_pictures),
        cmocka_unit_test(the_title_of_spend_rounds_as_its_labels),
        cmocka_unit_test(the_chart_of_spend_says_what_is_in_it),
        cmocka_unit_test(words_round_as_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
