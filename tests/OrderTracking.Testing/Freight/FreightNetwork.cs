namespace OrderTracking.Testing.Freight;

/// <summary>Where made-up freight moves, and for whom.</summary>
/// <param name="Lane">All of it from here to there; any two stations with null.</param>
public sealed record FreightNetwork(
    IReadOnlyList<string> Stations, IReadOnlyList<string> Accounts, (string Origin, string Destination)? Lane = null)
{
    /// <summary>Several customers between any two of six stations.</summary>
    public static FreightNetwork SixStations { get; } = new(["SHA", "NKG", "WUH", "XIY", "CTU", "CAN"], ["ACME", "BOLT", "陈记", "DOVE"]);

    /// <summary>One customer on one lane, of which a test knows terms and running time.</summary>
    public static FreightNetwork OneLane { get; } = new(["SHA", "WUH", "CSX", "CTU", "KMG"], ["ACME"], ("SHA", "CTU"));
}
