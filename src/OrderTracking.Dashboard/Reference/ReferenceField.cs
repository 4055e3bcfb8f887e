using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain;

namespace OrderTracking.Dashboard.Reference;

/// <summary>How a member is typed.</summary>
public enum FieldKind { Text, LongText, Lines, Whole, Decimal, Day, Time, Moment, YesNo, Choice, Choices, Days, Rows }

/// <summary>A member of a reference event as a field of a form: everything is text until it is checked.</summary>
/// <param name="Path">The member's name on the wire; of a member of a member with a dot.</param>
public sealed record ReferenceField(string Path, Text Label, FieldKind Kind = FieldKind.Text)
{
    /// <summary>Whether it says what the event is about: an account, a station.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether it says from when the event is in force, so that a new version does not repeat the old one's.</summary>
    public bool IsStart { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>
    /// The members of each item of a list of records. In a form each item is a row of fields; as one text, a line with its values between
    /// tabs.
    /// </summary>
    public IReadOnlyList<ReferenceField> Columns { get; init; } = [];

    /// <summary>What can be chosen, by the name on the wire.</summary>
    public IReadOnlyList<(string Wire, string Name)> Options => options?.Invoke() ?? [];

    private readonly Func<IReadOnlyList<(string, string)>>? options;

    public ReferenceField(string path, Text label, FieldKind kind, Func<IReadOnlyList<(string, string)>> options)
        : this(path, label, kind) => this.options = options;

    /// <summary>The member of an event's data as it stands in a field; empty where it is not set.</summary>
    public string Read(JsonObject data, Company company)
    {
        JsonNode? node = data;
        foreach (var name in Path.Split('.')) node = (node as JsonObject)?[name];
        return node switch
        {
            null => "",
            JsonArray items when Kind == FieldKind.Rows => Lines(items.Select(item =>
                Columns.Select(column => item is JsonObject row ? column.Read(row, company) : ""))),
            JsonArray items => string.Join('\n', items.Select(item => item!.ToString())),
            JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                value.GetValue<bool>() ? "true" : "false",
            _ when Kind == FieldKind.Moment => TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(node.ToString(), CultureInfo.InvariantCulture),
                company.Zone).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture),
            _ when Kind == FieldKind.Time => node.ToString()[..5],
            // As a browser sends it back.
            _ => node.ToString().ReplaceLineEndings("\n").Trim(),
        };
    }

    /// <summary>What a form sent of the field.</summary>
    public string Typed(IFormCollection form) => Kind == FieldKind.Rows
        ? Lines(Enumerable.Range(0, Columns.Max(column => form[NameOf(column)].Count))
            .Where(row => !form[RemovedName].Contains(row.ToString(CultureInfo.InvariantCulture)))
            .Select(row => Columns.Select(column => form[NameOf(column)].ElementAtOrDefault(row) ?? "")))
        : string.Join('\n', form[Path].OfType<string>()).ReplaceLineEndings("\n").Trim();

    /// <summary>The name of a column's fields in a form.</summary>
    public string NameOf(ReferenceField column) => $"{Path}.{column.Path}";

    /// <summary>The name of the fields that say which rows are taken out.</summary>
    public string RemovedName => $"{Path}-removed";

    /// <summary>The values of each row.</summary>
    public static IEnumerable<string[]> Rows(string typed) =>
        typed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));

    private static string Lines(IEnumerable<IEnumerable<string>> rows) => string.Join('\n', rows
        .Select(cells => string.Join('\t', cells.Select(cell => cell.Replace('\t', ' ').ReplaceLineEndings(" ").Trim())).TrimEnd('\t'))
        .Where(line => line.Length > 0));

    /// <summary>Whether two values of the field say the same.</summary>
    public bool IsSame(string one, string other) =>
        Kind == FieldKind.Choices ? Items(one).ToHashSet().SetEquals(Items(other)) : one == other;

    /// <summary>Writes what was typed in the place of what stood there; what was emptied is not set any more.</summary>
    public void Replace(JsonObject data, string typed, Company company)
    {
        Remove(data, Path.Split('.'));
        Write(data, typed, company);
    }

    // A member whose last member goes is not set any more either.
    private static void Remove(JsonObject data, ReadOnlySpan<string> names)
    {
        if (names.Length > 1 && data[names[0]] is JsonObject inner)
        {
            Remove(inner, names[1..]);
            if (inner.Count > 0) return;
        }
        data.Remove(names[0]);
    }

    /// <summary>
    /// Writes what was typed into an event's data. What cannot be read is written as text, for the codec to say what is wrong.
    /// </summary>
    public void Write(JsonObject data, string typed, Company company)
    {
        if (typed.Length == 0 && !(Kind == FieldKind.Rows && IsRequired)) return;
        var (target, names) = (data, Path.Split('.'));
        foreach (var name in names[..^1]) target = (JsonObject)(target[name] ??= new JsonObject());
        target[names[^1]] = Kind switch
        {
            FieldKind.Whole when int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
            FieldKind.Decimal when decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) =>
                number,
            FieldKind.Time when TimeOnly.TryParseExact(typed, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) =>
                time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            FieldKind.Moment when DateTime.TryParseExact(typed, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var local) => company.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local))
                .ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            FieldKind.YesNo when typed is "true" or "false" => typed == "true",
            FieldKind.Lines => new JsonArray([.. typed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => (JsonNode)line)]),
            FieldKind.Rows => new JsonArray([.. Rows(typed).Select(cells =>
            {
                var row = new JsonObject();
                foreach (var (column, cell) in Columns.Zip(cells)) column.Write(row, cell, company);
                return (JsonNode)row;
            })]),
            FieldKind.Choices or FieldKind.Days => new JsonArray([.. Items(typed).Select(item => (JsonNode)item)]),
            _ => typed,
        };
    }

    /// <summary>What a field holds as people read it.</summary>
    public string Say(string typed) => Kind switch
    {
        FieldKind.YesNo => typed switch { "true" => ReferenceTexts.Yes, "false" => ReferenceTexts.No, _ => typed },
        FieldKind.Choice or FieldKind.Choices => string.Join(", ",
            Items(typed).Select(item => Options.FirstOrDefault(option => option.Wire == item) is { Name: { } name } ? name : item)),
        FieldKind.Days => string.Join(", ", Items(typed)),
        FieldKind.Moment => typed.Replace('T', ' '),
        FieldKind.Rows => string.Join("; ", Rows(typed).Select(cells => string.Join(" · ", cells.Where(cell => cell.Length > 0)))),
        FieldKind.Lines => typed.Replace("\n", ", ", StringComparison.Ordinal),
        _ => typed,
    };

    /// <summary>What of a value another one has not: of rows those that differ, else all of it.</summary>
    public string Without(string typed, string other) => Kind == FieldKind.Rows
        ? string.Join('\n', typed.Split('\n').Except(other.Split('\n'))) : typed;

    public static string[] Items(string typed) =>
        typed.Split([' ', '\n', '\r', '\t', ',', '、', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
