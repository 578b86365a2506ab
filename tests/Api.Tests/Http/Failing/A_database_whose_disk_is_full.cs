using System.Net;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

[Trait("Category", "Nightly")]
public sealed class A_database_whose_disk_is_full(ITestOutputHelper output)
{
    [Fact]
    public async Task makes_the_server_not_ready_until_there_is_room_again_and_loses_nothing()
    {
        if (!OwnPostgres.IsPossible)
        {
            output.WriteLine("Not tried: there can be no PostgreSQL on a disk of its own here.");
            return;
        }

        await using var postgres = await OwnPostgres.StartOnAsync(400 * 1024 * 1024);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var server = await ServerProcess.StartAsync(postgres.ConnectionString);
        using var client = new HttpClient { BaseAddress = server.Url };
        var (sent, taken) = (0, new List<string>());
        (await PostAsync()).ShouldBe(HttpStatusCode.Created);
        (await client.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await postgres.Disk!.FillAsync();
        await WaitFor.TrueAsync(
            async () =>
            {
                await postgres.Disk.FillAsync();
                return await PostAsync() is HttpStatusCode.ServiceUnavailable;
            },
            () => $"a post is refused, after {sent}");
        await (await client.GetAsync("/health/ready", Ct)).ShouldAnswerAsync(HttpStatusCode.ServiceUnavailable);

        postgres.Disk.Free();
        await postgres.StartAgainAsync();
        await WaitFor.TrueAsync(async () => (await client.GetAsync("/health/ready", Ct)).IsSuccessStatusCode, () => $"it is ready again: {server.Log}");
        (await PostAsync()).ShouldBe(HttpStatusCode.Created);
        database.Clear();
        (await database.ColumnAsync<string>("select headers ->> 'contextId' from events.mt_events")).ToHashSet().IsSupersetOf(taken).ShouldBeTrue();

        async Task<HttpStatusCode> PostAsync()
        {
            sent++;
            var e = Events.Of(new IncidentDetected { Environment = new Reference("production"), Description = new Random(sent).GetHexString(100_000) }, $"incident-{sent}", sent);
            using var response = await client.PostAsync("/cdevents", new ReadOnlyMemoryContent(e.Json) { Headers = { ContentType = new("application/json") } }, Ct);
            if (response.StatusCode is HttpStatusCode.Created)
            {
                taken.Add(e.ContextId);
            }

            return response.StatusCode;
        }
    }
}
