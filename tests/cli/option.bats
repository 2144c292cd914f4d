#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031,SC2164 # bats: set -e is on, and the helper sets p, o, input, out, err
# Options: help, versions, mistakes, completions.
load helper

@test "all six programs are there" {
	for p in ingest dedupe merge score segment campaign; do [ -x "$bin/ivoc-$p" ] || { echo "no ivoc-$p"; return 1; }; done
}

@test "--help and --version go to stdout" {
	for p in $(programs); do
		for option in -h --help; do
			status_of 0 "$p" $option
			has "$out" "usage: $p"
			has "$out" "options:"
			is "" "$err" "messages of $option"
		done
		status_of 0 "$p" -V
		has "$out" "$p (ivoc) "
		is "" "$err" "messages of -V"
	done
}

@test "a wrong option is status 2 and helps" {
	for p in $(programs); do
		status_of 2 "$p" --outptu=x
		has "$err" "unknown option '--outptu' (did you mean --output?)"
		is "" "$out" "output"
		status_of 2 "$p" --zzzzzz
		has "$err" "unknown option '--zzzzzz'"
		status_of 2 "$p" --output
		has "$err" "needs a value"
		status_of 2 "$p" --threads=many
		has "$err" "--threads: expected a whole number, not 'many'"
		status_of 2 "$p" --max-line=5
		has "$err" "--max-line: expected"
		status_of 2 "$p" --completions=tcsh
		has "$err" "expected bash, zsh or fish"
	done
}

@test "a wrong date and zone are status 2" {
	for p in $(programs); do
		"$p" --help | grep -q -- --as-of || continue
		use "$p"
		status_of 2 "$p" "${o[@]}" --as-of=2026-02-30 "$input"
		has "$err" "--as-of: expected a date as 2026-01-31, not '2026-02-30'"
		mapfile -t o < <(options "$p" | grep -v as-of)
		status_of 2 "$p" "${o[@]}" --tz=Mars/Olympus "$input"
		has "$err" "Mars/Olympus"
		status_of 0 "$p" "${o[@]}" --tz=Asia/Shanghai "$input"
		status_of 0 "$p" "${o[@]}" --tz=+08:00 "$input"
	done
}

@test "--check looks at the configuration only" {
	for p in $(programs); do
		"$p" --help | grep -q -- --check || continue
		use "$p"
		status_of 0 "$p" "${o[@]}" --check absent.ndjson
		is "" "$out" "output of --check"
		printf 'no_such_key: 1\n' >"$BATS_TEST_TMPDIR/wrong.yaml"
		status_of 2 "$p" -c "$BATS_TEST_TMPDIR/wrong.yaml" --check
		has "$err" "wrong.yaml:1:1: "
		printf 'a: [1,\n' >"$BATS_TEST_TMPDIR/broken.yaml"
		status_of 2 "$p" -c "$BATS_TEST_TMPDIR/broken.yaml" "$input"
		has "$err" "broken.yaml:"
		status_of 2 "$p" -c "$BATS_TEST_TMPDIR/absent.yaml" "$input"
		has "$err" "absent.yaml"
	done
}

@test "completions can be read by their shells, and know every option" {
	for p in $(programs); do
		"$p" --completions=bash >"$BATS_TEST_TMPDIR/c.bash"
		bash -n "$BATS_TEST_TMPDIR/c.bash"
		if command -v zsh >/dev/null; then "$p" --completions=zsh >"$BATS_TEST_TMPDIR/c.zsh" && zsh -n "$BATS_TEST_TMPDIR/c.zsh"; fi
		if command -v fish >/dev/null; then "$p" --completions=fish >"$BATS_TEST_TMPDIR/c.fish" && fish -n "$BATS_TEST_TMPDIR/c.fish"; fi
		for option in $("$p" --help | grep -oE '^ +(-[A-Za-z], )?--[a-z-]+' | sed 's/.*--//'); do
			for shell in bash zsh fish; do
				"$p" --completions=$shell | grep -qE -- "(--| -l )$option" || { echo "$p: $shell does not know --$option"; return 1; }
			done
		done
	done
}

@test "bash completes options and words" {
	p=$(programs | head -n 1)
	got=$(bash -c 'eval "$("$1" --completions=bash)"; COMP_WORDS=("$1" --out); COMP_CWORD=1; compopt() { :; }; "_$1"; echo "${COMPREPLY[@]}"' - "$p")
	is "--output=" "$got" "completion of --out"
}

@test "quiet says errors only, verbose does not change the output" {
	for p in $(programs); do
		use "$p"
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/a" 2>/dev/null
		"$p" "${o[@]}" -v "$input" >"$BATS_TEST_TMPDIR/b" 2>"$BATS_TEST_TMPDIR/said"
		cmp "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
		grep -qE "$p: [0-9]+ in, [0-9]+ out, 0 rejected, [0-9]+ dropped, [0-9.]+ s" "$BATS_TEST_TMPDIR/said"
		status_of 0 "$p" "${o[@]}" -q "$input"
		is "" "$err" "messages with -q"
		status_of 1 "$p" "${o[@]}" -q absent
		has "$err" absent
	done
}
