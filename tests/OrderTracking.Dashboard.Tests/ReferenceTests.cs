using System.Text.Json;
using System.Text.Json.Nodes;
using OrderTracking.Dashboard.Reference;
using OrderTracking.Domain.Events;
using Shouldly;
using Xunit;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Reference data: what is in force, and what a form changes of it.</summary>
public sealed class ReferenceTests(Company company, Browser browser) : IClassFixture<Company>
{
    [Theory]
    [InlineData("zh-CN", 1440, "基础资料")]
    [InlineData("zh-CN", 390, "基础资料")]
    [InlineData("en", 1440, "Reference data")]
    [InlineData("en", 390, "Reference data")]
    public async Task a_form_shows_what_it_changes_before_it_is_recorded(string language, int width, string title)
    {
        var name = $"上海 {language} {width}";
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=stations&key=SHA");
        (await page.Locator("h1").InnerTextAsync()).ShouldBe(title);
        await page.Locator("[name=name]").FillAsync(name);
        await page.Locator("button[value=preview]").ClickAsync();
        // The page is changed in place, some time after the click.
        await page.Locator("#changes tbody tr").First.WaitForAsync();

        (await page.Locator("#changes tbody tr").CountAsync()).ShouldBe(1);
        (await page.Locator("#changes tbody tr").InnerTextAsync()).ShouldContain(name);
        (await NameOfStation()).ShouldNotBe(name);
        await page.ShouldBeAccessible();
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        (await NameOfStation()).ShouldBe(name);
    }

    [Fact]
    public async Task every_kind_is_shown_and_terms_keep_what_is_not_changed()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        foreach (var kind in ReferenceKind.All.Select(kind => kind.Name))
        {
            await page.GotoAsync($"/reference?kind={kind}&key=");
            await page.ShouldBeAccessible();
        }
        await page.GotoAsync("/reference?kind=accounts&key=ACME");
        await page.Locator("[name=reportBackHours]").FillAsync("two");
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes .fault").InnerTextAsync()).ShouldContain("data.reportBackHours");
        (await page.Locator("[name=reportBackHours]").InputValueAsync()).ShouldBe("two");
        await page.Locator("[name=reportBackHours]").FillAsync("2");
        await page.Locator("[name='limits.transitHours']").FillAsync("30");
        await page.Locator("[name=loadingConfirmation]").FillAsync("16:30");
        await page.Locator("[name=reports][value=weeklyAccount]").CheckAsync();
        await page.Locator("button[value=preview]").ClickAsync();
        await page.Locator("button[value=record]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        var account = (await company.Service.Get("/v1/accounts/ACME")).Body;
        account.GetProperty("name").GetString().ShouldBe("ACME 有限公司");
        account.GetProperty("reportBackHours").GetInt32().ShouldBe(2);
        account.GetProperty("limits").GetProperty("transitHours").GetInt32().ShouldBe(30);
        account.GetProperty("loadingConfirmation").GetString().ShouldStartWith("16:30");
        account.GetProperty("reports").GetArrayLength().ShouldBe(1);
    }

    /// <summary>
    /// Of each kind an event with every member, among them what fields show only in part: seconds, an empty list (which is not the
    /// default), an order. What says from when it is in force is typed anew.
    /// </summary>
    public static TheoryData<string, string, string, string, string?> Whole => new()
    {
        {
            "company", "", "companySet",
            """
            { "calendar": "CN", "reports": ["monthlyGroup", "monthlyClaims"], "reportsDueAt": "15:30:30",
              "claims": { "investigationDays": 1, "reportDays": 2, "settlementDays": 10, "arbitrationDays": 2, "salvageDays": 20,
                "settlementClasses": [{ "upTo": 5000.50, "days": 8 }, { "upTo": 1000, "days": 5 }] },
              "complaints": { "answerHours": 12, "callBackDays": 2 },
              "insurance": { "watchAbove": 50000, "silenceHours": 6, "papersDays": 2, "excludedGoods": [], "fragileGoods": ["玻璃"],
                "highValueGoods": ["芯片", "手机, 平板"] },
              "inquiries": { "answerHours": 8 }, "roundMonths": 4, "shifts": ["14:00:00", "06:00:30"] }
            """,
            null
        },
        {
            "accounts", "WHOLE", "accountSet",
            """
            { "account": "WHOLE", "name": "整体公司", "tier": "key", "calendar": "CN", "receiptDays": 5, "reportBackHours": 3,
              "limits": { "sortingHours": 1, "originHours": 2, "transitHours": 3, "transferHours": 4, "destinationHours": 5,
                "dispatchHours": 6, "deliveryDispatchHours": 7 },
              "instructions": "先电话\n再派送", "reports": ["monthlyAccount", "weeklyAccount"], "loadingConfirmation": "16:30:15",
              "orderCompleteHours": 2, "measurementTolerancePercent": 7, "insuranceIncluded": false }
            """,
            null
        },
        {
            "sites", "WHOLE", "accountSitesSet",
            """
            { "account": "WHOLE", "sites": [{ "code": "B", "name": "北京 分公司", "station": "PEK" }, { "code": "A" }] }
            """,
            null
        },
        {
            "mandates", "WHOLE~WT-1", "mandateGranted",
            """
            { "account": "WHOLE", "mandate": "WT-1", "reason": "异地", "from": "2026-01-01", "grantor": "WHOLE", "evidence": "柜 3",
              "to": "2099-12-31" }
            """,
            "from"
        },
        {
            "lanes", "WHA~WHB", "laneStandardSet",
            """{ "origin": "WHA", "destination": "WHB", "hours": 60, "cutOff": "18:00:30", "calendar": "CN", "deliveryHours": 4 }""", null
        },
        {
            "stations", "WHA", "stationSet", """{ "code": "WHA", "name": "武汉", "city": "武汉市", "branch": "HUBEI" }""", null
        },
        {
            "calendars", "WHOLE", "calendarSet",
            """{ "calendar": "WHOLE", "weekend": [], "holidays": ["2027-01-02", "2027-01-01"], "workdays": ["2027-01-09"] }""", null
        },
        {
            "penalties", "sorting", "penaltyScheduleSet",
            """
            { "rule": "sorting", "fine": 10.50, "effectiveFrom": "2026-01-01", "maxFine": 20, "unit": "waybill", "needsComplaint": false,
              "post": "分理员", "supervisor": "站长" }
            """,
            "effectiveFrom"
        },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task a_form_that_is_saved_unchanged_keeps_all_that_was_recorded(
        string kind, string key, string type, string data, string? start)
    {
        var sent = JsonNode.Parse(data)!.AsObject();
        await company.Reference("calendarSet", new { calendar = "CN" });
        await company.Reference(type, sent.DeepClone());
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync($"/reference?kind={kind}&key={Uri.EscapeDataString(key)}");
        if (start is not null) await page.Locator($"[name={start}]").FillAsync(Freight.Day(30));
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes tbody tr").CountAsync()).ShouldBe(start is null ? 0 : 1);
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();

        var recorded = await Newest(type);
        if (start is not null) (sent[start], recorded[start]) = (null, null);
        JsonNode.DeepEquals(recorded, sent).ShouldBeTrue($"{recorded}");
    }

    [Fact]
    public async Task what_is_changed_or_emptied_is_recorded_and_the_rest_stays()
    {
        var sent = JsonNode.Parse(Whole.First(row => row.Data.Item1 == "company").Data.Item4)!.AsObject();
        await company.Reference("calendarSet", new { calendar = "CN" });
        await company.Reference("companySet", sent.DeepClone());
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=company&key=");
        await page.Locator("[name='claims.settlementDays']").FillAsync("12");
        await page.Locator("[name='complaints.answerHours']").FillAsync("");
        await page.Locator("[name='complaints.callBackDays']").FillAsync("");
        var classes = page.Locator("[name='claims.settlementClasses.days']");
        await classes.Nth(1).FillAsync("6");
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes tbody tr").CountAsync()).ShouldBe(4);
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();

        sent["claims"]!["settlementDays"] = 12;
        sent["claims"]!["settlementClasses"]![1]!["days"] = 6;
        sent.Remove("complaints");
        var recorded = await Newest("companySet");
        JsonNode.DeepEquals(recorded, sent).ShouldBeTrue($"{recorded}");
    }

    [Fact]
    public void every_member_of_a_reference_event_has_its_field()
    {
        foreach (var kind in ReferenceKind.All)
        {
            var fields = kind.Fields.SelectMany(field =>
                field.Columns.Count == 0 ? [field.Path] : field.Columns.Select(column => $"{field.Path}.{column.Path}")).ToList();
            fields.ShouldBe(Members(EventFamily.Reference.Find(kind.Wire)!.Type, ""), ignoreOrder: true, kind.Name);
        }

        static IEnumerable<string> Members(Type type, string path) =>
            from parameter in type.GetConstructors().Single(made => made.GetParameters().Length > 0).GetParameters()
            let name = path + JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)
            let of = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType
            let item = of.IsGenericType ? of.GetGenericArguments()[0] : of
            from member in item.Namespace!.StartsWith("OrderTracking", StringComparison.Ordinal) && !item.IsEnum
                ? Members(item, $"{name}.") : [name]
            select member;
    }

    [Theory]
    [InlineData("zh-CN", 1440, "客户网点")]
    [InlineData("zh-CN", 390, "客户网点")]
    [InlineData("en", 1440, "Sites")]
    [InlineData("en", 390, "Sites")]
    public async Task the_sites_of_an_account_are_added_changed_and_removed(string language, int width, string sites)
    {
        var account = $"SITES-{language}-{width}".ToUpperInvariant();
        await company.Reference("accountSet", new { account });
        await company.Reference("accountSitesSet",
            new { account, sites = new object[] { new { code = "S1", name = "一部" }, new { code = "S2", station = "CTU" } } });
        var page = await browser.Open(company.Address, language, width);
        await page.SignIn("administrator");
        await page.GotoAsync($"/reference?kind=accounts&key={account}");
        await page.Locator("#form a", new() { HasText = sites }).ClickAsync();
        var (codes, names) = (page.Locator("[name='sites.code']"), page.Locator("[name='sites.name']"));
        await page.WaitForURLAsync(url => url.Contains("kind=sites", StringComparison.Ordinal));
        (await codes.Nth(0).InputValueAsync()).ShouldBe("S1");
        await names.Nth(0).FillAsync("第一分公司");
        await page.Locator("[name=sites-removed]").Nth(1).CheckAsync();
        await codes.Nth(3).FillAsync("S3");
        await page.Locator("[name='sites.station']").Nth(3).FillAsync("SHA");
        await page.Locator("button[value=preview]").ClickAsync();

        var changes = await page.Locator("#changes tbody tr").InnerTextAsync();
        foreach (var said in new[] { "一部", "S2", "第一分公司", "S3" }) changes.ShouldContain(said);
        await page.ShouldBeAccessible();
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        JsonNode.DeepEquals((await Newest("accountSitesSet"))["sites"], JsonNode.Parse(
            """[{ "code": "S1", "name": "第一分公司" }, { "code": "S3", "station": "SHA" }]""")).ShouldBeTrue();
        (await page.Locator("#in-force li", new() { HasText = account }).InnerTextAsync()).ShouldContain(" 2");
    }

    [Fact]
    public async Task sites_that_are_said_twice_are_refused_and_kept_in_the_form_and_all_may_go()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=sites&key=BETA");
        (await page.Locator("[name=account]").InputValueAsync()).ShouldBe("BETA");
        for (var i = 0; i < 2; i++) await page.Locator("[name='sites.code']").Nth(i).FillAsync("TWICE");
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes .fault").InnerTextAsync()).ShouldContain("data.sites");
        (await page.Locator("button[value=record]").CountAsync()).ShouldBe(0);
        (await page.Locator("[name='sites.code']").Nth(1).InputValueAsync()).ShouldBe("TWICE");
        for (var i = 0; i < 2; i++) await page.Locator("[name=sites-removed]").Nth(i).CheckAsync();
        await page.Locator("button[value=preview]").ClickAsync();
        await page.Locator("button[value=record]").ClickAsync();
        await page.Locator(".done").WaitForAsync();
        (await Newest("accountSitesSet"))["sites"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_mandate_is_granted_and_in_force()
    {
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("administrator");
        await page.GotoAsync("/reference?kind=mandates&key=");
        foreach (var (name, typed) in new[]
                 {
                     ("account", "ACME"), ("mandate", "WT-7"), ("reason", "nobody makes waybills out there"), ("grantor", "ACME Ltd"),
                     ("evidence", "contracts, drawer 3"), ("from", Freight.Day(-1)), ("to", Freight.Day(-2)),
                 })
            await page.Locator($"[name={name}]").FillAsync(typed);
        await page.Locator("button[value=preview]").ClickAsync();
        (await page.Locator("#changes .fault").InnerTextAsync()).ShouldContain("data.to");
        await page.Locator("[name=to]").FillAsync(Freight.Day(300));
        await page.Locator("button[value=preview]").ClickAsync();
        await page.Locator("button[value=record]").ClickAsync();

        await page.Locator(".done").WaitForAsync();
        (await page.Locator("#in-force li", new() { HasText = "WT-7" }).InnerTextAsync()).ShouldContain("drawer 3");
        (await company.Service.Get("/v1/reference/account:ACME/events")).Items
            .ShouldContain(entry => entry.GetProperty("type").GetString() == "mandateGranted");
    }

    [Fact]
    public async Task an_auditor_looks_and_changes_nothing()
    {
        var before = await NameOfStation();
        var page = await browser.Open(company.Address, "en");
        await page.SignIn("auditor");
        await page.GotoAsync("/reference?kind=stations&key=SHA");
        (await page.Locator("button[value=preview]").CountAsync()).ShouldBe(0);
        (await page.PostForm("/reference",
            new { _handler = "reference", Kind = "stations", Do = "record", code = "SHA", name = "X", city = "" }))
            .Text.ShouldContain("your roles may not");
        (await NameOfStation()).ShouldBe(before);
    }

    private async Task<JsonObject> Newest(string type) => JsonNode.Parse(
        (await company.Service.Get("/v1/reference/events?limit=1000")).Items.Last(entry => entry.GetProperty("type").GetString() == type)
            .GetProperty("data").GetRawText())!.AsObject();

    private async Task<string?> NameOfStation() => (await company.Service.Get("/v1/stations")).Body.GetProperty("items").EnumerateArray()
        .Single(station => station.GetProperty("code").GetString() == "SHA").GetProperty("name").GetString();
}
