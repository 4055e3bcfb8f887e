using System.Reflection;
using System.Text.Json;
using OrderTracking.Dashboard.Reference;
using OrderTracking.Dashboard.Texts;
using OrderTracking.Domain.Events;

namespace OrderTracking.Dashboard.Pages;

/// <summary>The fields of a form for an event of a case, by the members of the event: a new event needs no form of its own.</summary>
internal static class CaseFields
{
    private static readonly HashSet<string> Long =
        ["reason", "findings", "description", "proposal", "note", "content", "grounds", "answer", "measure", "question", "problem"];

    /// <summary>The members of an event in the order of the record, a person's as fields of their own.</summary>
    public static IReadOnlyList<ReferenceField> Of(EventType type)
    {
        var nullability = new NullabilityInfoContext();
        return [.. type.Type.GetConstructors().Single().GetParameters().SelectMany(parameter => Fields(type, parameter, nullability))];
    }

    private static IEnumerable<ReferenceField> Fields(EventType type, ParameterInfo parameter, NullabilityInfoContext nullability)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        var label = CaseTexts.MemberOf(type.Wire, name);
        var inner = Nullable.GetUnderlyingType(parameter.ParameterType);
        var of = inner ?? parameter.ParameterType;
        var isRequired = !parameter.HasDefaultValue && inner is null
            && (of.IsValueType || nullability.Create(parameter).WriteState == NullabilityState.NotNull);
        if (of == typeof(Person))
            return
            [
                Field($"{name}.name", CaseTexts.PersonName.With(label), FieldKind.Text),
                Field($"{name}.phone", CaseTexts.PersonPhone.With(label), FieldKind.Text),
                Field($"{name}.address", CaseTexts.PersonAddress.With(label), FieldKind.Text),
            ];
        if (of.IsEnum) return [new(name, Same(label), FieldKind.Choice, () => Options(name, of)) { IsRequired = isRequired }];
        var kind = KindOf(name, of);
        return [Field(name, kind == FieldKind.Lines ? CaseTexts.OneALine.With(label) : label, kind, isRequired)];
    }

    private static FieldKind KindOf(string name, Type type) => type switch
    {
        _ when type == typeof(decimal) => FieldKind.Decimal,
        _ when type == typeof(int) || type == typeof(long) => FieldKind.Whole,
        _ when type == typeof(bool) => FieldKind.YesNo,
        _ when type == typeof(DateOnly) => FieldKind.Day,
        _ when type == typeof(TimeOnly) => FieldKind.Time,
        _ when type == typeof(DateTimeOffset) => FieldKind.Moment,
        _ when type != typeof(string) => FieldKind.Lines,
        _ => Long.Contains(name) ? FieldKind.LongText : FieldKind.Text,
    };

    private static ReferenceField Field(string path, string label, FieldKind kind, bool isRequired = false) =>
        new(path, Same(label), kind) { IsRequired = isRequired };

    private static IReadOnlyList<(string, string)> Options(string member, Type type) =>
        [.. from value in Enum.GetNames(type)
            let wire = JsonNamingPolicy.CamelCase.ConvertName(value)
            select (wire, CaseTexts.ValueOf(member, wire))];

    // The label was chosen in the reader's language; the fields are made for one request.
    private static Text Same(string label) => new(label, label);
}
