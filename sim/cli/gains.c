/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "output/label.h"
#include "results/aim.h"

#include <math.h>
#include <string.h>

static const double HARDLY =
    0.005; /* a probability nearer to 0 or 1 than this is not printed as such */
static const double LEAST_POUNDS = 1;  /* by less than this a target is missed by less than it */
static const double LEAST_OTHER = 0.1; /* children and so on */

static double value_at(const lac_series *savings, lac_saving which, int t)
{
    return savings->mean[lac_series_at(savings, (int)which, t)];
}

bool lac_page_has_net(const lac_results *results)
{
    const lac_measures *measures = &results->measures;
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const lac_series *savings = &results->savings[s];
        if ((measures->cost_support >= 0 || measures->cost_programme >= 0) && savings->n > 0 &&
            !isnan(value_at(savings, LAC_SAVING_NET, savings->n - 1))) {
            return true;
        }
    }
    return false;
}

/* ---- a block for each scenario ---- */

/* A row of pounds, and one of their ranges where they have any; nothing where none is known. */
static void add_saving(
    lac_page *self, lac_block *block, size_t s, lac_saving which, const char *label)
{
    const lac_series *savings = &self->results->savings[s];
    const char **cells = lac_page_cells(self, savings->n);
    const char **ranges = lac_page_cells(self, savings->n);
    bool known = false;
    bool ranged = false;
    for (int t = 0; t < savings->n && cells != NULL && ranges != NULL; t++) {
        const int at = lac_series_at(savings, (int)which, t);
        const double low = lac_series_quantile(savings, 0, at);
        const double high = lac_series_quantile(savings, LAC_QUANTILES - 1, at);
        cells[t] = ranges[t] = "";
        if (!isnan(savings->mean[at])) {
            known = true;
            cells[t] = lac_page_cell(
                self, savings->mean[at], lac_page_part(self->results, s, t), self->saving);
        }
        if (!isnan(low) && (which == LAC_SAVING_NET || which == LAC_SAVING_CUMULATIVE_NET)) {
            ranged = true;
            ranges[t] =
                lac_page_range(self, low, high, lac_page_part(self->results, s, t), self->saving);
        }
    }
    if (known) {
        lac_page_put(block, lac_page_pounds(self, label, self->saving), cells);
    }
    if (ranged) {
        lac_page_put(block, "  likely", ranges);
    }
}

lac_block lac_page_savings(lac_page *self, size_t s)
{
    const lac_results *results = self->results;
    const lac_series *savings = &results->savings[s];
    const char *name = lac_page_keep(self, lac_label_clean(&self->arena, savings->scenario));
    const char *reference =
        lac_page_keep(self, lac_label_clean(&self->arena, results->annual[0].scenario));
    lac_block block = lac_page_block(self,
        lac_page_keep(
            self, lac_arena_format(&self->arena, "%s: savings against %s", name, reference)),
        savings->n, 10);
    for (int t = 0; t < savings->n && block.heads != NULL; t++) {
        block.heads[t] = t < savings->n - 1 ? lac_page_year(self, &results->annual[s], t) : "all ";
    }
    add_saving(self, &block, s, LAC_SAVING_GROSS, "gross saving");
    add_saving(self, &block, s, LAC_SAVING_SUPPORT, "- support after exits");
    add_saving(self, &block, s, LAC_SAVING_INVESTMENT, "- programmes");
    add_saving(self, &block, s, LAC_SAVING_NET, "= net saving");
    add_saving(self, &block, s, LAC_SAVING_CUMULATIVE_NET, "net saving so far");
    return block;
}

/* ---- targets ---- */

/* "63 %". */
const char *lac_page_chance(lac_page *self, double probability)
{
    char number[32];
    if (probability > 0 && probability < HARDLY) {
        return "less than 1 %";
    }
    if (probability < 1 && probability > 1 - HARDLY) {
        return "more than 99 %";
    }
    lac_whole_format(100 * probability, true, number);
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s %%", number));
}

/* "net of at least £350,000 by 2026/27". */
static const char *wanted(lac_page *self, int i)
{
    const lac_target *target = &self->results->targets[i];
    const lac_savings_measure measure = lac_aim_measure(self->results, i);
    char *words = lac_arena_copy(&self->arena, measure.name);
    char number[32];
    char by[8];
    for (char *at = words; at != NULL && *at != '\0'; at++) {
        if (*at == '_') {
            *at = ' ';
        }
    }
    const bool pounds = strcmp(measure.unit, "GBP") == 0;
    if (pounds) {
        lac_whole_format(fabs(target->value), true, number);
    } else {
        lac_number_format(target->value, number);
    }
    if (target->monthly) {
        lac_month_format(target->by, by);
    } else {
        lac_financial_year_format(target->by, by);
    }
    return lac_page_keep(
        self, lac_arena_format(&self->arena, "%s of at %s %s%s%s by %s", lac_page_keep(self, words),
                  target->at_most ? "most" : "least", pounds && target->value < 0 ? "-" : "",
                  pounds ? "£" : "", number, by));
}

/* "£350,000", "-£1,200", "31.2". */
static const char *amount(lac_page *self, double value, bool pounds)
{
    const char *number =
        lac_page_cell(self, fabs(value), "", pounds ? LAC_SHOW_WHOLE : LAC_SHOW_ONE_DECIMAL);
    return lac_page_keep(self,
        lac_arena_format(&self->arena, "%s%s%s", value < 0 ? "-" : "", pounds ? "£" : "", number));
}

/* "missed by 5.1 in Current flows (mean 60.1)": the mean of target number i in scenario s; NULL where there is
 * none. */
static const char *judge_mean(lac_page *self, size_t s, int i)
{
    const lac_results *results = self->results;
    const double value = lac_aim_mean(results, s, i);
    if (isnan(value)) {
        return NULL;
    }
    const bool pounds = strcmp(lac_aim_measure(results, i).unit, "GBP") == 0;
    const double least = pounds ? LEAST_POUNDS : LEAST_OTHER;
    const double miss = lac_aim_miss(&results->targets[i], value);
    const char *name =
        lac_page_keep(self, lac_label_clean(&self->arena, results->annual[s].scenario));
    const char *verdict = "reached";
    if (isinf(miss)) {
        verdict = "missed";
    } else if (miss > 0) {
        verdict = lac_page_keep(
            self, lac_arena_format(&self->arena, "missed by %s%s", miss < least ? "less than " : "",
                      amount(self, miss < least ? least : miss, pounds)));
    }
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s in %s (mean %s)", verdict, name,
                                   isinf(value) ? "never" : amount(self, value, pounds)));
}

/* One target with its mean in every scenario that has one. */
static bool print_mean(FILE *out, lac_page *self, int i)
{
    const lac_target *target = &self->results->targets[i];
    const char *text = "";
    for (size_t s = 0; s < self->results->n_scenarios; s++) {
        const char *one = judge_mean(self, s, i);
        if (one != NULL) {
            text = lac_page_keep(self,
                lac_arena_format(&self->arena, "%s%s%s", text, *text == '\0' ? "" : "; ", one));
        }
    }
    if (*text != '\0') {
        const char *name = lac_page_keep(self, lac_label_clean(&self->arena, target->name));
        const char *line =
            lac_arena_format(&self->arena, "%s (%s): %s.", name, wanted(self, i), text);
        lac_terminal_paragraph(out, lac_page_keep(self, line), 0, LAC_BLOCK_WIDTH);
    }
    return *text != '\0';
}

/* One target with its probability in every scenario that has one. */
static bool print_target(FILE *out, lac_page *self, int i)
{
    const lac_results *results = self->results;
    const lac_target *target = &results->targets[i];
    const char *text = NULL;
    for (size_t s = 0; s < results->n_scenarios; s++) {
        const double p = lac_aim_probability(results, s, i);
        const char *name = lac_label_clean(&self->arena, results->annual[s].scenario);
        if (!isnan(p)) {
            text = lac_page_keep(
                self, lac_arena_format(&self->arena, "%s%s%s%s in %s", text == NULL ? "" : text,
                          text == NULL ? "" : ", ", lac_page_chance(self, p),
                          text == NULL ? " likely" : "", lac_page_keep(self, name)));
        }
    }
    if (text != NULL) {
        const char *name = lac_page_keep(self, lac_label_clean(&self->arena, target->name));
        const char *line = lac_arena_format(&self->arena, "%s (%s, wanted %s): %s.", name,
            wanted(self, i), lac_page_chance(self, target->confidence), text);
        lac_terminal_paragraph(out, lac_page_keep(self, line), 0, LAC_BLOCK_WIDTH);
    }
    return text != NULL;
}

bool lac_page_print_targets(FILE *out, lac_page *self)
{
    const bool simulated = self->results->n_replicates > 0;
    bool printed = false;
    for (int i = 0; i < self->results->n_targets; i++) {
        printed = (simulated ? print_target : print_mean)(out, self, i) || printed;
    }
    if (printed && !simulated) {
        lac_terminal_paragraph(out,
            "Of targets the mean alone is known, without a probability: give --stochastic for the "
            "probability.",
            0, LAC_BLOCK_WIDTH);
    }
    return printed;
}
