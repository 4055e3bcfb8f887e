using System.Text;
using System.Text.Unicode;
using OrderTracking.Domain;

namespace OrderTracking.Application.Codec.Edi;

/// <summary>The statuses of an EDIFACT interchange of messages IFTSTA.</summary>
internal static class IftstaStatuses
{
    public static Malformed? Read(ReadOnlySpan<byte> body, EdiLineWriter lines, Company company)
    {
        if (EdiSyntax.OfEdifact(body, out var begin) is not { } syntax)
            return new(MalformedCodes.InvalidEdi, "segment 1", "UNB, or UNA with four different separators before it");
        var reader = new EdiReader(body, begin, syntax);
        reader.Read();
        if (!reader.Require("UNB"u8, "UNB")) return reader.Fault;
        var charset = reader.Text(1);
        if (Charset(charset) is not { } encoding)
            return new(MalformedCodes.InvalidEdi, "segment 1", "UNOA, UNOB, UNOC or UNOW in UNB: ASCII, Latin-1 or UTF-8");
        if (encoding is UTF8Encoding && !Utf8.IsValid(body)) return new(MalformedCodes.InvalidUtf8, "", "UTF-8, as UNOW says");
        if (encoding is ASCIIEncoding && body.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var place)
            return new(MalformedCodes.InvalidEdi, $"byte {place + 1}", $"ASCII, as {charset} says; UNOC is Latin-1, UNOW UTF-8");
        reader.Charset = encoding;
        Interchange(ref reader, lines, company);
        return reader.Fault;
    }

    private static Encoding? Charset(string? name) => name switch
    {
        "UNOA" or "UNOB" => Encoding.ASCII,
        "UNOC" => Encoding.Latin1,
        "UNOW" => Encoding.UTF8,
        _ => null,
    };

    private static void Interchange(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        (lines.Sender, lines.Interchange) = (reader.Text(2), reader.Text(5));
        if (reader.Text(11) == "1") reader.Fail("no 1 in element 11 of UNB: what is sent as a test is not recorded");
        // Messages, or groups of them.
        var count = 0;
        for (; reader.Read(); count++)
            if (reader.Is("UNH"u8)) Message(ref reader, lines, company);
            else if (reader.Is("UNG"u8)) Group(ref reader, lines, company);
            else break;
        if (!reader.Require("UNZ"u8, "UNH or UNZ")) return;
        reader.RequireCount(count, "messages or groups");
        reader.RequireReference(lines.Interchange);
        if (reader.Read()) reader.Fail("nothing behind UNZ: one interchange");
    }

    private static void Group(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        var (reference, messages) = (reader.Text(5), 0);
        for (; reader.Read() && reader.Is("UNH"u8); messages++) Message(ref reader, lines, company);
        if (!reader.Require("UNE"u8, "UNH or UNE")) return;
        reader.RequireCount(messages, "messages");
        reader.RequireReference(reference);
    }

    private static void Message(ref EdiReader reader, EdiLineWriter lines, Company company)
    {
        if (reader.Text(2) != "IFTSTA") reader.Fail("IFTSTA in UNH: statuses of consignments");
        var message = new MessageState(reader.Number, reader.Text(1));
        while (reader.Read() && !reader.Is("UNT"u8))
            if (reader.Is("BGM"u8)) message.Function = reader.Text(3);
            else if (reader.Is("CNI"u8))
            {
                message.End(lines, ref reader);
                (message.Waybill, message.Packages) = (reader.Text(2), null);
            }
            else if (reader.Is("STS"u8))
            {
                message.End(lines, ref reader);
                message.Begin(ref reader);
            }
            else message.Detail(ref reader, lines.Rules, company);
        if (!reader.Require("UNT"u8, "UNT, the end of the message")) return;
        reader.RequireCount(reader.Number - message.First + 1, "segments from UNH to UNT");
        reader.RequireReference(message.Reference);
        message.End(lines, ref reader);
    }

    /// <summary>What was read of a message so far, and the status that is being read.</summary>
    private sealed class MessageState(int first, string? reference)
    {
        private EdiStatus? status;
        private int timeRank, stationRank;
        private string? goods;

        // What stands behind its transport, equipment or goods is said of those.
        private bool isOfParts;

        public int First => first;

        public string? Reference => reference;

        public string? Function { get; set; }

        public string? Waybill { get; set; }

        /// <summary>How many the consignment has.</summary>
        public string? Packages { get; set; }

        public void Begin(ref EdiReader reader)
        {
            (timeRank, stationRank, goods, isOfParts) = (int.MaxValue, int.MaxValue, null, false);
            status = new()
            {
                Code = reader.Text(2),
                Reason = reader.Text(3),
                Beyond = Function is not (null or "9" or "7") ? $"BGM function {Function}"
                    : reader.Text(1) is not (null or "1") and var category ? $"category {category}"
                    : reader.Text(2, 2) is not (null or "6") and var agency ? $"code list of {agency}"
                    : reader.Text(2, 1) is not null and var list && reader.Text(2, 2) is null ? $"code list {list}"
                    : null,
                Waybill = Waybill,
                Message = Reference,
            };
            status.Say(reader.Text(3, 3, EdiReader.MaxText));
        }

        public void End(EdiLineWriter lines, ref EdiReader reader)
        {
            if (status is null) return;
            status.Pieces = goods ?? Packages;
            lines.Add(status, ref reader);
            status = null;
        }

        public void Detail(ref EdiReader reader, EdiRules rules, Company company)
        {
            if (status is null)
            {
                if (reader.Is("CNT"u8) && reader.Text(1) is { } counted && rules.Counts.Contains(counted))
                    Packages ??= Whole(reader.Text(1, 1), reader.Decimal);
                return;
            }
            if (reader.Is("TDT"u8)) status.Vehicle ??= reader.Text(8) ?? reader.Text(8, 3);
            else if (reader.Is("EQD"u8)) status.Vehicle ??= reader.Text(2);
            else if (reader.Is("GID"u8)) goods = EdiStatus.Sum(goods, Whole(reader.Text(2), reader.Decimal));
            else if (!isOfParts) OfStatus(status, ref reader, rules, company);
            isOfParts |= reader.Is("TDT"u8) || reader.Is("EQD"u8) || reader.Is("GID"u8);
        }

        private void OfStatus(EdiStatus its, ref EdiReader reader, EdiRules rules, Company company)
        {
            if (reader.Is("DTM"u8))
            {
                if (rules.RankOfTime(reader.Text(1)) is not { } rank || rank >= timeRank) return;
                (timeRank, its.Time) = (rank, EdiTime.OfEdifact(reader.Text(1, 1), reader.Text(1, 2), rules, company));
            }
            else if (reader.Is("LOC"u8))
            {
                if (rules.RankOfPlace(reader.Text(1)) is not { } rank || rank >= stationRank) return;
                if (reader.Text(2) is { } place) (stationRank, its.Station) = (rank, place);
            }
            else if (reader.Is("NAD"u8))
            {
                if (reader.Text(1) == rules.Signer) its.Signer ??= reader.Text(4) ?? reader.Text(3);
            }
            else if (reader.Is("FTX"u8))
                for (var part = 0; part < 5; part++) its.Say(reader.Text(4, part, EdiReader.MaxText));
        }

        // Decimals may be there as long as they are none.
        private static string? Whole(string? number, char mark) =>
            number?.IndexOf(mark) is > 0 and var end && number.AsSpan(end + 1).IndexOfAnyExcept('0') < 0 ? number[..end] : number;
    }
}
