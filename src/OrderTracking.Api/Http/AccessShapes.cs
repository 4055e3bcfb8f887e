using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;

namespace OrderTracking.Api.Http;

/// <summary>An answer with personal data.</summary>
/// <param name="Subject">The caller's subject; never a personal name.</param>
/// <param name="Query">The path and query, without personal data; of an export, its positions.</param>
/// <param name="Looks">How often this was asked within ten minutes of the first time.</param>
/// <param name="LastAt">When it was asked last.</param>
public sealed record AccessItem(long Id, DateTimeOffset At, string Subject, IReadOnlyCollection<Role> Roles, string Route,
    IReadOnlyCollection<string> Waybills, string Query, long Looks, DateTimeOffset LastAt)
{
    internal static AccessItem Of(RecordedAccess noted) =>
        new(noted.Id, noted.At, noted.Entry.Subject, noted.Entry.Roles, noted.Entry.Route, noted.Entry.Waybills, noted.Entry.Query,
            noted.Looks, noted.LastAt);
}
