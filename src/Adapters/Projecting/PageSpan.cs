using System.Diagnostics;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>The span of a page that a projection applies, tied to the traces that its events came with.</summary>
internal static class PageSpan
{
    /// <summary>Begins it; null where nobody listens. Nothing is asked of the database then.</summary>
    public static async Task<Activity?> StartAsync(NpgsqlConnection connection, Generation generation, long reached, CancellationToken ct)
    {
        if (!Tracer.Source.HasListeners())
        {
            return null;
        }

        var causes = new List<TraceContext>();
        await using (var command = new NpgsqlCommand(Causes, connection)
        {
            Parameters = { Sql.Value(generation.Position), Sql.Value(reached), Sql.Value(Tracer.MostLinks) },
        })
        {
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                causes.Add(new(reader.GetString(0), null));
            }
        }

        return Tracer.Start("cdviz.project", causes)?.SetTag("cdviz.projection", generation.Projection).SetTag("cdviz.after", generation.Position).SetTag("cdviz.up_to", reached);
    }

    private const string Causes = """
        select distinct headers ->> 'traceparent'
        from events.mt_events
        where seq_id > $1 and seq_id <= $2 and headers ? 'traceparent'
        limit $3
        """;
}
