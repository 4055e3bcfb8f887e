using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Postgres.Log;

/// <summary>The appends of a group as the arrays that the append function takes.</summary>
internal sealed class AppendCommand
{
    private readonly List<int> units = [], eventUnits = [];
    private readonly List<string> streams = [], eventStreams = [], types = [], headers = [];
    private readonly List<long> expected = [], last = [], versions = [];
    private readonly List<Guid> ids = [];
    private readonly List<byte[]> data = [];
    private readonly List<string?> correlations = [], causations = [];

    public AppendCommand(IReadOnlyList<AppendRequest> group)
    {
        for (var unit = 0; unit < group.Count; unit++)
            foreach (var stream in group[unit].Streams) Add(unit, stream);
    }

    public async Task<(long First, DateTimeOffset RecordedAt, int[] Conflicting, int[] Taken)> Run(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql.Text("Log.append"), connection)
        {
            Parameters =
            {
                Array(units, NpgsqlDbType.Integer), Array(streams, NpgsqlDbType.Text), Array(expected, NpgsqlDbType.Bigint), Array(last, NpgsqlDbType.Bigint),
                Array(eventUnits, NpgsqlDbType.Integer), Array(eventStreams, NpgsqlDbType.Text), Array(versions, NpgsqlDbType.Bigint),
                Array(ids, NpgsqlDbType.Uuid), Array(types, NpgsqlDbType.Text), Array(data, NpgsqlDbType.Jsonb), Array(headers, NpgsqlDbType.Jsonb),
                Array(correlations, NpgsqlDbType.Text), Array(causations, NpgsqlDbType.Text),
            },
        };
        if (!command.IsPrepared) await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (
            reader.IsDBNull(0) ? 0 : reader.GetInt64(0),
            reader.IsDBNull(1) ? default : new DateTimeOffset(reader.GetDateTime(1)),
            reader.GetFieldValue<int[]>(2),
            reader.GetFieldValue<int[]>(3));
    }

    private void Add(int unit, StreamAppend stream)
    {
        units.Add(unit);
        streams.Add(stream.Waybill);
        expected.Add(stream.ExpectedVersion);
        last.Add(stream.ExpectedVersion + stream.Events.Count);
        for (var i = 0; i < stream.Events.Count; i++)
        {
            var decided = stream.Events[i];
            eventUnits.Add(unit);
            eventStreams.Add(stream.Waybill);
            versions.Add(stream.ExpectedVersion + 1 + i);
            ids.Add(decided.Id);
            types.Add(EventTypes.Of(decided.Event).Stored);
            data.Add(EventCodec.Write(decided.Event));
            headers.Add(EventRows.Headers(decided.Source));
            correlations.Add(decided.Correlation);
            causations.Add(decided.Causation?.ToString());
        }
    }

    private static NpgsqlParameter<List<T>> Array<T>(List<T> values, NpgsqlDbType type) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
