using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using JasperFx.Core.Exceptions;
using JasperFx.Events;
using Marten;
using Npgsql;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Postgres.Log;
using OrderTracking.Postgres.Statements;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;
using IStorageOperation = Marten.Internal.Operations.IStorageOperation;

namespace OrderTracking.Marten.Log;

/// <summary>A stream is at another version than expected, so nothing of the session was saved: read it again and decide anew.</summary>
public sealed class StreamMovedException(string stream, Exception cause) : Exception($"{stream} was appended to meanwhile.", cause);

internal static class AppendingSession
{
    /// <summary>
    /// Appends events when the session is saved, in its transaction, by the function that all appends of this service use. Marten's own
    /// append would take its positions before it waits for the lock, and give the events the session's metadata.
    /// </summary>
    /// <exception cref="ArgumentException">An event holds what is sealed, by the log's own append alone.</exception>
    /// <exception cref="StreamMovedException">On saving, if the stream is at another version or an event id is taken.</exception>
    public static void AppendOnSave(this IDocumentSession session, StreamAppend append)
    {
        if (append.Events.Any(entry => SealedPersons.HasSecrets(entry.Event)))
            throw new ArgumentException("A person or a free text.", nameof(append));
        session.QueueOperation(new AppendOperation(append));
    }

    private sealed class AppendOperation(StreamAppend append) : IStorageOperation, IExceptionTransform
    {
        private static readonly SqlFiles Sql = new(typeof(AppendOperation).Assembly, "OrderTracking.Marten.Sql.");

        public Type DocumentType => typeof(IEvent);

        public OperationRole Role() => OperationRole.Events;

        public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
        {
            var values = new AppendCommand([new([append])]).Parameters;
            var parameters = builder.AppendWithParameters(Sql.Text("append"));
            for (var i = 0; i < parameters.Length; i++)
                (parameters[i].Value, parameters[i].NpgsqlDbType) = (values[i].Value, values[i].NpgsqlDbType);
        }

        public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

        public bool TryTransform(Exception original, [NotNullWhen(true)] out Exception? transformed)
        {
            transformed = original is not PostgresException fault ? null
                : AppendCommand.IsConflict(fault) ? new StreamMovedException(append.Stream, fault)
                : AppendCommand.IsClockSkew(fault) ? new ClockSkewException(fault.MessageText, fault) : null;
            return transformed is not null;
        }
    }
}
