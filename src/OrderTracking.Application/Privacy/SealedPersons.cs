using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Seals persons before events and rows are stored, and opens them after they were read. Everything in between, rules and folds, sees
/// persons in the clear, or erased ones.
/// </summary>
public sealed partial class SealedPersons(PersonKeys keys, ILogger<SealedPersons> logger)
{
    private static readonly JsonTypeInfo<Person> PersonJson = (JsonTypeInfo<Person>)EventJson.Stored.GetTypeInfo(typeof(Person));
    private static readonly Person ErasedPerson = new() { Erased = true };

    // A row is bound to its waybill and role alone: it is made anew with each change.
    private static readonly Guid InRows = Guid.Empty;

    public static bool AreIn(DomainEvent domainEvent)
    {
        foreach (var (_, person) in Persons.Of(domainEvent))
            if (person.Sealed is not null) return true;
        return false;
    }

    /// <summary>The keys that open the persons of these events.</summary>
    public ValueTask<IReadOnlyDictionary<string, StreamKeys>> KeysFor<T>(
        IEnumerable<(string Stream, RecordedEvent<T> Entry)> entries, CancellationToken cancellationToken) where T : DomainEvent
    {
        HashSet<string>? streams = null;
        foreach (var (stream, entry) in entries)
            if (AreIn(entry.Event)) (streams ??= []).Add(stream);
        return keys.Of(streams ?? [], cancellationToken);
    }

    /// <summary>The event with its persons as they can be read.</summary>
    /// <exception cref="BrokenSealException">A person was changed, or its key is lost: nobody erased it.</exception>
    public static RecordedEvent<T> Open<T>(RecordedEvent<T> entry, StreamKeys? its) where T : DomainEvent => AreIn(entry.Event)
        ? entry with { Event = Persons.Change(entry.Event, (role, person) => Open(role, person, entry.Id, its)) } : entry;

    /// <summary>The events of a stream with their persons as they can be read.</summary>
    /// <exception cref="BrokenSealException">A person was changed, or its key is lost: nobody erased it.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent<T>>> Open<T>(
        string stream, IReadOnlyList<RecordedEvent<T>> entries, CancellationToken cancellationToken) where T : DomainEvent
    {
        var its = await KeysFor(entries.Select(entry => (stream, entry)), cancellationToken);
        return its.Count == 0 && !entries.Any(entry => AreIn(entry.Event))
            ? entries : [.. entries.Select(entry => Open(entry, its.GetValueOrDefault(stream)))];
    }

    /// <summary>What seals the persons of these appends.</summary>
    /// <param name="newStreamsHaveKeys">Whether to look for keys also of streams that these appends begin.</param>
    public async ValueTask<Sealing> Begin(
        IEnumerable<StreamAppend> appends, bool newStreamsHaveKeys, CancellationToken cancellationToken)
    {
        List<StreamAppend> withPersons = [.. appends.Where(append => append.Events.Any(entry => Persons.Of(entry.Event).Any()))];
        if (withPersons.Count == 0) return Sealing.Nothing;
        var known = await keys.Of([.. withPersons.Where(append => newStreamsHaveKeys || append.ExpectedVersion > 0)
            .Select(append => append.Stream).Distinct()], cancellationToken);
        return new(known, await keys.Hashes(cancellationToken));
    }

    /// <summary>Seals the persons of the rows, which are then as they are stored.</summary>
    public async ValueTask Seal(ViewChanges changes, CancellationToken cancellationToken)
    {
        var (waybills, searches) = (changes.Of(AllViews.Waybills).Upserts, changes.Of(AllViews.Search).Upserts);
        var streams = new HashSet<string>();
        foreach (var row in waybills)
            if (IsOpen(row.Shipper) || IsOpen(row.Consignee)) streams.Add(row.Waybill);
        foreach (var row in searches)
            if (IsOpen(row.Consignee)) streams.Add(row.Waybill);
        if (streams.Count == 0) return;
        var its = await keys.OfOrNew(streams, cancellationToken);
        var hashes = await keys.Hashes(cancellationToken);
        for (var i = 0; i < waybills.Count; i++)
            if (its.GetValueOrDefault(waybills[i].Waybill) is { } key)
                waybills[i] = waybills[i] with
                {
                    Shipper = Seal(PersonRole.Shipper, waybills[i].Shipper, InRows, key),
                    Consignee = Seal(PersonRole.Consignee, waybills[i].Consignee, InRows, key),
                };
        for (var i = 0; i < searches.Count; i++)
            if (IsOpen(searches[i].Consignee))
                searches[i] = searches[i] with
                {
                    Consignee = Seal(PersonRole.Consignee, searches[i].Consignee, InRows, its[searches[i].Waybill]),
                    Hashes = hashes.Of(searches[i].Consignee!),
                };
    }

    /// <summary>The rows with their persons as they can be read. A person that was changed in the table is left out, and logged.</summary>
    public async ValueTask<IReadOnlyList<TRow>> Open<TRow>(IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
        where TRow : class, IViewRow
    {
        List<string> streams = [.. rows.Where(row => PersonsOf(row).Any(person => person?.Sealed is not null)).Select(row => row.Waybill)
            .Distinct()];
        if (streams.Count == 0) return rows;
        var its = await keys.Of(streams, cancellationToken);
        return [.. rows.Select(row => Open(row, its.GetValueOrDefault(row.Waybill)))];
    }

    internal static Person? Seal(PersonRole role, Person? person, Guid place, StreamKeys its) => IsOpen(person)
        ? new() { Sealed = its.Seal((int)role, place, JsonSerializer.SerializeToUtf8Bytes(person!, PersonJson)) } : person;

    private TRow Open<TRow>(TRow row, StreamKeys? its) where TRow : class, IViewRow => (TRow)(IViewRow)(row switch
    {
        WaybillRow waybill => waybill with
        {
            Shipper = OpenRow(PersonRole.Shipper, waybill.Shipper, its), Consignee = OpenRow(PersonRole.Consignee, waybill.Consignee, its),
        },
        SearchRow search => search with { Consignee = OpenRow(PersonRole.Consignee, search.Consignee, its) },
        _ => row,
    });

    private static IEnumerable<Person?> PersonsOf(IViewRow row) => row switch
    {
        WaybillRow waybill => [waybill.Shipper, waybill.Consignee],
        SearchRow search => [search.Consignee],
        _ => [],
    };

    private Person? OpenRow(PersonRole role, Person? person, StreamKeys? its)
    {
        try
        {
            return person is null ? null : Open(role, person, InRows, its);
        }
        catch (BrokenSealException fault)
        {
            LogBroken(fault, role);
            return null;
        }
    }

    private static Person Open(PersonRole role, Person person, Guid place, StreamKeys? its)
    {
        if (person.Sealed is not { } text) return person;
        if (its is null) throw new BrokenSealException();
        if (its.Open((int)role, place, text) is not { } opened) return ErasedPerson;
        try
        {
            return JsonSerializer.Deserialize(opened, PersonJson) ?? throw new BrokenSealException();
        }
        catch (JsonException fault)
        {
            throw new BrokenSealException(fault);
        }
    }

    private static bool IsOpen(Person? person) => person is { Sealed: null, Erased: not true };

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Role} in a view's row cannot be read: the row was changed; rebuild the view")]
    private partial void LogBroken(Exception fault, PersonRole role);
}

/// <summary>Seals the persons of a group of appends, and gathers the keys that it makes for them.</summary>
public sealed class Sealing(IReadOnlyDictionary<string, StreamKeys> known, PersonHashes? hashes)
{
    private readonly Dictionary<string, StreamKeys> made = [];
    private readonly HashSet<PhoneHash> phones = [];

    public static Sealing Nothing => new(new Dictionary<string, StreamKeys>(), null);

    /// <summary>Keys that must be stored with the events.</summary>
    public IReadOnlyCollection<StreamKeys> Made => made.Values;

    /// <summary>Phones that must be stored with the events.</summary>
    public IReadOnlyCollection<PhoneHash> Phones => phones;

    public StreamAppend Seal(StreamAppend append) => append.Events.Any(entry => Persons.Of(entry.Event).Any())
        ? append with { Events = [.. append.Events.Select(entry => Seal(append.Stream, entry))] } : append;

    private NewEvent Seal(string stream, NewEvent entry)
    {
        return entry with { Event = Persons.Change(entry.Event, Sealed) };

        Person? Sealed(PersonRole role, Person person)
        {
            if (!known.TryGetValue(stream, out var its) && !made.TryGetValue(stream, out its))
                made.Add(stream, its = StreamKeys.New(stream));
            if (hashes?.OfPhone(person.Phone) is { } hash) phones.Add(new(hash, stream, (int)role));
            return SealedPersons.Seal(role, person, entry.Id, its);
        }
    }
}
