using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using OrderTracking.Application.Leading;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Transparency;

/// <summary>Somebody else who cosigns heads, having seen that each extends the last: c2sp.org/tlog-witness.</summary>
/// <param name="Key">The public key of the cosignatures, as c2sp.org/tlog-cosignature writes it.</param>
/// <param name="Url">The submission prefix.</param>
public sealed record Witness(string Key, Uri Url)
{
    /// <summary>Reads a key and an address, parted by a space.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static Witness Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || NoteKey.Parse(parts[0]).Type != NoteKey.Cosignature
            || !Uri.TryCreate(parts[1].TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException("Expected name+id+key of an Ed25519 cosignature, a space, and an http or https address.");
        return new(parts[0], url);
    }
}

/// <param name="All">Those whom every head is shown; none by default.</param>
public sealed record Witnesses(IReadOnlyList<Witness> All);

/// <summary>
/// Has heads cosigned, beside the signing: a witness that is slow or away delays no head, and the next round shows it the newest one.
/// </summary>
public sealed partial class WitnessLoop(Witnesses witnesses, ITransparencyLog store, ILogger<WitnessLoop> logger) : ILeaderTask
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Witness, long> seen = [];

    public async Task Run(CancellationToken cancellationToken)
    {
        if (witnesses.All.Count == 0) await Task.Delay(System.Threading.Timeout.InfiniteTimeSpan, cancellationToken);
        using var http = new HttpClient { Timeout = Timeout, MaxResponseContentBufferSize = 64 * 1024 };
        string? shown = null;
        while (true)
        {
            try
            {
                if ((await store.Now(cancellationToken)).Checkpoint is { } checkpoint && checkpoint != shown)
                    if (await Show(http, checkpoint, cancellationToken)) shown = checkpoint;
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFault(fault);
            }
            await Task.Delay(BetweenRounds, cancellationToken);
        }
    }

    /// <returns>Whether all have cosigned it.</returns>
    private async Task<bool> Show(HttpClient http, string checkpoint, CancellationToken cancellationToken)
    {
        var note = SignedNote.Read(checkpoint)!;
        var answers = await Task.WhenAll(witnesses.All.Select(witness => Ask(http, witness, note, cancellationToken)));
        List<NoteSignature> given = [.. answers.SelectMany(answer => answer)];
        if (given.Count > 0)
            await store.PublishCosigned((note with { Signatures = [.. note.Signatures, .. given] }).ToString(), cancellationToken);
        return answers.All(answer => answer.Count > 0);
    }

    private async Task<IReadOnlyList<NoteSignature>> Ask(
        HttpClient http, Witness witness, SignedNote note, CancellationToken cancellationToken)
    {
        try
        {
            // A witness that knows another size than we remember says which.
            for (var tries = 0; tries < 2; tries++)
            {
                var old = seen.GetValueOrDefault(witness);
                var size = Checkpoint.Read(note.Text)!.Size;
                if (old > size) break;
                var tiles = new TileReader(async id => await store.Tile(id.Level, id.Number, cancellationToken) ?? []);
                var proof = string.Concat((await tiles.Tree.Consistency(old, size)).Select(hash => Convert.ToBase64String(hash) + "\n"));
                using var body = new StringContent(
                    string.Create(CultureInfo.InvariantCulture, $"old {old}\n{proof}\n{note}"), Encoding.UTF8, "text/plain");
                using var answer = await http.PostAsync(new Uri(witness.Url, "add-checkpoint"), body, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (answer.StatusCode == HttpStatusCode.Conflict
                    && long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var known))
                {
                    seen[witness] = known;
                    continue;
                }
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    LogRefused(witness.Url, (int)answer.StatusCode);
                    return [];
                }
                var key = NoteKey.Parse(witness.Key);
                List<NoteSignature> own = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NoteSignature.Read)
                    .OfType<NoteSignature>().Where(key.IsOf)];
                if (!key.Verifies(note with { Signatures = own }))
                {
                    LogUntrue(witness.Url);
                    return [];
                }
                seen[witness] = size;
                return own;
            }
            LogAhead(witness.Url);
            return [];
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException
            || fault is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogAway(witness.Url, fault.Message);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Heads of the transparency log could not be shown to witnesses; trying again")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The witness {Url} does not answer: {Reason}")]
    private partial void LogAway(Uri url, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The witness {Url} refused a head of the transparency log with {Status}; at 422 it saw another log")]
    private partial void LogRefused(Uri url, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "The witness {Url} answered with a signature that is not true")]
    private partial void LogUntrue(Uri url);

    [LoggerMessage(Level = LogLevel.Error, Message = "The witness {Url} has seen a larger tree of the transparency log than there is")]
    private partial void LogAhead(Uri url);
}
