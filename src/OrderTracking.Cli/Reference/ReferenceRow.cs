using System.Text.Json.Nodes;
using OrderTracking.Cli.Wire;

namespace OrderTracking.Cli.Reference;

/// <summary>Something to lay down, and the line of the file it comes from.</summary>
internal sealed record ReferenceRow(int Line, string Type, JsonObject Data)
{
    /// <summary>Made from what it says, so that a file that is loaded again says nothing new.</summary>
    public Guid Id { get; } = EventIds.From(EventIds.Reference, $"{Type}\n{Data.ToJsonString()}");
}

/// <summary>What is wrong with a line of a file.</summary>
internal sealed record RowFault(string File, int Line, string Column, string Expected)
{
    public override string ToString() => $"{File} line {Line}, column {Column}: expected {Expected}";
}
