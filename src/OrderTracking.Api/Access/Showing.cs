using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using OrderTracking.Application.Codec;

namespace OrderTracking.Api.Access;

/// <summary>How answers that may hold personal data go out.</summary>
internal sealed class Showing(IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions masked = EventJson.Masked(json.Value.SerializerOptions);

    /// <summary>What a view answers, with persons masked where the caller may not see them.</summary>
    public IResult Answer(HttpContext context, object found) =>
        found as IResult ?? (context.Admission().Sight.IsMasked ? Results.Json(found, masked) : Results.Ok(found));
}
