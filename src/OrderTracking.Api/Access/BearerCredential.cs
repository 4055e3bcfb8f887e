namespace OrderTracking.Api.Access;

/// <summary>The token or key in a request's header <c>Authorization: Bearer …</c>.</summary>
internal static class BearerCredential
{
    private const int MaxLength = 16_384;
    private const string Prefix = "Bearer ";

    /// <summary>Empty if there is none, or the header is in another form.</summary>
    public static ReadOnlySpan<char> Of(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: <= MaxLength } text] && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? text.AsSpan(Prefix.Length).Trim() : default;
}
