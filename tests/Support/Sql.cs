using Npgsql;
using Xunit;

namespace CdViz.Support;

/// <summary>Short ways to run SQL in tests; they end with the test.</summary>
public static class Sql
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<int> ExecuteAsync(this NpgsqlDataSource dataSource, string sql, params object[] values)
    {
        await using var command = Command(dataSource, sql, values);
        return await command.ExecuteNonQueryAsync(Ct);
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource dataSource, string sql, params object[] values)
    {
        await using var command = Command(dataSource, sql, values);
        return await command.ExecuteScalarAsync(Ct) switch { T value => value, var other => throw new InvalidCastException($"{other ?? "null"} is not {typeof(T).Name}") };
    }

    /// <summary>The first column of all rows.</summary>
    public static Task<List<T>> ColumnAsync<T>(this NpgsqlDataSource dataSource, string sql, params object[] values) =>
        dataSource.RowsAsync(sql, reader => reader.GetFieldValue<T>(0), values);

    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataSource dataSource, string sql, Func<NpgsqlDataReader, T> row, params object[] values)
    {
        var rows = new List<T>();
        await using var command = Command(dataSource, sql, values);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlDataSource dataSource, string sql, object[] values)
    {
        var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
