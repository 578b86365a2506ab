using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>Gives a projection that has no live generation an empty one.</summary>
internal static class ProjectionProvision
{
    private const string OneAtATimeSql = "select pg_advisory_xact_lock(731087251, hashtext('provision'))";

    /// <summary>Makes tables, indexes and views unless they are there. An inline projection of an empty log is handed to the appends at once.</summary>
    public static async Task RunAsync(NpgsqlDataSource database, Projection projection, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.ExecuteAsync(connection, OneAtATimeSql, ct);
        if (await GenerationStore.LiveAsync(connection, projection.Name, ct) is not null)
        {
            return;
        }

        var generation = await GenerationStore.CreateAsync(connection, projection, ct);
        await GenerationSchema.RunAsync(connection, generation.Schema, ProjectionDefinition.Of(projection).Indexes, ct);
        await GenerationSchema.ShowAsync(connection, generation, ct);
        await GenerationStore.SetBuiltAsync(connection, generation, ct);
        await GenerationStore.PromoteAsync(connection, generation, ct);
        if (projection.Lifecycle is Lifecycle.Inline)
        {
            await Sql.ExecuteAsync(connection, LogSql.HoldAppends, ct);
            if (await EventFeed.HeadAsync(connection, ct) is 0)
            {
                await GenerationStore.SetJoinedAsync(connection, generation, true, ct);
            }
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>True when a generation was built by this version of the projection, code and SQL.</summary>
    public static bool IsCurrent(Projection projection, Generation generation) =>
        generation.Version == projection.Version && generation.Digest == ProjectionDefinition.Of(projection).Digest;
}
