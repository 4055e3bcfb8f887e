using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Access;

/// <summary>Which events and rows contain personal data.</summary>
public static class PersonalData
{
    public static bool AreIn(DomainEvent domainEvent) => Persons.Of(domainEvent).Any(person => person.Person.Erased is not true);

    public static bool AreIn(WaybillRow row) => row.Shipper is { Erased: not true } || row.Consignee is { Erased: not true };
}
