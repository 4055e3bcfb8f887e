using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>「信息系统除基本权限外,货物运单、装车清单累加/导出权」 (account manager's job book, 四.2)</summary>
public sealed class WaybillExportTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private const int Waybills = 2_300;
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly string account = $"E{Guid.NewGuid():n}"[..12].ToUpperInvariant();

    [Fact]
    public async Task the_search_is_exported_whole_without_persons_and_in_the_callers_scope()
    {
        var position = await Receive();

        var all = await fixture.Service.Get($"/v1/waybills.csv?account={account}&waitFor={position}");
        (all.Status, all.ContentType).ShouldBe((200, "text/csv"), all.ToString());
        var lines = all.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(line => line.Split(',')[0].Trim('"'))
            .ShouldBe(Enumerable.Range(0, Waybills).Reverse().Select(Number), "newest first, over all pages");
        all.Text.ShouldNotContain("王芳");
        lines[0].ShouldContain("运单号");

        var handle = $"{account}.manager";
        (await fixture.Service.Post("/v1/reference/events", Send.Event(
            "accountManagerAssigned", At, new { account, manager = handle, from = At }, station: "HQ"))).Status.ShouldBe(201);
        var manager = fixture.Service.As(Tokens.Caller(handle, [Role.AccountManager]));
        (await manager.Get("/v1/waybills.csv")).Text.Split("\r\n").Length.ShouldBe(Waybills + 2);
        (await manager.Get("/v1/waybills.csv?lane=SHA~XIY")).Text.Split("\r\n").Length.ShouldBe(2, "headings, and an end of line");
        (await fixture.Service.As(Tokens.Caller("customer", [Role.Customer], accounts: [account])).Get("/v1/waybills.csv")).Status
            .ShouldBe(403);
    }

    [Fact]
    public async Task a_workbook_has_the_same_rows()
    {
        var position = await Receive();

        var answer = await fixture.Service.Get($"/v1/waybills.xlsx?account={account}&waitFor={position}");

        answer.Status.ShouldBe(200, answer.ToString());
        using var workbook = SpreadsheetDocument.Open(new MemoryStream(answer.Bytes), false);
        workbook.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().Count().ShouldBe(Waybills + 1);
    }

    private string Number(int i) => $"{account}-{i:0000}";

    private async Task<long> Receive()
    {
        var lines = Enumerable.Range(0, Waybills).Select(i => Send.Received(At.AddSeconds(i), account: account, waybill: Number(i)));
        return (await fixture.Service.PostLines("/v1/events", lines)).Position;
    }
}
