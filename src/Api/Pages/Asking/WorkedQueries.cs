namespace CdViz.Api.Pages.Asking;

/// <summary>Questions to begin with.</summary>
internal static class WorkedQueries
{
    /// <summary>What is asked, and how.</summary>
    public static IReadOnlyList<(string Title, string Sql)> All { get; } =
    [
        ("What runs in production", "select service, version, deployed_at\nfrom current_deployment\nwhere environment = 'production'\norder by service"),
        ("Deployments by day", "select time_bucket('1 day', valid_from)::date as day, count(*) as deployments\nfrom deployment\nwhere environment = 'production' and valid_from > now() - interval '30 days'\ngroup by day\norder by day"),
        ("Roll-backs, the latest first", "select valid_from, environment, service, previous_version, version, rollback\nfrom deployment\nwhere rollback is not null\norder by valid_from desc\nlimit 50"),
        ("Failure rate of each pipeline", "select name, count(*) as runs, round(100.0 * count(*) filter (where outcome <> 'success') / count(*), 1) as failed_percent\nfrom pipelinerun_attempt\nwhere outcome is not null\ngroup by name\norder by failed_percent desc"),
        ("The flakiest tests", "select name, flaky, tested_again, flakiness\nfrom test_flakiness(now() - interval '30 days', now())\nwhere flaky > 0\norder by flakiness desc\nlimit 20"),
        ("Failed deployments, and why", "select occurred_at, service_id, version, rule\nfrom dora_evidence('change_failure_rate', now() - interval '30 days', now())\nwhere hit\norder by occurred_at desc"),
    ];
}
