using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Fills an empty generation of a SQL projection page by page, with several workers only when its definition allows.</summary>
internal sealed class SqlFill(SqlProjection projection, Generation generation) : IGenerationFill
{
    private const int Attempts = 100;

    private readonly SqlStatement statement = new(projection, generation);
    private readonly bool parallel = ProjectionDefinition.Of(projection).Parallel;

    /// <inheritdoc/>
    public async Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct)
    {
        if (!parallel && source.Part > 0)
        {
            return;
        }

        var own = parallel ? source : source with { Parts = 1 };
        foreach (var (after, upTo) in own.Pages(projection.FillPositions ?? FeedPage.Positions))
        {
            await PageAsync(target, after, upTo, ct);
            folded((int)(upTo - after));
            if (source.Breather is { } breather)
            {
                await breather.RestAsync(ct);
            }
        }
    }

    /// <summary>Workers that write the same rows may lock each other out; the one that is turned away begins its page again. A page for which the database has too little is halved.</summary>
    private async Task PageAsync(FillTarget target, long after, long upTo, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await target.WriteAsync(connection => statement.RunAsync(connection, after, upTo, ct), ct);
                return;
            }
            catch (PostgresException e) when (
                e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure && attempt < Attempts)
            {
                // Nothing of the page is there.
            }
            catch (PostgresException e) when (DatabaseFault.IsShortage(e) && upTo - after > 1 && !target.IsOneTransaction)
            {
                var middle = after + ((upTo - after) / 2);
                await PageAsync(target, after, middle, ct);
                await PageAsync(target, middle, upTo, ct);
                return;
            }
        }
    }
}
