using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace CdViz.Adapters.Projecting.Checks;

/// <summary>What an event or a correction makes of the rows of projections.</summary>
/// <param name="Rows">Rows that differ, at most <see cref="MostRows"/> of them.</param>
/// <param name="Differing">How many rows differ.</param>
/// <param name="Unseen">Projections that follow it too, and whose rows are not worked out: statements inside the database, and what fails.</param>
/// <param name="IsTooLarge">True where the subject has so many events, or it takes so long, that the rows are not worked out.</param>
public sealed record EventEffect(IReadOnlyList<ChangedRow> Rows, int Differing, IReadOnlyList<string> Unseen, bool IsTooLarge)
{
    /// <summary>Rows that are told of at most.</summary>
    public const int MostRows = 50;

    /// <summary>Events of a subject that are looked at at most.</summary>
    public const int MostEvents = 10_000;
}

/// <summary>A row that differs.</summary>
/// <param name="Projection">The projection.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Ordinal">Its place among the rows of the key, from 1.</param>
/// <param name="Before">Its columns before, in snake case; null where there is no such row.</param>
/// <param name="After">Its columns after; null where there is no such row.</param>
public sealed record ChangedRow(string Projection, string Key, int Ordinal, JsonElement? Before, JsonElement? After);

/// <summary>Works out what differs by folding all events of a subject twice, in memory. Nothing is written, no lock is taken, and nobody waits for it.</summary>
internal static class EventEffects
{
    private const string CountSql = """
        select count(*) from (
            select from events.mt_events e
            where e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_type = $1 and s.subject_id = $2)
            limit $3) e
        """;

    /// <summary>The events of a subject before and after, of all that are known of it.</summary>
    public delegate (List<RecordedEvent> Before, List<RecordedEvent> After) Sides(List<RecordedEvent> kin);

    /// <summary>Works it out.</summary>
    /// <param name="database">Reads.</param>
    /// <param name="projections">The catalogue.</param>
    /// <param name="stream">The stream of the event.</param>
    /// <param name="follows">Which statements follow it too.</param>
    /// <param name="sides">What counts before and after.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<EventEffect> OfAsync(
        NpgsqlDataSource database, IReadOnlyList<Projection> projections, string stream, Func<SqlProjection, bool> follows, Sides sides, TimeSpan patience, CancellationToken ct)
    {
        var subject = StreamId.Parse(stream);
        List<string> unseen = [.. projections.OfType<SqlProjection>().Where(follows).Select(statement => statement.Name)];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            await using var connection = await database.OpenConnectionAsync(limit.Token);
            if (await CountAsync(connection, subject, limit.Token) > EventEffect.MostEvents)
            {
                return new([], 0, unseen, IsTooLarge: true);
            }

            List<ChangedRow> rows = [];
            var head = await EventFeed.HeadAsync(connection, limit.Token);
            foreach (var fold in projections.Where(projection => projection is not SqlProjection && projection.Reads.Any(type => type.Subject == subject.SubjectType)))
            {
                if (await GenerationStore.LiveAsync(connection, fold.Name, limit.Token) is not { } live)
                {
                    continue;
                }

                try
                {
                    rows.AddRange(await fold.Accept(new Visitor(connection, live, stream, head, sides, limit.Token)));
                }
                catch (ProjectionFailedException)
                {
                    unseen.Add(fold.Name);
                }
            }

            return new([.. rows.Take(EventEffect.MostRows)], rows.Count, unseen, IsTooLarge: false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new([], 0, unseen, IsTooLarge: true);
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, StreamId subject, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountSql, connection)
        {
            Parameters = { Sql.Value(subject.SubjectType), Sql.Value(subject.SubjectId), Sql.Value(EventEffect.MostEvents + 1) },
        };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private sealed class Visitor(NpgsqlConnection connection, Generation live, string stream, long upTo, Sides sides, CancellationToken ct) : IProjectionVisitor<Task<List<ChangedRow>>>
    {
        // As the columns are called; what a row works out of others is no column.
        private static readonly JsonSerializerOptions AsColumns = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            IgnoreReadOnlyProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        public async Task<List<ChangedRow>> Visit<TRow>(Fold<TRow> fold) where TRow : class
        {
            var probe = new RecordedEvent(0, Guid.Empty, stream, 0, EventTypes.Custom, default, default, null, new CustomEvent());
            var (before, after) = sides(await EventFeed.KinAsync(connection, fold, fold.Span, [probe], upTo, ct));
            var (was, now) = (Rows(fold, before), Rows(fold, after));
            return
            [
                .. was.Keys.Union(now.Keys).Order()
                    .Select(place => new ChangedRow(fold.Name, place.Key, place.Ordinal, was.TryGetValue(place, out var old) ? old : null, now.TryGetValue(place, out var made) ? made : null))
                    .Where(row => row.Before?.GetRawText() != row.After?.GetRawText()),
            ];
        }

        public Task<List<ChangedRow>> Visit(SqlProjection statement) => Task.FromResult<List<ChangedRow>>([]);

        private Dictionary<(string Key, int Ordinal), JsonElement> Rows<TRow>(Fold<TRow> fold, List<RecordedEvent> events) where TRow : class
        {
            List<FoldRow<TRow>> rows = [];
            new FoldGroup<TRow>(fold, live).Fold(events, rows);
            Dictionary<(string, int), JsonElement> byPlace = [];
            foreach (var row in rows)
            {
                byPlace[(row.Key, row.Ordinal)] = JsonSerializer.SerializeToElement(row.Row, AsColumns);
            }

            return byPlace;
        }
    }
}
