using OrderTracking.Application.Localization;
using OrderTracking.Domain.Cases;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests.Cases;

public sealed class CaseTypeTests
{
    [Fact]
    public void every_kind_status_and_step_has_labels_and_no_label_is_of_another() => CaseLabels.Keys.ShouldBe(
        AllCases.All.SelectMany(type => (string[])
        [
            type.Kind, .. type.Statuses.Select(status => $"{type.Kind}/{status}"), .. type.Steps.Select(step => $"{type.Kind}.{step}"),
        ]),
        ignoreOrder: true);

    [Fact]
    public void every_kind_is_judged_by_a_step_of_its_own() =>
        AllCases.All.ShouldAllBe(type => type.Steps.Contains(type.JudgedStep));

    [Theory]
    [InlineData("claim:CL-1", "claim")]
    [InlineData("claims:CL-1", null)]
    [InlineData("account:ACME", null)]
    [InlineData("ZB-1", null)]
    public void a_streams_kind_is_told_by_its_key(string stream, string? kind) =>
        (CaseStreams.TypeOf(stream)?.Kind).ShouldBe(kind);
}
