# shellcheck shell=bash
# Building with the .NET SDK. To be sourced after cluster.sh; the caller sets ROOT and defines die().

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
# Build servers would outlive the command that started them.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
[ -n "${HOME:-}" ] || export DOTNET_CLI_HOME="${TMPDIR:-/tmp}"

check_dotnet() {
  local version
  if ! command -v dotnet >/dev/null 2>&1 && [ -x "${HOME:-}/.dotnet/dotnet" ]; then
    export PATH="$PATH:$HOME/.dotnet"
  fi
  command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is missing (no 'dotnet' on the PATH); install it and try again"
  version=$(cd "$ROOT" && dotnet --version 2>/dev/null) \
    || die "the .NET SDK that global.json asks for is missing (installed: $(dotnet --list-sdks 2>/dev/null | awk '{ print $1 }' | paste -sd ' ' -)); install the .NET 10 SDK and try again"
  case $version in
    10.*) ;;
    *) die "the .NET 10 SDK is missing (dotnet --version: $version); install it and try again" ;;
  esac
}

# dotnet_build LOG PROJECT: Release, quiet unless it fails.
dotnet_build() {
  local log=$1
  # The SDK looks for global.json from the working directory upwards.
  cd "$ROOT" || return 1
  if ! patiently "${OWN_SESSION[@]}" dotnet build "$2" -c Release --nologo -v quiet -p:UseSharedCompilation=false >"$log" 2>&1 </dev/null; then
    grep -E ': (error|warning) |error[ :]' "$log" | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
    die "the build failed (above: its errors; all of it is in $log)"
  fi
}

built_dll() {
  printf '%s' "$ROOT/src/$1/bin/Release/net10.0/$1.dll"
}
