/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exits by count in whole children (engine/counts.c): whom filtered factors below 1 spare when a count is
 * above all who are eligible. */
#include "engine/course.h"
#include "engine/number.h"
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

static const uint64_t SEED = 1;
enum { CHILDREN = 6, FOSTER = 3, ROUTE = 1 /* after ageing_out */, REPLICATES = 1000 };

/* A count of 10 in April on six children, three in foster care, of whom a factor of 0.5 lets off half, and
 * three with kin, of whom one of 0.25 lets off three quarters; nothing else happens. Child i turns 18 in
 * month 1 + i if it is still there. */
static const char SHEET[] = "section,item,field,A\n"
                            "time,,start,2020-04\n"
                            "time,,end,2020-10\n"
                            "data,,opening,o.csv\n"
                            "exit,home,count,120\n"
                            "exit,home,count from 2020-05,0\n"
                            "intervention,F,effect,multiply\n"
                            "intervention,F,acts_on,exit/home\n"
                            "intervention,F,placement,foster\n"
                            "intervention,F,factor,0.5\n"
                            "intervention,K,effect,multiply\n"
                            "intervention,K,acts_on,exit/home\n"
                            "intervention,K,placement,kin\n"
                            "intervention,K,factor,0.25\n";
static const char OPENING[] = "age_months,placement,children\n"
                              "214,foster,1\n213,foster,1\n212,foster,1\n"
                              "211,kin,1\n210,kin,1\n209,kin,1\n";

/* ---- the words of a replicate, by their addresses ---- */

static double share(uint32_t word)
{
    return word / (double)LAC_WHOLE;
}

/* The factor lets the child off if this is not below it. */
static double spare_word(const lac_luck *luck, int child)
{
    const lac_who who = {LAC_FAMILY_OPENING + (uint32_t)child, 0};
    return share(lac_luck_draw(luck, who, LAC_LUCK_PART_KEY, (uint64_t)ROUTE << 10).word[0]);
}

static int count_word(const lac_luck *luck)
{
    const lac_who who = {LAC_FAMILY_COUNTS + ROUTE, 0};
    return (int)lac_number_invert(lac_luck_draw(luck, who, LAC_LUCK_NUMBER, 0).word[0], 10, 1);
}

/* Exit number j beyond the six: 0 on which of them it falls, in children; 1 whether the factor lets it off. */
static void excess_words(const lac_luck *luck, int j, double out[2])
{
    const lac_who who = {LAC_FAMILY_COUNTS + ROUTE, UINT32_C(0x40000000) + (uint32_t)j};
    const lac_draw draw = lac_luck_draw(luck, who, LAC_LUCK_NUMBER, 0);
    out[0] = share(draw.word[0]) * CHILDREN;
    out[1] = share(draw.word[1]);
}

static bool has_left(const simulation *it, int child)
{
    return count_of(it, "exits_ageing_out", 1 + child) == 0;
}

/* ---- by hand ---- */

typedef struct {
    uint32_t replicate;
    double spare[CHILDREN]; /* below 0.5 (foster), 0.25 (kin): leaves */
    int n_excess;
    double excess[3][2]; /* below 3: foster; then below 0.5 or 0.25: takes one more of them */
    bool left[CHILDREN];
    int unmet;
} hand_case;

/* All six are picked, and all of the count beyond six falls among them too:
 * 218: 1 of foster is spared by 0.678 and 0 by 0.954; the second excess takes the one spared by least, 1,
 *      though 0 stands before it. The first, on kin, is let off.
 * 130: the second excess is on kin and takes 4 (0.348), not 3 (0.930); the third on foster and takes 0
 *      (0.583), not 2 (0.977), who stands behind it.
 * 257: the first excess is on kin and takes 4 (0.686), not 3 (0.853), who stands before; others are let off.
 * 185: the second excess is on kin, where 5 (0.745) alone was spared; 1 of foster was spared by less (0.534)
 *      and stays: the factors are those of their own children.
 * 113: two of the excess are on kin and take first 5 (0.483), then 3 (0.756); foster's 1 and 2 stay.
 * 237: the second excess is on foster, where nobody was spared: it is unmet. The first is let off. */
static const hand_case CASES[] = {
    {218, {0.954, 0.678, 0.299, 0.070, 0.019, 0.765}, 2, {{4.535, 0.658}, {1.032, 0.033}},
        {false, true, true, true, true, false}, 0},
    {130, {0.583, 0.404, 0.977, 0.930, 0.348, 0.078}, 3,
        {{0.780, 0.687}, {4.782, 0.070}, {1.051, 0.018}}, {true, true, false, false, true, true},
        0},
    {257, {0.498, 0.494, 0.444, 0.853, 0.686, 0.026}, 3,
        {{3.670, 0.100}, {4.697, 0.456}, {1.769, 0.588}}, {true, true, true, false, true, true}, 0},
    {185, {0.408, 0.534, 0.075, 0.066, 0.177, 0.745}, 3,
        {{0.338, 0.901}, {3.462, 0.202}, {3.386, 0.409}}, {true, false, true, true, true, true}, 0},
    {113, {0.488, 0.546, 0.754, 0.756, 0.227, 0.483}, 3,
        {{4.218, 0.163}, {5.965, 0.018}, {0.493, 0.605}}, {true, false, false, true, true, true},
        0},
    {237, {0.109, 0.431, 0.013, 0.982, 0.789, 0.265}, 2, {{5.421, 0.488}, {1.313, 0.230}},
        {true, true, true, false, false, false}, 1},
};

static void an_excess_takes_whom_the_factor_spared_by_least(void **state)
{
    test_study s;
    simulation it;

    (void)state;
    study_must_run(&s, SHEET, "o.csv", OPENING, NULL);
    simulation_begin(&it, &s, "A");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const hand_case *hand = &CASES[i];
        const lac_luck luck = {SEED, hand->replicate};
        int exits = 0;

        assert_int_equal(count_word(&luck), CHILDREN + hand->n_excess);
        for (int child = 0; child < CHILDREN; child++) {
            assert_within(spare_word(&luck, child), hand->spare[child], 5e-4);
        }
        for (int j = 0; j < hand->n_excess; j++) {
            double words[2];

            excess_words(&luck, j, words);
            assert_within(words[0], hand->excess[j][0], 5e-4);
            assert_within(words[1], hand->excess[j][1], 5e-4);
        }
        simulation_run(&it, SEED, hand->replicate);
        for (int child = 0; child < CHILDREN; child++) {
            assert_int_equal(has_left(&it, child), hand->left[child]);
            exits += hand->left[child];
        }
        assert_int_equal(count_of(&it, "exits_home", 0), exits);
        assert_int_equal(count_of(&it, "unmet_exits", 0), hand->unmet * LAC_UNMET_PARTS);
    }
    simulation_end(&it);
    study_free(&s);
}

/* ---- in every replicate ---- */

/* Whatever the count, once it is six or more: of the children of one factor those have left whose words are
 * smallest, at least all below the factor. Often enough somebody is taken whom the factor had spared, while
 * another of them stays. */
static void those_who_leave_were_spared_by_less(void **state)
{
    test_study s;
    simulation it;
    int telling = 0;

    (void)state;
    study_must_run(&s, SHEET, "o.csv", OPENING, NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        const lac_luck luck = {SEED, r};

        simulation_run(&it, SEED, r);
        if (count_word(&luck) < CHILDREN) {
            continue;
        }
        for (int first = 0; first < CHILDREN; first += FOSTER) {
            const double factor = first == 0 ? 0.5 : 0.25;
            double last_gone = 0;
            double first_kept = 1;

            for (int child = first; child < first + FOSTER; child++) {
                const double word = spare_word(&luck, child);

                assert_true(has_left(&it, child) || word >= factor);
                last_gone = has_left(&it, child) && word > last_gone ? word : last_gone;
                first_kept = !has_left(&it, child) && word < first_kept ? word : first_kept;
            }
            assert_true(last_gone < first_kept);
            telling += last_gone >= factor && first_kept < 1;
        }
    }
    assert_true(telling > REPLICATES / 10);
    simulation_end(&it);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_excess_takes_whom_the_factor_spared_by_least),
        cmocka_unit_test(those_who_leave_were_spared_by_less),
    };
    return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
