using System.Reflection;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>A column of a projection's table and how its values go there.</summary>
internal abstract class Column<TRow>(string name, NpgsqlDbType type)
{
    /// <summary>Name in snake case.</summary>
    public string Name { get; } = name;

    /// <summary>Type in PostgreSQL.</summary>
    public NpgsqlDbType Type { get; } = type;

    /// <summary>The column that holds a property.</summary>
    /// <exception cref="NotSupportedException">The property's type has no column type.</exception>
    public static Column<TRow> Of(PropertyInfo property)
    {
        var inner = Nullable.GetUnderlyingType(property.PropertyType);
        var column = (inner is null ? typeof(Column<,>) : typeof(NullableColumn<,>)).MakeGenericType(typeof(TRow), inner ?? property.PropertyType);
        var getter = property.GetMethod!.CreateDelegate(typeof(Func<,>).MakeGenericType(typeof(TRow), property.PropertyType));
        return (Column<TRow>)Activator.CreateInstance(column, SnakeCase(property.Name), ColumnTypes.Of(inner ?? property.PropertyType), getter)!;
    }

    /// <summary>A parameter with the column's values of many rows, for <c>unnest</c>.</summary>
    public abstract NpgsqlParameter Collect(IReadOnlyList<TRow> rows);

    /// <summary>Writes one value into a COPY.</summary>
    public abstract void Write(NpgsqlBinaryImporter copy, TRow row);

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}

internal sealed class Column<TRow, TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> get) : Column<TRow>(name, type)
{
    public override NpgsqlParameter Collect(IReadOnlyList<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = get(rows[i]);
        }

        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
    }

    public override void Write(NpgsqlBinaryImporter copy, TRow row)
    {
        if (get(row) is { } value)
        {
            copy.Write(value, Type);
        }
        else
        {
            copy.WriteNull();
        }
    }
}

internal sealed class NullableColumn<TRow, TValue>(string name, NpgsqlDbType type, Func<TRow, TValue?> get) : Column<TRow>(name, type) where TValue : struct
{
    public override NpgsqlParameter Collect(IReadOnlyList<TRow> rows)
    {
        var values = new TValue?[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = get(rows[i]);
        }

        return new NpgsqlParameter<TValue?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
    }

    public override void Write(NpgsqlBinaryImporter copy, TRow row)
    {
        if (get(row) is { } value)
        {
            copy.Write(value, Type);
        }
        else
        {
            copy.WriteNull();
        }
    }
}

internal static class ColumnTypes
{
    public static NpgsqlDbType Of(Type type) =>
        type == typeof(string) ? NpgsqlDbType.Text :
        type == typeof(int) ? NpgsqlDbType.Integer :
        type == typeof(long) ? NpgsqlDbType.Bigint :
        type == typeof(short) ? NpgsqlDbType.Smallint :
        type == typeof(bool) ? NpgsqlDbType.Boolean :
        type == typeof(DateTime) ? NpgsqlDbType.TimestampTz :
        type == typeof(TimeSpan) ? NpgsqlDbType.Interval :
        type == typeof(Guid) ? NpgsqlDbType.Uuid :
        type == typeof(decimal) ? NpgsqlDbType.Numeric :
        type == typeof(double) ? NpgsqlDbType.Double :
        throw new NotSupportedException($"A row property of type {type.Name} has no column type.");
}
