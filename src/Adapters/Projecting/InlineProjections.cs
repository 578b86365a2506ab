using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>
/// Writes the rows of inline projections in the append's own transaction. A projection whose own code fails is stopped and shown; the append
/// and the other projections go on.
/// </summary>
/// <param name="projections">The catalogue.</param>
public sealed class InlineProjections(IReadOnlyList<Projection> projections) : IInlineProjections
{
    private const string EpochSql = "select epoch from events.projection_epoch";
    private const string SavepointSql = "savepoint inline";

    private readonly Projection[] inline = [.. projections.Where(p => p.Lifecycle is Lifecycle.Inline)];
    private readonly HashSet<EventType> wanted = [.. projections.Where(p => p.Lifecycle is Lifecycle.Inline).SelectMany(p => p.Reads)];
    private readonly HashSet<string> subjects = [.. projections.Where(p => p.Lifecycle is Lifecycle.Inline).SelectMany(p => p.Reads).Select(type => type.Subject)];
    private long epoch = -1;
    private List<Joined> joined = [];

    /// <inheritdoc/>
    public bool Wants(AdmittedEvent e) => wanted.Contains(e.Type) || (e.Type == EventTypes.Custom && subjects.Contains(e.Stream.SubjectType));

    /// <inheritdoc/>
    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> appended, CancellationToken ct)
    {
        if (appended.Count == 0)
        {
            return;
        }

        await RefreshAsync(connection, ct);
        var first = true;
        foreach (var (projection, generation, pages) in joined)
        {
            var events = appended.Where(e => projection.Reads.Contains(e.Type) || e.IsCorrection).ToList();
            if (events.Count > 0)
            {
                if (!first)
                {
                    await Sql.ExecuteAsync(connection, SavepointSql, ct);
                }

                await ApplyAsync(connection, generation, pages, events, appended, ct);
                first = false;
            }
        }
    }

    private static async Task ApplyAsync(
        NpgsqlConnection connection, Generation generation, IPageApplier pages, List<RecordedEvent> events, IReadOnlyList<RecordedEvent> appended, CancellationToken ct)
    {
        try
        {
            await pages.ApplyAsync(connection, events, appended[0].Position - 1, appended[^1].Position, ct);
        }
        catch (Exception e) when (e is ProjectionFailedException or PostgresException { IsTransient: false })
        {
            // The append has moved the projection's progress already; it stands before this batch.
            await Sql.ExecuteAsync(connection, "rollback to savepoint inline", ct);
            await GenerationStore.SetProgressAsync(connection, generation, appended[0].Position - 1, ct);
            await GenerationStore.StopAsync(connection, generation, (e as ProjectionFailedException)?.Position ?? events[0].Position, e.Message, ct);
        }
    }

    /// <summary>Reads the list of generations again if it has changed, and sets the first savepoint: one round trip.</summary>
    private async Task RefreshAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(EpochSql), new(SavepointSql) } };
        var current = (long)(await batch.ExecuteScalarAsync(ct))!;
        if (current == epoch)
        {
            return;
        }

        List<Joined> list = [];
        foreach (var projection in inline)
        {
            if (await GenerationStore.LiveAsync(connection, projection.Name, ct) is { Joined: true } live)
            {
                list.Add(new(projection, live, ProjectionKind.Pages(projection, live, consecutive: false)));
            }
        }

        (epoch, joined) = (current, list);
    }

    private sealed record Joined(Projection Projection, Generation Generation, IPageApplier Pages);
}
