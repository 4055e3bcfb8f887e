using Microsoft.AspNetCore.Components;
using OrderTracking.Application.Access;

namespace OrderTracking.Dashboard.Pages;

/// <summary>What every page knows: the request, and who asks.</summary>
public abstract class DashboardPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    /// <summary>Who asks, and what of it they may see and record here: the policy's answer for this page.</summary>
    protected CallerContext Who => Http.Features.Get<CallerContext>()
        ?? throw new InvalidOperationException("No caller was authorized for this page.");

    protected AccessScope Scope => Who.Scope;

    /// <summary>Cancelled when the reader leaves, and when the request's time is over.</summary>
    protected CancellationToken Cancelled => Http.RequestAborted;

    /// <summary>
    /// Answers with a status. It is set as the answer begins, because the framework sends nothing of a page that has a 404 before that.
    /// </summary>
    protected void Answer(int status) => Http.Response.OnStarting(() =>
    {
        Http.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Reads what the page shows.</summary>
    protected virtual Task Load() => Task.CompletedTask;

    // The framework would render the page once before anything is read, and again afterwards. A page is sent whole, so once is enough.
    public sealed override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await Load();
        StateHasChanged();
    }
}
