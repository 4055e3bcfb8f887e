using OrderTracking.Domain.Deadlines;
using OrderTracking.Domain.Events;
using OrderTracking.Domain.Views;

namespace OrderTracking.Application.Privacy;

/// <summary>Which members of views' rows are sealed: their persons and their free texts.</summary>
internal static class SealedRows
{
    /// <summary>Whether there is something in the row to be sealed, or to be opened.</summary>
    public static bool HasAny(IViewRow row, bool isSealed)
    {
        return row switch
        {
            WaybillRow x => IsPerson(x.Shipper) || IsPerson(x.Consignee) || IsText(x.Held?.Note),
            SearchRow x => IsPerson(x.Shipper) || IsPerson(x.Consignee),
            ExceptionRow x => IsText(x.Description) || IsText(x.Report) || IsText(x.Measure),
            DeadlineRow x => IsText(x.Penalty?.Reason),
            RemarkRow x => IsText(x.Text),
            _ => false,
        };

        bool IsPerson(Person? person) => person is not null && (isSealed ? person.Sealed is not null : SealedPersons.IsOpen(person));

        bool IsText(string? text) => text is not null && (isSealed ? FreeText.IsSealed(text) : FreeText.IsOpen(text));
    }

    /// <summary>The row with its persons and its free texts replaced.</summary>
    /// <param name="change">From where a text is in the row, and the text.</param>
    public static IViewRow Change(IViewRow row, Func<PersonRole, Person?, Person?> person, Func<string, string, string> change)
    {
        return row switch
        {
            WaybillRow x => x with
            {
                Shipper = person(PersonRole.Shipper, x.Shipper), Consignee = person(PersonRole.Consignee, x.Consignee),
                Held = x.Held is { Note: { } note } held ? held with { Note = change("held", note) } : x.Held,
            },
            SearchRow x => x with
            {
                Shipper = person(PersonRole.Shipper, x.Shipper), Consignee = person(PersonRole.Consignee, x.Consignee),
            },
            ExceptionRow x => x with
            {
                Description = Text("description", x.Description), Report = Text("report", x.Report), Measure = Text("measure", x.Measure),
            },
            DeadlineRow { Penalty: { } decision } x =>
                x with { Penalty = decision with { Reason = change($"penalty {x.Deadline}", decision.Reason) } },
            RemarkRow { Text: { } text } x => x with { Text = change($"remark {x.EventId}", text) },
            _ => row,
        };

        string? Text(string member, string? text) => text is null ? null : change($"{member} {row.Key}", text);
    }
}
