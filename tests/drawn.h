/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_DRAWN_H
#define LAC_TESTS_DRAWN_H

#include "output/chart.h"
#include "output/layout.h"

/* Lays a chart out with titles and without: both must go well, every word must lie on the canvas and no
 * two may overlap. The last layout (with titles) is left in *layout. */
void assert_readable(lac_arena *arena, const lac_chart *chart, lac_layout *layout);

/* The text of a file in a folder, of the arena; the test fails when it cannot be read. */
char *text_of_file(lac_arena *arena, const char *folder, const char *name);

/* Removes a folder and the files in it. */
void remove_folder(const char *folder);

#endif
