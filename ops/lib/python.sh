# shellcheck shell=bash
# Python, which the second verifier of the log runs on. To be sourced after cluster.sh; the caller defines die().

find_python() {
  local log status=0
  ! command -v python3 >/dev/null 2>&1 || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "python3 is missing, which ops/verify.py needs; install it (sudo apt-get install python3)"
  fi
  echo "python3 is missing; installing it with apt-get …"
  log=$(mktemp)
  patiently env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends python3' >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" != 0 ]; then
    tail -n 15 "$log" >&2
    die "python3 is missing and apt-get could not install it (above: what it said; all of it is in $log)"
  fi
  rm -f "$log"
}
