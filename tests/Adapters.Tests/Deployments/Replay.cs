using System.Globalization;
using System.Text.Json;

namespace CdViz.Adapters.Tests.Deployments;

/// <summary>The log folded again in plain C#, event by event, up to a time and to what was known at another: what runs where.</summary>
internal sealed class Replay
{
    /// <summary>Asks the database the same as <see cref="At"/>: <c>$1</c> is the time, <c>$2</c> the time of knowledge.</summary>
    public const string Answer = "select concat(environment, '|', service, '|', artifact_id, '|', position) from cdviz.deployments_at($1, $2)";

    private static readonly string[] Types = ["service_deployed", "service_upgraded", "service_rolled_back", "service_removed", "environment_deleted"];

    private readonly List<Told> told;
    private readonly ILookup<Guid, Correction> corrections;

    private Replay(List<Told> told, List<Correction> corrections) => (this.told, this.corrections) = (told, corrections.ToLookup(c => c.Target));

    /// <summary>When events occurred and were recorded: the times worth asking for.</summary>
    public IEnumerable<(DateTime At, DateTime Known)> Times => told.Select(e => (e.OccurredAt, e.RecordedAt));

    /// <summary>Reads the log as it stands there.</summary>
    public static async Task<Replay> OfAsync(Npgsql.NpgsqlDataSource database) => new(
        await database.RowsAsync(
            "select seq_id, id, type, stream_id, headers->>'occurredAt', timestamp, (data #> '{subject,content}')::text, data #>> '{subject,source}' from events.mt_events where type <> 'custom_event' order by seq_id",
            row => Told.Of(
                row.GetInt64(0), row.GetGuid(1), EventTypes.OfAlias(row.GetString(2))!, StreamId.Parse(row.GetString(3)).SubjectId,
                Time(row.GetString(4)), row.GetDateTime(5), row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7))),
        await database.RowsAsync(
            "select seq_id, timestamp, (data #> '{subject,content}')::text from events.mt_events where type = 'custom_event' and headers ->> 'door' = 'correction' order by seq_id",
            row => Correction.Of(row.GetInt64(0), row.GetDateTime(1), JsonDocument.Parse(row.GetString(2)).RootElement)));

    /// <summary>What runs: environment, service, artifact and position, sorted.</summary>
    public List<string> At(DateTime at, DateTime known)
    {
        Dictionary<(string?, string?, string, string?), Told> running = [];
        foreach (var e in told
            .Where(e => Types.Contains(e.Type.Alias) && e.RecordedAt <= known)
            .Select(e => corrections[e.Id].Where(c => c.RecordedAt <= known).Aggregate((Told?)e, (now, c) => c.Amendment is null ? null : now?.With(c.Position, c.Amendment)))
            .OfType<Told>()
            .Where(e => e.Environment is not null && e.OccurredAt <= at)
            .OrderBy(e => e.OccurredAt).ThenBy(e => e.Type.Rank).ThenBy(e => e.Id.ToString(), StringComparer.Ordinal))
        {
            if (e.Type.Predicate is "deleted")
            {
                foreach (var place in running.Keys.Where(place => place.Item1 == e.Environment && (e.EnvironmentSource is null || place.Item2 is null || place.Item2 == e.EnvironmentSource)).ToList())
                {
                    running.Remove(place);
                }
            }
            else if (e.Type.Predicate is "removed")
            {
                running.Remove(e.Place);
            }
            else
            {
                running[e.Place] = e;
            }
        }

        return [.. running.Values.Select(e => $"{e.Environment}|{e.Service}|{e.Artifact}|{e.Position}").Order(StringComparer.Ordinal)];
    }

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private sealed record Correction(long Position, DateTime RecordedAt, Guid Target, Dictionary<string, string>? Amendment)
    {
        public static Correction Of(long position, DateTime recordedAt, JsonElement content) => new(
            position, recordedAt, content.GetProperty("target").GetProperty("eventId").GetGuid(),
            content.GetProperty("action").GetString() is "retract" ? null : content.GetProperty("amendment").Deserialize<Dictionary<string, string>>());
    }

    private sealed record Told(
        long Position, Guid Id, EventType Type, string Service, DateTime OccurredAt, DateTime RecordedAt, string? Environment, string? Artifact,
        string? EnvironmentSource, string? ServiceSource)
    {
        public (string?, string?, string, string?) Place => (Environment, EnvironmentSource, Service, ServiceSource);

        public Told With(long position, Dictionary<string, string> amendment) => this with
        {
            Position = position,
            Service = amendment.GetValueOrDefault("service", Service),
            Environment = Type.Subject is "environment" ? Environment : amendment.GetValueOrDefault("environment") ?? Environment,
            EnvironmentSource = Type.Subject is not "environment" && amendment.ContainsKey("environment") ? null : EnvironmentSource,
            ServiceSource = amendment.ContainsKey("service") ? null : ServiceSource,
            Artifact = Type.Predicate is "removed" ? null : amendment.GetValueOrDefault("artifactId") ?? Artifact,
            OccurredAt = amendment.GetValueOrDefault("occurredAt") is { } time ? Time(time) : OccurredAt,
        };

        public static Told Of(long position, Guid id, EventType type, string service, DateTime occurredAt, DateTime recordedAt, string content, string? source)
        {
            var (environment, artifact) = type.Read(System.Text.Encoding.UTF8.GetBytes(content)) switch
            {
                ServiceDeployed e => (e.Environment, e.ArtifactId),
                ServiceUpgraded e => (e.Environment, e.ArtifactId),
                ServiceRolledBack e => (e.Environment, e.ArtifactId),
                ServiceRemoved e => (e.Environment, null),
                EnvironmentDeleted => (new Reference(service, source), null),
                _ => (null, null),
            };
            return new(position, id, type, service, occurredAt, recordedAt, environment?.Id, artifact, environment?.Source, type.Subject is "environment" ? null : source);
        }
    }
}
