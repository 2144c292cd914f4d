#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031,SC2164 # bats: set -e is on, and the helper sets p, o, input, out, err
# Signals and terminals: a reader that leaves, a run that is killed, a person who looks.
load helper

@test "a reader that leaves ends a program quietly with 141" {
	for p in $(programs); do
		use "$p" 20000
		codes=$(set +e; "$p" -q "${o[@]}" "$input" 2>"$BATS_TEST_TMPDIR/err" | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}")
		is 141 "$codes" "status before head"
		is "" "$(cat "$BATS_TEST_TMPDIR/err")" "messages"
	done
}

# killed SIGNAL STATUS: kills each program while it waits for more input.
killed() {
	for p in $(programs); do
		use "$p" 20000
		cd "$(mktemp -d -p "$BATS_TEST_TMPDIR")"
		mkfifo "$BATS_TEST_TMPDIR/$p.pipe"
		mkdir "$BATS_TEST_TMPDIR/$p.tmp"
		tmp=()
		if "$p" --help | grep -q -- --memory; then tmp=(--memory=64K --tmp="$BATS_TEST_TMPDIR/$p.tmp"); fi
		echo precious >kept
		# A shell's background children ignore INT; here they shall not.
		env --default-signal=INT "$p" "${o[@]}" "${tmp[@]}" -o kept -R rejects <"$BATS_TEST_TMPDIR/$p.pipe" 2>/dev/null 3>&- &
		child=$!
		exec 7>"$BATS_TEST_TMPDIR/$p.pipe"
		cat "$input" >&7
		kill "-$1" $child
		got=0
		wait $child || got=$?
		exec 7>&-
		is "$2" $got "status after $1"
		is precious "$(cat kept)" "the old file"
		is kept "$(ls -A)" "files left"
		is "" "$(ls -A "$BATS_TEST_TMPDIR/$p.tmp")" "temporary files left"
	done
}

@test "TERM leaves nothing behind" {
	killed TERM 143
}

@test "KILL leaves nothing behind" {
	killed KILL 137
}

@test "INT leaves nothing behind" {
	killed INT 130
}

@test "a signal that is ignored from the start stays ignored" {
	# As for a command with & in a script, or under nohup.
	for p in $(programs); do
		use "$p" 20
		mkfifo "$BATS_TEST_TMPDIR/$p.pipe"
		(trap '' HUP INT; exec "$p" "${o[@]}" -o "$BATS_TEST_TMPDIR/$p.made" <"$BATS_TEST_TMPDIR/$p.pipe" 2>/dev/null 3>&-) &
		child=$!
		exec 7>"$BATS_TEST_TMPDIR/$p.pipe"
		cat "$input" >&7
		kill -HUP $child
		kill -INT $child
		exec 7>&-
		got=0
		wait $child || got=$?
		is 0 $got "status after ignored signals"
		[ -s "$BATS_TEST_TMPDIR/$p.made" ]
	done
}

@test "a terminal gets the same bytes as a pipe, without colour" {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no pseudo-terminal can be had here"
	for p in $(programs); do
		use "$p" 5
		"$p" "${o[@]}" "$input" >"$BATS_TEST_TMPDIR/pipe" 2>/dev/null
		script -qec "$(printf '%q ' "$p" "${o[@]}" "$input") 2>/dev/null" /dev/null </dev/null | tr -d '\r' >"$BATS_TEST_TMPDIR/tty"
		cmp "$BATS_TEST_TMPDIR/pipe" "$BATS_TEST_TMPDIR/tty"
	done
}

@test "progress is for terminals only, and comes after a second" {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no pseudo-terminal can be had here"
	p=$(programs | tail -n 1)
	use "$p" 2000
	slow="{ head -n 1000 $(printf %q "$input"); sleep 1.6; tail -n +1001 $(printf %q "$input"); } | $(printf '%q ' "$p" "${o[@]}") >/dev/null"
	bash -c "$slow" 2>"$BATS_TEST_TMPDIR/err"
	is "" "$(grep -a "records" "$BATS_TEST_TMPDIR/err" || true)" "progress into a file"
	script -qec "$slow" /dev/null </dev/null >"$BATS_TEST_TMPDIR/tty"
	has "$(cat "$BATS_TEST_TMPDIR/tty")" "records"
	script -qec "head -n 5 $(printf %q "$input") | $(printf '%q ' "$p" "${o[@]}") >/dev/null" /dev/null </dev/null >"$BATS_TEST_TMPDIR/tty"
	is "" "$(grep -a "records" "$BATS_TEST_TMPDIR/tty" || true)" "progress of a short run"
}
