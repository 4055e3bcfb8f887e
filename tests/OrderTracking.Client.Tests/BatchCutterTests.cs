using System.Text;
using Shouldly;
using Xunit;

namespace OrderTracking.Client.Tests;

/// <summary>A day's file is cut into batches that the service takes.</summary>
[Trait("Engine", "any")]
public sealed class BatchCutterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task lines_keep_their_bytes_and_their_numbers_in_the_file()
    {
        var file = "\uFEFF{\"waybill\":\"A\"}\n\r\n  \n{\"waybill\": \"B\", \"x\":\"沪\"}\r\nnot json\n{\"case\":\"claim:1\"}";

        var lines = await BatchCutter.Lines(new MemoryStream(Encoding.UTF8.GetBytes(file)), Cancel).ToListAsync(Cancel);

        lines.Select(line => (line.Number, Encoding.UTF8.GetString(line.Json.Span), line.Subject)).ShouldBe(
        [
            (1, "{\"waybill\":\"A\"}", "A"), (4, "{\"waybill\": \"B\", \"x\":\"沪\"}\r", "B"), (5, "not json", null),
            (6, "{\"case\":\"claim:1\"}", "claim:1"),
        ]);
    }

    [Fact]
    public async Task a_line_longer_than_a_buffer_is_one_line()
    {
        var line = $"{{\"data\":{{\"waybill\":\"no\"}},\"waybill\":\"A\",\"note\":\"{new string('x', 100_000)}\"}}";

        var lines = await BatchCutter.Lines(new MemoryStream(Encoding.UTF8.GetBytes($"{line}\n{line}\n")), Cancel).ToListAsync(Cancel);

        lines.Select(found => (found.Number, found.Json.Length, found.Subject)).ShouldBe([(1, line.Length, "A"), (2, line.Length, "A")]);
    }

    [Fact]
    public async Task batches_end_at_so_many_lines_or_bytes()
    {
        (await Cut(new(2, 1_000, 10, 10_000), "ABCDE")).ShouldBe(["AB", "CD", "E"]);
        (await Cut(new(100, 5, 100, 100), "ABCDE")).ShouldBe(["AB", "CD", "E"]);
    }

    /// <summary>A correction has to be in one batch with the event that replaces what it corrects.</summary>
    [Fact]
    public async Task lines_of_a_waybill_that_follow_each_other_stay_together()
    {
        (await Cut(new(3, 1_000, 10, 10_000), "ABBBBCD")).ShouldBe(["ABBBB", "CD"]);
        (await Cut(new(100, 5, 100, 100), "ABBBBCD")).ShouldBe(["ABBBB", "CD"]);
    }

    [Fact]
    public async Task no_batch_is_more_than_the_service_takes()
    {
        (await Cut(new(2, 1_000, 3, 10_000), "AAAAAAAB")).ShouldBe(["AAA", "AAA", "AB"]);
        (await Cut(new(100, 4, 100, 6), "AAAAAAAB")).ShouldBe(["AAA", "AAA", "AB"]);
    }

    // Each letter is a line of a waybill of that name.
    private static async Task<List<string>> Cut(BatchCutter cutter, string letters) => await cutter
        .Cut(letters.Select((letter, at) => new NumberedLine(at + 1, new[] { (byte)letter }, $"{letter}")).ToAsyncEnumerable(), Cancel)
        .Select(batch => Encoding.UTF8.GetString(batch.Ndjson.Span).Replace("\n", "", StringComparison.Ordinal)).ToListAsync(Cancel);
}
