/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children side by side, in lanes of a vector or not, against the same children one by one in stretches of
 * equal rates: plans on a ladder of hazards, and births. All numbers are whole and must be equal. */
#include "engine/birth.h"
#include "engine/flock.h"
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const uint64_t SEED = 20250401;

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2034-03\n"

/* Children of unknown age among others; nobody leaves `kin` by rates, or moves from it. */
static const char AGES_SHEET[] = HEAD "data,,opening,opening.csv\n"
                                      "data,,rates,rates.csv\n"
                                      "data,,admission_ages,ages.csv\n"
                                      "admissions,starts,count,200\n";
static const char AGES_OPENING[] =
    "age_years,placement,children\n2,foster,9\n16,kin,9\n,kin,4\n,home,5\n";
static const char AGES_RATES[] = "flow,from_age,to_age,placement,rate\n"
                                 "exit/sgo,0,3,foster,0.6\n"
                                 "exit/sgo,9,9,foster,40\n"
                                 "exit/sgo,14,17,home,1.5\n"
                                 "move/foster > home,0,11,,0.8\n"
                                 "move/home > kin,16,17,,3\n"
                                 "move/home > foster,5,17,,1\n";
static const char AGES_MIX[] =
    "stream,from_age,to_age,placement,share\n"
    "starts,0,3,foster,0.4\nstarts,4,15,home,0.35\nstarts,16,17,kin,0.249\n"
    "starts,17,17,foster,0.001\n";

typedef struct {
    test_study study;
    simulation it;
} fixture;

enum { STUDIES = 5 };

/* One with ages and some that are unknown; one placement, without ages or moves; a sum of hazards of 0;
 * hazards so large that all leave, or move, at once. */
static void begin(fixture *self, int which)
{
    switch (which) {
    case 0:
        study_must_run(&self->study, AGES_SHEET, "opening.csv", AGES_OPENING, "rates.csv",
            AGES_RATES, "ages.csv", AGES_MIX, NULL);
        break;
    case 1:
        study_must_run(&self->study,
            HEAD "stock,all,children,50\nadmissions,all,count,90\nexit,sgo,rate,0.7\n", NULL);
        break;
    case 2:
        study_must_run(&self->study,
            HEAD "stock,a,children,50\nstock,b,children,50\nadmissions,all,count,90\n"
                 "exit,sgo,rate,0\nmove,a > b,rate,0\n",
            NULL);
        break;
    case 3:
        study_must_run(&self->study,
            HEAD "stock,a,children,50\nstock,b,children,50\nadmissions,all,count,90\n"
                 "exit,sgo,rate,50\nmove,a > b,rate,1\n",
            NULL);
        break;
    default:
        study_must_run(&self->study,
            HEAD "stock,a,children,50\nstock,b,children,50\nadmissions,all,count,90\n"
                 "exit,sgo,rate,0.2\nmove,a > b,rate,50\nmove,b > a,rate,0.1\n",
            NULL);
        break;
    }
    simulation_begin(&self->it, &self->study, "A");
    assert_true(self->it.course->climbs || which == 4);
}

static void end(fixture *self)
{
    simulation_end(&self->it);
    study_free(&self->study);
}

/* 0: all years alike; 1: each differs; 2: one month in the middle; 3: nobody leaves in the second
 * year, and all who can do in the fifth; 4: the same, with so large a factor that where rates are large too a
 * ladder might overflow, and there is none. */
enum { DRIFTS = 5 };
static void set_drift(fixture *self, int which)
{
    static const double FACTOR[] = {
        0.8, 1.3, 1.01, 0.5, 2, 0.93, 1.4, 1.1, 0.7, 1.2, 0.6, 1.7, 0.9, 1.05};
    double drift[2 * LAC_MAX_MONTHS];
    for (int m = 0; m < self->it.model->n_months; m++) {
        drift[2 * m] = 1;
        drift[2 * m + 1] = which == 0   ? 1
                           : which == 1 ? FACTOR[m / 12]
                           : which == 2 ? (m == 31 ? 1.7 : 1)
                                        : (m / 12 == 1      ? 0
                                              : m / 12 == 4 ? (which == 3 ? 200 : 1e9)
                                                            : 1.1);
    }
    assert_int_equal(lac_course_set(self->it.course, which == 0 ? NULL : drift), LAC_OK);
    assert_true(self->it.course->climbs || which == 4);
    assert_int_equal(self->it.course->even, which == 0);
}

static lac_draw words(uint32_t family, uint32_t i)
{
    return lac_luck_draw(&(lac_luck){.seed = SEED}, (lac_who){family, i}, LAC_LUCK_TEST, 0);
}

/* ---- plans ---- */

/* What a child comes to face of exits before month m, if it does not move. */
static uint64_t faced_before(const lac_course *course, lac_child child, int m)
{
    const int birthday = child.age == LAC_NO_AGE ? LAC_NEVER : LAC_ADULT_MONTHS - 1 - child.age;
    child.leave = LAC_LADDER_ENDLESS;
    lac_life_pass(course, &child, m <= birthday ? m : birthday + 1);
    return LAC_LADDER_ENDLESS - child.leave;
}

/* Child i: anywhere, at any age, from any month on; its numbers are now and then 0 or the largest, or that of
 * its exit just what it faces before some month, as a rule the first of a year, or one less. */
static lac_child any_child(const lac_course *course, uint32_t i)
{
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_months;
    const lac_draw a = words(1, i);
    const lac_draw b = words(2, i);
    const int since = (int)(a.word[0] % (uint32_t)(n + 1));
    const bool known = grid->ages_known && (grid->unknown_row < 0 || a.word[1] % 4 > 0);
    lac_child child = {.since = (int16_t)since,
        .age = (int16_t)(known ? (int)(a.word[2] % LAC_ADULT_MONTHS) - since : LAC_NO_AGE),
        .duration = (int16_t)-since,
        .placement = (int16_t)(a.word[3] % (uint32_t)grid->n_placements),
        .leave = b.word[2] % 16 == 0 ? 0 : lac_luck_exponential(b.word[0]) << LAC_WEIGHT_BITS,
        .move = b.word[2] % 16 == 1 ? 0 : lac_luck_exponential(b.word[1])};
    child.leave = b.word[2] % 64 == 2 ? lac_luck_exponential(0) << LAC_WEIGHT_BITS : child.leave;
    if (b.word[2] % 8 == 3) {
        const int m = since + (int)(b.word[3] % (uint32_t)(n + 1 - since));
        const uint64_t faced = faced_before(course, child, b.word[3] % 4 == 0 ? m : m / 12 * 12);
        child.leave = faced - (b.word[3] % 2 == 0 && faced > 0);
    }
    return child;
}

static void put_child(lac_flock *flock, const lac_course *course, size_t i, const lac_child *child)
{
    const bool known = child->age != LAC_NO_AGE;
    flock->row[i] = lac_flock_row(course, child->placement, known);
    flock->origin[i] = known ? child->age : 0;
    flock->duration[i] = child->duration;
    flock->at[i] = flock->origin[i] + child->since;
    flock->leave[i] = child->leave;
    flock->move[i] = child->move;
}

static void check_event(const lac_flock *flock, size_t i, const lac_child *child, lac_event event)
{
    assert_int_equal(child->event, event);
    assert_int_equal(flock->at[i] - flock->origin[i], child->at);
    if (event != LAC_EVENT_TURNS_18) {
        assert_int_equal(flock->class_then[i], child->class_then);
    }
    if (event == LAC_EVENT_MOVES) {
        assert_true(flock->leave[i] == child->leave_then);
    }
}

/* One by one, band by band and, where there is one, on the ladder: the same again. */
static void check_ladder(lac_course *course, bool ladder, uint32_t i, const lac_child *expected)
{
    course->by_band = true;
    for (int climbs = 0; climbs < 1 + ladder; climbs++) {
        lac_child child = any_child(course, i);
        course->climbs = climbs == 1;
        lac_life_plan(course, &child, child.since);
        assert_int_equal(child.event, expected->event);
        assert_int_equal(child.at, expected->at);
        assert_true((child.event != LAC_EVENT_LEAVES && child.event != LAC_EVENT_MOVES) ||
                    child.class_then == expected->class_then);
        assert_true(child.event != LAC_EVENT_MOVES || child.leave_then == expected->leave_then);
    }
}

/* Every child is in the list of its event, and in their order. */
static void check_plan(lac_course *course, lac_flock *flock, uint32_t first, size_t n, size_t *seen)
{
    size_t leave = 0;
    size_t move = 0;
    size_t adult = 0;
    const bool ladder = course->climbs;
    flock->n = n;
    for (size_t i = 0; i < n; i++) {
        const lac_child child = any_child(course, first + (uint32_t)i);
        put_child(flock, course, i, &child);
    }
    lac_flock_plan(flock, course);
    for (size_t i = 0; i < n; i++) {
        lac_child child = any_child(course, first + (uint32_t)i);
        course->climbs = course->by_band = false;
        lac_life_plan(course, &child, child.since);
        check_ladder(course, ladder, first + (uint32_t)i, &child);
        if (leave < flock->n_leave && flock->leaves[leave] == i) {
            check_event(flock, i, &child, LAC_EVENT_LEAVES);
            leave++;
        } else if (move < flock->n_move && flock->moves[move] == i) {
            check_event(flock, i, &child, LAC_EVENT_MOVES);
            move++;
        } else if (adult < flock->n_adult && flock->adults[adult] == i) {
            check_event(flock, i, &child, LAC_EVENT_TURNS_18);
            adult++;
        } else {
            assert_int_equal(child.event, LAC_EVENT_NONE);
            seen[3]++;
        }
    }
    assert_int_equal(leave, flock->n_leave);
    assert_int_equal(move, flock->n_move);
    assert_int_equal(adult, flock->n_adult);
    course->climbs = ladder;
    seen[0] += leave;
    seen[1] += move;
    seen[2] += adult;
}

static void plans_are_those_of_stretches(void **state)
{
    (void)state;
    static lac_flock flock;
    for (int s = 0; s < STUDIES; s++) {
        fixture f;
        size_t seen[4] = {0};
        bool wide[2] = {false, false};
        begin(&f, s);
        for (int d = 0; d < DRIFTS; d++) {
            uint32_t first = 0;
            set_drift(&f, d);
            wide[f.it.course->ladder.wide] |= f.it.course->climbs && d > 0;
            for (size_t n = 0; n <= 40; n++, first += 40) {
                check_plan(f.it.course, &flock, first, n, seen);
            }
            for (int times = 0; times < 8; times++, first += LAC_FLOCK_ROOM) {
                check_plan(f.it.course, &flock, first, LAC_FLOCK_ROOM, seen);
            }
        }
        /* what each study is for */
        assert_true((s != 2) == wide[true]); /* the 136 months of drift 2, at 0.2 a year and more */
        assert_true((s == 1 || s == 2 || s == 4) == wide[false]); /* 12 months at 0.7 and less */
        assert_true((s == 2) == (seen[0] == 0));
        assert_true((s == 0 || s >= 3) == (seen[1] > 0));
        assert_true((s == 0) == (seen[2] > 0));
        assert_true(seen[3] > 0);
        end(&f);
    }
}

/* ---- births ---- */

static size_t check_births(
    const lac_course *course, lac_flock *flock, uint32_t first, size_t from, size_t n, int m)
{
    static uint32_t like[LAC_FLOCK_ALL];
    static uint32_t moment[LAC_FLOCK_ALL];
    static uint64_t leave[LAC_FLOCK_ALL];
    const lac_luck luck = {.seed = SEED};
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        const lac_draw draw = words(3, first + (uint32_t)i);
        like[i] = i == 0 ? 0 : i == 1 ? UINT32_MAX : draw.word[0];
        moment[i] = draw.word[1];
        leave[i] =
            draw.word[3] % 8 == 0 ? 1 : lac_luck_exponential(draw.word[2]) << LAC_WEIGHT_BITS;
    }
    flock->n_leave = 0;
    lac_flock_admit(flock, course, 0, m, from, n, like, moment, leave);
    for (size_t i = 0; i < n; i++) {
        const lac_birth birth = {LAC_BIRTH_STREAM, 0, m, (uint32_t)i};
        lac_child child = {.who = lac_birth_who(&birth), .leave = leave[i]};
        const lac_birth_outcome outcome =
            lac_birth_child(course, &luck, &birth, like[i], moment[i], &child);
        const bool known = child.age != LAC_NO_AGE;
        const bool passes = outcome == LAC_BIRTH_PASSES;
        assert_int_equal(flock->row[from + i], lac_flock_row(course, child.placement, known));
        assert_int_equal(flock->origin[from + i], known ? child.age : 0);
        assert_int_equal(flock->at[from + i] - flock->origin[from + i], m + !passes);
        if (passes) {
            assert_true(left < flock->n_leave && flock->leaves[left] == from + i);
            assert_int_equal(flock->class_then[from + i], child.class_then);
            left++;
        } else {
            assert_true(flock->leave[from + i] == child.leave);
        }
    }
    assert_int_equal(left, flock->n_leave);
    return left;
}

static void births_are_those_one_by_one(void **state)
{
    (void)state;
    static lac_flock flock;
    for (int s = 0; s < STUDIES; s++) {
        fixture f;
        size_t left = 0;
        begin(&f, s);
        for (int d = 0; d < DRIFTS; d++) {
            set_drift(&f, d);
            /* without it: one by one */
            f.it.course->climbs = f.it.course->climbs && (d % 2 == 0 || s % 2 == 0);
            for (int m = 0; m < f.it.model->n_months; m += 5) {
                const size_t n = (size_t)(m * 7 % 41);
                left += check_births(f.it.course, &flock, (uint32_t)m * 100, (size_t)m % 9, n, m);
            }
            left += check_births(f.it.course, &flock, 90000, 0, LAC_FLOCK_ROOM, 95);
        }
        assert_true((s == 2) == (left == 0));
        end(&f);
    }
}

/* ---- ended ---- */

static void nothing_happens_to_those_who_have_ended(void **state)
{
    (void)state;
    static lac_flock flock;
    for (int s = 0; s < STUDIES; s++) {
        fixture f;
        begin(&f, s);
        for (int d = 0; d < 2; d++) {
            set_drift(&f, d);
            for (int ladder = 0; ladder < 2; ladder++) {
                f.it.course->climbs = ladder == 1;
                flock.n = 21;
                for (size_t i = 0; i < flock.n; i++) {
                    lac_flock_end(&flock, f.it.course, i);
                }
                lac_flock_plan(&flock, f.it.course);
                assert_int_equal(flock.n_leave + flock.n_move + flock.n_adult, 0);
            }
        }
        end(&f);
    }
}

/* Those who move are kept in their order, with all that is known of them. */
static void movers_are_kept(void **state)
{
    (void)state;
    static lac_flock flock;
    memset(&flock, 0, sizeof flock);
    flock.n = 100;
    for (size_t i = 0; i < flock.n; i++) {
        flock.family[i] = (uint32_t)i;
        flock.member[i] = (uint32_t)(1000 + i);
        flock.route[i] = (uint32_t)(2000 + i);
        flock.row[i] = (int)(3000 + i);
        flock.origin[i] = (int)(4000 + i);
        flock.duration[i] = (int)(5000 + i);
        flock.at[i] = (int)(6000 + i);
        flock.leave[i] = 7000 + i;
        flock.class_then[i] = (int)(8000 + i);
    }
    for (size_t i = 2; i < flock.n; i += 3) {
        flock.moves[flock.n_move++] = (uint16_t)i;
    }
    lac_flock_keep_movers(&flock);
    assert_int_equal(flock.n, 33);
    for (size_t j = 0; j < flock.n; j++) {
        const size_t i = 3 * j + 2;
        assert_int_equal(flock.family[j], i);
        assert_int_equal(flock.member[j], 1000 + i);
        assert_int_equal(flock.route[j], 2000 + i);
        assert_int_equal(flock.row[j], 3000 + i);
        assert_int_equal(flock.origin[j], 4000 + i);
        assert_int_equal(flock.duration[j], 5000 + i);
        assert_int_equal(flock.at[j], 6000 + i);
        assert_int_equal(flock.leave[j], 7000 + i);
        assert_int_equal(flock.class_then[j], 8000 + i);
    }
}

static void check_target(
    const uint64_t *sums, const lac_ladder_guide *guide, int row, int top, uint64_t target)
{
    int due = top;
    while (sums[due] > target) {
        due--;
    }
    assert_int_equal(lac_ladder_guided(sums, guide, row, target), due);
}

/* Just below, at and just above the sum of every rung, and at every guide. */
static void check_guide(const uint64_t *sums, const lac_ladder_guide *guide, int row, int top)
{
    for (int rung = 0; rung <= top; rung++) {
        for (uint64_t target = sums[rung] - (sums[rung] > 0); target <= sums[rung] + 1; target++) {
            check_target(sums, guide, row, top, target);
        }
    }
    for (uint64_t i = 0; i < LAC_LADDER_GUIDES; i++) {
        check_target(sums, guide, row, top, i << guide->shift[row]);
    }
}

/* From its guide every target comes to the last rung whose sum does not exceed it. */
static void guides_lead_to_the_rung(void **state)
{
    (void)state;
    for (int which = 0; which < STUDIES; which++) {
        fixture f;
        begin(&f, which);
        const lac_ladder *ladder = &f.it.course->ladder;
        assert_int_equal(ladder->n_years, 1);
        for (int row = ladder->first_row; row < ladder->n_rows; row++) {
            const int top = lac_ladder_top(ladder, row);
            check_guide(ladder->move + row * ladder->stride, &ladder->move_guide, row, top);
            check_guide(ladder->leave + row * ladder->stride, &ladder->leave_guide, row, top);
        }
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_those_of_stretches),
        cmocka_unit_test(births_are_those_one_by_one),
        cmocka_unit_test(nothing_happens_to_those_who_have_ended),
        cmocka_unit_test(movers_are_kept),
        cmocka_unit_test(guides_lead_to_the_rung),
    };
    return cmocka_run_group_tests_name("flock", tests, NULL, NULL);
}
