/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts as files: what gnuplot makes of hostile words, equal bytes, and every way it can fail. */
#include "support.h"

#include "output/gnuplot.h"
#include "output/label.h"
#include "output/plot.h"
#include "output/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NONE ((double)NAN)

enum { N_X = 6 };

/* A folder of its own for each test, and the PATH as it was. */
typedef struct {
    lac_arena arena;
    char folder[64];
    char *path;
} place;

static int enter(void **state)
{
    static place self;
    const char *path = getenv("PATH");

    self = (place){0};
    strcpy(self.folder, "/tmp/lac_plot_XXXXXX");
    self.path = lac_arena_copy(&self.arena, path == NULL ? "" : path);
    *state = &self;
    return mkdtemp(self.folder) == NULL || self.path == NULL ? -1 : 0;
}

static void remove_all(const char *folder)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;

    while (list != NULL && (entry = readdir(list)) != NULL) {
        char path[512];

        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.' || entry->d_name[1] == 'C') {
            if (remove(path) != 0) {
                remove_all(path);
            }
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
    (void)rmdir(folder);
}

static int leave(void **state)
{
    place *self = *state;
    int rc = setenv("PATH", self->path, 1);

    remove_all(self->folder);
    lac_arena_free(&self->arena);
    return rc;
}

static char *within(place *self, const char *name)
{
    return lac_arena_format(&self->arena, "%s/%s", self->folder, name);
}

static char *whole_file(place *self, const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    char *bytes = lac_arena_alloc(&self->arena, 4000000, 1);

    if (in == NULL || bytes == NULL) {
        fail_msg("cannot read %s", path);
    }
    *length = fread(bytes, 1, 3999999, in);
    (void)fclose(in);
    return bytes;
}

static size_t count_files(const char *folder)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    size_t n = 0;

    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 ? 1 : 0;
    }
    (void)closedir(list);
    return n;
}

/* ---- a chart ---- */

static const lac_month months[N_X] = {
    2014 * 12 + 2, 2015 * 12 + 2, 2016 * 12 + 2, 2017 * 12 + 2, 2018 * 12 + 2, 2019 * 12 + 2};
static const double actual[N_X] = {231, 256, 285, 303, NONE, NONE};
static const double without[N_X] = {NONE, NONE, NONE, NONE, 315, 327};
static const double quarter[N_X] = {NONE, NONE, NONE, NONE, 305, 299.5};
static const lac_chart_series lines[3] = {
    {"Actual", actual, LAC_SERIES_HISTORY, false, false},
    {"No programme", without, LAC_SERIES_REFERENCE, false, false},
    {"Programme, 25 %", quarter, LAC_SERIES_FOCUS, false, false},
};
static const double into[2] = {120, 127};
static const double out_of[2] = {95, NONE};
static const lac_chart_series parts[2] = {
    {"Admissions", into, LAC_SERIES_IN, false, false},
    {"Leavers", out_of, LAC_SERIES_OUT, false, false},
};

static lac_chart stock(void)
{
    return (lac_chart){.kind = LAC_CHART_LINES,
        .name = "stock",
        .title = "A quarter of the programme turns the rise",
        .subtitle = "Children looked after in Herefordshire at 31 March",
        .source = "Source: Herefordshire Council",
        .alt = "Rises from 231 in March 2014 to 303 in March 2017 & then <falls>.",
        .unit = "Children",
        .n_x = N_X,
        .x = months,
        .n_series = COUNT(lines),
        .series = lines,
        .forecast = 2017 * 12 + 3};
}

static lac_chart flow(void)
{
    lac_chart chart = stock();

    chart.kind = LAC_CHART_FLOWS;
    chart.axis = LAC_CHART_YEARS;
    chart.name = "flows";
    chart.x = months + 3;
    chart.n_x = 2;
    chart.series = parts;
    chart.n_series = COUNT(parts);
    return chart;
}

static const char *const hostile[] = {
    "O'Brien `touch CANARY` $(touch CANARY)",
    "<touch CANARY",
    "|touch CANARY",
    "' . system('touch CANARY') . '",
    "'.system(\"touch CANARY\").'",
    "a'' . system(\"touch CANARY\") #",
    "\" . system(\"touch CANARY\") . \"",
    "it's @chart_name and @quote_mark 'n' \"@ink\"",
    "\\' . system('touch CANARY') . '",
    "END\n!touch CANARY\nsystem 'touch CANARY'",
    "ends with a backslash \\",
    "{unbalanced } braces {{ # and a comment",
    "%s %d %n \\U+0041 \\101 \\n",
    "& <b> ]]> &amp; <!-- -->",
    "''''",
    "'",
    "\xE6\x97\xA5\xE6\x9C\xAC caf\xC3\xA9 \xE2\x80\x99",
    "=cmd()",
};

/* ---- hostile words ---- */

/* gnuplot itself reads every quoted text back, byte for byte, and runs none. */
static void gnuplot_reads_quoted_words_as_they_are(void **state)
{
    place *self = *state;
    static const char alphabet[] = "ab '\"`\\@{}$()#!<|;,.%&^_~";
    enum { WORDS = 400 };
    char *words[WORDS];
    char *script = within(self, "words.gp");
    char *output = within(self, "words.txt");
    const char *const arguments[] = {"-c", script, output, NULL};
    lac_gnuplot_outcome outcome;
    char said[LAC_GNUPLOT_SAID];
    uint64_t luck = 31;
    FILE *out = fopen(script, "wb");
    size_t length;
    char *line;

    assert_non_null(out);
    (void)fputs("quote_mark = \"\\047\"\na = 'EXPANDED'\nb = 'EXPANDED'\nset print ARG1\n", out);
    for (size_t i = 0; i < WORDS; i++) {
        char text[24];

        for (size_t k = 0; k + 1 < sizeof text; k++) {
            luck = luck * 6364136223846793005ULL + 1442695040888963407ULL;
            text[k] = alphabet[(luck >> 33) % (sizeof alphabet - 1)];
        }
        text[sizeof text - 1] = '\0';
        words[i] = lac_label_clean(&self->arena, i < COUNT(hostile) ? hostile[i] : text);
        (void)fprintf(out, "print %s\n", lac_label_quote(&self->arena, words[i]));
    }
    assert_int_equal(fclose(out), 0);
    assert_int_equal(lac_gnuplot_run(arguments, NULL, &outcome, said), LAC_OK);
    assert_string_equal(said, "");
    line = whole_file(self, output, &length);
    for (size_t i = 0; i < WORDS; i++) {
        char *end = strchr(line, '\n');

        assert_non_null(end);
        *end = '\0';
        assert_string_equal(line, words[i]);
        line = end + 1;
    }
    assert_string_equal(line, "");
}

/* The words stand in the picture as they were given, and the canary does not sing. */
static void hostile_names_are_only_drawn(void **state)
{
    place *self = *state;
    char here[4096];
    lac_plot_options options = {.titles = true};

    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(self->folder), 0);
    for (size_t i = 0; i < COUNT(hostile); i++) {
        lac_chart_series series[3] = {lines[0], lines[1], lines[2]};
        lac_chart chart = stock();
        lac_diagnostics diagnostics = {0};
        size_t length;
        char *svg;

        series[1].name = hostile[i];
        chart.series = series;
        chart.title = hostile[i];
        chart.subtitle = hostile[i];
        chart.source = hostile[i];
        chart.alt = hostile[i];
        chart.unit = hostile[i];
        chart.target = hostile[i];
        chart.target_value = 300;
        assert_int_equal(lac_plot_write(&chart, 1, ".", &options, &diagnostics), LAC_OK);
        assert_int_equal(diagnostics.n, 0);
        assert_int_not_equal(access("CANARY", F_OK), 0);
        svg = whole_file(self, "stock.svg", &length);
        assert_non_null(strstr(svg, "Forecast"));
        assert_null(strstr(svg, "EXPANDED"));
        if (strpbrk(hostile[i], "'\"\n<>&") == NULL) {
            char *text = lac_arena_format(&self->arena, "<text>%s</text>", hostile[i]);

            assert_non_null(strstr(svg, text)); /* the source line */
        }
        lac_diagnostics_free(&diagnostics);
    }
    assert_int_equal(chdir(here), 0);
}

static void a_hostile_folder_is_only_a_folder(void **state)
{
    place *self = *state;
    static const char *const folders[] = {
        "|touch CANARY", "<touch CANARY", "-e", "`touch CANARY`", "it's $(touch CANARY)", "~"};
    lac_plot_options options = {.titles = true};
    const lac_chart chart = stock();
    char here[4096];

    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(self->folder), 0);
    for (size_t i = 0; i < COUNT(folders); i++) {
        lac_diagnostics diagnostics = {0};

        assert_int_equal(mkdir(folders[i], 0700), 0);
        assert_int_equal(lac_plot_write(&chart, 1, folders[i], &options, &diagnostics), LAC_OK);
        assert_int_equal(count_files(folders[i]), 4);
        assert_int_not_equal(access("CANARY", F_OK), 0);
        lac_diagnostics_free(&diagnostics);
    }
    assert_int_equal(chdir(here), 0);
}

static void the_marker_is_not_in_the_text(void **state)
{
    place *self = *state;
    char *one = lac_script_marker(&self->arena, "1 2 3\n");
    char *same = lac_script_marker(&self->arena, "1 2 3\n");
    char *other = lac_script_marker(&self->arena, "1 2 4\n");

    /* SHA-256 of "1 2 3" and a line feed, by sha256sum */
    assert_string_equal(one, "END_1def07dbe06eeb097aafec8a");
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
}

/* ---- files ---- */

static void a_chart_is_four_files_and_the_same_bytes_each_time(void **state)
{
    place *self = *state;
    static const char *const names[] = {"stock.gp", "stock.csv", "stock.png", "stock.svg",
        "flows.gp", "flows.csv", "flows.png", "flows.svg"};
    lac_chart charts[2] = {stock(), flow()};
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char *folders[2] = {within(self, "a"), within(self, "b")};

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(mkdir(folders[i], 0700), 0);
        assert_int_equal(lac_plot_write(charts, 2, folders[i], &options, &diagnostics), LAC_OK);
        assert_int_equal(count_files(folders[i]), COUNT(names));
    }
    assert_int_equal(diagnostics.n, 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        size_t length[2];
        char *first = whole_file(
            self, within(self, lac_arena_format(&self->arena, "a/%s", names[i])), &length[0]);
        char *second = whole_file(
            self, within(self, lac_arena_format(&self->arena, "b/%s", names[i])), &length[1]);

        assert_true(length[0] > 100 || strstr(names[i], "flows.csv") != NULL);
        assert_int_equal(length[0], length[1]);
        assert_memory_equal(first, second, length[0]);
    }
    lac_diagnostics_free(&diagnostics);
}

static void the_picture_is_for_readers_and_listeners(void **state)
{
    place *self = *state;
    const lac_chart chart = stock();
    const lac_plot_options options = {.titles = false};
    lac_diagnostics diagnostics = {0};
    size_t length;
    char *bytes;

    assert_int_equal(lac_plot_write(&chart, 1, self->folder, &options, &diagnostics), LAC_OK);
    bytes = whole_file(self, within(self, "stock.png"), &length);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1A\n", 8);
    /* width 1600 and height 900 in the header */
    assert_memory_equal(bytes + 16, "\0\0\x06\x40\0\0\x03\x84", 8);
    bytes = whole_file(self, within(self, "stock.svg"), &length);
    assert_non_null(strstr(bytes, "<svg role=\"img\" aria-labelledby=\"chart-title chart-desc\""));
    assert_non_null(strstr(bytes,
        "<title id=\"chart-title\">A quarter of the programme turns the rise</title>\n"
        "<desc id=\"chart-desc\">Rises from 231 in March 2014 to 303 in March 2017 &amp; then "
        "&lt;falls&gt;.</desc>"));
    assert_null(strstr(bytes, "Gnuplot"));
    assert_null(strstr(bytes, "<text>Source"));
    assert_non_null(strstr(bytes, "<text>Programme, 25 %: 300</text>"));
    bytes = whole_file(self, within(self, "stock.csv"), &length);
    assert_string_equal(bytes, "\xEF\xBB\xBF"
                               "month,Actual,No programme,\"Programme, 25 %\"\r\n"
                               "2014-03,231,,\r\n2015-03,256,,\r\n2016-03,285,,\r\n"
                               "2017-03,303,,\r\n2018-03,,315,305\r\n2019-03,,327,299.5\r\n");
    lac_diagnostics_free(&diagnostics);
}

/* The kept script draws the same pictures by itself. */
static void the_script_draws_the_chart_again(void **state)
{
    place *self = *state;
    const lac_chart chart = flow();
    const lac_plot_options options = {.titles = true};
    const char *const arguments[] = {"flows.gp", NULL};
    lac_diagnostics diagnostics = {0};
    lac_gnuplot_outcome outcome;
    char said[LAC_GNUPLOT_SAID];
    char here[4096];
    size_t before;
    size_t after;
    char *first;
    char *second;

    assert_int_equal(lac_plot_write(&chart, 1, self->folder, &options, &diagnostics), LAC_OK);
    first = whole_file(self, within(self, "flows.png"), &before);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(self->folder), 0);
    assert_int_equal(remove("flows.png"), 0);
    assert_int_equal(lac_gnuplot_run(arguments, NULL, &outcome, said), LAC_OK);
    assert_string_equal(said, "");
    assert_int_equal(chdir(here), 0);
    second = whole_file(self, within(self, "flows.png"), &after);
    assert_int_equal(before, after);
    assert_memory_equal(first, second, before);
    lac_diagnostics_free(&diagnostics);
}

static void svg_of_another_form_is_refused(void **state)
{
    place *self = *state;

    assert_null(lac_plot_describe(&self->arena, "", "t", "a"));
    assert_null(lac_plot_describe(&self->arena, "<svg><title>Gnuplot</title></svg>", "t", "a"));
    assert_null(lac_plot_describe(
        &self->arena, "<svg ><title>Gnuplot</title><desc>x</desc><g>cut off", "t", "a"));
    assert_string_equal(
        lac_plot_describe(&self->arena,
            "<?xml?><svg w=\"1\"><title>Gnuplot</title><desc>x</desc></svg>", "t<", "a"),
        "<?xml?><svg role=\"img\" aria-labelledby=\"chart-title chart-desc\" w=\"1\">"
        "<title id=\"chart-title\">t&lt;</title>\n<desc id=\"chart-desc\">a</desc></svg>");
}

/* ---- gnuplot fails ---- */

static void without_gnuplot_the_numbers_are_complete(void **state)
{
    place *self = *state;
    lac_chart charts[2] = {stock(), flow()};
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char *empty = within(self, "empty");
    char *folder = within(self, "charts");

    assert_int_equal(mkdir(empty, 0700), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(setenv("PATH", empty, 1), 0);
    assert_int_equal(lac_plot_write(charts, 2, folder, &options, &diagnostics), LAC_CHARTS);
    assert_int_equal(diagnostics.n, 1);
    assert_int_equal(diagnostics.n_errors, 0);
    assert_int_equal(diagnostics.items[0].severity, LAC_WARNING);
    assert_string_equal(diagnostics.items[0].message,
        "the charts could not be drawn because gnuplot is not installed");
    assert_string_equal(diagnostics.items[0].hint,
        "install it with: sudo apt-get install gnuplot-nox fonts-liberation");
    assert_int_equal(count_files(folder), 4);
    assert_int_equal(access(within(self, "charts/stock.gp"), F_OK), 0);
    assert_int_equal(access(within(self, "charts/flows.csv"), F_OK), 0);
    lac_diagnostics_free(&diagnostics);
}

/* Puts a program named gnuplot first on the PATH. */
static void pretend(place *self, const char *program)
{
    char *path = within(self, "gnuplot");
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    (void)fputs(program, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(setenv("PATH", self->folder, 1), 0);
}

static void what_gnuplot_said_is_passed_on(void **state)
{
    place *self = *state;
    const lac_chart chart = stock();
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char *folder = within(self, "charts");

    assert_int_equal(mkdir(folder, 0700), 0);
    pretend(self, "#!/bin/sh\necho 'unknown terminal' >&2\necho half >\"$4\"\nexit 1\n");
    assert_int_equal(lac_plot_write(&chart, 1, folder, &options, &diagnostics), LAC_CHARTS);
    assert_int_equal(diagnostics.n, 1);
    assert_string_equal(
        diagnostics.items[0].message, "gnuplot could not draw the chart stock: unknown terminal");
    assert_int_equal(count_files(folder), 2);
    lac_diagnostics_free(&diagnostics);
}

static void a_picture_that_is_not_one_is_removed(void **state)
{
    place *self = *state;
    const lac_chart chart = stock();
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};
    char *folder = within(self, "charts");

    assert_int_equal(mkdir(folder, 0700), 0);
    pretend(self, "#!/bin/sh\n: >\"$4\"\n: >\"$5\"\nexit 0\n");
    assert_int_equal(lac_plot_write(&chart, 1, folder, &options, &diagnostics), LAC_CHARTS);
    assert_string_equal(
        diagnostics.items[0].message, "gnuplot could not draw the chart stock: it gave no reason");
    assert_int_equal(count_files(folder), 2);
    lac_diagnostics_free(&diagnostics);
}

static void a_gnuplot_that_hangs_is_given_up(void **state)
{
    place *self = *state;
    const lac_chart chart = stock();
    const lac_plot_options options = {.titles = true, .limits = {.seconds = 1}};
    lac_diagnostics diagnostics = {0};
    char *folder = within(self, "charts");

    assert_int_equal(mkdir(folder, 0700), 0);
    pretend(self, "#!/bin/sh\nexec /bin/sleep 30\n");
    assert_int_equal(lac_plot_write(&chart, 1, folder, &options, &diagnostics), LAC_CHARTS);
    assert_string_equal(
        diagnostics.items[0].message, "the chart stock was not ready within 1 s and was given up");
    assert_int_equal(count_files(folder), 2);
    lac_diagnostics_free(&diagnostics);
}

static bool stop_at_third_time(void *context)
{
    int *asked = context;

    *asked += 1;
    return *asked >= 3;
}

static void the_caller_may_interrupt(void **state)
{
    place *self = *state;
    const lac_chart charts[2] = {stock(), flow()};
    int asked = 0;
    const lac_plot_options options = {
        .titles = true, .limits = {.interrupted = stop_at_third_time, .context = &asked}};
    lac_diagnostics diagnostics = {0};
    char *folder = within(self, "charts");

    assert_int_equal(mkdir(folder, 0700), 0);
    pretend(self, "#!/bin/sh\nexec /bin/sleep 30\n");
    assert_int_equal(lac_plot_write(charts, 2, folder, &options, &diagnostics), LAC_INTERRUPTED);
    assert_int_equal(asked, 3);
    assert_int_equal(diagnostics.n, 0);
    assert_int_equal(count_files(folder), 2);
    lac_diagnostics_free(&diagnostics);
}

static void much_talk_is_cut_and_does_not_block(void **state)
{
    place *self = *state;
    const char *const arguments[] = {NULL};
    lac_gnuplot_outcome outcome;
    char said[LAC_GNUPLOT_SAID];

    pretend(self, "#!/bin/sh\ni=0\nwhile [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done\n"
                  "exit 3\n");
    assert_int_equal(lac_gnuplot_run(arguments, NULL, &outcome, said), LAC_CHARTS);
    assert_int_equal(outcome, LAC_GNUPLOT_FAILED);
    assert_int_equal(strlen(said), LAC_GNUPLOT_SAID - 1);
    assert_memory_equal(said, "0123456789\n01234", 16);
}

static void gnuplot_has_a_version(void **state)
{
    lac_gnuplot_outcome outcome;
    char said[LAC_GNUPLOT_SAID];

    (void)state;
    assert_int_equal(lac_gnuplot_version(&outcome, said), LAC_OK);
    assert_int_equal(outcome, LAC_GNUPLOT_DONE);
    assert_memory_equal(said, "gnuplot ", 8);
}

static void a_faulty_chart_or_folder_is_refused(void **state)
{
    place *self = *state;
    lac_chart chart = stock();
    const lac_plot_options options = {.titles = true};
    lac_diagnostics diagnostics = {0};

    assert_int_equal(
        lac_plot_write(&chart, 1, within(self, "no/such"), &options, &diagnostics), LAC_IO);
    chart.name = "Not a slug";
    assert_int_equal(lac_plot_write(&chart, 1, self->folder, &options, &diagnostics), LAC_USAGE);
    assert_string_equal(
        diagnostics.items[0].message, "cannot be written: No such file or directory");
    assert_string_equal(
        diagnostics.items[1].message, "chart 1: the name of a chart is not made of a-z, 0-9 and _");
    assert_int_equal(diagnostics.n, 2);
    assert_int_equal(count_files(self->folder), 0);
    lac_diagnostics_free(&diagnostics);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gnuplot_reads_quoted_words_as_they_are),
        TEST(hostile_names_are_only_drawn),
        TEST(a_hostile_folder_is_only_a_folder),
        TEST(the_marker_is_not_in_the_text),
        TEST(a_chart_is_four_files_and_the_same_bytes_each_time),
        TEST(the_picture_is_for_readers_and_listeners),
        TEST(the_script_draws_the_chart_again),
        TEST(svg_of_another_form_is_refused),
        TEST(without_gnuplot_the_numbers_are_complete),
        TEST(what_gnuplot_said_is_passed_on),
        TEST(a_picture_that_is_not_one_is_removed),
        TEST(a_gnuplot_that_hangs_is_given_up),
        TEST(the_caller_may_interrupt),
        TEST(much_talk_is_cut_and_does_not_block),
        TEST(gnuplot_has_a_version),
        TEST(a_faulty_chart_or_folder_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
