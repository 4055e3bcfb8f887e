using System.Globalization;
using OrderTracking.Api.Hosting;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests;

/// <summary>What a log has of lines that come again and again.</summary>
public sealed class RepeatedLinesTests : IDisposable
{
    private readonly List<LogEvent> written;
    private readonly Logger log;
    private RepeatedLines repeated = null!;

    public RepeatedLinesTests()
    {
        var sink = new KeptLines();
        written = sink.Lines;
        log = LoggerSinkConfiguration.Wrap(new LoggerConfiguration().WriteTo, kept => repeated = new(kept), lines => lines.Sink(sink),
            LevelAlias.Minimum, null).CreateLogger();
    }

    public void Dispose() => log.Dispose();

    [Fact]
    public void a_line_is_written_once_and_how_often_it_came_again_at_the_end_of_the_minute()
    {
        for (var i = 0; i < 100_000; i++) log.Warning("{Subject} has no right to {Route}", "somebody", "/v1/keys");
        log.Warning("{Subject} has no right to {Route}", "another", "/v1/keys");

        Written().ShouldBe(["\"somebody\" has no right to \"/v1/keys\"", "\"another\" has no right to \"/v1/keys\""]);

        written.Clear();
        repeated.WriteCounts();
        written.ShouldHaveSingleItem().Properties.Values.Select(value => ((ScalarValue)value).Value)
            .ShouldBe([99_999L, "\"somebody\" has no right to \"/v1/keys\""]);
        written[0].Level.ShouldBe(LogEventLevel.Warning);

        written.Clear();
        repeated.WriteCounts();
        written.ShouldBeEmpty();
        log.Warning("{Subject} has no right to {Route}", "somebody", "/v1/keys");
        Written().ShouldBe(["\"somebody\" has no right to \"/v1/keys\""]);
    }

    [Fact]
    public void whoever_makes_up_other_values_each_time_gets_no_more_lines_and_hides_no_other_message()
    {
        for (var i = 0; i < 10_000; i++) log.Warning("the key {Id} is unknown", i);
        log.Warning("something else");

        written.Count.ShouldBe(RepeatedLines.MaxDifferent + 1);
        Written().Last().ShouldBe("something else");
        written.Clear();
        repeated.WriteCounts();
        Written().ShouldBe(["9900 more within a minute: \"the key {Id} is unknown\""]);
    }

    [Fact]
    public void the_same_message_with_another_fault_is_another_line()
    {
        foreach (var fault in new[] { "first", "second", "first" }) log.Error(new IOException(fault), "it failed");

        written.Select(line => line.Exception!.Message).ShouldBe(["first", "second"]);
    }

    [Fact]
    public void what_the_service_says_of_its_own_work_is_always_written()
    {
        for (var i = 0; i < 3; i++) log.Information("This node now leads");

        written.Count.ShouldBe(3);
    }

    private IEnumerable<string> Written() => written.Select(line => line.RenderMessage(CultureInfo.InvariantCulture));

    private sealed class KeptLines : ILogEventSink
    {
        public List<LogEvent> Lines { get; } = [];

        public void Emit(LogEvent logEvent) => Lines.Add(logEvent);
    }
}
