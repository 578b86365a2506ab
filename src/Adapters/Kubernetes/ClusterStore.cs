using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Kubernetes;

/// <summary>
/// How far one source of the type kubernetes has come, for as long as this node alone has it: the lock and all writes are one session's, so that a node that has lost
/// the one cannot do the other.
/// </summary>
public sealed class ClusterStore : IAsyncDisposable
{
    private readonly ProjectionLock held;
    private readonly string source;
    private readonly SemaphoreSlim turn = new(1, 1);

    private ClusterStore(ProjectionLock held, string source) => (this.held, this.source) = (held, source);

    /// <summary>Takes a source, or returns null where another node has it.</summary>
    public static async Task<ClusterStore?> TryTakeAsync(NpgsqlDataSource database, string source, CancellationToken ct) =>
        await ProjectionLock.TryAsync(database, $"kubernetes:{source}", ct).ConfigureAwait(false) is { } held ? new(held, source) : null;

    /// <summary>Forgets lists that are not watched any more: what is not looked at has not gone.</summary>
    public Task KeepOnlyAsync(IEnumerable<string> paths, CancellationToken ct) =>
        RunAsync(ForgetOthers, ct, Sql.Value(source), Sql.Array(paths, NpgsqlDbType.Text));

    /// <summary>The version up to which a list was seen; null where it was never.</summary>
    public async Task<string?> VersionAsync(string path, CancellationToken ct)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(VersionOf, held.Connection) { Parameters = { Sql.Value(source), Sql.Value(path) } };
            return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) as string;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The workloads of a list as they were seen last.</summary>
    public async Task<Dictionary<(string Namespace, string Name), KnownWorkload>> KnownAsync(string path, CancellationToken ct)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var known = new Dictionary<(string, string), KnownWorkload>();
            await using var command = new NpgsqlCommand(Workloads, held.Connection) { Parameters = { Sql.Value(source), Sql.Value(path) } };
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                known[(reader.GetString(0), reader.GetString(1))] = new(JsonElement.Parse(reader.GetString(2)), reader.GetString(3));
            }

            return known;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>All up to a version is in the inbox.</summary>
    public Task SeenAsync(string path, string version, CancellationToken ct) => RunAsync(Advance, ct, Sql.Value(source), Sql.Value(path), Sql.Value(version));

    /// <summary>A workload is in the inbox as it is now.</summary>
    public Task PutAsync(string path, string group, string name, KnownWorkload workload, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return RunAsync(
            Put, ct, Sql.Value(source), Sql.Value(path), Sql.Value(group), Sql.Value(name),
            new NpgsqlParameter { Value = workload.Object.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb }, Sql.Value(workload.Fingerprint));
    }

    /// <summary>That a workload has gone is in the inbox.</summary>
    public Task RemoveAsync(string path, string group, string name, CancellationToken ct) =>
        RunAsync(Remove, ct, Sql.Value(source), Sql.Value(path), Sql.Value(group), Sql.Value(name));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await held.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
    }

    private async Task RunAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await using var command = new NpgsqlCommand(sql, held.Connection);
            command.Parameters.AddRange(parameters);
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private const string VersionOf = "select resource_version from events.cluster_watch where source = $1 and path = $2";

    private const string Workloads = "select namespace, name, object::text, fingerprint from events.cluster_workload where source = $1 and path = $2";

    private const string ForgetOthers = """
        with gone as (delete from events.cluster_watch where source = $1 and path <> all ($2))
        delete from events.cluster_workload where source = $1 and path <> all ($2)
        """;

    private const string Advance = """
        insert into events.cluster_watch (source, path, resource_version) values ($1, $2, $3)
        on conflict (source, path) do update set resource_version = excluded.resource_version, seen_at = now()
        """;

    private const string Put = """
        insert into events.cluster_workload (source, path, namespace, name, object, fingerprint) values ($1, $2, $3, $4, $5, $6)
        on conflict (source, path, namespace, name) do update set object = excluded.object, fingerprint = excluded.fingerprint
        """;

    private const string Remove = "delete from events.cluster_workload where source = $1 and path = $2 and namespace = $3 and name = $4";
}

/// <summary>A workload as it was seen last.</summary>
/// <param name="Object">What is known of it.</param>
/// <param name="Fingerprint">What it is told by.</param>
public sealed record KnownWorkload(JsonElement Object, string Fingerprint);
