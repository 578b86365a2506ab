using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>How a projection stands: a row of <c>cdviz.projection_status</c>.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Version">Version the live generation was built with.</param>
/// <param name="Lifecycle"><c>inline</c> or <c>async</c>.</param>
/// <param name="Generation">The live generation.</param>
/// <param name="Position">The last position it has applied.</param>
/// <param name="LagEvents">Positions of the log it has yet to see.</param>
/// <param name="LagSeconds">Age of the oldest event it has yet to see; 0 when there is none.</param>
/// <param name="State"><c>running</c>, <c>stopped</c>, <c>rebuilding</c>, or <c>orphaned</c> when no server has the projection any more.</param>
/// <param name="Reason">Why it is stopped, or null.</param>
/// <param name="StoppedPosition">The event it failed at, or null.</param>
/// <param name="RebuildProgress">Share of the events a running rebuild has folded, 0 to 1, or null.</param>
/// <param name="Skipped">Events that were skipped because the projection fails at them.</param>
public sealed record ProjectionStatus(
    string Name,
    int Version,
    string Lifecycle,
    int Generation,
    long Position,
    long LagEvents,
    double LagSeconds,
    string State,
    string? Reason,
    long? StoppedPosition,
    double? RebuildProgress,
    long Skipped)
{
    private const string Select = """
        select name, version, lifecycle, generation, position, lag_events, lag_seconds, state, reason, stopped_position, rebuild_progress, skipped
        from cdviz.projection_status
        order by name
        """;

    internal static async Task<IReadOnlyList<ProjectionStatus>> AllAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<ProjectionStatus> all = [];
        while (await reader.ReadAsync(ct))
        {
            all.Add(new(
                Name: reader.GetString(0), Version: reader.GetInt32(1), Lifecycle: reader.GetString(2), Generation: reader.GetInt32(3), Position: reader.GetInt64(4),
                LagEvents: reader.GetInt64(5), LagSeconds: reader.GetDouble(6), State: reader.GetString(7), Reason: reader.IsDBNull(8) ? null : reader.GetString(8),
                StoppedPosition: reader.IsDBNull(9) ? null : reader.GetInt64(9), RebuildProgress: reader.IsDBNull(10) ? null : reader.GetDouble(10),
                Skipped: reader.GetInt64(11)));
        }

        return all;
    }
}
