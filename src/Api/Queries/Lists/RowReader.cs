using System.Reflection;
using Npgsql;

namespace CdViz.Api.Queries.Lists;

/// <summary>Reads rows into records: each parameter of the constructor is the column of its name in snake case, or of its <see cref="ColumnAttribute"/>.</summary>
internal static class RowReader<T>
{
    private static readonly ConstructorInfo Constructor = typeof(T).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
    private static readonly ParameterInfo[] Parameters = Constructor.GetParameters();
    private static readonly ConstructorInvoker Create = ConstructorInvoker.Create(Constructor);

    /// <summary>The columns, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. Parameters.Select(parameter => ListFilters.Column(parameter, parameter.Name!))];

    /// <summary>The current row.</summary>
    public static T Read(NpgsqlDataReader row) => Weighed(row).Row;

    /// <summary>The current row, and about how many bytes it has in memory.</summary>
    public static (T Row, long Bytes) Weighed(NpgsqlDataReader row)
    {
        var bytes = 0L;
        var values = new object?[Parameters.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row.IsDBNull(i) ? null : row.GetValue(i) switch
            {
                TimeSpan interval => interval.TotalSeconds,
                var value => value,
            };
            bytes += values[i] switch
            {
                string text => 2L * text.Length,
                string[] texts => texts.Sum(text => 2L * text?.Length ?? 0),
                _ => 16,
            };
        }

        return ((T)Create.Invoke(values)!, bytes);
    }

    /// <summary>Gets the member that a column becomes.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Func<T, TValue> Member<TValue>(string column) => typeof(T)
        .GetProperty(Parameters.Single(parameter => ListFilters.Column(parameter, parameter.Name!) == column).Name!)!
        .GetMethod!.CreateDelegate<Func<T, TValue>>();
}
