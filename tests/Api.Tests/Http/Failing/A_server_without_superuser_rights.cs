using System.Net;
using Microsoft.Extensions.DependencyInjection;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

/// <summary>The server on a database as <c>./cdviz db</c> and compose.yaml make it: its login owns that database, and may nothing else.</summary>
[Trait("Category", "Nightly")]
public sealed class A_server_without_superuser_rights
{
    private static byte[] Deployed => new CDEvent("1", "https://ci.example.com", Events.T(1), "cart", new ServiceDeployed
    {
        Environment = new Reference("production"),
        ArtifactId = "pkg:oci/cart@1",
    }).ToUtf8Json();

    [Fact]
    public async Task does_all_that_it_does()
    {
        await using var database = await TestDatabase.CreateOwnedAsync();
        await using var app = await Server.StartAsync(
            new Settings { EventStore = database.OwnersConnectionString, Urls = ["http://127.0.0.1:0"], Lake = new() { KeepFor = TimeSpan.FromDays(400) } }, Ct);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var posted = await client.PostAsync("/cdevents", Body(Deployed), Ct);
        posted.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var unknown = await client.PostAsync("/cdevents", Body("{}"u8.ToArray()), Ct);
        unknown.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.GetStringAsync("/deployments?wait=1", Ct)).ShouldContain("cart");
        (await client.GetStringAsync("/metrics/dora?wait=1", Ct)).ShouldContain("deployment_frequency");

        var engine = app.Services.GetRequiredService<ProjectionEngine>();
        foreach (var projection in ProjectionCatalogue.All)
        {
            (await engine.RebuildAsync(projection.Name, 1, false, null, Ct)).Number.ShouldBe(2);
        }

        await using var own = Npgsql.NpgsqlDataSource.Create(database.OwnersConnectionString);
        await Columnstore.ApplyAsync(own, Ct);
        await LakeRetention.RunAsync(own, TimeSpan.FromDays(1), Ct);
        (await Rights.ApplyAsync(own, Ct)).ShouldBeEmpty();
        (await own.ScalarAsync<bool>("select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = current_user"))
            .ShouldBeFalse();
        (await own.ColumnAsync<string>("select name from cdviz.projection_status where state = 'failed'")).ShouldBeEmpty();
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task owns_what_an_earlier_superuser_has_made()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await Migrations.ApplyAsync(database.DataSource, Ct);
        await new ProjectionEngine(database.DataSource, ProjectionCatalogue.All).ProvisionAsync(Ct);

        await database.HandOverAsync();

        (await database.DataSource.ColumnAsync<string>("""
            select c.oid::regclass::text from pg_class c
            where c.relkind in ('r', 'p', 'v', 'S') and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|_timescaledb_(catalog|config|cache|functions|debug))' and c.relowner <> 'cdviz'::regrole
              and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            """)).ShouldBeEmpty();
        await using var own = Npgsql.NpgsqlDataSource.Create(database.OwnersConnectionString);
        await new ProjectionEngine(own, ProjectionCatalogue.All).RebuildAsync("cdevents_lake", 1, false, null, Ct);
    }

    private static ByteArrayContent Body(ReadOnlyMemory<byte> json) => new(json.ToArray()) { Headers = { ContentType = new("application/json") } };
}
