using System.Text;
using OrderTracking.Application.Ports;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace OrderTracking.Marten.Messages;

/// <summary>Wolverine's dead letters for an operator.</summary>
internal sealed class DeadLetters(IMessageStore store) : Application.Ports.IDeadLetters
{
    public async Task<(IReadOnlyList<DeadLetter> Letters, int Total)> List(int page, int size, CancellationToken cancellation)
    {
        var found = await store.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageNumber = page, PageSize = size }, cancellation);
        return ([.. found.Envelopes.Select(letter => new DeadLetter(
            letter.Id, letter.MessageType[(letter.MessageType.LastIndexOf('.') + 1)..], Encoding.UTF8.GetString(letter.Envelope.Data ?? []), letter.SentAt,
            $"{letter.ExceptionType}: {letter.ExceptionMessage}", letter.Replayable))], found.TotalCount);
    }

    public async Task<bool> Replay(Guid id, CancellationToken cancellation)
    {
        if (await store.DeadLetters.DeadLetterEnvelopeByIdAsync(id) is null) return false;
        await store.DeadLetters.ReplayAsync(new DeadLetterEnvelopeQuery([id]), cancellation);
        return true;
    }
}
