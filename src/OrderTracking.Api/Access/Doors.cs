using OrderTracking.Application.Access;

namespace OrderTracking.Api.Access;

/// <summary>Lets callers in to routes.</summary>
internal sealed class Doors(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Features.Set(new Admission(new("anybody", "anybody", [Role.Auditor], [], []), Sight.Everything));
        return next(context);
    }
}
