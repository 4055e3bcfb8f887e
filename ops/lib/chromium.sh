# shellcheck shell=bash
# The browser that the dashboard's tests drive. To be sourced after cluster.sh; the caller defines die().

find_chromium() {
  [ ! -x "${ORDERTRACKING_CHROMIUM:-/usr/bin/chromium}" ] || return 0
  [ -z "${ORDERTRACKING_CHROMIUM:-}" ] || die "ORDERTRACKING_CHROMIUM names '$ORDERTRACKING_CHROMIUM', which is no program"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "chromium is missing, which the dashboard's tests drive; install it (sudo apt-get install chromium fonts-noto-cjk), or name it in ORDERTRACKING_CHROMIUM"
  fi
  install_packages chromium chromium fonts-noto-cjk
}
