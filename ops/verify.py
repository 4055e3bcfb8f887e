#!/usr/bin/env python3
"""Checks an export of the log, or the proof of a waybill, with nothing but Python: ops/verify.py --help

It was written from ops/docs/transparency-log.md, RFC 6962 and RFC 8032, and shares no code with the service or with ops/verify.
"""
import argparse, base64, gzip, hashlib, json, sys, zipfile

sha256 = lambda data: hashlib.sha256(data).digest()
b64 = lambda data: base64.b64encode(data).decode()

# Ed25519 (RFC 8032, section 5.1): slow, and short enough to be read.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def plus(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = plus(total, point)
        point, n = plus(point, point), n >> 1
    return total


def decoded(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or y >= P:
        raise ValueError("no point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    try:
        a, r, s = decoded(key), decoded(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    one, other = times(s, BASE), plus(r, times(k, a))
    return s < L and all((one[i] * other[2] - other[i] * one[2]) % P == 0 for i in (0, 1))


def text_of(note, key):
    """The text of a note that the key signed (c2sp.org/signed-note)."""
    name, _, material = key.strip().split("+", 2)
    material = base64.b64decode(material)
    text, signatures = note[: note.rindex("\n\n") + 1], note[note.rindex("\n\n") + 2 :]
    for line in signatures.splitlines():
        _, signer, signature = line.split(" ")
        signature = base64.b64decode(signature)
        known = sha256(name.encode() + b"\n" + material)[:4]
        if signer == name and signature[:4] == known and is_signed(material[1:], text.encode(), signature[4:]):
            return text
    sys.exit("FAULT the note is not signed by the key")


def head_of(note, key):
    origin, size, root = text_of(note, key).split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def text_in_leaf(text):
    if text is None:
        return "-"
    data = text.encode()
    plain = 0 < len(data) <= 48 and text != "-" and not text.startswith("sha256:") and all(b >= 32 and b != 127 for b in data)
    return text if plain else "sha256:" + b64(sha256(data))


def content_of(event):
    fields = ("id", "data", "headers", "correlation", "causation", "sender", "dotnetType", "tenant", "binary")
    parts = ["-\n" if event[f] is None else f"{len(event[f].encode())}:{event[f]}\n" for f in fields]
    return b64(sha256("".join(parts).encode()))


def leaf_of(event, index, previous):
    data = json.loads(event["data"])
    occurred = data.get("occurredAt") if isinstance(data, dict) else None
    return (
        f"event-leaf/v1\nindex {index}\nposition {event['position']}\nstream {text_in_leaf(event['stream'])}\n"
        f"version {event['version']}\ntype {text_in_leaf(event['type'])}\nrecorded {event['recordedAt']}\n"
        f"occurred {text_in_leaf(occurred if isinstance(occurred, str) else None)}\nsender {text_in_leaf(event['sender'])}\n"
        f"content {content_of(event)}\nprevious {previous}\n"
    )


def fields_of(leaf):
    return dict(line.split(" ", 1) for line in leaf.split("\n")[1:-1])


leaf_hash = lambda leaf: sha256(b"\0" + leaf.encode())
node_hash = lambda left, right: sha256(b"\1" + left + right)


def add(subtrees, digest, level=0):
    subtrees.append((level, digest))
    while len(subtrees) > 1 and subtrees[-1][0] == subtrees[-2][0]:
        (level, left), (_, right) = subtrees[-2:]
        subtrees[-2:] = [(level + 1, node_hash(left, right))]


def root_of(subtrees):
    if not subtrees:
        return sha256(b"")
    root = subtrees[-1][1]
    for _, left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


def check_export(file, key, kept):
    faults, wrong, strange, streams = [], [], [], {}
    lines = gzip.open(file, "rt", encoding="utf-8") if open(file, "rb").read(1) == b"\x1f" else open(file, encoding="utf-8")
    log = json.loads(next(lines))
    key = key or log["key"]
    heads = [head_of(note, key) for note in kept]
    current = head_of(log["checkpoint"], log["key"])
    if key.strip() != log["key"]:
        faults.append(f"the log names another key than the trusted one: {log['key']}")
    faults += [f"the head of {size} events is of another log: {origin}" for origin, size, _ in heads if origin != log["origin"]]
    index, subtrees, roots, last = log["first"], [], {}, -(2**63)
    for level, digest in log["left"]:
        add(subtrees, base64.b64decode(digest), level)
    for line in lines:
        if any(index == size for _, size, _ in heads):
            roots[index] = root_of(subtrees)
        item = json.loads(line)
        leaf, event = item.get("leaf"), item.get("event")
        if event is not None:
            content = content_of(event)
            there = f"position {event['position']}, {event['stream']} version {event['version']}"
        if leaf is None:
            strange.append((event["position"], there, content, False))
            continue
        f = fields_of(leaf)
        where = f"index {index}, position {f['position']}, {f['stream']} version {f['version']} ({f['type']})"
        before = streams.get(f["stream"], "-" if log["first"] == 0 else f["previous"])
        if int(f["index"]) != index or int(f["position"]) <= last or f["previous"] != before:
            wrong.append((int(f["position"]), where, "the leaf is out of order", None))
        last, streams[f["stream"]] = int(f["position"]), b64(leaf_hash(leaf))
        if event is None:
            wrong.append((last, where, "removed", f["content"]))
        elif (now := leaf_of(event, f["index"], f["previous"])) != leaf:
            n = fields_of(now)
            what = "; ".join(f"{name} was {f[name]}, is {n[name]}" for name in f if f[name] != n[name])
            wrong.append((last, where, f"changed: {what}", f["content"]))
            if content != f["content"]:
                strange.append((event["position"], there, content, True))
        add(subtrees, leaf_hash(leaf))
        index += 1
    end = index
    roots[end] = root_of(subtrees)
    for level, digest in log["right"]:
        add(subtrees, base64.b64decode(digest), level)
    size = end + sum(2**level for level, _ in log["right"])
    roots[size] = root_of(subtrees)
    # What stands at another place than its leaf says was moved; what stands where another one was moved from was inserted.
    places = {content: position for position, _, content, _ in reversed(strange)}
    expected, moved = {c for *_, c in wrong}, {p for p, _, _, c in wrong if c in places}
    found = [(p, there, "inserted") for p, there, c, has_leaf in strange if c not in expected and (not has_leaf or p in moved)]
    found += [(p, where, f"moved to position {places[c]}" if c in places else what) for p, where, what, c in wrong]
    faults += [f"{where}: {what}" for _, where, what in sorted(found, key=lambda fault: fault[0])]
    if (size, roots[size]) != current[1:]:
        faults.append(f"the leaves are not those of the log's own head of {current[1]} events")
    for _, before, root in heads:
        if before > size:
            faults.append(f"a head of {before} events was signed, and the log has {size}: events are withheld from index {size} on")
        elif roots.get(before) is None:
            print(f"the head of {before} events could not be compared: the part has the events {log['first']} to {end - 1}")
        elif roots[before] != root:
            faults.append(f"the log is no extension of the head of {before} events: what came before was written anew")
        else:
            print(f"the log extends the head of {before} events")
    print(f"{end - log['first']} events were compared with their leaves, and the leaves with the signed head of {size} events")
    return faults


def check_proof(file, key, kept):
    faults, previous = [], "-"
    with zipfile.ZipFile(file) as archive:
        read = {name: archive.read(name).decode() for name in archive.namelist()}
    key = key or read["key.txt"].strip()
    for name in sorted(name for name in read if name.endswith(".leaf")):
        leaf, stem = read[name], name[: -len(".leaf")]
        f, event = fields_of(leaf), json.loads(read[stem + ".json"])
        proof, note = read[stem + ".tlog-proof"].split("\n\n", 1)
        _, size, root = head_of(note, key)
        index, digest, left = int(f["index"]), leaf_hash(leaf), size - 1
        for line in proof.split("\n")[2:]:
            sibling = base64.b64decode(line)
            if index & 1 or index == left:
                digest = node_hash(sibling, digest)
                while not index & 1 and index:
                    index, left = index >> 1, left >> 1
            else:
                digest = node_hash(digest, sibling)
            index, left = index >> 1, left >> 1
        if left or digest != root or proof.split("\n")[1] != f"index {f['index']}":
            faults.append(f"{name}: the proof does not lead to the signed head")
        if leaf_of(event, f["index"], f["previous"]) != leaf or f["previous"] != previous:
            faults.append(f"{name}: the event is not that of the leaf, or the leaf before is missing")
        previous = b64(leaf_hash(leaf))
    if f"\nleaf {previous}\n" not in text_of(read["stream-head"], key):
        faults.append("stream-head: the signed last event is another one")
    print(f"{len(read) // 3 - 1} events and the statement of the last one were checked against the signed head of {size} events")
    return faults


parser = argparse.ArgumentParser(description="Checks an export of the log, or the zip of a waybill's proof.")
parser.add_argument("file", help="the export, also compressed by gzip, or the zip")
parser.add_argument("--key", help="the key that is trusted; without it the one that the file names")
parser.add_argument("--checkpoint", action="append", default=[], help="a signed head that was kept from before")
options = parser.parse_args()
check = check_proof if zipfile.is_zipfile(options.file) else check_export
found = check(options.file, options.key, [open(name, encoding="utf-8").read() for name in options.checkpoint])
for fault in found:
    print("FAULT", fault)
sys.exit(1 if found else 0)
