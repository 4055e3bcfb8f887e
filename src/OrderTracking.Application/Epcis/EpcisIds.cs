using System.Globalization;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Epcis;

/// <summary>
/// Ids of EPCIS events, which are any URI, as ids of ours, which are UUIDs, and back: <c>urn:uuid:</c> is the UUID itself; of any other the
/// UUID is derived, and the URI is kept as the event's correlation, by which it is known again.
/// </summary>
public static class EpcisIds
{
    /// <summary>A correlation is no longer.</summary>
    public const int Longest = 128;

    private const string Uuid = "urn:uuid:";

    private static readonly Guid Space = new("0c5f3f0b-6f0f-4f5e-9d43-6f2c1b7e8d10");

    public static string Of(Guid id) => $"{Uuid}{id}";

    /// <summary>The id that an event is known by in EPCIS.</summary>
    public static string Of(Guid id, string? correlation) =>
        correlation is not null && !IsUuid(correlation, out _) && Derived(correlation) == id ? correlation : Of(id);

    /// <summary>The id that an event has here.</summary>
    public static Guid IdOf(string eventId) => IsUuid(eventId, out var id) ? id : Derived(eventId);

    /// <summary>Whether the URI itself has to be kept to be known again.</summary>
    public static bool IsForeign(string eventId) => !IsUuid(eventId, out _);

    /// <summary>The id of one waybill's part of an event about several.</summary>
    public static Guid PartOf(Guid id, string waybill) => UuidV5.Create(id, waybill);

    /// <summary>
    /// The id of the unloading that goes with an arrival, and back: the arrival is found by it, so no index of such ids is needed. Its last
    /// 48 bits are the arrival's, changed by fixed ones.
    /// </summary>
    public static Guid UnloadingOf(Guid arrival)
    {
        var mask = "unload"u8;
        Span<byte> id = stackalloc byte[16];
        arrival.TryWriteBytes(id, bigEndian: true, out _);
        for (var i = 0; i < mask.Length; i++) id[^(i + 1)] ^= mask[i];
        return new(id, bigEndian: true);
    }

    /// <summary>The id of an error declaration that says none.</summary>
    public static Guid DeclarationOf(Guid id, DateTimeOffset declaredAt) => UuidV5.Create(
        id, string.Create(CultureInfo.InvariantCulture, $"errorDeclaration {declaredAt.UtcDateTime:O}"));

    /// <summary>The id of an event that came without one: the same content gives the same.</summary>
    public static Guid OfContent(string canonical) => UuidV5.Create(Space, canonical);

    private static Guid Derived(string eventId) => UuidV5.Create(Space, eventId);

    private static bool IsUuid(string eventId, out Guid id)
    {
        id = default;
        return eventId.StartsWith(Uuid, StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(eventId[Uuid.Length..], "D", out id);
    }
}
