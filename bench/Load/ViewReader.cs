using System.Diagnostics;
using Npgsql;

namespace CdViz.Bench.Load;

/// <summary>Reads a view every 10 ms as a dashboard would, and counts its rows now and then. An error ends it, and the benchmark.</summary>
internal static class ViewReader
{
    private const string LatestSql = """
        select subject_id, outcome from cdviz.pipelinerun_attempt where name = 'build-test-and-package' order by last_seen_at desc limit 50
        """;

    private const string CountSql = "select count(*) from cdviz.pipelinerun_attempt";

    private const int ReadsPerCount = 50;

    /// <summary>Reads until it is enough.</summary>
    public static async Task<Seen> RunAsync(NpgsqlDataSource database, CancellationToken enough)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        var (longest, missed, most) = (0.0, 0L, 0L);
        for (var read = 0; !enough.IsCancellationRequested; read++)
        {
            var begin = Stopwatch.GetTimestamp();
            missed += Math.Max(0, 50 - await RowsAsync(connection));
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            if (read % ReadsPerCount == 0)
            {
                await using var count = new NpgsqlCommand(CountSql, connection);
                var rows = (long)(await count.ExecuteScalarAsync(CancellationToken.None))!;
                missed += Math.Max(0, most - rows);
                most = Math.Max(most, rows);
            }

            await Task.Delay(10, CancellationToken.None);
        }

        return new(longest, missed);
    }

    private static async Task<int> RowsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(LatestSql, connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        var rows = 0;
        while (await reader.ReadAsync(CancellationToken.None))
        {
            rows++;
        }

        return rows;
    }

    /// <summary>What the reader saw.</summary>
    /// <param name="LongestMs">The longest time one read took, in milliseconds.</param>
    /// <param name="RowsMissed">Rows that were there before and were not there again, or that a page lacked.</param>
    internal sealed record Seen(double LongestMs, long RowsMissed);
}
