using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>What a status code means here.</summary>
/// <param name="Event">The name of the event that it is.</param>
/// <param name="Reason">The code of the reason, where the rule is for that one alone.</param>
/// <param name="Data">Members of the event that follow from the code.</param>
/// <param name="LeaveOut">Members of the event that the standard's value does not fit.</param>
internal sealed record EdiRule(string Code, string Event, string Meaning, string? Reason = null,
    IReadOnlyDictionary<string, string>? Data = null, IReadOnlyList<string>? LeaveOut = null)
{
    private readonly FrozenSet<string> members = EventTypes.FromWire(Event) is { } type
        ? EventJson.Data.GetTypeInfo(type.Type).Properties.Select(property => property.Name).Except(LeaveOut ?? []).ToFrozenSet()
        : throw new InvalidOperationException($"The rule for the status code {Code} names no event of a waybill: {Event}.");

    /// <summary>Whether the event has this member.</summary>
    public bool Takes(string member) => members.Contains(member);
}

/// <summary>The rules for the codes of a standard, as the file EdiRules.json says them.</summary>
internal sealed class EdiRules
{
    private readonly FrozenDictionary<(string Code, string? Reason), EdiRule> byCode;
    private readonly FrozenDictionary<string, Company?> zones;
    private readonly Document document;

    private EdiRules(string name, Document document)
    {
        (Name, this.document) = (name, document);
        byCode = document.Statuses.ToFrozenDictionary(rule => (rule.Code, rule.Reason));
        zones = document.Zones.ToFrozenDictionary(zone => zone.Key, zone => Zone(zone.Value));
    }

    public static EdiRules X12 { get; } = new(EdiStatusTypes.X12, RulesFile.Value.X12);

    public static EdiRules Edifact { get; } = new(EdiStatusTypes.Edifact, RulesFile.Value.Edifact);

    /// <summary>Of the standard.</summary>
    public string Name { get; }

    public IReadOnlyList<EdiRule> Statuses => document.Statuses;

    /// <summary>What codes of reasons mean; empty for one that says that there is none.</summary>
    public IReadOnlyDictionary<string, string> Reasons => document.Reasons;

    /// <summary>The qualifiers of CNT that count the pieces of a consignment.</summary>
    public IReadOnlyList<string> Counts => document.Counts ?? [];

    /// <summary>The qualifier of the party that signed.</summary>
    public string? Signer => document.Signer;

    /// <summary>The rule for a code with its reason, else for the code; null where there is none.</summary>
    public EdiRule? Find(string? code, string? reason) => code is null ? null
        : byCode.GetValueOrDefault((code, reason)) ?? byCode.GetValueOrDefault((code, null));

    /// <summary>The first that a status has counts: the place of a qualifier of times; null for others.</summary>
    public int? RankOfTime(string? qualifier) => Rank(document.Times, qualifier);

    /// <summary>The same of places.</summary>
    public int? RankOfPlace(string? qualifier) => Rank(document.Places, qualifier);

    /// <summary>The clocks that a code of time zones names; null for the company's own.</summary>
    public bool TryZone(string code, out Company? zone) => zones.TryGetValue(code, out zone);

    private static int? Rank(IReadOnlyList<string>? qualifiers, string? qualifier)
    {
        for (var i = 0; i < qualifiers?.Count; i++)
            if (qualifiers[i] == qualifier) return i;
        return null;
    }

    private static Company? Zone(string zone) => zone == "local" ? null : new(zone is ['+' or '-', ..]
        ? TimeZoneInfo.CreateCustomTimeZone(zone, TimeSpan.Parse(zone.TrimStart('+'), CultureInfo.InvariantCulture), zone, zone)
        : TimeZoneInfo.FindSystemTimeZoneById(zone));

    private sealed record Document(IReadOnlyList<EdiRule> Statuses, IReadOnlyDictionary<string, string> Reasons,
        IReadOnlyDictionary<string, string> Zones, IReadOnlyList<string>? Times = null, IReadOnlyList<string>? Places = null,
        IReadOnlyList<string>? Counts = null, string? Signer = null);

    private sealed record Standards(Document X12, Document Edifact);

    private static class RulesFile
    {
        public static readonly Standards Value = Read();

        private static Standards Read()
        {
            using var stream = typeof(EdiRules).Assembly.GetManifestResourceStream("EdiRules.json")!;
            return JsonSerializer.Deserialize<Standards>(stream, EventJson.Body)!;
        }
    }
}
