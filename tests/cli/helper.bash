# SPDX-License-Identifier: MIT
# What the bats files share. IVOC_BIN is the folder of the programs; every program gets input of its own kind, made here.
bats_require_minimum_version 1.5.0
root=$(cd "${BATS_TEST_DIRNAME:?}/../.." && pwd)
bin=${IVOC_BIN:-$root/build/dev}
data=$root/tests/data
PATH=$bin:$PATH
export LC_ALL=C.UTF-8

# The programs that are there.
programs() {
	local p
	for p in ingest dedupe merge score segment campaign; do
		if [ -x "$bin/ivoc-$p" ]; then echo "ivoc-$p"; fi
	done
}

# make_input PROGRAM N: N records that it can read.
make_input() {
	case $1 in
	ivoc-ingest) awk -v n="$2" 'BEGIN { print "会员号,姓名,性别,出生日期,手机,固定电话,身份证号,地址,邮编,入会日期,积分,备注"
		for (i = 1; i <= n; i++) printf "88%08d,宋倩,F,1982-03-14,131%08d,,,中山路81号2单元1805室,200000,20260415,%d,\n", i, i, i }' ;;
	ivoc-dedupe) awk -v n="$2" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"kind\":\"party\",\"source\":\"pos\",\"key\":\"88%08d\",\"name\":\"宋倩\",\"family\":\"宋\",\"given\":\"倩\",\"phone\":[\"+86131%08d\"],\"joined\":\"2026-04-15\"}\n", i, i }' ;;
	ivoc-merge) awk -v n="$2" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"cid\":\"c%020d\",\"kind\":\"party\",\"source\":\"pos\",\"key\":\"88%08d\",\"name\":\"宋倩\",\"phone\":[\"+86131%08d\"],\"joined\":\"2026-04-15\"}\n", i, i, i }' ;;
	*) awk -v n="$2" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"cid\":\"c%020d\",\"kind\":\"customer\",\"seed\":\"pos/88%08d\",\"name\":\"宋倩\",\"phone\":[\"+86131%08d\"],\"currency\":\"CNY\",\"orders\":%d,\"spend\":%d.5,\"first_order\":\"2025-01-01\",\"last_order\":\"2026-%02d-%02d\",\"consent\":{\"sms\":{\"state\":\"in\",\"at\":\"2025-01-01\"}}}\n", i, i, i, i % 9 + 1, i % 4001, i % 11 + 1, i % 28 + 1 }' ;;
	esac
}

# options PROGRAM: what it cannot do without, a word a line.
options() {
	case $1 in
	ivoc-ingest) printf '%s\n' -c "$data/maps/pos.yaml" ;;
	ivoc-dedupe) ;;
	ivoc-merge) printf '%s\n' -c "$data/merge.yaml" ;;
	ivoc-score) printf '%s\n' -c "$data/score.yaml" --as-of=2026-12-01 ;;
	ivoc-segment) printf '%s\n' -c "$data/segments.yaml" --as-of=2026-12-01 ;;
	ivoc-campaign) printf '%s\n' -c "$data/campaigns.yaml" --as-of=2026-12-01 --all ;;
	esac
}

# use PROGRAM [N]: sets p, o (its options) and input (a file of N records).
use() {
	p=$1
	mapfile -t o < <(options "$p")
	input=$BATS_TEST_TMPDIR/$p.input
	make_input "$p" "${2:-50}" >"$input"
}

# is WANTED GOT WHAT: a comparison that says what went wrong.
is() {
	[ "$1" = "$2" ] || { echo "$p, $3: expected '$1', got '$2'"; return 1; }
}

# has TEXT PART: TEXT contains PART.
has() {
	case $1 in *"$2"*) ;; *) echo "$p: '$2' is not in: $1"; return 1 ;; esac
}

# status_of WANTED COMMAND…: runs it, stdout to $BATS_TEST_TMPDIR/out, stderr to …/err.
status_of() {
	local want=$1 got=0
	shift
	"$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" || got=$?
	out=$(head -c 4000 "$BATS_TEST_TMPDIR/out" | tr -d '\0')
	err=$(head -c 4000 "$BATS_TEST_TMPDIR/err" | tr -d '\0')
	is "$want" "$got" "status of: $* (it said: $err)"
}
