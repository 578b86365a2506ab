using System.Text.RegularExpressions;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Makes the keys and indexes of a filled generation, several at once.</summary>
internal static partial class GenerationIndexes
{
    // The processors are shared out by index already.
    private const string OneProcessSql = "set local max_parallel_maintenance_workers = 0";

    /// <summary>Runs the statements of a definition, each in a transaction of its own: neighbours that make an index at the same time, others alone.</summary>
    /// <param name="target">Where to write.</param>
    /// <param name="schema">The schema of the generation.</param>
    /// <param name="definition">The statements; may be empty.</param>
    /// <param name="atOnce">How many at the same time.</param>
    /// <param name="rests">Whether to rest after each, because others need the processors.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task MakeAsync(FillTarget target, string schema, string definition, int atOnce, bool rests, CancellationToken ct)
    {
        foreach (var some in Together(SqlText.Split(definition)))
        {
            await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct }, async (statement, token) =>
            {
                var breather = new Breather();
                await target.WriteAsync(
                    async connection =>
                    {
                        await Sql.ExecuteAsync(connection, OneProcessSql, token);
                        await GenerationSchema.RunAsync(connection, schema, statement.Text, token);
                    },
                    token);
                if (rests)
                {
                    await breather.RestAsync(token);
                }
            });
        }
    }

    /// <summary>The statements in their order, as those that may run at the same time.</summary>
    private static List<List<SqlPiece>> Together(List<SqlPiece> statements)
    {
        List<List<SqlPiece>> all = [];
        foreach (var statement in statements)
        {
            // Keys and constraints need the table for themselves, and what else there is may need what stands before it.
            if (MakesIndex().IsMatch(statement.Text) && all is [.., [var before, ..] last] && MakesIndex().IsMatch(before.Text))
            {
                last.Add(statement);
            }
            else
            {
                all.Add([statement]);
            }
        }

        return all;
    }

    [GeneratedRegex(@"^create\s+(unique\s+)?index\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex MakesIndex();
}
