using System.Text.RegularExpressions;
using Npgsql;

namespace OrderTracking.Postgres.Statements;

/// <summary>
/// A statement whose file names its parameters, <c>@account</c>. PostgreSQL takes parameters by position alone: names become positions
/// once, when the file is read, so Npgsql does not parse the statement each time it runs.
/// </summary>
/// <param name="Text">With positions: <c>$1</c>.</param>
/// <param name="Names">In the order of the positions.</param>
internal sealed partial record SqlStatement(string Text, IReadOnlyList<string> Names)
{
    public static SqlStatement Parse(string sql)
    {
        List<string> names = [];
        var text = Placeholders().Replace(sql, placeholder =>
        {
            var name = placeholder.Groups["name"].Value;
            if (!names.Contains(name)) names.Add(name);
            return $"${names.IndexOf(name) + 1}";
        });
        return new(text, names);
    }

    /// <summary>Puts named parameters, given in any order, into the order of the positions.</summary>
    /// <exception cref="ArgumentException">One is missing, given twice, or not in the statement.</exception>
    public NpgsqlParameter[] Bind(params NpgsqlParameter[] given)
    {
        var ordered = new NpgsqlParameter[Names.Count];
        foreach (var parameter in given)
        {
            var position = Position(parameter.ParameterName);
            if (position < 0) throw new ArgumentException($"The statement has no @{parameter.ParameterName}.", nameof(given));
            if (ordered[position] is not null) throw new ArgumentException($"@{Names[position]} is given twice.", nameof(given));
            ordered[position] = parameter;
        }
        if (Array.IndexOf(ordered, null) is var missing and >= 0)
            throw new ArgumentException($"@{Names[missing]} is not given.", nameof(given));
        // Npgsql takes a parameter without a name by its position.
        foreach (var parameter in ordered) parameter.ParameterName = "";
        return ordered;
    }

    public NpgsqlCommand Command(NpgsqlDataSource source, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(Text);
        command.Parameters.AddRange(Bind(parameters));
        return command;
    }

    public NpgsqlBatchCommand BatchCommand(params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(Text);
        command.Parameters.AddRange(Bind(parameters));
        return command;
    }

    private int Position(string name)
    {
        for (var position = 0; position < Names.Count; position++)
            if (Names[position] == name) return position;
        return -1;
    }

    [GeneratedRegex("@(?<name>[a-z][a-z0-9_]*)")]
    private static partial Regex Placeholders();
}
