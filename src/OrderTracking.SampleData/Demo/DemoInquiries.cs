using OrderTracking.Cli.Wire;
using OrderTracking.Client;

namespace OrderTracking.SampleData.Demo;

/// <summary>Inquiries about some of the newest goods, by every channel and about everything; the last ones are not answered yet.</summary>
internal static class DemoInquiries
{
    private const int Inquiries = 24;

    private static readonly string[] Channels = ["hotline", "network", "textMessage", "hotline"],
        Topics = ["goods", "goods", "business", "goods", "cases", "records"];

    public static IReadOnlyList<DemoCase> Make(ulong seed, DemoFreight freight, DateTimeOffset now)
    {
        var received = CaseWriter.Received(freight).TakeLast(Inquiries);
        return [.. received.Select((line, i) => Of(seed, i, line, now)).Where(inquiry => inquiry.Events.Count > 0)];
    }

    private static DemoCase Of(ulong seed, int i, EventLine received, DateTimeOffset now)
    {
        var desk = new CaseWriter(
            seed, "inquiries", $"CX-{received.Waybill}", received.Station, CaseWriter.TimeOf(received).AddMinutes(90), now);
        desk.After(0, "inquiryReceived", WireData.Of(
            ("account", received.Data["account"]!.GetValue<string>()), ("channel", Channels[i % Channels.Length]),
            ("topic", Topics[i % Topics.Length]), ("question", "货物到哪里了,什么时候能送到?"),
            ("waybills", WireData.ListOrNull([received.Waybill])),
            ("inquirer", WireData.Of(("name", "钱女士"), ("phone", $"1390000{i:0000}")))));
        desk.After(i % 5 == 0 ? 27 : 1, "inquiryAnswered", WireData.Of(("answer", "已告知在途位置和预计到达时间")));
        return desk.Case;
    }
}
