/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a draw makes known in a scenario, and the population and price index that follow it. */
#include "support.h"

#include "model/drivers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* The population of 2019/20 stands at March 2020, the month before the study; that of 2021/22 at its last.
 * Inflation of 2020/21 is that of 2019/20, the latest given. In scenario B the first population is known. */
#define STUDY(price_base)                                                                          \
    "section,item,field,low,high,A,B\n"                                                            \
    "time,,start,,,2020-04,\n"                                                                     \
    "time,,end,,,2022-03,\n"                                                                       \
    "stock,all,children,,,100,\n"                                                                  \
    "admissions,local,events,,,50,\n"                                                              \
    "admissions,local,count,,,12,\n"                                                               \
    "population,2019/20,children,58000,62000,60000,60500\n"                                        \
    "population,2021/22,children,,,61000,\n"                                                       \
    "placement,all,weekly_cost,,,1000,\n"                                                          \
    "finance,,price_base,,," price_base ",\n"                                                      \
    "finance,2019/20,inflation,1%,4%,2%,\n"                                                        \
    "finance,2021/22,inflation,0%,6%,3%,\n"

/* The unknowns of the sheet, in its order behind the flows. */
enum { EVENTS, POPULATION, INFLATION_2019, INFLATION_2021, UNKNOWNS };

typedef struct {
    test_study study;
    lac_unknowns unknowns;
    lac_arena arena;
    lac_model model; /* a copy */
    lac_known known;
    lac_drivers drivers;
} fixture;

static void begin(fixture *self, const char *sheet, size_t scenario)
{
    *self = (fixture){.study = {.status = LAC_OK}};
    study_must_run(&self->study, sheet, NULL);
    assert_int_equal(
        lac_unknowns_make(&self->unknowns, &self->study.plan, &self->study.diagnostics), LAC_OK);
    self->model = self->study.results.models[scenario];
    assert_int_equal(lac_known_make(&self->known, &self->arena, &self->unknowns, scenario), LAC_OK);
    assert_int_equal(lac_drivers_make(&self->drivers, &self->arena, &self->model, &self->study.plan,
                         &self->known),
        LAC_OK);
    assert_int_equal(self->unknowns.n, UNKNOWNS);
}

static void take(fixture *self, const double *draw)
{
    lac_known_take(&self->known, draw);
    lac_drivers_set(&self->drivers, &self->known);
}

static void end(fixture *self)
{
    lac_arena_free(&self->arena);
    lac_unknowns_free(&self->unknowns);
    study_free(&self->study);
}

static void a_draw_is_read_in_units_of_the_sheet(void **state)
{
    (void)state;
    const double draw[UNKNOWNS] = {1.25, 0, NAN, 1};
    fixture it;
    begin(&it, STUDY("2018/19"), 0);
    take(&it, draw);
    assert_near(it.known.now[EVENTS], 1.25);
    assert_near(it.known.now[POPULATION], 58000); /* quantile 0 is low */
    assert_near(it.known.now[INFLATION_2021], 0.06);
    assert_true(lac_known_is_on(&it.known, EVENTS));
    assert_true(lac_known_is_on(&it.known, POPULATION));
    assert_false(lac_known_is_on(&it.known, INFLATION_2019));
    assert_false(lac_known_is_on(&it.known, LAC_NO_UNKNOWN));
    assert_int_equal(lac_known_of_row(&it.known, it.unknowns.items[POPULATION].row), POPULATION);
    end(&it);
}

/* The range of the sheet is that of the reference: a scenario with a value of its own has none. */
static void a_scenario_without_the_range_reads_nothing(void **state)
{
    (void)state;
    const double draw[UNKNOWNS] = {NAN, 1, 1, NAN};
    fixture it;
    begin(&it, STUDY("2018/19"), 1);
    take(&it, draw);
    assert_false(lac_known_is_on(&it.known, POPULATION));
    assert_int_equal(
        lac_known_of_row(&it.known, it.unknowns.items[POPULATION].row), LAC_NO_UNKNOWN);
    assert_null(it.drivers.population.out);
    assert_ptr_equal(lac_driver_now(&it.drivers.population), it.model.population);
    /* 60,500 + 500 x 12 / 24 in March 2021 */
    assert_near(lac_driver_now(&it.drivers.population)[11], 60750);
    assert_true(lac_known_is_on(&it.known, INFLATION_2019));
    end(&it);
}

static void the_population_is_on_the_line_of_what_is_drawn(void **state)
{
    (void)state;
    const double low[UNKNOWNS] = {NAN, 0, NAN, NAN};
    const double none[UNKNOWNS] = {NAN, NAN, NAN, NAN};
    fixture it;
    begin(&it, STUDY("2018/19"), 0);
    const double *people = lac_driver_now(&it.drivers.population);
    take(&it, low);
    assert_true(it.drivers.population.moved);
    assert_ptr_equal(people, it.model.population); /* the model's own, not the base's */
    assert_true(people != it.study.results.models[0].population);
    assert_near(people[0], 58125);  /* 58,000 + 3,000 / 24 */
    assert_near(people[11], 59500); /* + 3,000 x 12 / 24 */
    assert_near(people[23], 61000);
    take(&it, none);
    assert_false(it.drivers.population.moved);
    for (int m = 0; m < 24; m++) {
        assert_true(people[m] == it.study.results.models[0].population[m]);
    }
    end(&it);
}

static void the_index_steps_by_the_inflation_drawn(void **state)
{
    (void)state;
    const double draw[UNKNOWNS] = {NAN, NAN, 1, NAN};
    const double none[UNKNOWNS] = {NAN, NAN, NAN, NAN};
    fixture it;
    begin(&it, STUDY("2018/19"), 0);
    const double *index = lac_driver_now(&it.drivers.index);
    take(&it, draw);
    assert_true(it.drivers.index.moved);
    assert_near(index[0], 1.04 * 1.04); /* 2019/20, and 2020/21 that has its inflation */
    assert_near(index[11], 1.04 * 1.04);
    assert_near(index[12], 1.04 * 1.04 * 1.03);
    take(&it, none);
    assert_false(it.drivers.index.moved);
    assert_near(index[0], 1.02 * 1.02);
    assert_near(index[23], 1.02 * 1.02 * 1.03);
    end(&it);
}

/* Before the price base year prices are lower by the years between. */
static void the_index_divides_before_the_price_base(void **state)
{
    (void)state;
    const double draw[UNKNOWNS] = {NAN, NAN, 0, 1};
    fixture it;
    begin(&it, STUDY("2022/23"), 0);
    take(&it, draw);
    const double *index = lac_driver_now(&it.drivers.index);
    assert_near(index[0], 1 / (1.06 * 1.06)); /* 2021/22, and 2022/23 that has its inflation */
    assert_near(index[12], 1 / 1.06);
    assert_near(index[23], 1 / 1.06);
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draw_is_read_in_units_of_the_sheet),
        cmocka_unit_test(a_scenario_without_the_range_reads_nothing),
        cmocka_unit_test(the_population_is_on_the_line_of_what_is_drawn),
        cmocka_unit_test(the_index_steps_by_the_inflation_drawn),
        cmocka_unit_test(the_index_divides_before_the_price_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
