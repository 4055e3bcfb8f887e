# shellcheck shell=bash
# The command line of the service, built when it is missing or older than what it is made of: a loader must not be stale without
# saying so. To be sourced; the caller sets ROOT.

CLI_PROJECT=$ROOT/src/OrderTracking.Cli
CLI=

build_cli() {
  local log kind
  # Either kind of build (ops/build/Common.props) has the same command line.
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
  # An incremental build may leave the file as it was; without this it would be built every time.
  touch "$CLI"
}

# Where the service that ops/run started keeps the key of its development identity.
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
