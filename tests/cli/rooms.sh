#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The checker of the rooms accepts a good house and names the file and line of each fault in a bad one.
set -u
check=$PWD/tests/rooms.sh
cd "$SCRATCH" || exit 1
mkdir -p house/sim/base house/sim/model house/sim/engine house/sim/cli house/include/base \
    house/include/model house/include/engine objects/model objects/engine
failed=0

# expect WHAT WANTED TEXT: TEXT holds a line equal to WANTED
expect() {
    printf '%s\n' "$3" | grep -qxF "$2" || {
        printf 'FAILED: %s: no line "%s" in:\n%s\n' "$1" "$2" "$3"
        failed=1
    }
}

echo 'int lac_a(void);' >house/include/base/a.h
echo '#include "base/a.h"' >house/include/model/b.h
printf '#include "model/b.h"\n#include "base/a.h"\n#include <math.h>\n' >house/sim/model/b.c
printf '#include "engine/c.h"\n#include <argp.h>\n' >house/sim/cli/main.c
echo 'typedef int lac_c;' >house/include/engine/c.h
answer=$(sh "$check" house 2>&1) || { echo "FAILED: a good house is refused: $answer"; failed=1; }

# refused WHAT FILE TEXT MESSAGE: with TEXT in FILE the house is refused with MESSAGE
refused() {
    printf '%b' "$3" >"house/$2"
    if answer=$(sh "$check" house 2>&1); then
        echo "FAILED: accepted: $1"
        failed=1
    fi
    expect "$1" "$4" "$answer"
    rm "house/$2"
}
refused 'model looks into engine' sim/model/x.c '#include <math.h>\n#include "engine/c.h"\n' \
    'sim/model/x.c:2: room model may not look into engine ("engine/c.h")'
refused 'a header of base looks into model' include/base/x.h '  #  include "model/b.h"\n' \
    'include/base/x.h:1: room base may not look into model ("model/b.h")'
refused 'engine looks into input' sim/engine/x.c '#include "input/t.h"\n' \
    'sim/engine/x.c:1: room engine may not look into input ("input/t.h")'
refused 'an include without its room' sim/model/x.c '#include "b.h"\n' \
    'sim/model/x.c:1: "b.h" does not name a room: write "room/name.h"'
refused 'a path upwards' sim/model/x.c '#include "../cli/main.h"\n' \
    'sim/model/x.c:1: "../cli/main.h" does not name a room: write "room/name.h"'
refused 'a library of another room' sim/engine/x.c '#include <jansson.h>\n' \
    'sim/engine/x.c:1: room engine may not use jansson (<jansson.h>)'
refused 'an unknown library' sim/engine/x.c '#include <zlib.h>\n' \
    'sim/engine/x.c:1: <zlib.h> is in no list of tests/rooms.sh'

# What the compiler made: calls and state.
compile() { "${CC:-cc}" -std=c17 -O2 -c -o "objects/$1.o" -x c - || failed=1; }
closed() { sh "$check" house objects 2>&1; }
compile model/good <<'END'
#include <math.h>
static const char *const names[] = {"a", "b"};
const char *lac_name(int i);
const char *lac_name(int i) { return names[(int)exp(i)]; }
END
answer=$(closed) || { echo "FAILED: a good object is refused: $answer"; failed=1; }
compile engine/bad <<'END'
#include <stdio.h>
#include <stdlib.h>
static int counted;
int lac_kept = 7;
int lac_bad(void);
int lac_bad(void)
{
    static _Thread_local double last;
    last += counted++;
    if (last > 3) { exit(1); }
    if (getenv("HOME")) { puts("home"); }
    return (int)last;
}
END
if answer=$(closed); then
    echo 'FAILED: accepted: an object with calls and state'
    failed=1
fi
for call in exit getenv puts; do
    expect "calls $call" "sim/engine/bad.c: calls $call" "$answer"
done
for variable in counted lac_kept; do
    expect "state $variable" "sim/engine/bad.c: keeps state in $variable" "$answer"
done
printf '%s\n' "$answer" | grep -q '^sim/engine/bad.c: keeps state in .*last' || {
    echo 'FAILED: a thread-local variable is accepted'
    failed=1
}
exit $failed
