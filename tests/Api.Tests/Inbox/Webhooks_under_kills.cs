using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

[Trait("Category", "Nightly")]
public sealed class Webhooks_under_kills
{
    private const int Kills = 3;

    [Fact]
    public async Task are_all_in_the_log_once_when_they_were_answered()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] source = [("Sources__deployer__Type", "webhook"), ("Sources__deployer__Translators", "cdevents")];
        var server = await ServerProcess.StartAsync(database.ConnectionString, source);
        var url = server.Url;
        var answered = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = Enumerable.Range(0, 8).Select(sender => Task.Run(() => SendAsync(sender, () => url, answered, stop.Token), Ct)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = answered.Count;
            await WaitFor.TrueAsync(() => Task.FromResult(answered.Count >= before + 300), "webhooks are answered");
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(database.ConnectionString, source);
            url = server.Url;
        }

        await stop.CancelAsync();
        await Task.WhenAll(sending);
        await database.DataSource.TakenAsync();
        await server.DisposeAsync();

        var stored = await database.DataSource.ColumnAsync<string>("select data #>> '{subject,id}' from events.mt_events");
        stored.Distinct().Count().ShouldBe(stored.Count, "nothing twice");
        answered.Except(stored).ShouldBeEmpty("nothing lost");
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.inbox where state <> 'done'")).ShouldBe(0);
    }

    private static async Task SendAsync(int sender, Func<Uri> url, ConcurrentBag<string> answered, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        for (var nth = 0; !ct.IsCancellationRequested; nth++)
        {
            var run = string.Create(CultureInfo.InvariantCulture, $"run-{sender}-{nth}");
            var body = $$$"""{"context":{"specversion":"0.5.1","id":"0","source":"https://ci.example.com","type":"dev.cdevents.pipelinerun.queued.0.3.0","timestamp":"2026-03-02T09:15:00Z"},"subject":{"id":"{{{run}}}","content":{} } }""";
            // As tools do, it is sent again until there is an answer.
            for (var isAnswered = false; !isAnswered && !ct.IsCancellationRequested;)
            {
                try
                {
                    using var content = new StringContent(body, Encoding.UTF8, "application/json");
                    using var answer = await http.PostAsync(new Uri(url(), "webhooks/deployer"), content, ct);
                    if (isAnswered = answer.StatusCode is HttpStatusCode.Accepted)
                    {
                        answered.Add(run);
                    }
                }
                catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
                {
                    await Task.Delay(20, CancellationToken.None);
                }
            }
        }
    }
}
