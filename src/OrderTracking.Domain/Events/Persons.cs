namespace OrderTracking.Domain.Events;

/// <summary>
/// What a person is to a waybill, or to a case: who claims, complains or asks. Each has a key of its own, so that one can be erased and the
/// others stay. Text is whoever the free texts name.
/// </summary>
public enum PersonRole { Shipper, Consignee, Signer, Driver, Claimant, Text }

/// <summary>Personal data. It occurs only in objects of this type, which are encrypted before they are stored.</summary>
public sealed record Person(string? Name = null, string? Phone = null, string? Address = null)
{
    /// <summary>Somebody of whom nothing is known any more.</summary>
    public static readonly Person ErasedOne = new() { Erased = true };

    /// <summary>True once the person's key was destroyed; then nothing else is known of the person. A sender never says so.</summary>
    public bool? Erased { get; init; }

    /// <summary>How the person is stored: encrypted, with the other members absent. Null wherever a person can be read.</summary>
    public string? Sealed { get; init; }
}

/// <summary>
/// 个人信息已删除. What had been recorded of a person until then was erased, in all events before this one. Recorded by the service alone.
/// </summary>
/// <param name="Erasure">The id of the erasure that was asked for and approved.</param>
public sealed record PersonErased(PersonRole Role, string Erasure) : WaybillEvent;

/// <summary>The persons of events: the one list of the members that hold personal data.</summary>
public static class Persons
{
    /// <summary>The event with each of its persons replaced; the same instance where it has none.</summary>
    public static T Change<T>(T domainEvent, Func<PersonRole, Person, Person?> change) where T : DomainEvent
    {
        return (T)(DomainEvent)(domainEvent switch
        {
            Received x when (x.Shipper ?? x.Consignee) is not null =>
                x with { Shipper = Changed(PersonRole.Shipper, x.Shipper), Consignee = Changed(PersonRole.Consignee, x.Consignee) },
            OrderAmended x when (x.Shipper ?? x.Consignee) is not null =>
                x with { Shipper = Changed(PersonRole.Shipper, x.Shipper), Consignee = Changed(PersonRole.Consignee, x.Consignee) },
            DispatchRequested { Driver: { } driver } x => x with { Driver = change(PersonRole.Driver, driver) },
            PickedUp { Driver: { } driver } x => x with { Driver = change(PersonRole.Driver, driver) },
            OutForDelivery { Driver: { } driver } x => x with { Driver = change(PersonRole.Driver, driver) },
            Signed { Signer: { } signer } x => x with { Signer = change(PersonRole.Signer, signer) },
            ClaimFiled { Claimant: { } claimant } x => x with { Claimant = change(PersonRole.Claimant, claimant) },
            ComplaintReceived { Complainant: { } claimant } x => x with { Complainant = change(PersonRole.Claimant, claimant) },
            InquiryReceived { Inquirer: { } inquirer } x => x with { Inquirer = change(PersonRole.Claimant, inquirer) },
            _ => domainEvent,
        });

        Person? Changed(PersonRole role, Person? person) => person is null ? null : change(role, person);
    }

    /// <summary>The event without what it says of this person, but that it was erased.</summary>
    public static T Erase<T>(T domainEvent, PersonRole role) where T : DomainEvent => role == PersonRole.Text
        ? FreeTexts.Erase(domainEvent) : Change(domainEvent, (its, person) => its == role ? Person.ErasedOne : person);

    /// <summary>The persons of an event, each with its role.</summary>
    public static IEnumerable<(PersonRole Role, Person Person)> Of(DomainEvent domainEvent)
    {
        return domainEvent switch
        {
            Received x => Both(x.Shipper, x.Consignee),
            OrderAmended x => Both(x.Shipper, x.Consignee),
            DispatchRequested { Driver: { } driver } => [(PersonRole.Driver, driver)],
            PickedUp { Driver: { } driver } => [(PersonRole.Driver, driver)],
            OutForDelivery { Driver: { } driver } => [(PersonRole.Driver, driver)],
            Signed { Signer: { } signer } => [(PersonRole.Signer, signer)],
            ClaimFiled { Claimant: { } claimant } => [(PersonRole.Claimant, claimant)],
            ComplaintReceived { Complainant: { } claimant } => [(PersonRole.Claimant, claimant)],
            InquiryReceived { Inquirer: { } inquirer } => [(PersonRole.Claimant, inquirer)],
            _ => [],
        };

        static (PersonRole, Person)[] Both(Person? shipper, Person? consignee) => (shipper, consignee) switch
        {
            ({ } one, { } other) => [(PersonRole.Shipper, one), (PersonRole.Consignee, other)],
            ({ } one, null) => [(PersonRole.Shipper, one)],
            (null, { } other) => [(PersonRole.Consignee, other)],
            _ => [],
        };
    }
}
