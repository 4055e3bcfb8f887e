using System.Text.Json.Nodes;
using System.Text;
using OrderTracking.Cli.Commands;
using OrderTracking.Cli.Reference;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

/// <summary>Reference data from CSV files.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("reference-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("stations.csv", "code,name,city\nSHA,上海,上海市", """stationSet {"code":"SHA","name":"上海","city":"上海市"}""")]
    [InlineData("stations.csv", "code\nSHA", """stationSet {"code":"SHA"}""")]
    [InlineData("stations.csv", "Code , Name\n SHA ,\"上海, 浦东\"", """stationSet {"code":"SHA","name":"上海, 浦东"}""")]
    [InlineData(
        "accounts.csv", "account,name,tier,calendar,receiptDays,reportBackHours,transitHours,instructions,reports,effectiveFrom\n"
        + "ACME,重点客户,重点,cn,10,2,30,\"先电话,\n后送货\",weeklyAccount；monthlyAccount,2026-01-01",
        """accountSet {"account":"ACME","name":"重点客户","tier":"key","calendar":"cn","receiptDays":10,"reportBackHours":2,"limits":"""
        + """{"transitHours":30},"instructions":"先电话,\n后送货","reports":"""
        + """["weeklyAccount","monthlyAccount"],"effectiveFrom":"2026-01-01T00:00:00+08:00"}""")]
    [InlineData("accounts.csv", "account,tier\nACME,", """accountSet {"account":"ACME"}""")]
    [InlineData("mandates.csv", "account,mandate,reason,from,to,grantor,evidence\nACME,M-1,无制单员,2026-01-01,,艾克米,scan/7",
        """mandateGranted {"account":"ACME","mandate":"M-1","reason":"无制单员","from":"2026-01-01","grantor":"艾克米","evidence":"scan/7"}""")]
    [InlineData("managers.csv", "account,manager,from,handOver\nACME,wang.fang,2026-01-01T12:00:00-03:00,对账",
        """accountManagerAssigned {"account":"ACME","manager":"wang.fang","from":"2026-01-01T12:00:00-03:00","handOver":"对账"}""")]
    [InlineData("lanes.csv", "origin,destination,hours,cutOff,calendar,effectiveFrom\nSHA,CTU,48,17:00,cn,2026/7/1",
        """laneStandardSet {"origin":"SHA","destination":"CTU","hours":"""
        + """48,"cutOff":"17:00:00","calendar":"cn","effectiveFrom":"2026-07-01T00:00:00+08:00"}""")]
    [InlineData("company.csv", "calendar,reports\ncn,monthlyDepartment",
        """companySet {"calendar":"cn","reports":["monthlyDepartment"]}""")]
    [InlineData("penalty-schedules.csv", "rule,fine,effectiveFrom\nreceipt,20.00,2026-01-01",
        """penaltyScheduleSet {"rule":"receipt","fine":20,"effectiveFrom":"2026-01-01"}""")]
    [InlineData("penalty-schedules.csv", "rule,fine,maxFine,unit,needsComplaint,post,supervisor,effectiveFrom\n"
        + "loading,10,50,票,是,accountManager,serviceManager,2026-01-01",
        """penaltyScheduleSet {"rule":"loading","fine":10,"effectiveFrom":"2026-01-01","maxFine":50,"unit":"waybill","""
        + """ "needsComplaint":true,"post":"accountManager","supervisor":"serviceManager"}""")]
    [InlineData(
        "calendars.csv", "calendar,day,kind\ncn,2026-10-02,holiday\nhk,2026-12-25,节假日\ncn,2026-10-10,workday\ncn,2026-10-01,holiday",
        """calendarSet {"calendar":"cn","holidays":["2026-10-01","2026-10-02"],"workdays":["2026-10-10"]}""",
        """calendarSet {"calendar":"hk","holidays":["2026-12-25"]}""")]
    public void rows_become_events(string file, string csv, params string[] expected)
    {
        foreach (var text in new[] { csv, "\uFEFF" + csv, csv.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n" })
        {
            var (rows, faults) = Read(file, text);

            faults.ShouldBeEmpty();
            rows.Select(row => JsonNode.Parse($"[\"{row.Type}\",{row.Data.ToJsonString()}]")!.ToJsonString()
                .Replace("\\r\\n", "\\n", StringComparison.Ordinal))
                .ShouldBe(expected.Select(line =>
                    JsonNode.Parse($"[\"{line.Split(' ', 2)[0]}\",{line.Split(' ', 2)[1]}]")!.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("lanes.csv", "origin,destination\nSHA,CTU", 1, "hours")]
    [InlineData("lanes.csv", "origin,destination,hours,colour\nSHA,CTU,48,red", 1, "colour")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,48\nSHA,,24", 3, "destination")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,two days", 2, "hours")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,-5", 2, "hours")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,", 2, "hours")]
    [InlineData("lanes.csv", "origin,destination,hours,cutOff\nSHA,CTU,48,25:00", 2, "cutOff")]
    [InlineData("lanes.csv", "origin,destination,hours,effectiveFrom\n\nSHA,CTU,48,2026-01-01T00:00:00", 3, "effectiveFrom")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,48,49", 2, "4")]
    [InlineData("lanes.csv", "origin,destination,hours\nSHA,CTU,4\"8\n", 2, "?")]
    [InlineData("accounts.csv", "account,tier\nACME,gold", 2, "tier")]
    [InlineData("accounts.csv", "account,instructions,tier\nACME,\"two\nlines\",key\nBETA,,gold", 4, "tier")]
    [InlineData("accounts.csv", "account,reports\nACME,weeklyAccount;yearly", 2, "reports")]
    [InlineData("managers.csv", "account,manager,from\nACME,wang,", 2, "from")]
    [InlineData("calendars.csv", "calendar,day,kind\ncn,2026-02-30,holiday", 2, "day")]
    [InlineData("calendars.csv", "calendar,day,kind\ncn,2026-02-03,", 2, "kind")]
    [InlineData("penalty-schedules.csv", "rule,fine,effectiveFrom\nreceipt,ten,2026-01-01", 2, "fine")]
    public void a_bad_row_is_reported_by_file_line_and_column_and_its_file_is_not_used(string file, string csv, int line, string column)
    {
        var (rows, faults) = Read(file, csv);

        rows.ShouldBeEmpty();
        (faults[0].File, faults[0].Line, faults[0].Column).ShouldBe((file, line, column));
        faults[0].Expected.ShouldNotBeEmpty();
    }

    [Fact]
    public void every_bad_row_is_reported() =>
        Read("lanes.csv", "origin,destination,hours,cutOff\nSHA,CTU,x,y\nSHA,,48,\n").Faults.Select(fault => $"{fault.Line} {fault.Column}")
            .ShouldBe(["2 hours", "2 cutOff", "3 destination"]);

    [Fact]
    public void a_file_in_another_encoding_is_reported()
    {
        using var content = new MemoryStream([.. "code,name\nSHA,"u8, 0xC9, 0xCF, 0xBA, 0xA3]);

        ReferenceFile.All.Single(file => file.Name == "stations.csv")
            .Read(content, Shanghai).Faults.ShouldHaveSingleItem().Expected.ShouldStartWith("UTF-8");
    }

    [Fact]
    public async Task a_folder_is_recorded_calendars_first_and_a_second_load_changes_nothing()
    {
        await using var service = await FakeService.StartAsync();
        Write("lanes.csv", "origin,destination,hours,calendar\nSHA,CTU,48,cn\nSHA,KMG,72,cn");
        Write("calendars.csv", "\uFEFFcalendar,day,kind\ncn,2026-10-01,holiday");
        Write("accounts.csv", "account,name\nACME,重点客户");

        (await Run(service)).ShouldBe(0);
        service.ReferenceEvents.Select(item => (string)item["type"]!)
            .ShouldBe(["calendarSet", "accountSet", "laneStandardSet", "laneStandardSet"]);
        ((string)service.ReferenceEvents[1]["data"]!["name"]!).ShouldBe("重点客户");
        service.ReferenceEvents.ShouldAllBe(item => (string)item["station"]! == "HQ"
            && DateTimeOffset.Parse((string)item["occurredAt"]!, System.Globalization.CultureInfo.InvariantCulture) <= DateTimeOffset.Now);

        (await Run(service)).ShouldBe(0);
        service.ReferenceEvents.Count.ShouldBe(4);

        Write("lanes.csv", "origin,destination,hours,calendar\nSHA,CTU,48,cn\nSHA,KMG,60,cn");
        (await Run(service)).ShouldBe(0);
        ((int)service.ReferenceEvents[^1]["data"]!["hours"]!, service.ReferenceEvents.Count).ShouldBe((60, 5));
    }

    [Fact]
    public async Task of_a_file_with_a_bad_row_nothing_is_sent_but_the_others_are()
    {
        await using var service = await FakeService.StartAsync();
        Write("lanes.csv", "origin,destination,hours\nSHA,CTU,48\nSHA,KMG,many");
        Write("stations.csv", "code\nSHA");

        (await Run(service)).ShouldBe(1);

        service.ReferenceEvents.Select(item => (string)item["type"]!).ShouldBe(["stationSet"]);
    }

    [Fact]
    public async Task refusals_of_the_service_are_reported_by_line()
    {
        await using var service = await FakeService.StartAsync();
        Write("lanes.csv", "origin,destination,hours\nSHA,CTU,48\nSHA,KMG,0");

        (await Run(service)).ShouldBe(1);

        var loader = new ReferenceLoader(Shared.Client(service.Url), new HashSet<Guid>(), "2026-01-01T00:00:00+08:00",
            "HQ", "me");
        (await loader.SendAsync("lanes.csv", Read("lanes.csv", "origin,destination,hours\nSHA,CTU,48\nSHA,KMG,0").Rows,
            TestContext.Current.CancellationToken)).ShouldBe(0);
        loader.Refused.ShouldHaveSingleItem().ToString()
            .ShouldBe("lanes.csv line 3, column hours: expected 1 to 10000 (invalid-value 数值不合要求)");
        service.ReferenceEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_folder_without_any_of_the_files_fails() =>
        (await Root.Command().Parse(["load", "reference", folder.FullName])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)).ShouldBe(2);

    private static (IReadOnlyList<ReferenceRow> Rows, IReadOnlyList<RowFault> Faults) Read(string file, string csv)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        return ReferenceFile.All.Single(known => known.Name == file).Read(content, Shanghai);
    }

    private void Write(string file, string csv) => File.WriteAllText(Path.Combine(folder.FullName, file), csv);

    private Task<int> Run(FakeService service) =>
        Root.Command().Parse(["load", "reference", folder.FullName, "--url", service.Url.ToString()])
        .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
}
