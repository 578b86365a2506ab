using CdViz.Projections;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Moves a generation along the log, page by page; rows and progress commit together.</summary>
internal static class CatchUp
{
    /// <summary>Positions in a page, unless told otherwise.</summary>
    public const int PageSize = 5000;

    /// <summary>Applies all up to a position, a page in each transaction.</summary>
    /// <returns>The generation at its new position.</returns>
    /// <exception cref="OvertakenException">Somebody else moves the same generation.</exception>
    /// <exception cref="FoldFailedException">The projection's own code failed; what came before its page is applied.</exception>
    public static async Task<Generation> ToAsync(
        NpgsqlDataSource database,
        NpgsqlConnection connection,
        Projection projection,
        Generation generation,
        long upTo,
        CancellationToken ct,
        int pageSize = PageSize)
    {
        if (generation.Position >= upTo)
        {
            return generation;
        }

        var pages = FoldEngine.Pages(projection, generation.Schema, consecutive: true);
        await using var reading = await database.OpenConnectionAsync(ct);
        var to = Math.Min(generation.Position + pageSize, upTo);
        var next = EventFeed.PageAsync(reading, projection, generation.Position, to, ct);
        while (true)
        {
            var events = await next;
            var (from, reached) = (generation.Position, to);
            if (reached < upTo)
            {
                // The next page is read while this one is applied.
                to = Math.Min(reached + pageSize, upTo);
                next = EventFeed.PageAsync(reading, projection, reached, to, ct);
            }

            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                try
                {
                    await GenerationStore.AdvanceAsync(connection, generation, from, reached, ct);
                    await pages.ApplyAsync(connection, events, reached, ct);
                    await transaction.CommitAsync(ct);
                }
                catch when (reached < upTo)
                {
                    // The page that is being read must not be left behind on a connection that goes back to the pool.
                    await Task.WhenAny(next);
                    throw;
                }
            }

            generation = generation with { Position = reached };
            if (reached >= upTo)
            {
                return generation;
            }
        }
    }

    /// <summary>Applies all up to a position in the caller's transaction.</summary>
    public static async Task<Generation> WithinAsync(
        NpgsqlConnection connection, Projection projection, Generation generation, long upTo, CancellationToken ct)
    {
        if (generation.Position >= upTo)
        {
            return generation;
        }

        var events = await EventFeed.PageAsync(connection, projection, generation.Position, upTo, ct);
        await GenerationStore.AdvanceAsync(connection, generation, generation.Position, upTo, ct);
        await FoldEngine.Pages(projection, generation.Schema, consecutive: false).ApplyAsync(connection, events, upTo, ct);
        return generation with { Position = upTo };
    }
}
