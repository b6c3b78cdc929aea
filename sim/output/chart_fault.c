/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/chart.h"
#include "output/fan.h"

#include <math.h>
#include <string.h>

/* Whether a kind of chart knows the role. */
static bool is_known(lac_chart_kind kind, lac_series_role role)
{
    if (role >= LAC_SERIES_P05) {
        return kind == LAC_CHART_FAN;
    }
    if (role == LAC_SERIES_IN || role == LAC_SERIES_OUT) {
        return kind == LAC_CHART_FLOWS;
    }
    return kind == LAC_CHART_LINES ||
           (kind == LAC_CHART_FAN && (role == LAC_SERIES_HISTORY || role == LAC_SERIES_OTHER));
}

static const char *range_fault(const lac_chart *chart, size_t i)
{
    const lac_chart_range *range = chart->ranges == NULL ? NULL : &chart->ranges[i];

    if (range == NULL || (range->low == NULL && range->high == NULL)) {
        return NULL;
    }
    if (range->low == NULL || range->high == NULL || chart->kind != LAC_CHART_LINES ||
        chart->gather != NULL) {
        return "a series has half a range, or a range that its kind of chart does not show";
    }
    for (size_t k = 0; k < chart->n_x; k++) {
        if (fabs(range->low[k]) > 1e15 || fabs(range->high[k]) > 1e15) {
            return "a value is too large to draw";
        }
    }
    return NULL;
}

static const char *series_fault(const lac_chart *chart, const lac_chart_series *series)
{
    if (series->name == NULL || series->values == NULL) {
        return "a series has no name or no values";
    }
    if (!is_known(chart->kind, series->role)) {
        return "a series has a role that its kind of chart does not know";
    }
    for (size_t k = 0; k < chart->n_x; k++) {
        if (fabs(series->values[k]) > 1e15) {
            return "a value is too large to draw";
        }
    }
    return NULL;
}

const char *lac_chart_fault(const lac_chart *chart)
{
    size_t roles[LAC_SERIES_ROLES] = {0};
    size_t drawable = 0;

    if (chart->name == NULL || chart->name[0] == '\0' ||
        chart->name[strspn(chart->name, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0' ||
        strlen(chart->name) > 100) {
        return "the name of a chart is not made of a-z, 0-9 and _";
    }
    if (chart->title == NULL || chart->subtitle == NULL || chart->source == NULL ||
        chart->alt == NULL || chart->unit == NULL ||
        (chart->kind == LAC_CHART_ROWS ? chart->rows == NULL
                                       : chart->x == NULL || chart->series == NULL)) {
        return "a chart lacks words, months or series";
    }
    if (chart->kind == LAC_CHART_ROWS) {
        return lac_rows_fault(chart->rows);
    }
    if (chart->n_x < 1 || chart->n_x > LAC_CHART_MAX_X || chart->n_series < 1 ||
        chart->n_series > LAC_CHART_MAX_SERIES) {
        return "a chart has too few or too many months or series";
    }
    if (chart->kind == LAC_CHART_FLOWS && chart->axis != LAC_CHART_YEARS) {
        return "a chart of flows is not by financial year";
    }
    for (size_t k = 1; k < chart->n_x; k++) {
        if (chart->axis == LAC_CHART_YEARS
                ? lac_month_financial_year(chart->x[k]) <= lac_month_financial_year(chart->x[k - 1])
                : chart->x[k] <= chart->x[k - 1]) {
            return "the months of a chart do not ascend";
        }
    }
    for (size_t i = 0; i < chart->n_series; i++) {
        const char *fault = series_fault(chart, &chart->series[i]);

        fault = fault == NULL ? range_fault(chart, i) : fault;
        if (fault != NULL) {
            return fault;
        }
        roles[chart->series[i].role]++;
        drawable += lac_chart_has_values(chart, &chart->series[i]) ? 1 : 0;
    }
    if (roles[LAC_SERIES_HISTORY] > 1 || roles[LAC_SERIES_REFERENCE] > 1 ||
        roles[LAC_SERIES_FOCUS] > 1) {
        return "a chart has two histories, two references or two scenarios in focus";
    }
    if (drawable == 0) {
        return "a chart has no value";
    }
    if (chart->kind == LAC_CHART_FAN) {
        const char *fault = lac_fan_fault(chart);

        if (fault != NULL) {
            return fault;
        }
    }
    if (chart->target != NULL && !(fabs(chart->target_value) <= 1e15)) {
        return "the target of a chart is not a number";
    }
    if (chart->mark != NULL &&
        (chart->mark_x >= chart->n_x || !(fabs(chart->mark_value) <= 1e15))) {
        return "the mark of a chart is nowhere";
    }
    return NULL;
}
