namespace OrderTracking.Application.Ports;

/// <summary>Public tracking: whether somebody knows of a waybill what its consignee knows.</summary>
public interface ITracking
{
    /// <summary>
    /// Whether these are the last four digits of the consignee's phone. It takes as long for a waybill that is not known, one whose
    /// consignee has no phone, and other digits: one look into one index says yes or no.
    /// </summary>
    Task<bool> Matches(string number, string digits, CancellationToken cancellationToken);
}
