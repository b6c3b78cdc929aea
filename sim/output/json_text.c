/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/json_text.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

json_t *lac_json_text(const char *text)
{
    const size_t length = strlen(text);
    if (lac_utf8_fault(text, length) == length) {
        return json_string(text);
    }
    char *copy = strdup(text);
    json_t *out = NULL;
    for (size_t at = 0; copy != NULL && (at = lac_utf8_fault(copy, length)) < length;) {
        copy[at] = '?';
    }
    if (copy != NULL) {
        out = json_string(copy);
    }
    free(copy);
    return out;
}
