/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/layers.h"

#include <string.h>

static const struct {
    const char *name;
    const char *noun;
} LAYERS[] = {{"process", "chance"}, {"parameter", "rates not known exactly"},
    {"drift", "years that differ"}, {"assumption", "ranges of assumptions"}};

enum { N_LAYERS = sizeof LAYERS / sizeof LAYERS[0] };

const char *lac_layer_noun(const char *layer)
{
    for (int i = 0; i < N_LAYERS; i++) {
        if (strcmp(layer, LAYERS[i].name) == 0) {
            return LAYERS[i].noun;
        }
    }
    return layer;
}

/* Whether "process+drift" holds the layer. */
static bool holds(const char *layers, const char *layer)
{
    while (*layers != '\0') {
        const size_t length = strcspn(layers, "+");
        if (length == strlen(layer) && strncmp(layers, layer, length) == 0) {
            return true;
        }
        layers += length + (layers[length] == '+' ? 1 : 0);
    }
    return false;
}

const char *lac_layers_list(lac_arena *arena, const char *layers, bool missing)
{
    const char *nouns[N_LAYERS];
    const char *list = "";
    int n = 0;
    for (int i = 0; i < N_LAYERS; i++) {
        if (holds(layers, LAYERS[i].name) != missing) {
            nouns[n++] = LAYERS[i].noun;
        }
    }
    for (int i = 0; i < n && list != NULL; i++) {
        const char *joint = i == 0 ? "" : i == n - 1 ? " and " : ", ";
        list = lac_arena_format(arena, "%s%s%s", list, joint, nouns[i]);
    }
    return list;
}
