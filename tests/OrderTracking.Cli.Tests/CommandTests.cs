using OrderTracking.SampleData.Commands;
using Shouldly;
using Xunit;

namespace OrderTracking.Cli.Tests;

public class CommandTests
{
    [Fact]
    public async Task loading_the_excerpt_of_cargo2000_ends_well()
    {
        await using var service = await FakeService.StartAsync();

        (await RunAsync("load", "cargo2000", Given.Fixture("cargo2000"), "--url", service.Url.ToString(), "--batch", "10", "--shuffle",
            "3", "--overlap")).ShouldBe(0);

        service.Recorded.Count.ShouldBe(53);
    }

    [Fact]
    public async Task a_service_that_breaks_its_own_rules_makes_loading_timelines_fail()
    {
        // The fake service never refuses a second signature, so the table must show a difference.
        await using var service = await FakeService.StartAsync();

        (await RunAsync("load", "timelines", Given.Fixture("carrier-timelines.json"), "--url", service.Url.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task a_missing_folder_fails_with_one_line() =>
        (await RunAsync("load", "cargo2000", "/nowhere")).ShouldBe(2);

    [Fact]
    public async Task an_unknown_zone_fails() =>
        (await RunAsync("load", "timelines", Given.Fixture("carrier-timelines.json"), "--zone", "Mars/Olympus")).ShouldBe(2);

    [Fact]
    public async Task lines_can_be_written_to_a_file_instead()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            (await RunAsync("load", "cargo2000", Given.Fixture("cargo2000"), "--write", file)).ShouldBe(0);

            (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length.ShouldBe(53);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task the_demonstration_fills_an_empty_service_and_leaves_a_full_one_alone()
    {
        await using var service = await FakeService.StartAsync();

        (await RunAsync("demo", "--url", service.Url.ToString(), "--waybills", "20", "--days", "10", "--once")).ShouldBe(0);
        var filled = service.Recorded.Count;
        (await RunAsync("demo", "--url", service.Url.ToString(), "--waybills", "20", "--days", "10", "--once")).ShouldBe(0);

        filled.ShouldBeGreaterThan(20);
        service.Recorded.Count.ShouldBe(filled);
        service.ReferenceEvents.Select(item => (string)item["id"]!).ShouldBe(
            service.ReferenceEvents.Select(item => (string)item["id"]!).Distinct());
        service.ReferenceEvents.ShouldContain(item => (string)item["type"]! == "accountSet");
    }

    private static Task<int> RunAsync(params string[] args) =>
        SampleDataCommand.Command().Parse(args).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
}
