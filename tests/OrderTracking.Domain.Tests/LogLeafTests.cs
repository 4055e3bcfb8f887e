using System.Text;
using OrderTracking.Domain.Transparency;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

/// <summary>The leaf, byte by byte as ops/docs/transparency-log.md says.</summary>
public sealed class LogLeafTests
{
    private static readonly StoredEvent Stored = new(
        17, new("93142613-0000-4000-8000-000000000001"), "ZB-1", 3, "waybill.arrived.v1",
        new DateTime(2026, 11, 27, 4, 2, 9, DateTimeKind.Utc).AddTicks(8_086_390),
        Encoding.UTF8.GetBytes("""{"by": "li.wei", "pieces": 11, "occurredAt": "2026-11-27T12:02:09+08:00"}"""),
        Encoding.UTF8.GetBytes("""{"source": "person"}"""), null, null, "li.wei", null, "*DEFAULT*", null);

    [Fact]
    public void a_leaf_is_the_text_that_the_document_shows()
    {
        var leaf = LogLeaf.Of(12, Stored, new byte[32]);
        // sha256sum of: 36:93142613-…\n73:{"by": …}\n20:{"source": …}\n-\n-\n6:li.wei\n-\n9:*DEFAULT*\n-\n
        var content = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(
            "36:93142613-0000-4000-8000-000000000001\n"
            + "73:{\"by\": \"li.wei\", \"pieces\": 11, \"occurredAt\": \"2026-11-27T12:02:09+08:00\"}\n"
            + "20:{\"source\": \"person\"}\n-\n-\n6:li.wei\n-\n9:*DEFAULT*\n-\n"));
        leaf.ToString().ShouldBe(
            "event-leaf/v1\nindex 12\nposition 17\nstream ZB-1\nversion 3\ntype waybill.arrived.v1\nrecorded 2026-11-27T04:02:09.808639Z\n"
            + $"occurred 2026-11-27T12:02:09+08:00\nsender li.wei\ncontent {Convert.ToBase64String(content)}\n"
            + "previous AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        LogLeaf.Read(leaf.ToBytes()).ShouldBe(leaf);
    }

    [Fact]
    public void whatever_is_stored_no_leaf_is_longer_than_512_bytes_and_each_can_be_read()
    {
        var text = string.Concat(Enumerable.Repeat("运单\n", 100));
        var leaf = LogLeaf.Of(long.MaxValue, Stored with
        {
            Position = long.MaxValue, Version = long.MaxValue, Stream = text, Type = text, Sender = text,
            Data = Encoding.UTF8.GetBytes($"{{\"occurredAt\": \"{new string('9', 300)}\"}}"),
        }, new byte[32]);
        leaf.ToBytes().Length.ShouldBeLessThanOrEqualTo(LogLeaf.MaxBytes);
        LogLeaf.Read(leaf.ToBytes()).ShouldBe(leaf);
        var longest = LogLeaf.Of(long.MaxValue, Stored with { Stream = new('x', 48), Position = long.MinValue }, new byte[32]);
        longest.Stream.ShouldBe(new('x', 48));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("sha256:")]
    public void a_text_that_would_be_read_as_something_else_stands_as_its_hash(string text) =>
        LogLeaf.TextOf(text).ShouldStartWith("sha256:");

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"a": {"occurredAt": "x"}, "occurredAt": 1}""")]
    public void data_without_a_time_of_occurrence_has_none(string data) =>
        LogLeaf.Of(0, Stored with { Data = Encoding.UTF8.GetBytes(data) }, null).OccurredAt.ShouldBe(LogLeaf.None);

    [Fact]
    public void each_thing_that_is_stored_changes_the_leaf()
    {
        StoredEvent[] changed =
        [
            Stored with { Position = 18 }, Stored with { Id = Guid.Empty }, Stored with { Stream = "ZB-2" }, Stored with { Version = 4 },
            Stored with { Type = "waybill.loaded.v1" }, Stored with { RecordedAt = Stored.RecordedAt.AddTicks(10) },
            Stored with { Data = Encoding.UTF8.GetBytes("{}") }, Stored with { Headers = null }, Stored with { Correlation = "" },
            Stored with { Causation = "" }, Stored with { Sender = null }, Stored with { DotnetType = "" }, Stored with { Tenant = null },
            Stored with { Binary = [] },
        ];
        changed.Select(stored => LogLeaf.Of(0, stored, null).ToString()).Append(LogLeaf.Of(0, Stored, null).ToString())
            .Distinct().Count().ShouldBe(changed.Length + 1);
    }
}
