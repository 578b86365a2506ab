using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>Grows with the deployments: nothing that is asked for looks through all of one kind for each of another.</summary>
public sealed class The_work_of_the_metrics(The_work_of_the_metrics.ManyDeployments many, ITestOutputHelper output) : IClassFixture<The_work_of_the_metrics.ManyDeployments>
{
    private const int Deployments = 1000;

    // What a deployment may cost: metrics and verdicts go along it some twenty times, evidence and two definitions fifty; what was known before is worked out again for each step.
    private const int RowsPerDeployment = 100;

    private const int RowsPerDeploymentThen = 2000;

    public static TheoryData<string> Questions =>
    [
        .. from metric in (string[])["deployment_frequency", "lead_time", "change_failure_rate", "time_to_restore", "rework_rate"]
           from known in (string[])["null", "3000"]
           select $"cdviz.dora_metric('{metric}', {All}, known => {known})",
        $"cdviz.dora_verdict({All}, array['production'])",
        $"cdviz.dora_evidence('change_failure_rate', {All})",
        $"cdviz.dora_evidence('lead_time', {All})",
        $"cdviz.dora_difference('dora', 'devlake', {All})",
        $"cdviz.dora_difference('dora', 'cdviz', {All}, known => 3000)",
        $"cdviz.dora_evidence('rework_rate', {All}, known => 3000)",
        $"cdviz.dora_by_service({All})",
        $"cdviz.dora_by_service({All}, known => 3000)",
        $"cdviz.dora_unattributed({All})",
        "cdviz.dora_failure()",
        "cdviz.dora_failure(known => 3000)",
    ];

    [Theory, MemberData(nameof(Questions))]
    public async Task grows_with_the_deployments(string question)
    {
        var plans = await Plan.OfAsync(many.Log.Database, $"select * from {question}", TestContext.Current.CancellationToken);
        var rows = plans.Sum(plan => plan.Rows);
        output.WriteLine($"{rows / (double)Deployments:0.0} rows for each deployment");
        plans.ShouldNotBeEmpty();
        rows.ShouldBeInRange(1, Deployments * (question.Contains("known => 3000", StringComparison.Ordinal) ? RowsPerDeploymentThen : RowsPerDeployment));
    }

    /// <summary>A log of them, and their metrics' tables.</summary>
    public sealed class ManyDeployments : IAsyncLifetime
    {
        private ProjectedLog? log;

        internal ProjectedLog Log => log ?? throw new InvalidOperationException("The fixture is not initialised.");

        public async ValueTask InitializeAsync()
        {
            log = await ProjectedLog.CreateAsync();
            await log.AppendAsync(Many());
            await log.Engine.RebuildAsync("delivery", 1, keep: false, null, TestContext.Current.CancellationToken);
            await log.ExecuteAsync("analyze");
        }

        public ValueTask DisposeAsync() => log?.DisposeAsync() ?? default;
    }

    /// <summary>Forty services; every tenth deployment has an incident, every seventh goes back, every fifth is told again.</summary>
    private static IEnumerable<CDEvent> Many()
    {
        for (var n = 0; n < Deployments; n++)
        {
            var (service, at) = ($"service-{n % 40}", n * 600);
            yield return Merged($"c{n}", at, service);
            yield return Packaged($"v{n}", $"c{n}", at + 5);
            yield return Deployed(n % 7 == 3 && n > 100 ? $"v{n - 80}" : n % 5 == 4 && n > 40 ? $"v{n - 40}" : $"v{n}", at + 10, service);
            if (n % 10 == 0)
            {
                yield return Detected($"i{n}", at + 900, service);
                yield return Resolved($"i{n}", at + 30_000, service);
            }
        }
    }
}
