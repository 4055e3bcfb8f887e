using System.Reflection;
using OrderTracking.Domain.Projections;
using OrderTracking.Domain.Views;
using Shouldly;
using Xunit;

namespace OrderTracking.Domain.Tests;

public class ViewTests
{
    [Fact]
    public void the_list_of_views_holds_each_view_once()
    {
        var declared = typeof(AllViews).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (View)field.GetValue(null)!);
        AllViews.All.ShouldBe(declared, ignoreOrder: true);
        AllViews.All.Select(view => view.Name).ShouldBeUnique();
        AllViews.All.Select(view => view.RowType).ShouldBeUnique();
    }

    [Fact]
    public void each_row_of_a_domain_view_belongs_to_a_view() =>
        typeof(IViewRow).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IViewRow)))
            .ShouldBe(AllViews.All.Select(view => view.RowType), ignoreOrder: true);
}
