using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>
/// Asks people's own questions in SQL, with a login that may read schema <c>cdviz</c> and nothing else: what a statement may do is the database's business,
/// not that of whoever looks at its text.
/// </summary>
/// <param name="connectionString">As Npgsql reads it; empty where none may be asked.</param>
/// <param name="time">How long a statement may take.</param>
public sealed class ReaderConnections(string connectionString, TimeSpan time) : IAsyncDisposable
{
    /// <summary>Most rows of an answer.</summary>
    public const int MaxRows = 1000;

    private const int MaxCharacters = 4 * 1024 * 1024;

    private const string OneStatement = "One statement that gives rows is allowed, and nothing that ends the parentheses around it.";

    private const string RightsSql = """
        select r.rolsuper or coalesce((select has_schema_privilege(n.oid, 'usage') from pg_namespace n where n.nspname = 'events'), false)
        from pg_roles r
        where r.rolname = current_user
        """;

    private readonly NpgsqlDataSource? source = connectionString.Length > 0 ? Create(connectionString, time) : null;

    /// <summary>Whether there is such a login.</summary>
    public bool MayAsk => source is not null;

    /// <summary>The answer to one statement that gives rows.</summary>
    /// <exception cref="PostgresException">The statement is wrong, not allowed, or took too long.</exception>
    /// <exception cref="InvalidOperationException">There is no such login, or it may do more than read.</exception>
    public async Task<SqlAnswer> AskAsync(string statement, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (source is null)
        {
            throw new InvalidOperationException("No login for questions is configured: set ConnectionStrings:Reader to one that may only read, such as cdviz_reader.");
        }

        await using var connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using (var rights = new NpgsqlCommand(RightsSql, connection))
        {
            if (await rights.ExecuteScalarAsync(ct).ConfigureAwait(false) is not false)
            {
                throw new InvalidOperationException("The login in ConnectionStrings:Reader may do more than read schema cdviz; take cdviz_reader.");
            }
        }

        // A batch command is sent as it is, and the server takes one statement in it. As JSON a row can have any types.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Rows(statement)) } };
        List<string> columns = [];
        List<IReadOnlyList<string?>> rows = [];
        var (characters, cut) = (0, false);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct).ConfigureAwait(false);
            while (!cut && await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                var text = await TextAsync(reader, MaxCharacters - characters, ct).ConfigureAwait(false);
                cut = rows.Count == MaxRows || text is null;
                if (!cut)
                {
                    characters += text!.Length;
                    using var row = RowOf(text);
                    columns = columns.Count > 0 ? columns : [.. row.RootElement.EnumerateObject().Select(member => member.Name)];
                    rows.Add([.. row.RootElement.EnumerateObject().Select(member => member.Value.ValueKind is JsonValueKind.Null ? null : member.Value.ToString())]);
                }
            }

            if (cut)
            {
                // Else the rest would be read to its end to be thrown away.
                batch.Cancel();
            }
        }
        catch (Exception ended) when (cut && !ct.IsCancellationRequested
            && ended is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            // As it should.
        }

        return new(columns, rows, cut);
    }

    /// <summary>Closes what is open.</summary>
    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? default;

    // Piece by piece: one value may be as large as the database can make it.
    private static async Task<string?> TextAsync(NpgsqlDataReader reader, int most, CancellationToken ct)
    {
        if (await reader.IsDBNullAsync(0, ct).ConfigureAwait(false))
        {
            return "";
        }

        using var column = await reader.GetTextReaderAsync(0, ct).ConfigureAwait(false);
        var (text, piece) = (new StringBuilder(), new char[8192]);
        for (int read; (read = await column.ReadAsync(piece, ct).ConfigureAwait(false)) > 0;)
        {
            if (text.Length + read > most)
            {
                return null;
            }

            text.Append(piece, 0, read);
        }

        return text.ToString();
    }

    private static JsonDocument RowOf(string text)
    {
        try
        {
            return JsonDocument.Parse(text) is { RootElement.ValueKind: JsonValueKind.Object } row ? row : throw new InvalidOperationException(OneStatement);
        }
        catch (JsonException)
        {
            throw new InvalidOperationException(OneStatement);
        }
    }

    private static string Rows(string statement) =>
        string.Create(CultureInfo.InvariantCulture, $"select to_json(q)::text from (\n{statement.Trim().TrimEnd(';')}\n) q limit {MaxRows + 1}");

    private static NpgsqlDataSource Create(string connectionString, TimeSpan time)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString)
        {
            ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore question", MaxPoolSize = 4, CommandTimeout = (int)Math.Ceiling(time.TotalSeconds) + 2 },
        };
        builder.ConnectionStringBuilder.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{builder.ConnectionStringBuilder.Options} -c default_transaction_read_only=on -c statement_timeout={time.TotalMilliseconds:0} -c search_path=cdviz,public -c client_connection_check_interval=1000").Trim();
        return builder.Build();
    }
}

/// <summary>Rows that a question was answered with.</summary>
/// <param name="Columns">Names of the columns; empty where there are no rows.</param>
/// <param name="Rows">The rows, each value as text.</param>
/// <param name="Truncated">There are more.</param>
public sealed record SqlAnswer(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, bool Truncated);
