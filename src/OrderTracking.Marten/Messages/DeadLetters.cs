using System.Text;
using OrderTracking.Application.Ports;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace OrderTracking.Marten.Messages;

/// <summary>Wolverine's dead letters, for an operator to list and replay.</summary>
internal sealed class DeadLetters(IMessageStore store) : Application.Ports.IDeadLetters
{
    public async Task<(IReadOnlyList<DeadLetter> Letters, int Total)> List(int page, int size, CancellationToken cancellationToken)
    {
        var found = await store.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageNumber = page, PageSize = size },
            cancellationToken);
        return ([.. found.Envelopes.Select(Letter)], found.TotalCount);
    }

    public async Task<DeadLetter?> Replay(Guid id, CancellationToken cancellationToken)
    {
        if (await store.DeadLetters.DeadLetterEnvelopeByIdAsync(id) is not { } found) return null;
        await store.DeadLetters.ReplayAsync(new DeadLetterEnvelopeQuery([id]), cancellationToken);
        return Letter(found) with { Replaying = true };
    }

    private static DeadLetter Letter(DeadLetterEnvelope found) => new(
        found.Id, found.MessageType[(found.MessageType.LastIndexOf('.') + 1)..], Encoding.UTF8.GetString(found.Envelope.Data ?? []),
        found.SentAt,
        $"{found.ExceptionType}: {found.ExceptionMessage}", found.Replayable);
}
