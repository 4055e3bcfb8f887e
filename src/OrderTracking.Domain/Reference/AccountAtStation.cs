namespace OrderTracking.Domain.Reference;

/// <summary>What of an account goes to a station: the waybills whose destination it is.</summary>
public sealed record AccountAtStation(string Account, string Station)
{
    /// <param name="lane">A lane's key.</param>
    public bool Includes(string account, string lane) => account == Account && Lane.DestinationOf(lane) == Station;
}
