using System.Globalization;
using OrderTracking.Api.Testing;
using OrderTracking.Application.Access;

namespace OrderTracking.Dashboard.Tests;

/// <summary>Freight of ACME (wang's) that has come to an end, in time and late, with and without its receipt.</summary>
internal static class Freight
{
    /// <summary>The days that everything here is promised and closed on.</summary>
    public static string Period => $"from={Day(-40)}&to={Day(2)}";

    /// <summary>The account manager's view of the API.</summary>
    public static RunningService Wang(this Company company) => company.Service.As(Tokens.Caller("wang", [Role.AccountManager]));

    public static string Day(int days) =>
        DateOnly.FromDateTime(DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).DateTime).AddDays(days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A waybill that was signed for some days ago, some hours before or after it was promised.</summary>
    public static Task AddSigned(
        this Company company, string waybill, int daysAgo, int hoursLate, string destination = "CTU", int? copies = null,
        params object[] afterwards)
    {
        var signed = DateTimeOffset.UtcNow.AddDays(-daysAgo).AddMinutes(-10);
        return company.Record(waybill,
        [
            Send.Received(
                signed.AddDays(-3), 10, "ACME", destination: destination, promisedAt: signed.AddHours(-hoursLate), copies: copies),
            Send.Loaded(signed.AddDays(-2), 10, destination), Send.Arrived(signed.AddDays(-1), 10, destination),
            Send.Signed(signed, 10, destination), .. afterwards,
        ]);
    }

    /// <summary>An exception of a waybill that was resolved, with an excuse of the promise where it is wanted.</summary>
    public static object[] Resolved(string id, string kind, string cause, bool excuses = false)
    {
        var at = DateTimeOffset.UtcNow.AddDays(-2);
        return
        [
            Send.Event("exceptionRaised", at, new { exceptionId = id, kind, responsibleStation = "CTU" }),
            Send.Event("exceptionResolved", at.AddHours(1), !excuses ? new { exceptionId = id, cause } : (object)new
            {
                exceptionId = id, cause, excused = true, reasonCode = "WX", evidence = "公告", approver = "chen",
                excuses = new[] { "promise" },
            }),
        ];
    }
}
