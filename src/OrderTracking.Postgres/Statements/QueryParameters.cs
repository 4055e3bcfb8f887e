using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// Runs queries and makes their parameters. Queries on the views are not prepared: a generic plan would have to allow for the filters
/// that are not given, and planning costs far less than reading without an index.
/// </summary>
internal static class QueryParameters
{
    /// <summary>Runs a query for a caller: it returns only what is in the caller's scope.</summary>
    public static Task<IReadOnlyList<T>> Ask<T>(
        this NpgsqlDataSource source, AccessScope scope, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        var (scoped, all) = AccessFilter.Of(scope, Sql.Text(sql), parameters);
        return source.Run(scoped, read, all, cancellationToken);
    }

    /// <summary>Runs a query for the service itself, or on data that no scope restricts.</summary>
    public static Task<IReadOnlyList<T>> Ask<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters) =>
        source.Run(Sql.Text(sql), read, parameters, cancellationToken);

    private static async Task<IReadOnlyList<T>> Run<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters,
        CancellationToken cancellationToken)
    {
        await using var command = SnapshotConnection.Current is { } snapshot ? new NpgsqlCommand(sql, snapshot) : source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var answers = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) answers.Add(read(reader));
        return answers;
    }

    // The first column says whether the row is the total, whose key is null; the key of a group may be empty, but is never null.
    public static string? Key(NpgsqlDataReader reader) => reader.GetBoolean(0) ? null : reader.IsDBNull(1) ? "" : reader.GetString(1);

    public static TRow Row<TRow>(NpgsqlDataReader reader) where TRow : class =>
        (TRow)JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), EventJson.Rows.GetTypeInfo(typeof(TRow)))!;

    public static NpgsqlParameter None(NpgsqlDbType type) => new() { Value = DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Text(Enum? value) => Text(value is null ? null : StoredNames.Of(value));

    public static NpgsqlParameter Time(DateTimeOffset? value) =>
        new() { Value = value is { } time ? time.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Day(DateOnly? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    public static NpgsqlParameter Number(int value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer };

    public static NpgsqlParameter Texts(IReadOnlyCollection<string>? values) =>
        values is null ? None(NpgsqlDbType.Array | NpgsqlDbType.Text) : Array(values, NpgsqlDbType.Text);

    public static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
