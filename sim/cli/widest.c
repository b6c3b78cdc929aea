/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "output/label.h"
#include "output/layers.h"

#include <math.h>
#include <string.h>

/* Scenarios of a group that are named; the others are counted. */
enum { MOST_NAMES = 8 };

/* Scenarios in which the same layer has the largest share. */
typedef struct {
    const char *layer; /* NULL: nothing varies in them */
    size_t first;
    size_t n;
    double low; /* the least and greatest share */
    double high;
} group;

static bool same_layer(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Whether a group is printed before another: those without a range last, those of most scenarios first,
 * equals in the order of the study. */
static bool comes_before(const group *a, const group *b)
{
    if ((a->layer == NULL) != (b->layer == NULL)) {
        return a->layer != NULL;
    }
    return a->n != b->n ? a->n > b->n : a->first < b->first;
}

/* The groups in that order; NULL without memory. */
static group *find_groups(lac_page *self, size_t *n)
{
    const lac_results *results = self->results;
    group *groups = lac_arena_alloc(&self->arena, results->n_scenarios, sizeof *groups);
    self->out_of_memory = self->out_of_memory || groups == NULL;
    *n = 0;
    for (size_t s = 0; s < results->n_scenarios && groups != NULL; s++) {
        const lac_widest *widest = &results->widest[s];
        size_t i = 0;
        while (i < *n && !same_layer(groups[i].layer, widest->layer)) {
            i++;
        }
        if (i == *n) {
            groups[(*n)++] = (group){widest->layer, s, 0, widest->share, widest->share};
        }
        group grown = groups[i];
        grown.n++;
        grown.low = fmin(grown.low, widest->share);
        grown.high = fmax(grown.high, widest->share);
        for (; i > 0 && comes_before(&grown, &groups[i - 1]); i--) {
            groups[i] = groups[i - 1];
        }
        groups[i] = grown;
    }
    return groups;
}

/* "about 61 to 74 % of the variance": shares are sure to some points only. */
static const char *span(lac_page *self, const group *of)
{
    char low[32];
    char high[32];
    lac_whole_format(100 * of->low, true, low);
    lac_whole_format(100 * of->high, true, high);
    return lac_page_keep(
        self, strcmp(low, high) == 0
                  ? lac_arena_format(&self->arena, "about %s %% of the variance", low)
                  : lac_arena_format(&self->arena, "about %s to %s %% of the variance", low, high));
}

/* "No programme; Programme 50%", with what is not named counted. Names may hold commas. */
static const char *names(lac_page *self, const group *of)
{
    const lac_results *results = self->results;
    const char *text = "";
    size_t named = 0;
    for (size_t s = of->first; s < results->n_scenarios && named < MOST_NAMES; s++) {
        if (same_layer(results->widest[s].layer, of->layer)) {
            const char *name =
                lac_page_keep(self, lac_label_clean(&self->arena, results->annual[s].scenario));
            text = lac_page_keep(
                self, lac_arena_format(&self->arena, "%s%s%s", text, named == 0 ? "" : "; ", name));
            named++;
        }
    }
    return named == of->n ? text
                          : lac_page_keep(self,
                                lac_arena_format(&self->arena,
                                    "%s; and %zu more: see uncertainty.csv", text, of->n - named));
}

static void put(FILE *out, lac_page *self, const char *text, int indent)
{
    lac_terminal_paragraph(out, lac_page_keep(self, text), indent, LAC_BLOCK_WIDTH);
}

void lac_page_print_widest(FILE *out, lac_page *self)
{
    const size_t n_scenarios = self->results->n_scenarios;
    lac_arena *arena = &self->arena;
    size_t n = 0;
    const group *groups = find_groups(self, &n);
    if (groups == NULL || (n == 1 && groups->layer == NULL)) {
        return;
    }
    if (n == 1) {
        put(out, self,
            lac_arena_format(arena,
                "%s largest part of the range of children looked after comes from %s: %s.",
                n_scenarios > 1 ? "In every scenario the" : "The", lac_layer_noun(groups->layer),
                span(self, groups)),
            0);
        return;
    }
    put(out, self, "The largest part of the range of children looked after comes from", 0);
    for (size_t i = 0; i < n; i++) {
        const group *one = &groups[i];
        put(out, self,
            one->layer == NULL
                ? lac_arena_format(arena, "without a range: %zu of %zu scenarios (%s)", one->n,
                      n_scenarios, names(self, one))
                : lac_arena_format(arena, "%s in %zu of %zu scenarios: %s (%s)",
                      lac_layer_noun(one->layer), one->n, n_scenarios, span(self, one),
                      names(self, one)),
            2);
    }
}
