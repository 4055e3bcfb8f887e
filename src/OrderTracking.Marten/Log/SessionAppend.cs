using Marten;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Postgres.Log;

namespace OrderTracking.Marten.Log;

/// <summary>A stream is not at the version that was expected, so nothing of the session was saved: read it again and decide anew.</summary>
public sealed class StreamMovedException(string stream) : Exception($"{stream} was moved on meanwhile.");

internal static class SessionAppend
{
    /// <summary>
    /// Has events appended when the session is saved, in its transaction, by the function that all appends of this service go through.
    /// Marten's own append would take its positions before it waits for the others, and give the events the session's metadata.
    /// </summary>
    /// <exception cref="StreamMovedException">When it is saved, and the stream is at another version or an event id is taken.</exception>
    public static void AppendOnSave(this IDocumentSession session, StreamAppend append) =>
        ((ITransactionParticipantRegistrar)session).AddTransactionParticipant(new Participant(append));

    private sealed class Participant(StreamAppend append) : ITransactionParticipant
    {
        public async Task BeforeCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken token)
        {
            try
            {
                await new AppendCommand([new([append])]).AppendAll(connection);
            }
            catch (PostgresException fault) when (AppendCommand.IsConflict(fault))
            {
                throw new StreamMovedException(append.Stream);
            }
        }
    }
}
