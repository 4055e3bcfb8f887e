using System.Globalization;
using OrderTracking.Api.Http;
using OrderTracking.Api.Protocol;
using OrderTracking.Application.Epcis;
using OrderTracking.Application.Reading;

namespace OrderTracking.Api.Epcis;

/// <summary>The paging of lists that are no events: perPage and nextPageToken.</summary>
internal static class EpcisPaging
{
    public const string PerPage = "perPage", NextPageToken = "nextPageToken";

    /// <summary>For the OpenAPI document.</summary>
    public static readonly Parameter[] Parameters =
    [
        Parameter.Text(PerPage, "How many at most; 30 by default, 1000 at most. A page may be shorter and have a next one."),
        Parameter.Text(NextPageToken, "Of the header Link of the page before."),
    ];

    /// <param name="parts">Of the cursor.</param>
    public static (int Limit, string[]? After, Problem? Fault) Read(HttpRequest request, int parts)
    {
        var limit = EpcisQuery.DefaultPerPage;
        string[]? after = null;
        foreach (var (name, values) in request.Query)
            switch (name)
            {
                case PerPage when int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                    && limit is >= 1 and <= EpcisQuery.MaxPerPage: break;
                case NextPageToken when (after = PageCursor.Read(values.ToString(), parts)) is not null: break;
                case PerPage: return (0, null, Wrong(name, $"1 to {EpcisQuery.MaxPerPage}"));
                case NextPageToken: return (0, null, Wrong(name, "the token of the page before"));
                default: return (0, null, Wrong(name, $"{PerPage} or {NextPageToken}"));
            }
        return (limit, after, null);
    }

    private static Problem Wrong(string name, string expected) =>
        EpcisExceptions.Of(new EpcisQueryFault(EpcisFaultKind.Parameter, name, expected));
}
