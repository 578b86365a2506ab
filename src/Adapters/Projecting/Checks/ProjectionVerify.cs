using System.Data;
using Npgsql;

namespace CdViz.Adapters.Projecting.Checks;

/// <summary>Rebuilds a projection to one side, up to where the live generation stands, and compares the two. Leaves nothing behind.</summary>
/// <remarks>
/// All in one transaction that is rolled back: its snapshot shows the live rows and their progress as of one moment, and the log up to there
/// does not change any more. Nobody waits for it.
/// </remarks>
internal static class ProjectionVerify
{
    /// <summary>Verifies.</summary>
    public static async Task<Comparison> RunAsync(
        NpgsqlDataSource database, Projection projection, int workers, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await LakeRetention.HoldAsync(connection, ct);
        try
        {
            return await WithinAsync(database, connection, projection, workers, progress, ct);
        }
        finally
        {
            await LakeRetention.ReleaseAsync(connection);
        }
    }

    private static async Task<Comparison> WithinAsync(
        NpgsqlDataSource database, NpgsqlConnection connection, Projection projection, int workers, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var live = await GenerationStore.LiveAsync(connection, projection.Name, ct)
            ?? throw new InvalidOperationException($"Projection '{projection.Name}' has no live generation.");
        var side = $"verify_{Guid.NewGuid():n}";
        await GenerationSchema.MakeAsync(connection, side, ProjectionDefinition.Of(projection), ct);
        await using (var target = FillTarget.Within(connection))
        {
            await ProjectionRebuild.FoldAsync(
                database, projection, live with { Schema = side }, live.Position, workers, target,
                (events, phase, _) =>
                {
                    progress?.Report(new(events, 0, phase));
                    return Task.CompletedTask;
                },
                ct);
        }

        progress?.Report(new(0, 0, "compare"));
        return await ProjectionCompare.RunAsync(connection, live.Schema, side, live.Position, ct);
    }
}
