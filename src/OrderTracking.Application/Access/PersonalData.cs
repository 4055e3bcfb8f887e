using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Access;

/// <summary>Which events and rows contain personal data.</summary>
public static class PersonalData
{
    public static bool AreIn(DomainEvent domainEvent) => domainEvent switch
    {
        Received received => (received.Shipper ?? received.Consignee) is not null,
        OrderAmended amended => (amended.Shipper ?? amended.Consignee) is not null,
        DispatchRequested { Driver: not null } or PickedUp { Driver: not null } or OutForDelivery { Driver: not null }
            or Signed { Signer: not null } => true,
        _ => false,
    };

    public static bool AreIn(WaybillRow row) => (row.Shipper ?? row.Consignee) is not null;
}
