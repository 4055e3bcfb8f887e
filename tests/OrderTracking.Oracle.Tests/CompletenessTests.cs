using OrderTracking.Domain.Events;
using OrderTracking.Domain.Kpis;
using OrderTracking.Oracle.Replay;
using Shouldly;
using Xunit;

namespace OrderTracking.Oracle.Tests;

/// <summary>The oracle repeats the service's lists; here they are compared, so that none lacks what the other has.</summary>
[Trait("Engine", "any")]
public sealed class CompletenessTests
{
    [Fact]
    public void the_oracle_orders_every_event_type_as_the_service_does() =>
        Ranks.Types.ShouldBe(EventTypes.All.Where(type => type.IsOfWaybill).OrderBy(type => type.Rank).Select(type => type.Wire));

    [Fact]
    public void the_oracle_works_out_every_figure() =>
        Figures.Names.ShouldBe(Figure.All.Select(figure => figure.Name), ignoreOrder: true);
}
