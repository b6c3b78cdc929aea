/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/layout.h"

#include "output/fan.h"
#include "output/heading.h"
#include "output/label.h"
#include "output/mark.h"
#include "output/row_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In em of the text (15 points). */
#define LINE_HEIGHT 1.3
#define GUTTER_GAP 1.5    /* between the plot and the names at its right */
#define GUTTER_MOST 18.0  /* of the names */
#define BAR_HALF 0.34     /* of the distance of two bars, and at most */
#define BAR_HALF_MOST 4.0 /* em */

#define NO_BREAK "\xC2\xA0"
#define EN_DASH "\xE2\x80\x93"

enum { MOST_NAMES = 14, MOST_VALUES = 8 };

/* What the steps below share while a layout is made. */
typedef struct {
    lac_arena *arena;
    const lac_chart *chart;
    lac_layout *out;
    lac_chart_drawn *drawn;
    size_t n_drawn;
    size_t unnamed;
    double min, max; /* of what is drawn, units of the axis */
    int decimals;    /* of money */
} work;

/* The sums above and below zero of a year's stacked parts. */
static void stack(const work *w, size_t k, double *up, double *down)
{
    *up = 0.0;
    *down = 0.0;
    for (size_t i = 0; i < w->n_drawn; i++) {
        double value = w->drawn[i].values[k];

        value = w->drawn[i].role == LAC_SERIES_OUT ? -value : value;
        if (value > 0.0) {
            *up += value;
        } else if (value < 0.0) {
            *down += value;
        }
    }
}

static void find_range(work *w)
{
    w->min = INFINITY;
    w->max = -INFINITY;
    for (size_t k = 0; k < w->chart->n_x; k++) {
        double up;
        double down;

        if (w->chart->kind == LAC_CHART_FLOWS) {
            stack(w, k, &up, &down);
            w->min = fmin(w->min, down);
            w->max = fmax(w->max, up);
            continue;
        }
        for (size_t i = 0; i < w->n_drawn; i++) { /* fmin and fmax leave NaN out */
            w->min = fmin(w->min, w->drawn[i].values[k]);
            w->max = fmax(w->max, w->drawn[i].values[k]);
        }
    }
    if (w->chart->zero) {
        w->min = fmin(w->min, 0.0);
        w->max = fmax(w->max, 0.0);
    }
    if (w->out->aimed) {
        w->min = fmin(w->min, w->out->target);
        w->max = fmax(w->max, w->out->target);
    }
    w->decimals = lac_axis_decimals(w->chart->number, fmax(fabs(w->min), fabs(w->max)));
}

static char *value_text(const work *w, double value)
{
    return lac_axis_text(w->arena, value, w->chart->number, w->decimals);
}

/* ---- names at the ends -------------------------------------------------------------------------- */

/* "327", or "327 (301–354)" where the k-th value has a range. The space does not break. */
static char *end_text(const work *w, const lac_chart_drawn *item, double value, size_t k)
{
    const double scale = lac_axis_scale(w->chart->number);
    char *number = value_text(w, value);

    if (number == NULL || item == NULL || item->range == NULL || isnan(item->range->low[k]) ||
        isnan(item->range->high[k])) {
        return number;
    }
    const double low = item->range->low[k] * scale;
    const char *from = value_text(w, low);
    const char *to = value_text(w, item->range->high[k] * scale);
    if (from == NULL || to == NULL) {
        return NULL;
    }
    return lac_arena_format(w->arena, "%s" NO_BREAK "(%s%s%s)", number, from,
        low < 0.0 ? NO_BREAK "to" NO_BREAK : EN_DASH, to);
}

/* "249 in 2017/18": of a part of bars that the last bar does not know, the last value it has. */
static char *earlier_text(const work *w, const lac_chart_drawn *item, size_t k)
{
    char year[8];

    while (k > 0 && isnan(item->values[k])) {
        k--;
    }
    const char *number = value_text(w, isnan(item->values[k]) ? 0.0 : item->values[k]);
    if (number == NULL) {
        return NULL;
    }
    lac_financial_year_format(lac_month_financial_year(w->chart->x[k]), year);
    return lac_arena_format(w->arena, "%s" NO_BREAK "in" NO_BREAK "%s", number, year);
}

static int add_end(work *w, const char *name, const char *number, double x, double y)
{
    lac_chart_end *end = &w->out->ends[w->out->n_ends++];

    end->name = name;
    end->number = number;
    end->line_x = x;
    end->line_y = y;
    return end->number == NULL ? LAC_MEMORY : LAC_OK;
}

/* Where the named lines and parts end, and the last value of each. */
static int find_ends(work *w)
{
    lac_layout *out = w->out;
    size_t last = w->chart->n_x - 1;
    double up = 0.0;
    double down = 0.0;
    int rc = LAC_OK;

    if (w->chart->kind == LAC_CHART_FLOWS) {
        for (; last > 0; last--) {
            stack(w, last, &up, &down);
            if (up > 0.0 || down < 0.0) {
                break;
            }
        }
        up = down = 0.0;
    }
    for (size_t i = 0; rc == LAC_OK && i < w->n_drawn; i++) {
        const lac_chart_drawn *item = &w->drawn[i];
        size_t k = last;
        double value;
        double y;
        bool earlier = false;

        if (!item->named) {
            continue;
        }
        if (w->chart->kind == LAC_CHART_FLOWS) {
            earlier = isnan(item->values[k]);
            value = earlier ? 0.0 : item->values[k];
            double drawn = item->role == LAC_SERIES_OUT ? -value : value;
            double *side =
                drawn < 0.0 || (item->role == LAC_SERIES_OUT && drawn <= 0.0) ? &down : &up;

            y = *side + drawn / 2.0;
            *side += drawn;
        } else {
            while (isnan(item->values[k])) {
                k--;
            }
            value = item->values[k];
            y = value;
        }
        rc =
            add_end(w, item->name, earlier ? earlier_text(w, item, k) : end_text(w, item, value, k),
                lac_chart_x(w->chart, k) + out->bar_half, y);
        out->ends[out->n_ends - 1].apart = earlier;
    }
    if (out->aimed && rc == LAC_OK) {
        rc = add_end(w, w->chart->target, value_text(w, out->target), out->x_high, out->target);
    }
    return rc;
}

/* Writes the names and makes room for them at the right; their places follow when the plot's height
 * is known. */
static int write_ends(work *w)
{
    lac_layout *out = w->out;
    double widest = 0.0;
    int rc;

    out->ends = lac_arena_alloc(w->arena, w->n_drawn + 1, sizeof *out->ends);
    out->line_height = LINE_HEIGHT;
    if (out->ends == NULL) {
        return LAC_MEMORY;
    }
    rc = find_ends(w);
    if (rc == LAC_OK) {
        rc = lac_end_write(w->arena, out->ends, out->n_ends, GUTTER_MOST, MOST_NAMES, &widest);
    }
    out->right =
        LAC_CANVAS_WIDTH - LAC_CANVAS_EDGE - (out->n_ends > 0 ? widest * 1.02 + GUTTER_GAP : 0.0);
    out->ends_x = out->right + GUTTER_GAP;
    return rc;
}

/* ---- numbers in the plot ------------------------------------------------------------------------- */

/* Numbers beside the points of the history: all of a short one, else the first and the last. */
static int write_values(work *w, const lac_chart_piece *piece)
{
    lac_layout *out = w->out;
    const lac_chart_point *p = piece->points;

    for (size_t i = 0; i < piece->n; i++) {
        lac_chart_value *value = &out->values[out->n_values];
        const bool first = i == 0;
        const bool last = i + 1 == piece->n;
        /* Where the line comes from and goes to, seen from the point: on the side it leaves free. */
        const double before = first ? 0.0 : p[i - 1].y - p[i].y;
        const double after = last ? 0.0 : p[i + 1].y - p[i].y;

        if (piece->n > MOST_VALUES && !first && !last) {
            continue;
        }
        value->x = p[i].x;
        value->y = p[i].y;
        value->align = LAC_WORD_CENTRE;
        value->dy = before >= 0.0 && after >= 0.0 && before + after > 0.0 ? -0.95 : 0.95;
        if (last && out->ruled) {
            value->align = LAC_WORD_RIGHT;
            value->dx = -0.4;
        } else if (before < 0.0 && after > 0.0) {
            value->align = LAC_WORD_RIGHT;
            value->dx = 0.3;
        } else if (before > 0.0 && after < 0.0) {
            value->align = LAC_WORD_LEFT;
            value->dx = -0.3;
        }
        value->text = value_text(w, p[i].y);
        if (value->text == NULL) {
            return LAC_MEMORY;
        }
        out->n_values++;
    }
    return LAC_OK;
}

/* Sums at the ends of the bars, if there is room for all. */
static int write_sums(work *w, const double *up, const double *down)
{
    const size_t n_x = w->chart->n_x;
    lac_layout *out = w->out;
    double widest = 0.0;

    out->values = lac_arena_alloc(w->arena, 2 * n_x, sizeof *out->values);
    if (out->values == NULL) {
        return LAC_MEMORY;
    }
    for (size_t k = 0; k < n_x; k++) {
        for (int below = 0; below < 2; below++) {
            double sum = below ? down[k] : up[k];
            lac_chart_value *value = &out->values[out->n_values];

            if (sum == 0.0) {
                continue;
            }
            value->x = lac_chart_x(w->chart, k);
            value->y = sum;
            value->align = LAC_WORD_CENTRE;
            value->dy = below ? -0.8 : 0.8;
            value->text = value_text(w, fabs(sum));
            if (value->text == NULL) {
                return LAC_MEMORY;
            }
            widest = fmax(widest, lac_label_width(value->text));
            out->n_values++;
        }
    }
    if (widest + 0.5 > (out->right - out->left) / (double)n_x) {
        out->n_values = 0;
    }
    return LAC_OK;
}

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
            lac_arena_alloc(w->arena, MOST_VALUES + LAC_FAN_NAMES + 1, sizeof *out->values);
        rc = out->values == NULL ? LAC_MEMORY
                                 : lac_piece_lines(w->arena, w->chart, w->drawn, w->n_drawn,
                                       out->ruled && !fan, &out->pieces, &out->n_pieces, &history);
        if (rc == LAC_OK && history != NULL) {
            rc = write_values(w, history);
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
        w->arena, w->chart, w->drawn, w->n_drawn, &out->pieces, &out->n_pieces, up, down);
    return rc == LAC_OK ? write_sums(w, up, down) : rc;
}

/* ---- axes --------------------------------------------------------------------------------------- */

static void choose_x_range(work *w)
{
    const lac_chart *chart = w->chart;
    lac_layout *out = w->out;
    size_t first = chart->n_x;
    size_t last = 0;

    for (size_t k = 0; k < chart->n_x; k++) {
        for (size_t i = 0; i < w->n_drawn; i++) {
            if (!isnan(w->drawn[i].values[k])) {
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
    for (size_t i = 0; i < w->n_drawn; i++) {
        size_t n = 0;
        size_t march = 0;

        for (size_t k = 0; k < w->chart->n_x; k++) {
            if (!isnan(w->drawn[i].values[k])) {
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

    out->axis =
        lac_axis_choose(w->min, w->max, w->chart->number, flows ? 8 : 6, !flows && !w->chart->zero);
    if (flows) { /* the sums stand beyond the bars */
        const double room = 0.08 * (w->max - w->min);

        out->axis.low = w->min < 0.0 ? w->min - room : 0.0;
        out->axis.high = w->max > w->min ? w->max + (w->max > 0.0 ? room : 0.0) : out->axis.high;
    }
    for (size_t i = 0; i < w->n_drawn; i++) { /* and the history's numbers above its points */
        for (size_t k = 0; w->drawn[i].style == LAC_STYLE_HISTORY && k < w->chart->n_x; k++) {
            const double room = 0.06 * (out->axis.high - out->axis.low);

            if (out->axis.high - w->drawn[i].values[k] < room) {
                out->axis.high = w->drawn[i].values[k] + room;
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

    if (w->unnamed > 0) {
        grey = lac_arena_format(w->arena, "%zu other scenarios in grey, not named", w->unnamed);
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

/* What is drawn of a chart that is not of kind ROWS, and how its values are written. */
static int begin(work *w)
{
    const lac_chart *chart = w->chart;

    w->out->aimed = chart->target != NULL;
    w->out->target = w->out->aimed ? chart->target_value * lac_axis_scale(chart->number) : 0.0;
    const int rc =
        lac_chart_select(w->arena, chart, MOST_NAMES - 3, &w->drawn, &w->n_drawn, &w->unnamed);
    if (rc == LAC_OK) {
        find_range(w);
    }
    return rc;
}

int lac_layout_decimals(lac_arena *arena, const lac_chart *chart, int *decimals)
{
    lac_layout layout = {0};
    work w = {.arena = arena, .chart = chart, .out = &layout};
    const int rc = begin(&w);

    *decimals = w.decimals;
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
    rc = begin(&w);
    if (rc != LAC_OK) {
        return rc;
    }
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
