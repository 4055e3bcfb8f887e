using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Keys;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Reading;
using OrderTracking.Domain.Cases;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Application.Privacy;

/// <summary>
/// Whom an erasure is to forget: all persons of a phone, or one person of a waybill or a case. With either go the free texts of each
/// waybill and case that it touches, since nobody can tell whom they name; the role <see cref="PersonRole.Text"/> is these alone.
/// </summary>
/// <param name="Case">A case's kind, a colon and its number.</param>
public sealed record NewErasure(
    string Reason, string? Phone = null, string? Waybill = null, PersonRole? Role = null, string? Case = null)
{
    private const int LongestReason = 200, LongestPhone = 64, FewestDigits = 5;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public Refusal? Check()
    {
        if (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason)
            return Invalid("reason", $"1 to {LongestReason} characters: a reference, without personal data");
        if (new[] { Phone, Waybill, Case }.Count(named => named is not null) != 1)
            return Invalid("phone", "either a phone, or a waybill and a role, or a case and a role");
        if (Phone is not null)
            return Role is not null ? Invalid("role", "none beside a phone: all persons of the phone are erased")
                : Phone.Length > LongestPhone || Phone.Count(char.IsDigit) < FewestDigits ? Invalid("phone", "a whole phone number") : null;
        if (Case is not null)
            return CaseStreams.Parse(Case) is null ? Invalid("case", CaseStreams.Expected)
                : Role is PersonRole.Claimant or PersonRole.Text ? null : Invalid("role", "claimant or text");
        return WaybillNumber.Parse(Waybill) is null ? Invalid("waybill", WaybillNumber.Expected)
            : Role is null or PersonRole.Claimant ? Invalid("role", "shipper, consignee, signer, driver or text") : null;
    }

    /// <summary>The key of the stream of the waybill or the case; null where all persons of a phone are meant.</summary>
    public string? Stream() => Case is not null && CaseStreams.Parse(Case) is var (type, number)
        ? type.Stream(number) : WaybillNumber.Parse(Waybill);

    private static Refusal Invalid(string field, string expected) => new(RefusalCodes.InvalidValue, field, expected);
}

/// <summary>Why an erasure is not approved.</summary>
public enum ErasureRefusal { Unknown, SecondPersonNeeded }

/// <summary>
/// Forgets persons by destroying the keys that their data are encrypted with. Each step can be done again: keys first, so that nothing can
/// be read any more; then an event in each waybill and case, by which nodes and views learn of it; then what led from the phone to the
/// keys.
/// </summary>
public sealed partial class Erasures(
    IErasures erasures, IPersonKeyStore store, PersonKeys keys, KeyEncryptionKeys keks, IEventLog log, IQuarantine quarantine,
    IAdministrativeActs acts, IApiKeys apiKeys, ViewGate views, TimeProvider clock, ILogger<Erasures> logger)
{
    private const int StreamsAtOnce = 200, IdBytes = 8;

    private static readonly Guid Space = new("5d0f6a53-7c0e-5f5b-8f0e-3b1c1b1f6a01");

    /// <summary>Keeps that an erasure is asked for; nothing is erased before another person has approved it.</summary>
    public async Task<Erasure> Ask(NewErasure wanted, string by, CancellationToken cancellationToken)
    {
        var phone = (await keys.Hashes(cancellationToken)).OfPhone(wanted.Phone);
        var erasure = new Erasure(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), clock.GetUtcNow(), by, wanted.Reason, wanted.Stream(),
            wanted.Role, ErasureState.Asked);
        await Note(by, ActKind.ErasureAsked, erasure, cancellationToken);
        await erasures.Add(erasure, await PersonOf(by, cancellationToken), phone, cancellationToken);
        return erasure;
    }

    /// <summary>Approves an erasure and carries it out. One that was cut short is carried on.</summary>
    public async Task<(Erasure? Erasure, ErasureRefusal? Refusal)> Approve(string id, string by, CancellationToken cancellationToken)
    {
        if (await erasures.Find(id, cancellationToken) is not var (erasure, person, phone)) return (null, ErasureRefusal.Unknown);
        if (ApiKeys.IdOf(by) is not null || person == by) return (null, ErasureRefusal.SecondPersonNeeded);
        if (erasure.State == ErasureState.Done) return (erasure, null);
        await Note(by, ActKind.ErasureApproved, erasure, cancellationToken);
        await erasures.Approve(id, clock.GetUtcNow(), by, cancellationToken);
        var persons = phone is { } hash ? await OfPhone(erasure, hash, by, cancellationToken)
            : await OfStream(erasure, by, cancellationToken);
        var done = await erasures.Done(id, clock.GetUtcNow(), persons, cancellationToken);
        LogDone(id, persons);
        return (done, null);
    }

    private async Task<long> OfPhone(Erasure erasure, long phone, string by, CancellationToken cancellationToken)
    {
        var persons = 0L;
        while (await store.OfPhone(phone, StreamsAtOnce, cancellationToken) is { Count: > 0 } found)
        {
            await Erase(erasure, [.. found.Select(hash => (hash.Stream, hash.Part))], by, cancellationToken);
            await store.DropPhones(found, cancellationToken);
            persons += found.Count;
        }
        return persons;
    }

    private async Task<long> OfStream(Erasure erasure, string by, CancellationToken cancellationToken)
    {
        var (stream, part) = (erasure.Stream!, (int)erasure.Role!);
        List<(string Stream, int Part)> all = [(stream, part)];
        // A line that was not recorded may hold anything of the waybill or the case.
        foreach (var line in await quarantine.OfStream(stream, cancellationToken)) all.Add((line, StreamKeys.Text));
        await Erase(erasure, all, by, cancellationToken);
        var phones = await store.PhonesOf([.. all.Select(each => each.Stream)], cancellationToken);
        await store.DropPhones([.. phones.Where(phone => all.Contains((phone.Stream, phone.Part)))], cancellationToken);
        return all.Count;
    }

    private async Task Erase(
        Erasure erasure, IReadOnlyCollection<(string Stream, int Part)> all, string by, CancellationToken cancellationToken)
    {
        var parts = all.GroupBy(each => each.Stream)
            .ToDictionary(of => of.Key, of => of.Select(each => each.Part).Append(StreamKeys.Text).Distinct().ToList());
        await LeaveOut(erasure, parts, cancellationToken);
        await Destroy(parts, cancellationToken);
        var lines = parts.Keys.Where(QuarantineKeys.IsOfLine).ToList();
        if (lines.Count > 0) await quarantine.EraseNow(lines, by, cancellationToken);
        var last = 0L;
        foreach (var (stream, its) in parts.Where(of => !QuarantineKeys.IsOfLine(of.Key)))
            last = Math.Max(last, await Record(erasure, stream, its, cancellationToken));
        // Searches find a person until the views have taken the event in.
        if (last > 0) await views.Reach(last, cancellationToken);
    }

    // What was recorded after the event of a destroyed key is not this erasure's, also where it is carried on.
    private async Task LeaveOut(Erasure erasure, Dictionary<string, List<int>> parts, CancellationToken cancellationToken)
    {
        var ids = (from of in parts where !QuarantineKeys.IsOfLine(of.Key) from part in of.Value
                   select (Id: IdOf(erasure, of.Key, part), Stream: of.Key, Part: part)).ToList();
        var recorded = await log.Find([.. ids.Select(each => each.Id)], cancellationToken);
        foreach (var (id, stream, part) in ids)
            if (recorded.ContainsKey(id) && parts[stream].Remove(part) && parts[stream].Count == 0) parts.Remove(stream);
    }

    private async Task Destroy(Dictionary<string, List<int>> parts, CancellationToken cancellationToken)
    {
        for (var left = parts.Keys.ToList(); left.Count > 0;)
        {
            var was = await store.Find(left, cancellationToken);
            // Those that were wrapped anew meanwhile are not replaced, and read again.
            List<(WrappedKeys Was, WrappedKeys Now)> changed =
                [.. was.Select(each => (each, StreamKeys.Unwrap(each, keks).Without(parts[each.Stream]).Wrap(keks)))];
            var replaced = await store.Replace(changed, destroys: true, cancellationToken);
            left = [.. was.Select(each => each.Stream).Except(replaced)];
        }
        keys.Forget();
    }

    private async Task<long> Record(Erasure erasure, string stream, List<int> parts, CancellationToken cancellationToken)
    {
        var last = 0L;
        foreach (var part in parts)
            while (await Begun(stream, cancellationToken) is var (station, version))
            {
                var role = (PersonRole)part;
                var erased = new NewEvent(
                    IdOf(erasure, stream, part),
                    new PersonErased(role, erasure.Id) { OccurredAt = clock.GetUtcNow(), Station = station, By = DerivedExceptions.By },
                    EventSource.System);
                var appended = await log.Append([new(stream, version, [erased])], cancellationToken);
                if (appended.Status == AppendStatus.Conflict) continue;
                if (appended.Status == AppendStatus.Appended) last = appended.FirstPosition;
                break;
            }
        return last;
    }

    private static Guid IdOf(Erasure erasure, string stream, int part) =>
        UuidV5.Create(Space, $"{erasure.Id}/{stream}/{(PersonRole)part}");

    // The station of its first event and its version; null where nothing is recorded.
    private async Task<(string Station, long Version)?> Begun(string stream, CancellationToken cancellationToken)
    {
        if (CaseStreams.IsCase(stream))
            return (await log.ReadCases([stream], cancellationToken))[0] is { Events: [var opening, ..], Version: var at }
                ? (opening.Event.Station, at) : null;
        return await Readable() is { Events.Count: > 0 } history ? (history.Events[0].Event.Station, history.Version) : null;

        // A waybill with an event that cannot be read has a version all the same.
        async Task<History> Readable()
        {
            try
            {
                return (await log.Read([stream], cancellationToken))[0];
            }
            catch (UnreadableEventException fault)
            {
                return fault.Streams[0].Readable;
            }
        }
    }

    // A key is no second person to the one who had it made.
    private async Task<string> PersonOf(string by, CancellationToken cancellationToken) =>
        ApiKeys.IdOf(by) is { } id && await apiKeys.Find(id, cancellationToken) is var (key, _) ? key.Person : by;

    private Task Note(string by, ActKind kind, Erasure erasure, CancellationToken cancellationToken) => acts.Note(
        new(by, kind, erasure.Id, new Dictionary<string, string>
        {
            ["reason"] = erasure.Reason, ["of"] = erasure.Stream is null ? "phone" : erasure.Case is null ? "waybill" : "case",
        }), cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Erasure {Id} destroyed the keys of {Persons} persons")]
    private partial void LogDone(string id, long persons);
}
