using System.Text;
using System.Text.Json.Nodes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Codec.Edi;
using Shouldly;

namespace OrderTracking.Domain.Tests.Edi;

/// <summary>Reads interchanges as the route does.</summary>
internal static class EdiReading
{
    public const int Most = 100_000, MostBytes = 64 * 1024 * 1024;

    public static EdiLines Read(string text, int most = Most, long mostBytes = MostBytes) =>
        Read(Encoding.UTF8.GetBytes(text), text.Contains("ISA", StringComparison.Ordinal), most, mostBytes);

    public static EdiLines Read(byte[] body, bool isX12, int most = Most, long mostBytes = MostBytes) =>
        EdiLines.Read(isX12 ? EdiLines.X12Type : EdiLines.EdifactType, body, Spec.Company, most, mostBytes);

    /// <summary>The lines of an interchange that can be read.</summary>
    public static List<JsonObject> Lines(string text)
    {
        var read = Read(text);
        read.Fault.ShouldBeNull();
        return [.. read.Lines.Select(line => JsonNode.Parse(line.Span)!.AsObject())];
    }

    public static Malformed FaultOf(string text) => Read(text).Fault.ShouldNotBeNull();

    public static string? Text(this JsonObject line, string member) => line[member]?.ToString();
}
