/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"
#include "output/label.h"

#include <math.h>

/* What became of the children on legal pathways, all pathways of a scenario together. */
typedef struct {
    lac_page *page;
    size_t scenario;
    lac_block *block;
    int n_years;
    double *sums; /* by year; scratch */
} cases;

static double mean_of(const cases *self, int measure, int t)
{
    const lac_series *annual = &self->page->results->annual[self->scenario];
    return annual->mean[lac_series_at(annual, measure, t)];
}

static void clear(cases *self)
{
    for (int t = 0; t < self->n_years; t++) {
        self->sums[t] = 0;
    }
}

static void add(cases *self, int measure)
{
    for (int t = 0; t < self->n_years; t++) {
        self->sums[t] += mean_of(self, measure, t);
    }
}

/* A row of the sums of a flow, the whole study behind them; nothing where all are 0 unless it is to stand. */
static void put_flow(cases *self, const char *label, bool always)
{
    lac_page *page = self->page;
    const char **cells = lac_page_cells(page, self->n_years + 1);
    double all = 0;
    for (int t = 0; t < self->n_years; t++) {
        all += self->sums[t];
    }
    if (cells == NULL || (all <= 0 && !always)) {
        return;
    }
    for (int t = 0; t < self->n_years; t++) {
        cells[t] = lac_page_cell(page, self->sums[t],
            lac_page_part(page->results, self->scenario, t), LAC_SHOW_ONE_DECIMAL);
    }
    cells[self->n_years] = lac_page_cell(page, all, LAC_MARK_NONE, LAC_SHOW_ONE_DECIMAL);
    double tenths = 0;
    for (int t = 0; t < self->n_years; t++) {
        tenths += round(10 * self->sums[t]);
    }
    page->rounded = page->rounded || tenths != round(10 * all);
    lac_page_put(self->block, label, cells);
}

/* A row of a stock at the end of the year, or of the study where that is before March. */
static void put_stock(cases *self, bool waiting, const char *label)
{
    lac_page *page = self->page;
    const lac_results *results = page->results;
    const lac_measures *measures = &results->measures;
    const char **cells = lac_page_cells(page, self->n_years + 1);
    double all = 0;
    for (int t = 0; t < self->n_years && cells != NULL; t++) {
        const lac_series *from = &results->annual[self->scenario];
        int at = t;
        const char *mark = lac_page_end(results, &from, &at);
        double sum = 0;
        for (int p = 0; p < measures->n_pathways; p++) {
            const lac_pathway_measures *of = &measures->pathways[p];
            sum += from->mean[lac_series_at(from, waiting ? of->waiting : of->running, at)];
        }
        all += sum;
        cells[t] = lac_page_cell(page, sum, mark, LAC_SHOW_ONE_DECIMAL);
    }
    if (cells != NULL && all > 0) {
        cells[self->n_years] = "";
        lac_page_put(self->block, label, cells);
    }
}

/* Losses in stages that the council controls, or in all others. */
static void put_lost(cases *self, bool council, const char *label)
{
    const lac_results *results = self->page->results;
    const lac_model *model = &results->models[self->scenario];
    clear(self);
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        for (int i = 0; i < pathway->n_stages; i++) {
            if ((pathway->stages[i].control == LAC_CONTROL_COUNCIL) == council) {
                add(self, results->measures.pathways[p].lost_of + i);
            }
        }
    }
    const int rows = self->block->n_rows;
    put_flow(self, label, false);
    self->page->lost = self->page->lost || self->block->n_rows > rows;
}

/* A row of a flow of all pathways together. */
static void put_sum(
    cases *self, int (*of)(const lac_pathway_measures *), const char *label, bool always)
{
    const lac_measures *measures = &self->page->results->measures;
    clear(self);
    for (int p = 0; p < measures->n_pathways; p++) {
        add(self, of(&measures->pathways[p]));
    }
    put_flow(self, label, always);
}

static int identified(const lac_pathway_measures *of)
{
    return of->identified;
}

static int ordered(const lac_pathway_measures *of)
{
    return of->ordered;
}

static int left(const lac_pathway_measures *of)
{
    return of->left;
}

static int aged(const lac_pathway_measures *of)
{
    return of->aged;
}

static int released(const lac_pathway_measures *of)
{
    return of->released;
}

/* Orders, and those of each pathway where there are several. */
static void put_orders(cases *self)
{
    const lac_results *results = self->page->results;
    const lac_model *model = &results->models[self->scenario];
    put_sum(self, ordered, "orders made", true);
    for (int p = 0; p < model->n_pathways && model->n_pathways > 1; p++) {
        const char *name = lac_label_clean(&self->page->arena, model->pathways[p].label.name);
        const char *label =
            name == NULL ? NULL : lac_arena_format(&self->page->arena, "    %s", name);
        clear(self);
        add(self, results->measures.pathways[p].ordered);
        put_flow(self, lac_page_keep(self->page, label), false);
    }
}

lac_block lac_page_cases(lac_page *self, size_t s)
{
    const lac_results *results = self->results;
    const lac_series *annual = &results->annual[s];
    const int n = annual->n;
    lac_block block = {0};
    cases all = {.page = self,
        .scenario = s,
        .block = &block,
        .n_years = n,
        .sums = lac_arena_alloc(&self->arena, (size_t)n + 1, sizeof(double))};
    self->out_of_memory = self->out_of_memory || all.sums == NULL;
    if (results->models[s].n_programmes == 0 || self->out_of_memory) {
        return block;
    }
    const char *name = lac_page_keep(self, lac_label_clean(&self->arena, annual->scenario));
    block = lac_page_block(self,
        lac_page_keep(self, lac_arena_format(&self->arena, "%s: cases on pathways", name)), n + 1,
        10 + (size_t)results->measures.n_pathways);
    for (int t = 0; t < n && block.heads != NULL; t++) {
        block.heads[t] = lac_page_year(self, annual, t);
    }
    if (block.heads == NULL) {
        return block;
    }
    block.heads[n] = "all ";
    put_sum(&all, identified, "identified", true);
    put_orders(&all);
    put_lost(&all, true, "lost within the council's control");
    put_lost(&all, false, "lost outside its control");
    put_sum(&all, left, "left another way first", false);
    put_sum(&all, aged, "turned 18 first", false);
    put_sum(&all, released, "never started, released", false);
    put_stock(&all, true, "waiting at the end");
    put_stock(&all, false, "under way at the end");
    return block;
}
