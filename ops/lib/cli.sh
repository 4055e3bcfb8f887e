# shellcheck shell=bash
# The command-line programs, built when they are missing or older than their sources, so that no stale loader runs
# unnoticed. To be sourced; the caller sets ROOT.

# build_program PROJECT: sets PROGRAM to its assembly.
build_program() {
  local project=$1 log kind
  # Builds with and without Marten (ops/build/Common.props) have the same programs. OrderTracking.SampleData stands on OrderTracking.Cli,
  # both on OrderTracking.Client, OrderTracking.Verify on the definition of a leaf.
  for kind in without-marten with-marten; do
    PROGRAM=$ROOT/.build/$kind/bin/$project/release/$project.dll
    if [ -f "$PROGRAM" ] && [ -z "$(find "$ROOT/src/$project" "$ROOT/src/OrderTracking.Cli" "$ROOT/src/OrderTracking.Client" "$ROOT/src/OrderTracking.Domain/Transparency" "$ROOT/ops/build" \
      \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' \) \
      -not -path '*/obj/*' -newer "$PROGRAM" -print -quit)" ]; then
      return 0
    fi
  done
  log=$(mktemp)
  echo "building $project …" >&2
  if ! dotnet build "$ROOT/src/$project" --configuration Release --verbosity quiet --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  # An incremental build may leave the file unchanged; it would then be built each time.
  touch "$PROGRAM"
}

# Finds the folder with the development identity's key of the service that ops/run started.
find_identity() {
  local folder
  for folder in "${ORDERTRACKING_DATA:-$ROOT/.data}" /var/lib/ordertracking; do
    # Started by root, the service has a folder of its own for the key.
    for folder in "$folder" "$folder/identity"; do
      if [ -r "$folder/development-identity.pem" ]; then
        export ORDERTRACKING_DATA=$folder
        return 0
      fi
    done
    [ -z "${ORDERTRACKING_DATA:-}" ] || return 1
  done
  return 1
}
