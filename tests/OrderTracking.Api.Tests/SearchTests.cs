using System.Text.Json.Nodes;
using OrderTracking.Api.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>The search over all waybills, and paging.</summary>
public class SearchTests(SearchTests.Fixture fixture) : IClassFixture<SearchTests.Fixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("account=BETA", "S-0001 S-0004 S-0007")]
    [InlineData("account=BETA&status=signed", "S-0004")]
    [InlineData("account=BETA&lane=SHA~CTU", "S-0001 S-0007")]
    [InlineData("lane=SHA~HRB", "S-0004")]
    [InlineData("q=S-000&account=BETA", "S-0001 S-0004 S-0007")]
    [InlineData("q=s-0004", "S-0004")]
    [InlineData("q=ORDER-7", "S-0007")]
    [InlineData("q=ORDER-", "S-0007 S-0008")]
    [InlineData("q=王", "S-0002 S-0003")]
    [InlineData("q=王芳", "S-0002")]
    [InlineData("q=芳", "")]
    [InlineData("q=1234", "S-0002")]
    [InlineData("q=0000-1234", "S-0002")]
    [InlineData("q=8613800001234", "S-0002")]
    [InlineData("q=234", "")]
    [InlineData("q=0000", "")]
    [InlineData("q=%25", "S-0005")]
    [InlineData("q=_", "S-0006")]
    [InlineData("q=100%25", "S-0009")]
    [InlineData("q=100_", "")]
    [InlineData("q=%5C", "S-0010")]
    [InlineData("q=NOBODY", "")]
    [InlineData("account=NOBODY", "")]
    [InlineData("from=2026-03-01&to=2026-03-02", "D-2")]
    [InlineData("from=2026-03-01", "D-2 D-3")]
    [InlineData("to=2026-03-01&account=DAYS", "D-1")]
    [InlineData("from=2026-02-28&to=2026-03-03", "D-1 D-2 D-3")]
    public async Task a_search_finds_what_it_should_and_nothing_else(string query, string expected)
    {
        var rows = await fixture.Service.All($"/v1/waybills?{query}");

        rows.Select(row => row.GetProperty("waybill").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("S-000", "?account=BETA", "S-0001 S-0004 S-0007")]
    [InlineData("王", "", "S-0002 S-0003")]
    [InlineData("nothing", "", "")]
    public async Task a_search_whose_text_is_in_the_body_finds_the_same(string text, string query, string expected)
    {
        var posted = await fixture.Service.Post($"/v1/waybills/search{query}", new { q = text });

        posted.Status.ShouldBe(200, posted.ToString());
        posted.Items.Select(row => row.GetProperty("waybill").GetString()).Order(StringComparer.Ordinal)
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        var separator = query.Length == 0 ? '?' : '&';
        posted.Text.ShouldBe((await fixture.Service.Get($"/v1/waybills{query}{separator}q={Uri.EscapeDataString(text)}")).Text);
    }

    [Theory]
    [InlineData("""{"q":""}""", "invalid-parameter", "q")]
    [InlineData("""{"q":"\u0000"}""", "invalid-text", "q")]
    [InlineData("""{}""", "missing-field", "q")]
    [InlineData("""{"q":"S","w":1}""", "unknown-field", "w")]
    [InlineData("""{"q":1}""", "invalid-type", "q")]
    [InlineData("S", "invalid-json", "")]
    public async Task a_search_whose_body_is_none_is_refused(string body, string code, string field)
    {
        var refused = await fixture.Service.Post("/v1/waybills/search", System.Text.Encoding.UTF8.GetBytes(body), RunningService.JsonType);

        (refused.Status, refused.Code, refused.Field ?? "").ShouldBe((400, code, field), refused.ToString());
        (await fixture.Service.Post("/v1/waybills/search?q=S", new { q = "S" })).Code.ShouldBe("unknown-parameter");
    }

    [Theory]
    [InlineData("/v1/waybills?account=PAGES", 1)]
    [InlineData("/v1/waybills?account=PAGES", 7)]
    [InlineData("/v1/waybills?account=PAGES", 25)]
    [InlineData("/v1/waybills?q=P-&account=PAGES", 7)]
    public async Task pages_give_each_waybill_once_newest_received_first(string path, int limit)
    {
        var rows = await fixture.Service.All(path, limit);

        // Two waybills each have the same time: the number decides their order.
        rows.Select(row => row.GetProperty("waybill").GetString()).ShouldBe(Enumerable.Range(0, 25).Reverse().Select(i => $"P-{i:00}"));
    }

    [Theory]
    [InlineData("/v1/exceptions?account=PAGES", 4, "waybill")]
    [InlineData("/v1/on-time/waybills?account=PAGES", 4, "waybill")]
    [InlineData("/v1/receipts?account=PAGES", 4, "waybill")]
    public async Task the_other_lists_page_as_well(string path, int limit, string key)
    {
        var pages = (await fixture.Service.All(path, limit)).Select(row => row.GetProperty(key).GetString()).ToList();

        pages.ShouldBe((await fixture.Service.All(path)).Select(row => row.GetProperty(key).GetString()));
        pages.Order().ShouldBe(Enumerable.Range(0, 25).Select(i => $"P-{i:00}"));
    }

    [Fact]
    public async Task a_page_says_how_far_the_views_are()
    {
        var answer = await fixture.Service.Get($"/v1/waybills?waitFor={fixture.Position}&limit=1");

        answer.Position.ShouldBeGreaterThanOrEqualTo(fixture.Position);
        answer.Body.GetProperty("lagMs").GetInt64().ShouldBe(0);
    }

    public sealed class Fixture : ServiceFixture
    {
        public long Position { get; private set; }

        protected override async Task Prepare()
        {
            var lines = new List<JsonObject>();
            Add("S-0001", "BETA");
            Add("S-0002", consignee: new { name = "王芳", phone = "+86 138-0000-1234" });
            Add("S-0003", consignee: new { name = "王" , phone = "139 5555 0002" });
            Add("S-0004", "BETA", destination: "HRB");
            lines.Add(Send.Signed(At.AddDays(1), 10, station: "HRB", waybill: "S-0004"));
            Add("S-0005", order: "%discount");
            Add("S-0006", order: "_blank");
            Add("S-0007", "BETA", order: "ORDER-7");
            Add("S-0008", order: "ORDER-8");
            Add("S-0009", order: "100% cotton");
            Add("S-0010", order: "\\x");
            // The company's days begin at midnight in Shanghai, whatever the sender's offset.
            Add("D-1", "DAYS", at: new(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(8)));
            Add("D-2", "DAYS", at: new(2026, 2, 28, 16, 0, 0, TimeSpan.Zero));
            Add("D-3", "DAYS", at: new(2026, 3, 2, 0, 0, 0, TimeSpan.FromHours(8)));
            for (var i = 0; i < 25; i++)
            {
                lines.Add(Send.Received(At.AddHours(i / 2), account: "PAGES", promisedAt: At.AddDays(3), copies: 1, waybill: $"P-{i:00}"));
                lines.Add(Send.Event("exceptionRaised", At.AddHours(i / 3), new { exceptionId = "E", kind = "damage" },
                    waybill: $"P-{i:00}"));
            }
            var answer = await Service.PostLines("/v1/events", lines);
            answer.Body.GetProperty("accepted").GetInt32().ShouldBe(lines.Count, answer.ToString());
            Position = answer.Position;
            (await Service.Get($"/v1/waybills?limit=1&waitFor={Position}")).Status.ShouldBe(200);

            void Add(string waybill, string account = "ACME", string destination = "CTU", string? order = null, object? consignee = null,
                DateTimeOffset? at = null) =>
                lines.Add(Send.Event("received", at ?? At,
                    new { account, origin = "SHA", destination, pieces = 10, orderNumber = order, consignee }, waybill: waybill));
        }
    }
}
