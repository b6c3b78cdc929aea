/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/axis.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>

static const char *const month_names[12] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/* The least of 1, 2, 5, 10, 20 ... that is at least value (values above 0). */
static double nice(double value)
{
    static const double steps[] = {1.0, 2.0, 5.0};
    const double power = pow(10.0, floor(log10(value)));

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (value <= steps[i] * power * (1.0 + 1e-9)) {
            return steps[i] * power;
        }
    }
    return 10.0 * power;
}

lac_axis lac_axis_choose(double min, double max, lac_chart_number number, int intervals, bool raise)
{
    lac_axis axis = {0};
    double low = min < 0.0 ? min : 0.0;
    double high = max > 0.0 ? max : 0.0;

    if (raise && max > 0.0 && min > 0.6 * max && min < max) {
        low = fmin(min - 0.05 * (max - min), 0.75 * max);
        axis.raised = true;
    }
    if (!(high > low)) {
        high = low + 1.0;
    }
    axis.step = nice((high - low) / intervals);
    if ((number == LAC_CHART_WHOLE || number == LAC_CHART_POUNDS) && axis.step < 1.0) {
        axis.step = 1.0;
    }
    axis.low = floor(low / axis.step + 1e-9) * axis.step;
    axis.high = ceil(high / axis.step - 1e-9) * axis.step;
    axis.raised = axis.raised && axis.low > 0.0;
    return axis;
}

double lac_axis_scale(lac_chart_number number)
{
    return number == LAC_CHART_MONEY ? 1e-6 : 1.0;
}

lac_chart_number lac_axis_pounds(double greatest)
{
    return greatest < 1e6 ? LAC_CHART_POUNDS : LAC_CHART_MONEY;
}

/* A number with a fixed number of decimals and grouped thousands, whatever the locale. */
static char *fixed(lac_arena *arena, double magnitude, int decimals)
{
    double scale = pow(10.0, decimals);
    double whole = lac_whole_round(magnitude * scale);
    double front = floor(whole / scale);
    char digits[32];

    lac_whole_format(decimals < 0 ? whole / scale : front, true, digits);
    if (decimals <= 0) {
        return lac_arena_copy(arena, digits);
    }
    return lac_arena_format(arena, "%s.%0*d", digits, decimals, (int)(whole - front * scale));
}

char *lac_axis_text(lac_arena *arena, double value, lac_chart_number number, int decimals)
{
    int places = number == LAC_CHART_WHOLE                  ? 0
                 : number == LAC_CHART_RATE && decimals < 1 ? 1
                                                            : decimals;
    bool negative = lac_whole_round(fabs(value) * pow(10.0, places)) > 0.0 && value < 0.0;
    char *digits = fixed(arena, fabs(value), places);

    if (digits == NULL) {
        return NULL;
    }
    return lac_arena_format(arena, "%s%s%s%s", negative ? "\xE2\x88\x92" : "",
        number == LAC_CHART_MONEY || number == LAC_CHART_POUNDS ? "\xC2\xA3" : "", digits,
        number == LAC_CHART_MONEY ? "m" : "");
}

int lac_axis_money_decimals(double greatest)
{
    return greatest >= 10.0 ? 1 : greatest >= 0.1 ? 2 : 3;
}

int lac_axis_decimals(lac_chart_number number, double greatest)
{
    if (number == LAC_CHART_MONEY) {
        return lac_axis_money_decimals(greatest);
    }
    return number != LAC_CHART_POUNDS || greatest < 1e4 ? 0 : greatest < 1e5 ? -2 : -3;
}

int lac_axis_ticks(lac_arena *arena, const lac_axis *axis, lac_chart_number number, bool magnitude,
    lac_axis_tick **ticks, size_t *n)
{
    const double first = ceil(axis->low / axis->step - 1e-9);
    const double last = floor(axis->high / axis->step + 1e-9);
    const size_t count = (size_t)(last - first) + 1;
    int decimals = 0;

    while (decimals < 6 && axis->step * pow(10.0, decimals) < 1.0 - 1e-9) {
        decimals++;
    }
    *ticks = lac_arena_alloc(arena, count, sizeof **ticks);
    *n = count;
    if (*ticks == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        const double value = (first + (double)i) * axis->step;
        lac_chart_number kind = number;

        if (number == LAC_CHART_RATE && decimals == 0) {
            kind = LAC_CHART_WHOLE;
        }
        (*ticks)[i].at = value;
        (*ticks)[i].text =
            value == 0.0 && number == LAC_CHART_MONEY
                ? lac_arena_copy(arena, "\xC2\xA3"
                                        "0")
                : lac_axis_text(arena, magnitude ? fabs(value) : value, kind, decimals);
        if ((*ticks)[i].text == NULL) {
            return LAC_MEMORY;
        }
    }
    return LAC_OK;
}

/* Whether a month carries a tick: every_years years apart, or every_months months apart. */
static bool is_marked(lac_month month, int anchor, int every_years, int every_months)
{
    if (every_years > 0) {
        return month % 12 == anchor && month / 12 % every_years == 0;
    }
    return month % every_months == 0;
}

static size_t count_marked(
    lac_month first, lac_month last, int anchor, int every_years, int every_months)
{
    size_t n = 0;

    for (lac_month month = first; month <= last; month++) {
        n += is_marked(month, anchor, every_years, every_months) ? 1 : 0;
    }
    return n;
}

char *lac_axis_month_text(lac_arena *arena, lac_month month)
{
    return lac_arena_format(arena, "%s %d", month_names[month % 12], month / 12);
}

int lac_axis_month_ticks(lac_arena *arena, lac_month first, lac_month last, bool march,
    size_t max_ticks, lac_axis_tick **ticks, size_t *n)
{
    static const int years[] = {1, 2, 5, 10, 20, 50, 100};
    const int anchor = march ? 2 : 3;
    size_t level = 0;
    int every_years = 1;
    int every_months = 3;
    size_t i = 0;

    if (count_marked(first, last, anchor, 1, 0) < 2) {
        every_years = 0;
        if (count_marked(first, last, anchor, 0, 3) < 2) {
            every_months = 1;
        }
    } else {
        while (level + 1 < sizeof years / sizeof years[0] &&
               count_marked(first, last, anchor, years[level], 0) > max_ticks) {
            level++;
        }
        every_years = years[level];
    }
    *n = count_marked(first, last, anchor, every_years, every_months);
    *ticks = lac_arena_alloc(arena, *n, sizeof **ticks);
    if (*ticks == NULL) {
        return LAC_MEMORY;
    }
    for (lac_month month = first; month <= last; month++) {
        if (!is_marked(month, anchor, every_years, every_months)) {
            continue;
        }
        (*ticks)[i].at = month;
        (*ticks)[i].text = lac_axis_month_text(arena, month);
        if ((*ticks)[i].text == NULL) {
            return LAC_MEMORY;
        }
        i++;
    }
    return LAC_OK;
}

int lac_axis_calendar_ticks(lac_arena *arena, lac_month first, lac_month last, size_t max_ticks,
    lac_axis_tick **ticks, size_t *n)
{
    static const int steps[] = {1, 3, 6, 12, 24, 60, 120, 240, 600};
    const int april = 3;
    size_t level = 0;

    for (;; level++) {
        *n = 0;
        for (lac_month month = first; month <= last; month++) {
            *n += (month - april) % steps[level] == 0 ? 1 : 0;
        }
        if (*n <= max_ticks || level + 1 == sizeof steps / sizeof steps[0]) {
            break;
        }
    }
    *ticks = lac_arena_alloc(arena, *n, sizeof **ticks);
    if (*ticks == NULL) {
        return LAC_MEMORY;
    }
    *n = 0;
    for (lac_month month = first; month <= last; month++) {
        lac_axis_tick *tick = &(*ticks)[*n];

        if ((month - april) % steps[level] != 0) {
            continue;
        }
        tick->at = month;
        tick->text = lac_axis_month_text(arena, month);
        if (tick->text == NULL) {
            return LAC_MEMORY;
        }
        *n += 1;
    }
    return LAC_OK;
}
