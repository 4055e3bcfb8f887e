using OrderTracking.Application.Access;
using OrderTracking.Application.Reading;
using OrderTracking.Dashboard.Components;

namespace OrderTracking.Dashboard.Hosting;

/// <summary>
/// A page that its script asks for anew names the position that the feed has told it. The feed is ahead of the views, so the page waits
/// until they have it, as a route of the API does with waitFor. Where they have not in time, it shows how things stand.
/// </summary>
internal sealed class WaitForViews(RequestDelegate next, ViewGate gate)
{
    private const string Header = "Wait-For";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<CallerContext>() is not null && Numbers.Of(context.Request.Headers[Header]) is > 0 and var position)
            await gate.Reach(position, context.RequestAborted);
        await next(context);
    }
}
