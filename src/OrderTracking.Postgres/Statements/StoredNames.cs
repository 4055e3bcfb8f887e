using System.Text.Json;

namespace OrderTracking.Postgres.Statements;

internal static class StoredNames
{
    /// <summary>A member of a closed list as it is written in columns and on the wire.</summary>
    public static string Of(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
