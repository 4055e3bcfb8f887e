using System.Text.Json.Nodes;

namespace OrderTracking.Application.Epcis;

/// <summary>Pieces of a waybill: a class, and how many of it.</summary>
public sealed record EpcisQuantity(string Class, decimal Quantity);

/// <summary>A member of a list of transactions, sources or destinations.</summary>
public sealed record EpcisReference(string? Type, string Id);

/// <summary>Says that the event did not happen so.</summary>
/// <param name="Correctives">The ids of the events that take its place.</param>
/// <param name="Extensions">Members of our vocabulary, without its prefix.</param>
public sealed record EpcisError(
    DateTimeOffset DeclaredAt, string? Reason, IReadOnlyList<string> Correctives, IReadOnlyDictionary<string, JsonNode> Extensions);

/// <summary>An event of EPCIS 2.0 with those of its members that a waybill's event can fill. Words of the CBV are bare.</summary>
public sealed record EpcisEvent
{
    public const string ObjectType = "ObjectEvent", AggregationType = "AggregationEvent";

    private static readonly Dictionary<string, JsonNode> None = [];

    public required string Type { get; init; }

    /// <summary>A URI; null where its sender gave none.</summary>
    public string? Id { get; init; }

    /// <summary>At the offset that it was recorded with.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Null while it is not recorded.</summary>
    public DateTimeOffset? RecordedAt { get; init; }

    public required string Action { get; init; }

    public string? BizStep { get; init; }

    public string? Disposition { get; init; }

    public string? ReadPoint { get; init; }

    public string? BizLocation { get; init; }

    /// <summary>Of an aggregation: what the goods are on.</summary>
    public string? Parent { get; init; }

    public IReadOnlyList<string> Epcs { get; init; } = [];

    public IReadOnlyList<EpcisQuantity> Quantities { get; init; } = [];

    public IReadOnlyList<EpcisReference> Transactions { get; init; } = [];

    public IReadOnlyList<EpcisReference> Sources { get; init; } = [];

    public IReadOnlyList<EpcisReference> Destinations { get; init; } = [];

    public EpcisError? Error { get; init; }

    /// <summary>Members of our vocabulary, without its prefix.</summary>
    public IReadOnlyDictionary<string, JsonNode> Extensions { get; init; } = None;
}

/// <summary>Why an EPCIS event is not captured.</summary>
public sealed record EpcisRefusal(string Code, string Field, string Expected);

/// <summary>Codes of what is not captured, beside those of what cannot be read.</summary>
public static class EpcisCodes
{
    /// <summary>No event of a waybill says this.</summary>
    public const string NotMapped = "epcis-not-mapped";

    /// <summary>It names what is not the company's.</summary>
    public const string NotOurs = "epcis-not-ours";

    /// <summary>A member that would be lost.</summary>
    public const string NotKept = "epcis-not-kept";

    /// <summary>Two members contradict each other.</summary>
    public const string Contradiction = "epcis-contradiction";
}
