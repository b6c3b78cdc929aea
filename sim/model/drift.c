/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/drift.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define COUNCILS "142 English councils, 2021 to 2023"

/* English councils, years ending 31 March 2021 to 2023: DfE, Children looked after in England including
 * adoptions, reporting year 2025 (Open Government Licence 3.0), as in tests/data/la_totals_2021_2023.csv;
 * tests/test_drift.c derives these numbers from it. Of the 142 councils with at least 50 starts and 50
 * ceasing in each year: variance of the change of the logarithm over one year and over two, by the
 * median absolute deviation (a few councils, such as ports, change by much more than the others), less
 * 1 / number of either year, which is Poisson's; the ratio of the two variances is 1 + persistence. The
 * change that all councils have in common is taken out before, so a shock common to the nation is not
 * in these numbers, and folds over councils cannot test it. */
const lac_drift LAC_DRIFT_PANEL = {.admissions_sd = 0.133,
    .exits_sd = 0.097,
    .correlation = 0.19,
    .persistence = 0.29,
    .admissions_origin = COUNCILS,
    .exits_origin = COUNCILS,
    .correlation_origin = COUNCILS};

static const char *const GIVEN = "given";
static const char *const HISTORY = "history";

enum { FLOWS = 2, MOST_YEARS = 111 }; /* 1990/91 to 2100/01 */

/* Complete financial years before the start, one after the other, the latest ones: admissions and
 * children who ceased in each. */
typedef struct {
    double number[MOST_YEARS][FLOWS];
    int n;
} years;

/* The number of a financial year; NaN unless all its months are known and lie before the start. */
static double year_sum(const lac_history *history, int year, int flow, lac_month start)
{
    const lac_month first = lac_financial_year_first(year);
    const lac_month last = lac_financial_year_last(year);
    double sum = 0;
    int months = 0;
    for (size_t i = 0; i < history->n_rows; i++) {
        const lac_history_row *row = &history->rows[i];
        if (row->first >= first && row->last <= last && row->last < start) {
            sum += flow == 0 ? row->admissions : row->ceased;
            months += row->last - row->first + 1;
        }
    }
    return months == 12 ? sum : NAN;
}

static void read_years(years *out, const lac_history *history, lac_month start)
{
    out->n = 0;
    if (history->n_rows == 0) {
        return;
    }
    const int first = lac_month_financial_year(history->rows[0].first);
    const int last = lac_month_financial_year(history->rows[history->n_rows - 1].last);
    for (int year = first; year <= last && out->n < MOST_YEARS; year++) {
        double *number = out->number[out->n];
        for (int flow = 0; flow < FLOWS; flow++) {
            number[flow] = year_sum(history, year, flow, start);
        }
        if (number[0] > 0 && number[1] > 0) {
            out->n++;
        } else if (lac_financial_year_last(year) < start) {
            out->n = 0; /* a gap, or a year without anybody, whose logarithm says nothing */
        }
    }
}

/* Method of moments on the changes of the logarithm from year to year around their mean: the variance of
 * a change is 2 sd^2 (1 - persistence) and Poisson's 1 / number of either year. Where there is no more than
 * Poisson's, which in few years happens by luck, the default stays. The correlation is that of the changes,
 * which chance draws towards 0: without Poisson's share in its divisor it may lie anywhere. */
static void estimate(const years *self, lac_drift *out)
{
    const int n = self->n - 1;
    double mean[FLOWS] = {0};
    double chance[FLOWS] = {0};
    double square[FLOWS] = {0};
    double product = 0;
    for (int y = 0; y < n; y++) {
        for (int flow = 0; flow < FLOWS; flow++) {
            const double before = self->number[y][flow];
            const double after = self->number[y + 1][flow];
            mean[flow] += log(after / before) / n;
            chance[flow] += (1 / before + 1 / after) / n;
        }
    }
    for (int y = 0; y < n; y++) {
        double change[FLOWS];
        for (int flow = 0; flow < FLOWS; flow++) {
            change[flow] = log(self->number[y + 1][flow] / self->number[y][flow]) - mean[flow];
            square[flow] += change[flow] * change[flow] / (n - 1);
        }
        product += change[0] * change[1] / (n - 1);
    }
    double *sd[FLOWS] = {&out->admissions_sd, &out->exits_sd};
    const char **origin[FLOWS] = {&out->admissions_origin, &out->exits_origin};
    for (int flow = 0; flow < FLOWS; flow++) {
        if (square[flow] > chance[flow]) {
            *sd[flow] = sqrt((square[flow] - chance[flow]) / (2 * (1 - out->persistence)));
            *origin[flow] = HISTORY;
        }
    }
    if (square[0] > 0 && square[1] > 0) {
        out->correlation = product / sqrt(square[0] * square[1]);
        out->correlation_origin = HISTORY;
    }
}

static void take(const lac_plan_item *item, const char *field, double *out, const char **origin)
{
    const lac_plan_cell *cell = lac_item_value(item, 0, field);
    if (cell != NULL) {
        *out = cell->number;
        *origin = GIVEN;
    }
}

/* A history that is long enough, and whose number is not taken all the same. */
static void say_default(const char *what, const char *hint, lac_diagnostics *diagnostics)
{
    lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, hint,
        "drift: %s of the history differ from year to year by no more than chance, as they may by "
        "luck in few years; what is used is from " COUNCILS,
        what);
}

static void say(const lac_drift *self, lac_diagnostics *diagnostics)
{
    char admissions[32];
    char exits[32];
    char correlation[32];
    lac_number_format(nearbyint(self->admissions_sd * 1000) / 10, admissions);
    lac_number_format(nearbyint(self->exits_sd * 1000) / 10, exits);
    lac_number_format(nearbyint(self->correlation * 100) / 100, correlation);
    if (strcmp(self->admissions_origin, self->exits_origin) == 0 &&
        strcmp(self->admissions_origin, self->correlation_origin) == 0) {
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
            "drift: years differ by %s%% in admissions and %s%% in exits, correlation %s (%s)",
            admissions, exits, correlation, self->admissions_origin);
        return;
    }
    lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
        "drift: years differ by %s%% in admissions (%s) and %s%% in exits (%s), correlation %s "
        "(%s)",
        admissions, self->admissions_origin, exits, self->exits_origin, correlation,
        self->correlation_origin);
}

void lac_drift_find(
    lac_drift *out, const lac_plan *plan, const lac_model *model, lac_diagnostics *diagnostics)
{
    const lac_plan_item *item = lac_plan_find(plan, LAC_SECTION_UNCERTAINTY, "drift");
    years known;
    *out = LAC_DRIFT_PANEL;
    read_years(&known, &plan->history, model->start);
    if (known.n >= LAC_DRIFT_LEAST_YEARS) {
        estimate(&known, out);
    }
    take(item, "admissions_sd", &out->admissions_sd, &out->admissions_origin);
    take(item, "exits_sd", &out->exits_sd, &out->exits_origin);
    take(item, "correlation", &out->correlation, &out->correlation_origin);
    say(out, diagnostics);
    if (known.n >= LAC_DRIFT_LEAST_YEARS &&
        out->admissions_origin == LAC_DRIFT_PANEL.admissions_origin) {
        say_default(
            "admissions", "give admissions_sd if you know better, 0% for none", diagnostics);
    }
    if (known.n >= LAC_DRIFT_LEAST_YEARS && out->exits_origin == LAC_DRIFT_PANEL.exits_origin) {
        say_default("exits", "give exits_sd if you know better, 0% for none", diagnostics);
    }
}

void lac_drift_years(const lac_drift *self, const double *normal, int n, double *out)
{
    const double sd[FLOWS] = {self->admissions_sd, self->exits_sd};
    const double own = sqrt(1 - self->correlation * self->correlation);
    const double fresh = sqrt(1 - self->persistence * self->persistence);
    double state[FLOWS] = {0};
    for (int y = 0; y < n; y++) {
        const double z[FLOWS] = {
            normal[2 * y], self->correlation * normal[2 * y] + own * normal[2 * y + 1]};
        for (int flow = 0; flow < FLOWS; flow++) {
            state[flow] = y == 0 ? z[flow] : self->persistence * state[flow] + fresh * z[flow];
            out[2 * y + flow] = exp(sd[flow] * state[flow] - sd[flow] * sd[flow] / 2);
        }
    }
}
