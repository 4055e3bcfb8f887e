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
}
