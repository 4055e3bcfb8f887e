using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace OrderTracking.Architecture.Tests;

/// <summary>
/// Values reach the database as parameters. SQL that is put together, in code or in SQL itself, is put together of names that the code
/// itself knows; each such place is listed here.
/// </summary>
/// <remarks>
/// In the projects that speak to the database every text that is put together is looked at, messages of exceptions aside; elsewhere
/// those that read like SQL. Variables of texts that are added up are told by their names alone.
/// </remarks>
public partial class SqlTests
{
    /// <summary>How each text that is put together begins, and why it may be.</summary>
    private static readonly Place[] Allowed =
    [
        new("ViewSnapshots.cs", "lock table {", "the names of the views' tables, from the list in ViewTables"),
        new("ViewSnapshots.cs", "tracking.{table}", "the same"),
        new("ViewSnapshots.cs", "string.Join(", "the same"),
        new("PostgresRebuild.cs", "lock table {", "the same"),
        new("PostgresRebuild.cs", "tracking.{name}", "the same"),
        new("PostgresRebuild.cs", "{name}_rebuild_{mark}", "the name of a view's table, and a mark of eight hexadecimal digits"),
        new("ViewTable.cs", "{Table}_rollup", "the name of a view's table"),
        new("ViewTable.cs", ".Replace(\"{table}\"", "the name of a view's table, or of the one being built beside it"),
        new("ViewTable.cs", ".Replace(\"{", "the names of columns, from the list in ViewTables"),
        new("ViewTable.cs", "string.Join(", "the same"),
        new("ViewTable.cs", "{name} = excluded.{name}", "the same"),
        new("ViewTable.cs", "update set {", "the same"),
        new("ViewTable.cs", "{name}::text", "the same"),
        new("ViewTable.cs", "${index + 1}", "the number of a parameter"),
        new("ViewsProjection.cs", "tracking.{table.Table}", "the names of the views' tables, from the list in ViewTables"),
        new("AccessFilter.cs", ".Replace(sql,", "puts in the conditions that follow here"),
        new("AccessFilter.cs", "{table}.account {account}", "the alias that the SQL file names, and a comparison with a parameter"),
        new("AccessFilter.cs", "({table}.account {account} or {Touched(table)})", "the same"),
        new("AccessFilter.cs", "({whole} or {IsPart(table)})", "the same"),
        new("AccessFilter.cs", "({table}.account, split_part({table}.lane, '~', 2)) in (select * from {part})", "the same"),
        new("AccessFilter.cs", "unnest(${parameters.Count - 1}::text[], ${parameters.Count}::text[])", "the numbers of two parameters"),
        new("AccessFilter.cs", "({Seen(table)} and {table}.account {only})", "the same"),
        new("AccessFilter.cs", "exists (select from tracking.station_visits t", "the same"),
        new("AccessFilter.cs", "= ${parameters.Count}", "the number of a parameter"),
        new("AccessFilter.cs", "= any (${parameters.Count})", "the same"),
        new("SqlStatement.cs", ".Replace(sql,", "puts in the position of a parameter for its name"),
        new("SqlStatement.cs", "${names.IndexOf(name) + 1}", "the number of a parameter"),
        new("SnapshotConnection.cs", "pg_temp.{", "the name of a view's table, as the pattern beside it lists them"),
        new("SnapshotConnection.cs", ".Replace(sql,", "puts that schema before it"),
        new("ViewQueries.cs", "{number} {(await keys.Hashes(cancellationToken)).OfPhoneEnd(digits)}", "no SQL: the value of a parameter"),
        new("PostgresPersonKeys.cs", "string.Join(", "no SQL: the value of a parameter"),
        new("ViewQueries.cs", ".Replace(", "no SQL: escapes the value of a parameter of like"),
        new("Sql.cs", "{root}{", "no SQL: the name of a file"),
        new("AdvisoryLocks.cs", "Locks.{statement}", "no SQL: the name of a file"),
        new("SchemaFunctions.cs", "Functions.{room}", "no SQL: the name of a folder"),
        new("SchemaFunctions.cs", "string.Join(", "no SQL: what the hash is made of"),
        new("PostgresEngine.cs", "-c {setting}", "no SQL: settings of the connection, from a list of constants"),
        new("PostgresEngine.cs", "string.Join(' ', [settings.Options", "the same"),
        new("DeadLetters.cs", "{found.ExceptionType}: ", "no SQL: what people read"),
    ];

    /// <summary>What SQL executes, and why it need not quote all of it.</summary>
    private static readonly Place[] Executed =
    [
        new("grant.sql", "format('grant select, insert, update, delete on %s to ordertracking_service', v_views)",
            "v_views: names, each quoted by %I"),
        new("grant.sql", "format('grant select on %s to ordertracking_auditor', v_views)", "the same"),
        new("roles.sql", "\\gexec", "two constants, each run where there is no such role yet"),
        new("drop_undeclared.sql", "format('drop function %s', v_object.name)",
            "the catalogue's own text of a function's name and parameters, as regprocedure writes it: quoted"),
        new("fill_rollup.sql",
            "tracking.rollup_statement(p_view, p_rollup, format('select 1 as sign, t.* from tracking.%I t', p_table), p_schema)",
            "the written-out statement of a file beside it, and the names of its tables, quoted"),
        new("make_rollup_function.sql", "format( $function$ create or replace function tracking.%I()",
            "the same, as a trigger's statements"),
        new("create_staging_table.sql",
            "format( 'create table tracking.%I (like tracking.%I including all %s)', p_staging, p_table, case when p_indexed then '' else "
            + "'excluding indexes' end)", "one of two constants"),
        new("create_staging_table.sql", "format('alter table tracking.%I set (%s)', p_staging, v_options)",
            "the catalogue's own text of the table's options"),
        new("index_staging_table.sql", "format('alter table tracking.%I add %s', p_staging, v_index.key)",
            "the catalogue's own text of the table's key"),
        new("index_staging_table.sql", "regexp_replace( v_index.definition,", "the catalogue's own text of an index"),
        new("copy_rights.sql", "format('grant %s on tracking.%I to %s', v_right.rights, p_to, v_right.grantee)",
            "the catalogue's own words for rights, and a role as regrole writes it: quoted"),
    ];

    private static readonly string[] SpeakToTheDatabase = ["OrderTracking.Postgres", "OrderTracking.Marten"];

    [Fact]
    public void no_value_is_written_into_sql() => Unlisted(InCode(), Allowed).ShouldBeEmpty();

    [Fact]
    public void sql_that_sql_puts_together_is_quoted() => Unlisted(InSql(), Executed).ShouldBeEmpty();

    [Fact]
    public void what_is_allowed_is_still_there()
    {
        var (code, sql) = (InCode().ToList(), InSql().ToList());
        Allowed.Where(place => !code.Exists(place.Is)).ShouldBeEmpty();
        Executed.Where(place => !sql.Exists(place.Is)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""new($"delete from t where id = '{id}'")""", true)]
    [InlineData("\"select * from t where id = \" + id", true)]
    [InlineData("$\"\"\"\n  select * from t where name = '{name}'\n  \"\"\"", true)]
    [InlineData("string.Format(\"update t set a = {0}\", a)", true)]
    [InlineData("$@\"do $$ begin execute 'drop table {name}'; end $$\"", true)]
    [InlineData("$\"\"\"\n  do $do$\n  begin\n    drop table if exists {table};\n  end\n  $do$\n  \"\"\"", true)]
    [InlineData("$$\"\"\"do $do$ begin perform f('{{name}}'); end $do$\"\"\"", true)]
    [InlineData("""sql += " and exists (select from u where u.id = " + id""", true)]
    [InlineData("""var asked = known + " order by " + column;""", true)]
    [InlineData("""text.Append("insert into t values (").Append(id)""", true)]
    [InlineData("""Sql.Text("put").Replace("{table}", table)""", true)]
    [InlineData("""$"{(found ? $"select a from t where b = {b}" : "")}" """, true)]
    [InlineData("""new("do $$ begin execute 'drop table ' || v_name; end $$")""", true)]
    [InlineData("""new("select * from t where id = $1")""", false)]
    [InlineData("""$"{count} lines could not be selected" """, false)]
    [InlineData("""// $"select a from t where id = {id}" """, false)]
    [InlineData("""Use($"{{}} {name}", '"', "select a from t where b = $1") """, false)]
    public void what_is_looked_for_is_found(string code, bool isFound) =>
    PutTogether(code, speaksToTheDatabase: false).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("""$"{table}.account {account}" """, true)]
    [InlineData("""throw new InvalidOperationException($"At {made}.") """, false)]
    [InlineData("""sql[..sql.IndexOf("on conflict")] """, true)]
    [InlineData("""new(one + sql) """, true)]
    [InlineData("""new(sql, connection) """, false)]
    [InlineData("""string.Concat(one, other) """, true)]
    public void what_speaks_to_the_database_is_looked_at_more_closely(string code, bool isFound) =>
    PutTogether(code, speaksToTheDatabase: true).Any().ShouldBe(isFound);

    [Theory]
    [InlineData("do $$ begin execute 'drop table ' || p_name; end $$", true)]
    [InlineData("do $$ begin execute 'drop table ' || quote_ident(p_name); end $$", true)]
    [InlineData("do $$ begin execute format('drop table %s', p_name); end $$", true)]
    [InlineData("do $$ begin execute format('drop table %I ' || p_more, p_name); end $$", true)]
    [InlineData("do $$ begin execute format('drop table %I', p_name) || p_more; end $$", true)]
    [InlineData("do $$ begin execute format($sql$drop table %I %2$s$sql$, p_name, p_more); end $$", true)]
    [InlineData("do $$ begin execute v_statement using p_id; end $$", true)]
    [InlineData("do $$ begin for v_row in execute v_statement loop null; end loop; end $$", true)]
    [InlineData("do $$ begin return query\n  EXECUTE v_statement; end $$", true)]
    [InlineData("select format('drop table %I', name) from t \\gexec", true)]
    [InlineData("do $$ begin execute format('drop table %I', 'a_' || p_name); end $$", false)]
    [InlineData("do $$ begin execute format('update %I set a = %L where 100 %% 2 = 0', p_name, p_value); end $$", false)]
    [InlineData("do $$ begin execute format($sql$drop table %1$I$sql$, p_name) using 1; end $$", false)]
    [InlineData("do $$ begin execute 'drop table t'; end $$", false)]
    [InlineData("do $$ begin null; -- execute v_statement;\n end $$", false)]
    [InlineData("create trigger t before insert on u execute function f(); grant execute on function f() to r", false)]
    public void what_is_executed_is_found(string sql, bool isFound) => DynamicSql.Find(sql).Any().ShouldBe(isFound);

    private static IEnumerable<(string File, string Text)> InCode() => Files("src", "*.cs").SelectMany(file =>
        PutTogether(File.ReadAllText(file),
            SpeakToTheDatabase.Any(project => file.Contains($"{Path.DirectorySeparatorChar}{project}{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal)))
            .Select(text => (Path.GetFileName(file), text)));

    private static IEnumerable<(string File, string Text)> InSql() => Files("src", "*.sql").Concat(Files("ops", "*.sql"))
        .SelectMany(file => DynamicSql.Find(File.ReadAllText(file)).Select(text => (Path.GetFileName(file), text)));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static IEnumerable<(string File, string Text)> Unlisted(IEnumerable<(string File, string Text)> found, Place[] places) =>
        found.Where(text => !places.Any(place => place.Is(text)));

    private static IEnumerable<string> PutTogether(string source, bool speaksToTheDatabase)
    {
        var (literals, code) = CSharpText.Read(source);
        foreach (var literal in literals)
        {
            if (Block().IsMatch(literal.Text) && DynamicSql.Find(literal.Text).Any()) yield return literal.Text.Trim();
            else if (speaksToTheDatabase && (literal.HasHoles || literal.IsAdded)
                && !literal.Statement.Contains("Exception(", StringComparison.Ordinal)) yield return literal.Text.Trim();
            else if (!speaksToTheDatabase && Statement().IsMatch(literal.Text)
                && (literal.HasHoles || literal.IsAdded || Called().IsMatch(literal.Statement))) yield return literal.Text.Trim();
        }
        foreach (Match call in (speaksToTheDatabase ? Texts() : Sqls()).Matches(code))
            yield return call.Value + source[(call.Index + call.Length)..].Split('\n')[0].TrimEnd();
    }

    private sealed record Place(string File, string Begins, string Because)
    {
        public bool Is((string File, string Text) found) => found.File == File && found.Text.StartsWith(Begins, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"\bselect\s[^""]*?\sfrom\b|\binsert\s+into\b|\bupdate\s+\S+\s+set\b|\bdelete\s+from\b|\btruncate\s|\bmerge\s+into\b"
        + @"|\b(create|alter|drop)\s+(or\s+replace\s+)?(table|index|schema|function|role|database|trigger|view|sequence|type)\b"
        + @"|\block\s+table\b|\bgrant\s[^""]*?\sto\b"
        + @"|\bcopy\s+\S+\s+(from|to)\b|\border\s+by\b|\bon\s+conflict\b|\bexists\s*\(|\bunion\s+all\b"
        + @"|\bdo\s+\$|\bcall\s+\w+\.?\w*\(|\b(from|join)\s+(tracking\.|mt_)"
        + @"|\bwhere\s+\w+(\.\w+)?\s*(=|in\b|like\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\bdo\s+(language\s+\w+\s+)?\$|\blanguage\s+plpgsql\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    // Ways to put a text together, where a text that reads like SQL stands behind them.
    [GeneratedRegex(@"\b(Format|Concat|Join|Append|AppendFormat|AppendLine|Insert|Replace)\([^;]*$")]
    private static partial Regex Called();

    // Of variables that are called SQL, and of what comes from files.
    [GeneratedRegex(@"\b(sql|\w*Sql)\s*(\+(?!\+)|\[[^\]]*\.\.)"
        + @"|\+=?\s*(sql|\w*Sql)\b(?!\()|\bSql\.Text\([^()]*\)\s*(\.Replace\(|\+)")]
    private static partial Regex Sqls();

    [GeneratedRegex(
        @"\bstring\.(Format|Concat|Join)\(|\bStringBuilder\b|\.Replace\(|\b(sql|\w*Sql)\s*(\+(?!\+)|\[[^\]]*\.\.)"
        + @"|\+=?\s*(sql|\w*Sql)\b(?!\()")]
    private static partial Regex Texts();
}
