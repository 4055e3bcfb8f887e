namespace OrderTracking.Oracle;

public sealed record InquiryPart(string Channel, string Topic);

/// <summary>What must be true of an inquiry.</summary>
public sealed class Inquiry(string stream, IReadOnlyList<LogEvent> recorded, ReferenceData reference) : CaseStory(
    stream, recorded, reference, "inquiries", ["inquiryReceived", "inquiryAnswered"])
{
    public override CaseRow? Row()
    {
        if (Last("inquiryReceived") is not { } received) return null;
        var answered = Last("inquiryAnswered")?.OccurredAt;
        var step = new CaseStep(
            "answer", received.OccurredAt, received.OccurredAt.AddHours(Set(received, "answerHours") ?? 24), answered);
        return new(
            Stream, "inquiry", Number, received.Text("account")!, received.Station, null, answered is null ? "received" : "answered",
            received.Texts("waybills"), received.OccurredAt, answered, null, [step], step.DueAt, answered is null ? step.DueAt : null,
            Counting[^1].OccurredAt, null, Inquiry: new(received.Text("channel")!, received.Text("topic")!));
    }
}
