using System.ComponentModel;
using ModelContextProtocol.Server;
using Npgsql;

namespace CdViz.Api.Mcp;

/// <summary>Tools that tell what runs where, and how delivery goes. Each asks the method that the HTTP endpoint calls.</summary>
[McpServerToolType]
internal sealed class DeliveryTools(NpgsqlDataSource database, IHttpContextAccessor http, Settings settings, TimeProvider time)
{
    private HttpRequest Request => http.HttpContext!.Request;

    [McpServerTool(Name = "what_runs_where", ReadOnly = true)]
    [Description("Which version of each service runs in each environment, since when, and who said so. With 'at' what ran then; with 'known' what was known then.")]
    public async Task<object> WhatRunsWhereAsync(
        CancellationToken ct, [Description("Only this environment")] string? environment = null, [Description("Only this service")] string? service = null,
        [Description("A time such as 2026-01-31T09:30:00Z")] string? at = null, [Description("A time: only what was recorded by then")] string? known = null) =>
        (await DeploymentEndpoints.GetAsync(new DeploymentEndpoints.Query(environment, service, at, known, null, null, null).Checked(), Request, database, ct)).Value();

    [McpServerTool(Name = "deployment_history", ReadOnly = true)]
    [Description("Deployments with the time that each ran, the latest first; roll-backs are marked, sent or inferred.")]
    public async Task<object> HistoryAsync(
        CancellationToken ct, string? environment = null, string? service = null, string? from = null, string? to = null,
        [Description("1 to 200; 50 when left out")] int limit = 50) =>
        (await DeploymentHistoryEndpoints.GetAsync(
            new DeploymentHistoryEndpoints.Query(environment, service, from, to, Limit(limit), null, null, null, null).Checked(), Request, database, ct)).Value();

    [McpServerTool(Name = "what_changed", ReadOnly = true)]
    [Description("What runs otherwise at 'to' (now, when left out) than at 'from': added, removed, replaced or redeployed, and how many deployments and roll-backs in between.")]
    public async Task<object> ChangedAsync(string from, CancellationToken ct, string? to = null, string? environment = null, string? service = null) =>
        (await DeploymentChangeEndpoints.ChangesAsync(new DeploymentChangeEndpoints.ChangesQuery(from, to, environment, service, null, null).Checked(), Request, database, ct)).Value();

    [McpServerTool(Name = "delivery_metrics", ReadOnly = true)]
    [Description("The five DORA metrics with bands, trend and sample size; the last 90 days of production when nothing else is said. A null value says why in 'reason'.")]
    public async Task<object> MetricsAsync(
        CancellationToken ct, string? from = null, string? to = null, string? environment = null, string? service = null, string? team = null,
        [Description("How it is counted, such as dora or devlake")] string? definition = null, [Description("day, week, month or year, for values over time")] string? bucket = null) =>
        (await DoraEndpoints.GetAsync(
            new DoraEndpoints.ReportQuery(from, to, environment, service, team, definition, Bucket: bucket).Checked(), Request, database, settings, time, ct)).Value();

    [McpServerTool(Name = "delivery_evidence", ReadOnly = true)]
    [Description("The deployments behind a metric: whether each counts and failed, the rule that decided, and the positions of the events. Tells why a deployment counts as failed.")]
    public async Task<object> EvidenceAsync(
        [Description("deployment_frequency, lead_time, change_failure_rate, time_to_restore or rework_rate")] string metric, CancellationToken ct,
        string? from = null, string? to = null, string? environment = null, string? service = null, [Description("1 to 200; 50 when left out")] int limit = 50) =>
        (await DoraEvidenceEndpoints.EvidenceAsync(
            metric ?? throw new ArgumentNullException(nameof(metric)), new DoraEvidenceEndpoints.EvidenceQuery(from, to, environment, service, Limit: Limit(limit)).Checked(),
            Request, database, settings, time, ct)).Value();

    [McpServerTool(Name = "pipeline_runs", ReadOnly = true)]
    [Description("How pipeline runs went, the latest first, attempt by attempt.")]
    public async Task<object> PipelineRunsAsync(
        CancellationToken ct, string? name = null, [Description("success, failure, cancel or error")] string? outcome = null, string? from = null, string? to = null, int limit = 50) =>
        (await new PipelineRunEndpoint.Query { Name = name, Outcome = outcome, From = from, To = to, Limit = Limit(limit) }.Checked().PageAsync(Request, database, ct)).Value();

    [McpServerTool(Name = "task_runs", ReadOnly = true)]
    [Description("How task runs went, the latest first; 'errors' says what went wrong.")]
    public async Task<object> TaskRunsAsync(
        CancellationToken ct, string? name = null, string? outcome = null, [Description("Id of the pipeline run they belong to")] string? pipelineRunId = null, int limit = 50) =>
        (await new TaskRunEndpoint.Query { Name = name, Outcome = outcome, PipelineRunId = pipelineRunId, Limit = Limit(limit) }.Checked().PageAsync(Request, database, ct)).Value();

    [McpServerTool(Name = "test_runs", ReadOnly = true)]
    [Description("How test cases and suites went, the latest first; 'reason' says why one failed.")]
    public async Task<object> TestRunsAsync(
        CancellationToken ct, string? name = null, string? outcome = null, string? environment = null, [Description("case or suite")] string? kind = null, int limit = 50) =>
        (await new TestRunEndpoint.Query { Name = name, Outcome = outcome, Environment = environment, Kind = kind, Limit = Limit(limit) }.Checked().PageAsync(Request, database, ct)).Value();

    [McpServerTool(Name = "incidents", ReadOnly = true)]
    [Description("Incidents, the latest first, with what they concern and how long they took.")]
    public async Task<object> IncidentsAsync(
        CancellationToken ct, string? environment = null, string? service = null, [Description("open or resolved")] string? outcome = null, int limit = 50) =>
        (await new IncidentEndpoint.Query { Environment = environment, Service = service, Outcome = outcome, Limit = Limit(limit) }.Checked().PageAsync(Request, database, ct)).Value();

    private static string Limit(int limit) => $"{Math.Clamp(limit, 1, 200)}";
}
