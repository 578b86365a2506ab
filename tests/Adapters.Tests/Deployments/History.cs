using System.Text.Json;
using Npgsql;

namespace CdViz.Adapters.Tests.Deployments;

/// <summary>A log whose deployments are projected, and short ways to fill it and to read them.</summary>
internal sealed class History : IAsyncDisposable
{
    private readonly ProjectedLog log;
    private int sent;

    private History(ProjectedLog log) => this.log = log;

    public ProjectedLog Log => log;

    public static Projection Projection { get; } = ProjectionCatalogue.All.Single(p => p.Name == "deployments");

    public static async Task<History> CreateAsync() =>
        new(await ProjectedLog.CreateAsync([.. ProjectionCatalogue.All.Where(p => p.Name is "current_deployments" or "deployments")]));

    /// <summary>Deploys one version after the other, a second apart, to one environment.</summary>
    public Task DeployAsync(params string[] artifacts) => SendAsync([.. artifacts.Select((artifact, i) => Deployed(artifact, i + 1))]);

    /// <summary>Records events and projects them, each by itself.</summary>
    public async Task SendAsync(params CDEvent[] events)
    {
        await log.AppendAsync(events, batch: 1);
        await log.CatchUpAsync(pageSize: 1);
    }

    /// <summary>Retracts or amends an event, as the door of corrections does.</summary>
    public Task CorrectAsync(long position, string action, params (string Member, string Value)[] amendment) => CorrectAsync("correction", position, action, amendment);

    /// <summary>The same, from any door.</summary>
    public async Task CorrectAsync(string door, long position, string action, params (string Member, string Value)[] amendment)
    {
        var (id, stream) = (await log.Database.RowsAsync(
            "select id, stream_id from events.mt_events where seq_id = $1", row => (row.GetGuid(0), row.GetString(1)), position))[0];
        var content = JsonSerializer.SerializeToElement(
            new { action, reason = "a test", target = new { eventId = id }, amendment = amendment.ToDictionary(a => a.Member, a => a.Value) });
        var made = new CDEvent($"e-{++sent}", "/corrections", Events.T(0), $"e-{sent}", new CustomEvent { Content = content }) { Type = "dev.cdeventsx.cdviz-correction.made.0.1.0" };
        var admitted = ProjectedLog.Admit(made) with { Stream = StreamId.Parse(stream) };
        (await log.Appender.AppendAsync(admitted, door, null, TestContext.Current.CancellationToken)).ShouldBeOfType<AppendOutcome.Appended>();
    }

    public CDEvent Deployed(string? artifact, double at, string environment = "prod", string source = "ci") =>
        Event(new ServiceDeployed { Environment = new(environment), ArtifactId = artifact }, at, source);

    public CDEvent Upgraded(string? artifact, double at, string environment = "prod", string source = "ci") =>
        Event(new ServiceUpgraded { Environment = new(environment), ArtifactId = artifact }, at, source);

    public CDEvent RolledBack(string? artifact, double at) => Event(new ServiceRolledBack { Environment = new("prod"), ArtifactId = artifact }, at, "ci");

    public CDEvent Removed(double at, string? environment = "prod") => Event(new ServiceRemoved { Environment = environment is null ? null : new(environment) }, at, "ci");

    public CDEvent Deleted(string environment, double at) => new($"e-{++sent}", "ci", Events.T(at), environment, new EnvironmentDeleted());

    public CDEvent Published(string artifact, double at) => new($"e-{++sent}", "registry", Events.T(at), artifact, new ArtifactPublished());

    /// <summary>The rows of a query, each as the texts of its columns with spaces between; times as seconds of <see cref="Events.T"/>, nothing as "-".</summary>
    public Task<List<string>> RowsAsync(string sql, params object[] values) => RowsAsync(log.Database, sql, values);

    /// <summary>The same, read by somebody.</summary>
    public static Task<List<string>> RowsAsync(NpgsqlDataSource reader, string sql, params object[] values) => reader.RowsAsync(
        sql,
        row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "-" : row.GetValue(i) switch
        {
            DateTime time => $"{(time - Events.Epoch.UtcDateTime).TotalSeconds}",
            TimeSpan time => $"{time.TotalSeconds}",
            var value => $"{value}",
        })),
        values);

    public ValueTask DisposeAsync() => log.DisposeAsync();

    private CDEvent Event(SubjectContent content, double at, string source) => new($"e-{++sent}", source, Events.T(at), "cart", content);
}
