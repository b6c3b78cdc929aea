/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a word makes of a child, against exact probabilities: mixes, splits, the moment of arrival, who is
 * thinned or comes besides, and who is picked by key. */
#include "engine/birth.h"
#include "engine/pick.h"
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t ONE = UINT64_C(1) << 32;
static const uint64_t SEED = 20250401;

/* Words that do not repeat, for tests that need any. */
static uint32_t any_word(uint32_t i)
{
    return lac_luck_draw(&(lac_luck){.seed = SEED}, (lac_who){0, i}, LAC_LUCK_TEST, 0).word[0];
}

/* The least word for which the function gives at least `value`; 2^32 for none. It never falls. */
static uint64_t first_word(int (*of)(const void *, uint32_t), const void *self, int value)
{
    uint64_t low = 0;
    uint64_t high = ONE;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (of(self, (uint32_t)middle) >= value) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* ---- mixes ---- */

enum { PLACES = 3 };

typedef struct {
    const lac_blend *blend;
    int group; /* -1: of all */
} blend_draw;

static int draw_cell(const void *self_, uint32_t word)
{
    const blend_draw *self = self_;
    return self->group < 0 ? lac_blend_draw(self->blend, word)
                           : lac_blend_draw_in(self->blend, self->group, word);
}

static void make_grid(lac_grid *grid, lac_arena *arena)
{
    const bool years[LAC_ADULT_YEARS] = {[1] = true, [10] = true, [16] = true};
    const bool months[2] = {false};
    *grid = (lac_grid){0};
    assert_int_equal(lac_grid_make(grid, arena, true, true, PLACES, years, months, 2), LAC_OK);
    assert_int_equal(grid->n_ages, 217);
    assert_int_equal(grid->n_groups, 5 * PLACES);
}

/* A mix that sums to `total`: some cells are empty, some hold 2^-30 of it, one group has nobody. */
static void make_mix(const lac_grid *grid, double total, double *mix)
{
    double sum = 0;
    for (int i = 0; i < grid->n_ages * PLACES; i++) {
        const uint32_t word = any_word((uint32_t)i);
        const bool nobody = i % PLACES == 2 && i / PLACES < 12;
        mix[i] = nobody || word % 4 == 0 ? 0 : word % 4 == 1 ? 0x1p-20 : word * 0x1p-32;
        sum += mix[i];
    }
    for (int i = 0; i < grid->n_ages * PLACES; i++) {
        mix[i] *= total / sum;
    }
}

/* Every cell has the words of its share, to 2 of 2^32; the last has what is left, also when the shares
 * sum to less than 1 or more by rounding (here by far more than that); words lead to no empty cell. */
static void a_mix_gives_every_cell_its_share(void **state)
{
    (void)state;
    static const double TOTALS[] = {1, 1 - 1e-9, 1 + 1e-9, 1 - 1e-6};
    for (size_t t = 0; t < 4; t++) {
        static double mix[217 * PLACES];
        lac_arena arena = {0};
        lac_grid grid;
        lac_blend blend;
        make_grid(&grid, &arena);
        make_mix(&grid, TOTALS[t], mix);
        assert_int_equal(lac_blend_make(&blend, &arena, &grid, mix), LAC_OK);
        const blend_draw all = {&blend, -1};
        uint64_t from = 0;
        double shares = 0;
        for (int cell = 0; cell < blend.n; cell++) {
            const uint64_t next = first_word(draw_cell, &all, cell + 1);
            const double share = mix[blend.age[cell] * PLACES + blend.placement[cell]];
            const double due = cell == blend.n - 1 ? 1 - shares : fmin(share, 1 - shares);
            assert_true(share > 0);
            assert_true(fabs((double)(next - from) - due * 0x1p32) <= 2);
            shares += share;
            from = next;
        }
        assert_int_equal(from, ONE);
        assert_int_equal(lac_blend_draw(&blend, UINT32_MAX), blend.n - 1);
        lac_arena_free(&arena);
    }
}

/* The same inside a group, by the group's own shares: a word of the mix is 2^-32 of all, so a cell of a
 * group that has the share g is right to 3 / g of 2^32. */
static void a_group_of_a_mix(void **state)
{
    (void)state;
    static double mix[217 * PLACES];
    lac_arena arena = {0};
    lac_grid grid;
    lac_blend blend;
    int groups = 0;
    make_grid(&grid, &arena);
    make_mix(&grid, 1, mix);
    assert_int_equal(lac_blend_make(&blend, &arena, &grid, mix), LAC_OK);
    for (int g = 0; g < grid.n_groups; g++) {
        const blend_draw in = {&blend, g};
        double all = 0;
        for (int cell = blend.first[g]; cell < blend.first[g + 1]; cell++) {
            const int band = lac_grid_age_band(&grid, blend.age[cell]);
            assert_int_equal(lac_grid_group(&grid, band, blend.placement[cell]), g);
            all += mix[blend.age[cell] * PLACES + blend.placement[cell]];
        }
        if (blend.first[g] == blend.first[g + 1]) {
            continue;
        }
        groups++;
        uint64_t from = 0;
        for (int cell = blend.first[g]; cell < blend.first[g + 1]; cell++) {
            const uint64_t next = first_word(draw_cell, &in, cell + 1);
            const double share = mix[blend.age[cell] * PLACES + blend.placement[cell]] / all;
            assert_true(fabs((double)(next - from) - share * 0x1p32) <= 3 / all);
            from = next;
        }
        assert_int_equal(from, ONE);
    }
    assert_int_equal(groups, grid.n_groups - 1); /* nobody under 1 in the third placement */
    lac_arena_free(&arena);
}

/* ---- rates ---- */

typedef struct {
    const uint64_t *upto;
    int n;
} split;

static int choose(const void *self_, uint32_t word)
{
    const split *self = self_;
    return lac_course_choose(self->upto, self->n, word);
}

/* Routes at 0.3, 0, 0.6 and 0.1 a year and moves at 0.5 and 1.5: of the words, 30 %, none, 60 % and 10 %,
 * a quarter and three quarters; hazards are a twelfth of the sums. From b there are moves at 0, 1 and 3:
 * a quarter and three quarters of the words again, behind the moves of a and the one at 0. */
static void rates_split_words(void **state)
{
    (void)state;
    static const double ROUTES[] = {0.3, 0, 0.6, 0.1};
    static const double MOVES[] = {0.25, 0.75};
    test_study s;
    simulation it;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2020-06\n"
        "stock,a,children,9\nstock,b,children,9\nstock,c,children,9\nstock,d,children,9\n"
        "exit,p,rate,0.3\nexit,q,rate,0\nexit,r,rate,0.6\nexit,s,rate,0.1\n"
        "exit,s,placement,a;b\n"
        "move,a > b,rate,0.5\nmove,a > c,rate,1.5\n"
        "move,b > a,rate,0\nmove,b > c,rate,1\nmove,b > d,rate,3\n",
        NULL);
    simulation_begin(&it, &s, "A");
    const lac_regime *regime = &it.course->regimes[0];
    const split routes = {regime->route, regime->last_route[0] + 1};
    const split moves = {regime->move, regime->last_move[0] + 1};
    uint64_t from = 0;
    for (int r = 0; r < 4; r++) {
        const uint64_t next = first_word(choose, &routes, r + 1);
        assert_true(fabs((double)(next - from) - ROUTES[r] * 0x1p32) <= 2);
        from = next;
    }
    assert_int_equal(from, ONE);
    from = 0;
    for (int i = 0; i < 2; i++) {
        const uint64_t next = first_word(choose, &moves, i + 1);
        assert_true(fabs((double)(next - from) - MOVES[i] * 0x1p32) <= 2);
        from = next;
    }
    assert_int_equal(from, ONE);
    assert_true(fabs((double)regime->hazards[0].leave - 0x1p32 / 12) <= 1);
    assert_true(fabs((double)regime->hazards[0].move - 0x1p32 / 6) <= 1);
    const split from_b = {regime->move + it.model->n_moves, regime->last_move[1] + 1};
    assert_int_equal(regime->first_move[1], 3);
    assert_int_equal(regime->last_move[1], 4);
    assert_int_equal(first_word(choose, &from_b, 3), 0);
    assert_true(fabs((double)first_word(choose, &from_b, 4) - 0x1p30) <= 2);
    assert_int_equal(choose(&from_b, UINT32_MAX), 4);
    for (uint64_t word = 0; word < ONE; word += 99990001) {
        assert_int_equal(
            lac_course_pick(from_b.upto, 3, 4, (uint32_t)word), choose(&from_b, (uint32_t)word));
    }
    assert_true(fabs((double)regime->hazards[1].move - 0x1p32 / 3) <= 1);
    /* from c nobody moves or leaves by s; the last word is of the last route that there is */
    assert_int_equal(regime->last_route[2], 2);
    assert_int_equal(regime->last_move[2], -1);
    assert_int_equal(regime->hazards[2].move, 0);
    const split in_c = {regime->route + 2 * it.model->n_routes, 3};
    assert_int_equal(choose(&in_c, UINT32_MAX), 2);
    simulation_end(&it);
    study_free(&s);
}

/* Over all 2^16 moments: what an arrival faces by the end of its month, found as the least exponential
 * number that outlasts it. The mean of exp(-faced) is (1 - exp(-h)) / h (model rule 4); h = 0.05, 4. */
static void arrivals_face_the_rest_of_the_month(void **state)
{
    (void)state;
    static const char *const RATES[] = {"exit,home,rate,0.6\n", "exit,home,rate,48\n"};
    static const double H[] = {0.05, 4};
    for (int i = 0; i < 2; i++) {
        char sheet[300];
        test_study s;
        simulation it;
        double sum = 0;
        snprintf(sheet, sizeof sheet,
            "section,item,field,A\ntime,,start,2020-04\ntime,,end,2020-06\n"
            "stock,all,children,9\n%s",
            RATES[i]);
        study_must_run(&s, sheet, NULL);
        simulation_begin(&it, &s, "A");
        for (uint32_t moment = 0; moment < 1 << 16; moment++) {
            uint64_t low = 0;
            uint64_t high = (ONE * 5) << LAC_WEIGHT_BITS;
            while (low < high) {
                const uint64_t middle = low + (high - low) / 2;
                lac_child child = {.leave = middle};
                if (lac_birth_arrive(it.course, &child, 0, 0, moment) == LAC_BIRTH_STAYS) {
                    assert_int_equal(child.duration, -1); /* 0 at the end of the month */
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            sum += exp(-ldexp((double)low, -32 - LAC_WEIGHT_BITS));
        }
        assert_within(sum * 0x1p-16, (1 - exp(-H[i])) / H[i], 1e-8);
        simulation_end(&it);
        study_free(&s);
    }
}

/* ---- interventions on admissions ---- */

/* 240 a year: 60 % in foster, 40 % in kin. In A a factor of 0.25 thins those of kin; in B a factor of 1.5
 * brings half as many again for foster and 36 a year come on top, in proportion to the 18 and 8 that
 * there are then, so of those besides (6 + 3 x 18/26, 3 x 8/26) there are 9 a month. */
static void thinning_and_extras(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04,\n"
        "time,,end,2020-06,\n"
        "stock,foster,children,9,\nstock,kin,children,9,\n"
        "admissions,all,count,240,\n"
        "admissions,all,placement,foster:60%; kin:40%,\n"
        "intervention,T,effect,multiply,\nintervention,T,acts_on,admissions,\n"
        "intervention,T,placement,kin,\nintervention,T,factor,0.25,1\n"
        "intervention,U,effect,multiply,\nintervention,U,acts_on,admissions,\n"
        "intervention,U,placement,foster,\nintervention,U,factor,1,1.5\n"
        "intervention,V,effect,add,\nintervention,V,acts_on,admissions,\n"
        "intervention,V,amount,0,36\n",
        NULL);
    simulation_begin(&it, &s, "A");
    assert_near(it.course->starts[0].mean, 20);
    assert_near(it.course->extra[0].mean, 0);
    assert_int_equal(it.course->thin[0], ONE);
    assert_int_equal(it.course->thin[1], ONE / 4);
    simulation_end(&it);
    simulation_begin(&it, &s, "B");
    assert_near(it.course->starts[0].mean, 20);
    assert_near(it.course->extra[0].mean, 9);
    assert_false(it.course->any_thin[0]);
    const double foster = (6 + 3 * 18 / 26.0) / 9;
    assert_true(fabs((double)it.course->extra_upto[0] - foster * 0x1p32) <= 1);
    assert_int_equal(it.course->extra_upto[1], ONE);
    simulation_end(&it);
    study_free(&s);
}

/* ---- who is picked ---- */

enum { GROUPS = 4, MOST = 1000 };

/* Children 0 to n - 1, the last one first, in groups by turns: a group is a placement. */
typedef struct {
    lac_model model;
    lac_course course;
    lac_crowd crowd;
} gathering;

static void gather(gathering *out, int n)
{
    memset(out, 0, sizeof *out);
    out->model.grid.n_groups = out->model.grid.n_placements = GROUPS;
    out->model.grid.age_band_of = calloc(1, sizeof(int));
    out->course.model = &out->model;
    out->crowd.course = &out->course;
    out->crowd.n_named = 2;
    out->crowd.children = calloc((size_t)n, sizeof *out->crowd.children);
    out->crowd.named = calloc(2 * (size_t)n, sizeof *out->crowd.named);
    assert_true(out->model.grid.age_band_of != NULL && out->crowd.children != NULL &&
                out->crowd.named != NULL);
    for (int i = 0; i < n; i++) {
        const lac_who who = {(uint32_t)(i / 7 * 31 % 5), (uint32_t)(n - i)};
        out->crowd.children[n - 1 - i] =
            (lac_child){.who = who, .placement = (int16_t)(i % GROUPS), .age = LAC_NO_AGE};
    }
}

/* Those of them who are looked after. */
static void call_roll(gathering *self, const lac_luck *luck, int n, const bool *gone)
{
    lac_roll_begin(&self->crowd.roll, luck);
    for (int i = n - 1; i >= 0; i--) {
        if (gone == NULL || !gone[i]) {
            self->crowd.children[i].position = (int)self->crowd.roll.n;
            assert_int_equal(
                lac_roll_add(&self->crowd.roll, i, self->crowd.children[i].who), LAC_OK);
        }
    }
}

static void disperse(gathering *self)
{
    lac_roll_free(&self->crowd.roll);
    free(self->crowd.children);
    free(self->crowd.named);
    free(self->model.grid.age_band_of);
}

/* A child as a plain sort sees it. */
typedef struct {
    uint32_t key;
    uint32_t family;
    uint32_t member;
    size_t at;
} sorted;

static int compare_sorted(const void *a, const void *b)
{
    const sorted *x = a;
    const sorted *y = b;
    const uint32_t by[][2] = {{x->key, y->key}, {x->family, y->family}, {x->member, y->member}};
    for (int i = 0; i < 3; i++) {
        if (by[i][0] != by[i][1]) {
            return by[i][0] < by[i][1] ? -1 : 1;
        }
    }
    return 0;
}

static int compare_places(const void *a, const void *b)
{
    const size_t x = ((const sorted *)a)->at;
    const size_t y = ((const sorted *)b)->at;
    return (x > y) - (x < y);
}

/* Keys of a trial: all over the range, few of them, or high ones. */
static uint32_t key_of(uint32_t trial, uint32_t word)
{
    return trial % 3 == 0 ? word : trial % 3 == 1 ? word % 4 : word | UINT32_C(0xFFFF0000);
}

/* Picks `wanted` and compares with the first of all that are eligible, sorted. */
static void check_pick(gathering *self, const lac_eligible *eligible, const uint32_t *keys,
    const sorted *all, size_t n, size_t wanted)
{
    static sorted expected[MOST];
    const size_t due = wanted < n ? wanted : n;
    memcpy(expected, all, due * sizeof *expected);
    qsort(expected, due, sizeof *expected, compare_places);
    assert_int_equal(lac_pick(&self->crowd, eligible, keys, wanted), due);
    for (size_t i = 0; i < due; i++) {
        assert_int_equal(self->crowd.roll.picked[i], self->crowd.roll.child[expected[i].at]);
    }
}

/* The n least keys of the eligible of a crowd, as a plain sort has them, in the order of their places; with
 * many equal keys and few, for numbers from nobody to more than all; equal keys go by who the children are.
 * The trials go through all that may be asked of the eligible. */
static void pick_from(int size, uint32_t trials, size_t step)
{
    gathering it;
    gather(&it, size);
    const bool groups[GROUPS] = {true, true, false, true};
    const bool within[GROUPS] = {true, false, true, true};
    for (uint32_t trial = 0; trial < trials; trial++) {
        static uint32_t keys[MOST];
        static sorted all[MOST];
        static bool gone[MOST];
        size_t n = 0;
        const bool by_groups = trial % 2 == 0;
        const bool by_within = trial % 3 == 0;
        const bool by_name = trial % 4 == 0;
        const lac_eligible eligible = {.groups = by_groups ? groups : NULL,
            .within = by_within ? within : NULL,
            .only = trial % 5 == 0 ? 0 : -1,
            .list = by_name ? 1 : -1};
        for (int i = 0; i < size; i++) {
            const uint32_t word = any_word(trial * 1000 + (uint32_t)i);
            gone[i] = word >> 8 & 1;
            *lac_crowd_named(&it.crowd, i, 1) = word >> 9 & 1;
        }
        call_roll(&it, NULL, size, gone);
        for (size_t at = 0; at < it.crowd.roll.n; at++) {
            const int number = it.crowd.roll.child[at];
            const int g = it.crowd.children[number].placement;
            const lac_who who = it.crowd.children[number].who;
            keys[at] = key_of(trial, any_word(trial * 1000 + (uint32_t)number));
            if ((!by_groups || groups[g]) && (!by_within || within[g]) &&
                (trial % 5 != 0 || g == 0) && (!by_name || !it.crowd.named[number * 2 + 1])) {
                all[n++] = (sorted){keys[at], who.family, who.member, at};
            }
        }
        assert_true(n > 1);
        qsort(all, n, sizeof *all, compare_sorted);
        for (size_t wanted = 0; wanted < n + 2 + step; wanted += step) {
            check_pick(&it, &eligible, keys, all, n, wanted);
        }
    }
    disperse(&it);
}

static void the_least_keys_are_picked(void **state)
{
    (void)state;
    pick_from(60, 60, 1);
    pick_from(MOST, 60, 7);
}

/* How many are present by group, and who is too young for the month. */
static void children_are_counted_by_group(void **state)
{
    (void)state;
    gathering it;
    size_t by_group[2 * GROUPS];
    gather(&it, 10);
    int bands[12] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    free(it.model.grid.age_band_of);
    it.model.grid.age_band_of = bands;
    it.model.grid.n_groups = 2 * GROUPS;
    /* numbers 9 to 0 have placements 0 1 2 3 0 1 2 3 0 1; in month 2 ages 1 to 10, of which 1 to 5 (numbers
     * 0 to 4) are in the first band */
    for (int i = 0; i < 10; i++) {
        it.crowd.children[i].age = (int16_t)(i - 1);
    }
    call_roll(&it, NULL, 10, NULL);
    lac_crowd_count(&it.crowd, 2, by_group);
    const size_t expected[2 * GROUPS] = {1, 2, 1, 1, 2, 1, 1, 1};
    assert_memory_equal(by_group, expected, sizeof expected);
    /* in month 0 number 0 has yet to be born: it counts with the youngest, who are numbers 0 to 6 then */
    lac_crowd_count(&it.crowd, 0, by_group);
    const size_t younger[2 * GROUPS] = {2, 2, 1, 2, 1, 1, 1, 0};
    assert_memory_equal(by_group, younger, sizeof younger);
    it.model.grid.age_band_of = NULL;
    disperse(&it);
}

/* Whoever comes and goes, everybody has the words that are its own. */
static void words_go_along_with_the_children(void **state)
{
    (void)state;
    lac_roll roll = {0};
    const lac_luck luck = {.seed = SEED};
    lac_roll_begin(&roll, &luck);
    for (uint32_t step = 0; step < 400; step++) {
        const uint32_t word = any_word(step);
        const lac_purpose purpose = word % 3 == 0 ? LAC_LUCK_COUNT_KEY : LAC_LUCK_GONE_KEY;
        const uint64_t occurrence = step / 20;
        const uint32_t which = word >> 2 & 3;
        for (uint32_t i = 0; i < (word >> 4 & 7); i++) {
            const lac_who who = {step, i};
            assert_int_equal(lac_roll_add(&roll, (int)(10 * step + i), who), LAC_OK);
        }
        for (uint32_t i = 0; i < (word >> 8 & 7) && roll.n > step / 4; i++) {
            const size_t place = any_word(1000 + 8 * step + i) % roll.n;
            const int last = roll.child[roll.n - 1];
            lac_roll_remove(&roll, place);
            assert_true(place == roll.n || roll.child[place] == last);
        }
        const uint32_t *keys = lac_roll_keys(&roll, purpose, occurrence, which);
        for (size_t i = 0; i < roll.n; i++) {
            const lac_who who = {(uint32_t)roll.child[i] / 10, (uint32_t)roll.child[i] % 10};
            const lac_draw draw = lac_luck_draw(&luck, who, purpose, occurrence);
            assert_int_equal(keys[i], draw.word[which]);
        }
    }
    assert_true(roll.n > 50);
    lac_roll_free(&roll);
}

/* 3 of 10 children by keys of their own each month: all 120 triples are as likely. Chi-square at 119
 * degrees of freedom over 24,000 months, a false alarm of 1e-6 either side. */
static void every_set_is_as_likely(void **state)
{
    (void)state;
    enum { N = 10, MONTHS = 24000, SETS = 1 << N };
    static int seen[SETS];
    gathering it;
    const lac_eligible anybody = {.only = -1, .list = -1};
    const lac_luck luck = {.seed = SEED};
    gather(&it, N);
    call_roll(&it, &luck, N, NULL);
    memset(seen, 0, sizeof seen);
    for (uint64_t m = 0; m < MONTHS; m++) {
        const uint32_t *keys = lac_roll_keys(&it.crowd.roll, LAC_LUCK_COUNT_KEY, m << 4, 0);
        unsigned set = 0;
        assert_int_equal(lac_pick(&it.crowd, &anybody, keys, 3), 3);
        for (int i = 0; i < 3; i++) {
            set |= 1U << it.crowd.roll.picked[i];
        }
        seen[set]++;
    }
    double chi = 0;
    int sets = 0;
    for (int set = 0; set < SETS; set++) {
        if (seen[set] > 0) {
            chi += pow(seen[set] - MONTHS / 120.0, 2) / (MONTHS / 120.0);
            sets++;
        }
    }
    assert_int_equal(sets, 120);
    assert_true(gsl_cdf_chisq_Q(chi, 119) > 1e-6 && gsl_cdf_chisq_P(chi, 119) > 1e-6);
    disperse(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mix_gives_every_cell_its_share),
        cmocka_unit_test(a_group_of_a_mix),
        cmocka_unit_test(rates_split_words),
        cmocka_unit_test(arrivals_face_the_rest_of_the_month),
        cmocka_unit_test(thinning_and_extras),
        cmocka_unit_test(the_least_keys_are_picked),
        cmocka_unit_test(children_are_counted_by_group),
        cmocka_unit_test(words_go_along_with_the_children),
        cmocka_unit_test(every_set_is_as_likely),
    };
    return cmocka_run_group_tests_name("samplers", tests, NULL, NULL);
}
