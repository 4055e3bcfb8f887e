using OrderTracking.Api.Access;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;
using Shouldly;
using Xunit;

namespace OrderTracking.Api.Tests.Access;

/// <summary>What an administrator may grant by a key, alone and with a second person, and how long it lasts.</summary>
[Trait("Engine", "any")]
public sealed class KeyGrantTests(KeyGrantTests.Fixture fixture) : IClassFixture<KeyGrantTests.Fixture>
{
    private static readonly DateTimeOffset InAMonth = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(30);

    private RunningService Service => fixture.Service;

    private RunningService Anna => Service.As(Tokens.Caller("anna", [Role.Administrator]));

    private RunningService Bert => Service.As(Tokens.Caller("bert", [Role.Administrator]));

    [Theory]
    [InlineData("auditor", null, "/v1/audit/events")]
    [InlineData("administrator", null, "/v1/views")]
    [InlineData("dispatcher", "*", "/v1/waybills")]
    [InlineData("branchSystem", "*", "/v1/waybills")]
    public async Task a_key_that_reads_everything_or_administers_is_of_no_use_until_a_second_person_approves_it(
        string role, string? station, string path)
    {
        var (id, text) = await Make(Anna, role, station);
        var holder = Service.As(text);

        (await holder.Get(path)).Status.ShouldBe(401);
        var own = await Approve(Anna, id);
        (own.Status, own.Code).ShouldBe((403, "second-person-needed"), own.ToString());
        (await holder.Get(path)).Status.ShouldBe(401);

        var approved = await Approve(Bert, id);

        approved.Status.ShouldBe(200, approved.ToString());
        (approved.Body.GetProperty("createdBy").GetString(), approved.Body.GetProperty("approvedBy").GetString())
            .ShouldBe(("anna", "bert"));
        (await holder.Get(path)).Status.ShouldBe(200);
        (await Approve(Service.As(Tokens.Caller("carl", [Role.Administrator])), id)).Body.GetProperty("approvedBy").GetString()
            .ShouldBe("bert");
    }

    [Fact]
    public async Task a_key_is_no_second_person()
    {
        var (helper, text) = await Make(Anna, "administrator");
        (await Approve(Bert, helper)).Status.ShouldBe(200);
        var byKey = Service.As(text);
        var (ofKey, _) = await Make(byKey, "auditor");
        var (ofAnna, _) = await Make(Anna, "auditor");

        // Whoever holds the key is the person who had it made: neither approves what the other made.
        foreach (var (who, id) in new[] { (byKey, ofKey), (byKey, ofAnna), (Anna, ofKey), (Anna, ofAnna) })
            (await Approve(who, id)).Code.ShouldBe("second-person-needed");
        (await Approve(Bert, ofKey)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_key_of_one_branch_or_customer_needs_one_person_and_is_not_for_approval()
    {
        var (id, text) = await Make(Anna, "branchSystem", "SHA");

        (await Service.As(text).Get("/v1/waybills")).Status.ShouldBe(200);
        (await Approve(Bert, id)).Code.ShouldBe("no-approval-needed");
        (await Approve(Bert, "0000000000000000")).Code.ShouldBe("unknown-key");
    }

    [Fact]
    public async Task a_key_does_not_outlive_the_key_that_made_it()
    {
        var (helper, text) = await Make(Anna, "administrator");
        (await Approve(Bert, helper)).Status.ShouldBe(200);

        var longer = await Service.As(text).Post("/v1/keys", Body("branchSystem", "SHA", InAMonth.AddDays(1)));

        (longer.Status, longer.Code, longer.Field).ShouldBe((422, "invalid-value", "expiresAt"), longer.ToString());
        (await Service.As(text).Post("/v1/keys", Body("branchSystem", "SHA", InAMonth))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task whoever_revokes_a_key_revokes_what_was_made_with_it()
    {
        var (top, topText) = await Make(Anna, "administrator");
        await Approve(Bert, top);
        var (middle, middleText) = await Make(Service.As(topText), "administrator");
        await Approve(Bert, middle);
        var (bottom, bottomText) = await Make(Service.As(middleText), "branchSystem", "SHA");
        var (waiting, _) = await Make(Service.As(middleText), "auditor");
        var (other, otherText) = await Make(Anna, "branchSystem", "SHA");
        (await Service.As(bottomText).Get("/v1/waybills")).Status.ShouldBe(200);

        (await Bert.Send(new(HttpMethod.Delete, $"/v1/keys/{top}"))).Status.ShouldBe(200);

        (await Service.As(middleText).Get("/v1/views")).Status.ShouldBe(401);
        (await Service.As(bottomText).Get("/v1/waybills")).Status.ShouldBe(401);
        (await Service.As(otherText).Get("/v1/waybills")).Status.ShouldBe(200);
        var keys = (await Anna.Get("/v1/keys?limit=1000")).Items.ToDictionary(key => key.GetProperty("id").GetString()!);
        foreach (var id in new[] { top, middle, bottom, waiting })
            keys[id].GetProperty("revokedBy").GetString().ShouldBe("bert", id);
        keys[other].GetProperty("revokedBy").GetString().ShouldBeNull();
        (await Approve(Bert, waiting)).Code.ShouldBe("key-ended");
    }

    [Fact]
    public async Task many_keys_made_while_their_maker_is_revoked_leave_none_alive()
    {
        var (maker, text) = await Make(Anna, "administrator");
        await Approve(Bert, maker);
        var byKey = Service.As(text);
        (await byKey.Get("/v1/views")).Status.ShouldBe(200);

        var making = Enumerable.Range(0, 40).Select(_ => byKey.Post("/v1/keys", Body("branchSystem", "SHA", InAMonth))).ToList();
        await Bert.Send(new(HttpMethod.Delete, $"/v1/keys/{maker}"));
        var made = (await Task.WhenAll(making)).Where(answer => answer.Status == 201).ToList();

        foreach (var key in made)
            (await Service.As(key.Body.GetProperty("key").GetString()).Get("/v1/waybills")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task a_token_cannot_name_a_key_as_its_subject() =>
        (await Service.As(Tokens.Caller("key:0123456789abcdef", [Role.Auditor])).Get("/v1/definitions")).Status.ShouldBe(401);

    private static object Body(string role, string? station, DateTimeOffset expiresAt) =>
        new { name = $"a {role}", roles = new[] { role }, stations = station is null ? null : new[] { station }, expiresAt };

    private static Task<Answer> Approve(RunningService by, string id) => by.Post($"/v1/keys/{id}/approve", [], null);

    private static async Task<(string Id, string Text)> Make(RunningService by, string role, string? station = null)
    {
        var made = await by.Post("/v1/keys", Body(role, station, InAMonth));
        made.Status.ShouldBe(201, made.ToString());
        return (made.Body.GetProperty("id").GetString()!, made.Body.GetProperty("key").GetString()!);
    }

    /// <summary>Keys that are not accepted count as failed sign-ins, of which these tests make many from one address.</summary>
    public sealed class Fixture : ServiceFixture
    {
        protected override LimitSettings Limits => new() { Rate = 100_000, Guesses = 10_000 };
    }
}
