using System.Text.Json;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Codec;

namespace OrderTracking.Api.Http;

/// <summary>Splits a batch's body into its lines.</summary>
internal static class BatchLines
{
    /// <param name="most">How many lines there may be.</param>
    /// <param name="maxDepth">How many levels an item of an array may have.</param>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Lines, Problem? Fault) Split(byte[] body, bool isArray, int most, int maxDepth)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        try
        {
            if (isArray) SplitArray(body, most, maxDepth, lines);
            else SplitLines(body, most, lines);
        }
        catch (JsonException fault)
        {
            return ([], Problem.Malformed(new(MalformedCodes.InvalidJson,
                "", $"a JSON array of events; it breaks at byte {fault.BytePositionInLine} of line {fault.LineNumber + 1}")));
        }
        if (lines.Count > most) return ([], TooMany(most));
        if (lines.FindIndex(line => line.Length > RequestBodies.MaxSingleBytes) is >= 0 and var index)
            return ([], Problem.Of(413, "line-too-large", $"line {index + 1}", "at most 1 MB"));
        return lines.Count == 0 ? ([], Problem.Malformed(new(MalformedCodes.MissingField, "", "at least one event"))) : (lines, null);
    }

    public static Problem TooMany(int most) => Problem.Of(413, "too-many-lines", "", $"at most {most} lines");

    // Empty lines are skipped. Splitting stops one line after the limit, which is enough to refuse the batch.
    private static void SplitLines(byte[] body, int most, List<ReadOnlyMemory<byte>> lines)
    {
        for (var from = 0; from < body.Length && lines.Count <= most;)
        {
            var end = body.AsSpan(from).IndexOf((byte)'\n') is >= 0 and var length ? from + length : body.Length;
            if (body.AsSpan(from, end - from).ContainsAnyExcept(" \t\r"u8)) lines.Add(body.AsMemory(from, end - from));
            from = end + 1;
        }
    }

    private static void SplitArray(byte[] body, int most, int maxDepth, List<ReadOnlyMemory<byte>> lines)
    {
        // One level more: the array.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException(null, null, 0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && lines.Count <= most)
        {
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            lines.Add(body.AsMemory(from, (int)reader.BytesConsumed - from));
        }
        if (lines.Count <= most && reader.Read()) throw new JsonException(null, null, 0, reader.BytesConsumed);
    }
}
