using System.Data.Common;
using System.Text.RegularExpressions;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace OrderTracking.Marten.Views;

/// <summary>A command of the view tables as an operation of a Marten session, in its transaction.</summary>
internal sealed partial class RowsOperation(NpgsqlBatchCommand command) : global::Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    public Type DocumentType => typeof(RowsOperation);

    public OperationRole Role() => OperationRole.Other;

    // The session numbers its parameters itself: each place where the SQL names one becomes one of the session's.
    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        var (sql, from) = (command.CommandText, 0);
        foreach (Match place in Places().Matches(sql))
        {
            builder.Append(sql[from..place.Index]);
            var parameter = command.Parameters[int.Parse(place.ValueSpan[1..], System.Globalization.CultureInfo.InvariantCulture) - 1];
            builder.AppendParameter(parameter.Value!, parameter.NpgsqlDbType);
            from = place.Index + place.Length;
        }
        builder.Append(sql[from..]);
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Places();
}
