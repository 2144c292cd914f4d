#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154,SC2030,SC2031,SC2164,SC2012 # bats: set -e is on, and the helper sets root, data, bin
# The example of a nightly job: two nights, a night again, a bad feed, a file seen before, a drift limit, people who are forgotten, kills at any moment.
# IVOC_KILLS says at how many random moments a night is killed.
load helper

setup() {
	cd "$BATS_TEST_TMPDIR"
	cp -R "$data/maps" "$data"/*.yaml .
	mkdir in
	sed -e "s|^home=.*|home=$PWD/home|" -e "s|^extracts=.*|extracts=$PWD/in|" "$root/scripts/nightly.conf" >conf
	# The first night has the purchases until the middle of June and no survey; the second the rest.
	cp "$data"/extracts/{web_users,crm_tw,web_orders,calls,contacts}.csv in
	cp "$data/extracts/pos_members.csv" in
	zcat "$data/extracts/pos_tx.csv.gz" >tx
	awk -F, 'NR == 1 || $3 < "2026-06-15"' tx | gzip -n >in/pos_tx.csv.gz
}

second_night() {
	rm in/{web_orders,calls,contacts}.csv
	head -n 1 "$data/extracts/web_orders.csv" >in/web_orders.csv
	echo 'O99999999,u1,2026-12-02T10:00:00+08:00,paid,A188,美妆,3,54.47,CNY' >>in/web_orders.csv
	awk -F, 'NR == 1 || $3 >= "2026-06-15"' tx | gzip -n >in/pos_tx.csv.gz
	cp "$data/extracts/survey.tsv" in
	for f in web_users.csv crm_tw.csv pos_members.csv; do # a full feed, one row longer
		{ cat "$data/extracts/$f"; tail -n 1 "$data/extracts/$f" | sed 's/^[^,]*/9999/'; } >in/$f
	done
}

nightly() { "$root/scripts/nightly" conf "$1" 9>&-; }
digest() { (cd -P "$1" && sha256sum customers.ndjson lineage.ndjson targets.ndjson contacts.ndjson); }

# What the log of ids says of each record, all nights replayed.
replayed() {
	jq -r '.event as $e | .cid as $c | .records[] | [.source, .key, if $e == "shrank" or $e == "retired" then "" else $c end] | @tsv' "$1" |
		awk -F'\t' '{ now[$1 "\t" $2] = $3 } END { for (r in now) if (now[r] != "") print r "\t" now[r] }' | LC_ALL=C sort
}
mapped() { jq -r '.cid as $c | .parts[] | select(.party.deleted | not) | [.source, .key, $c] | @tsv' "$1" | LC_ALL=C sort; }

@test "two nights are published one after the other, and yesterday is kept" {
	nightly 2026-12-01
	is nights/2026-12-01.1 "$(readlink home/current)" "what is current"
	first=$(digest home/current)
	second_night
	nightly 2026-12-02
	is nights/2026-12-02.1 "$(readlink home/current)" "what is current"
	is "$first" "$(digest home/nights/2026-12-01.1)" "yesterday's files"
	is "current lock nights" "$(ls home | paste -sd ' ')" "files in home"
	[ "$(wc -l <home/current/customers.ndjson)" -gt 300 ]
	# The night's own records are there: an order of the second night, in a customer of the first.
	is 2026-12-02 "$(jq -r 'select(any(.parts[]; .source == "web" and .key == "u1")) | .last_order' home/current/customers.ndjson)" "last order of u1"
	is 600 "$(stat -c %a home/current/customers.ndjson)" "mode of the customers"
	# The log of ids goes on from night to night, and says whose each record is.
	log=home/nights/2026-12-01.1/lineage.ndjson
	cmp "$log" <(head -c "$(wc -c <$log)" home/current/lineage.ndjson)
	is "2026-12-01 2026-12-02" "$(jq -r .at home/current/lineage.ndjson | uniq | paste -sd ' ')" "days in the log"
	cmp <(replayed home/current/lineage.ndjson) <(mapped home/current/customers.ndjson)
}

@test "a night in which too much changes is held back" {
	nightly 2026-12-01
	first=$(digest home/current)
	second_night
	# An unknown caller of the first night has become a member, and is recognised: one id ends.
	caller=$(jq -r 'select(.parts | length == 1) | .parts[0] | select(.source == "~phone") | .key | select(test("^[+]861[0-9]{10}$"))' home/current/customers.ndjson | head -n 1)
	echo "9999000001,王小红,F,1990-01-01,${caller#+86},,,,,20260601,0," >>in/pos_members.csv
	sed -i 's/^  merged: .*/  merged: 0%/' match.yaml
	run -4 nightly 2026-12-02
	has "$output" "a drift limit is exceeded"
	has "$output" "too much has changed since 2026-12-01.1; nothing published"
	is nights/2026-12-01.1 "$(readlink home/current)" "what is current"
	is "$first" "$(digest home/current)" "yesterday's files"
	is "current lock nights" "$(ls home | paste -sd ' ')" "files in home"
}

@test "the same night again gives the same files" {
	nightly 2026-12-01
	first=$(digest home/current)
	nightly 2026-12-01
	is nights/2026-12-01.2 "$(readlink home/current)" "what is current"
	is "$first" "$(digest home/current)" "the files"
	is "2026-12-01.2" "$(ls home/nights)" "nights kept"
	second_night
	nightly 2026-12-02
	second=$(digest home/current)
	nightly 2026-12-02
	is "$second" "$(digest home/current)" "the second night's files"
}

@test "a bad feed stops the night before anything is matched" {
	nightly 2026-12-01
	second_night
	gzip -dc in/pos_tx.csv.gz | gzip -n | head -c 5000 >short
	mv short in/pos_tx.csv.gz
	rm in/crm_tw.csv
	run -1 nightly 2026-12-02
	has "$output" "tx: ivoc-ingest ended with status 1"
	has "$output" "tw: $PWD/in/crm_tw.csv is missing"
	has "$output" "2 of the feeds"
	is nights/2026-12-01.1 "$(readlink home/current)" "what is current"
	is "current lock nights" "$(ls home | paste -sd ' ')" "files in home"
}

@test "an empty feed is not what its map expects" {
	head -n 1 "$data/extracts/pos_members.csv" >in/pos_members.csv
	run -1 nightly 2026-12-01
	has "$output" "pos: ivoc-ingest ended with status 1"
	[ ! -e home/current ]
}

@test "a file that an earlier night has seen is refused, or skipped when that is allowed" {
	nightly 2026-12-01
	run -1 nightly 2026-12-02
	has "$output" "was seen before"
	echo 'repeated=skip' >>conf
	run -0 nightly 2026-12-02
	has "$output" "skipped"
	is nights/2026-12-02.1 "$(readlink home/current)" "what is current"
}

@test "a night before the last one is refused" {
	nightly 2026-12-01
	run -1 nightly 2026-11-30
	has "$output" "is later than 2026-11-30"
}

@test "a night at a time" {
	mkdir home
	exec 8>home/lock
	flock 8
	run -75 nightly 2026-12-01
	has "$output" "another night is running"
	exec 8>&-
}

@test "a night that is killed harms nothing" {
	nightly 2026-12-01
	first=$(digest home/current)
	second_night
	# A program of the pipeline that never ends stands in for a moment that is hard to meet.
	mkdir slow
	printf '#!/bin/sh\ntouch %s\nsleep 60\n' "$PWD/reached" >slow/ivoc-merge
	chmod +x slow/ivoc-merge
	(PATH=$PWD/slow:$PATH exec setsid "$root/scripts/nightly" conf 2026-12-02 9>&- 3>&- >/dev/null 2>&1) &
	for _ in $(seq 200); do [ ! -e reached ] || break; sleep 0.05; done
	kill -KILL -- "-$!"
	wait $! || true
	is nights/2026-12-01.1 "$(readlink home/current)" "what is current"
	is "$first" "$(digest home/current)" "yesterday's files"
	nightly 2026-12-02
	is nights/2026-12-02.1 "$(readlink home/current)" "what is current"
	is "current lock nights" "$(ls home | paste -sd ' ')" "files in home"
}

@test "a night that is killed at any moment leaves yesterday's files or today's, and never some of each" {
	nightly 2026-12-01
	second_night
	cp -a home before
	first=$(digest home/current)
	start=$(date +%s%N)
	nightly 2026-12-02
	took=$((($(date +%s%N) - start) / 1000))
	second=$(digest home/current)
	old=0 new=0
	for _ in $(seq "${IVOC_KILLS:-10}"); do
		rm -rf home
		cp -a before home
		(exec setsid "$root/scripts/nightly" conf 2026-12-02 9>&- 3>&- >/dev/null 2>&1) &
		# A tenth of them when it is nearly done: that is where it publishes.
		after=$((RANDOM % 10 ? SRANDOM % (took + took / 10) : took - took / 10 + SRANDOM % (took / 5)))
		sleep "$(printf '%d.%06d' $((after / 1000000)) $((after % 1000000)))"
		kill -KILL -- "-$!" 2>/dev/null || true
		wait $! || true
		case $(digest home/current) in
		"$first") old=$((old + 1)) ;;
		"$second") new=$((new + 1)) ;;
		*) echo "killed after $after us: neither yesterday's files nor today's"; return 1 ;;
		esac
	done
	echo "# $old left yesterday's files, $new today's" >&3
	flock home/lock true # whom the kill has not reached yet
	nightly 2026-12-02
	is "$second" "$(digest home/current)" "the files of the night after all"
	is "current lock nights" "$(ls home | paste -sd ' ')" "files in home"
}

# A register and its key, and one who asks: a member of the shop with orders and calls.
@test "who is on the list of restrict is kept, and in no segment and no contact" {
	nightly 2026-12-01
	who=$(jq -r 'select(.decision == "contact") | .cid' home/current/targets.ndjson | head -n 1)
	printf '{"cid":"%s","who":"mei","at":"2026-12-02","why":"disputes the address"}\n' "$who" >restricted
	sed -i "s|^restrict=.*|restrict=$PWD/restricted|" conf
	second_night
	nightly 2026-12-02
	is '[{"at":"2026-12-02"},[],null]' "$(jq -c --arg who "$who" 'select(.cid == $who) | [.restricted, .segments, .rfm]' home/current/customers.ndjson)" "the customer"
	is "" "$(jq -r --arg who "$who" 'select(.cid == $who and .decision == "contact") | .cid' home/current/targets.ndjson)" "contacts"
	rm in/*
	sed -i 's/ must$/ may/' conf
	# A list that is forgotten stops the night; one without the line sets free.
	sed -i '/^restrict=/d' conf
	run nightly 2026-12-03
	[ "$status" = 1 ]
	has "$output" "expected --restrict with the list"
	: >restricted
	echo "restrict=$PWD/restricted" >>conf
	nightly 2026-12-03
	is null "$(jq -c --arg who "$who" 'select(.cid == $who) | .restricted' home/current/customers.ndjson)" "the customer when it is over"
}

forgetting() {
	echo "a secret that only this test has" >forget.key
	chmod 600 forget.key
	printf '%s\n' "forget=$PWD/requests" "forgotten=$PWD/forgotten" "forget_key=$PWD/forget.key" repeated=skip "lists='" "$PWD/sms.csv" "'" >>conf
}
ask() {
	who=$(jq -r 'select((.parts | length) > 2 and .orders > 2) | .cid' home/current/customers.ndjson | head -n 1)
	number=$(jq -r --arg who "$who" 'select(.cid == $who).phone[0]' home/current/customers.ndjson)
	key=$(jq -r --arg who "$who" 'select(.cid == $who).parts[] | select(.source == "pos").key' home/current/customers.ndjson | head -n 1)
	printf '%s\n' phone "$number" >sms.csv
	echo '{"cid":"'"$who"'","who":"test","when":"2026-12-01","why":"letter","case":"E-1"}' >requests
}

@test "who is forgotten is in no night any more, and no feed brings them back" {
	forgetting
	nightly 2026-12-01
	ask
	is 0 "$(wc -l <forgotten)" "lines of the register"
	grep -q "$number" home/current/customers.ndjson
	cp -a home/nights/2026-12-01.1 first
	cp -a home before
	second_night
	run -0 nightly 2026-12-02
	has "$output" "1 people were forgotten, see $PWD/home/receipts/2026-12-02.1.json; the nights before are removed"
	is "current lock nights receipts" "$(ls home | paste -sd ' ')" "files in home"
	is 2026-12-02.1 "$(ls home/nights)" "nights"
	run -1 grep -r -l -F -e "$number" -e "\"$key\"" home forgotten
	is "" "$output" "files that know of them"
	is "erased $PWD/sms.csv" "$(jq -r '[.people[0].outcome, (.people[0].lists[] | select(.n == 1) | select(.file | test("sms")).file)] | join(" ")' home/receipts/2026-12-02.1.json)" "receipt"
	cmp <(replayed home/current/lineage.ndjson) <(mapped home/current/customers.ndjson)
	cmp forgotten home/current/forgotten.ndjson
	# A kill between the register and publishing: the night is made again, and gives the same files.
	second=$(digest home/current)
	rm -rf home
	mv before home
	run -0 nightly 2026-12-02
	is "$second" "$(digest home/current)" "the files of the night made again"
	is 2026-12-02.1 "$(ls home/nights)" "nights"
	# The same date cannot be made again: what it began from is gone.
	run -1 nightly 2026-12-02
	has "$output" "2026-12-02.1 cannot be made again"
	# A kill between publishing and removing: the next night does what is left. And the full feeds come again.
	cp -a first home/nights/2026-12-01.1
	rm -r home/receipts
	for f in web_users.csv crm_tw.csv pos_members.csv; do { cat in/$f; tail -n 1 in/$f | sed 's/^[^,]*/9998/'; } >next; mv next in/$f; done
	run -0 nightly 2026-12-03
	is "2026-12-02.1 2026-12-03.1" "$(ls home/nights | paste -sd ' ')" "nights"
	is 2026-12-02.1.json "$(ls home/receipts)" "receipts"
	run -1 grep -r -l -F -e "$number" -e "\"$key\"" home forgotten
	is "" "$output" "files that know of them"
	[ "$(jq '.counts["dropped.forgotten"]' home/current/stats/dedupe.json)" -ge 1 ]
}

@test "a night that fails forgets nobody, and a register that is lost stops the next" {
	forgetting
	nightly 2026-12-01
	ask
	first=$(digest home/current)
	second_night
	cp campaigns.yaml good
	echo "nonsense: true" >>campaigns.yaml
	run -1 nightly 2026-12-02
	has "$output" "nothing published"
	is "$first" "$(digest home/current)" "yesterday's files"
	is 0 "$(wc -l <forgotten)" "lines of the register"
	mv good campaigns.yaml
	mv forgotten away
	run -1 nightly 2026-12-02
	has "$output" "is missing, and who was forgotten would come back"
	mv away forgotten
	sed -i '/^forget_key=/d' conf
	run -1 nightly 2026-12-02
	has "$output" "forget needs forgotten and forget_key"
}

@test "only so many nights are kept" {
	printf 'repeated=skip\nkeep=2\n' >>conf
	for day in 01 02 03; do nightly 2026-12-$day; done
	is "2026-12-02.1 2026-12-03.1" "$(ls home/nights | paste -sd ' ')" "nights kept"
}
