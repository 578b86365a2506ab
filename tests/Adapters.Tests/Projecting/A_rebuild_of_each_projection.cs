namespace CdViz.Adapters.Tests.Projecting;

public class A_rebuild_of_each_projection
{
    [Fact]
    public async Task leaves_no_generation_but_the_last_one_before()
    {
        await using var log = await ProjectedLog.CreateAsync();
        foreach (var projection in ProjectionCatalogue.All.Where(p => p.Lifecycle is not Lifecycle.Inline))
        {
            for (var n = 0; n < 3; n++)
            {
                await log.Engine.RebuildAsync(projection.Name, 1, keep: false, null, TestContext.Current.CancellationToken);
            }
        }

        (await log.Database.ColumnAsync<string>("select projection from events.projection_generation group by 1 having count(*) > 2")).ShouldBeEmpty();
        (await log.Database.ColumnAsync<string>(
            "select nspname::text from pg_namespace n where nspname ~ '_g[0-9]+$' and not exists (select from events.projection_generation g where g.schema_name = n.nspname)")).ShouldBeEmpty();
    }
}
