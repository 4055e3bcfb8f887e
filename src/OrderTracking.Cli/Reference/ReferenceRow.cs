using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Reference;

/// <summary>A reference event to send, and the line of the file that it comes from.</summary>
internal sealed record ReferenceRow(int Line, string Type, JsonObject Data)
{
    /// <summary>Derived from the content, so that a file loaded again records nothing new.</summary>
    public Guid Id { get; } = EventIds.From(EventIds.Reference, $"{Type}\n{Data.ToJsonString()}");
}

/// <summary>What is wrong with a line of a file.</summary>
internal sealed record RowFault(string File, int Line, string Column, string Expected)
{
    public override string ToString() => $"{File} line {Line}, column {Column}: expected {Expected}";
}
