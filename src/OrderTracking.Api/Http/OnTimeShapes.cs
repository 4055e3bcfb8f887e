using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

public sealed record OnTimeItem(
    string Waybill, OnTimeVerdict Verdict, string Account, string Lane, DateTimeOffset? PromisedAt, DateTimeOffset? SignedInFullAt,
    DateTimeOffset? ArrivedInFullAt);
