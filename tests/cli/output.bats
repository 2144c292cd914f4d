#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031,SC2164 # bats: set -e is on, and the helper sets p, o, input, out, err
# Outputs: whole or not at all, and a full disk is noticed.
load helper

@test "no space on stdout is a failed run" {
	for p in $(programs); do
		use "$p" 2000
		got=0
		"$p" "${o[@]}" "$input" >/dev/full 2>"$BATS_TEST_TMPDIR/err" || got=$?
		is 1 $got "status with a full stdout"
		has "$(cat "$BATS_TEST_TMPDIR/err")" "No space left"
	done
}

@test "no space for the help is noticed too" {
	for p in $(programs); do
		got=0
		"$p" --help >/dev/full 2>/dev/null || got=$?
		is 1 $got "status of --help with a full stdout"
	done
}

@test "-o has what stdout would have, and takes the mode of the umask" {
	for p in $(programs); do
		use "$p"
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		status_of 0 "$p" "${o[@]}" "$input"
		(umask 027 && "$p" "${o[@]}" -o made "$input" 2>/dev/null)
		cmp made "$BATS_TEST_TMPDIR/out"
		is 640 "$(stat -c %a made)" "mode of the output"
		is made "$(ls -A)" "files left"
	done
}

@test "a file of that name keeps its bytes when the run fails" {
	for p in $(programs); do
		use "$p"
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		echo precious >kept
		status_of 1 "$p" "${o[@]}" -o kept -R rejects "$input" "$BATS_TEST_TMPDIR/absent"
		is precious "$(cat kept)" "the old file"
		is kept "$(ls -A)" "files left"
	done
}

@test "a folder that is not there is said before anything is read" {
	for p in $(programs); do
		use "$p"
		status_of 1 "$p" "${o[@]}" -o "$BATS_TEST_TMPDIR/no/such/file" "$input"
		has "$err" "no/such/file"
	done
}

@test "rejects are for the owner only, and can be replayed" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 3
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		printf '%s\n' '{"kind":' '{"a":1,"a":2}' >bad
		status_of 0 "$p" "${o[@]}" -R rejects "$input" bad
		is 600 "$(stat -c %a rejects)" "mode of the rejects"
		is "$(cat bad)" "$(jq -r .raw rejects)" "what was rejected"
		is "bad_json duplicate_key" "$(jq -r .code rejects | paste -sd ' ')" "codes"
		is "bad:1:0 bad:2:9" "$(jq -r '"\(.file):\(.line):\(.byte)"' rejects | paste -sd ' ')" "places"
		is "$p" "$(jq -r .by rejects | sort -u)" "by"
	done
}

@test "without --rejects the status is 3 and the output is there" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 3
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		echo nonsense >bad
		status_of 3 "$p" "${o[@]}" -o made "$input" bad
		[ -s made ]
		has "$err" "bad:1"
	done
}

@test "--max-rejects: a number and a share" {
	for p in $(programs); do
		[ "$p" != ivoc-ingest ] || continue
		use "$p" 98
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		printf 'x\ny\n' >bad
		status_of 0 "$p" "${o[@]}" -R rejects --max-rejects=2 -o made "$input" bad
		status_of 0 "$p" "${o[@]}" -R rejects --max-rejects=2% -o made "$input" bad
		rm made rejects
		status_of 1 "$p" "${o[@]}" -R rejects --max-rejects=1 -o made "$input" bad
		status_of 1 "$p" "${o[@]}" -R rejects --max-rejects=1.9% -o made "$input" bad
		is bad "$(ls -A)" "files left"
	done
}

@test "temporary files that do not fit are a failed run, and leave nothing" {
	for p in $(programs); do
		"$p" --help | grep -q -- --memory || continue
		[ "$p" != ivoc-merge ] || continue # it holds one customer at a time, and has no temporary file
		use "$p" 20000
		mkdir -p "$BATS_TEST_TMPDIR/tmp"
		got=0
		# The limit on file sizes stands in for a full disk: a temporary file may have 64 KiB. A pipe cannot be read twice, so it needs one.
		(ulimit -f 64 && "$p" "${o[@]}" --memory=64K --tmp="$BATS_TEST_TMPDIR/tmp" < <(cat "$input") 2>"$BATS_TEST_TMPDIR/err" >/dev/null) || got=$?
		is 1 $got "status when --tmp is full"
		is "" "$(ls -A "$BATS_TEST_TMPDIR/tmp")" "files left in --tmp"
	done
}

@test "a small --memory gives the same bytes" {
	for p in $(programs); do
		"$p" --help | grep -q -- --memory || continue
		use "$p" 20000
		mkdir -p "$BATS_TEST_TMPDIR/tmp"
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/large" 2>/dev/null
		"$p" "${o[@]}" --memory=64K --tmp="$BATS_TEST_TMPDIR/tmp" < <(cat "$input") >"$BATS_TEST_TMPDIR/small" 2>/dev/null
		cmp "$BATS_TEST_TMPDIR/large" "$BATS_TEST_TMPDIR/small"
		is "" "$(ls -A "$BATS_TEST_TMPDIR/tmp")" "files left in --tmp"
	done
}

@test "--stats is one JSON object; a failed run still leaves no output" {
	for p in $(programs); do
		use "$p"
		status_of 0 "$p" "${o[@]}" --stats="$BATS_TEST_TMPDIR/stats" "$input"
		is "$p" "$(jq -r .program "$BATS_TEST_TMPDIR/stats")" "program in stats"
		is 1 "$(wc -l <"$BATS_TEST_TMPDIR/stats")" "lines of stats"
		[ "$(jq '.counts.in // .counts.rows' "$BATS_TEST_TMPDIR/stats")" = 50 ]
	done
}
