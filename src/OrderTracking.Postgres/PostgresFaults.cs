using Npgsql;
using OrderTracking.Application.Ports;

namespace OrderTracking.Postgres;

internal sealed class PostgresFaults : IStoreFaults
{
    public bool IsFromStore(Exception fault) => fault is NpgsqlException;

    public bool IsReadOnly(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    // SQLSTATE classes 42 and 22 are errors of our statements.
    public bool IsUnavailable(Exception fault) =>
        fault is NpgsqlException and not PostgresException { SqlState: ['4', '2', ..] or ['2', '2', ..] };
}
