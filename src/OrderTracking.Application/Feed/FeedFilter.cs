namespace OrderTracking.Application.Feed;

/// <summary>What a subscriber wants of the events that it may see; null where any will do.</summary>
/// <param name="Account">The waybill's account.</param>
/// <param name="Station">The station at which the event happened.</param>
/// <param name="Type">The name of the event's type over HTTP.</param>
/// <param name="Waybill">The waybill's number.</param>
/// <param name="Case">The key of a case's stream, or a kind of cases.</param>
public sealed record FeedFilter(string? Account = null, string? Station = null, string? Type = null, string? Waybill = null,
    string? Case = null)
{
    public bool Includes(FeedEvent feedEvent) =>
        (Account is null || Account == feedEvent.Access.Account) && (Station is null || Station == feedEvent.Station)
        && (Type is null || Type == feedEvent.Type) && (Waybill is null || Waybill == feedEvent.Stream)
        && (Case is null || Case == feedEvent.Stream || Case == feedEvent.Kind);
}
