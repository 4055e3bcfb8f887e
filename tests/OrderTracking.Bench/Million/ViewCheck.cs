using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrderTracking.Domain.Projections;

namespace OrderTracking.Bench.Million;

/// <summary>Compares a service's views with its log and with the generator's count, so that no wrong views are measured.</summary>
internal static class ViewCheck
{
    /// <summary>All differences in words; empty when there is none.</summary>
    /// <param name="timeout">How long to wait until the views stand at the end of the log.</param>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        string connectionString, HttpClient service, ExpectedViews expected, TimeSpan timeout)
    {
        var differences = new List<string>();
        if (await BehindAsync(connectionString, service, timeout) is { } behind)
            differences.Add(behind);
        foreach (var (view, rows) in expected.Rows)
        {
            var table = JsonNamingPolicy.SnakeCaseLower.ConvertName(view);
            var there = await CountAsync(connectionString, $"select count(*) from tracking.{table}")
                - (view == AllViews.Deadlines.Name ? await FollowedSinceAsync(connectionString, expected.Now) : 0);
            if (there != rows)
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{view} has {there:#,0} rows instead of {rows:#,0}"));
        }

        foreach (var figure in expected.Figures)
            differences.AddRange(Compare(figure, await GroupsAsync(service, figure)));
        return differences;
    }

    /// <summary>Null once every view stands at the end that the log has now; otherwise, in words, how far they are behind it.</summary>
    public static async Task<string?> BehindAsync(string connectionString, HttpClient service, TimeSpan timeout)
    {
        var end = await CountAsync(connectionString, "select coalesce(max(seq_id), 0) from mt_events");
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            using var views = JsonDocument.Parse(await service.GetStringAsync("/v1/views"));
            var position = views.RootElement.GetProperty("items").EnumerateArray().Min(view => view.GetProperty("position").GetInt64());
            if (position >= end)
                return null;
            if (since.Elapsed > timeout)
                return string.Create(CultureInfo.InvariantCulture, $"the views stand at {position:#,0}, the log ends at {end:#,0}");
        }
    }

    // A group whose numbers are nought may be left out.
    private static IEnumerable<string> Compare(GroupedFigure figure, Dictionary<string, (long First, long Second)> answered) =>
        from key in figure.Groups.Keys.Union(answered.Keys).Order(StringComparer.Ordinal)
        let wanted = figure.Groups.GetValueOrDefault(key)
        let there = answered.GetValueOrDefault(key)
        where there != wanted
        select string.Create(CultureInfo.InvariantCulture,
            $"{figure.Path}: {key} has {figure.First} {there.First} and {figure.Second} {there.Second} instead of {wanted.First} and "
            + $"{wanted.Second}");

    private static async Task<Dictionary<string, (long First, long Second)>> GroupsAsync(HttpClient service, GroupedFigure figure)
    {
        using var answer = JsonDocument.Parse(await service.GetStringAsync(figure.Path));
        return answer.RootElement.GetProperty("groups").EnumerateArray().ToDictionary(
            group => group.GetProperty("key").GetString()!,
            group => (group.GetProperty(figure.First).GetInt64(), group.GetProperty(figure.Second).GetInt64()));
    }

    // A deadline that the clock records as missed since the year ended asks for the customer to be told, which is a row more.
    private static Task<long> FollowedSinceAsync(string connectionString, DateTimeOffset end) => CountAsync(connectionString,
        "select count(*) from tracking.deadlines where rule = 'customerNotification' and started_at > "
        + $"'{end.AddSeconds(-2):O}'");

    private static async Task<long> CountAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
