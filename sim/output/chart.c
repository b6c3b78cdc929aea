/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/chart.h"

#include "output/fan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COLOURS = 4 };

bool lac_chart_has_values(const lac_chart *chart, const lac_chart_series *series)
{
    for (size_t k = 0; k < chart->n_x; k++) {
        if (!isnan(series->values[k])) {
            return true;
        }
    }
    return false;
}

double lac_chart_x(const lac_chart *chart, size_t k)
{
    return chart->axis == LAC_CHART_YEARS ? (double)k : (double)chart->x[k];
}

bool lac_chart_is_forecast(const lac_chart *chart, size_t k)
{
    if (chart->forecast == LAC_NO_MONTH) {
        return false;
    }
    if (chart->axis == LAC_CHART_YEARS) {
        return lac_month_financial_year(chart->x[k]) >= lac_month_financial_year(chart->forecast);
    }
    return chart->x[k] >= chart->forecast;
}

/* The values in units of the axis. */
static double *values_of(lac_arena *arena, const lac_chart *chart, const lac_chart_series *series)
{
    const double scale = lac_axis_scale(chart->number);
    double *values = lac_arena_alloc(arena, chart->n_x, sizeof *values);

    for (size_t k = 0; values != NULL && k < chart->n_x; k++) {
        values[k] = series->values[k] * scale;
    }
    return values;
}

static double mean_size(const lac_chart_drawn *item, size_t n_x)
{
    double sum = item->favoured ? INFINITY : 0.0;

    for (size_t k = 0; k < n_x; k++) {
        sum += isnan(item->values[k]) ? 0.0 : fabs(item->values[k]);
    }
    return sum / (double)n_x;
}

/* Keeps the `keep` items of a role with the greatest means, in their order, and those that are unknown;
 * one that is left over is drawn grey, several are summed into one grey item at the end. */
static int gather(lac_arena *arena, const lac_chart *chart, lac_series_role role, const char *name,
    size_t keep, lac_chart_drawn *items, size_t *n)
{
    lac_chart_drawn rest = {.role = role, .style = LAC_STYLE_GREY, .named = true};
    size_t total = 0;
    size_t gathered = 0;
    size_t out = 0;

    for (size_t i = 0; i < *n; i++) {
        total += items[i].role == role && !items[i].unknown ? 1 : 0;
    }
    if (total <= keep) {
        return LAC_OK;
    }
    while (total - gathered > keep) { /* marks the smallest that is not marked yet */
        size_t smallest = *n;

        for (size_t i = 0; i < *n; i++) {
            if (items[i].role == role && !items[i].unknown && items[i].style != LAC_STYLE_GREY &&
                (smallest == *n ||
                    mean_size(&items[i], chart->n_x) <= mean_size(&items[smallest], chart->n_x))) {
                smallest = i;
            }
        }
        items[smallest].style = LAC_STYLE_GREY;
        gathered++;
    }
    for (size_t i = 0; i < *n; i++) {
        if (items[i].role != role || items[i].style != LAC_STYLE_GREY) {
            items[out++] = items[i];
            continue;
        }
        if (rest.values == NULL) {
            rest.name = items[i].name;
            rest.values = items[i].values; /* a copy that is ours */
            continue;
        }
        for (size_t k = 0; k < chart->n_x; k++) {
            if (isnan(rest.values[k])) {
                rest.values[k] = items[i].values[k];
            } else if (!isnan(items[i].values[k])) {
                rest.values[k] += items[i].values[k];
            }
        }
    }
    if (gathered > 1) {
        rest.name = lac_arena_format(arena, "%s (%zu)", name, gathered);
        if (rest.name == NULL) {
            return LAC_MEMORY;
        }
    }
    items[out++] = rest;
    *n = out;
    return LAC_OK;
}

static size_t count_coloured(const lac_chart_drawn *items, size_t n, lac_series_role role)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        count += items[i].role == role && !items[i].unknown ? 1 : 0;
    }
    return count;
}

static size_t count_role(const lac_chart_drawn *items, size_t n, lac_series_role role)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        count += items[i].role == role ? 1 : 0;
    }
    return count;
}

/* Puts the parts that are unknown last, so that they lie outermost; the others keep their order. */
static void put_unknown_last(lac_chart_drawn *items, size_t n)
{
    size_t i = 0;

    for (size_t seen = 0; seen < n; seen++) {
        lac_chart_drawn item = items[i];

        if (!item.unknown) {
            i++;
            continue;
        }
        memmove(&items[i], &items[i + 1], (n - i - 1) * sizeof *items);
        item.style = LAC_STYLE_HOLLOW;
        items[n - 1] = item;
    }
}

/* Up to four colours over both sides; two for what comes in if it has several series. */
static int style_flows(lac_arena *arena, const lac_chart *chart, lac_chart_drawn *items, size_t *n)
{
    const char *name = chart->gather == NULL ? "Other" : chart->gather;
    const size_t in = count_coloured(items, *n, LAC_SERIES_IN);
    const size_t keep_in = in < 2 ? in : 2;
    int style = LAC_STYLE_FIRST;
    int rc;

    rc = gather(arena, chart, LAC_SERIES_IN, name, keep_in, items, n);
    if (rc == LAC_OK) {
        rc = gather(arena, chart, LAC_SERIES_OUT, name, MAX_COLOURS - keep_in, items, n);
    }
    put_unknown_last(items, *n);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < *n; i++) {
            if (items[i].role == (pass == 0 ? LAC_SERIES_IN : LAC_SERIES_OUT) &&
                items[i].style == 0) {
                items[i].style = style++;
            }
        }
    }
    return rc;
}

/* Scenarios beyond four: focus and reference stand out, the others are grey. */
static void style_focus(lac_chart_drawn *items, size_t n, size_t max_names, size_t *unnamed)
{
    size_t grey = 0;

    for (size_t i = 0; i < n; i++) {
        switch (items[i].role) {
        case LAC_SERIES_FOCUS:
            items[i].style = LAC_STYLE_FOCUS;
            break;
        case LAC_SERIES_REFERENCE:
            items[i].style = LAC_STYLE_REFERENCE;
            break;
        case LAC_SERIES_HISTORY:
            break;
        default:
            items[i].style = LAC_STYLE_GREY;
            grey++;
        }
    }
    for (size_t i = 0; grey > max_names && i < n; i++) {
        if (items[i].style == LAC_STYLE_GREY) {
            items[i].named = false;
            *unnamed += 1;
        }
    }
}

/* Grey below, history above all. */
static int layer(const lac_chart_drawn *item)
{
    switch (item->style) {
    case LAC_STYLE_GREY:
        return 0;
    case LAC_STYLE_REFERENCE:
        return 2;
    case LAC_STYLE_FOCUS:
        return 3;
    case LAC_STYLE_HISTORY:
        return 4;
    default:
        return 1;
    }
}

/* Puts items in the order of their layers; those of one layer keep theirs. */
static void sort_layers(lac_chart_drawn *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        lac_chart_drawn item = items[i];
        size_t k = i;

        for (; k > 0 && layer(&items[k - 1]) > layer(&item); k--) {
            items[k] = items[k - 1];
        }
        items[k] = item;
    }
}

int lac_chart_select(lac_arena *arena, const lac_chart *chart, size_t max_names,
    lac_chart_drawn **drawn, size_t *n, size_t *unnamed)
{
    lac_chart_drawn *items = lac_arena_alloc(arena, chart->n_series, sizeof *items);
    size_t count = 0;
    size_t lines;
    int style = LAC_STYLE_FIRST;
    int rc = LAC_OK;

    *unnamed = 0;
    if (items == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < chart->n_series; i++) {
        const lac_chart_series *series = &chart->series[i];

        if (!lac_chart_has_values(chart, series)) {
            continue;
        }
        items[count] = (lac_chart_drawn){.name = series->name,
            .values = values_of(arena, chart, series),
            .role = series->role,
            .unknown = series->unknown,
            .favoured = series->favoured,
            .range =
                chart->ranges == NULL || chart->ranges[i].low == NULL ? NULL : &chart->ranges[i],
            .named = true};
        if (items[count].values == NULL) {
            return LAC_MEMORY;
        }
        count++;
    }
    lines = count - count_role(items, count, LAC_SERIES_HISTORY);
    for (size_t i = 0; i < count; i++) {
        if (items[i].role == LAC_SERIES_HISTORY) {
            items[i].style = LAC_STYLE_HISTORY;
            items[i].named = lines == 0;
        }
    }
    if (chart->kind == LAC_CHART_FLOWS) {
        rc = style_flows(arena, chart, items, &count);
    } else if (chart->kind == LAC_CHART_FAN) {
        rc = lac_fan_style(arena, chart, items, count, max_names, unnamed);
    } else if (lines > MAX_COLOURS && chart->gather == NULL) {
        style_focus(items, count, max_names, unnamed);
        sort_layers(items, count);
    } else {
        for (size_t i = 0; i < count; i++) {
            if (items[i].role != LAC_SERIES_HISTORY) {
                items[i].role = LAC_SERIES_OTHER;
            }
        }
        rc = gather(arena, chart, LAC_SERIES_OTHER, chart->gather, MAX_COLOURS, items, &count);
        for (size_t i = 0; i < count; i++) {
            if (items[i].style == 0) {
                /* Two lines take the two colours that differ most. */
                items[i].style = lines == 2 && style == 2 ? MAX_COLOURS : style;
                style++;
            }
        }
        sort_layers(items, count);
    }
    *drawn = items;
    *n = count;
    return rc;
}
