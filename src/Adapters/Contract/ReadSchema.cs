using Npgsql;

namespace CdViz.Adapters.Contract;

/// <summary>What schema <c>cdviz</c> offers, as the database itself says: its tables, views and functions with their comments.</summary>
/// <param name="Relations">Tables and views, by name.</param>
/// <param name="Routines">Functions and procedures, by name.</param>
public sealed record ReadSchema(IReadOnlyList<ReadRelation> Relations, IReadOnlyList<ReadRoutine> Routines)
{
    private const string RelationsSql = """
        select c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
               array_agg(a.attname::text order by a.attnum),
               array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum),
               array_agg(coalesce(col_description(c.oid, a.attnum), '') order by a.attnum)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'cdviz'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
        group by c.oid, c.relname
        order by c.relname collate "C"
        """;

    private const string RoutinesSql = """
        select p.proname, pg_get_function_identity_arguments(p.oid), pg_get_function_arguments(p.oid),
               coalesce(pg_get_function_result(p.oid), ''), coalesce(obj_description(p.oid, 'pg_proc'), '')
        from pg_proc p
        where p.pronamespace = 'cdviz'::regnamespace
        order by p.proname collate "C", 2
        """;

    /// <summary>Reads it from the catalog.</summary>
    public static async Task<ReadSchema> OfAsync(NpgsqlDataSource database, CancellationToken ct) => new(
        await ListAsync(database, RelationsSql, Relation, ct),
        await ListAsync(database, RoutinesSql, Routine, ct));

    private static ReadRelation Relation(NpgsqlDataReader row)
    {
        var (names, types, comments) = (row.GetFieldValue<string[]>(2), row.GetFieldValue<string[]>(3), row.GetFieldValue<string[]>(4));
        return new(row.GetString(0), row.GetString(1), [.. names.Select((name, i) => new ReadColumn(name, types[i], comments[i]))]);
    }

    private static ReadRoutine Routine(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));

    private static async Task<List<T>> ListAsync<T>(NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> all = [];
        while (await reader.ReadAsync(ct))
        {
            all.Add(read(reader));
        }

        return all;
    }
}

/// <summary>A table or view to read.</summary>
public sealed record ReadRelation(string Name, string Comment, IReadOnlyList<ReadColumn> Columns);

/// <summary>A column of it, with its SQL type.</summary>
public sealed record ReadColumn(string Name, string Type, string Comment);

/// <summary>A function or procedure to call.</summary>
/// <param name="Name">Without schema.</param>
/// <param name="Identity">Names and types of its arguments, without defaults: tells it apart from others of the same name.</param>
/// <param name="Arguments">The same with defaults.</param>
/// <param name="Result">Type of its result; empty for a procedure.</param>
/// <param name="Comment">What it does.</param>
public sealed record ReadRoutine(string Name, string Identity, string Arguments, string Result, string Comment);
