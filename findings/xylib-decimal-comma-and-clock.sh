#!/usr/bin/env bash
# xylib (the reader of Fityk; xyconv): decimal commas and clock times of a text file become columns of their own, without a word.
#
# Guess before running: a line such as "10,25 1034,5" is refused, or read with its decimal commas; "12:30:01 3.70" is refused.
# Seen: commas and colons count as separators: the first gives the columns 10, 25, 1034, 5 (so that a plot of column 2 against 1 shows
# decimals against whole degrees), the second 12, 30, 1, 3.7; a date with hyphens gives 2024, -1, -2. Rows with fewer numbers are left out.
# The format has an option for decimal commas, which has to be known.
# Met with tables of European locales, and with cycler logs whose first column is a time of day.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q libxy-bin=1.6-2+b2 libxy3v5=1.6-2+b2 > /dev/null
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="$folder/root/usr/lib/$(uname -m)-linux-gnu:$folder/root/usr/lib"
xyconv="$folder/root/usr/bin/xyconv"
echo "xyconv $("$xyconv" -v)"
printf '10,25 1034,5\n11,25 1035,5\n12,25 1036,5\n' > comma.txt
printf '12:30:01 3.70\n12:30:02 3.71\n12:30:03 3.72\n' > clock.txt
printf '2024-01-02 3.70\n2024-01-03 3.71\n2024-01-04 3.72\n' > date.txt
printf '10.25 1034\n11.25\n12.25 1036\n' > missing.txt
read_first() { "$xyconv" -t text "$@" - | grep -v '^#' | sed -E 's/([0-9])\.?0+(\t|$)/\1\2/g' | tr '\t' ' '; }
seen=$(for name in comma clock date missing; do echo "$name: $(read_first $name.txt | paste -sd'|')"; done)
echo "$seen"
echo "comma, told: $(read_first -x decimal-comma comma.txt | paste -sd'|')"
grep -q '^comma: 10 25 1034 5|' <<<"$seen" && grep -q '^clock: 12 30 1 3.7|' <<<"$seen" && grep -q '^date: 2024 -1 -2 3.7|' <<<"$seen" &&
  grep -q '^missing: 10.25 1034|12.25 1036$' <<<"$seen"
