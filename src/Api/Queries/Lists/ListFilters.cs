using System.Reflection;
using System.Text.Json;

namespace CdViz.Api.Queries.Lists;

/// <summary>The filters of a list: the properties that its query adds to those every list has.</summary>
internal static class ListFilters
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<PropertyInfo> Of(Type query) =>
        [.. query.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.CanWrite)];

    /// <summary>The column that a property or parameter of this name stands for.</summary>
    public static string Column(ICustomAttributeProvider declaration, string name) =>
        declaration.GetCustomAttributes(typeof(ColumnAttribute), false) is [ColumnAttribute column] ? column.Name : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
