using System.Reflection;
using OrderTracking.Domain.Events;

namespace OrderTracking.Engine.Contract;

/// <summary>An event of each type, made from its constructor, so that a new type is one of them by itself.</summary>
public static class AnyEvent
{
    /// <summary>An event of a type, with every required member and some of the others.</summary>
    public static WaybillEvent Of(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var waybillEvent = (WaybillEvent)constructor.Invoke([.. constructor.GetParameters().Select(Value)]);
        return waybillEvent with { OccurredAt = Sample.Noon, Station = "成都", By = "li.wei" };

        static object? Value(ParameterInfo parameter)
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            return type switch
            {
                _ when type == typeof(string) => "文字",
                _ when type == typeof(int) => 7,
                _ when type == typeof(decimal) => 12.30m,
                _ when type == typeof(bool) => true,
                _ when type == typeof(Guid) => new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]),
                _ when type == typeof(DateTimeOffset) => Sample.Noon.AddMicroseconds(5),
                _ when type == typeof(DateOnly) => new DateOnly(2026, 6, 2),
                _ when type == typeof(Person) => new Person("王芳", "13800138000", "成都市"),
                _ when type == typeof(Remark) => new Remark(ExceptionKind.Wet, "外包装湿"),
                _ when type == typeof(IReadOnlyList<string>) => new[] { "一", "二" },
                _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                    && type.GenericTypeArguments[0].IsEnum => Enum.GetValues(type.GenericTypeArguments[0]),
                _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
                _ => throw new NotSupportedException($"No value for {parameter.Name} of type {type}."),
            };
        }
    }
}
