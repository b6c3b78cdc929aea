#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: tests/rooms.sh TOP [OBJECTS] fails when a room looks the wrong way.
#
# Data walks through the rooms in one direction:
#     base -> model -> input -> engine -> results -> output -> cli
# Every file of sim/<room> and include/<room> may include only the rooms and libraries of the table
# below, and names the room it looks into ("room/name.h"). With OBJECTS, the folder of the compiled
# rooms (OBJECTS/<room>/*.o), it also looks at what the compiler made of them: the rooms model,
# engine and results keep no state of their own outside a function's variables and call nothing that
# reads, writes, prints, ends the program or asks its environment.
set -eu
top=$1 objects=${2:-}
[ -d "$top/sim" ] || { echo "rooms: no folder sim in $top" >&2; exit 2; }
faults=0

# room: rooms it may look into: libraries it may use (libc, POSIX and the intrinsics of the compiler are free to all)
table='
base:base:unistring
model:base model:gsl
input:base model input:csv md
engine:base model engine:gsl random123
results:base model engine results:
output:base model results output:xlsxwriter jansson md
cli:base model input engine results output cli:argp csv md jansson unistring gsl gnu
'

for folder in "$top"/sim/*/ "$top"/include/*/; do
    [ -d "$folder" ] || continue
    room=$(basename "$folder")
    row=$(printf '%s\n' "$table" | grep "^$room:") || {
        echo "$folder: the table of rooms has no row for $room" >&2
        faults=1
        continue
    }
    rooms=$(printf '%s' "$row" | cut -d: -f2)
    libraries=$(printf '%s' "$row" | cut -d: -f3)
    for file in "$folder"*.[ch]; do
        [ -e "$file" ] || continue
        awk -v top="$top" -v name="${file#"$top"/}" -v room="$room" -v rooms="$rooms" \
            -v libraries="$libraries" '
        function fault(text) {
            printf "%s:%d: %s\n", name, NR, text
            faults = 1
        }
        BEGIN {
            n = split(rooms, list, " ")
            for (i = 1; i <= n; i++) room_ok[list[i]] = 1
            n = split(libraries, list, " ")
            for (i = 1; i <= n; i++) library_ok[list[i]] = 1
            free = "assert complex ctype errno fenv float inttypes iso646 limits locale math " \
                "setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib " \
                "stdnoreturn string tgmath threads time uchar wchar wctype dirent fcntl langinfo " \
                "libgen poll pthread pwd sched semaphore spawn strings sys/mman sys/resource " \
                "sys/stat sys/time sys/types sys/utsname sys/wait termios unistd immintrin"
            n = split(free, list, " ")
            for (i = 1; i <= n; i++) library_of[list[i] ".h"] = "libc"
            library_ok["libc"] = 1
            library_of["csv.h"] = "csv"
            library_of["jansson.h"] = "jansson"
            library_of["xlsxwriter.h"] = "xlsxwriter"
            library_of["argp.h"] = "argp"
            library_of["gnu/libc-version.h"] = "gnu"
            library_of["sys/ioctl.h"] = "gnu"
            library_of["sys/random.h"] = "gnu"
            n = split("sha2.h sha256.h sha512.h", list, " ")
            for (i = 1; i <= n; i++) library_of[list[i]] = "md"
            n = split("unicase.h uniconv.h unictype.h unilbrk.h uniname.h uninorm.h unistdio.h " \
                "unistr.h unistring/version.h unitypes.h uniwidth.h", list, " ")
            for (i = 1; i <= n; i++) library_of[list[i]] = "unistring"
        }
        !/^[ \t]*#[ \t]*include/ { next }
        {
            text = $0
            sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
            if (match(text, /^"[^"]*"/)) {
                header = substr(text, 2, RLENGTH - 2)
                if (header !~ /^[a-z]+\/[a-z0-9_]+\.h$/) {
                    fault("\"" header "\" does not name a room: write \"room/name.h\"")
                } else {
                    other = header
                    sub(/\/.*/, "", other)
                    if (!(other in room_ok))
                        fault("room " room " may not look into " other " (\"" header "\")")
                }
            } else if (match(text, /^<[^>]*>/)) {
                header = substr(text, 2, RLENGTH - 2)
                library = header ~ /^gsl\// ? "gsl" : header ~ /^Random123\// ? "random123" \
                    : library_of[header]
                if (library == "")
                    fault("<" header "> is in no list of tests/rooms.sh")
                else if (!(library in library_ok))
                    fault("room " room " may not use " library " (<" header ">)")
            } else {
                fault("an include must be \"room/name.h\" or <library.h>")
            }
        }
        END { exit faults }' "$file" >&2 || faults=1
    done
done

# Calls that reach outside, as the linker sees them (the compiler turns printf into puts and so on).
outside='printf fprintf vprintf vfprintf dprintf puts fputs putchar putc fputc fwrite perror psignal
fopen fdopen freopen fclose fread fgets fgetc getc getchar ungetc getline getdelim fscanf scanf fflush
tmpfile open openat creat read write pread pwrite close unlink remove rename mkdir rmdir opendir stat
fstat lstat exit _exit _Exit quick_exit atexit abort getenv secure_getenv setenv putenv unsetenv system
popen posix_spawn posix_spawnp fork execv execve execvp setlocale rand srand random srandom drand48
time clock clock_gettime gettimeofday getrandom getentropy stdin stdout stderr environ syslog'
outside=$(printf '%s' "$outside" | tr '\n' ' ')

if [ -n "$objects" ]; then
    for room in model engine results; do
        for object in "$objects/$room"/*.o; do
            [ -e "$object" ] || continue
            name=sim/$room/$(basename "$object" .o).c
            nm -u "$object" | awk -v name="$name" -v outside="$outside" '
                BEGIN { n = split(outside, list, " "); for (i = 1; i <= n; i++) bad[list[i]] = 1 }
                {
                    call = $NF
                    sub(/@.*/, "", call)
                    sub(/^__isoc99_/, "", call)
                    sub(/_unlocked$/, "", call)
                    if (call ~ /^__.*_chk$/) { sub(/^__/, "", call); sub(/_chk$/, "", call) }
                    if (call in bad) { print name ": calls " call; faults = 1 }
                }
                END { exit faults }' >&2 || faults=1
            # Symbols in sections that can be written to while the program runs; .data.rel.ro holds
            # constants that contain addresses.
            objdump -t "$object" | awk -F '\t' -v name="$name" '
                NF == 2 {
                    n = split($1, left, " ")
                    section = left[n]
                    n = split($2, right, " ")
                    # symbols of size 0 are the sections themselves
                    if (section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
                        section !~ /^\.data\.rel\.ro/ && right[1] !~ /^0+$/) {
                        print name ": keeps state in " right[n]
                        faults = 1
                    }
                }
                END { exit faults }' >&2 || faults=1
        done
    done
fi

if [ $faults -ne 0 ]; then
    echo "rooms: an include, a call or a variable is in the wrong room" >&2
    exit 1
fi
echo "rooms: every include looks the right way${objects:+; model, engine and results are closed}"
