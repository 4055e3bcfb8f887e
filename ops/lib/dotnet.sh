# shellcheck shell=bash
# Building with the .NET SDK. To be sourced after cluster.sh; the caller sets ROOT and defines die().

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1
# No build servers, which would outlive the command that started them.
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

# The engine if none is named. Settings.DefaultEngine is the same for a service that is started without these scripts.
# shellcheck disable=SC2034
DEFAULT_ENGINE=postgres

# Whether builds include the engine 'marten', and if not, why. fetch_packages sets both.
WITH_MARTEN=true
MARTEN_MISSING=

is_engine() {
  case $1 in postgres | marten) ;; *) return 1 ;; esac
}

# fetch_packages LOG PROJECT: restores the packages of the project. If only those of the engine 'marten' are unavailable, builds
# are made without that engine from here on; the caller reports that.
fetch_packages() {
  local log=$1 reason tries=6
  WITH_MARTEN=true MARTEN_MISSING=
  ! restore "$log" "$2" || return 0
  reason=$(nuget_error "$log")
  [ -n "$reason" ] || build_failed "$log"
  WITH_MARTEN=false
  # One retry of a source that did not answer, instead of NuGet's 6 for each project, which take minutes.
  case $reason in NU130*) tries=1 ;; esac
  NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=$tries restore "$log" "$2" || fetching_failed "$log"
  # shellcheck disable=SC2034
  case $reason in
    NU130*) MARTEN_MISSING="a package source does not answer, and the packages of the engine 'marten' are not on this machine ($reason)" ;;
    *) MARTEN_MISSING="no package source serves Marten $(package_version Marten) and WolverineFx $(package_version WolverineFx) with all that they need ($reason)" ;;
  esac
}

restore() {
  # The SDK looks for global.json from the working directory upwards.
  cd "$ROOT" || return 1
  patiently "${OWN_SESSION[@]}" dotnet restore "$2" -v quiet -p:WithMarten="$WITH_MARTEN" >"$1" 2>&1 </dev/null
}

# "NU1101: NuGet's text" on one line: the first error of a restore. An unreachable source comes before a missing package.
nuget_error() {
  local errors
  errors=$(sed -nE 's/.*error (NU[0-9]+: .*)/\1/p' "$1" | sed -E 's/ \[[^]]*\]$//; s/[[:space:]]+$//')
  { grep -m 1 '^NU130' <<<"$errors" || head -n 1 <<<"$errors"; } | cut -c 1-300
}

fetching_failed() {
  local reason
  reason=$(nuget_error "$1")
  case $reason in
    '') build_failed "$1" ;;
    NU130*) die "nothing can be built: a package source does not answer ($reason); NuGet's log is $1" ;;
    *) die "nothing can be built: a package is not to be had ($reason); NuGet's log is $1" ;;
  esac
}

package_version() {
  sed -n "s/.*Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" "$ROOT/ops/build/Packages.props"
}

# dotnet_build LOG PROJECT: Release, quiet unless it fails.
dotnet_build() {
  local log=$1 compiler=(-p:UseSharedCompilation=false)
  # One compiler server for all projects takes half the time. It ends with the process group that it was started in.
  [ "${OWN_SESSION[0]}" = env ] || compiler=(-p:UseSharedCompilation=true "-p:SharedCompilationId=ordertracking-$$")
  cd "$ROOT" || return 1
  if ! patiently "${OWN_SESSION[@]}" dotnet build "$2" -c Release --nologo -v quiet "${compiler[@]}" \
    -p:WithMarten="$WITH_MARTEN" >"$log" 2>&1 </dev/null; then
    build_failed "$log"
  fi
}

build_failed() {
  grep -E ': (error|warning) |error[ :]' "$1" | sort -u | head -n 40 >&2 || tail -n 40 "$1" >&2
  die "the build failed (above: its errors; all of it is in $1)"
}

# Where a build leaves a project's assembly (ArtifactsPath in ops/build/Common.props).
built_dll() {
  local kind=with-marten
  [ "$WITH_MARTEN" = true ] || kind=without-marten
  printf '%s' "$ROOT/.build/$kind/bin/$1/release/$1.dll"
}
