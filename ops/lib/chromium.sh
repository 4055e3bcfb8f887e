# shellcheck shell=bash
# The browser that the dashboard's tests drive. To be sourced after cluster.sh; the caller defines die().

find_chromium() {
  local log status=0
  [ ! -x "${ORDERTRACKING_CHROMIUM:-/usr/bin/chromium}" ] || return 0
  [ -z "${ORDERTRACKING_CHROMIUM:-}" ] || die "ORDERTRACKING_CHROMIUM names '$ORDERTRACKING_CHROMIUM', which is no program"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "chromium is missing, which the dashboard's tests drive; install it (sudo apt-get install chromium fonts-noto-cjk), or name it in ORDERTRACKING_CHROMIUM"
  fi
  echo "chromium is missing; installing it with apt-get …"
  log=$(mktemp)
  patiently env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends chromium fonts-noto-cjk' >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" != 0 ]; then
    tail -n 15 "$log" >&2
    die "chromium is missing and apt-get could not install it (above: what it said; all of it is in $log)"
  fi
  rm -f "$log"
}
