using Npgsql;

namespace CdViz.Support;

/// <summary>
/// A login as <c>db/timescale/roles/reader.sql</c> sets up <c>cdviz_reader</c>, by another name: roles belong to the whole server, on which others test too. What works for a superuser
/// who has taken the role need not work for who logs in.
/// </summary>
public sealed class ReaderLogin : IAsyncDisposable
{
    private readonly NpgsqlDataSource owner;
    private readonly string name = $"cdviz_reader_{Guid.NewGuid():n}";

    private ReaderLogin(NpgsqlDataSource owner, string connectionString)
    {
        this.owner = owner;
        Reader = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Username = name, Password = name });
    }

    /// <summary>Reads as it.</summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>Makes the login.</summary>
    /// <param name="owner">May make roles.</param>
    /// <param name="connectionString">Of the database to read.</param>
    public static async Task<ReaderLogin> CreateAsync(NpgsqlDataSource owner, string connectionString)
    {
        var login = new ReaderLogin(owner, connectionString);
        await login.ExecuteAsync([$"create role {login.name} login password '{login.name}' in role cdviz_reader", .. Settings().Select(setting => $"alter role {login.name} {setting}")]);
        return login;
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await ExecuteAsync([$"drop role if exists {name}"]);
    }

    private static IEnumerable<string> Settings()
    {
        using var reader = new StreamReader(typeof(ReaderLogin).Assembly.GetManifestResourceStream("reader.sql")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("alter role cdviz_reader set ", StringComparison.Ordinal)).Select(line => line["alter role cdviz_reader ".Length..])];
    }

    private async Task ExecuteAsync(IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            await using var command = owner.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}
