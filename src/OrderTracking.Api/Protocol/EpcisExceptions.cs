using OrderTracking.Application.Epcis;

namespace OrderTracking.Api.Protocol;

/// <summary>
/// Problems below <c>/epcis</c>: their types are the exceptions of EPCIS 2.0, by which its clients go; the code and the field are ours.
/// </summary>
internal static class EpcisExceptions
{
    public const string Root = "/epcis";

    public const string SubscriptionControls = Prefix + "SubscriptionControlsException";

    private const string Prefix = "epcisException:", Validation = Prefix + "ValidationException",
        Parameter = Prefix + "QueryParameterException", TooLarge = Prefix + "QueryTooLargeException",
        TooComplex = Prefix + "QueryTooComplexException", Implementation = Prefix + "ImplementationException";

    /// <summary>The type of whatever problem is answered there; null elsewhere.</summary>
    public static string? TypeOf(HttpContext context, int status) => !context.Request.Path.StartsWithSegments(Root) ? null : status switch
    {
        400 or 422 => Validation,
        401 or 403 => Prefix + "SecurityException",
        404 => Prefix + "NoSuchNameException",
        406 => Prefix + "NotAcceptableException",
        409 => Prefix + "ResourceAlreadyExistsException",
        413 => Prefix + "CaptureLimitExceededException",
        414 => Prefix + "URITooLongException",
        415 => Prefix + "UnsupportedMediaTypeException",
        _ => Implementation,
    };

    public static Problem Refused(EpcisRefusal refusal) =>
        Problem.Of(refusal.Code == EpcisDocument.TooManyEvents ? 413 : 400, refusal.Code, refusal.Field, refusal.Expected);

    public static Problem Of(EpcisQueryFault fault) => fault.Kind switch
    {
        EpcisFaultKind.NotImplemented =>
            Problem.Of(501, "not-implemented", fault.Parameter, fault.Expected) with { Type = Implementation },
        EpcisFaultKind.TooComplex => Problem.Of(413, "query-too-complex", fault.Parameter, fault.Expected) with { Type = TooComplex },
        EpcisFaultKind.TooLarge => Problem.Of(413, "query-too-large", fault.Parameter, fault.Expected) with { Type = TooLarge },
        _ => Problem.Of(400, "invalid-parameter", fault.Parameter, fault.Expected) with { Type = Parameter },
    };

    public static Problem Unknown(string field, string what) => new(404, "unknown-resource", $"There is no such {what}.", field);
}
