using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class A_subscription_under_kills
{
    private const int Runs = 2_000;

    [Fact]
    public async Task delivers_everything_in_the_order_of_each_subject()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer(async (_, context) => await Task.Delay(50, context.RequestAborted));
        (string, string?)[] settings =
        [
            ("Projections__Run", "false"), ("Subscriptions__all__Sink__Type", "http"), ("Subscriptions__all__Sink__Url", receiver.Url), ("Subscriptions__all__Sink__Format", "batch"),
            ("Subscriptions__all__From", "beginning"), ("Subscriptions__all__Batch", "50"), ("Subscriptions__all__FirstPause", "00:00:00.1"),
        ];
        var first = await ServerProcess.StartAsync(database.ConnectionString, settings);
        // Another node stands by and takes over; the one that delivers is killed in the middle.
        await using var second = await ServerProcess.StartAsync(database.ConnectionString, settings);
        using (var http = new HttpClient { BaseAddress = first.Url })
        {
            using var body = new ReadOnlyMemoryContent(Lines(Subscribed.Runs(Runs).Select(e => e.Json))) { Headers = { ContentType = new("application/x-ndjson") } };
            (await http.PostAsync("/cdevents", body, Ct)).EnsureSuccessStatusCode();
        }

        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count >= Runs / 2), "some are delivered");
        await first.KillAsync();
        await first.DisposeAsync();
        var before = receiver.Ids.Count;
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Ids.Count >= before + (Runs / 2)), () => $"the other goes on\n{second.Log}");
        await second.KillAsync();
        receiver.Ids.Count.ShouldBeLessThan(Runs * 3);
        await using var third = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await WaitFor.TrueAsync(
            async () => await database.DataSource.ScalarAsync<long>("select position from events.subscription") == Runs * 3, () => $"all is delivered\n{third.Log}");

        receiver.Ids.Distinct().Count().ShouldBe(Runs * 3);
        receiver.Ids.Count.ShouldBeLessThan((Runs * 3) + 1000, "what was in flight comes again, and not more");
        A_subscription.Ordered(receiver.Ids);
        (await third.StopAsync()).ShouldBe(ExitCode.Done, third.Log);
    }

    [Fact]
    public async Task takes_no_more_memory_while_a_receiver_is_away()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer(500);
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("Projections__Run", "false"), ("Subscriptions__all__Sink__Type", "http"), ("Subscriptions__all__Sink__Url", receiver.Url),
            ("Subscriptions__all__Sink__Format", "batch"), ("Subscriptions__all__FirstPause", "00:00:00.02"), ("Subscriptions__all__LongestPause", "00:00:00.02"));
        using var http = new HttpClient { BaseAddress = server.Url };
        async Task PostAsync(int nth)
        {
            using var body = new ReadOnlyMemoryContent(Lines(Subscribed.Runs(1_000, $"r{nth}").Select(e => e.Json))) { Headers = { ContentType = new("application/x-ndjson") } };
            (await http.PostAsync("/cdevents", body, Ct)).EnsureSuccessStatusCode();
        }

        await PostAsync(0);
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Requests >= 100), "it is tried again and again");
        var before = server.Memory;
        for (var nth = 1; nth <= 5; nth++)
        {
            await PostAsync(nth);
        }

        var requests = receiver.Requests;
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Requests >= requests + 300), "it is tried again and again");
        (server.Memory - before).ShouldBeLessThan(150L * 1024 * 1024);

        receiver.Take();
        await WaitFor.TrueAsync(async () => await database.DataSource.ScalarAsync<long>("select position from events.subscription") == 18_000, () => $"all is delivered\n{server.Log}");
        receiver.Ids.Distinct().Count().ShouldBe(18_000);
    }
}
