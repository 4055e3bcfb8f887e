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

# What a build is told for the sake of the engine.
ENGINE_PROPERTY=

# choose_engine NAME: fails when there is no such engine. Marten's engine is compiled in only where a build is told so.
choose_engine() {
  case $1 in
    postgres) ENGINE_PROPERTY='' ;;
    marten) ENGINE_PROPERTY=-p:WithMarten=true ;;
    *) return 1 ;;
  esac
}

# check_engine LOG: whether the packages of the chosen engine are to be had, before anything is built.
check_engine() {
  local log=$1
  [ -n "$ENGINE_PROPERTY" ] || return 0
  cd "$ROOT" || return 1
  if ! patiently "${OWN_SESSION[@]}" dotnet restore src/OrderTracking.Marten/OrderTracking.Marten.csproj -v quiet "$ENGINE_PROPERTY" >"$log" 2>&1 </dev/null; then
    # No such package, no such version, none but a preview of it. The bracket at a line's end names the project, not a package.
    ! grep -qE 'error NU110[123]: [^[]*[^[:alnum:]./](Marten|WolverineFx)' "$log" \
      || die "the engine 'marten' needs the packages Marten $(package_version Marten) and WolverineFx $(package_version WolverineFx), which no package source of NuGet's configuration serves; add one that does, or choose the engine 'postgres'"
    build_failed "$log"
  fi
}

package_version() {
  sed -n "s/.*Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" "$ROOT/ops/build/Packages.props"
}

# dotnet_build LOG PROJECT: Release, quiet unless it fails.
dotnet_build() {
  local log=$1 compiler=(-p:UseSharedCompilation=false)
  # One compiler for all projects instead of one for each takes half the time. It ends with the group that it was started in.
  [ "${OWN_SESSION[0]}" = env ] || compiler=(-p:UseSharedCompilation=true "-p:SharedCompilationId=ordertracking-$$")
  # The SDK looks for global.json from the working directory upwards.
  cd "$ROOT" || return 1
  if ! patiently "${OWN_SESSION[@]}" dotnet build "$2" -c Release --nologo -v quiet "${compiler[@]}" \
    ${ENGINE_PROPERTY:+"$ENGINE_PROPERTY"} >"$log" 2>&1 </dev/null; then
    build_failed "$log"
  fi
}

build_failed() {
  grep -E ': (error|warning) |error[ :]' "$1" | sort -u | head -n 40 >&2 || tail -n 40 "$1" >&2
  die "the build failed (above: its errors; all of it is in $1)"
}

built_dll() {
  printf '%s' "$ROOT/src/$1/bin/Release/net10.0/$1.dll"
}
