#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The folder of a run is whole or not there; --force replaces only results of ours.
set -u
study=$PWD/scenarios/herefordshire/study.csv
cd "$SCRATCH" || exit 1
failed=0

fail() {
    echo "FAILED: $*"
    cat err
    failed=1
}
run() { "$LACFLOW" run "$study" --no-charts --quiet "$@" >out 2>err; }
# refused MESSAGE ARGUMENT...: status 4, no answer, the message, nothing left behind
refused() {
    wanted=$1
    shift
    run "$@"
    status=$?
    printf '%s\nnothing was written\n' "$wanted" >wanted
    [ $status -eq 4 ] && [ ! -s out ] && cmp -s err wanted || fail "run $*: status $status"
    left=$(find . -name '*.tmp-*' -o -name '*.old-*')
    [ -z "$left" ] || fail "run $* left $left"
}
files='assumptions.csv comparison.csv forecast_annual.csv forecast_monthly.csv ranking.csv run.json savings.csv '

mkdir default && cd default || exit 1
"$LACFLOW" run "$study" --no-charts --quiet >/dev/null 2>../err || fail 'default folder'
[ "$(ls -A)" = out ] && [ "$(ls out)" = herefordshire ] || fail 'default folder is not out/herefordshire'
[ "$(ls out/herefordshire | tr '\n' ' ')" = "$files" ] || fail "files: $(ls out/herefordshire)"
cd .. || exit 1

run -o d || fail 'run -o d'
refused 'd: error: exists already
  hint: --force replaces it; -o names another folder' -o d
refused 'd: error: exists already
  hint: --force replaces it; -o names another folder' -o d/
touch d/old.csv
run -o d/ --force || fail 'run -o d/ --force'
[ "$(ls -A d | tr '\n' ' ')" = "$files" ] || fail "after --force: $(ls -A d)"

# What is not ours stays, byte for byte.
mkdir e
echo precious >e/notes.txt
foreign='e: error: exists and does not hold results of lacflow
  hint: choose another folder with -o; --force replaces only results of lacflow'
refused "$foreign" -o e
refused "$foreign" -o e --force
echo '{"program": "other"}' >e/run.json
refused "$foreign" -o e --force
[ "$(cat e/notes.txt)" = precious ] || fail 'a foreign folder was changed'

echo text >f
refused 'f: error: is a file, not a folder
  hint: choose another folder' -o f --force
refused 'f: error: is a file, not a folder, and stands in the way
  hint: choose another folder' -o f/below/study
ln -s d g
refused 'g: error: is a symbolic link
  hint: name the folder itself' -o g --force
for name in . .. / d/.. ./; do
    run -o "$name" --force
    [ $? -eq 4 ] && grep -q 'is no name for an output folder' err || fail "run -o $name"
done
run -o '' || [ $? -eq 4 ] || fail 'run with an empty folder name'

# A name with spaces, accents and a leading dash; parents are made.
run -o 'new folder/été/-x' || fail 'a strange folder name'
[ -f 'new folder/été/-x/run.json' ] || fail 'no run.json in a strange folder'

# No room: writing fails in the middle (here by a limit of the size of a file, 512 bytes).
(
    trap '' XFSZ
    ulimit -f 1
    "$LACFLOW" run "$study" --no-charts --quiet -o full/deep >/dev/null 2>err.full
    echo $? >status
)
cp err.full err 2>/dev/null
[ "$(cat status)" = 4 ] && grep -q 'cannot be written: File too large' err &&
    grep -q '^nothing was written$' err || fail 'no room'
[ ! -e full ] || fail 'no room, but a folder is there'

# A folder that may not be written. Root may write everywhere, so as somebody else.
mkdir closed && chmod 555 closed
if [ "$(id -u)" -ne 0 ]; then
    refused 'closed/d: error: the folder cannot be made: Permission denied
  hint: choose another folder' -o closed/d
elif command -v setpriv >/dev/null && chmod 1777 . &&
    setpriv --reuid=65534 --regid=65534 --clear-groups "$LACFLOW" --version >/dev/null 2>&1 &&
    setpriv --reuid=65534 --regid=65534 --clear-groups test -r "$study"; then
    # A build that counts lines writes beside its objects, which nobody may not: somewhere else then.
    GCOV_PREFIX=$PWD setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$LACFLOW" run "$study" --no-charts --quiet -o closed/d >out 2>err
    status=$?
    printf 'closed/d: error: the folder cannot be made: Permission denied\n' >wanted
    printf '  hint: choose another folder\nnothing was written\n' >>wanted
    [ $status -eq 4 ] && [ ! -s out ] && cmp -s err wanted || fail "closed folder: status $status"
else
    echo 'not tested: a folder that may not be written (root, and nobody cannot reach the program)'
fi
[ -z "$(ls -A closed)" ] || fail 'a closed folder was written'
left=$(find . -name '*.tmp-*' -o -name '*.old-*')
[ -z "$left" ] || fail "left behind: $left"
exit $failed
