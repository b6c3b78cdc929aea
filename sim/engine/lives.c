/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lives.h"

#include "engine/support_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_BY_SIDE = 128 };

/* What happens in each month, over all children so far. Rows of n_months, those of change n_months + 1. */
typedef struct {
    int *exits;   /* by route */
    int *started; /* by stream */
    int *moved;   /* by move */
    int *found;   /* by unreconciled */
    int *change;  /* by placement: of the stock, at the start of the month */
} tallies;

struct lac_lives {
    const lac_course *course;
    const lac_luck *luck;
    int n_months;
    int *numbers;
    size_t room;
    tallies at;
    lac_support_tally support;
    lac_birth births[SIDE_BY_SIDE]; /* still to be followed */
    size_t n_births;
    lac_child children[SIDE_BY_SIDE];
    /* of those who are followed, or move, at this step: */
    uint32_t family[SIDE_BY_SIDE];
    uint32_t member[SIDE_BY_SIDE];
    uint32_t words[4 * SIDE_BY_SIDE];
    uint64_t leave[SIDE_BY_SIDE]; /* exponentials of these words */
    uint64_t move[SIDE_BY_SIDE];
    int who[SIDE_BY_SIDE];
};

lac_lives *lac_lives_make(void)
{
    return calloc(1, sizeof(lac_lives));
}

void lac_lives_free(lac_lives *self)
{
    if (self != NULL) {
        free(self->numbers);
        free(self);
    }
}

bool lac_lives_suit(const lac_course *course)
{
    return !course->picks && !course->capped && !course->model->any_reentry;
}

static int begin(lac_lives *self, const lac_course *course, const lac_luck *luck)
{
    const lac_model *model = course->model;
    const size_t n = (size_t)model->n_months;
    const size_t rows =
        (size_t)model->n_routes + (size_t)model->n_streams + (size_t)model->n_moves + 1;
    const size_t all = rows * n + (size_t)model->grid.n_placements * (n + 1);
    if (lac_grow(&self->numbers, &self->room, all, sizeof *self->numbers) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->numbers, 0, all * sizeof *self->numbers);
    self->course = course;
    self->luck = luck;
    self->n_months = model->n_months;
    self->n_births = 0;
    self->at.exits = self->numbers;
    self->at.started = self->at.exits + (size_t)model->n_routes * n;
    self->at.moved = self->at.started + (size_t)model->n_streams * n;
    self->at.found = self->at.moved + (size_t)model->n_moves * n;
    self->at.change = self->at.found + n;
    return LAC_OK;
}

/* ---- following ---- */

static void leave_by_rates(lac_lives *self, const lac_child *child, int m)
{
    const lac_course *course = self->course;
    const int n = course->model->n_routes;
    const lac_regime *regime = &course->regimes[course->regime[m]];
    const int c = child->class_then;
    const int route =
        lac_course_choose(regime->route + c * n, regime->last_route[c] + 1, child->route);
    self->at.exits[route * self->n_months + m]++;
    lac_support_tally_leave(&self->support, child, route, m, LAC_NEVER);
}

/* The stock of a placement changes at the end of month m. */
static void change(lac_lives *self, int placement, int m, int by)
{
    self->at.change[placement * (self->n_months + 1) + m + 1] += by;
}

/* Draws the first n of family and member. */
static void draw(lac_lives *self, size_t n, lac_purpose purpose, uint64_t occurrence)
{
    lac_luck_fill(self->luck, self->family, self->member, n, purpose, occurrence, self->words);
}

/* Makes the children of the births that wait; returns how many are looked after beyond their first
 * month: children[who[0 .. ]]. */
static size_t make_children(lac_lives *self)
{
    const size_t n = self->n_births;
    const uint32_t *words = self->words;
    size_t staying = 0;
    draw(self, n, LAC_LUCK_LIFE, 0);
    lac_luck_exponentials(words, n, self->leave);
    lac_luck_exponentials(words + 3 * n, n, self->move);
    for (size_t i = 0; i < n; i++) {
        const lac_birth *birth = &self->births[i];
        lac_child *child = &self->children[i];
        child->who = (lac_who){self->family[i], self->member[i]};
        child->leave = self->leave[i];
        child->move = self->move[i];
        child->route = words[n + i];
        const lac_birth_outcome outcome = lac_birth_child(
            self->course, self->luck, birth, words[2 * n + i], words[3 * n + i], child);
        if (outcome == LAC_BIRTH_KEPT_OUT) {
            continue;
        }
        if (birth->kind == LAC_BIRTH_STREAM || birth->kind == LAC_BIRTH_EXTRA) {
            self->at.started[birth->index * self->n_months + birth->month]++;
        } else if (birth->kind == LAC_BIRTH_FOUND) {
            self->at.found[birth->month]++;
        }
        if (outcome == LAC_BIRTH_PASSES) {
            leave_by_rates(self, child, birth->month);
            continue;
        }
        child->since = (int16_t)lac_birth_from(birth);
        change(self, child->placement, child->since - 1, 1);
        self->who[staying++] = (int)i;
    }
    self->n_births = 0;
    return staying;
}

/* Follows the first n of who to their next event; those who move then come first. Returns how many. */
static size_t next_events(lac_lives *self, size_t n)
{
    const int ageing_out = self->course->model->ageing_out;
    size_t movers = 0;
    for (size_t i = 0; i < n; i++) {
        lac_child *child = &self->children[self->who[i]];
        lac_life_plan(self->course, child, child->since);
        switch ((lac_event)child->event) {
        case LAC_EVENT_NONE:
            break;
        case LAC_EVENT_LEAVES:
            leave_by_rates(self, child, child->at);
            change(self, child->placement, child->at, -1);
            break;
        case LAC_EVENT_TURNS_18:
            self->at.exits[ageing_out * self->n_months + child->at]++;
            change(self, child->placement, child->at, -1);
            break;
        case LAC_EVENT_MOVES:
            self->family[movers] = child->who.family;
            self->member[movers] = child->who.member;
            self->who[movers++] = self->who[i];
            break;
        }
    }
    return movers;
}

static void move(lac_lives *self, size_t n)
{
    const lac_course *course = self->course;
    const int n_moves = course->model->n_moves;
    lac_luck_exponentials(self->words + n, n, self->move);
    for (size_t i = 0; i < n; i++) {
        lac_child *child = &self->children[self->who[i]];
        const int m = child->at;
        const lac_regime *regime = &course->regimes[course->regime[m]];
        const int c = child->class_then;
        const int k =
            lac_course_choose(regime->move + c * n_moves, regime->last_move[c] + 1, self->words[i]);
        self->at.moved[k * self->n_months + m]++;
        change(self, child->placement, m, -1);
        child->placement = (int16_t)course->model->moves[k].to;
        change(self, child->placement, m, 1);
        child->leave = child->leave_then;
        child->move = self->move[i];
        child->since = (int16_t)(m + 1);
    }
}

/* Follows everybody who waits to the end. Nobody's nth move is drawn before anybody's. */
static void follow(lac_lives *self)
{
    size_t n = make_children(self);
    for (uint64_t step = 0; n > 0; step++) {
        n = next_events(self, n);
        draw(self, n, LAC_LUCK_MOVE, step);
        move(self, n);
    }
}

static void come(lac_lives *self, lac_birth_kind kind, int index, int m, uint32_t n)
{
    const uint32_t family = lac_birth_who(&(lac_birth){kind, index, m, 0}).family;
    for (uint32_t i = 0; i < n; i++) {
        self->family[self->n_births] = family;
        self->member[self->n_births] = i;
        self->births[self->n_births++] = (lac_birth){kind, index, m, i};
        if (self->n_births == SIDE_BY_SIDE) {
            follow(self);
        }
    }
}

/* Rule 10, where it only adds. */
static uint32_t found(const lac_lives *self, int m)
{
    const double *upto = self->course->unreconciled;
    const lac_who who = {LAC_FAMILY_ROUNDING, 0};
    const double before = m == 0 ? 0 : upto[m - 1];
    if (upto[m] == before) {
        return 0;
    }
    const double u = lac_luck_draw(self->luck, who, LAC_LUCK_ROUNDING, 0).word[0] * 0x1p-32;
    return (uint32_t)(floor(upto[m] + u) - floor(before + u));
}

/* ---- recording ---- */

static void put_row(int64_t *counts, int measure, int n, const int *row, int64_t *sum)
{
    for (int m = 0; m < n; m++) {
        counts[measure * n + m] = row[m];
        sum[m] += row[m];
    }
}

/* Writes the replicate down; what comes and goes must be what is there (rule 11). */
static int record(const lac_lives *self, int64_t *counts)
{
    const lac_model *model = self->course->model;
    const lac_measures *at = self->course->measures;
    const int n = self->n_months;
    int64_t *starts = counts + at->admissions * n;
    int64_t *exits = counts + at->exits * n;
    int64_t *opening = counts + at->opening_stock * n;
    int64_t *closing = counts + at->closing_stock * n;
    memset(starts, 0, (size_t)n * sizeof *starts);
    memset(exits, 0, (size_t)n * sizeof *exits);
    memset(opening, 0, (size_t)n * sizeof *opening);
    memset(closing, 0, (size_t)n * sizeof *closing);
    for (int k = 0; k < model->n_streams; k++) {
        put_row(counts, at->admissions_of + k, n, self->at.started + k * n, starts);
    }
    for (int r = 0; r < model->n_routes; r++) {
        put_row(counts, at->exits_of + r, n, self->at.exits + r * n, exits);
    }
    for (int i = 0; i < model->n_moves; i++) {
        for (int m = 0; m < n; m++) {
            counts[(at->moves_of + i) * n + m] = self->at.moved[i * n + m];
        }
    }
    for (int p = 0; p < model->grid.n_placements; p++) {
        const int *row = self->at.change + p * (n + 1);
        int stock = row[0];
        for (int m = 0; m < n; m++) {
            opening[m] += stock;
            stock += row[m + 1];
            closing[m] += stock;
            if (p < model->n_placements) {
                counts[(at->stock_of + p) * n + m] = stock;
            }
        }
    }
    bool holds = true;
    lac_stages_record_none(model, at, counts);
    for (int m = 0; m < n; m++) {
        /* measures that only other scenarios need */
        for (int i = 0; i < at->n_overflow; i++) {
            counts[(at->overflow_of + i) * n + m] = 0;
        }
        if (at->reentries >= 0) {
            counts[at->reentries * n + m] = 0;
        }
        counts[at->unreconciled * n + m] = self->at.found[m];
        counts[at->unmet_exits * n + m] = 0;
        holds = holds && closing[m] == opening[m] + starts[m] - exits[m] + self->at.found[m];
    }
    return holds ? LAC_OK : LAC_INTERNAL;
}

int lac_lives_run(lac_lives *self, const lac_course *course, const lac_luck *luck, int64_t *counts)
{
    const lac_model *model = course->model;
    if (begin(self, course, luck) != LAC_OK) {
        return LAC_MEMORY;
    }
    lac_support_tally_begin(&self->support, course, counts);
    for (int g = 0; g < model->n_opening; g++) {
        come(self, LAC_BIRTH_OPENING, g, 0, (uint32_t)llrint(model->opening[g].children));
    }
    for (int m = 0; m < model->n_months; m++) {
        for (int k = 0; k < model->n_streams; k++) {
            come(self, LAC_BIRTH_STREAM, k, m, lac_birth_number(course, luck, k, m, false));
            come(self, LAC_BIRTH_EXTRA, k, m, lac_birth_number(course, luck, k, m, true));
        }
        come(self, LAC_BIRTH_FOUND, 0, m, found(self, m));
    }
    follow(self);
    lac_support_tally_end(&self->support);
    return record(self, counts);
}
