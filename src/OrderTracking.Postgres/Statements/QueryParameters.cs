using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// Runs queries and makes their parameters, each by the name that it has in the query's file. Queries on the views are not prepared:
/// a generic plan would have to allow for the filters that are not given, and planning costs far less than reading without an index.
/// </summary>
internal static class QueryParameters
{
    /// <summary>Runs a query for a caller: it returns only what is in the caller's scope.</summary>
    public static Task<IReadOnlyList<T>> Ask<T>(
        this NpgsqlDataSource source, AccessScope scope, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        var statement = Sql.Statement(sql);
        var (scoped, all) = AccessFilter.Of(scope, statement.Text, statement.Bind(parameters));
        return source.Run(scoped, read, all, cancellationToken);
    }

    /// <summary>Runs a query for the service itself, or on data that no scope restricts.</summary>
    public static Task<IReadOnlyList<T>> Ask<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        var statement = Sql.Statement(sql);
        return source.Run(statement.Text, read, statement.Bind(parameters), cancellationToken);
    }

    /// <summary>Writes what its caller acknowledges to somebody.</summary>
    /// <exception cref="OperationCanceledException">It may be on the primary alone: a synchronous standby has not confirmed it.</exception>
    public static async Task<IReadOnlyList<T>> Write<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        var statement = Sql.Statement(sql);
        var written = await source.Run(statement.Text, read, statement.Bind(parameters), cancellationToken, Acknowledged);
        // PostgreSQL takes the cancelled wait for a standby for a success, and so does Npgsql.
        cancellationToken.ThrowIfCancellationRequested();
        return written;
    }

    /// <summary>
    /// The timeout of a statement that writes what is acknowledged: none, because on its end Npgsql would cancel the statement, and
    /// PostgreSQL then ends the wait for a synchronous standby and reports a success.
    /// </summary>
    public const int Acknowledged = 0;

    private static async Task<IReadOnlyList<T>> Run<T>(
        this NpgsqlDataSource source, string sql, Func<NpgsqlDataReader, T> read, NpgsqlParameter[] parameters,
        CancellationToken cancellationToken, int? timeout = null)
    {
        var snapshot = SnapshotConnection.Current is { } current && current.IsOf(source) ? current : null;
        using var turn = snapshot is null ? null : await snapshot.Turn(cancellationToken);
        await using var command = snapshot?.Command(sql) ?? source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        if (timeout is { } seconds) command.CommandTimeout = seconds;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var answers = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) answers.Add(read(reader));
        return answers;
    }

    // The first column says whether the row is the total, whose key is null; the key of a group may be empty, but is never null.
    public static string? Key(NpgsqlDataReader reader) => reader.GetBoolean(0) ? null : reader.IsDBNull(1) ? "" : reader.GetString(1);

    public static TRow Row<TRow>(NpgsqlDataReader reader) where TRow : class =>
        (TRow)JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), EventJson.Rows.GetTypeInfo(typeof(TRow)))!;

    /// <summary>A column that may be null.</summary>
    public static string? TextOf(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A column that may be null.</summary>
    public static DateTimeOffset? TimeOf(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    public static NpgsqlParameter Text(string name, string? value) => Of(name, value, NpgsqlDbType.Text);

    public static NpgsqlParameter Text(string name, Enum? value) => Text(name, value is null ? null : StoredNames.Of(value));

    public static NpgsqlParameter Time(string name, DateTimeOffset? value) => Of(name, value?.UtcDateTime, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Flag(string name, bool value) => Of(name, value, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Day(string name, DateOnly? value) => Of(name, value, NpgsqlDbType.Date);

    public static NpgsqlParameter Number(string name, int? value) => Of(name, value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Number(string name, long? value) => Of(name, value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Amount(string name, decimal? value) => Of(name, value, NpgsqlDbType.Numeric);

    public static NpgsqlParameter Id(string name, Guid? value) => Of(name, value, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Bytes(string name, byte[]? value) => Of(name, value, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Texts(string name, IEnumerable<string?>? values) =>
        Of(name, values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Array<T>(string name, IEnumerable<T> values, NpgsqlDbType type) =>
        Of(name, values.ToArray(), NpgsqlDbType.Array | type);

    private static NpgsqlParameter Of(string name, object? value, NpgsqlDbType type) =>
        new(name, type) { Value = value ?? DBNull.Value };
}
