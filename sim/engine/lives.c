/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lives.h"

#include "engine/flock.h"
#include "engine/support_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What happens in each month, over all children so far. Rows of n_months, those of change n_months + 1. */
typedef struct {
    int *exits;   /* by route */
    int *started; /* by stream */
    int *moved;   /* by move */
    int *found;   /* by unreconciled */
    int *change;  /* by placement: of the stock but for moves, at the start of the month */
} tallies;

/* Births of one kind, index and month that wait, one behind the other. */
typedef struct {
    lac_birth first;
    size_t n;
} brood;

struct lac_lives {
    const lac_course *course;
    const lac_luck *luck;
    int n_months;
    int *numbers;
    size_t room;
    tallies at;
    lac_support_tally support;
    brood broods[LAC_FLOCK_ALL]; /* whose children wait in the flock, with family and member */
    size_t n_broods;
    lac_flock flock;
    /* of this step: */
    uint32_t words[4 * LAC_FLOCK_ALL];
    uint64_t leave[LAC_FLOCK_ALL]; /* numbers of exits of these words */
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
    self->n_broods = 0;
    self->flock.n = 0;
    self->at.exits = self->numbers;
    self->at.started = self->at.exits + (size_t)model->n_routes * n;
    self->at.moved = self->at.started + (size_t)model->n_streams * n;
    self->at.found = self->at.moved + (size_t)model->n_moves * n;
    self->at.change = self->at.found + n;
    return LAC_OK;
}

/* ---- beginning ---- */

/* Child i of the flock leaves in month m by the rates. */
static void leave_by_rates(lac_lives *self, size_t i, int m)
{
    const lac_course *course = self->course;
    const lac_flock *flock = &self->flock;
    const lac_regime *regime = &course->regimes[course->regime[m]];
    const int c = flock->class_then[i];
    const int route = lac_course_pick(
        regime->route + c * course->model->n_routes, 0, regime->last_route[c], flock->route[i]);
    self->at.exits[route * self->n_months + m]++;
    const bool known = flock->row[i] < course->model->grid.n_placements;
    const int birthday = known ? LAC_ADULT_MONTHS - 1 - flock->origin[i] : LAC_NEVER;
    lac_support_tally_leave(&self->support, route, m, birthday, LAC_NEVER);
}

/* Draws the words of the first n of the flock, rounded up to whole vectors: word w of child i is at
 * words[w * the result + i]. */
static size_t draw(lac_lives *self, size_t n, lac_purpose purpose, uint64_t occurrence)
{
    const size_t whole = (n + 7) / 8 * 8;
    lac_luck_fill(self->luck, self->flock.family, self->flock.member, whole, purpose, occurrence,
        self->words, whole);
    return whole;
}

/* Who leaves, by rates or by turning 18. */
static void leave(lac_lives *self)
{
    const lac_flock *flock = &self->flock;
    const int n_placements = self->course->model->grid.n_placements;
    int *aged = self->at.exits + self->course->model->ageing_out * self->n_months;
    int *change = self->at.change + 1;
    for (size_t j = 0; j < flock->n_leave; j++) {
        const size_t i = flock->leaves[j];
        const int m = flock->at[i] - flock->origin[i];
        const int p = flock->row[i] - (flock->row[i] < n_placements ? 0 : n_placements);
        leave_by_rates(self, i, m);
        change[p * (self->n_months + 1) + m]--;
    }
    for (size_t j = 0; j < flock->n_adult; j++) {
        const size_t i = flock->adults[j];
        const int m = flock->at[i] - flock->origin[i];
        aged[m]++;
        change[flock->row[i] * (self->n_months + 1) + m]--;
    }
}

/* Ages of those who are there at the start. */
static void begin_looked_after(lac_lives *self, const brood *of, size_t from, const uint32_t *like)
{
    const lac_course *course = self->course;
    const lac_opening_group *group = &course->model->opening[of->first.index];
    lac_flock *flock = &self->flock;
    const bool known = group->first_age != course->model->grid.unknown_row;
    const uint64_t ages = known ? (uint64_t)group->last_age - (uint64_t)group->first_age + 1 : 0;
    const int first = known ? group->first_age : 0;
    const int row = lac_flock_row(course, group->placement, known);
    for (size_t i = from; i < from + of->n; i++) {
        flock->row[i] = row;
        flock->origin[i] = flock->at[i] = first + (int)(like[i - from] * ages >> 32);
        flock->duration[i] = group->duration;
        flock->leave[i] = self->leave[i];
    }
    self->at.change[group->placement * (self->n_months + 1)] += (int)of->n;
}

static void admit(lac_lives *self, const brood *of, size_t from, size_t step)
{
    lac_flock *flock = &self->flock;
    const int n_placements = self->course->model->grid.n_placements;
    const int m = of->first.month;
    int *change = self->at.change + m + 1;
    lac_flock_admit(flock, self->course, of->first.index, m, from, of->n,
        self->words + 2 * step + from, self->words + 3 * step + from, self->leave + from);
    /* those who leave again in this month are taken off with the others who leave */
    for (size_t i = from; i < from + of->n; i++) {
        const int p = flock->row[i] - (flock->row[i] < n_placements ? 0 : n_placements);
        change[p * (self->n_months + 1)]++;
    }
    self->at.started[of->first.index * self->n_months + m] += (int)of->n;
}

/* Any others, one by one. */
static void come_otherwise(lac_lives *self, const brood *of, size_t from, size_t step)
{
    const lac_birth_kind kind = of->first.kind;
    const int m = of->first.month;
    lac_flock *flock = &self->flock;
    for (size_t i = from; i < from + of->n; i++) {
        const lac_who who = {flock->family[i], flock->member[i]};
        const lac_birth birth = {kind, of->first.index, m, who.member};
        lac_child child = {.who = who, .leave = self->leave[i]};
        const lac_birth_outcome outcome = lac_birth_child(self->course, self->luck, &birth,
            self->words[2 * step + i], self->words[3 * step + i], &child);
        if (outcome == LAC_BIRTH_KEPT_OUT) {
            lac_flock_end(flock, self->course, i);
            continue;
        }
        const bool known = child.age != LAC_NO_AGE;
        const bool passes = outcome == LAC_BIRTH_PASSES;
        flock->row[i] = lac_flock_row(self->course, child.placement, known);
        flock->origin[i] = known ? child.age : 0;
        flock->duration[i] = child.duration;
        flock->at[i] = flock->origin[i] + m + !passes;
        flock->leave[i] = child.leave;
        flock->class_then[i] = child.class_then;
        flock->leaves[flock->n_leave] = (uint16_t)i;
        flock->n_leave += passes;
        self->at.change[child.placement * (self->n_months + 1) + m + 1]++;
        if (kind == LAC_BIRTH_FOUND) {
            self->at.found[m]++;
        } else {
            self->at.started[birth.index * self->n_months + m]++;
        }
    }
}

/* Makes those who wait; who leaves again in the month of arrival is done with. */
static void make_children(lac_lives *self)
{
    const lac_course *course = self->course;
    lac_flock *flock = &self->flock;
    const size_t step = draw(self, flock->n, LAC_LUCK_LIFE, 0);
    size_t from = 0;
    lac_luck_exponentials(self->words, step, self->leave);
    for (size_t i = 0; i < step; i++) {
        self->leave[i] <<= LAC_WEIGHT_BITS;
    }
    memcpy(flock->route, self->words + step, flock->n * sizeof *flock->route);
    lac_luck_exponentials(self->words + 3 * step, step, flock->move);
    flock->n_leave = flock->n_adult = 0;
    for (size_t b = 0; b < self->n_broods; b++) {
        const brood *of = &self->broods[b];
        const int at = of->first.month * course->model->n_streams + of->first.index;
        if (of->first.kind == LAC_BIRTH_OPENING) {
            begin_looked_after(self, of, from, self->words + 2 * step + from);
        } else if (of->first.kind == LAC_BIRTH_STREAM && !course->any_thin[at]) {
            admit(self, of, from, step);
        } else {
            come_otherwise(self, of, from, step);
        }
        from += of->n;
    }
    self->n_broods = 0;
    leave(self);
    for (size_t j = 0; j < flock->n_leave; j++) {
        lac_flock_end(flock, course, flock->leaves[j]);
    }
}

/* ---- following ---- */

/* The whole flock moves, each child for the nth time. */
static void move(lac_lives *self, uint64_t nth)
{
    const lac_course *course = self->course;
    lac_flock *flock = &self->flock;
    const int n_moves = course->model->n_moves;
    const size_t step = draw(self, flock->n, LAC_LUCK_MOVE, nth);
    lac_luck_exponentials(self->words + step, step, flock->move);
    for (size_t i = 0; i < flock->n; i++) {
        const int m = flock->at[i] - flock->origin[i];
        const lac_regime *regime = &course->regimes[course->regime[m]];
        const int c = flock->class_then[i];
        const int k = lac_course_pick(regime->move + c * n_moves, regime->first_move[c],
            regime->last_move[c], self->words[i]);
        const lac_flow *way = &course->model->moves[k];
        self->at.moved[k * self->n_months + m]++;
        flock->row[i] += way->to - way->from;
        flock->at[i]++;
    }
}

/* Follows everybody who waits to the end. Nobody's nth move is drawn before anybody's. */
static void follow(lac_lives *self)
{
    make_children(self);
    for (uint64_t nth = 0; self->flock.n > 0; nth++) {
        lac_flock_plan(&self->flock, self->course);
        leave(self);
        lac_flock_keep_movers(&self->flock);
        move(self, nth);
    }
}

static void come(lac_lives *self, lac_birth_kind kind, int index, int m, uint32_t n)
{
    lac_flock *flock = &self->flock;
    for (uint32_t from = 0; from < n;) {
        const lac_birth first = {kind, index, m, from};
        const uint32_t family = lac_birth_who(&first).family;
        const size_t room = LAC_FLOCK_ROOM - flock->n;
        const uint32_t here = n - from < room ? n - from : (uint32_t)room;
        for (uint32_t i = 0; i < here; i++) {
            flock->family[flock->n + i] = family;
            flock->member[flock->n + i] = from + i;
        }
        flock->n += here;
        from += here;
        self->broods[self->n_broods++] = (brood){first, here};
        if (flock->n == LAC_FLOCK_ROOM) {
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
static int record(lac_lives *self, int64_t *counts)
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
        const int *row = self->at.moved + i * n;
        int *from = self->at.change + model->moves[i].from * (n + 1) + 1;
        int *to = self->at.change + model->moves[i].to * (n + 1) + 1;
        for (int m = 0; m < n; m++) {
            counts[(at->moves_of + i) * n + m] = row[m];
            from[m] -= row[m];
            to[m] += row[m];
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
