using OrderTracking.Domain.Events;

namespace OrderTracking.Domain.Tests.Epcis;

/// <summary>Events with members that are there or not, at random.</summary>
internal static class RandomEvents
{
    private static readonly string[] Texts = ["ZZ-1", "沪A·D1234", "a/b c?d#e%2F", "好", "x+y&z=|"];

    public static WaybillEvent One(Random random)
    {
        var (at, station) = (At(random), Pick(random, "SHA", "CTU", "X'1", "站 A"));
        WaybillEvent made = random.Next(7) switch
        {
            0 => new Received(Text(random)!, station, "CTU", random.Next(1, 99), Maybe(random), random.Next(2) == 0 ? null : ["WUH"],
                Maybe(random), random.Next(2) == 0 ? null : random.Next(1, 9_999) / 10m, null, ServiceKind.Delivery,
                Shipper: random.Next(2) == 0 ? null : new("李四"), PromisedAt: random.Next(2) == 0 ? null : At(random), Pickup: true)
            { OccurredAt = at, Station = station, By = "li.wei" },
            1 => new PickedUp(random.Next(3) == 0 ? null : random.Next(1, 9), Maybe(random), random.Next(2) == 0 ? null : new("王五"))
            { OccurredAt = at, Station = station, By = "li.wei" },
            2 => new Loaded(random.Next(1, 9), random.Next(2) == 0 ? null : "CTU", Maybe(random), Maybe(random))
            { OccurredAt = at, Station = station, By = "li.wei" },
            3 => new Arrived(random.Next(1, 9), Maybe(random), Maybe(random), Maybe(random))
            { OccurredAt = at, Station = station, By = "li.wei" },
            4 => new HeldForInstruction((HoldReason)random.Next(5), Maybe(random)) { OccurredAt = at, Station = station, By = "li.wei" },
            5 => new OutForDelivery(random.Next(2) == 0 ? null : 3, Maybe(random)) { OccurredAt = at, Station = station, By = "li.wei" },
            _ => new Signed(random.Next(1, 9), random.Next(2) == 0 ? null : new("赵六"),
                random.Next(2) == 0 ? null : new((ExceptionKind)random.Next(18), Maybe(random)), random.Next(2) == 0 ? null : ["photo-1"])
            { OccurredAt = at, Station = station, By = "li.wei" },
        };
        return made;
    }

    private static DateTimeOffset At(Random random) => new(
        new DateTime(2026, 1, 1).AddTicks(random.Next(1, int.MaxValue) * 10L), TimeSpan.FromMinutes(random.Next(-8, 9) * 30));

    private static string? Maybe(Random random) => random.Next(2) == 0 ? null : Text(random);

    private static string? Text(Random random) => Texts[random.Next(Texts.Length)];

    private static string Pick(Random random, params string[] from) => from[random.Next(from.Length)];
}
