using System.Reflection;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Engine.Contract;

/// <summary>Random freight by seed: late, corrected, split. The same seed gives the same events.</summary>
public sealed class RandomFreight(int seed, int days = 90)
{
    private const string By = "li.wei";
    private static readonly string[] Stations = ["SHA", "NKG", "WUH", "XIY", "CTU", "CAN"], Accounts = ["ACME", "BOLT", "CHEN"];

    private readonly Random random = new(seed);

    /// <summary>A waybill's Received and then posts about it, in order of sending; a post is recorded whole or not at all.</summary>
    public List<List<SubmittedEvent>> Waybill()
    {
        var at = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.FromHours(8)).AddHours(random.Next(days * 24));
        var (from, to, pieces) = (Pick(Stations), Pick(Stations), random.Next(1, 30));
        var received = New(new Received(
            Pick(Accounts), from, to, pieces, Transfers: Maybe<string[]>(["XIY"]), ReceiptCopies: random.Next(3),
            PromisedAt: random.Next(4) == 0 ? null : at.AddHours(random.Next(24, 120)),
            Consignee: new Person("王芳", $"138{random.Next(10_000_000, 99_999_999)}"), OrderNumber: $"PO-{random.Next(10_000)}",
            Freight: random.Next(100_000) / 100m) { OccurredAt = at, Station = from, By = By });
        List<List<SubmittedEvent>> posts = [];
        var sent = new List<SubmittedEvent> { received };
        for (var i = random.Next(2, 12); i > 0; i--)
        {
            var post = new List<SubmittedEvent>();
            for (var n = random.Next(6) == 0 ? random.Next(2, 4) : 1; n > 0; n--) post.Add(Next(from, to, pieces, at));
            if (random.Next(6) == 0) post.AddRange(Correction(Pick(sent), at));
            sent.AddRange(post);
            posts.Add(post);
            if (random.Next(8) == 0) posts.Add(post);
        }
        var shuffled = posts.ToArray();
        if (random.Next(2) == 0) random.Shuffle(shuffled);
        return [[received], .. shuffled];
    }

    /// <summary>An event of a type, with every required member and some of the others.</summary>
    public static WaybillEvent Any(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        var waybillEvent = (WaybillEvent)constructor.Invoke([.. constructor.GetParameters().Select(Value)]);
        return waybillEvent with { OccurredAt = Sample.Noon, Station = "成都", By = By };

        static object? Value(ParameterInfo parameter)
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            return type switch
            {
                _ when type == typeof(string) => "文字",
                _ when type == typeof(int) => 7,
                _ when type == typeof(decimal) => 12.30m,
                _ when type == typeof(bool) => true,
                _ when type == typeof(Guid) => new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]),
                _ when type == typeof(DateTimeOffset) => Sample.Noon.AddMicroseconds(5),
                _ when type == typeof(DateOnly) => new DateOnly(2026, 6, 2),
                _ when type == typeof(Person) => new Person("王芳", "13800138000", "成都市"),
                _ when type == typeof(Remark) => new Remark(ExceptionKind.Wet, "外包装湿"),
                _ when type == typeof(IReadOnlyList<string>) => new[] { "一", "二" },
                _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
                _ => throw new NotSupportedException($"No value for {parameter.Name} of type {type}."),
            };
        }
    }

    private SubmittedEvent Next(string from, string to, int pieces, DateTimeOffset at)
    {
        var (when, some) = (at.AddMinutes(random.Next(-60, 6 * 24 * 60)), random.Next(1, pieces + 1));
        var exception = $"E-{random.Next(3)}";
        return random.Next(17) switch
        {
            0 or 1 => New(new Loaded(some, Pick([to, to, .. Stations]), Maybe("ZZ-1"), "沪A·D1234") { OccurredAt = when, Station = from,
                By = By }),
            2 or 3 => New(new Arrived(some, LoadingList: Maybe("ZZ-1")) { OccurredAt = when, Station = Pick([to, to, .. Stations]),
                By = By }),
            4 or 5 => New(new Signed(some, new Person("王芳"),
                random.Next(3) == 0 ? new Remark(Pick(Enum.GetValues<ExceptionKind>())) : null) { OccurredAt = when, Station = to,
                By = By }),
            6 => New(new Signed(pieces) { OccurredAt = when, Station = to, By = By }),
            7 => New(new ExceptionRaised(exception, Pick(Enum.GetValues<ExceptionKind>()), ResponsibleStation: Pick(Stations),
                Pieces: some) { OccurredAt = when, Station = to, By = By }),
            8 => New(new ExceptionReportedBack(exception, "已联系") { OccurredAt = when, Station = to, By = By }),
            9 => New(new ExceptionResolved(exception, ExceptionCause.Weather, random.Next(2) == 0, "R1", "photo", "boss",
                12.5m) { OccurredAt = when, Station = to, By = By }),
            10 => New(new ReceiptCollected(1) { OccurredAt = when, Station = to, By = By }),
            11 => New(new ReceiptReturned(1) { OccurredAt = when, Station = from, By = By }),
            12 => New(new ReceiptRejected("缺章") { OccurredAt = when, Station = from, By = By }),
            13 => New(new PromiseSet(when.AddHours(48), PromiseBasis.LaneStandard, "STD", 1) { OccurredAt = when, Station = from,
                By = By }),
            14 => New(new OutForDelivery(some) { OccurredAt = when, Station = to, By = By }),
            15 => random.Next(5) == 0 ? New(new Cancelled("客户取消") { OccurredAt = when, Station = from, By = By })
                : New(new StockedIn(some, 12.345m) { OccurredAt = when, Station = from, By = By }),
            _ => New(new ReturnedToShipper(1, "拒收") { OccurredAt = when, Station = to, By = By }),
        };
    }

    private IEnumerable<SubmittedEvent> Correction(SubmittedEvent target, DateTimeOffset at)
    {
        if (target.Event is Corrected) return [];
        if (target.Event is not Received received)
            return [New(new Corrected(target.Id, "录入错误") { OccurredAt = at.AddDays(1), Station = "SHA", By = By })];
        var anew = New(received with { Account = Pick(Accounts), Pieces = received.Pieces + random.Next(3) });
        return [New(new Corrected(target.Id, "录入错误", anew.Id) { OccurredAt = at.AddDays(1), Station = "SHA", By = By }), anew];
    }

    private SubmittedEvent New(WaybillEvent waybillEvent)
    {
        Span<byte> id = stackalloc byte[16];
        random.NextBytes(id);
        return new(new Guid(id), waybillEvent);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private T? Maybe<T>(T value) where T : class => random.Next(2) == 0 ? value : null;
}
