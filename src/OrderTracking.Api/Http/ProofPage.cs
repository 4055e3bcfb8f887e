using System.Globalization;
using OrderTracking.Application.Transparency;

namespace OrderTracking.Api.Http;

/// <summary>The page in a waybill's proof that says how to check it.</summary>
internal static class ProofPage
{
    public static string Of(string waybill, StreamProof proof) => string.Create(CultureInfo.InvariantCulture,
        $"""
        # {waybill}: {proof.Events.Count} events, and the proof of them · 运单证明

        Each event is three files: `NNNN.json` is what is stored of it (persons as they are stored), `NNNN.leaf` is its leaf in the
        transparency log, `NNNN.tlog-proof` proves that the leaf is in the signed tree (c2sp.org/tlog-proof). `checkpoint` is the signed
        head of the tree (c2sp.org/tlog-checkpoint), `stream-head` the signed statement which event is the last one of this waybill in that
        tree. `key.txt` is the key; trust one that you have kept from before, or that somebody else tells you, more than this one.

        ## With the company's program

            python3 ops/verify.py {waybill}-proof.zip --key "$(cat kept-key.txt)"

        ## With public tools alone

        1. The hash of a leaf (RFC 6962): `(printf '\0'; cat 0001.leaf) | sha256sum`
        2. The leaf's line `content` is the SHA-256, in base64, of the event's id, data, headers, correlation, causation, sender,
           dotnetType, tenant and binary: each as its length in bytes, `:`, its text and a line end; `-` and a line end for null.
           `jq -rj '[.id,.data,.headers,.correlation,.causation,.sender,.dotnetType,.tenant,.binary][]
           | if . == null then "-\n" else "\(utf8bytelength):\(.)\n" end' 0001.json | openssl dgst -sha256 -binary | base64`
        3. The leaf's line `previous` is the hash of the leaf before it, in base64: no event is missing in between.
        4. A proof of a leaf to the root, and the signature: any verifier of c2sp.org/tlog-proof and c2sp.org/signed-note, such as
           golang.org/x/mod/sumdb/tlog and note, with `key.txt`.
        5. `stream-head` is a note of the same key. Its line `leaf` is the hash of the last leaf. If the company ever shows a later event
           of this waybill with an index below `size`, it has signed a lie, and this file proves it.

        """);
}
