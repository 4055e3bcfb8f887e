# shellcheck shell=bash
# Python, which the second verifier of the log runs on. To be sourced after cluster.sh; the caller defines die().

find_python() {
  ! command -v python3 >/dev/null 2>&1 || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "python3 is missing, which ops/verify.py needs; install it (sudo apt-get install python3)"
  fi
  install_packages python3 python3
}
