using System.Diagnostics;

namespace CdViz.Adapters.Tests.Deployments;

/// <summary>Two hundred services in three environments, each deployed a hundred times.</summary>
public sealed class The_plans_of_questions_on_deployments(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Fill = """
        with placed as (insert into deployments_g1.deployment_place select cdviz.place_of('env-' || e, null, 'service-' || s, null), 'env-' || e, 'service-' || s from generate_series(1, 3) e, generate_series(1, 200) s)
        insert into deployments_g1.deployment_event
        select n * 600 + s * 3 + e, 'env-' || e, 'service-' || s, at, 1, md5(concat(n, '|', s, '|', e))::uuid, at + interval '1 second', 'upgraded',
               'pkg:oci/s' || s || '?tag=' || n, n::text, 'ci', null, 'pkg:oci/s' || s || '@' || n, 'pkg:oci/s' || s || '@' || n, n,
               case when n < 100 then at + interval '1 hour' end, case when n < 100 then 'upgraded' end, null, null, null, false,
               null, null, false, null, cdviz.place_of('env-' || e, null, 'service-' || s, null)
        from generate_series(1, 100) n, generate_series(1, 200) s, generate_series(1, 3) e, lateral (select timestamptz '2026-03-02 09:00Z' + n * interval '1 hour' + s * interval '1 second' as at) t
        """;

    private History history = null!;

    public static TheoryData<string> Questions =>
    [
        "cdviz.deployments_at('2026-03-04 12:00Z')",
        "cdviz.deployments_at('infinity', '2026-03-03 12:00Z')",
        "cdviz.deployments_at('2026-03-04 12:00Z') where environment = 'env-1' and service = 'service-7'",
        "cdviz.deployments_changed('2026-03-04 12:00Z', '2026-03-04 13:00Z')",
        "cdviz.environments_compared('env-1', 'env-2')",
        "cdviz.deployments_between('2026-03-04 12:00Z', '2026-03-04 18:00Z') order by valid_from desc, position desc limit 100",
        "cdviz.deployments_between('-infinity', 'infinity') where service = 'service-7' order by valid_from desc, position desc limit 100",
        "cdviz.deployments_between('2026-03-03 12:00Z', 'infinity') where environment = 'env-2' order by valid_from desc, position desc limit 100",
        "cdviz.deployment where artifact_key = 'pkg:oci/s7@12'",
    ];

    public async ValueTask InitializeAsync()
    {
        history = await History.CreateAsync();
        await history.Log.ExecuteAsync(Fill);
        await history.Log.ExecuteAsync("analyze deployments_g1.deployment_event, deployments_g1.deployment_place");
    }

    [Theory, MemberData(nameof(Questions))]
    public async Task go_by_an_index(string question)
    {
        var plan = string.Join('\n', await history.Log.Database.ColumnAsync<string>($"explain select * from {question}"));
        plan.ShouldContain("Index");
        plan.ShouldNotContain("Seq Scan on deployment_event");
        var began = Stopwatch.GetTimestamp();
        var rows = await history.Log.Database.ScalarAsync<long>($"select count(*) from (select * from {question}) q");
        output.WriteLine($"{rows} rows in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0} ms\n{plan}");
        rows.ShouldBeGreaterThan(0);
    }

    public async ValueTask DisposeAsync() => await history.DisposeAsync();
}
