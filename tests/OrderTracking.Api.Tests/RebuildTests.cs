using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Codec;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>Views rebuilt while events keep coming in.</summary>
public class RebuildTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));

    // Columns are named like the row's members, as names are written in SQL.
    private static readonly JsonSerializerOptions Columns =
        new(EventJson.Rows) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private RunningService Service => fixture.Service;

    [Fact]
    public async Task readers_never_see_fewer_rows_and_the_rows_are_those_of_the_streams()
    {
        var first = await Load(0, 1500);
        await Service.Get($"/v1/on-time?waitFor={first}");
        using var done = new CancellationTokenSource();
        var answers = new ConcurrentQueue<string>();
        var reading = Task.WhenAll(Read("/v1/on-time?account=ACME", total => Excluded(total) + total.GetProperty("denominator").GetInt64()),
            Read("/v1/exceptions/report", total => total.GetProperty("exceptions").GetInt64()));
        var loading = Loading();

        for (var round = 0; round < 3; round++)
        {
            var before = await LastRebuilds();
            (await Service.Post("/v1/views/rebuild", [], null)).Status.ShouldBe(202);
            await Until(async () => (await LastRebuilds()).Zip(before).All(pair => pair.First is not null && pair.First != pair.Second));
        }
        await done.CancelAsync();
        await reading;
        var last = await loading;

        answers.ShouldBeEmpty();
        await Service.Get($"/v1/on-time?waitFor={last}");
        await ShouldBeTheRowsOfTheStreams();
        foreach (var view in (await Service.Get("/v1/views")).Items)
        {
            var facts = view.GetProperty("lastRebuild");
            facts.GetProperty("events").GetInt64().ShouldBeGreaterThan(3000);
            facts.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
            view.GetProperty("rebuilding").GetBoolean().ShouldBeFalse();
        }

        async Task Read(string path, Func<JsonElement, long> count)
        {
            var most = 0L;
            while (!done.IsCancellationRequested)
            {
                var answer = await Service.Get(path);
                var now = answer.Status == 200 ? count(answer.Body.GetProperty("total")) : -1;
                if (now < most) answers.Enqueue($"{path}: {now} after {most}: {answer}");
                most = Math.Max(most, now);
                await Task.Delay(5);
            }
            if (most < 1500) answers.Enqueue($"{path} never came to what was loaded: {most}");
        }

        async Task<long> Loading()
        {
            var position = 0L;
            // With pauses that are as much longer as the machine is slower: the log must not grow faster than the rebuild reads it.
            for (var i = 1; !done.IsCancellationRequested; i++)
            {
                var started = Stopwatch.GetTimestamp();
                position = await Load(10_000 * i, 60);
                await Task.Delay(TimeSpan.FromMilliseconds(50) + (3 * Stopwatch.GetElapsedTime(started)));
            }
            return position;
        }
    }

    [Fact]
    public async Task one_view_can_be_rebuilt_alone_and_wrong_rows_are_put_right()
    {
        await Load(1_000_000, 20);
        var position = await Load(1_100_000, 1);
        await Service.Get($"/v1/on-time?waitFor={position}");
        await using (var connection = new NpgsqlConnection(fixture.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var spoil = new NpgsqlCommand(
                "delete from tracking.receipts where waybill like 'V-10000%'; update tracking.receipts set row = '{}'", connection);
            await spoil.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await Service.Post("/v1/views/Receipts/rebuild", [], null)).Status.ShouldBe(202);

        await Until(async () => (await Service.Get("/v1/views")).Items.All(view => !view.GetProperty("rebuilding").GetBoolean()));
        await ShouldBeTheRowsOfTheStreams();
    }

    private async Task<long> Load(int from, int waybills) =>
        (await Service.PostLines("/v1/events", Enumerable.Range(from, waybills).SelectMany(Lines))).Position;

    private static JsonObject[] Lines(int number) =>
    [
        Send.Received(At.AddMinutes(number % 1000), promisedAt: At.AddDays(2), copies: number % 2, waybill: $"V-{number}"),
        Send.Event("exceptionRaised", At.AddHours(2), new { exceptionId = "E", kind = "delay" }, waybill: $"V-{number}"),
        Send.Signed(At.AddHours(40 + (number % 20)), 10, waybill: $"V-{number}"),
    ];

    private async Task ShouldBeTheRowsOfTheStreams()
    {
        var histories = new List<History>();
        await foreach (var history in Service.Parts.GetRequiredService<IEventLog>().Histories(long.MaxValue, CancellationToken.None))
            histories.Add(history);
        var company = Service.Parts.GetRequiredService<Company>();
        foreach (var view in AllViews.All) await Same(view, histories.SelectMany(history => view.RowsOf(history, company)));
    }

    // A table is called as its view. One without JSON has the row's members as its columns.
    private async Task Same(View view, IEnumerable<IViewRow> expected)
    {
        var table = JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Name);
        await using var connection = new NpgsqlConnection(fixture.ConnectionString);
        await connection.OpenAsync();
        await using var command =
            new NpgsqlCommand($"select to_jsonb(t) ->> 'row', to_jsonb(t)::text from tracking.{table} t", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<IViewRow>();
        while (await reader.ReadAsync())
        {
            found.Add((IViewRow)(reader.IsDBNull(0) ? JsonSerializer.Deserialize(reader.GetString(1), view.RowType, Columns)
                : JsonSerializer.Deserialize(reader.GetString(0), view.RowType, EventJson.Rows))!);
        }
        var rows = (await Service.Parts.GetRequiredService<SealedPersons>().Open<IViewRow>(found, CancellationToken.None))
            .ToDictionary(row => (row.Waybill, row.Key));
        var right = expected.ToDictionary(row => (row.Waybill, row.Key));
        rows.Count.ShouldBe(right.Count, table);
        right.Count(pair => !rows.TryGetValue(pair.Key, out var row) || !row.Equals(pair.Value)).ShouldBe(0, table);
    }

    private async Task<string?[]> LastRebuilds() =>
        [.. (await Service.Get("/v1/views")).Items
            .Select(view => view.GetProperty("lastRebuild") is { ValueKind: JsonValueKind.Object } facts ? facts.GetProperty("finishedAt")
                .GetString() : null)];

    private static long Excluded(JsonElement total) =>
        total.GetProperty("excluded").EnumerateObject().Sum(reason => reason.Value.GetInt64());

    private static async Task Until(Func<Task<bool>> come)
    {
        for (var givenUp = DateTime.UtcNow.AddSeconds(150); !await come(); await Task.Delay(50))
            if (DateTime.UtcNow > givenUp) throw new TimeoutException("The rebuild did not end.");
    }
}
