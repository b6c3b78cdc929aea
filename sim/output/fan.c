/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/fan.h"

#include "output/canvas.h"
#include "output/label.h"

#include <math.h>
#include <string.h>

/* em */
#define NAME_HEIGHT 1.3
#define NAME_MARGIN 0.5 /* at either end of a name */
#define NAME_STEP 0.25  /* of the places that are tried */

enum { QUANTILES = 5, BANDS = 2 };

/* The pieces of a fan in the order of lac_fan_style. */
enum { P95, P75, P50, P25, P05 };

/* ---- what is drawn ---- */

static const lac_chart_series *find_role(const lac_chart *chart, int role)
{
    for (size_t i = 0; i < chart->n_series; i++) {
        if ((int)chart->series[i].role == role) {
            return &chart->series[i];
        }
    }
    return NULL;
}

const char *lac_fan_fault(const lac_chart *chart)
{
    const lac_chart_series *all[QUANTILES];

    for (int q = 0; q < QUANTILES; q++) {
        all[q] = find_role(chart, LAC_SERIES_P05 + q);
        for (size_t i = 0; i < chart->n_series; i++) {
            if (&chart->series[i] != all[q] && (int)chart->series[i].role == LAC_SERIES_P05 + q) {
                return "a fan has a quantile twice";
            }
        }
        if (all[q] == NULL) {
            return "a fan lacks a quantile";
        }
    }
    for (size_t k = 0; k < chart->n_x; k++) {
        for (int q = 1; q < QUANTILES; q++) {
            const double below = all[q - 1]->values[k];
            const double above = all[q]->values[k];

            if (isnan(below) != isnan(above)) {
                return "the quantiles of a fan are not known at the same months";
            }
            if (below > above) {
                return "the quantiles of a fan do not ascend";
            }
        }
    }
    for (size_t k = 0; k < chart->n_x; k++) {
        if (!isnan(all[0]->values[k])) {
            return NULL;
        }
    }
    return "a fan has no quantiles";
}

static double last_value(const lac_chart_drawn *item, size_t n_x)
{
    size_t k = n_x - 1;

    while (k > 0 && isnan(item->values[k])) {
        k--;
    }
    return item->values[k];
}

/* The lines over a fan: up to three have a colour each (one alone that which differs most from the
 * median's), more of them are grey. */
static void style_others(lac_chart_drawn *items, size_t n, size_t max_names, size_t *unnamed)
{
    enum { COLOURS = 3 };
    int style = n == 1 ? LAC_STYLE_FIRST + COLOURS : LAC_STYLE_FIRST + 1;

    for (size_t i = 0; i < n; i++) {
        items[i].style = n > COLOURS ? LAC_STYLE_GREY : style++;
        if (n > max_names) {
            items[i].named = false;
            *unnamed += 1;
        }
    }
}

int lac_fan_style(lac_arena *arena, const lac_chart *chart, lac_chart_drawn *items, size_t n,
    size_t max_names, size_t *unnamed)
{
    static const int STYLES[QUANTILES] = {LAC_STYLE_EDGE, LAC_STYLE_INNER_EDGE, LAC_STYLE_MEDIAN,
        LAC_STYLE_INNER_EDGE, LAC_STYLE_EDGE};

    for (size_t i = 1; i < n; i++) { /* by role, descending */
        const lac_chart_drawn item = items[i];
        size_t k = i;

        for (; k > 0 && items[k - 1].role < item.role; k--) {
            items[k] = items[k - 1];
        }
        items[k] = item;
    }
    for (size_t i = 0; i < QUANTILES; i++) {
        items[i].style = STYLES[i];
        items[i].named = i == P95 || i == P50 || i == P05;
    }
    size_t first = QUANTILES;
    first += n > first && items[first].role == LAC_SERIES_HISTORY ? 1 : 0;
    style_others(items + first, n - first, max_names, unnamed);
    char *low = lac_axis_text(arena, last_value(&items[P05], chart->n_x), chart->number, 1);
    char *high = lac_axis_text(arena, last_value(&items[P95], chart->n_x), chart->number, 1);
    if (low == NULL || high == NULL) {
        return LAC_MEMORY;
    }
    if (strcmp(low, high) == 0) {
        items[P05].named = items[P95].named = false;
    }
    return LAC_OK;
}

/* ---- names in the bands ---- */

/* What lies between two lines of the fan; others may run through it. */
typedef struct {
    const lac_layout *layout;
    const lac_chart_piece *upper;
    const lac_chart_piece *lower;
    const lac_chart_piece *others;
    size_t n_others;
} gap;

/* Where a name goes and how much room is left above and below it; none where room is negative. */
typedef struct {
    double x; /* middle, em */
    double y;
    double room;
} spot;

/* What is left of a gap beside something that reaches from low to high: the larger part of it. */
static void step_aside(double low, double high, double *bottom, double *top)
{
    if (high <= *bottom || low >= *top) {
        return;
    }
    if (*top - high > low - *bottom) {
        *bottom = high;
    } else {
        *top = low;
    }
}

/* The roomiest place for a name of this width between two lines; of equal ones that at the right. */
static spot find_spot(const gap *self, double width)
{
    const lac_chart_piece *upper = self->upper;
    const double first = lac_canvas_x(self->layout, upper->points[0].x);
    const double last = lac_canvas_x(self->layout, upper->points[upper->n - 1].x);
    const double whole = width + 2.0 * NAME_MARGIN;
    spot best = {.room = -1.0};

    for (int step = 0; last - NAME_STEP * step - whole >= first; step++) {
        const double end = last - NAME_STEP * step;
        double top = lac_canvas_extreme(self->layout, upper, end - whole, end, 1.0);
        double bottom = lac_canvas_extreme(self->layout, self->lower, end - whole, end, -1.0);
        const double target = lac_canvas_y(self->layout, self->layout->target);

        if (self->layout->aimed) {
            step_aside(target, target, &bottom, &top);
        }
        for (size_t i = 0; i < self->n_others; i++) {
            step_aside(lac_canvas_extreme(self->layout, &self->others[i], end - whole, end, 1.0),
                lac_canvas_extreme(self->layout, &self->others[i], end - whole, end, -1.0), &bottom,
                &top);
        }
        const double room = top - bottom - NAME_HEIGHT;

        if (room > best.room) {
            best = (spot){end - whole / 2.0, (top + bottom) / 2.0, room};
        }
    }
    return best;
}

/* The better place of two gaps, for the wider gap the upper one if they are equal. */
static spot find_band(const gap *self, const lac_chart_piece *const lines[4], double width)
{
    const gap above = {self->layout, lines[0], lines[1], self->others, self->n_others};
    const gap below = {self->layout, lines[2], lines[3], self->others, self->n_others};
    const spot high = find_spot(&above, width);
    const spot low = find_spot(&below, width);

    return low.room > high.room ? low : high;
}

/* Both names in full, or both short: each where it fits. */
static int write_names(
    lac_arena *arena, lac_layout *layout, const lac_chart_piece *lines, size_t n_lines)
{
    static const char *const NAMES[2][BANDS] = {
        {"9 in 10 simulations", "5 in 10 simulations"}, {"9 in 10", "5 in 10"}};
    const lac_chart_piece *const around[BANDS][4] = {
        {&lines[P95], &lines[P75], &lines[P25], &lines[P05]},
        {&lines[P75], &lines[P50], &lines[P50], &lines[P25]}};
    const gap all = {
        .layout = layout, .others = lines + QUANTILES, .n_others = n_lines - QUANTILES};
    spot spots[BANDS];
    int size = 0;

    for (; size < 2; size++) {
        for (int band = 0; band < BANDS; band++) {
            spots[band] = find_band(&all, around[band], lac_label_width(NAMES[size][band]));
        }
        if (spots[0].room >= 0.0 && spots[1].room >= 0.0) {
            break;
        }
    }
    size = size < 2 ? size : 1;
    for (int band = 0; band < BANDS; band++) {
        lac_chart_value *value = &layout->values[layout->n_values];

        if (spots[band].room < 0.0) {
            continue;
        }
        value->x = layout->x_low + (spots[band].x - layout->left) / (layout->right - layout->left) *
                                       (layout->x_high - layout->x_low);
        value->y = layout->axis.low + (spots[band].y - layout->bottom) /
                                          (layout->top - layout->bottom) *
                                          (layout->axis.high - layout->axis.low);
        value->align = LAC_WORD_CENTRE;
        value->text = lac_arena_copy(arena, NAMES[size][band]);
        if (value->text == NULL) {
            return LAC_MEMORY;
        }
        layout->n_values++;
    }
    return LAC_OK;
}

/* ---- bands and lines ---- */

static int add_band(lac_arena *arena, const lac_chart_piece *upper, const lac_chart_piece *lower,
    int style, lac_chart_piece *out)
{
    *out = (lac_chart_piece){.n = upper->n, .style = style};
    out->points = lac_arena_alloc(arena, upper->n, sizeof *out->points);
    for (size_t i = 0; out->points != NULL && i < upper->n; i++) {
        out->points[i] = upper->points[i];
        out->points[i].from = lower->points[i].y;
    }
    return out->points == NULL ? LAC_MEMORY : LAC_OK;
}

static bool agree(const lac_chart_piece *upper, const lac_chart_piece *lower)
{
    for (size_t i = 0; i < upper->n; i++) {
        if (upper->points[i].y > lower->points[i].y) {
            return false;
        }
    }
    return true;
}

int lac_fan_spread(lac_arena *arena, lac_layout *layout)
{
    static const int ORDER[] = {P95, P05, P75, P25, P50}; /* the median lies above the edges */
    lac_chart_piece *lines = layout->pieces;
    const size_t n_lines = layout->n_pieces;
    const bool certain = agree(&lines[P95], &lines[P05]);
    lac_chart_piece *pieces = lac_arena_alloc(arena, n_lines + BANDS, sizeof *pieces);
    size_t n = 0;

    if (pieces == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < QUANTILES; i++) {
        lines[i].marked = false;
    }
    if (!certain) {
        int rc = add_band(arena, &lines[P95], &lines[P05], LAC_STYLE_BAND, &pieces[0]);

        rc = rc == LAC_OK
                 ? add_band(arena, &lines[P75], &lines[P25], LAC_STYLE_INNER_BAND, &pieces[1])
                 : rc;
        rc = rc == LAC_OK ? write_names(arena, layout, lines, n_lines) : rc;
        if (rc != LAC_OK) {
            return rc;
        }
        n = BANDS;
    }
    layout->n_bands = n;
    for (size_t i = QUANTILES; i < n_lines; i++) { /* other lines, below the fan's own */
        if (lines[i].style != LAC_STYLE_HISTORY) {
            pieces[n++] = lines[i];
        }
    }
    for (size_t i = certain ? QUANTILES - 1 : 0; i < QUANTILES; i++) {
        pieces[n++] = lines[ORDER[i]];
    }
    for (size_t i = QUANTILES; i < n_lines; i++) {
        if (lines[i].style == LAC_STYLE_HISTORY) {
            pieces[n++] = lines[i];
        }
    }
    layout->pieces = pieces;
    layout->n_pieces = n;
    return LAC_OK;
}
