using System.Globalization;

namespace OrderTracking.Bench.Million;

/// <summary>A query of a service with a year of freight.</summary>
/// <param name="Name">Its name in the report.</param>
internal sealed record Question(string Name, string Path)
{
    /// <summary>On time by lane for a year, the largest account's month, and an account manager's daily queries.</summary>
    public static IReadOnlyList<Question> All(Network network, DateTimeOffset now)
    {
        var tomorrow = Network.Company.Day(now).AddDays(1);
        var (year, month) = ($"from={Day(tomorrow.AddDays(-365))}&to={Day(tomorrow)}",
            $"from={Day(tomorrow.AddDays(-30))}&to={Day(tomorrow)}");
        var account = $"account={network.LargestAccount}&{month}";
        return
        [
            new("on time, a year by lane", $"/v1/on-time?{year}&groupBy=lane"),
            new("on time, an account's month", $"/v1/on-time?{account}"),
            new("on time, an account's month by lane", $"/v1/on-time?{account}&groupBy=lane"),
            new("volumes, an account's month", $"/v1/figures/volumes?{account}"),
            new("receipt return, an account's month", $"/v1/figures/receipt-return?{account}"),
            new("report-back, an account's month", $"/v1/figures/report-back?{account}"),
            new("dwell at the destination, an account's month", $"/v1/figures/dwell-destination?{account}"),
            new("breaches, an account's month by rule", $"/v1/breaches/report?{account}&groupBy=rule"),
            new("watch list", "/v1/watchlist"),
            new("worklist at 10:00", $"/v1/worklist?at=10:00&manager={Network.BusiestManager}"),
            new("worklist at 17:00", $"/v1/worklist?at=17:00&manager={Network.BusiestManager}")
        ];

        static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
