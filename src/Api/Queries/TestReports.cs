using Npgsql;

namespace CdViz.Api.Queries;

/// <summary>Which tests pass and fail on the same thing, and which are slow, of a time.</summary>
internal static class TestReports
{
    // The strip of a test: its last verdicts, the latest last.
    private const string FlakySql =
        """
        select f.test_id, f.name, f.tested_again, f.flaky, f.flakiness, f.passes, f.failures, f.last_flaky_at,
               array(select l.passed from (
                   select v.passed, v.occurred_at from cdviz.test_verdict v
                   where v.test_id = f.test_id and v.occurred_at >= $1::timestamptz and v.occurred_at < $2::timestamptz
                   order by v.occurred_at desc limit 60) l order by l.occurred_at)
        from cdviz.test_flakiness($1::timestamptz, $2::timestamptz) f
        where f.flaky > 0
        order by f.flakiness desc, f.flaky desc, f.test_id
        limit 50
        """;

    private const string SlowSql =
        """
        select s.test_id, s.name, s.runs, s.failed, s.failure_rate, extract(epoch from s.p95_duration)::float8, extract(epoch from s.longest_duration)::float8
        from cdviz.test_statistics($1::timestamptz, $2::timestamptz) s
        where s.kind = 'case'
        order by s.p95_duration desc nulls last, s.test_id
        limit 50
        """;

    /// <summary>Tests that pass and fail on the same artifact or change, the flakiest first.</summary>
    public static Task<List<FlakyTest>> FlakyAsync(NpgsqlDataSource database, DateTime from, DateTime to, CancellationToken ct) => Rows.ListAsync(
        database, FlakySql, [from, to],
        row => new FlakyTest(
            row.GetString(0), row.Text(1) ?? row.GetString(0), row.GetInt64(2), row.GetInt64(3), row.Number(4), row.GetInt64(5), row.GetInt64(6), row.Time(7),
            row.GetFieldValue<bool[]>(8)),
        ct);

    /// <summary>The slowest tests, by what 95 of 100 runs take no longer than.</summary>
    public static Task<List<SlowTest>> SlowAsync(NpgsqlDataSource database, DateTime from, DateTime to, CancellationToken ct) => Rows.ListAsync(
        database, SlowSql, [from, to],
        row => new SlowTest(row.GetString(0), row.Text(1) ?? row.GetString(0), row.GetInt64(2), row.GetInt64(3), row.Number(4), row.Number(5), row.Number(6)), ct);
}

/// <summary>A test that passes and fails on the same thing.</summary>
internal sealed record FlakyTest(
    string TestId, string Name, long TestedAgain, long Flaky, double? Flakiness, long Passes, long Failures, DateTime? LastFlakyAt, IReadOnlyList<bool> Strip);

/// <summary>How long a test takes.</summary>
internal sealed record SlowTest(string TestId, string Name, long Runs, long Failed, double? FailureRate, double? MostSeconds, double? LongestSeconds);
