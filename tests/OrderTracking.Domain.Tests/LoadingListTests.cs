using OrderTracking.Application.LoadingLists;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;
using static OrderTracking.Application.LoadingLists.LoadingListFault;
using static OrderTracking.Domain.Tests.SampleEvents;

namespace OrderTracking.Domain.Tests;

/// <summary>「查询所维护客户货物前日装车信息,有无漏装、错装;装载清单编制是否准确」 (account manager's job book, 五.1.7)</summary>
public sealed class LoadingListTests
{
    private const string List = "ZZ-1";

    [Fact]
    public void a_waybill_on_a_list_has_its_pieces_planned_listed_loaded_and_unloaded()
    {
        var row = Rows(Plan(List, 8), Listed(7), Loaded(4, "SHA", "CTU", 5, List), Loaded(2, "SHA", "CTU", 6, List),
            Arrived(5, "CTU", 30, List)).Single();

        (row.LoadingList, row.Station, row.NextStation, row.Day, row.Planned, row.Listed, row.Loaded, row.Unloaded, row.IsWrong)
            .ShouldBe((List, "SHA", "CTU", new DateOnly(2026, 11, 16), 8, 7, 6, 5, false));
        Rows(Loaded(4, "SHA", "CTU", 5), Arrived(4, "CTU", 30)).ShouldBeEmpty("a waybill that names no list is on none");
        Rows(Listed(7), Listed(9)).Single().Listed.ShouldBe(9, "the newest listing counts");
    }

    /// <summary>「有无漏装」: missed is known once the truck has left with others.</summary>
    [Fact]
    public void what_was_planned_and_not_loaded_is_missed_once_the_truck_has_left()
    {
        var missed = Rows(Plan(List, 8));

        Faults([.. missed]).ShouldBe([""]);
        Faults([.. missed, .. Rows(Loaded(10, "SHA", "CTU", 5, List))]).ShouldBe(["Missed", ""]);
        Faults([.. Rows(Plan(List, 8), Loaded(5, "SHA", "CTU", 5, List))]).ShouldBe(["Partial"]);
    }

    /// <summary>「错装」: the waybill's plans were for other lists and stations.</summary>
    [Fact]
    public void what_was_planned_for_another_list_and_station_is_loaded_wrongly()
    {
        Faults([.. Rows(Plan("ZZ-2", 10), Loaded(10, "SHA", "CTU", 5, List)).Where(row => row.LoadingList == List)]).ShouldBe(["Wrong"]);
        Faults([.. Rows(Plan(null, 10), Loaded(10, "SHA", "CTU", 5, List))]).ShouldBe([""], "planned for that station, without a list");
        Faults([.. Rows(Plan(null, 10), Loaded(10, "SHA", "KMG", 5, List))]).ShouldBe(["Wrong"]);
        Faults([.. Rows(Loaded(10, "SHA", "CTU", 5, List))]).ShouldBe([""], "nothing was planned");
    }

    /// <summary>「装载清单编制是否准确」: the list against what was loaded, and where the truck arrived against what was unloaded.</summary>
    [Fact]
    public void a_list_that_says_other_pieces_than_are_there_is_not_accurate()
    {
        Faults([.. Rows(Listed(10), Loaded(7, "SHA", "CTU", 5, List))]).ShouldBe(["NotThere"]);
        Faults([.. Rows(Listed(7), Loaded(10, "SHA", "CTU", 5, List))]).ShouldBe(["NotListed"]);
        Faults([.. Rows(Listed(10), Loaded(10, "SHA", "CTU", 5, List), Arrived(9, "CTU", 30, List))]).ShouldBe(["NotThere"]);
        Faults([.. Rows(Loaded(9, "SHA", "CTU", 5, List), Arrived(10, "CTU", 30, List))]).ShouldBe(["NotListed"],
            "where nobody said what is listed, it is what was loaded");
        // Listed here, and another waybill of the truck is not on the list at all.
        Faults([.. Rows(Listed(10), Loaded(10, "SHA", "CTU", 5, List)), .. Rows(Loaded(3, "SHA", "CTU", 5, List))])
            .ShouldBe(["", "NotListed"]);
        // Bound for another station than the one where the truck has arrived.
        Faults([.. Rows(Loaded(10, "SHA", "CTU", 5, List), Arrived(10, "CTU", 30, List)), .. Rows(Loaded(4, "SHA", "WUH", 5, List))])
            .ShouldBe(["", ""]);
        Faults([.. Rows(Arrived(4, "CTU", 30, List))]).ShouldBe([""], "nothing is known of what the list says");
    }

    private static IEnumerable<string> Faults(params LoadingListRow[] rows) =>
        LoadingList.Of(rows).Lines.Select(line => string.Join(' ', line.Faults));

    [Fact]
    public void a_line_may_have_several_faults() =>
        LoadingList.Of([.. Rows(Plan(List, 8), Listed(9), Loaded(7, "SHA", "CTU", 5, List))]).Lines.Single().Faults
            .ShouldBe([Partial, NotThere]);

    private static IEnumerable<LoadingListRow> Rows(params WaybillEvent[] events) =>
        LoadingListRow.Rows(Spec.Given([Received(), .. events[..^1]]).When(events[^1]).ThenHistory(), Spec.Company);

    private static LoadingPlanned Plan(string? list, int pieces) =>
        new(new(2026, 11, 16), "CTU", pieces, list) { OccurredAt = At(1), Station = "SHA", By = "li.wei" };

    private static LoadingListed Listed(int pieces) => new(pieces, List, "CTU") { OccurredAt = At(4), Station = "SHA", By = "li.wei" };
}
