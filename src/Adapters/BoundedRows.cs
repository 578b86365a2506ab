using Npgsql;

namespace CdViz.Adapters;

/// <summary>Reads the rows of a page, however large they are: many large rows together must not fill the memory.</summary>
public static class BoundedRows
{
    /// <summary>Bytes after which a page ends, be there fewer rows than asked for.</summary>
    public const int PageBytes = 2 * 1024 * 1024;

    /// <summary>The first rows of a statement, up to the one that makes the page full.</summary>
    /// <param name="dataSource">Where to ask.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="maxBytes">Bytes of a page; its last row may go beyond.</param>
    /// <param name="read">Reads the current row, and says how large it is.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The rows, and how large they are together; cut where the page is full, so that there may be more.</returns>
    public static async Task<(List<T> Rows, long Bytes, bool Cut)> ReadAsync<T>(
        NpgsqlDataSource dataSource, string sql, IEnumerable<NpgsqlParameter> parameters, long maxBytes, Func<NpgsqlDataReader, (T Row, long Bytes)> read, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(read);
        await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters.ToArray());
        var (rows, bytes, cut) = (new List<T>(), 0L, false);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            while (!cut && await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                var (row, size) = read(reader);
                rows.Add(row);
                bytes += size;
                cut = bytes >= maxBytes;
            }

            if (cut)
            {
                // Else the rest would be read to its end to be thrown away.
                command.Cancel();
            }
        }
        catch (Exception ended) when (cut && !ct.IsCancellationRequested && ended is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled })
        {
            // As it should.
        }

        return (rows, bytes, cut);
    }
}
