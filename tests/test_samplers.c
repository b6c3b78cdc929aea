/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a word makes of a child, against exact probabilities: mixes, splits, the moment of arrival, who is
 * thinned or comes besides, and who is picked by key. */
#include "engine/birth.h"
#include "engine/snapshot.h"
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

enum { CROWD = 60, GROUPS = 4 };

/* Children 0 to n - 1 in groups by turns. */
static void make_snapshot(lac_snapshot *out, int n)
{
    const size_t size = (size_t)n;
    *out = (lac_snapshot){.n = size};
    out->child = calloc(size, sizeof *out->child);
    out->family = calloc(size, sizeof *out->family);
    out->member = calloc(size, sizeof *out->member);
    out->group = calloc(size, sizeof *out->group);
    out->gone = calloc(size, sizeof *out->gone);
    out->words = calloc(4 * size, sizeof *out->words);
    out->picked = calloc(size, sizeof *out->picked);
    assert_true(out->child != NULL && out->family != NULL && out->member != NULL &&
                out->group != NULL && out->gone != NULL && out->words != NULL &&
                out->picked != NULL);
    for (int i = 0; i < n; i++) {
        out->child[i] = n - 1 - i;
        out->family[i] = (uint32_t)(i / 7 * 31 % 5);
        out->member[i] = (uint32_t)(n - i);
        out->group[i] = i % GROUPS;
    }
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
    const size_t x = *(const size_t *)a;
    const size_t y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The n least keys of the eligible, as a plain sort has them, with many equal keys and few, for every n;
 * equal keys go by who the children are. */
static void the_least_keys_are_picked(void **state)
{
    (void)state;
    lac_snapshot snapshot;
    make_snapshot(&snapshot, CROWD);
    const bool groups[GROUPS] = {true, true, false, true};
    const bool within[GROUPS] = {true, false, true, true};
    bool named[CROWD][2] = {{false}};
    for (uint32_t trial = 0; trial < 60; trial++) {
        uint32_t keys[CROWD];
        sorted all[CROWD];
        size_t n = 0;
        const lac_eligible eligible = {.groups = trial % 2 == 0 ? groups : NULL,
            .within = trial % 3 == 0 ? within : NULL,
            .only = trial % 5 == 0 ? 0 : -1,
            .named = trial % 4 == 0 ? named[0] : NULL,
            .n_named = 2,
            .list = 1};
        for (size_t i = 0; i < CROWD; i++) {
            const uint32_t word = any_word(trial * 1000 + (uint32_t)i);
            keys[i] = trial % 3 == 1 ? word % 4 : word;
            snapshot.gone[i] = word >> 8 & 1;
            named[snapshot.child[i]][1] = word >> 9 & 1;
            const int g = snapshot.group[i];
            if (!snapshot.gone[i] && (trial % 2 != 0 || groups[g]) &&
                (trial % 3 != 0 || within[g]) && (trial % 5 != 0 || g == 0) &&
                (trial % 4 != 0 || !named[snapshot.child[i]][1])) {
                all[n++] = (sorted){keys[i], snapshot.family[i], snapshot.member[i], i};
            }
        }
        assert_true(n > 1);
        assert_int_equal(lac_snapshot_count(&snapshot, &eligible), n);
        qsort(all, n, sizeof *all, compare_sorted);
        for (size_t wanted = 0; wanted <= n + 2; wanted++) {
            const size_t due = wanted < n ? wanted : n;
            size_t expected[CROWD] = {0};
            assert_int_equal(lac_snapshot_pick(&snapshot, &eligible, keys, wanted), due);
            for (size_t i = 0; i < due; i++) {
                expected[i] = all[i].at;
            }
            qsort(expected, due, sizeof *expected, compare_places);
            qsort(snapshot.picked, due, sizeof *snapshot.picked, compare_places);
            assert_memory_equal(snapshot.picked, expected, due * sizeof *expected);
        }
    }
    lac_snapshot_free(&snapshot);
}

/* 3 of 10 children by keys of their own each month: all 120 triples are as likely. Chi-square at 119
 * degrees of freedom over 24,000 months, a false alarm of 1e-6 either side. */
static void every_set_is_as_likely(void **state)
{
    (void)state;
    enum { N = 10, MONTHS = 24000, SETS = 1 << N };
    static int seen[SETS];
    lac_snapshot snapshot;
    const lac_eligible anybody = {.only = -1};
    const lac_luck luck = {.seed = SEED};
    make_snapshot(&snapshot, N);
    memset(seen, 0, sizeof seen);
    for (uint64_t m = 0; m < MONTHS; m++) {
        const uint32_t *words = lac_snapshot_words(&snapshot, &luck, LAC_LUCK_COUNT_KEY, m << 4);
        unsigned set = 0;
        assert_int_equal(lac_snapshot_pick(&snapshot, &anybody, words, 3), 3);
        for (int i = 0; i < 3; i++) {
            set |= 1U << snapshot.picked[i];
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
    lac_snapshot_free(&snapshot);
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
        cmocka_unit_test(every_set_is_as_likely),
    };
    return cmocka_run_group_tests_name("samplers", tests, NULL, NULL);
}
