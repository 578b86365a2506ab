using System.Linq.Expressions;
using System.Reflection;
using Npgsql;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>The columns of a projection's row type: one for each public property, in snake case, in the order of declaration.</summary>
/// <typeparam name="TRow">A record with one constructor; properties that are no constructor parameters have <c>init</c>.</typeparam>
internal sealed class RowMap<TRow> where TRow : class
{
    private readonly Func<NpgsqlDataReader, int, TRow> read;

    private RowMap()
    {
        var constructor = typeof(TRow).GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var properties = typeof(TRow).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToArray();
        Columns = [.. properties.Select(Column<TRow>.Of)];
        read = Reader(constructor, properties);
    }

    /// <summary>The one map there is for the type.</summary>
    public static RowMap<TRow> Instance { get; } = new();

    /// <summary>The columns.</summary>
    public IReadOnlyList<Column<TRow>> Columns { get; }

    /// <summary>Reads a row whose first column is at <paramref name="offset"/>.</summary>
    public TRow Read(NpgsqlDataReader reader, int offset) => read(reader, offset);

    private static Func<NpgsqlDataReader, int, TRow> Reader(ConstructorInfo constructor, PropertyInfo[] properties)
    {
        var reader = Expression.Parameter(typeof(NpgsqlDataReader));
        var offset = Expression.Parameter(typeof(int));
        var parameters = constructor.GetParameters();
        var arguments = parameters.Select(p => Value(Array.FindIndex(properties, property => property.Name == p.Name), p.ParameterType));
        var rest = properties.Index().Where(p => parameters.All(parameter => parameter.Name != p.Item.Name));
        var create = Expression.MemberInit(Expression.New(constructor, arguments), rest.Select(p => Expression.Bind(p.Item, Value(p.Index, p.Item.PropertyType))));
        return Expression.Lambda<Func<NpgsqlDataReader, int, TRow>>(create, reader, offset).Compile();

        Expression Value(int column, Type type)
        {
            var ordinal = Expression.Add(offset, Expression.Constant(column));
            return Expression.Condition(
                Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), null, ordinal),
                Expression.Default(type),
                Expression.Convert(Expression.Call(reader, nameof(NpgsqlDataReader.GetFieldValue), [Nullable.GetUnderlyingType(type) ?? type], ordinal), type));
        }
    }
}
