using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Postgres.Statements;

namespace OrderTracking.Postgres.Log;

/// <summary>
/// Asks for the versions of streams. While one question is under way, those that come are gathered and asked together by the next, so that
/// under load a version costs a fraction of a round trip. A question is sent after its caller asked, so its answer is never older.
/// </summary>
internal sealed class StreamVersions(NpgsqlDataSource source)
{
    private const int MaxAtOnce = 500;

    private readonly ConcurrentQueue<Question> waiting = new();
    private readonly List<Question> group = [];
    private int asking;

    /// <summary>The stream's version; null if there is no such stream, or an event of it was set aside.</summary>
    public Task<long?> Of(string stream, CancellationToken cancellationToken)
    {
        var question = new Question(stream);
        waiting.Enqueue(question);
        if (Interlocked.CompareExchange(ref asking, 1, 0) == 0) _ = AskAll();
        return question.Answer.Task.WaitAsync(cancellationToken);
    }

    private async Task AskAll()
    {
        do
        {
            while (!waiting.IsEmpty)
            {
                // Behind the requests that are ready to run: those of them that ask join this group.
                await Task.Yield();
                group.Clear();
                while (group.Count < MaxAtOnce && waiting.TryDequeue(out var question)) group.Add(question);
                await Ask();
            }
            Volatile.Write(ref asking, 0);
            // A question may have been queued after the last look and before asking was reset: look again.
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref asking, 1, 0) == 0);
    }

    private async Task Ask()
    {
        var answered = 0;
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand(Sql.Text("Log.stream_versions"), connection);
            command.Parameters.Add(
                new() { Value = group.ConvertAll(question => question.Stream), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) group[answered++].Answer.SetResult(reader.IsDBNull(0) ? null : reader.GetInt64(0));
        }
#pragma warning disable CA1031 // Every caller must get an answer, and the next question must be asked.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            for (; answered < group.Count; answered++) group[answered].Answer.SetException(fault);
        }
    }

    private sealed record Question(string Stream)
    {
        public TaskCompletionSource<long?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
