using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderTracking.Application.Access;
using OrderTracking.Application.Ports;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Events;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Persons and free texts are stored encrypted, whoever reads and writes them, and whatever key wraps their keys.</summary>
public abstract class PersonContract<TEngine> : Contract<TEngine> where TEngine : EngineOnDatabase, new()
{
    protected static readonly Person Consignee = new("欧阳遗忘", "13911180777", "忘川路4477号");

    [Fact]
    public async Task the_log_holds_no_person_and_every_node_reads_them()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));
        await Node.Append("ZB-1", 1, Sample.New(Sample.Signed(1) with { Signer = new(Name: "钱来") }));

        var stored = (string)(await Engine.Ask("select string_agg(data::text, ' ') from mt_events"))!;
        foreach (var secret in (string[])[Consignee.Name!, Consignee.Phone!, Consignee.Address!, "钱来"]) stored.ShouldNotContain(secret);
        var other = await Engine.OpenNode();
        foreach (var node in (Node[])[Node, other])
        {
            var events = (await node.Log.Read(["ZB-1"], Stop))[0].Events;
            ((Received)events[0].Event).Consignee.ShouldBe(Consignee);
            ((Signed)events[1].Event).Signer.ShouldBe(new Person("钱来"));
            var all = (await node.Log.ReadAll(0, 10, Stop)).Select(entry => entry.Entry.Event).ToList();
            ((Received)all[0]).Consignee.ShouldBe(Consignee);
            ((Signed)all[1]).Signer.ShouldBe(new Person("钱来"));
        }
    }

    [Fact]
    public async Task neither_the_log_nor_a_view_holds_a_free_text_and_every_node_reads_them()
    {
        const string secret = "王芳说湿了";
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Remarks = $"{secret}1" }));
        await Node.Append("ZB-1", 1, Sample.New(Sample.Raised("E-1") with { Description = $"{secret}2" }),
            Sample.New(new ExceptionReportedBack("E-1", $"{secret}3", $"{secret}4") { OccurredAt = Sample.Noon.AddMinutes(60),
                Station = "CTU", By = "li.wei" }),
            Sample.New(new HeldForInstruction(HoldReason.GoodsException, $"{secret}5") { OccurredAt = Sample.Noon.AddMinutes(70),
                Station = "SHA", By = "li.wei" }));

        var stored = (string)(await Engine.Ask("select string_agg(data::text, ' ') from mt_events"))!;
        stored.ShouldNotContain(secret);
        var other = await Engine.OpenNode();
        var history = (await other.Log.Read(["ZB-1"], Stop))[0];
        history.Events.Select(entry => entry.Event).OfType<ExceptionReportedBack>().Select(report => (report.Report, report.Measure))
            .ShouldBe([($"{secret}3", $"{secret}4")]);
        await Node.Views.Commit(0, history.Position, ViewRows.Changes(history), Stop);
        foreach (var table in await Engine.AskAll("select name from tracking.view_tables"))
            ((await Engine.Ask($"select string_agg(to_jsonb(t)::text, ' ') from tracking.{table} t")) as string ?? "")
                .ShouldNotContain(secret, Case.Sensitive, table);
        (await ViewRows.Read(other, Stop)).ShouldEqual(ViewRows.Of([history]));
    }

    [Fact]
    public async Task an_event_without_persons_and_texts_needs_no_key()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await Node.Append("ZB-1", 1, Sample.New(Sample.Loaded()));

        (await Engine.AskKeys("select count(*) from person_keys.keys")).ShouldBe(0L);
    }

    [Fact]
    public async Task what_is_recorded_after_an_erasure_is_sealed_by_no_key_that_it_destroyed()
    {
        var (other, third) = (await Engine.OpenNode(), await Engine.OpenNode());
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee, Remarks = "交本人" }));
        var before = (await other.Log.Read(["ZB-1"], Stop))[0];

        await Erase("ZB-1", before.Version, PersonRole.Consignee, PersonRole.Text);
        // Within the second in which the other node has not asked yet whether keys were destroyed.
        var next = Sample.New(new OrderAmended(Consignee: new("钱来"), Remarks: "勿压") { OccurredAt = Sample.Noon.AddMinutes(200),
            Station = "SHA", By = "li.wei" });
        (await other.Append("ZB-1", before.Version, next)).Status.ShouldBe(AppendStatus.Conflict);
        var known = before.With((await other.Log.ReadAfter(before, Stop))!);
        (await other.Append("ZB-1", known.Version, next)).Status.ShouldBe(AppendStatus.Appended);

        var events = (await third.Log.Read(["ZB-1"], Stop))[0].Events;
        ((Received)events[0].Event).Consignee.ShouldBe(Person.ErasedOne);
        ((Received)events[0].Event).Remarks.ShouldBe(FreeText.Erased);
        var amended = (OrderAmended)events[^1].Event;
        (amended.Consignee, amended.Remarks).ShouldBe((new Person("钱来"), "勿压"));
    }

    [Fact]
    public async Task a_report_reads_no_key_that_was_destroyed_since_its_snapshot()
    {
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));
        await Node.Views.Commit(0, 1, ViewRows.Changes((await Node.Log.Read(["ZB-1"], Stop))[0]), Stop);
        var (begun, erased) = (new TaskCompletionSource(), new TaskCompletionSource());

        var reported = Node.Get<IViewSnapshots>().Within(async _ =>
        {
            begun.SetResult();
            await erased.Task;
            return await Node.Get<IWaybillsView>()
                .Search(new(AccessScope.Everything, null, null, null, default, null, null), int.MaxValue, Stop);
        }, Stop);
        await begun.Task;
        await Erase("ZB-1", 1, PersonRole.Consignee);
        erased.SetResult();

        (await reported).Single().Consignee.ShouldBe(Person.ErasedOne);
    }

    [Fact]
    public async Task one_stream_has_one_key_whichever_node_made_it()
    {
        var other = await Engine.OpenNode();
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received()));
        await Node.Append("ZB-1", 1, Sample.New(Sample.Signed(1) with { Signer = new("钱来") }));
        await other.Append("ZB-1", 2, Sample.New(Sample.Signed(1) with { Signer = new("孙去") }));
        // Keys that are there before the stream, as after a restore of an earlier log.
        await other.Get<PersonKeys>().OfOrNew(["ZB-2"], Stop);
        await Node.Append("ZB-2", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));

        (await other.Log.Read(["ZB-1"], Stop))[0].Events.Select(entry => entry.Event).OfType<Signed>().Select(signed => signed.Signer!.Name)
            .ShouldBe(["钱来", "孙去"]);
        ((Received)(await other.Log.Read(["ZB-2"], Stop))[0].Events[0].Event).Consignee.ShouldBe(Consignee);
        (await Engine.AskKeys("select count(*) from person_keys.keys")).ShouldBe(2L);
    }

    [Fact]
    public async Task another_key_encryption_key_takes_over_without_a_change_of_the_log()
    {
        var (former, next) = (TestKeys.PersonKek, Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));
        await Node.Append("ZB-1", 0, Sample.New(Sample.Received() with { Consignee = Consignee }));
        var before = await Engine.Ask("select md5(string_agg(data::text, ' ')) from mt_events");
        var hashed = (await Node.Get<PersonKeys>().Hashes(Stop)).OfPhone("1");

        var knowsBoth = await Engine.OpenNode(services => Keks(services, $"{next}\n{former}"));
        ((Received)(await knowsBoth.Log.Read(["ZB-1"], Stop))[0].Events[0].Event).Consignee.ShouldBe(Consignee);
        await knowsBoth.Get<KeyRewrapping>().Rewrap(Stop);
        (await knowsBoth.Get<KeyRewrapping>().Rewrap(Stop)).ShouldBe(0);

        var knowsNext = await Engine.OpenNode(services => Keks(services, next));
        ((Received)(await knowsNext.Log.Read(["ZB-1"], Stop))[0].Events[0].Event).Consignee.ShouldBe(Consignee);
        (await knowsNext.Get<PersonKeys>().Hashes(Stop)).OfPhone("1").ShouldBe(hashed);
        (await Engine.Ask("select md5(string_agg(data::text, ' ')) from mt_events")).ShouldBe(before);

        static void Keks(IServiceCollection services, string keys) =>
            services.Replace(ServiceDescriptor.Singleton(KeyEncryptionKeys.Parse(keys)));
    }

    // What an erasure does first, in its order: keys, then an event for each.
    protected async Task Erase(string waybill, long version, params PersonRole[] roles)
    {
        var (store, keks) = (Node.Get<IPersonKeyStore>(), Node.Get<KeyEncryptionKeys>());
        await store.Replace(
            [.. (await store.Find([waybill], Stop)).Select(was =>
                (was, StreamKeys.Unwrap(was, keks).Without(roles.Select(role => (int)role)).Wrap(keks)))],
            destroys: true, Stop);
        Node.Get<PersonKeys>().Forget();
        await Node.Append(waybill, version, [.. roles.Select(role => Sample.New(new PersonErased(role, "e1") { OccurredAt = Sample.Noon,
            Station = "SHA", By = "ordertracking" }))]);
    }
}
