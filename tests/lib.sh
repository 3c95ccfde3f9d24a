# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# lib.sh: what the test scripts share: a clean environment, TAP, one case of a command.
set -u

root=$(cd "$(dirname "$0")/.." && pwd)

# Every test runs in this environment and no other.
if [ -z "${SOPS_TEST-}" ]; then
	cd "$root" || exit 1
	build=$(realpath -m "${BUILD:-build}")
	exec env -i SOPS_TEST=1 PATH="$build:$PATH" BUILD="$build" LC_ALL=C.UTF-8 TZ=UTC \
		SOPS_AS_OF=2026-06-30 HOME=/nonexistent \
		SHARED="$(realpath -m "${SOPS_SHARED_DATA:-../shared/data}")" \
		SOPS_SHARED_DATA="$(realpath -m "${SOPS_SHARED_DATA:-../shared/data}")" \
		CC="${CC:-cc}" SANITIZE="${SANITIZE-}" ${TMPDIR:+TMPDIR="$TMPDIR"} \
		${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$0" "$@"
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

tests=0
failed=0

# result DESCRIPTION STATUS: one line of TAP, and what $scratch/why says when it failed.
result() {
	tests=$((tests + 1))
	if [ "$2" -eq 0 ]; then
		printf 'ok %s - %s\n' "$tests" "$1"
	else
		failed=$((failed + 1))
		printf 'not ok %s - %s\n' "$tests" "$1"
		sed 's/^/# /' "$scratch/why"
	fi
}

# check DESCRIPTION COMMAND [ARG...]: passes when the command succeeds.
check() {
	description=$1
	shift
	"$@" >"$scratch/why" 2>&1
	result "$description" $?
}

skip() {
	tests=$((tests + 1))
	printf 'ok %s - %s # SKIP %s\n' "$tests" "$1" "$2"
}

finish() {
	if [ "$tests" -eq 0 ]; then
		echo "1..0 # SKIP ${1:-nothing to test}"
	else
		echo "1..$tests"
	fi
	[ "$failed" -eq 0 ]
}

# shuffle: the lines of its input in another order, which is yet the same in each run.
shuffle() {
	awk 'BEGIN { srand(7) } { print rand() "\t" $0 }' | sort -n | cut -f 2-
}

# run_case DIR CASE: runs DIR/cmd in tests/data; $scratch/{out,err,code} have what came of it.
run_case() {
	rm -rf "$scratch/tmp"
	mkdir "$scratch/tmp"
	from=/dev/null
	[ ! -e "$1/in" ] || from=$1/in
	status=0
	CASE=$2 TMP=$scratch/tmp timeout 60 sh "$1/cmd" \
		<"$from" >"$scratch/out" 2>"$scratch/err" || status=$?
	echo "$status" >"$scratch/code"
	if grep -qF -e "$scratch" -e "$SHARED" "$scratch/out" "$scratch/err"; then
		sed -i "s|$scratch/tmp|\$TMP|g; s|$SHARED|\$SHARED|g" "$scratch/out" "$scratch/err"
	fi
}

# differ EXPECTED ACTUAL WHAT: says how they differ; no file is an empty one.
differ() {
	expected=$1
	[ -e "$expected" ] || expected=/dev/null
	! cmp -s "$expected" "$2" || return 1
	diff -u --label "$3 expected" --label "$3 found" "$expected" "$2"
	return 0
}
