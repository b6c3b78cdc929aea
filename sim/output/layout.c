/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/layout.h"

#include "output/drawing.h"
#include "output/fan.h"
#include "output/heading.h"
#include "output/label.h"
#include "output/mark.h"
#include "output/row_layout.h"
#include "output/values.h"

#include <math.h>

/* In em of the text (15 points). */
#define LINE_HEIGHT 1.3
#define GUTTER_GAP 1.5    /* between the plot and the names at its right */
#define GUTTER_MOST 18.0  /* of the names */
#define BAR_HALF 0.34     /* of the distance of two bars, and at most */
#define BAR_HALF_MOST 4.0 /* em */

enum { MOST_NAMES = 14 }; /* lines of them at the right */

/* What the steps below share while a layout is made. */
typedef struct {
    lac_arena *arena;
    const lac_chart *chart;
    lac_layout *out;
    lac_drawing drawing;
} work;

/* ---- names at the ends -------------------------------------------------------------------------- */

/* Writes the names and makes room for them at the right; their places follow when the plot's height
 * is known. */
static int write_ends(work *w)
{
    lac_layout *out = w->out;
    double widest = 0.0;
    int rc = lac_end_find(&w->drawing, out->bar_half, out->x_high, &out->ends, &out->n_ends);

    out->line_height = LINE_HEIGHT;
    if (rc == LAC_OK) {
        rc = lac_end_write(w->arena, out->ends, out->n_ends, GUTTER_MOST, MOST_NAMES, &widest);
    }
    out->right =
        LAC_CANVAS_WIDTH - LAC_CANVAS_EDGE - (out->n_ends > 0 ? widest * 1.02 + GUTTER_GAP : 0.0);
    out->ends_x = out->right + GUTTER_GAP;
    return rc;
}

/* ---- pieces and the numbers beside them ---------------------------------------------------------- */

static int make_pieces(work *w)
{
    lac_layout *out = w->out;
    const bool fan = w->chart->kind == LAC_CHART_FAN;
    const lac_chart_piece *history;
    double *up;
    double *down;
    int rc;

    if (w->chart->kind != LAC_CHART_FLOWS) {
        out->values =
            lac_arena_alloc(w->arena, LAC_VALUES_MOST + LAC_FAN_NAMES + 1, sizeof *out->values);
        rc = out->values == NULL
                 ? LAC_MEMORY
                 : lac_piece_lines(w->arena, w->chart, w->drawing.items, w->drawing.n,
                       out->ruled && !fan, &out->pieces, &out->n_pieces, &history);
        if (rc == LAC_OK && history != NULL) {
            rc = lac_values_beside(&w->drawing, history, out);
        }
        rc = rc == LAC_OK && fan ? lac_fan_spread(w->arena, out) : rc;
        return rc == LAC_OK && w->chart->mark != NULL ? lac_mark_add(w->arena, w->chart, out) : rc;
    }
    up = lac_arena_alloc(w->arena, w->chart->n_x, sizeof *up);
    down = lac_arena_alloc(w->arena, w->chart->n_x, sizeof *down);
    if (up == NULL || down == NULL) {
        return LAC_MEMORY;
    }
    rc = lac_piece_bars(
        w->arena, w->chart, w->drawing.items, w->drawing.n, &out->pieces, &out->n_pieces, up, down);
    return rc == LAC_OK ? lac_values_sums(&w->drawing, up, down, out) : rc;
}

/* ---- axes --------------------------------------------------------------------------------------- */

static void choose_x_range(work *w)
{
    const lac_chart *chart = w->chart;
    lac_layout *out = w->out;
    size_t first = chart->n_x;
    size_t last = 0;

    for (size_t k = 0; k < chart->n_x; k++) {
        for (size_t i = 0; i < w->drawing.n; i++) {
            if (!isnan(w->drawing.items[i].values[k])) {
                first = k < first ? k : first;
                last = k;
            }
        }
    }
    out->x_low = lac_chart_x(chart, first);
    out->x_high = lac_chart_x(chart, last);
    for (size_t k = first + 1; k <= last; k++) {
        if (lac_chart_is_forecast(chart, k) && !lac_chart_is_forecast(chart, k - 1)) {
            out->ruled = true;
            out->rule_x =
                chart->axis == LAC_CHART_YEARS ? (double)k - 0.5 : (double)chart->forecast - 1.0;
        }
    }
    if (chart->kind == LAC_CHART_FLOWS) {
        out->x_low -= 0.6;
        out->x_high += 0.5;
        out->bar_half =
            fmin(BAR_HALF, BAR_HALF_MOST * (out->x_high - out->x_low) / LAC_CANVAS_WIDTH);
    } else if (last == first) {
        out->x_low -= 0.6;
        out->x_high += 0.3;
    } else {
        double range = out->x_high - out->x_low;

        out->x_low -= 0.035 * range;
        out->x_high += 0.008 * range;
    }
}

/* Whether some series stands at the Marches only, as yearly stocks do. */
static bool stands_at_march(const work *w)
{
    for (size_t i = 0; i < w->drawing.n; i++) {
        size_t n = 0;
        size_t march = 0;

        for (size_t k = 0; k < w->chart->n_x; k++) {
            if (!isnan(w->drawing.items[i].values[k])) {
                n++;
                march += w->chart->x[k] % 12 == 2 ? 1 : 0;
            }
        }
        if (n >= 2 && march == n) {
            return true;
        }
    }
    return false;
}

static int make_x_ticks(work *w)
{
    const lac_chart *chart = w->chart;
    lac_layout *out = w->out;
    const double room = out->right - out->left;
    size_t step = 1;

    if (chart->axis == LAC_CHART_MONTHS) {
        int rc = lac_axis_month_ticks(w->arena, (lac_month)ceil(out->x_low),
            (lac_month)floor(out->x_high), stands_at_march(w), (size_t)(room / 5.5), &out->x_ticks,
            &out->n_x_ticks);

        out->x_notes =
            rc == LAC_OK ? lac_arena_alloc(w->arena, out->n_x_ticks, sizeof *out->x_notes) : NULL;
        return rc == LAC_OK && out->x_notes == NULL ? LAC_MEMORY : rc;
    }
    while ((double)chart->n_x > room / 4.6 * (double)step) {
        step++;
    }
    out->x_ticks = lac_arena_alloc(w->arena, chart->n_x, sizeof *out->x_ticks);
    out->x_notes = lac_arena_alloc(w->arena, chart->n_x, sizeof *out->x_notes);
    if (out->x_ticks == NULL || out->x_notes == NULL) {
        return LAC_MEMORY;
    }
    for (size_t k = 0; k < chart->n_x; k += step) {
        const double width = room / (out->x_high - out->x_low) * (double)step - 0.4;
        char year[8];

        lac_financial_year_format(lac_month_financial_year(chart->x[k]), year);
        out->x_ticks[out->n_x_ticks].at = lac_chart_x(chart, k);
        out->x_ticks[out->n_x_ticks].text = lac_arena_copy(w->arena, year);
        if (chart->notes != NULL && chart->notes[k] != NULL) {
            out->x_notes[out->n_x_ticks] =
                lac_label_fit(w->arena, chart->notes[k], width / LAC_SOURCE_SIZE);
        }
        if (out->x_ticks[out->n_x_ticks].text == NULL) {
            return LAC_MEMORY;
        }
        out->n_x_ticks++;
    }
    return LAC_OK;
}

static int choose_y_axis(work *w)
{
    const bool flows = w->chart->kind == LAC_CHART_FLOWS;
    lac_layout *out = w->out;
    double widest = 0.0;
    int rc;

    out->axis = lac_axis_choose(
        w->drawing.min, w->drawing.max, w->chart->number, flows ? 8 : 6, !flows && !w->chart->zero);
    if (flows) { /* the sums stand beyond the bars */
        const double room = 0.08 * (w->drawing.max - w->drawing.min);

        out->axis.low = w->drawing.min < 0.0 ? w->drawing.min - room : 0.0;
        out->axis.high = w->drawing.max > w->drawing.min
                             ? w->drawing.max + (w->drawing.max > 0.0 ? room : 0.0)
                             : out->axis.high;
    }
    for (size_t i = 0; i < w->drawing.n; i++) { /* and the history's numbers above its points */
        for (size_t k = 0; w->drawing.items[i].style == LAC_STYLE_HISTORY && k < w->chart->n_x;
             k++) {
            const double room = 0.06 * (out->axis.high - out->axis.low);

            if (out->axis.high - w->drawing.items[i].values[k] < room) {
                out->axis.high = w->drawing.items[i].values[k] + room;
            }
        }
    }
    rc = lac_axis_ticks(
        w->arena, &out->axis, w->chart->number, flows, &out->y_ticks, &out->n_y_ticks);
    for (size_t i = 0; rc == LAC_OK && i < out->n_y_ticks; i++) {
        widest = fmax(widest, lac_label_width(out->y_ticks[i].text));
    }
    out->left = fmax(LAC_CANVAS_EDGE + widest + 0.7, 3.6);
    return rc;
}

/* ---- words -------------------------------------------------------------------------------------- */

/* What a reader must know about the drawing itself; "" for nothing. */
static char *remarks(const work *w)
{
    const char *from = w->out->axis.raised ? w->out->y_ticks[0].text : "";
    char *grey = lac_arena_copy(w->arena, "");

    if (w->drawing.unnamed > 0) {
        grey = lac_arena_format(
            w->arena, "%zu other scenarios in grey, not named", w->drawing.unnamed);
    }
    if (grey == NULL) {
        return NULL;
    }
    return lac_arena_format(w->arena, "%s%s%s%s", from[0] == '\0' ? "" : "axis starts at ", from,
        from[0] != '\0' && grey[0] != '\0' ? "; " : "", grey);
}

/* The words over the plot and under it, and so the plot's height. */
static int write_words(work *w, bool titles)
{
    lac_layout *out = w->out;
    const char *remark = remarks(w);
    lac_heading heading = {.titles = titles, .remark = remark, .more = 2};
    bool notes = false;
    int rc = remark == NULL ? LAC_MEMORY : lac_heading_write(w->arena, w->chart, &heading, out);

    if (rc == LAC_OK && out->ruled) {
        const double x = out->left + (out->rule_x - out->x_low) / (out->x_high - out->x_low) *
                                         (out->right - out->left);

        if (heading.unit_end + 1.0 > x - 0.5 - lac_label_width("Actual")) {
            heading.top -= 1.5; /* a row of their own */
        }
        rc = lac_heading_add(
            w->arena, out, x - 0.5, heading.top + 0.7, "Actual", LAC_WORD_UNIT, LAC_WORD_RIGHT);
        if (rc == LAC_OK) {
            rc = lac_heading_add(w->arena, out, x + 0.5, heading.top + 0.7, "Forecast",
                LAC_WORD_UNIT, LAC_WORD_LEFT);
        }
        out->rule_top = heading.top + 1.4;
    }
    for (size_t i = 0; i < out->n_x_ticks; i++) {
        notes = notes || out->x_notes[i] != NULL;
    }
    out->top = heading.top - 0.8;
    out->bottom = heading.bottom + 2.1 + (notes ? 1.0 : 0.0);
    return rc;
}

int lac_layout_decimals(lac_arena *arena, const lac_chart *chart, int *decimals)
{
    lac_drawing drawing;
    const int rc = lac_drawing_make(&drawing, arena, chart);

    *decimals = drawing.decimals;
    return rc;
}

int lac_layout_make(lac_arena *arena, const lac_chart *chart, bool titles, lac_layout *layout)
{
    work w = {.arena = arena, .chart = chart, .out = layout};
    int rc;

    *layout = (lac_layout){.height = LAC_CANVAS_HEIGHT};
    if (lac_chart_fault(chart) != NULL) {
        return LAC_USAGE;
    }
    if (chart->kind == LAC_CHART_ROWS) {
        return lac_row_layout_make(arena, chart, titles, layout);
    }
    rc = lac_drawing_make(&w.drawing, arena, chart);
    if (rc != LAC_OK) {
        return rc;
    }
    layout->aimed = w.drawing.aimed;
    layout->target = w.drawing.target;
    choose_x_range(&w);
    if ((rc = choose_y_axis(&w)) != LAC_OK || (rc = write_ends(&w)) != LAC_OK ||
        (rc = make_x_ticks(&w)) != LAC_OK || (rc = write_words(&w, titles)) != LAC_OK) {
        return rc;
    }
    rc = make_pieces(&w);
    if (rc == LAC_OK) {
        const double height = layout->top - layout->bottom;

        rc = lac_end_place(arena, layout->ends, layout->n_ends, layout->axis.low,
            (layout->axis.high - layout->axis.low) / height, height, LINE_HEIGHT);
        rc = rc == LAC_USAGE ? LAC_INTERNAL : rc;
    }
    return rc;
}
