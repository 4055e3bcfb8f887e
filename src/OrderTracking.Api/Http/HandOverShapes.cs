using OrderTracking.Application.Reports;

namespace OrderTracking.Api.Http;

/// <param name="Items">As the hand-over names them.</param>
public sealed record AcceptedItems(IReadOnlyList<string> Items);

/// <param name="Since">When the next manager began.</param>
/// <param name="Open">How many items are still to be taken over.</param>
public sealed record HandOverSummary(string Account, string From, string To, DateTimeOffset Since, int Items, int Open)
{
    public static HandOverSummary Of(HandOverList list) => new(
        list.HandOver.Account, list.HandOver.From, list.HandOver.To, list.HandOver.Since, list.Items.Count, list.Open);
}

/// <param name="Note">What the next manager needs to know.</param>
public sealed record HandOverAnswer(
    string Account, string From, string To, DateTimeOffset Since, string? Note, int Open, IReadOnlyList<HandOverItem> Items)
{
    public static HandOverAnswer Of(HandOverList list) => new(
        list.HandOver.Account, list.HandOver.From, list.HandOver.To, list.HandOver.Since, list.HandOver.Note, list.Open, list.Items);
}
