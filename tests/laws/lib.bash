# SPDX-License-Identifier: MIT
# What the tests of the laws share: the programs as built, the extracts as records, a pipeline, a generator of
# numbers that gives the same ones everywhere.
set -euo pipefail
export LC_ALL=C TZ=UTC
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${IVOC_BIN:-$root/build/dev}
data=$root/tests/data
PATH=$bin:$PATH
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
today=--as-of=2026-12-01
faults=0

fault() {
	echo "$*"
	faults=$((faults + 1))
}
finish() {
	[ $faults = 0 ] || { echo "$faults faults"; exit 1; }
	echo "$1"
}

feeds="pos:pos_members.csv web:web_users.csv tw:crm_tw.csv tx:pos_tx.csv.gz orders:web_orders.csv calls:calls.csv survey:survey.tsv contacts:contacts.csv"

# ingest_all FOLDER [options]: every extract into FOLDER/<name>.ndjson.
ingest_all() {
	local folder=$1 feed
	shift
	mkdir -p "$folder"
	for feed in $feeds; do
		ivoc-ingest -q -c "$data/maps/${feed%%:*}.yaml" "$today" "$@" -o "$folder/${feed%%:*}.ndjson" "$data/extracts/${feed#*:}"
	done
}

# customers OUT [dedupe options and files]: the pipeline up to the customers.
customers() {
	local out=$1
	shift
	ivoc-dedupe -q "$@" | ivoc-merge -q -c "$data/merge.yaml" | ivoc-score -q -c "$data/score.yaml" "$today" |
		ivoc-segment -q -c "$data/segments.yaml" "$today" -o "$out"
}

# shuffle SEED: stdin in another order, the same one for the same seed.
shuffle() {
	awk -v seed="$1" '{ seed = (seed * 69069 + 12345) % 4294967296; printf "%010d\t%s\n", seed, $0 }' | sort -k1,1 | cut -f2-
}

# date_all FILE: the records in the order of the day on which each becomes known (what happened, or when the person
# joined), with that day in front, as `dated`; `first` and `last` are set.
date_all() {
	jq -r '[(.at // .updated // .joined // "2020-01-01")[0:10], tojson] | .[0]' "$1" >dates
	paste dates "$1" | sort -s -k1,1 >dated
	first=$(head -n 1 dated | cut -f1) last=$(tail -n 1 dated | cut -f1)
}

# known AFTER UNTIL: the dated records of the days after AFTER, up to UNTIL.
known() {
	awk -F'\t' -v from="$1" -v to="$2" '$1 > from && $1 <= to { sub(/^[^\t]*\t/, ""); print }' dated
}

# cuts SEED N: N days between the first and the last, in order.
cuts() {
	local from to
	from=$(date -u -d "$first" +%s) to=$(date -u -d "$last" +%s)
	awk -v seed="$1" -v n="$2" -v from="$from" -v to="$to" 'BEGIN { for (i = 0; i < n; i++) {
		for (k = 0; k < 3; k++) seed = (seed * 69069 + 12345) % 4294967296
		print from + int(seed / 4294967296 * (to - from) / 86400) * 86400 } }' | sort -n | while read -r s; do date -u -d "@$s" +%F; done
}

# What an id was before is history of the nights themselves: a full run has none.
plain() { sed 's/"was":\[[^]]*\],//' "$1"; }

# same A B WHAT: two files are equal byte for byte.
same() {
	cmp -s "$1" "$2" && return 0
	fault "$3: the bytes differ"
	diff <(head -c 3000000 "$1") <(head -c 3000000 "$2") | head -6 | cut -c1-400 || true
}
