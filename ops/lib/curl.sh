# shellcheck shell=bash
# curl, which one of the examples is of. To be sourced after cluster.sh; the caller defines die().

find_curl() {
  ! command -v curl >/dev/null 2>&1 || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    die "curl is missing, which ops/examples/curl.sh needs; install it (sudo apt-get install curl)"
  fi
  install_packages curl curl
}
