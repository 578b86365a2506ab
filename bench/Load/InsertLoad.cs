using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Bench.Load;

/// <summary>What one would do without an event store: an INSERT for each event, prepared, each in a transaction of its own, no HTTP.</summary>
internal static class InsertLoad
{
    /// <summary>Part of the time that is not measured, at the beginning.</summary>
    private const double WarmUp = 0.15;

    /// <summary>The row of the event alone; the rows of the streams are there already.</summary>
    public const string EventSql = """
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers)
        values ($1, $2, $3, $4, $5, $6, now(), $7, $8, $9)
        """;

    /// <summary>All rows that an append leaves: stream, subject, chain and event.</summary>
    public const string AllRowsSql = """
        with stream as (
            insert into events.mt_streams (id, version) values ($3, $4)
            on conflict (id) do update set version = excluded.version, timestamp = now()),
        subject as (
            insert into events.subject_stream (subject_id, subject_type, stream_id) values (split_part($3, '|', 3), split_part($3, '|', 1), $3)
            on conflict do nothing),
        chain as (insert into events.chain_event (chain_id, position) values ($8, $1))
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers)
        values ($1, $2, $3, $4, $5, $6, now(), $7, $8, $9)
        """;

    private static long position;

    /// <summary>Makes the load. Each connection has a thread and waits in it: of all that Npgsql offers this costs least.</summary>
    public static LoadResult Run(LoadRequest request, string sql)
    {
        using var database = NpgsqlDataSource.Create(request.Target);
        position = Head(database);
        var begin = Stopwatch.GetTimestamp() + (long)(request.Seconds * WarmUp * Stopwatch.Frequency);
        var end = begin + (long)(request.Seconds * Stopwatch.Frequency);
        var writers = Enumerable.Range(0, request.Connections)
            .Select(i => new Writer(database, sql, request.FirstRun + i, request.Connections, begin, end))
            .ToList();
        var threads = writers.ConvertAll(writer => new Thread(writer.Write, 256 * 1024));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var all = new Latencies();
        writers.ForEach(writer => all.Add(writer.Answered));
        return new(
            all.Count, (end - begin) / (double)Stopwatch.Frequency, writers.Sum(writer => writer.Failed), writers.Max(writer => writer.Run),
            all.Quantile(0.5), all.Quantile(0.99), 0);
    }

    private static long Head(NpgsqlDataSource database)
    {
        using var command = database.CreateCommand("select coalesce(max(seq_id), 0) from events.mt_events");
        return (long)command.ExecuteScalar()!;
    }

    private sealed class Writer(NpgsqlDataSource database, string sql, long firstRun, int step, long begin, long end)
    {
        public Latencies Answered { get; } = new();

        public long Run { get; private set; } = firstRun;

        public long Failed { get; private set; }

        public void Write()
        {
            using var connection = database.OpenConnection();
            using var command = new InsertCommand(connection, sql);
            while (WriteRun(command))
            {
                Run += step;
            }
        }

        private bool WriteRun(InsertCommand command)
        {
            for (var n = 0; n < EventTemplate.All.Count; n++)
            {
                command.Set(Interlocked.Increment(ref position), Run, n);
                var sent = Stopwatch.GetTimestamp();
                Failed += command.Execute() == 1 ? 0 : 1;
                var now = Stopwatch.GetTimestamp();
                if (now >= end)
                {
                    return false;
                }

                if (now >= begin)
                {
                    Answered.Add(now - sent);
                }
            }

            return true;
        }
    }

    private sealed class InsertCommand : IDisposable
    {
        private readonly NpgsqlParameter<long> position = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
        private readonly NpgsqlParameter<Guid> id = new() { NpgsqlDbType = NpgsqlDbType.Uuid };
        private readonly NpgsqlParameter<string> stream = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
        private readonly NpgsqlParameter<long> version = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
        private readonly NpgsqlParameter<byte[]> data = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
        private readonly NpgsqlParameter<string> type = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
        private readonly NpgsqlParameter<string> dotNetType = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
        private readonly NpgsqlParameter<string> chain = new() { NpgsqlDbType = NpgsqlDbType.Varchar };
        private readonly NpgsqlParameter<byte[]> headers = new() { NpgsqlDbType = NpgsqlDbType.Jsonb };
        private readonly byte[][] buffers = [.. EventTemplate.All.Select(template => new byte[template.Length])];
        private readonly NpgsqlCommand command;

        public InsertCommand(NpgsqlConnection connection, string sql)
        {
            command = new(sql, connection);
            foreach (var parameter in (NpgsqlParameter[])[position, id, stream, version, data, type, dotNetType, chain, headers])
            {
                command.Parameters.Add(parameter);
            }

            Set(0, 0, 0);
            command.Prepare();
        }

        public void Set(long at, long run, int n)
        {
            var template = EventTemplate.All[n];
            template.WriteJson(buffers[n], run, n);
            position.TypedValue = at;
            id.TypedValue = EventTemplate.Id(run, n);
            stream.TypedValue = EventTemplate.Stream(run);
            version.TypedValue = n + 1;
            data.TypedValue = buffers[n];
            type.TypedValue = template.Type.Alias;
            dotNetType.TypedValue = template.Type.DotNetType;
            chain.TypedValue = EventTemplate.Chain(run);
            headers.TypedValue = template.Headers(run, n);
        }

        public int Execute() => command.ExecuteNonQuery();

        public void Dispose() => command.Dispose();
    }
}
