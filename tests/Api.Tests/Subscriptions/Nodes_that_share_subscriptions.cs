using System.Diagnostics;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Real processes: what each of them delivers is seen by the locks that its session has.</summary>
public sealed class Nodes_that_share_subscriptions
{
    private const string HeldSql = """
        select coalesce(string_agg(n::text, ' ' order by n), '') from (
            select count(*) as n from pg_locks l
            join events.subscription s on l.objid = hashtext(':subscription:' || s.name)::bit(32)::bigint::oid
            where l.locktype = 'advisory' and l.classid = 731087251 and l.granted and l.database = (select d.oid from pg_database d where d.datname = current_database())
            group by l.pid) held
        """;

    // What docs/subscriptions.md says.
    private static readonly TimeSpan Joined = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TakenOver = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task each_have_their_part_soon_after_one_joins_or_dies()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var receiver = await Receiver.StartAsync();
        var first = await ServerProcess.StartAsync(database.ConnectionString, Settings(receiver, 9));
        await HeldAsync(database, TakenOver, "9");

        await using var second = await ServerProcess.StartAsync(database.ConnectionString, Settings(receiver, 9));
        await HeldAsync(database, Joined, "4 5");
        await using var third = await ServerProcess.StartAsync(database.ConnectionString, Settings(receiver, 9));
        await HeldAsync(database, Joined, "3 3 3");

        await first.KillAsync();
        await first.DisposeAsync();
        await HeldAsync(database, TakenOver, "4 5");
        (await third.StopAsync()).ShouldBe(ExitCode.Done, third.Log);
        await HeldAsync(database, TakenOver, "9");

        using var http = new HttpClient { BaseAddress = second.Url };
        using var body = new ReadOnlyMemoryContent(Lines(Subscribed.Runs(1).Select(e => e.Json))) { Headers = { ContentType = new("application/x-ndjson") } };
        (await http.PostAsync("/cdevents", body, Ct)).EnsureSuccessStatusCode();
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count >= 27), "all deliver");
        receiver.Ids.CountBy(id => id).ShouldAllBe(one => one.Value == 9);
    }

    [Fact]
    public async Task keep_those_that_only_they_have_in_their_settings()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var first = await ServerProcess.StartAsync(database.ConnectionString, Settings(receiver, 6));
        await HeldAsync(database, TakenOver, "6");
        await using var second = await ServerProcess.StartAsync(database.ConnectionString, Settings(receiver, 1));

        // What nobody takes is taken back, and is not let go of again.
        long? since = null;
        await WaitFor.TrueAsync(
            async () =>
            {
                since = await database.DataSource.ScalarAsync<string>(HeldSql) is "1 5" ? since ?? Stopwatch.GetTimestamp() : null;
                return since is { } began && Stopwatch.GetElapsedTime(began) > TakenOver;
            },
            "each has what it can have, and keeps it");
    }

    private static async Task HeldAsync(TestDatabase database, TimeSpan within, string wanted)
    {
        var (began, held) = (Stopwatch.GetTimestamp(), "");
        await WaitFor.TrueAsync(async () => (held = await database.DataSource.ScalarAsync<string>(HeldSql)) == wanted, () => $"they have {wanted}, and not {held}");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(within, wanted);
    }

    private static (string, string?)[] Settings(Receiver receiver, int count) =>
    [
        ("Projections__Run", "false"),
        .. Enumerable.Range(0, count).SelectMany(n => ((string, string?)[])
        [
            ($"Subscriptions__s{n}__Sink__Type", "http"), ($"Subscriptions__s{n}__Sink__Url", receiver.Url), ($"Subscriptions__s{n}__Sink__Format", "batch"), ($"Subscriptions__s{n}__From", "beginning"),
        ]),
    ];
}
