using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

public abstract class RoundTripContract<TEngine> : Contract<TEngine> where TEngine : EngineUnderTest, new()
{
    [Fact]
    public async Task what_was_appended_reads_back_equal()
    {
        var cause = Guid.NewGuid();
        NewEvent[] events =
        [
            new(Guid.NewGuid(), Rich(), Correlation: "批次-2026-06-01 \"x\" \\ 🚚"),
            new(Guid.NewGuid(), Sample.Loaded(), EventSource.System, cause),
            new(Guid.NewGuid(), Sample.Signed(), EventSource.Clock, cause, ""),
            new(Guid.NewGuid(), Sample.Raised("E-1"), EventSource.Person, null, new string('长', 128), "分支-上海 \"7\""),
            new(Guid.NewGuid(), new LoadingPlanned(new DateOnly(2026, 6, 2), "成都") { OccurredAt = Sample.Noon, Station = "上海", By = "系统" }),
            new(Guid.NewGuid(), new Corrected(cause, "录入错误\n第二行\t'; drop table mt_events; --") { OccurredAt = Sample.Noon, Station = "SHA",
                By = "x" }),
        ];

        var result = await Node.Append("ZB-1", 0, events);

        var stream = (await Node.Log.Read(["ZB-1"], Stop)).Single();
        stream.Waybill.ShouldBe("ZB-1");
        var feed = await Node.Log.ReadAll(0, 100, Stop);
        feed.Count.ShouldBe(events.Length);
        for (var i = 0; i < events.Length; i++)
        {
            stream.Events[i].ShouldBe(events[i]);
            feed[i].Entry.ShouldBe(events[i]);
            (stream.Events[i].Version, stream.Events[i].Position,
                stream.Events[i].RecordedAt).ShouldBe((i + 1, result.FirstPosition + i, result.RecordedAt));
            (feed[i].Entry.Version, feed[i].Entry.Position,
                feed[i].Entry.RecordedAt).ShouldBe((i + 1, result.FirstPosition + i, result.RecordedAt));
        }
    }

    [Theory]
    [InlineData("+00:00")]
    [InlineData("+08:00")]
    [InlineData("-03:30")]
    [InlineData("+05:45")]
    [InlineData("+14:00")]
    [InlineData("-12:00")]
    public async Task a_times_offset_and_microseconds_are_kept(string offset)
    {
        var time = DateTimeOffset.Parse("2026-06-01T12:34:56.123456" + offset, System.Globalization.CultureInfo.InvariantCulture);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received(promisedAt: time.AddDays(3)) with { OccurredAt = time }));

        var received = (Received)(await Node.Log.Read(["ZB-1"], Stop)).Single().Events[0].Event;

        (received.OccurredAt, received.OccurredAt.Offset).ShouldBe((time, time.Offset));
        (received.PromisedAt, received.PromisedAt!.Value.Offset).ShouldBe((time.AddDays(3), time.Offset));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.10")]
    [InlineData("0.001")]
    [InlineData("12345.6789")]
    [InlineData("999999999999.99")]
    public async Task a_decimal_reads_back_to_the_last_digit(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Freight = amount, WeightKg = amount }));

        var received = (Received)(await Node.Log.Read(["ZB-1"], Stop)).Single().Events[0].Event;

        (received.Freight, received.WeightKg).ShouldBe((amount, amount));
    }

    [Fact]
    public async Task every_kind_of_event_is_stored_and_read()
    {
        var events = Sample.Types.Select(type => Sample.New(AnyEvent.Of(type.Type))).ToArray();
        await Node.Append("ZB-1", 0, events);

        var stream = (await Node.Log.Read(["ZB-1"], Stop)).Single();

        stream.Events.Count.ShouldBe(events.Length);
        for (var i = 0; i < events.Length; i++) stream.Events[i].ShouldBe(events[i]);
    }

    [Fact]
    public async Task recorded_times_are_utc_to_the_microsecond_and_of_now()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-5);

        var result = await Node.Append("ZB-1", 0, Sample.Notes(1));

        result.RecordedAt.Offset.ShouldBe(TimeSpan.Zero);
        (result.RecordedAt.Ticks % TimeSpan.TicksPerMicrosecond).ShouldBe(0);
        result.RecordedAt.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(5));
    }

    private static Received Rich() => Sample.Received(copies: 2, promisedAt: Sample.Noon.AddDays(2), order: "订单-№7") with
    {
        Transfers = ["XIY", "西安"], Goods = "机械配件 (易碎) “引号” <b>&amp;", WeightKg = 1234.567m, VolumeM3 = 3.2m, Freight = 0.10m,
        Service = ServiceKind.SelfPickup, Payment = PaymentTerm.OnReceipt, Shipper = new Person("李雷", "+86 21 5555 0000", "上海市浦东新区"),
        Consignee = new Person("韩梅梅"), FilledBy = FilledBy.Mandate, InsuredValue = 99999999.99m, CollectOnDelivery = 0m,
    };
}
