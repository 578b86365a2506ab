using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Tokens;

/// <summary>A token that was made while servers run.</summary>
/// <param name="Name">Who holds it.</param>
/// <param name="Hash">SHA-256 of the token, lower-case hex.</param>
/// <param name="Scopes">Of <c>write</c> and <c>read</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it, or null.</param>
/// <param name="ExpiresAt">From when on it is not taken any more; null for never.</param>
public sealed record MadeToken(string Name, string Hash, IReadOnlyList<string> Scopes, DateTime CreatedAt, string? CreatedBy, DateTime? ExpiresAt);

/// <summary>Keeps what tokens are known by that were made while servers run.</summary>
public sealed class TokenStore(NpgsqlDataSource database)
{
    /// <summary>So many there may be: each request is compared with all of them.</summary>
    public const int Most = 200;

    private const string AllSql = "select name, hash, scopes, created_at, created_by, expires_at from events.token order by name";

    // One at a time, so that they can be counted.
    private const string MakeSql = """
        with lock as materialized (select pg_advisory_xact_lock(731087251, hashtext('tokens')))
        insert into events.token (name, hash, scopes, created_by, expires_at)
        select $1, $2, $3, $4, $5
        from lock
        where (select count(*) from events.token) < $6
        on conflict (name) do nothing
        """;

    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<MadeToken>> AllAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(AllSql);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        List<MadeToken> all = [];
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            all.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetDateTime(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetDateTime(5)));
        }

        return all;
    }

    /// <summary>Keeps one; false where there is one of this name, or there are <see cref="Most"/> already.</summary>
    public async Task<bool> MakeAsync(string name, string hash, IReadOnlyList<string> scopes, string? by, DateTime? expiresAt, CancellationToken ct)
    {
        await using var command = database.CreateCommand(MakeSql);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Value(name), Sql.Value(hash), Sql.Array(scopes, NpgsqlDbType.Text), Sql.Text(by),
            new() { Value = expiresAt is { } end ? end : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Sql.Value((long)Most),
        ]);
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) > 0;
    }

    /// <summary>Takes one back; false where there is none of this name.</summary>
    public async Task<bool> RemoveAsync(string name, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from events.token where name = $1");
        command.Parameters.Add(Sql.Value(name));
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false) > 0;
    }
}
