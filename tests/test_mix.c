/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ages and placements of a stream's children, from whatever the study gives. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2022-03\n"
#define MIX_HEAD                                                                                   \
    HEAD "data,,opening,opening.csv\n"                                                             \
         "admissions,local,count,120\n"
/* a year of age in each placement: 30 of 3 in foster, 10 of 12 in foster, 20 of 12 in kin */
#define MIX_OPENING                                                                                \
    "age_years,months_in_care,placement,children\n"                                                \
    "3,,foster,30\n"                                                                               \
    "12,,foster,10\n"                                                                              \
    "12,,kin,20\n"

/* The share of stream k that is of completed years from..to and in a placement (-1: any). */
static double share_of(const test_study *s, int k, int from, int to, int placement)
{
    const lac_model *model = &s->results.models[0];
    double sum = 0;
    for (int a = from * 12; a < (to + 1) * 12; a++) {
        for (int p = 0; p < model->grid.n_placements; p++) {
            sum += placement < 0 || p == placement
                       ? model->streams[k].mix[a * model->grid.n_placements + p]
                       : 0;
        }
    }
    return sum;
}

static int placement_of(const test_study *s, const char *name)
{
    const lac_model *model = &s->results.models[0];
    return lac_label_find(model->placements, model->n_placements, name);
}

/* Nothing is given: the joint mix of the opening children, which is said. */
static void mix_of_the_opening_children(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD, "opening.csv", MIX_OPENING, NULL);
    const int foster = placement_of(&s, "foster");
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 3, 3, foster), 0.5);
    assert_near(share_of(&s, 0, 3, 3, kin), 0);
    assert_near(share_of(&s, 0, 12, 12, foster), 1 / 6.0);
    assert_near(share_of(&s, 0, 12, 12, kin), 1 / 3.0);
    assert_near(share_of(&s, 0, 0, 17, -1), 1);
    assert_told(&s, LAC_NOTE, "study.csv", 5,
        "stream local takes its ages and placements from the opening children");
    study_free(&s);
}

/* Ages by the sheet (10-15:33% is spread over 72 months), placements from the opening margin 2/3, 1/3. */
static void mix_with_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, MIX_HEAD "admissions,local,ages,0:67%; 10-15:33%\n", "opening.csv", MIX_OPENING, NULL);
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 0, 0, -1), 0.67);
    assert_near(share_of(&s, 0, 10, 10, -1), 0.055);
    assert_near(share_of(&s, 0, 10, 15, -1), 0.33);
    assert_near(share_of(&s, 0, 10, 15, kin), 0.11);
    assert_near(s.results.models[0].streams[0].mix[120 * 2 + kin], 0.33 / 72 / 3);
    assert_told(&s, LAC_NOTE, "study.csv", 5,
        "stream local takes its placements from the opening children");
    study_free(&s);
}

/* Placements by the sheet, ages from the opening margin (1/2, 1/2). */
static void mix_with_placements(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "admissions,local,placement,Kin:75%; foster:25%\n", "opening.csv",
        MIX_OPENING, NULL);
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 3, 3, kin), 0.375);
    assert_near(share_of(&s, 0, 12, 12, kin), 0.375);
    assert_told(
        &s, LAC_NOTE, "study.csv", 5, "stream local takes its ages from the opening children");
    study_free(&s);
}

#define MIX_AGES                                                                                   \
    "stream,from_age,to_age,placement,share\n"                                                     \
    "Local,0,3,kin,25%\n"                                                                          \
    "Local,10,12,,75%\n"

/* The table of admission ages: a blank placement is the opening mix of placements. */
static void mix_by_a_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,other,count,12\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    const int foster = placement_of(&s, "foster");
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 0, 3, kin), 0.25);
    assert_near(share_of(&s, 0, 0, 3, foster), 0);
    assert_near(share_of(&s, 0, 11, 11, kin), 0.25 / 3);
    assert_near(share_of(&s, 0, 10, 12, foster), 0.5);
    assert_near(share_of(&s, 1, 3, 3, foster), 0.5);
    assert_not_told(&s, "stream local");
    assert_told(&s, LAC_NOTE, "study.csv", 7,
        "stream other takes its ages and placements from the opening children");
    study_free(&s);
}

/* The sheet's list beats one margin of the table; the other stays the table's (1/2 kin, 1/2 foster). */
static void sheet_list_beats_the_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,local,ages,17:100%\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    assert_near(share_of(&s, 0, 17, 17, placement_of(&s, "kin")), 0.5);
    assert_near(share_of(&s, 0, 17, 17, placement_of(&s, "foster")), 0.5);
    assert_counts(&s, 0, 0);
    assert_not_told(&s, "stream local");
    study_free(&s);
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,local,placement,foster:100%\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    assert_near(share_of(&s, 0, 0, 3, placement_of(&s, "foster")), 0.25);
    assert_near(share_of(&s, 0, 10, 12, placement_of(&s, "foster")), 0.75);
    assert_not_told(&s, "stream local");
    study_free(&s);
}

/* Shares within half a point of 100 % are scaled, which is said. */
static void shares_of_the_table_are_scaled(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "data,,admission_ages,ages.csv\n", "opening.csv", MIX_OPENING,
        "ages.csv", "stream,from_age,to_age,share\nlocal,0,3,50.2%\nlocal,4,17,50.2%\n", NULL);
    assert_near(share_of(&s, 0, 0, 3, -1), 0.5);
    assert_told(&s, LAC_NOTE, "ages.csv", 2,
        "the shares of stream local sum to 100.4% and were scaled to 100%");
    study_free(&s);
}

/* Children of unknown age (all in kin) say nothing of a stream's ages, but of its placements where those
 * are taken by themselves. */
static void mix_leaves_unknown_ages_out(void **state)
{
    (void)state;
    static const char OPENING[] = "age_years,months_in_care,placement,children\n"
                                  "3,,foster,30\n"
                                  ",,kin,10\n";
    test_study s;
    study_must_run(&s, MIX_HEAD, "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "foster")), 1);
    study_free(&s);
    study_must_run(&s, MIX_HEAD "admissions,local,ages,9:100%\n", "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 9, 9, placement_of(&s, "foster")), 0.75);
    assert_near(share_of(&s, 0, 9, 9, placement_of(&s, "kin")), 0.25);
    study_free(&s);
    study_must_run(
        &s, MIX_HEAD "admissions,local,placement,kin:100%\n", "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "kin")), 1);
    study_free(&s);
}

/* A row of the table without ages takes those of the opening children, 1/2 and 1/2. */
static void table_without_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "data,,admission_ages,ages.csv\n", "opening.csv", MIX_OPENING,
        "ages.csv", "stream,from_age,to_age,placement,share\nlocal,,,kin,60%\nlocal,0,0,,40%\n",
        NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "kin")), 0.3);
    assert_near(share_of(&s, 0, 12, 12, placement_of(&s, "kin")), 0.3);
    assert_near(share_of(&s, 0, 0, 0, placement_of(&s, "kin")), 0.4 / 3);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mix_of_the_opening_children),
        cmocka_unit_test(mix_with_ages),
        cmocka_unit_test(mix_with_placements),
        cmocka_unit_test(mix_by_a_table),
        cmocka_unit_test(sheet_list_beats_the_table),
        cmocka_unit_test(shares_of_the_table_are_scaled),
        cmocka_unit_test(mix_leaves_unknown_ages_out),
        cmocka_unit_test(table_without_ages),
    };
    return cmocka_run_group_tests_name("mix", tests, NULL, NULL);
}
