# shellcheck shell=bash
# The browser that the dashboard's tests drive. To be sourced after cluster.sh; the caller defines die().

# Chromium without its own windows, which needs less than half of the processor time; else the whole of it.
CHROMIUMS=(/usr/bin/chromium-headless-shell /usr/bin/chromium)

# Sets ORDERTRACKING_CHROMIUM.
find_chromium() {
  local path
  if [ -n "${ORDERTRACKING_CHROMIUM:-}" ]; then
    [ -x "$ORDERTRACKING_CHROMIUM" ] || die "ORDERTRACKING_CHROMIUM names '$ORDERTRACKING_CHROMIUM', which is no program"
    return 0
  fi
  if [ ! -x "${CHROMIUMS[0]}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    # In a shell of its own, because it ends the script where there is no such package.
    (install_packages chromium-headless-shell chromium-headless-shell fonts-noto-cjk) || [ -x "${CHROMIUMS[1]}" ] || install_packages chromium chromium fonts-noto-cjk
  fi
  for path in "${CHROMIUMS[@]}"; do
    [ ! -x "$path" ] || { export ORDERTRACKING_CHROMIUM=$path; return 0; }
  done
  die "chromium is missing, which the dashboard's tests drive; install it (sudo apt-get install chromium-headless-shell fonts-noto-cjk), or name it in ORDERTRACKING_CHROMIUM"
}
