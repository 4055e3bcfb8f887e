using System.Text;

namespace OrderTracking.Bench;

/// <summary>
/// Made-up freight as it is sent. A waybill is received, loaded, arrived, sorted, out for delivery and signed; one in ten also has an
/// exception and its report-back. No rule derives further events from it, so that as many rows are stored as lines are sent.
/// </summary>
internal static class Freight
{
    /// <summary>The first number, so that all are equally long: in SQL, <c>'BW' || 1000000</c> is a waybill's number.</summary>
    public const int First = 1_000_000;

    /// <summary>Lines of a batch, each ended by a line feed.</summary>
    /// <param name="Body">NDJSON in UTF-8.</param>
    /// <param name="Lines">The number of events.</param>
    internal sealed record Batch(byte[] Body, int Lines);

    /// <summary>All events of waybills, in batches of about <paramref name="lines"/> lines.</summary>
    public static IEnumerable<Batch> Lives(string prefix, int first, int waybills, int lines) =>
        Batches(first, waybills, lines, (text, number) => new Sender(text, prefix, number).Life());

    /// <summary>Waybills of which only the Received is recorded.</summary>
    public static IEnumerable<Batch> Receptions(string prefix, int first, int waybills, int lines) =>
        Batches(first, waybills, lines, (text, number) => new Sender(text, prefix, number).Received());

    /// <summary>
    /// Events that may be recorded repeatedly on a received waybill, as bodies for the single route: stocked in, loading planned, customer
    /// notified. What is measured agrees with the order of each waybill.
    /// </summary>
    public static IReadOnlyList<string> Repeatable(string id, string occurredAt)
    {
        return
        [
            Body("stockedIn", """{"pieces":1,"weightKg":32.0,"volumeM3":0.182}"""),
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
