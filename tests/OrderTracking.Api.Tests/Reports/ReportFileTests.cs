using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using OrderTracking.Api.Http;
using OrderTracking.Application.Reports;
using OrderTracking.Domain.Events;
using OrderTracking.Reports.Files;
using Shouldly;
using Xunit;
using Column = DocumentFormat.OpenXml.Spreadsheet.Column;
using Line = DocumentFormat.OpenXml.Spreadsheet.Row;

namespace OrderTracking.Api.Tests.Reports;

/// <summary>The same report in three file formats.</summary>
[Trait("Engine", "any")]
public class ReportFileTests
{
    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Xlsx)]
    public async Task the_same_report_is_the_same_bytes(ReportFormat format)
    {
        var first = Hash(Sample.Report());
        // Times in a zip file have a resolution of two seconds.
        if (format == ReportFormat.Xlsx) await Task.Delay(2_100, TestContext.Current.CancellationToken);

        Hash(Sample.Report()).ShouldBe(first);
        Hash(Sample.Report(new(2026, 12, 2, 1, 31, 0, TimeSpan.Zero))).ShouldNotBe(first);

        string Hash(Report report) => Convert.ToHexString(SHA256.HashData(new ReportWriter().Write(report, format)));
    }

    [Fact]
    public void a_csv_is_utf8_with_a_mark_and_all_its_lines_are_as_wide()
    {
        var bytes = new ReportWriter().Write(Sample.Report(), ReportFormat.Csv);

        bytes[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray());
        var records = Records(Encoding.UTF8.GetString(bytes[3..]));
        records.ShouldAllBe(record => record.Count == 8);
        records.Take(13).Select(record => string.Join('|', record).TrimEnd('|')).ShouldBe(
        [
            "说明 About",
            "报表 Report|客户 Account|起始日 From|截止日 Through|期间 Period|生成时间 Made at|时区 Time zone|日志位置 Log position",
            "服务月报 Monthly service report|ACME & 子公司|2026-11-01|2026-11-30|已结束 over|2026-12-02 09:30:05|Asia/Shanghai|123456",
            "",
            "各线路 Figures: by lane/all",
            "线路 Lane|票数 Waybills|重量 Weight kg|运费 Freight CNY|准时率 On time|时间 At|日期 Day",
            "SHA~CTU|1234|1234.125|98765.50|0.9512|2026-11-20 21:40:00|2026-11-20",
            "SHA~HRB|0|-1.5|0.00",
            "合计 Total|1234|1232.625|98765.50|0.9512",
            "",
            "文字 Texts",
            "内容 Text|数 Number",
            "'=HYPERLINK(\"http://x\")|-1",
        ]);
    }

    [Fact]
    public void no_text_in_a_csv_is_a_formula_and_no_number_is_a_text()
    {
        var records = Records(Encoding.UTF8.GetString(new ReportWriter().Write(Sample.Report(), ReportFormat.Csv)));

        var texts = records.SkipWhile(record => record[0] != "内容 Text").Skip(1).Take(Sample.Hostile.Length).ToList();
        texts.Select(record => record[1]).Distinct().ShouldBe(["-1"]);
        texts.Take(9).Select(record => record[0]).ShouldBe(
            ["'=HYPERLINK(\"http://x\")", "'+1+1", "'-2", "'@SUM(A1)", "'\tTab", "'＝1", "say \"hi\", there", "line\r\nbreak",
                "纸箱破损，外包装受潮"]);
        texts.TakeLast(8).Select(record => record[0]).ShouldBe(
            ["'\u00A0=1", "'\uFEFF=1", "'\u200B@x", "'﹦1", "a;'=1", "a;' \u00A0+1", "a\r\n'-1", "a;b=c"]);
    }

    [Fact]
    public void every_field_of_a_csv_is_quoted()
    {
        var text = Encoding.UTF8.GetString(new ReportWriter().Write(Sample.Report(), ReportFormat.Csv).AsSpan(3));

        text.ShouldMatch("""\A("([^"]|"")*"(,"([^"]|"")*")*\r\n)+\z""");
    }

    [Theory]
    [InlineData("ACME", "ACME")]
    [InlineData("宏远 物流", "宏远-物流")]
    [InlineData("../../etc/passwd", "------etc-passwd")]
    [InlineData("..\\ACME\u202Exslx.\r\n\"", "---ACME-xslx----")]
    public void a_files_name_has_only_letters_digits_and_hyphens_of_the_account(string account, string kept) =>
        ReportRoutes.FileName(ReportKind.WeeklyAccount, account, new(2026, 11, 16), ReportFormat.Csv)
            .ShouldBe($"weekly-account-{kept}-2026-11-16.csv");

    [Fact]
    public void json_says_what_each_column_is_and_where_its_figures_come_from()
    {
        var report = JsonSerializer.Deserialize<JsonElement>(new ReportWriter().Write(Sample.Report(), ReportFormat.Json));

        report.GetProperty("madeAt").GetString().ShouldBe("2026-12-02T09:30:05+08:00");
        report.GetProperty("definitions")[0].GetProperty("name").GetString().ShouldBe("report-back-4h");
        var section = report.GetProperty("sections")[0];
        section.GetProperty("columns")[4].GetRawText().ShouldBe("""{"key":"rate","heading":{"zh":"准时率","en":"On time"},"kind":"rate"}""");
        section.GetProperty("rows")[0].GetRawText().ShouldBe(
            """{"lane":"SHA~CTU","waybills":1234,"weight":1234.125,"freight":"""
            + """98765.5,"rate":0.9512,"at":"2026-11-20T21:40:00+08:00","day":"2026-11-20","behind":"/v1/waybills?lane=SHA~CTU"}""");
        section.GetProperty("rows").GetArrayLength().ShouldBe(2);
        section.GetProperty("total").GetProperty("waybills").GetInt32().ShouldBe(1234);
    }

    [Fact]
    public void a_workbook_is_valid_and_has_a_sheet_for_each_section()
    {
        using var document = Open();

        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken)
            .Select(error => $"{error.Path?.XPath}: {error.Description}").ShouldBeEmpty();
        document.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>().Select(sheet => sheet.Name!.Value).ShouldBe(
            ["说明 About", "各线路 Figures by laneall", "文字 Texts", "指标口径 Definitions"]);
        foreach (var part in document.WorkbookPart.WorksheetParts)
        {
            var pane = part.Worksheet.Descendants<Pane>().Single();
            (pane.VerticalSplit!.Value, pane.State!.Value).ShouldBe((1, PaneStateValues.Frozen));
            var page = part.Worksheet.Descendants<PageSetup>().Single();
            (page.Orientation!.Value, page.FitToWidth!.Value, page.FitToHeight!.Value).ShouldBe((OrientationValues.Landscape, 1u, 0u));
        }
    }

    [Fact]
    public void numbers_in_a_workbook_are_numbers_and_times_are_times_of_the_companys_clocks()
    {
        using var document = Open();
        var rows = Rows(document, 1);

        Texts(rows[0])[0].ShouldBe("线路\nLane");
        rows[1].Elements<Cell>().Select(cell => cell.DataType?.Value)
            .ShouldBe([CellValues.InlineString, null, null, null, null, null, null]);
        rows[1].Elements<Cell>().Skip(1).Select(cell => cell.CellValue!.Text)
            .ShouldBe(["1234", "1234.125", "98765.5", "0.9512", new DateTime(2026, 11, 20, 21, 40, 0).ToOADate().ToString("R", null),
                "46346"]);
        rows[1].Elements<Cell>().Skip(1).Select(cell => Format(document, cell))
            .ShouldBe(["#,##0", "#,##0.00", "#,##0.00", "0.00%", "yyyy-mm-dd hh:mm", "yyyy-mm-dd"]);
        rows[3].Elements<Cell>().ShouldAllBe(cell => IsBold(document, cell));
        rows[1].Elements<Cell>().ShouldAllBe(cell => !IsBold(document, cell));
        rows[0].Elements<Cell>().ShouldAllBe(cell => IsBold(document, cell));
    }

    [Fact]
    public void a_workbook_holds_every_text_that_xml_can_hold()
    {
        using var document = Open();

        Rows(document, 2).Skip(1).Select(row => Texts(row)[0].ReplaceLineEndings("\n"))
            .ShouldBe(Sample.Hostile.Select(text => text.Replace('\u0007', '\uFFFD').Replace('\uD800', '\uFFFD').ReplaceLineEndings("\n")));
    }

    [Fact]
    public void columns_are_as_wide_as_what_is_in_them_with_chinese_counted_twice()
    {
        using var document = Open();
        var widths = Parts(document)[2].Worksheet.Descendants<Column>().Select(column => column.Width!.Value).ToList();

        widths[0].ShouldBe("=HYPERLINK(\"http://x\")".Length + 3);
        Parts(document)[0].Worksheet.Descendants<Column>().First().Width!.Value.ShouldBe(4 * 2 + " Monthly service report".Length + 3);
        Parts(document)[3].Worksheet.Descendants<Column>().Max(column => column.Width!.Value).ShouldBe(44);
    }

    [Fact]
    public void rows_are_as_high_as_the_texts_that_are_wrapped_in_them()
    {
        using var document = Open();

        Rows(document, 2).Skip(1).Select(row => row.Height!.Value)
            .ShouldBe(Sample.Hostile.Select(text => text.Contains('\n', StringComparison.Ordinal) ? 34d : 17d));
        Rows(document, 3)[1].Height!.Value.ShouldBeGreaterThanOrEqualTo(51);
    }

    private static SpreadsheetDocument Open() =>
        SpreadsheetDocument.Open(new MemoryStream(new ReportWriter().Write(Sample.Report(), ReportFormat.Xlsx)), isEditable: false);

    private static List<WorksheetPart> Parts(SpreadsheetDocument document) =>
        [.. document.WorkbookPart!.Workbook.Sheets!.Elements<Sheet>()
            .Select(sheet => (WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!.Value!))];

    private static List<Line> Rows(SpreadsheetDocument document, int sheet) =>
        [.. Parts(document)[sheet].Worksheet.Descendants<Line>()];

    private static List<string> Texts(Line row) => [.. row.Elements<Cell>().Select(cell => cell.InnerText)];

    private static CellFormat Look(SpreadsheetDocument document, Cell cell) =>
        document.WorkbookPart!.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<CellFormat>().ElementAt((int)cell.StyleIndex!.Value);

    private static string? Format(SpreadsheetDocument document, Cell cell) =>
        document.WorkbookPart!.WorkbookStylesPart!.Stylesheet.NumberingFormats!
        .Elements<NumberingFormat>()
        .Single(format => format.NumberFormatId!.Value == Look(document, cell).NumberFormatId!.Value).FormatCode;

    private static bool IsBold(SpreadsheetDocument document, Cell cell) =>
        document.WorkbookPart!.WorkbookStylesPart!.Stylesheet.Fonts!.Elements<Font>()
            .ElementAt((int)Look(document, cell).FontId!.Value).Bold is not null;

    // A reader for RFC 4180, independent of the writer's library.
    private static List<List<string>> Records(string csv)
    {
        var (records, fields, field, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"') field.Append(csv[i++]);
            else if (csv[i] == '"') quoted = !quoted;
            else if (quoted || csv[i] is not (',' or '\r' or '\n')) field.Append(csv[i]);
            else if (csv[i] == '\n') throw new FormatException("A line ends without CR.");
            else
            {
                fields.Add(field.ToString());
                field.Clear();
                if (csv[i] == ',') continue;
                records.Add(fields);
                fields = [];
                if (csv[++i] != '\n') throw new FormatException("A CR without LF.");
            }
        return records;
    }
}
