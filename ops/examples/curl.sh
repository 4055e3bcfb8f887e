#!/usr/bin/env bash
# Sends a day's file (NDJSON) and waits until it is in the figures: bash and curl alone.
#   ORDERTRACKING_TOKEN=… ops/examples/curl.sh ops/examples/day.ndjson EXAMPLE
set -euo pipefail
file=$1 account=$2
url=${ORDERTRACKING_URL:-http://127.0.0.1:5080}

# The same bytes are sent again, with the same event ids, when there is no answer, or one that asks to come back: 408, 429, 502, 503, 504.
# curl waits for as long as Retry-After says, else for 1, 2, 4 … seconds. What was recorded by a request whose answer was lost is a duplicate.
call() {
  curl -sS --fail-with-body --retry 8 --retry-connrefused --retry-max-time 60 --max-time 600 -H "Authorization: Bearer $ORDERTRACKING_TOKEN" "$@"
}
member() { grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2; }

# At most 100,000 lines and 64 MB: split -l 50000 a longer file, and send the parts one after the other.
answer=$(call -H 'Content-Type: application/x-ndjson' --data-binary "@$file" "$url/v1/events")
grep -o '{"line":[^{}]*"status":"refused"[^{}]*}' <<<"$answer" \
  | sed -E 's/.*"line":([0-9]+).*"code":"([^"]*)","field":"([^"]*)","expected":"([^"]*)".*/line \1 refused: \2 \3, expected \4/' || true
echo "sent: $(member accepted <<<"$answer") accepted, $(member duplicates <<<"$answer") duplicates, $(member held <<<"$answer") held," \
  "$(member refused <<<"$answer") refused"

# The service answers once its views have the position; after 10 seconds it is 503, and curl asks again.
total=$(call "$url/v1/on-time?account=$account&waitFor=$(member position <<<"$answer")" | grep -o '"total":{.*')
echo "on time: $(member numerator <<<"$total") of $(member denominator <<<"$total")"
