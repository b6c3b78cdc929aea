#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `lacflow new` writes a study that runs as it is; it replaces nothing and refuses names that are none.
set -u
cd "$SCRATCH" || exit 1
failed=0

fail() {
    echo "FAILED: $*"
    cat err
    failed=1
}
"$LACFLOW" new first >out 2>err || fail 'new first'
[ "$(cat out)" = 'first/study.csv is written. Run it with
    lacflow run first/study.csv' ] || fail "new first says $(cat out)"
[ "$(ls -A first)" = study.csv ] || fail "new first wrote $(ls -A first)"
"$LACFLOW" check first/study.csv >out 2>err || fail 'check of the first study'
grep -q '^no errors, 0 warnings$' out || fail 'the first study has warnings'
"$LACFLOW" run first/study.csv --no-charts -o o >out 2>err || fail 'run of the first study'
# 300 + 100 - 92 = 308, 316, 324; half of 20 children leave in the first year: 298, 306, 314
grep -Eq '^No programme +308 +316 +324$' out || fail 'the numbers of the reference'
grep -Eq '^Programme +298 +306 +314$' out || fail 'the numbers of the programme'

# A second time: refused, and the first stays.
echo '# mine' >>first/study.csv
sum=$(cksum first/study.csv)
"$LACFLOW" new first >out 2>err
[ $? -eq 4 ] && [ ! -s out ] &&
    [ "$(cat err)" = 'lacflow new: first exists already; nothing was written' ] || fail 'new twice'
[ "$(cksum first/study.csv)" = "$sum" ] || fail 'new changed a study'

"$LACFLOW" new 'Médiation, été' >out 2>err || fail 'new with accents and a comma'
"$LACFLOW" run 'Médiation, été/study.csv' --no-charts --quiet -o o2 >out 2>err || fail 'its run'
[ "$(head -n 1 out)" = 'Médiation, été' ] || fail 'its title'

# refused NAME WHY
refused() {
    "$LACFLOW" new -- "$1" >out 2>err
    status=$?
    [ $status -eq 2 ] && [ ! -s out ] && [ "$(cat err)" = "lacflow new: the name $2" ] ||
        fail "new '$1': status $status"
}
refused '' 'is empty'
refused '-x' 'begins with "-"'
refused '=x' 'begins with "="'
refused '.hidden' 'begins with "."'
refused '..' 'begins with "."'
refused 'a/b' 'contains one of / \ < > : " | ? *'
refused 'a*b' 'contains one of / \ < > : " | ? *'
refused 'a:b' 'contains ":"'
refused 'end.' 'begins or ends with a space, or ends with a dot'
refused "$(printf 'a\tb')" 'contains a control character'
refused "$(printf '%061d' 0)" 'is longer than 60 characters'
for device in CON prn Aux NUL nul.txt 'aux .x' com0 COM9 Lpt1 'LPT³' 'CONIN$' 'conout$'; do
    refused "$device" 'is that of a device in Windows'
done
for name in CONSOLE COM COM10 xNUL NULL 'a.NUL'; do
    "$LACFLOW" new "$name" >out 2>err || fail "new $name"
    rm -r "$name"
done

# When the answer cannot be written nothing is left of it.
if [ -c /dev/full ]; then
    "$LACFLOW" new full >/dev/full 2>err
    status=$?
    printf 'lacflow: the answer could not be written to standard output: ' >wanted
    printf 'No space left on device\nnothing was written\n' >>wanted
    [ $status -eq 4 ] && cmp -s err wanted && [ ! -e full ] || fail "new on a full device: $status"
    rm wanted
fi
left=$(ls -A | tr '\n' ' ')
[ "$left" = 'Médiation, été err first o o2 out ' ] || fail "files: $left"
exit $failed
