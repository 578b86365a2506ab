using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting;

/// <summary>Projections that have tables in the database, but no code or file any more. Nobody moves them on; their rows stay.</summary>
internal static class ProjectionOrphans
{
    private const string MarkSql = """
        update events.projection_generation set orphaned_at = now(), joined = false
        where role = 'live' and orphaned_at is null and projection <> all ($1)
        """;

    private const string ClaimSql = "update events.projection_generation set orphaned_at = null where projection = $1 and orphaned_at is not null";

    private const string IsOrphanSql = "select orphaned_at is not null from events.projection_generation where projection = $1 and role = 'live'";

    private const string ViewsSql = """
        select distinct format('%I.%I', vn.nspname, v.relname)
        from pg_namespace n
        join pg_class t on t.relnamespace = n.oid
        join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid and d.classid = 'pg_rewrite'::regclass
        join pg_rewrite r on r.oid = d.objid
        join pg_class v on v.oid = r.ev_class
        join pg_namespace vn on vn.oid = v.relnamespace
        where n.nspname = any ($1) and vn.nspname = 'cdviz' and v.relkind = 'v'
        """;

    private const string ShownBySql = """
        select distinct format('%I.%I', n.nspname, c.relname)
        from pg_depend d
        join pg_rewrite r on r.oid = d.objid
        join pg_class c on c.oid = r.ev_class
        join pg_namespace n on n.oid = c.relnamespace
        where d.refclassid = 'pg_class'::regclass and d.classid = 'pg_rewrite'::regclass
          and d.refobjid = any ($1::regclass[]) and c.oid <> all ($1::regclass[])
        """;

    private const string DropProgressSql = "delete from events.mt_event_progression where name = $1 || ':All'";

    private const string BrieflySql = "set local lock_timeout = '2s'";

    /// <summary>Marks all projections but those of this program. A node that does have one takes the mark off again.</summary>
    public static async Task MarkAsync(NpgsqlDataSource database, IEnumerable<Projection> projections, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Sql.ExecuteAsync(connection, MarkSql, ct, Sql.Array(projections.Select(p => p.Name), NpgsqlDbType.Text)) > 0)
        {
            await GenerationStore.RaiseEpochAsync(connection, ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Takes the mark off a projection.</summary>
    public static Task ClaimAsync(NpgsqlConnection connection, Projection projection, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, ClaimSql, ct, Sql.Value(projection.Name));

    /// <summary>Drops what was a projection of the program in an earlier version of it, once others have taken over its views.</summary>
    public static async Task DropFormerAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        foreach (var name in ProjectionCatalogue.Former)
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            if (await IsOrphanAsync(connection, name, ct) is true
                && await NamesAsync(connection, ViewsSql, (await GenerationStore.ListAsync(connection, name, ct)).Select(g => g.Schema), ct) is { Count: 0 })
            {
                try
                {
                    await DropAsync(database, name, ct);
                }
                catch (Exception e) when (e is InvalidOperationException or UnknownProjectionException or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
                {
                    // Another node is at it, or somebody reads: the next start drops it.
                }
            }
        }
    }

    /// <summary>Drops an orphan: its views, its generations and its progress.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    /// <exception cref="InvalidOperationException">It is no orphan, somebody works on it, or somebody else's views show it.</exception>
    /// <exception cref="PostgresException">Its views are being read (55P03).</exception>
    public static async Task DropAsync(NpgsqlDataSource database, string name, CancellationToken ct)
    {
        await using var daemon = await ProjectionLock.TryAsync(database, $"daemon:{name}", ct) ?? throw Busy(name);
        await using var rebuild = await ProjectionLock.TryAsync(database, $"rebuild:{name}", ct) ?? throw Busy(name);
        var connection = daemon.Connection;
        switch (await IsOrphanAsync(connection, name, ct))
        {
            case null:
                throw new UnknownProjectionException($"There is no projection '{name}'.");
            case false:
                throw new InvalidOperationException(
                    $"Projection '{name}' is no orphan: a server has its file, or had it when it was started. Take the file away and start the server again.");
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.ExecuteAsync(connection, BrieflySql, ct);
        var generations = await GenerationStore.ListAsync(connection, name, ct);
        if (await NamesAsync(connection, ViewsSql, generations.Select(g => g.Schema), ct) is { Count: > 0 } views)
        {
            if (await NamesAsync(connection, ShownBySql, views, ct) is { Count: > 0 } others)
            {
                throw new InvalidOperationException(
                    $"Nothing is dropped: {string.Join(", ", others)} would be lost with the views of '{name}'; drop that first.");
            }

            await Sql.ExecuteAsync(connection, $"drop view {string.Join(", ", views)}", ct);
        }

        foreach (var generation in generations)
        {
            await GenerationStore.DropAsync(connection, generation, ct);
        }

        await Sql.ExecuteAsync(connection, DropProgressSql, ct, Sql.Value(name));
        await ProjectionFileStore.ForgetAsync(connection, name, ct);
        await GenerationStore.RaiseEpochAsync(connection, ct);
        await transaction.CommitAsync(ct);
    }

    private static InvalidOperationException Busy(string name) => new($"Projection '{name}' is being worked on by a server or a rebuild.");

    private static async Task<bool?> IsOrphanAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(IsOrphanSql, connection) { Parameters = { Sql.Value(name) } };
        return (bool?)await command.ExecuteScalarAsync(ct);
    }

    private static async Task<List<string>> NamesAsync(NpgsqlConnection connection, string sql, IEnumerable<string> of, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Sql.Array(of, NpgsqlDbType.Text) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> names = [];
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
