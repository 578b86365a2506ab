using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Bench.Load;

/// <summary>The fastest way into the same tables that PostgreSQL has: binary COPY, in one transaction, with the indexes and the foreign key in place.</summary>
internal static class CopyLoad
{
    private const string Streams = "copy events.mt_streams (id, version) from stdin (format binary)";
    private const string Subjects = "copy events.subject_stream (subject_id, subject_type, stream_id) from stdin (format binary)";
    private const string Chains = "copy events.chain_event (chain_id, position) from stdin (format binary)";

    private const string Events = """
        copy events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers) from stdin (format binary)
        """;

    /// <summary>Makes the load.</summary>
    public static LoadResult Run(LoadRequest request)
    {
        using var database = NpgsqlDataSource.Create(request.Target);
        using var connection = database.OpenConnection();
        using var last = new NpgsqlCommand("select coalesce(max(seq_id), 0) from events.mt_events", connection);
        var head = (long)(last.ExecuteScalar())!;
        var perRun = EventTemplate.All.Count;
        var runs = (request.Events + perRun - 1) / perRun;

        var begin = Stopwatch.GetTimestamp();
        using var transaction = connection.BeginTransaction();
        Copy(connection, Streams, runs, (row, i) =>
        {
            row.Write(EventTemplate.Stream(request.FirstRun + i), NpgsqlDbType.Varchar);
            row.Write((long)Math.Min(perRun, request.Events - (i * perRun)), NpgsqlDbType.Bigint);
        });
        Copy(connection, Subjects, runs, (row, i) =>
        {
            row.Write(EventTemplate.Subject(request.FirstRun + i), NpgsqlDbType.Varchar);
            row.Write("pipelinerun", NpgsqlDbType.Varchar);
            row.Write(EventTemplate.Stream(request.FirstRun + i), NpgsqlDbType.Varchar);
        });
        var buffers = EventTemplate.All.Select(template => new byte[template.Length]).ToArray();
        Copy(connection, Events, request.Events, (row, i) => WriteEvent(row, head + i + 1, request.FirstRun + (i / perRun), i % perRun, buffers));
        Copy(connection, Chains, request.Events, (row, i) =>
        {
            row.Write(EventTemplate.Chain(request.FirstRun + (i / perRun)), NpgsqlDbType.Varchar);
            row.Write(head + i + 1, NpgsqlDbType.Bigint);
        });
        transaction.Commit();
        return new(request.Events, Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, request.FirstRun + runs, null, null, 0);
    }

    private static void WriteEvent(NpgsqlBinaryImporter row, long position, long run, int n, byte[][] buffers)
    {
        var template = EventTemplate.All[n];
        template.WriteJson(buffers[n], run, n);
        row.Write(position, NpgsqlDbType.Bigint);
        row.Write(EventTemplate.Id(run, n), NpgsqlDbType.Uuid);
        row.Write(EventTemplate.Stream(run), NpgsqlDbType.Varchar);
        row.Write((long)(n + 1), NpgsqlDbType.Bigint);
        row.Write(buffers[n], NpgsqlDbType.Jsonb);
        row.Write(template.Type.Alias, NpgsqlDbType.Varchar);
        row.Write(DateTime.UtcNow, NpgsqlDbType.TimestampTz);
        row.Write(template.Type.DotNetType, NpgsqlDbType.Varchar);
        row.Write(EventTemplate.Chain(run), NpgsqlDbType.Varchar);
        row.Write(template.Headers(run, n), NpgsqlDbType.Jsonb);
    }

    private static void Copy(NpgsqlConnection connection, string sql, int rows, Action<NpgsqlBinaryImporter, int> write)
    {
        using var importer = connection.BeginBinaryImport(sql);
        for (var i = 0; i < rows; i++)
        {
            importer.StartRow();
            write(importer, i);
        }

        importer.Complete();
    }
}
