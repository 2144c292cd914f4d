#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031,SC2164 # bats: set -e is on, and the helper sets p, o, input, out, err
# Inputs: every way bytes come in, and every way they are broken. Golden cases have what a file can say.
load helper

@test "a file, stdin and - are the same" {
	for p in $(programs); do
		use "$p"
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/a" 2>/dev/null
		"$p" "${o[@]}" <"$input" >"$BATS_TEST_TMPDIR/b" 2>/dev/null
		"$p" "${o[@]}" - <"$input" >"$BATS_TEST_TMPDIR/c" 2>/dev/null
		# shellcheck disable=SC2002 # a pipe is not a file
		cat "$input" | "$p" "${o[@]}" >"$BATS_TEST_TMPDIR/d" 2>/dev/null
		for other in b c d; do cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/$other"; done
		[ -s "$BATS_TEST_TMPDIR/a" ]
	done
}

@test "gz is recognised by itself, also on stdin, also in members" {
	for p in $(programs); do
		use "$p"
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/a" 2>/dev/null
		{ head -n 20 "$input" | gzip; tail -n +21 "$input" | gzip; } >"$BATS_TEST_TMPDIR/zipped"
		"$p" "${o[@]}" "$BATS_TEST_TMPDIR/zipped" >"$BATS_TEST_TMPDIR/b" 2>/dev/null
		"$p" "${o[@]}" <"$BATS_TEST_TMPDIR/zipped" >"$BATS_TEST_TMPDIR/c" 2>/dev/null
		cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
		cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/c"
	done
}

@test "a gz file that was cut or damaged is a failed run" {
	for p in $(programs); do
		use "$p" 3000
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		gzip -c "$input" >whole
		head -c $(($(stat -c %s whole) / 2)) whole >cut.gz
		status_of 1 "$p" "${o[@]}" -o made cut.gz
		has "$err" cut.gz
		cp whole damaged.gz
		printf 'XXXX' | dd of=damaged.gz bs=1 seek=$(($(stat -c %s whole) / 2)) conv=notrunc status=none
		status_of 1 "$p" "${o[@]}" -o made damaged.gz
		has "$err" damaged.gz
		[ ! -e made ]
	done
}

@test "a folder, a missing file and a forbidden file are said by name" {
	for p in $(programs); do
		use "$p"
		status_of 1 "$p" "${o[@]}" "$BATS_TEST_TMPDIR"
		has "$err" "$BATS_TEST_TMPDIR"
		status_of 1 "$p" "${o[@]}" absent.ndjson
		has "$err" absent.ndjson
		[ "$(id -u)" != 0 ] || continue # root may read everything
		chmod 000 "$input"
		status_of 1 "$p" "${o[@]}" "$input"
		has "$err" "$input"
	done
}

@test "an empty input is no record, and no fault" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 0
		status_of 0 "$p" "${o[@]}" /dev/null
		is "" "$out" "output of nothing"
		printf '\n\r\n  \n' >"$BATS_TEST_TMPDIR/blank"
		status_of 0 "$p" "${o[@]}" "$BATS_TEST_TMPDIR/blank"
		is "" "$out" "output of blank lines"
	done
}

@test "line ends, a mark at the beginning and a missing last newline do not matter" {
	for p in $(programs); do
		use "$p" 5
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/a" 2>/dev/null
		{ printf '\357\273\277'; sed 's/$/\r/' "$input"; } | head -c -2 >"$BATS_TEST_TMPDIR/other"
		"$p" "${o[@]}" "$BATS_TEST_TMPDIR/other" >"$BATS_TEST_TMPDIR/b" 2>/dev/null
		cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
	done
}

@test "a line over the limit is one reject, and the next is read" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 2
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		for size in 2000000 600000; do
			{ printf '{"note":"'; head -c $size /dev/zero | tr '\0' x; printf '"}\n'; } >long
			if [ $size = 600000 ]; then limit=--max-line=512K; else limit=--max-line=1M; fi
			status_of 0 "$p" "${o[@]}" $limit -R rejects long "$input"
			is "line_too_long 1" "$(jq -r '"\(.code) \(.line)"' rejects)" "the reject"
			is true "$(jq .cut rejects)" "cut"
			status_of 0 "$p" "${o[@]}" --max-line=4M -R rejects long "$input"
			is "" "$(cat rejects)" "rejects below the limit"
		done
	done
}

@test "a NUL and bytes that are not UTF-8 cost one record each" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 3
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		{ cat "$input"; printf '{"a":"\0"}\n{"a":"\377"}\n'; sed 's/88/77/; s/"c0/"c1/' "$input"; } >mixed
		status_of 0 "$p" "${o[@]}" -R rejects --stats=stats mixed
		is "bad_json 4 bad_utf8 5" "$(jq -r '"\(.code) \(.line)"' rejects | paste -sd ' ')" "rejects"
		is 'eyJhIjoi/yJ9' "$(jq -r 'select(.line == 5) | .raw64' rejects)" "raw64"
		is 8 "$(jq .counts.in stats)" "records counted"
	done
}
