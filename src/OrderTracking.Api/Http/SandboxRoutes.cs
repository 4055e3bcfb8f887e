using Microsoft.AspNetCore.Http.HttpResults;
using OrderTracking.Api.Access;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Sandbox;
using OrderTracking.Domain.Waybills;

namespace OrderTracking.Api.Http;

/// <summary>What a sandbox has besides: a clock that testers move, and a carrier that lives through the stories that they choose.</summary>
internal static class SandboxRoutes
{
    private const int MaxBytes = 64 * 1024, MaxAccount = 64;

    public static void MapSandbox(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/sandbox").WithTags("Sandbox");
        group.MapGet("/clock", Clock).WithSummary("The sandbox's clock.");
        group.MapPost("/clock", Move).WithSummary("Moves the sandbox's clock ahead.")
            .WithDescription("It stops at each step of a story. The answer comes when all that is due by then is recorded and in the "
                + "views: steps of stories, missed deadlines and reports. Webhooks and subscriptions follow by themselves.")
            .Accepts<MovedClock>(RequestBodies.JsonType).Problems(400, 413, 415, 422).RunsOnce().TakesLong();
        group.MapGet("/stories", List).WithSummary("The stories that a waybill of the sandbox can live through.");
        group.MapPost("/stories", Begin).WithSummary("Begins a story for a new waybill: the carrier records its steps when they are due.")
            .Accepts<BegunStory>(RequestBodies.JsonType).Problems(400, 413, 415, 422).RunsOnce();
    }

    private static async Task<Ok<SandboxClockItem>> Clock(SandboxTime time, CancellationToken cancellationToken)
    {
        var (now, position) = await time.Read(cancellationToken);
        return TypedResults.Ok(new SandboxClockItem(now, position));
    }

    private static async Task<Results<Ok<SandboxClockItem>, Problem>> Move(HttpContext context, SandboxTime time)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<MovedClock>(context, MaxBytes);
        if (problem is not null) return problem;
        if (await time.MoveTo(wanted!.Now, context.RequestAborted) is { } refusal) return Problem.Refused(refusal);
        return await Clock(time, context.RequestAborted);
    }

    private static Ok<IReadOnlyList<StoryItem>> List() =>
        TypedResults.Ok<IReadOnlyList<StoryItem>>([.. Stories.All.Select(StoryItem.Of)]);

    private static async Task<Results<Created<StoryRunItem>, Problem>> Begin(HttpContext context, SandboxTime time)
    {
        var (wanted, problem) = await RequestBodies.ReadJson<BegunStory>(context, MaxBytes);
        if (problem is not null) return problem;
        if (Stories.Find(wanted!.Story) is not { } story)
            return Problem.Of(422, "unknown-story", "story", $"one of {string.Join(", ", Stories.All.Select(known => known.Name))}");
        if (string.IsNullOrWhiteSpace(wanted.Account) || wanted.Account.Length > MaxAccount)
            return Problem.Of(422, RefusalCodes.InvalidValue, "account", $"1 to {MaxAccount} characters");
        var begun = await time.Begin(story, wanted.Account, context.RequestAborted);
        return TypedResults.Created($"/v1/waybills/{begun.Run.Waybill}", StoryRunItem.Of(begun));
    }
}
