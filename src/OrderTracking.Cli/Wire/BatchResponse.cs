namespace OrderTracking.Cli.Wire;

/// <summary>The service's answer to a batch: sums, the log's position, and a result for each line.</summary>
internal sealed record BatchResponse(
    int Accepted,
    int Duplicates,
    int Held,
    int Refused,
    long? Position,
    IReadOnlyList<LineResponse> Results);

/// <param name="Id">The id as sent. Lines are matched by it; the loaders never send one id twice in one batch.</param>
/// <param name="Status">accepted, duplicate, held or refused.</param>
internal sealed record LineResponse(string? Id, string Status, string? Code = null, string? Field = null, string? Message = null,
    string? Expected = null)
{
    /// <summary>The service's text on a refusal: its message, or what was expected.</summary>
    public string? Words => Message ?? Expected;
}
