using Npgsql;

namespace CdViz.Api.Queries;

/// <summary>Reads rows.</summary>
internal static class Rows
{
    /// <summary>All rows of a query, each as a record.</summary>
    /// <param name="database">Where to ask.</param>
    /// <param name="sql">With parameters <c>$1</c> …, each cast to its type so that it may be null.</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="read">Makes a record of the current row.</param>
    /// <param name="ct">Ends the query.</param>
    public static async Task<List<T>> ListAsync<T>(
        NpgsqlDataSource database, string sql, IReadOnlyList<object?> parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A text that may be null.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An instant that may be null, UTC.</summary>
    public static DateTime? Time(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);

    /// <summary>A number that may be null.</summary>
    public static double? Number(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    /// <summary>A whole number that may be null.</summary>
    public static long? Whole(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
