using System.Runtime.CompilerServices;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Waybills;
using Shouldly;
using Xunit;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>Which texts of events may name anybody, and are stored encrypted for that reason.</summary>
public sealed class FreeTextTests
{
    // Codes, identifiers, handles, and words of a kind. A text that people write as they like is in FreeTexts instead.
    private static readonly string[] Codes =
    [
        "Account", "ActionId", "Approver", "By", "Channel", "ClaimId", "ComplaintId", "Courier", "Deadline", "Destination", "Erasure",
        "ExceptionId", "FirstHandler", "Follows", "Goods", "LoadingList", "Mandate", "NextStation", "OrderNumber", "Origin", "Owner",
        "Paper", "Payment", "Policy", "Post", "ReasonCode", "ReceiptKind", "Reference", "ResponsibleStation", "Round", "Site",
        "Standard", "Station", "Step", "ToStation", "TrackingNumber", "Vehicle", "Waybill",
    ];

    // Reference data are of no person: of companies, stations, posts and handles (ops/docs/access.md).
    private static readonly string[] OfReferenceData =
    [
        "Account", "AtStation", "Branch", "Calendar", "City", "Code", "Destination", "Evidence", "Format", "Grantor", "HandOver",
        "Instructions", "Mandate", "Manager", "Name", "Note", "Origin", "Post", "Reason", "Sha256", "Supervisor", "By", "Station",
    ];

    [Fact]
    public void every_text_of_an_event_is_declared_as_a_free_text_or_as_a_code()
    {
        foreach (var type in EventTypes.All.Select(type => type.Type))
        {
            var said = (DomainEvent)RuntimeHelpers.GetUninitializedObject(type);
            var texts = Fill(said).ToHashSet();
            var free = new List<string>();
            var changed = FreeTexts.Change(said, (member, text) =>
            {
                free.Add(text);
                return "changed";
            });
            texts.Except(free).Except(typeof(ReferenceEvent).IsAssignableFrom(type) ? OfReferenceData : Codes)
                .ShouldBeEmpty($"{type.Name}: neither in FreeTexts nor among the codes of this test");
            free.ShouldBeSubsetOf(texts);
            free.ShouldBeUnique();
            Texts(changed).Count(text => text == "changed").ShouldBe(free.Count, type.Name);
        }
    }

    [Fact]
    public void an_event_without_a_free_text_stays_the_same_instance()
    {
        var loaded = Loaded(10, "SHA", "CTU", 5);
        FreeTexts.Change<DomainEvent>(loaded, (_, _) => "x").ShouldBeSameAs(loaded);
        FreeTexts.Any(loaded, _ => true).ShouldBeFalse();
        FreeTexts.Any(Received() with { Remarks = "易碎" }, FreeText.IsOpen).ShouldBeTrue();
    }

    [Theory]
    [InlineData("[erased]")]
    [InlineData("[sealed]0.AAAA")]
    public void no_sender_says_what_stands_for_an_erased_or_an_encrypted_text(string text)
    {
        Spec.Given().When(Received() with { Remarks = text }).ThenRefused(RefusalCodes.InvalidValue, "data.remarks");
        Spec.Given(Received()).When(Arrived(10, "CTU", 30) with { Condition = text })
            .ThenRefused(RefusalCodes.InvalidValue, "data.condition");
        Spec.Given(Received()).When(Arrived(10, "CTU", 30) with { Condition = $"封条完好 {text}" }).ThenHistory();
    }

    [Fact]
    public void a_history_that_was_read_before_does_not_show_a_text_that_was_erased_since()
    {
        var before = Spec.Given(Received() with { Remarks = "交王芳本人", OneOffMandate = " " })
            .When(Signed(10, hour: 51, remark: new(ExceptionKind.Wet, "王芳说外箱湿"))).ThenHistory();
        var erased = new RecordedEvent<WaybillEvent>(Guid.NewGuid(), before.Position + 1, before.Version + 1, Spec.Now, EventSource.System,
            null, null, new PersonErased(PersonRole.Text, "e1") { OccurredAt = Spec.Now, Station = "SHA", By = "ordertracking" });

        var after = before.With([erased]);

        var received = (Received)after.Events[0].Event;
        (received.Remarks, received.OneOffMandate).ShouldBe((FreeText.Erased, " "));
        after.Events.Select(entry => entry.Event).OfType<Signed>().Single().Remark.ShouldBe(new(ExceptionKind.Wet, FreeText.Erased));
        after.Events.Select(entry => entry.Event).OfType<ExceptionRaised>().Single().Description.ShouldBe(FreeText.Erased);
    }

    // Each text says the name of its member, and of a part the part's.
    private static IEnumerable<string> Fill(object said)
    {
        foreach (var property in said.GetType().GetProperties().Where(property => property.CanWrite))
        {
            if (property.PropertyType == typeof(string))
            {
                property.SetValue(said, property.Name);
                yield return property.Name;
            }
            else if (property.PropertyType == typeof(Remark))
            {
                property.SetValue(said, new Remark(ExceptionKind.Wet, "Remark.Text"));
                yield return "Remark.Text";
            }
            else if (IsPart(property.PropertyType))
            {
                property.PropertyType.GetProperties().ShouldNotContain(part => part.PropertyType == typeof(string),
                    $"{property.PropertyType.Name} has texts, of which this test knows nothing");
            }
        }
    }

    private static IEnumerable<string?> Texts(object said) =>
        said.GetType().GetProperties().Where(property => property.CanWrite).Select(property => property.GetValue(said) switch
        {
            Remark remark => remark.Text, string text => text, _ => null,
        });

    // Persons have a list of their own; lists of texts are of stations, items and references.
    private static bool IsPart(Type type) => type.IsClass && type != typeof(Person) && type.Assembly == typeof(DomainEvent).Assembly;
}
