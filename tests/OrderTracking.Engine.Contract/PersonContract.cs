using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderTracking.Application.Privacy;
using OrderTracking.Domain.Events;
using OrderTracking.Testing;
using Shouldly;
using Xunit;

namespace OrderTracking.Engine.Contract;

/// <summary>Persons are stored encrypted, whoever reads and writes them, and whatever key wraps their keys.</summary>
public abstract class PersonContract<TEngine> : Contract<TEngine> where TEngine : EngineOnDatabase, new()
{
    private static readonly Person Consignee = new("欧阳遗忘", "13911180777", "忘川路4477号");

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
        (await Engine.Ask("select count(*) from person_keys.keys")).ShouldBe(2L);
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
}
