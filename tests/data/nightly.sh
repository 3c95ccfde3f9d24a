#!/bin/sh
# nightly.sh EXPORT KNOWN: audits an export, sends what is new, and keeps all findings in KNOWN.
set -u
export=$1 known=$2 mail='mail -s "$1" sales-ops@example.com'
new=$(mktemp) said=$(mktemp)
trap 'rm -f "$new" "$said"' EXIT
send() { eval "${MAILER:-$mail}" || { echo "not sent: $1" >&2; exit 4; }; }
give_up() { send "$export could not be audited: status $1" <"$said"; exit "$1"; }

[ -e "$known" ] || echo rule,key,column,value >"$known"
status=0
sops-audit --quiet --output "$known.now" "$export" 2>"$said" || status=$?
case $status in
0)	verdict='may be used' ;;
1)	verdict='has errors: do not use it' ;;
*)	give_up "$status" ;;
esac
sops-audit --quiet --fail-on none --baseline "$known" "$export" >"$new" 2>"$said" || give_up $?
if [ "$(sed -n '$=' "$new")" -gt 1 ]; then
	send "$export $verdict" <"$new"
fi
mv "$known.now" "$known"
exit "$status"
