using System.Globalization;
using System.Text;

namespace OrderTracking.Bench;

/// <summary>Writes the events of one waybill as lines of a batch. Each method returns the number of lines.</summary>
internal sealed class Sender(StringBuilder text, string prefix, int number)
{
    private static readonly string[] Stations = ["SHA", "CTU", "CAN", "SZX", "WUH", "XIY", "TAO", "NKG", "HGH", "CKG", "TSN", "KMG"];
    private static readonly string[] Goods = ["汽车配件", "家用电器", "服装", "电子元件", "五金工具", "日用百货"];
    private static readonly string[] Names = ["王建国", "李卫东", "张敏", "刘洋", "陈晓燕", "杨帆", "赵磊", "黄丽"];

    // Spread over ninety past days, so that periods and roll-ups are as full as a company's.
    private static readonly DateTimeOffset Day = new(DateTimeOffset.UtcNow.AddDays(-100).Date, TimeSpan.FromHours(8));

    private readonly DateTimeOffset _start = Day.AddDays(number % 90).AddMinutes(number % 1440);
    private readonly string _origin = Stations[number % 12];
    private readonly string _destination = Stations[(number + 1 + number / 12 % 11) % 12];
    private readonly int _pieces = 1 + number % 40;

    public int Life()
    {
        var count = Received() + Loaded() + Arrived();
        if (number % 10 == 0)
            count += ExceptionAndReport();
        return count + Delivered();
    }

    public int Received() => Line("received", 0, _origin, string.Create(CultureInfo.InvariantCulture,
        $$"""{"account":"ACC-{{number % 50:000}}","orderNumber":"PO"""
        + $$"""{{number}}","origin":"{{_origin}}","destination":"{{_destination}}","goods":"{{Goods[number % 6]}}","pieces":"""
        + $$"""{{_pieces}},"weightKg":{{_pieces * 31.5m}},"volumeM3":{{_pieces * 0.18m}},"service":"delivery","payment":"m"""
        + $$"""onthly","shipper":{"name":"{{Names[number % 8]}}","phone":"1380000{{number % 10000:0000}}","address":"工"""
        + $$"""业园区{{number % 300}}号"},"consignee":"""
        + $$"""{"name":"{{Names[number / 8 % 8]}}","phone":"1390000{{number % 10000:0000}}","address":"解放路{{number % 500}}号"},"freight":"""
        + $$"""{{_pieces * 45.5m}},"receiptCopies":1,"promisedAt":"{{Time(3 * 24)}}"}"""));

    private int Loaded() => Line("loaded", 6, _origin,
        $$"""{"pieces":{{_pieces}},"nextStation":"{{_destination}}","loadingList":"ZZ-{{number % 4000:0000}}","vehicle":"沪"""
        + $$"""A·D{{number % 9000 + 1000}}"}""");

    private int Arrived() => Line("arrived", 40, _destination,
        $$"""{"pieces":{{_pieces}},"condition":"完好","loadingList":"ZZ-{{number % 4000:0000}}","vehicle":"沪A·D{{number % 9000 + 1000}}"}""");

    private int ExceptionAndReport() =>
        Line("exceptionRaised", 41, _destination,
            $$"""{"exceptionId":"EX-{{number}}","kind":"damage","stage":"destination","responsibleStation":"{{_origin}}","pieces":"""
            + $$"""1,"description":"外包装破损"}""")
        + Line("exceptionReportedBack", 43, _destination, $$"""{"exceptionId":"EX-{{number}}","report":"已联系发货人，同意派送"}""");

    private int Delivered() =>
        Line("sorted", 44, _destination, $$"""{"pieces":{{_pieces}}}""")
        + Line("outForDelivery", 46, _destination, $$"""{"pieces":{{_pieces}},"vehicle":"川A·{{number % 90000 + 10000}}"}""")
        + Line("signed", 50 + number % 40, _destination,
            $$"""{"pieces":{{_pieces}},"signer":{"name":"{{Names[number % 8]}}"},"proofs":["photo/{{number}}-1.jpg"]}""");

    private int Line(string type, int hours, string station, string data)
    {
        text.Append(CultureInfo.InvariantCulture,
            $$"""{"waybill":"{{prefix}}{{number}}","id":"{{Guid.NewGuid()}}","type":"{{type}}","occurredAt":"""
            + $$""" "{{Time(hours)}}","station":"{{station}}","by":"li.wei","data":{{data}}}""")
            .Append('\n');
        return 1;
    }

    private string Time(int hours) => _start.AddHours(hours).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
