using System.Text;
using System.Text.Unicode;
using OrderTracking.Domain;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>The statuses of an X12 interchange of transaction sets 214.</summary>
internal static class X12Statuses
{
    public static Malformed? Read(ReadOnlySpan<byte> body, EdiLineWriter lines, Company company)
    {
        if (!Utf8.IsValid(body)) return new(MalformedCodes.InvalidUtf8, "", "UTF-8");
        if (EdiSyntax.OfX12(body) is not { } syntax)
            return new(MalformedCodes.InvalidEdi, "segment 1", "ISA: 106 characters with its terminator, and three different separators");
        var reader = new EdiReader(body, 0, syntax) { Charset = Encoding.UTF8 };
        Interchange(ref reader, lines, company);
        return reader.Fault;
    }

    private static void Interchange(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        reader.Read();
        (lines.Sender, lines.Interchange) = (reader.Text(6), reader.Text(13));
        if (reader.Text(15) == "T") reader.Fail("P in ISA15: what is sent as a test is not recorded");
        var groups = 0;
        for (; reader.Read() && reader.Is("GS"u8); groups++) Group(ref reader, lines, company);
        if (!reader.Require("IEA"u8, "GS or IEA")) return;
        reader.RequireCount(groups, "groups");
        reader.RequireReference(lines.Interchange);
        if (reader.Read()) reader.Fail("nothing behind IEA: one interchange");
    }

    private static void Group(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        var (reference, sets) = (reader.Text(6), 0);
        for (; reader.Read() && reader.Is("ST"u8); sets++) Message(ref reader, lines, company);
        if (!reader.Require("GE"u8, "ST or GE")) return;
        reader.RequireCount(sets, "transaction sets");
        reader.RequireReference(reference);
    }

    private static void Message(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        if (reader.Text(1) != "214") reader.Fail("214 in ST01: statuses of shipments");
        var (first, reference) = (reader.Number, reader.Text(2));
        string? waybill = null;
        var loop = new Loop();
        while (reader.Read() && !reader.Is("SE"u8))
            if (reader.Is("B10"u8)) waybill = reader.Text(1);
            else if (reader.Is("LX"u8)) loop.End(lines, ref reader);
            else if (reader.Is("AT7"u8))
            {
                // Lines beyond the limit are not kept here either.
                if (loop.Statuses.Count > lines.Most) loop.End(lines, ref reader);
                loop.Statuses.Add(Status(ref reader, waybill, reference, lines.Rules, company));
            }
            else if (loop.Statuses.Count > 0) loop.Detail(ref reader);
        if (!reader.Require("SE"u8, "SE, the end of the transaction set")) return;
        reader.RequireCount(reader.Number - first + 1, "segments from ST to SE");
        reader.RequireReference(reference);
        loop.End(lines, ref reader);
    }

    private static EdiStatus Status(ref EdiReader reader, string? waybill, string? message, EdiRules rules, Company company) => new()
    {
        Code = reader.Text(1) ?? reader.Text(3),
        Reason = reader.Text(2) ?? reader.Text(4),
        Beyond = reader.Text(3) is null ? null : "an appointment",
        Waybill = waybill,
        Message = message,
        Time = EdiTime.OfX12(reader.Text(5), reader.Text(6), reader.Text(7), rules, company),
    };

    /// <summary>The statuses of one LX. What is said of the goods behind them is said of all of them.</summary>
    private sealed class Loop
    {
        private string? pieces, exception;

        public List<EdiStatus> Statuses { get; } = [];

        public void Detail(ref EdiReader reader)
        {
            var last = Statuses[^1];
            if (reader.Is("MS1"u8)) last.Station = reader.Text(1);
            else if (reader.Is("MS2"u8)) last.Vehicle = reader.Text(2);
            // Loose and unitized handling units.
            else if (reader.Is("AT8"u8)) pieces ??= EdiStatus.Sum(reader.Text(4), reader.Text(5));
            else if (reader.Is("Q7"u8)) exception ??= reader.Text(1);
            else if (reader.Is("K1"u8))
            {
                last.Say(reader.Text(1, max: EdiReader.MaxText));
                last.Say(reader.Text(2, max: EdiReader.MaxText));
            }
        }

        public void End(EdiLineWriter lines, ref EdiReader reader)
        {
            foreach (var status in Statuses)
            {
                status.Pieces = pieces;
                if (exception is not null) status.Beyond ??= $"Q7 {exception}";
                lines.Add(status, ref reader);
            }
            Statuses.Clear();
            (pieces, exception) = (null, null);
        }
    }
}
