using OrderTracking.Domain.Kpis;

namespace OrderTracking.Api.Http;

/// <param name="NoticeAt">When the consignee, who fetches the goods, was told that all are there; stops the signed clock.</param>
public sealed record OnTimeItem(
    string Waybill, OnTimeVerdict Verdict, string Account, string Lane, DateTimeOffset? PromisedAt, DateTimeOffset? SignedInFullAt,
    DateTimeOffset? NoticeAt, DateTimeOffset? ArrivedInFullAt);
