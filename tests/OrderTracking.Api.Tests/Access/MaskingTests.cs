using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OrderTracking.Application.Access;
using OrderTracking.Application.Codec;
using OrderTracking.Domain;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>Personal data for callers who may see them only masked.</summary>
[Trait("Engine", "any")]
public class MaskingTests
{
    private static readonly Person Wang = new("王芳", "+86 138-0000-1234", "上海市浦东新区世纪大道100号");

    public static TheoryData<string> Places =>
        [.. from type in EventTypes.All from property in PersonsOf(type.Type) select $"{type.Wire}.{property.Name}"];

    [Fact]
    public void there_are_events_with_persons() => Places.Count.ShouldBeGreaterThanOrEqualTo(5);

    [Theory]
    [MemberData(nameof(Places))]
    public void no_event_shows_a_masked_person(string place)
    {
        var (type, property) = (EventTypes.All.Single(type => type.Wire == place.Split('.')[0]).Type, place.Split('.')[1]);
        var domainEvent = (DomainEvent)Make(type);
        PersonalData.AreIn(domainEvent).ShouldBeFalse();
        type.GetProperty(property)!.SetValue(domainEvent, Wang);

        PersonalData.AreIn(domainEvent).ShouldBeTrue();
        JsonSerializer.Serialize(domainEvent, EventJson.Data.GetTypeInfo(type)).ShouldContain(Wang.Name!);
        Hides(JsonSerializer.Serialize(domainEvent, EventJson.MaskedData.GetTypeInfo(type)));
    }

    [Fact]
    public void no_row_shows_a_masked_person()
    {
        foreach (var type in typeof(IViewRow).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IViewRow)) && PersonsOf(type).Any()))
        {
            var row = Make(type);
            foreach (var property in PersonsOf(type)) property.SetValue(row, Wang);

            Hides(JsonSerializer.Serialize(row, EventJson.MaskedRows.GetTypeInfo(type)));
            var http = new JsonSerializerOptions();
            EventJson.Configure(http);
            Hides(JsonSerializer.Serialize(new { items = new[] { row } }, EventJson.Masked(http)));
        }
    }

    [Theory]
    [InlineData("王芳", "王**")]
    [InlineData("李", "李**")]
    [InlineData("Anna", "A**")]
    [InlineData("𠮷田", "𠮷**")]
    [InlineData("e\u0301mile", "e\u0301**")]
    [InlineData("", "**")]
    public void of_a_name_the_first_letter_is_shown(string name, string masked) =>
    Masked(new(name)).GetProperty("name").GetString().ShouldBe(masked);

    [Theory]
    [InlineData("13800001234", "138****")]
    [InlineData("+86 138-0000-1234", "+86****")]
    [InlineData("0211234", "021****")]
    [InlineData("021234", "02****")]
    [InlineData("1234", "****")]
    [InlineData("12", "****")]
    [InlineData("1 2-3 4", "****")]
    [InlineData("", "****")]
    [InlineData("x𠮷𠮷", "x𠮷****")]
    [InlineData("xy𠮷", "xy****")]
    public void of_a_phone_never_the_last_four_digits(string phone, string masked) =>
    Masked(new(Phone: phone)).GetProperty("phone").GetString().ShouldBe(masked);

    [Fact]
    public void of_an_address_nothing_is_shown_but_that_there_is_one()
    {
        Masked(Wang).GetProperty("address").GetString().ShouldBe("***");
        Masked(new()).EnumerateObject().ShouldBeEmpty();
    }

    // An instance of any record, with made-up members.
    private static object Make(Type type)
    {
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var text in type.GetProperties().Where(property => property.PropertyType == typeof(string) && property.CanWrite))
            text.SetValue(made, "x");
        return made;
    }

    private static JsonElement Masked(Person person) =>
        JsonSerializer.SerializeToElement(person, EventJson.MaskedData.GetTypeInfo(typeof(Person)));

    private static IEnumerable<PropertyInfo> PersonsOf(Type type) =>
        type.GetProperties().Where(property => property.PropertyType == typeof(Person));

    private static void Hides(string json)
    {
        json.ShouldContain("王**");
        foreach (var secret in (string[])["王芳", "芳", "1234", "0000", "138", "浦东", "上海", "100号"]) json.ShouldNotContain(secret);
    }
}
