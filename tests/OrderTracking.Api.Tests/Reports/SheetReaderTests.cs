using System.Buffers.Binary;
using System.Text;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Reports;
using OrderTracking.Reports.Files;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>Workbooks that somebody sends.</summary>
[Trait("Engine", "any")]
public class SheetReaderTests
{
    private const string Sheet = "xl/worksheets/sheet1.xml";

    private static readonly SheetReader Reader = new();

    [Fact]
    public void cells_are_read_as_people_see_them()
    {
        var rows = Reader.Read(Workbook.Of(
            ["运单号", "件数", "时间"], ["ZB-1 & <b>", "12", "#46357.416666666664"], [], ["4007651234567", "1.5", "#0.5"], ["", "", "x"]), 10);
        rows.ShouldBe([["运单号", "件数", "时间"], ["ZB-1 & <b>", "12", "2026-12-01 10:00"], ["4007651234567", "1.5", "12:00"], ["", "", "x"]]);
    }

    [Fact]
    public async Task what_this_service_exports_is_read()
    {
        using var file = new MemoryStream();
        await new TableWriter().Write(file, ReportFormat.Xlsx, new("清单", "List"),
            [new("waybill", new("运单号", "Waybill"), CellKind.Text), new("at", new("时间", "Time"), CellKind.Time)],
            Rows(), TestContext.Current.CancellationToken);
        Reader.Read(file.ToArray(), 10).ShouldBe([["运单号\nWaybill", "时间\nTime"], ["ZB-1", "2026-03-02 09:30"]]);

        static async IAsyncEnumerable<IReadOnlyList<object?>> Rows()
        {
            await Task.Yield();
            yield return ["ZB-1", new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.FromHours(8))];
        }
    }

    [Fact]
    public void reading_stops_after_one_row_more_than_is_wanted() =>
        Reader.Read(Workbook.Of([.. Enumerable.Range(1, 50).Select(i => new[] { $"ZB-{i}" })]), 20)!.Count.ShouldBe(21);

    [Fact]
    public void cells_far_to_the_right_are_left_out() =>
        Reader.Read(Workbook.Zip((Sheet, "<worksheet><sheetData><row><c r=\"A1\"><v>1</v></c><c r=\"ZZZZZZZZ1\"><v>2</v></c>"
            + "<c r=\"XFD1\"><v>3</v></c></row></sheetData></worksheet>")), 10).ShouldBe([["1"]]);

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "no archive", "PK\x03\x04 and nothing more"u8.ToArray() },
        { "an archive without a sheet", Workbook.Zip(("a.txt", "a")) },
        { "half a file", Workbook.Of(["ZB-1"])[..200] },
        { "no XML", Workbook.Zip((Sheet, "{}")) },
        { "a sheet that breaks off", Workbook.Zip((Sheet, "<worksheet><sheetData><row><c><v>1")) },
        {
            "entities that grow",
            Workbook.Zip((Sheet, "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;</a>"))
        },
        { "another file", Workbook.Zip((Sheet, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>")) },
        { "elements in elements", Workbook.Zip((Sheet, string.Concat(Enumerable.Repeat("<a>", 100_000)))) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void what_is_broken_or_hostile_is_not_read(string what, byte[] file) => Reader.Read(file, 10).ShouldBeNull(what);

    [Theory]
    [InlineData(Sheet)]
    [InlineData("xl/sharedStrings.xml")]
    [InlineData("xl/styles.xml")]
    [InlineData("xl/workbook.xml")]
    public void a_part_that_grows_without_end_is_given_up_early(string bomb)
    {
        // A gigabyte that is a megabyte when it is sent.
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<c r=\"A1\"><v>1</v></c>", 50_000)));
        var file = Workbook.Zip([(bomb, Grow), .. bomb == Sheet ? Array.Empty<(string, Action<Stream>)>() : [(Sheet, Small)]]);
        file.Length.ShouldBeLessThan(5_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Reader.Read(file, 1_000).ShouldBeNull();
        // Nor where the archive states a small size of it.
        Reader.Read(Lying(file), 1_000).ShouldBeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(150_000_000);

        void Grow(Stream part)
        {
            part.Write("<a>"u8);
            for (var i = 0; i < 1_000; i++) part.Write(chunk);
            part.Write("</a>"u8);
        }

        static void Small(Stream part) => part.Write("<worksheet><sheetData/></worksheet>"u8);
    }

    /// <summary>The archive with 1,000 as the size of each part in its directory.</summary>
    private static byte[] Lying(byte[] file)
    {
        byte[] lying = [.. file];
        for (var i = 0; i < lying.Length - 46; i++)
            if (lying.AsSpan(i).StartsWith("PK\x01\x02"u8)) BinaryPrimitives.WriteInt32LittleEndian(lying.AsSpan(i + 24), 1_000);
        return lying;
    }
}
