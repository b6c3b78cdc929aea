/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_JSON_TEXT_H
#define LAC_OUTPUT_JSON_TEXT_H

#include <jansson.h>

/* A text that may hold bytes that are not UTF-8 (an argument, a file's name): they become '?'. NULL, which
 * every function of jansson passes on as a failure, when there is no memory. */
json_t *lac_json_text(const char *text);

#endif
