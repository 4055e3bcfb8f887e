using System.Runtime.ExceptionServices;
using Marten.Exceptions;
using Npgsql;

namespace OrderTracking.Marten;

/// <summary>What PostgreSQL says is what callers know how to take; Marten wraps it.</summary>
internal static class Faults
{
    public static async Task<T> Plain<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MartenCommandException fault) when (fault.InnerException is NpgsqlException cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }
}
