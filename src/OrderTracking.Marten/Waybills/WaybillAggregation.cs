using JasperFx.Events;
using Marten.Events.Aggregation;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using OrderTracking.Marten.Log;

namespace OrderTracking.Marten.Waybills;

/// <summary>The waybill that the rules decide on, as Marten's aggregate of its stream.</summary>
internal sealed class WaybillAggregation : SingleStreamProjection<Waybill, string>
{
    public override Waybill Evolve(Waybill? snapshot, string id, IEvent e) =>
        (snapshot ?? Waybill.Of(new(id, []))).With([e.Recorded<WaybillEvent>()]);
}
