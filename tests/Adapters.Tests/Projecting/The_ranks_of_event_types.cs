using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting;

public class The_ranks_of_event_types
{
    [Fact]
    public async Task are_in_SQL_what_they_are_in_the_program()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var command = database.DataSource.CreateCommand("update events.event_type set rank = 7 where type = 'artifact_published'; delete from events.event_type where subject = 'ticket'"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Migrations.ApplyAsync(database.DataSource, TestContext.Current.CancellationToken);
        EventType[] types = [.. EventTypes.All, .. EventTypes.Drafts, EventTypes.Custom];
        (await database.DataSource.RowsAsync("select type, subject, predicate, rank from events.event_type", row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt16(3))))
            .ShouldBe(types.Select(type => (type.Alias, type.Subject, type.Predicate, type.Rank)), ignoreOrder: true);
    }

    [Fact]
    public async Task order_events_of_one_second_alike_in_every_table()
    {
        const string Artifact = "pkg:oci/shop@1";
        await using var log = await LogOf(
            E(Artifact, 1, new ArtifactDownloaded { User = "reader" }), E(Artifact, 1, new ArtifactPublished { User = "writer" }),
            E("change", 1, new ChangeMerged()), E("change", 1, new ChangeReviewed()), E("change", 1, new ChangeUpdated()));
        (await log.Database.ColumnAsync<string>("select last_user from cdviz.artifact")).ShouldBe(["reader"]);
        (await log.Database.ColumnAsync<string>("select properties ->> 'user' from cdviz.graph_nodes where node_type = 'artifact' and node_key like '%1'")).ShouldBe(["reader"]);
        (await log.Database.ColumnAsync<string>("select predicate from cdviz.graph_events order by subject_type, rank"))
            .ShouldBe(["published", "downloaded", "updated", "reviewed", "merged"]);
    }
}
