using System.Runtime.ExceptionServices;
using Npgsql;

namespace OrderTracking.Marten;

/// <summary>
/// What PostgreSQL says is what callers know how to take. Marten wraps it, and, when a connection breaks off within a transaction, hides
/// it behind its own attempt to roll back.
/// </summary>
internal static class Faults
{
    public static async Task<T> Plain<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is not NpgsqlException && Cause(fault) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static NpgsqlException? Cause(Exception fault) =>
        fault as NpgsqlException
        ?? (fault is AggregateException several ? several.InnerExceptions.Select(Cause).FirstOrDefault(cause => cause is not null) : null)
        ?? (fault.InnerException is { } inner ? Cause(inner) : null);
}
