namespace OrderTracking.SampleData.Demo;

/// <param name="Code">The station's code in events.</param>
/// <param name="Plate">First two letters of number plates registered there.</param>
/// <param name="Size">How much freight it has compared with the others.</param>
internal sealed record Station(string Code, string City, string District, string Plate, double Latitude, double Longitude, int Size);

/// <summary>The made-up company's stations, and how freight travels between them. Places are real, the company is not.</summary>
internal static class Network
{
    private const double DirectUpTo = 1_100, RoadPerStraight = 1.25, KilometresPerHour = 62;

    public static IReadOnlyList<Station> Stations { get; } =
    [
        new("SHA", "上海", "青浦区", "沪A", 31.2, 121.5, 10), new("CAN", "广州", "白云区", "粤A", 23.1, 113.3, 9),
        new("BJS", "北京", "大兴区", "京A", 39.9, 116.4, 8), new("SZX", "深圳", "龙岗区", "粤B", 22.5, 114.1, 8),
        new("CTU", "成都", "新都区", "川A", 30.6, 104.1, 6), new("HGH", "杭州", "萧山区", "浙A", 30.3, 120.2, 6),
        new("WUH", "武汉", "东西湖区", "鄂A", 30.6, 114.3, 5), new("CKG", "重庆", "沙坪坝区", "渝A", 29.6, 106.5, 4),
        new("CGO", "郑州", "管城区", "豫A", 34.7, 113.6, 4), new("NKG", "南京", "江宁区", "苏A", 32.1, 118.8, 4),
        new("XIA", "西安", "未央区", "陕A", 34.3, 108.9, 3), new("TSN", "天津", "北辰区", "津A", 39.1, 117.2, 3)
    ];

    private static readonly IReadOnlyList<Station> Hubs = [.. Stations.Where(station => station.Code is "WUH" or "CGO")];

    /// <summary>Origin, transfer stations, destination: over a hub when the way is long and the hub is not far off it.</summary>
    public static IReadOnlyList<Station> Route(Station from, Station to)
    {
        if (Kilometres(from, to) <= DirectUpTo) return [from, to];
        var hub = Hubs.Where(hub => hub != from && hub != to).MinBy(hub => Kilometres(from, hub) + Kilometres(hub, to))!;
        return Kilometres(from, hub) + Kilometres(hub, to) < 1.35 * Kilometres(from, to) ? [from, hub, to] : [from, to];
    }

    public static double DrivingHours(Station from, Station to) => Kilometres(from, to) * RoadPerStraight / KilometresPerHour;

    /// <summary>The lane's established running time in whole days, from the day of receipt.</summary>
    public static int StandardDays(IReadOnlyList<Station> route)
    {
        const double handlingHours = 8, untilDeparture = 9, lastMile = 14;
        var driving = route.Zip(route.Skip(1), DrivingHours).Sum();
        return (int)Math.Ceiling((driving + (handlingHours * (route.Count - 2)) + untilDeparture + lastMile) / 24);
    }

    /// <summary>From the evening of the day of receipt until noon of the last day, so that the goods can be delivered on it.</summary>
    public static int StandardHours(IReadOnlyList<Station> route) => (24 * StandardDays(route)) - 6;

    /// <summary>By size: large stations send and receive more.</summary>
    public static Station Pick(Chance chance, Station? other = null)
    {
        var candidates = Stations.Where(station => station != other).ToList();
        var draw = chance.Between(1, candidates.Sum(station => station.Size));
        return candidates.First(station => (draw -= station.Size) <= 0);
    }

    private static double Kilometres(Station one, Station other)
    {
        var north = (one.Latitude - other.Latitude) * 111;
        var east = (one.Longitude - other.Longitude) * 111 * Math.Cos((one.Latitude + other.Latitude) / 2 * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }
}
