using System.Text;

namespace OrderTracking.Bench;

/// <summary>
/// Made-up freight as it goes over the wire. A waybill's life is received, loaded, arrived, sorted, out for delivery,
/// signed; one in ten has an exception and its report-back besides. Nothing in it makes a rule add events of its own,
/// so that lines sent and rows stored are the same number.
/// </summary>
internal static class Freight
{
    /// <summary>Numbers start here so that all are equally long: in SQL, <c>'BW' || 1000000</c> is a waybill's number.</summary>
    public const int First = 1_000_000;

    /// <summary>Some lines of a batch, each ended by a line feed.</summary>
    /// <param name="Body">NDJSON in UTF-8.</param>
    /// <param name="Lines">How many events it holds.</param>
    internal sealed record Batch(byte[] Body, int Lines);

    /// <summary>Whole lives of waybills, in batches of about <paramref name="lines"/> lines.</summary>
    public static IEnumerable<Batch> Lives(string prefix, int first, int waybills, int lines) =>
        Batches(first, waybills, lines, (text, number) => new Sender(text, prefix, number).Life());

    /// <summary>As many waybills that are only received yet.</summary>
    public static IEnumerable<Batch> Receptions(string prefix, int first, int waybills, int lines) =>
        Batches(first, waybills, lines, (text, number) => new Sender(text, prefix, number).Received());

    /// <summary>
    /// Facts that may be said of a received waybill again and again, as bodies for the single route: where it stands in
    /// the house, when it should leave, what the customer was told.
    /// </summary>
    public static IReadOnlyList<string> Repeatable(string id, string occurredAt)
    {
        return
        [
            Body("stockedIn", """{"pieces":12,"weightKg":384.5,"volumeM3":2.18}"""),
            Body("sorted", """{"pieces":12}"""),
            Body("customerNotified", """{"channel":"sms","about":"货物已入库，等待装车"}"""),
            Body("loadingPlanned",
                """{"plannedFor":"2026-11-20","nextStation":"CTU","pieces":12,"loadingList":"ZZ-1120-07","vehicle":"沪A·D1234"}""")
        ];

        string Body(string type, string data) =>
            $$"""{"id":"{{id}}","type":"{{type}}","occurredAt":"{{occurredAt}}","station":"SHA","by":"li.wei","data":{{data}}}""";
    }

    private static IEnumerable<Batch> Batches(int first, int waybills, int lines, Func<StringBuilder, int, int> write)
    {
        var text = new StringBuilder();
        var count = 0;
        for (var number = first; number < first + waybills; number++)
        {
            count += write(text, number);
            if (count < lines && number < first + waybills - 1)
                continue;
            yield return new Batch(Encoding.UTF8.GetBytes(text.ToString()), count);
            text.Clear();
            count = 0;
        }
    }
}
