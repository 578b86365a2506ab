using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Inbox;

/// <summary>Makes events of statements: of claims by what the log has of their subjects, and what was made of the claims before them.</summary>
/// <param name="dataSource">The database.</param>
public sealed class EarlierEvents(NpgsqlDataSource dataSource)
{
    /// <summary>Events of a stream that are looked at, the newest.</summary>
    private const int Newest = 500;

    /// <summary>The events of statements, in order; nothing for a claim that changes nothing.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>?>> SettleAsync(IReadOnlyList<Statement> statements, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statements);
        var known = await KnownAsync([.. statements.OfType<Statement.Claim>().Select(claim => StreamOf(claim.Event)).Distinct()], ct).ConfigureAwait(false);
        var settled = new List<ReadOnlyMemory<byte>?>(statements.Count);
        foreach (var statement in statements)
        {
            settled.Add(statement switch
            {
                Statement.AsSent(var json) => json,
                Statement.Fact(var e) => Note(known, e),
                Statement.Claim claim => Settled(known, claim) is { } e ? Note(known, e) : (ReadOnlyMemory<byte>?)null,
                _ => throw new NotSupportedException(statement.GetType().Name),
            });
        }

        return settled;
    }

    private static ReadOnlyMemory<byte> Note(Dictionary<string, List<Known>> known, CDEvent e)
    {
        if (known.TryGetValue(StreamOf(e), out var events) && !events.Exists(one => one.Occurrence.Id == EventId.Of(e.Source, e.Id)))
        {
            var one = new Known(new(Cut(e), EventTypes.Of(e.Content).Rank, EventId.Of(e.Source, e.Id)), EnvironmentOf(e.Content), new(EventTypes.Of(e.Content), ArtifactOf(e.Content)));
            var at = events.FindLastIndex(other => other.Occurrence < one.Occurrence) + 1;
            events.Insert(at, one);
        }

        return e.ToUtf8Json();
    }

    /// <summary>
    /// The event of a claim. What was made of the same claim before is there already, and is made again; what another claim said of the same moment came before it.
    /// </summary>
    private static CDEvent? Settled(Dictionary<string, List<Known>> known, Statement.Claim claim)
    {
        var (at, environment) = (Cut(claim.Event), EnvironmentOf(claim.Event.Content));
        var events = known[StreamOf(claim.Event)].Where(one => one.Occurrence.At <= at && one.Environment == environment).ToList();
        var first = claim.After([.. events.Where(one => one.Occurrence.At < at).Select(one => one.Event)]);
        return first is not null && events.Exists(one => one.Occurrence.Id == EventId.Of(first.Source, first.Id)) ? first : claim.After([.. events.Select(one => one.Event)]);
    }

    private static DateTime Cut(CDEvent e) => new(e.Timestamp.UtcTicks - (e.Timestamp.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    private static string StreamOf(CDEvent e) => new StreamId(EventTypes.Of(e.Content).Subject, e.SubjectSource ?? e.Source, e.SubjectId).ToString();

    private static string? EnvironmentOf(SubjectContent content) => content switch
    {
        ServiceDeployed of => of.Environment?.Id,
        ServiceUpgraded of => of.Environment?.Id,
        ServiceRolledBack of => of.Environment?.Id,
        ServiceRemoved of => of.Environment?.Id,
        IncidentDetected of => of.Environment?.Id,
        IncidentResolved of => of.Environment?.Id,
        _ => null,
    };

    private static string? ArtifactOf(SubjectContent content) => content switch
    {
        ServiceDeployed of => of.ArtifactId,
        ServiceUpgraded of => of.ArtifactId,
        ServiceRolledBack of => of.ArtifactId,
        _ => null,
    };

    private async Task<Dictionary<string, List<Known>>> KnownAsync(string[] streams, CancellationToken ct)
    {
        var known = streams.ToDictionary(stream => stream, _ => new List<Known>());
        if (streams.Length is 0)
        {
            return known;
        }

        await using var command = dataSource.CreateCommand(OfStreams);
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Array(streams, NpgsqlDbType.Text), Sql.Value(Newest)]);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            var type = EventTypes.OfAlias(reader.GetString(1));
            if (type is not null)
            {
                known[reader.GetString(0)].Add(new(
                    new(OccurredAt.Parse(reader.GetString(2)), type.Rank, reader.GetGuid(3)), reader.IsDBNull(5) ? null : reader.GetString(5),
                    new(type, reader.IsDBNull(4) ? null : reader.GetString(4))));
            }
        }

        foreach (var events in known.Values)
        {
            events.Sort((one, other) => one.Occurrence.CompareTo(other.Occurrence));
        }

        return known;
    }

    private sealed record Known(Occurrence Occurrence, string? Environment, Earlier Event);

    private const string OfStreams = """
        select s.stream, e.type, e.occurred_at, e.id, e.artifact, e.environment
        from unnest($1) s (stream)
        cross join lateral (
            select m.type, m.headers ->> 'occurredAt' as occurred_at, m.id, m.data #>> '{subject,content,artifactId}' as artifact,
                   m.data #>> '{subject,content,environment,id}' as environment
            from events.mt_events m
            where m.stream_id = s.stream
            order by m.version desc
            limit $2
        ) e
        """;
}
