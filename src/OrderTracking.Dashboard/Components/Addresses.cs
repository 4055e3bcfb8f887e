namespace OrderTracking.Dashboard.Components;

/// <summary>Addresses within the service.</summary>
public static class Addresses
{
    /// <summary>The address if it is one of this service; else the first page. Another site's would make an open redirect.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";

    /// <summary>The public page of a consignment, for the consignee.</summary>
    public static string Track(string number) => $"/track?number={Uri.EscapeDataString(number)}";

    public static string Waybill(string number) => $"/waybills/{Uri.EscapeDataString(number)}";

    /// <summary>The board of a kind of cases.</summary>
    public static string Cases(string route) => $"/cases/{route}";

    public static string Case(string route, string number) => $"/cases/{route}/{Uri.EscapeDataString(number)}";

    /// <summary>The form that corrects an event of a case.</summary>
    public static string CorrectEvent(string route, string number, Guid id) => $"{Case(route, number)}?correct={id}#correct";

    /// <summary>The report of a call round for the customer's headquarters.</summary>
    public static string RoundReport(string number) => $"{Case("rounds", number)}/report";

    /// <summary>The form for a new case, with what is known of it.</summary>
    /// <param name="form">The form's anchor on the board.</param>
    public static string OpenCase(string route, string form, params ReadOnlySpan<(string Name, string? Value)> known)
    {
        var query = QueryString.Create("new", "1");
        foreach (var (name, value) in known)
            if (!string.IsNullOrEmpty(value)) query = query.Add(name, value);
        return $"{Cases(route)}{query}#{form}";
    }
}
