using System.Text;
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
/// Seals persons and free texts before events and rows are stored, and opens them after they were read. Everything in between, rules and
/// folds, sees them in the clear, or erased ones.
/// </summary>
public sealed partial class SealedPersons(PersonKeys keys, ILogImport imports, ILogger<SealedPersons> logger)
{
    private static readonly JsonTypeInfo<Person> PersonJson = (JsonTypeInfo<Person>)EventJson.Stored.GetTypeInfo(typeof(Person));

    // A row is bound to its waybill and role alone: it is made anew with each change.
    private static readonly Guid InRows = Guid.Empty;

    // Up to which position the log was imported, which its keys need not have been; asked for once.
    private long importedUpTo = -1;

    /// <summary>Whether something of the event is sealed.</summary>
    public static bool AreIn(DomainEvent domainEvent)
    {
        foreach (var (_, person) in Persons.Of(domainEvent))
            if (person.Sealed is not null) return true;
        return FreeTexts.Any(domainEvent, FreeText.IsSealed);
    }

    /// <summary>Whether something of the event is to be sealed before it is stored.</summary>
    public static bool HasSecrets(DomainEvent domainEvent) =>
        Persons.Of(domainEvent).Any() || FreeTexts.Any(domainEvent, FreeText.IsOpen);

    /// <summary>The keys that open what is sealed in these events.</summary>
    /// <remarks>
    /// An erasure destroys keys before its event is recorded. Whoever appends to the stream after that event has read it, so it is enough
    /// to read the keys again with it: what is recorded after an erasure is sealed by no key that it destroyed.
    /// </remarks>
    public async ValueTask<IReadOnlyDictionary<string, StreamKeys>> KeysFor<T>(
        IEnumerable<(string Stream, RecordedEvent<T> Entry)> entries, CancellationToken cancellationToken) where T : DomainEvent
    {
        HashSet<string>? streams = null, erased = null;
        foreach (var (stream, entry) in entries)
            if (entry.Event is PersonErased) (erased ??= []).Add(stream);
            else if (AreIn(entry.Event)) (streams ??= []).Add(stream);
        if (erased is not null) await keys.Of(erased, anew: true, cancellationToken);
        if (streams is not null && Volatile.Read(ref importedUpTo) < 0)
            Volatile.Write(ref importedUpTo, await imports.ImportedUpTo(cancellationToken));
        return await keys.Of(streams ?? [], cancellationToken);
    }

    /// <summary>
    /// The event with what is sealed in it as it can be read: of an import without its keys nothing, as if it were erased.
    /// </summary>
    /// <param name="its">The keys of its stream, by <see cref="KeysFor"/>.</param>
    /// <exception cref="BrokenSealException">It was changed, or its key is lost: nobody erased it.</exception>
    public RecordedEvent<T> Open<T>(RecordedEvent<T> entry, StreamKeys? its) where T : DomainEvent
    {
        if (!AreIn(entry.Event)) return entry;
        try
        {
            var opened = Persons.Change(entry.Event, (role, person) => Open(role, person, entry.Id, its));
            return entry with { Event = FreeTexts.Change(opened, (member, text) => Open(member, text, entry.Id, its)) };
        }
        catch (BrokenSealException) when (entry.Position <= Volatile.Read(ref importedUpTo))
        {
            var left = Persons.Change(entry.Event, (_, person) => person.Sealed is null ? person : Person.ErasedOne);
            return entry with { Event = FreeTexts.Change(left, (_, text) => FreeText.IsSealed(text) ? FreeText.Erased : text) };
        }
    }

    /// <summary>The events of a stream with what is sealed in them as it can be read.</summary>
    /// <exception cref="BrokenSealException">It was changed, or its key is lost: nobody erased it.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent<T>>> Open<T>(
        string stream, IReadOnlyList<RecordedEvent<T>> entries, CancellationToken cancellationToken) where T : DomainEvent
    {
        var its = await KeysFor(entries.Select(entry => (stream, entry)), cancellationToken);
        return its.Count == 0 && !entries.Any(entry => AreIn(entry.Event))
            ? entries : [.. entries.Select(entry => Open(entry, its.GetValueOrDefault(stream)))];
    }

    /// <summary>What seals these appends.</summary>
    /// <param name="newStreamsHaveKeys">Whether to look for keys also of streams that these appends begin.</param>
    public async ValueTask<Sealing> Begin(
        IEnumerable<StreamAppend> appends, bool newStreamsHaveKeys, CancellationToken cancellationToken)
    {
        List<StreamAppend> withSecrets = [.. appends.Where(append => append.Events.Any(entry => HasSecrets(entry.Event)))];
        if (withSecrets.Count == 0) return Sealing.Nothing;
        var known = await keys.Of([.. withSecrets.Where(append => newStreamsHaveKeys || append.ExpectedVersion > 0)
            .Select(append => append.Stream).Distinct()], cancellationToken);
        return new(known, await keys.Hashes(cancellationToken));
    }

    /// <summary>Seals the rows, which are then as they are stored.</summary>
    public async ValueTask Seal(ViewChanges changes, CancellationToken cancellationToken)
    {
        var streams = new HashSet<string>();
        LeaveOutPersons(changes.Of(AllViews.Waybills).Upserts);
        Gather(AllViews.Waybills);
        Gather(AllViews.Search);
        Gather(AllViews.Exceptions);
        Gather(AllViews.Deadlines);
        Gather(AllViews.Remarks);
        if (streams.Count == 0) return;
        var its = await keys.OfOrNew(streams, cancellationToken);
        var searches = changes.Of(AllViews.Search).Upserts;
        var hashes = await keys.Hashes(cancellationToken);
        for (var i = 0; i < searches.Count; i++)
            if (IsOpen(searches[i].Consignee)) searches[i] = searches[i] with { Hashes = hashes.Of(searches[i].Consignee!) };
        SealAll(AllViews.Waybills);
        SealAll(AllViews.Search);
        SealAll(AllViews.Exceptions);
        SealAll(AllViews.Deadlines);
        SealAll(AllViews.Remarks);

        void Gather<TRow>(View<TRow> view) where TRow : class, IViewRow
        {
            foreach (var row in changes.Of(view).Upserts)
                if (SealedRows.HasAny(row, isSealed: false)) streams.Add(row.Waybill);
        }

        void SealAll<TRow>(View<TRow> view) where TRow : class, IViewRow
        {
            var rows = changes.Of(view).Upserts;
            for (var i = 0; i < rows.Count; i++)
                if (SealedRows.HasAny(rows[i], isSealed: false))
                {
                    var key = its[rows[i].Waybill];
                    rows[i] = (TRow)SealedRows.Change(rows[i], (role, person) => Seal(role, person, InRows, key),
                        (member, text) => Seal(member, text, InRows, key));
                }
        }
    }

    /// <summary>
    /// The rows with what is sealed in them as it can be read. What was changed in the table is left out, and logged.
    /// </summary>
    public async ValueTask<IReadOnlyList<TRow>> Open<TRow>(IReadOnlyList<TRow> rows, CancellationToken cancellationToken)
        where TRow : class, IViewRow
    {
        List<string> streams = [.. rows.Where(row => SealedRows.HasAny(row, isSealed: true)).Select(row => row.Waybill).Distinct()];
        if (streams.Count == 0) return rows;
        var its = await keys.Of(streams, cancellationToken);
        return
        [
            .. rows.Select(row => SealedRows.HasAny(row, isSealed: true)
                ? (TRow)SealedRows.Change(row, (role, person) => OpenRow(role, person, its.GetValueOrDefault(row.Waybill)),
                    (member, text) => OpenRow(member, text, its.GetValueOrDefault(row.Waybill))) : row),
        ];
    }

    // They are stored with what waybills are searched by.
    private static void LeaveOutPersons(List<WaybillRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
            if ((rows[i].Shipper ?? rows[i].Consignee) is not null) rows[i] = rows[i] with { Shipper = null, Consignee = null };
    }

    internal static Person? Seal(PersonRole role, Person? person, Guid place, StreamKeys its) => IsOpen(person)
        ? new() { Sealed = its.Seal((int)role, place, JsonSerializer.SerializeToUtf8Bytes(person!, PersonJson)) } : person;

    internal static string Seal(string member, string text, Guid place, StreamKeys its) => FreeText.IsOpen(text)
        ? FreeText.Sealed(its.Seal(StreamKeys.Text, place, Encoding.UTF8.GetBytes(text), member)) : text;

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

    private string OpenRow(string member, string text, StreamKeys? its)
    {
        try
        {
            return Open(member, text, InRows, its);
        }
        catch (BrokenSealException fault)
        {
            LogBroken(fault, PersonRole.Text);
            return "";
        }
    }

    private static string Open(string member, string text, Guid place, StreamKeys? its)
    {
        if (FreeText.Ciphertext(text) is not { } ciphertext) return text;
        if (its is null) throw new BrokenSealException();
        return its.Open(StreamKeys.Text, place, ciphertext, member) is { } opened ? Encoding.UTF8.GetString(opened) : FreeText.Erased;
    }

    private static Person Open(PersonRole role, Person person, Guid place, StreamKeys? its)
    {
        if (person.Sealed is not { } text) return person;
        if (its is null) throw new BrokenSealException();
        if (its.Open((int)role, place, text) is not { } opened) return Person.ErasedOne;
        try
        {
            return JsonSerializer.Deserialize(opened, PersonJson) ?? throw new BrokenSealException();
        }
        catch (JsonException fault)
        {
            throw new BrokenSealException(fault);
        }
    }

    internal static bool IsOpen(Person? person) => person is { Sealed: null, Erased: not true };

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Role} in a view's row cannot be read: the row was changed; rebuild the view")]
    private partial void LogBroken(Exception fault, PersonRole role);
}

/// <summary>Seals a group of appends, and gathers the keys that it makes for them.</summary>
public sealed class Sealing(IReadOnlyDictionary<string, StreamKeys> known, PersonHashes? hashes)
{
    private readonly Dictionary<string, StreamKeys> made = [];
    private readonly HashSet<PhoneHash> phones = [];

    public static Sealing Nothing => new(new Dictionary<string, StreamKeys>(), null);

    /// <summary>Keys that must be stored with the events.</summary>
    public IReadOnlyCollection<StreamKeys> Made => made.Values;

    /// <summary>Phones that must be stored with the events.</summary>
    public IReadOnlyCollection<PhoneHash> Phones => phones;

    public StreamAppend Seal(StreamAppend append) => append.Events.Any(entry => SealedPersons.HasSecrets(entry.Event))
        ? append with { Events = [.. append.Events.Select(entry => Seal(append.Stream, entry))] } : append;

    private NewEvent Seal(string stream, NewEvent entry)
    {
        var persons = Persons.Change(entry.Event, (role, person) =>
        {
            if (hashes?.OfPhone(person.Phone) is { } hash) phones.Add(new(hash, stream, (int)role));
            return SealedPersons.Seal(role, person, entry.Id, Keys());
        });
        return entry with
        {
            Event = FreeTexts.Change(
                persons, (member, text) => FreeText.IsOpen(text) ? SealedPersons.Seal(member, text, entry.Id, Keys()) : text),
        };

        StreamKeys Keys()
        {
            if (!known.TryGetValue(stream, out var its) && !made.TryGetValue(stream, out its))
                made.Add(stream, its = StreamKeys.New(stream));
            return its;
        }
    }
}
