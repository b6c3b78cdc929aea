/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/ranking.h"

#include "cli/page.h"
#include "cli/terminal.h"
#include "output/label.h"

#include <math.h>

static const char *name_of(lac_page *self, const lac_ranking_entry *entry)
{
    return lac_page_keep(
        self, lac_label_clean(&self->arena, self->results->annual[entry->scenario].scenario));
}

/* The entries by rank, equals in the order of the study. */
static const lac_ranking_entry **in_order(lac_page *self)
{
    const lac_ranking *ranking = &self->results->ranking;
    const lac_ranking_entry **out = lac_arena_alloc(&self->arena, ranking->n, sizeof *out);
    self->out_of_memory = self->out_of_memory || out == NULL;
    for (size_t i = 0; out != NULL && i < ranking->n; i++) {
        const lac_ranking_entry *entry = &ranking->entries[i];
        size_t at = i;
        for (; at > 0 &&
               out[at - 1]->values[LAC_RANKING_RANK].mean > entry->values[LAC_RANKING_RANK].mean;
             at--) {
            out[at] = out[at - 1];
        }
        out[at] = entry;
    }
    return out;
}

/* Whether any entry has a value, or with ranges a range, of the measure. */
static bool any(const lac_ranking *ranking, lac_ranking_measure measure, bool range)
{
    for (size_t i = 0; i < ranking->n; i++) {
        const lac_ranking_value *value = &ranking->entries[i].values[measure];
        if (!isnan(range ? value->p05 : value->mean)) {
            return true;
        }
    }
    return false;
}

static lac_show net_unit(const lac_ranking *ranking)
{
    double most = 0;
    for (size_t i = 0; i < ranking->n; i++) {
        most = fmax(most, fabs(ranking->entries[i].values[LAC_RANKING_NET].mean));
    }
    return lac_page_unit(most);
}

/* A column: a measure, or its range. */
typedef struct {
    lac_ranking_measure measure;
    bool range;
    lac_show show;
    const char *head;
} column;

static const char *cell_of(lac_page *self, const lac_ranking_entry *entry, const column *of)
{
    const lac_ranking_value *value = &entry->values[of->measure];
    return of->range ? lac_page_range(self, value->p05, value->p95, LAC_MARK_NONE, of->show)
                     : lac_page_cell(self, value->mean, LAC_MARK_NONE, of->show);
}

/* "1. Early help", in a stochastic run with how sure the rank is; the name alone where it has none. */
static const char *label_of(lac_page *self, const lac_ranking_entry *entry)
{
    const double sure = entry->values[LAC_RANKING_OWN_RANK].mean;
    const double rank = entry->values[LAC_RANKING_RANK].mean;
    const char *name = name_of(self, entry);
    if (isnan(rank)) {
        return name;
    }
    return lac_page_keep(self, isnan(sure) ? lac_arena_format(&self->arena, "%.0f. %s", rank, name)
                                           : lac_arena_format(&self->arena, "%.0f. %s (%s)", rank,
                                                 name, lac_page_chance(self, sure)));
}

/* What is ranked by; "(how sure the rank is)" where the labels say it. */
static const char *title_of(lac_page *self, bool net, bool sure, lac_show pounds)
{
    const char *what =
        net ? lac_page_pounds(self, "Most net saving", pounds) : "Most child-months avoided";
    return lac_page_keep(self, lac_arena_format(&self->arena, "%s, over the whole study%s", what,
                                   sure ? " (how sure the rank is)" : ""));
}

lac_block lac_page_ranking(lac_page *self)
{
    const lac_ranking *ranking = &self->results->ranking;
    const lac_show pounds = net_unit(ranking);
    const bool net = ranking->by_net && any(ranking, LAC_RANKING_NET, false);
    const column all[] = {{LAC_RANKING_NET, false, pounds, "net saving "},
        {LAC_RANKING_NET, true, pounds, "likely "},
        {LAC_RANKING_CHILD_MONTHS, false, LAC_SHOW_WHOLE, "child-months "},
        {LAC_RANKING_CHILD_MONTHS, true, LAC_SHOW_WHOLE, "likely "},
        {LAC_RANKING_COST, false, LAC_SHOW_WHOLE, "£ for each "}};
    enum { MOST = sizeof all / sizeof all[0] };
    const column *columns[MOST] = {NULL};
    int n = 0;
    for (int c = 0; c < MOST; c++) {
        /* the range of child-months is for studies without prices, the table being narrow */
        const bool wanted = !all[c].range || (all[c].measure == LAC_RANKING_NET) == net;
        if (wanted && any(ranking, all[c].measure, all[c].range)) {
            columns[n++] = &all[c];
        }
    }
    lac_block block = lac_page_block(self,
        title_of(self, net, any(ranking, LAC_RANKING_OWN_RANK, false), pounds), n, ranking->n);
    const lac_ranking_entry **entries = in_order(self);
    for (int c = 0; c < n && block.heads != NULL; c++) {
        block.heads[c] = columns[c]->head;
        self->each = self->each || columns[c]->measure == LAC_RANKING_COST;
    }
    for (size_t i = 0; i < ranking->n && entries != NULL; i++) {
        const char **cells = lac_page_cells(self, n);
        for (int c = 0; c < n && cells != NULL; c++) {
            cells[c] = cell_of(self, entries[i], columns[c]);
        }
        lac_page_put(&block, label_of(self, entries[i]), cells);
    }
    return block;
}

static const char *likely(lac_page *self, const lac_ranking_value *value, lac_show show)
{
    return lac_page_likely(self, value->mean, value->p05, value->p95, "", show);
}

static void print_interaction(FILE *out, lac_page *self, const lac_ranking_entry *entry)
{
    const lac_ranking_value *months = &entry->values[LAC_RANKING_INTERACTION_CHILD_MONTHS];
    const lac_ranking_value *net = &entry->values[LAC_RANKING_INTERACTION_NET];
    const lac_show pounds = net_unit(&self->results->ranking);
    const char *parts = "";
    for (size_t i = 0; i < entry->n_parts; i++) {
        const char *joint = i == 0 ? "" : i + 1 < entry->n_parts ? ", " : " and ";
        parts = lac_page_keep(
            self, lac_arena_format(&self->arena, "%s%s%s", parts, joint,
                      name_of(self, &self->results->ranking.entries[entry->parts[i]])));
    }
    const char *saved = isnan(net->mean)
                            ? ""
                            : lac_page_keep(self, lac_arena_format(&self->arena, "; %s: %s",
                                                      lac_page_pounds(self, "net saving", pounds),
                                                      likely(self, net, pounds)));
    lac_terminal_paragraph(out,
        lac_page_keep(self,
            lac_arena_format(&self->arena, "%s, beyond the sum of %s: child-months avoided: %s%s.",
                name_of(self, entry), parts, likely(self, months, LAC_SHOW_WHOLE), saved)),
        0, LAC_BLOCK_WIDTH);
}

/* Months until the net saving is back at 0 for good, of the scenarios that were below: of simulations the
 * middle one. */
static bool print_payback(FILE *out, lac_page *self)
{
    const lac_results *results = self->results;
    const char *text = "";
    bool middle = false;
    for (size_t s = 1; s < results->n_scenarios; s++) {
        const lac_series *savings = &results->savings[s];
        const int at = lac_series_at(savings, LAC_SAVING_PAYBACK_MONTH, savings->n - 1);
        const double median = lac_series_quantile(savings, LAC_QUANTILES / 2, at);
        const double months = isnan(median) ? savings->mean[at] : median;
        middle = middle || !isnan(median);
        if (!isnan(months) && months != 0) {
            const char *name = lac_label_clean(&self->arena, savings->scenario);
            text = lac_page_keep(
                self, lac_arena_format(&self->arena, "%s%s%s %s", text, *text == '\0' ? "" : ", ",
                          lac_page_keep(self, name),
                          isinf(months) ? "not within the study"
                                        : lac_page_cell(self, months, "", LAC_SHOW_WHOLE)));
        }
    }
    if (*text != '\0') {
        lac_terminal_paragraph(out,
            lac_page_keep(self, lac_arena_format(&self->arena, "Months until paid back%s: %s.",
                                    middle ? ", middle simulation" : "", text)),
            0, LAC_BLOCK_WIDTH);
    }
    return *text != '\0';
}

void lac_page_print_verdicts(FILE *out, lac_page *self)
{
    const lac_ranking *ranking = &self->results->ranking;
    bool printed = lac_page_has_net(self->results) && print_payback(out, self);
    for (size_t i = 0; i < ranking->n; i++) {
        if (ranking->entries[i].n_parts > 0) {
            print_interaction(out, self, &ranking->entries[i]);
            printed = true;
        }
    }
    printed = lac_page_print_targets(out, self) || printed;
    if (printed) {
        fputc('\n', out);
    }
}
