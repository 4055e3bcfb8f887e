using Microsoft.Extensions.Logging;
using OrderTracking.Application.Ports;

namespace OrderTracking.Application.Privacy;

/// <summary>A line in quarantine as it is stored.</summary>
/// <param name="Head">The beginning of a long line by itself, for lists.</param>
/// <param name="Hash">By which the same line is known again; it names the line's key.</param>
public sealed record SealedLine(byte[] Line, byte[]? Head, byte[] Hash);

/// <summary>Seals lines before they are quarantined, each by a key of its own, and opens them when they are read.</summary>
public sealed partial class SealedLines(PersonKeys keys, IPersonKeyStore store, ILogger<SealedLines> logger)
{
    /// <summary>As much of a line as lists show.</summary>
    public const int HeadBytes = 2_048;

    public async ValueTask<IReadOnlyList<SealedLine>> Seal(IReadOnlyList<byte[]> lines, CancellationToken cancellationToken)
    {
        var hashes = await keys.Hashes(cancellationToken);
        List<byte[]> hashed = [.. lines.Select(line => hashes.OfLine(line))];
        List<string> names = [.. hashed.Select(hash => QuarantineKeys.Of(hash))];
        // No event of an erasure tells of a line's key: the same line may have been erased a moment ago.
        var its = await keys.OfOrNew([.. names.Distinct()], anew: true, cancellationToken);
        var phones = new HashSet<PhoneHash>();
        for (var i = 0; i < lines.Count; i++)
            foreach (var phone in QuarantineKeys.Phones(lines[i]))
                if (hashes.OfPhone(phone) is { } hash) phones.Add(new(hash, names[i], StreamKeys.Text));
        await store.Add([], phones, cancellationToken);
        return
        [
            .. lines.Select((line, index) => new SealedLine(
                Sealed(line, its[names[index]]), line.Length > HeadBytes ? Sealed(line.AsSpan(0, HeadBytes), its[names[index]]) : null,
                hashed[index])),
        ];
    }

    /// <summary>The lines, or their heads, as they were sent; empty where a line is erased or was changed in the table.</summary>
    public async ValueTask<IReadOnlyList<byte[]>> Open(
        IReadOnlyList<(byte[] Line, byte[] Hash)> stored, CancellationToken cancellationToken)
    {
        var its = await keys.Of(
            [.. stored.Where(line => line.Line.Length > 0).Select(line => QuarantineKeys.Of(line.Hash)).Distinct()], cancellationToken);
        return [.. stored.Select(line => Opened(line.Line, its.GetValueOrDefault(QuarantineKeys.Of(line.Hash))))];
    }

    private static byte[] Sealed(ReadOnlySpan<byte> line, StreamKeys its) =>
        its.SealBytes(StreamKeys.Text, Guid.Empty, line);

    private byte[] Opened(byte[] line, StreamKeys? its)
    {
        if (line.Length == 0) return [];
        try
        {
            return (its ?? throw new BrokenSealException()).OpenBytes(StreamKeys.Text, Guid.Empty, line) ?? [];
        }
        catch (BrokenSealException fault)
        {
            LogBroken(fault);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A line in quarantine cannot be read: it was changed, or its key is lost")]
    private partial void LogBroken(Exception fault);
}
