using JasperFx;
using Marten;
using Npgsql;
using Shop;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Marten;

/// <summary>What docs/marten.md shows, done by an application with its own store, under the role that page gives it.</summary>
public sealed class A_Marten_application
{
    private const string Run = "pipelinerun|https://ci.example/acme|run-1";

    [Theory]
    [InlineData("ShopStore.cs")]
    [InlineData("RunCards.cs")]
    [InlineData("Deployments.cs")]
    [InlineData("CdEventMetadata.cs")]
    public void is_shown_as_it_is_compiled_here(string file) => Document.Code("marten.md", "csharp").ShouldContain(Document.Text(file));

    [Fact]
    public async Task reads_aggregates_projects_and_subscribes_with_a_store_of_its_own()
    {
        await using var log = await ProjectedLog.CreateAsync([]);
        await log.AppendAsync([
            new("1", "https://ci.example/acme", Events.T(1), "run-1", new PipelineRunStarted { PipelineName = "release" }) { ChainId = "chain-1" },
            new("2", "https://ci.example/acme", Events.T(9), "run-1", new PipelineRunFinished { PipelineName = "release", Outcome = new("success") }),
            new("3", "https://cd.example", Events.T(10), "cart", new ServiceDeployed { Environment = new("production"), ArtifactId = "pkg:oci/cart@1" }),
            new("4", "https://cd.example", Events.T(11), "cart", new ServiceUpgraded { Environment = new("production"), ArtifactId = "pkg:oci/cart@2" }),
            new("5", "https://cd.example", Events.T(12), "basket", new ServiceDeployed { Environment = new("production"), ArtifactId = "pkg:oci/basket@1" })]);
        var announced = new List<string>();
        await using var store = await ShopAsync(log, announced.Add);

        await using var session = store.QuerySession();
        var events = await session.Events.FetchStreamAsync(Run, token: Ct);
        events.Select(e => e.Data.GetType()).ShouldBe([typeof(PipelineRunStarted), typeof(PipelineRunFinished)]);
        events[0].Data.ShouldBe(new PipelineRunStarted { PipelineName = "release" });
        System.Text.Encoding.UTF8.GetString(((SubjectContent)events[0].Data).Raw.Span).ShouldContain("\"chainId\": \"chain-1\"");
        (events[0].CorrelationId, events[0].OccurredAt(), events[0].Sequence).ShouldBe(("chain-1", Events.T(1).UtcDateTime, 1));
        var aggregated = await session.Events.AggregateStreamAsync<RunCard>(Run, token: Ct);
        aggregated.ShouldBe(new RunCard(Run, "release", Events.T(1).UtcDateTime, Events.T(9).UtcDateTime, "success"));

        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await WaitFor.TrueAsync(
            async () => await log.Database.ScalarAsync<long>("select count(*) from events.mt_event_progression where last_seq_id = 5 and name like '%:All'") == 3,
            () => string.Join("; ", daemon.CurrentAgents().Select(agent => $"{agent.Name.Identity} {agent.Status} {agent.Position} {agent.Failure?.Detail}")));
        await daemon.StopAllAsync();

        (await session.LoadAsync<RunCard>(Run, Ct)).ShouldBe(aggregated);
        announced.ShouldBe(["service|https://cd.example|cart pkg:oci/cart@1", "service|https://cd.example|basket pkg:oci/basket@1"]);
        (await log.Database.RowsAsync("select id, artifact_id from shop.last_artifact order by id", row => $"{row.GetString(0)} {row.GetString(1)}"))
            .ShouldBe(["service|https://cd.example|basket pkg:oci/basket@1", "service|https://cd.example|cart pkg:oci/cart@2"]);
        (await log.Database.ColumnAsync<string>("select name || ' ' || last_seq_id from events.mt_event_progression where name like '%:All' order by name"))
            .ShouldBe(["Announcements:All 5", "RunCard:All 5", "Shop.LastArtifact:All 5"], ignoreOrder: true);
    }

    [Fact]
    public async Task cannot_append()
    {
        await using var log = await ProjectedLog.CreateAsync([]);
        await using var store = await ShopAsync(log, _ => { });
        await using var session = store.LightweightSession();
        session.Events.Append(Run, new PipelineRunStarted { PipelineName = "mine" });

        await Should.ThrowAsync<Exception>(() => session.SaveChangesAsync(Ct));

        (await log.Database.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(0);
    }

    /// <summary>The application's store, under a login with the role of Marten applications; its own tables are made by the owner of the database when it is deployed.</summary>
    private static async Task<DocumentStore> ShopAsync(ProjectedLog log, Action<string> announce)
    {
        var login = $"shop_{Guid.NewGuid():n}";
        using var script = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream("roles/marten.sql")!);
        await log.ExecuteAsync(await script.ReadToEndAsync(Ct));
        await log.ExecuteAsync($"create role {login} login password 'shop'; grant cdviz_marten to {login}; create schema shop authorization {login}");
        var connection = new NpgsqlConnectionStringBuilder(log.ConnectionString) { Username = login, Password = "shop" }.ConnectionString;
        await using (var owners = DocumentStore.For(opts => ShopStore.Configure(opts, log.ConnectionString, announce)))
        {
            await owners.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        }

        await log.ExecuteAsync($"grant all on all tables in schema shop to {login}; grant execute on all functions in schema shop to {login}");
        return DocumentStore.For(opts => ShopStore.Configure(opts, connection, announce));
    }
}
