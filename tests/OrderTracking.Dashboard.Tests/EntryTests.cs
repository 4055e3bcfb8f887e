using Microsoft.Playwright;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>A dispatcher's entry of one event for many waybills.</summary>
public sealed class EntryTests(Company company, Browser browser) : IClassFixture<Company>
{
    private const string Dispatcher = "dispatcher.SHA";

    [Theory]
    [InlineData("zh-CN", 1440, "快速录入")]
    [InlineData("zh-CN", 390, "快速录入")]
    [InlineData("en", 1440, "Entry")]
    [InlineData("en", 390, "Entry")]
    public async Task a_wrong_row_stays_with_what_was_typed_and_is_mended_in_place(string language, int width, string title)
    {
        var (good, wrong) = ($"E-{language}-{width}-1".ToUpperInvariant(), $"E-{language}-{width}-2".ToUpperInvariant());
        await Receive(good, wrong);
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=loaded");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);

        await page.Locator("[name=NextStation]").FillAsync("CTU");
        await Fill(page, 0, good, "10");
        await Fill(page, 1, wrong, "ten");
        await page.Locator("button[value=record]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await Status(good)).ShouldBe("inTransit");
        (await Status(wrong)).ShouldBe("received");
        (await page.Locator("[name=Waybill]").First.InputValueAsync()).ShouldBe(wrong);
        (await page.Locator("[name=Pieces]").First.InputValueAsync()).ShouldBe("ten");
        (await page.Locator(".row-fault").InnerTextAsync()).ShouldContain("data.pieces");
        await page.ShouldBeAccessible();

        await page.Locator("[name=Pieces]").First.FillAsync("10");
        await page.Locator("button[value=record]").ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("done=1", StringComparison.Ordinal));
        (await Status(wrong)).ShouldBe("inTransit");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_file_is_checked_before_anything_is_recorded_with_and_without_script(bool script)
    {
        var name = $"EF-{script}".ToUpperInvariant();
        await Receive($"{name}-1", $"{name}-2");
        var page = await browser.Open(company.Address, "en", script: script);
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=loaded");
        var csv = $"运单号,件数,备注\r\n{name}-1,10,\r\n\"{name}-2\",11x,\r\n{name}-3,1,\r\n";
        await page.Locator("[name=File]").SetInputFilesAsync(new FilePayload
            { Name = "day.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        await page.Locator("button[value=read]").ClickAsync();

        var rows = page.Locator(".entry-rows li:not(.entry-names)");
        await rows.Nth(2).WaitForAsync();
        (await rows.CountAsync()).ShouldBe(3);
        (await rows.Nth(0).Locator(".row-fault").CountAsync()).ShouldBe(0);
        (await rows.Nth(1).Locator(".row-fault").InnerTextAsync()).ShouldContain("data.pieces");
        (await rows.Nth(2).Locator(".row-fault").InnerTextAsync()).ShouldContain("Unknown waybill");
        (await Status($"{name}-1")).ShouldBe("received");

        await rows.Nth(1).Locator("[name=Pieces]").FillAsync("10");
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator("#kept").WaitForAsync();
        (await Status($"{name}-1")).ShouldBe("inTransit");
        (await Status($"{name}-2")).ShouldBe("inTransit");
        (await page.Locator("#kept li").InnerTextAsync()).ShouldContain($"{name}-3");
    }

    [Fact]
    public async Task a_workbook_is_read_like_a_CSV_file_and_one_that_cannot_be_read_changes_nothing()
    {
        await Receive("EX-1", "EX-2");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=loaded");
        await page.Locator("[name=Waybill]").First.FillAsync("EX-0");
        await Send("broken.xlsx", "PK\x03\x04 is no workbook"u8.ToArray());
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("cannot be read");
        (await page.Locator("[name=Waybill]").First.InputValueAsync()).ShouldBe("EX-0");
        await Send("long.xlsx", Workbook.Of([.. Enumerable.Range(0, 1_001).Select(i => new[] { $"EX-{i}", "1" })]));
        (await page.Locator(".fault").InnerTextAsync()).ShouldContain("too large");
        await page.Locator("[name=Waybill]").First.FillAsync("");

        await Send("day.xlsx", Workbook.Of(["件数", "运单号", "时间"], ["10", "EX-1", "#46296.5"], ["11.5", "EX-2", ""], ["1", "EX-3", "noon"]));
        var rows = page.Locator(".entry-rows li:not(.entry-names)");
        await rows.Nth(2).WaitForAsync();
        (await rows.CountAsync()).ShouldBe(3);
        (await rows.Nth(0).Locator("[name=RowTime]").InputValueAsync()).ShouldBe("2026-10-01 12:00");
        (await rows.Nth(1).Locator(".row-fault").InnerTextAsync()).ShouldContain("data.pieces");
        (await rows.Nth(2).Locator(".row-fault").InnerTextAsync()).ShouldContain("occurredAt");
        (await Status("EX-1")).ShouldBe("received");

        async Task Send(string name, byte[] file)
        {
            await page.Locator("[name=File]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "", Buffer = file });
            await page.RunAndWaitForResponseAsync(() => page.Locator("button[value=read]").ClickAsync(),
                answer => answer.Request.Method == "POST");
        }
    }

    [Fact]
    public async Task a_sheet_is_filled_in_and_recorded_by_keyboard_alone()
    {
        await Receive("EK-1", "EK-2");
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=stockedIn");
        // The page puts the focus there by itself, some time after it is loaded.
        await Assertions.Expect(page.Locator("[name=Waybill]").First).ToBeFocusedAsync(new() { Timeout = 30_000 });
        foreach (var typed in new[] { "ek-1", "10", "", "ek-2", "10", "" })
        {
            await page.Keyboard.TypeAsync(typed);
            await page.Keyboard.PressAsync("Tab");
        }
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("All 2 rows can be recorded").WaitForAsync();
        (await Status("EK-1")).ShouldBe("received");
        await page.Locator("button[value=record]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync(url => url.Contains("done=2", StringComparison.Ordinal));
        (await Status("EK-2")).ShouldBe("inStock");
    }

    [Fact]
    public async Task a_loading_list_fills_in_its_waybills()
    {
        foreach (var waybill in new[] { "EL-1", "EL-2" })
            await company.Record(waybill, Send.Received(DateTimeOffset.UtcNow.AddHours(-2), 10),
                Send.Event("loadingListed", DateTimeOffset.UtcNow.AddHours(-1),
                    new { pieces = 10, loadingList = "L-7", nextStation = "CTU" }));
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=loaded&list=L-7");
        (await page.Locator("[name=NextStation]").InputValueAsync()).ShouldBe("CTU");
        (await page.Locator("[name=Waybill]").CountAsync()).ShouldBe(2);
        await page.Locator("button[value=record]").ClickAsync();

        await page.WaitForURLAsync(url => url.Contains("done=2", StringComparison.Ordinal));
        (await Status("EL-1")).ShouldBe("inTransit");
    }

    [Fact]
    public async Task who_may_not_post_a_batch_may_not_enter_and_a_dispatcher_records_at_the_own_station_only()
    {
        await Receive("ER-1");
        var manager = await browser.Open(company.Address, "en");
        await manager.SignIn("wang");
        await manager.GotoAsync("/today");
        (await manager.Locator("nav a[href='/entry']").CountAsync()).ShouldBe(0);
        await manager.PostForm("/entry", new
        {
            _handler = "entry", Type = "loaded", Do = "record", Time = "2026-11-01T10:00", Station = "SHA", Waybill = "ER-1", Pieces = "10",
        });
        (await Status("ER-1")).ShouldBe("received");

        var page = await browser.Open(company.Address, "en");
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry?type=stockedIn");
        await page.Locator("[name=Station]").FillAsync("CTU");
        await Fill(page, 0, "ER-1", "10");
        await page.Locator("button[value=record]").ClickAsync();
        (await page.Locator("#kept li").InnerTextAsync()).ShouldContain("Not your station");
        (await Status("ER-1")).ShouldBe("received");
    }

    [Fact]
    public async Task more_fields_than_a_form_may_have_are_no_fault_of_the_service()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn(Dispatcher);
        await page.GotoAsync("/entry");
        var status = await page.EvaluateAsync<int>(
            """
            async () => {
              const form = new URLSearchParams({ _handler: 'entry' });
              form.set('__RequestVerificationToken', document.querySelector('[name=__RequestVerificationToken]').value);
              for (let i = 0; i < 20000; i++) form.append('Waybill', 'X');
              return (await fetch('/entry', { method: 'POST', body: form })).status;
            }
            """);
        status.ShouldBe(400);
    }

    private static async Task Fill(IPage page, int row, string waybill, string pieces)
    {
        await page.Locator("[name=Waybill]").Nth(row).FillAsync(waybill);
        await page.Locator("[name=Pieces]").Nth(row).FillAsync(pieces);
    }

    private async Task Receive(params string[] waybills)
    {
        foreach (var waybill in waybills) await company.Record(waybill, Send.Received(DateTimeOffset.UtcNow.AddHours(-2), 10));
    }

    private async Task<string> Status(string waybill) =>
        (await company.Service.Get($"/v1/waybills/{waybill}")).Body.GetProperty("status").GetString()!;
}
