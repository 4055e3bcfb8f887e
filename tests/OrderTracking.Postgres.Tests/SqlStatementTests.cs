using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using OrderTracking.Postgres.Statements;
using Shouldly;
using Xunit;

namespace OrderTracking.Postgres.Tests;

public sealed partial class SqlStatementTests
{
    private const int MaxWithoutNames = 4;

    private static readonly SqlStatement Statement =
        SqlStatement.Parse("select a from t where (@key::text is null or k = @key) and tags @> array[@tag] limit @limit");

    // Their arrays have the order of the functions' parameters, which AppendCommand declares for both and for the engine on Marten.
    private static readonly string[] OfAppendCommand = ["Log.append", "Log.append_one", "Log.append_checked"];

    [Fact]
    public void names_become_positions() => Statement.Text.ShouldBe(
        "select a from t where ($1::text is null or k = $1) and tags @> array[$2] limit $3");

    [Fact]
    public void parameters_are_bound_by_name_in_any_order()
    {
        var bound = Statement.Bind(Of("limit"), Of("key"), Of("tag"));

        bound.Select(parameter => parameter.Value).ShouldBe(["value of key", "value of tag", "value of limit"]);
        bound.ShouldAllBe(parameter => parameter.ParameterName == "");
    }

    [Theory]
    [InlineData("The statement has no @tags.", "limit", "key", "tags")]
    [InlineData("The statement has no @other.", "limit", "key", "tag", "other")]
    [InlineData("@key is given twice.", "limit", "key", "key", "tag")]
    [InlineData("@tag is not given.", "limit", "key")]
    [InlineData("The statement has no @.", "limit", "key", "")]
    public void a_parameter_that_is_missing_unknown_or_given_twice_fails(string why, params string[] names) =>
        Should.Throw<ArgumentException>(() => Statement.Bind(Array.ConvertAll(names, Of))).Message.ShouldStartWith(why);

    [Fact]
    public void statements_with_many_parameters_name_them_and_none_mixes_names_and_positions()
    {
        const string Root = "OrderTracking.Postgres.Sql.";
        var statements = typeof(Sql).Assembly.GetManifestResourceNames().Select(name => name[Root.Length..^".sql".Length])
            .Where(name => !name.StartsWith("Functions.", StringComparison.Ordinal))
            .Select(name => (Name: name, Named: Sql.Statement(name).Names.Count,
                Positions: Positions().Matches(Sql.Text(name)).Select(match => match.Value).Distinct().Count())).ToList();

        statements.Where(statement => statement.Named > 0 && statement.Positions > 0).ShouldBeEmpty();
        statements.Where(statement => statement.Positions > MaxWithoutNames).Select(statement => statement.Name)
            .ShouldBe(OfAppendCommand, ignoreOrder: true);
        statements.Count(statement => statement.Named > MaxWithoutNames).ShouldBeGreaterThan(20);
    }

    private static NpgsqlParameter Of(string name) => new(name, NpgsqlDbType.Text) { Value = $"value of {name}" };

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Positions();
}
