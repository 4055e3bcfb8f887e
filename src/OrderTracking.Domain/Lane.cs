namespace OrderTracking.Domain;

/// <summary>线路: a way from an origin station to a destination station.</summary>
public static class Lane
{
    /// <summary>
    /// Stands between the two station codes of a lane's key. Station codes may hold '-' (branches have such codes), but never this
    /// character, so that two lanes never share a key. It needs no escaping in a URL.
    /// </summary>
    public const char Separator = '~';

    /// <remarks>In SQL: split_part(lane, '~', 2).</remarks>
    public static string DestinationOf(string key) => key[(key.IndexOf(Separator, StringComparison.Ordinal) + 1)..];

    public static string Key(string origin, string destination) => $"{origin}{Separator}{destination}";
}
