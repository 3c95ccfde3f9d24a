#!/bin/sh
# nightly.sh EXPORT KNOWN: audits an export, sends what is new, and keeps all findings in KNOWN.
set -u
export=$1 known=$2
new=$(mktemp) said=$(mktemp)
trap 'rm -f "$new" "$said"' EXIT
send() { eval "${MAILER:-mail -s '$1' sales-ops@example.com}"; }

[ -e "$known" ] || echo rule,key,column,value >"$known"
status=0
sops-audit --quiet --output "$known.now" "$export" 2>"$said" || status=$?
case $status in
0)	verdict='may be used' ;;
1)	verdict='has errors: do not use it' ;;
*)	send "$export could not be audited: status $status" <"$said"
	exit "$status" ;;
esac
sops-audit --quiet --fail-on none --baseline "$known" "$export" >"$new"
if [ "$(sed -n '$=' "$new")" -gt 1 ]; then
	send "$export $verdict" <"$new"
fi
mv "$known.now" "$known"
exit "$status"
