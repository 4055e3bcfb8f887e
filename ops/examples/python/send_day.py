#!/usr/bin/env python3
"""Sends a day's file (NDJSON) and waits until it is in the figures: Python 3.9 or newer, the standard library alone.

    ORDERTRACKING_TOKEN=... python3 ops/examples/python/send_day.py ops/examples/day.ndjson EXAMPLE
"""
import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from email.utils import parsedate_to_datetime

URL = os.environ.get("ORDERTRACKING_URL", "http://127.0.0.1:5080")
PASSING = {408, 429, 502, 503, 504}
LINES, MOST_LINES = 5_000, 100_000


def call(path, body=None):
    """The answer as JSON. What got none is sent again, byte for byte: by the events' ids nothing counts twice."""
    headers = {"Authorization": "Bearer " + os.environ["ORDERTRACKING_TOKEN"]}
    if body is not None:
        headers["Content-Type"] = "application/x-ndjson"
    pause, waited = 0.2, 0.0
    while True:
        asked = 0.0
        try:
            request = urllib.request.Request(URL + path, data=body, headers=headers)
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            text = refused.read().decode("utf-8", "replace")
            if refused.code not in PASSING:
                sys.exit(f"refused: {refused.code} {text}")
            asked, trouble = retry_after(refused.headers.get("Retry-After")), f"{refused.code} {text}"
        except (OSError, http.client.HTTPException, ValueError) as broken:  # no answer, or one that was cut short
            trouble = str(broken)
        # Between half and all of it, so that many senders that were cut off at once do not come back at once.
        now = asked + pause * random.uniform(0.5, 1)
        waited += now
        if waited > 60:
            sys.exit(f"no answer: {trouble}")
        time.sleep(now)
        pause = min(pause * 2, 10)


def retry_after(text):
    if not text:
        return 0.0
    return float(text) if text.isdigit() else max(0.0, parsedate_to_datetime(text).timestamp() - time.time())


def batches(file):
    """Lines in parts. Those of one waybill that follow each other stay together: a correction needs what replaces it."""
    batch, last = [], None
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            waybill = json.loads(line).get("waybill")
        except (ValueError, AttributeError):
            waybill = None  # the service says what is wrong with it
        if len(batch) >= (MOST_LINES if waybill and waybill == last else LINES):
            yield batch
            batch = []
        batch.append((number, line.rstrip(b"\n") + b"\n"))
        last = waybill
    if batch:
        yield batch


def main(path, account):
    sums, position = dict.fromkeys(("accepted", "duplicates", "held", "refused"), 0), 0
    with open(path, "rb") as file:
        for batch in batches(file):
            answer = call("/v1/events", b"".join(line for _, line in batch))
            for result in answer["results"]:
                if result["status"] == "refused":
                    print(f"line {batch[result['line'] - 1][0]} refused: {result['code']} {result['field']}, "
                          f"expected {result['expected']}")
            for name in sums:
                sums[name] += answer[name]
            position = max(position, answer["position"])
    print("sent: " + ", ".join(f"{count} {name}" for name, count in sums.items()))
    # The service answers once its views have the position; after 10 seconds it is 503, and asked again.
    total = call(f"/v1/on-time?account={urllib.parse.quote(account)}&waitFor={position}")["total"]
    print(f"on time: {total['numerator']} of {total['denominator']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
