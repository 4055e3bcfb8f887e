namespace OrderTracking.Application.Ports;

/// <summary>Public tracking: checks what a consignee knows of a waybill.</summary>
public interface ITracking
{
    /// <summary>
    /// Whether these are the last four digits of the consignee's phone. One lookup in one index, so the time does not tell an unknown
    /// waybill, a consignee without a phone and wrong digits apart.
    /// </summary>
    Task<bool> Matches(string number, string digits, CancellationToken cancellationToken);
}
