# shellcheck shell=bash
# The service's command line, built when it is missing or older than its sources, so that no stale loader runs
# unnoticed. To be sourced; the caller sets ROOT.

CLI_PROJECT=$ROOT/src/OrderTracking.Cli
CLI=

build_cli() {
  local log kind
  # Builds with and without Marten (ops/build/Common.props) have the same command line.
  for kind in without-marten with-marten; do
    CLI=$ROOT/.build/$kind/bin/OrderTracking.Cli/release/OrderTracking.Cli.dll
    if [ -f "$CLI" ] && [ -z "$(find "$CLI_PROJECT" "$ROOT/ops/build" \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) \
      -not -path '*/obj/*' -newer "$CLI" -print -quit)" ]; then
      return 0
    fi
  done
  log=$(mktemp)
  echo "building the command line …" >&2
  if ! dotnet build "$CLI_PROJECT" --configuration Release --verbosity quiet --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  # An incremental build may leave the file unchanged; it would then be built each time.
  touch "$CLI"
}

# Finds the folder with the development identity's key of the service that ops/run started.
find_identity() {
  local folder
  for folder in "${ORDERTRACKING_DATA:-$ROOT/.data}" /var/lib/ordertracking; do
    if [ -r "$folder/development-identity.pem" ]; then
      export ORDERTRACKING_DATA=$folder
      return 0
    fi
    [ -z "${ORDERTRACKING_DATA:-}" ] || return 1
  done
  return 1
}
