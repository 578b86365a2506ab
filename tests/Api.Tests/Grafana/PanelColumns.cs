using System.Data.Common;

namespace CdViz.Api.Tests.Grafana;

/// <summary>Which columns a panel's query has to have.</summary>
internal static class PanelColumns
{
    private static readonly Type[] Numbers = [typeof(short), typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal)];

    public static void ShouldSuit(this IReadOnlyList<DbColumn> columns, DashboardQuery query)
    {
        columns.Select(c => c.ColumnName).ShouldBeUnique();
        switch (query.Kind)
        {
            case "timeseries":
                columns[0].ShouldBe("time", IsTime);
                columns.Skip(1).ShouldContain(c => IsNumber(c.DataType), "no value");
                columns.Skip(1).ShouldAllBe(c => IsNumber(c.DataType) || c.DataType == typeof(string));
                break;
            case "state-timeline":
                columns[0].ShouldBe("time", IsTime);
                columns[1].ShouldBe("lane", type => type == typeof(string));
                columns[2].DataType.ShouldBe(typeof(string));
                break;
            case "stat":
                columns.ShouldHaveSingleItem();
                columns[0].DataType.ShouldBeOneOf([typeof(DateTime), .. Numbers]);
                break;
            case "barchart":
                columns[0].ShouldBe(query.Options.GetProperty("xField").GetString()!, type => type == typeof(string));
                columns.Skip(1).ShouldNotBeEmpty();
                columns.Skip(1).ShouldAllBe(c => IsNumber(c.DataType));
                break;
            case "annotation":
                columns.ShouldContain(c => c.ColumnName == "time" && IsTime(c.DataType));
                columns.ShouldContain(c => c.ColumnName == "text" && c.DataType == typeof(string));
                break;
            case "table":
                // What Grafana can't show as a cell, such as an interval or an array, is an empty column there.
                columns.ShouldAllBe(c => IsNumber(c.DataType) || IsTime(c.DataType) || c.DataType == typeof(string) || c.DataType == typeof(bool));
                break;
            default:
                throw new ArgumentException($"What has a panel of type '{query.Kind}' to be given?");
        }
    }

    private static void ShouldBe(this DbColumn column, string name, Func<Type?, bool> isOfType)
    {
        column.ColumnName.ShouldBe(name);
        isOfType(column.DataType).ShouldBeTrue($"{name} is {column.DataTypeName}");
    }

    private static bool IsTime(Type? type) => type == typeof(DateTime);

    private static bool IsNumber(Type? type) => Numbers.Contains(type);
}
