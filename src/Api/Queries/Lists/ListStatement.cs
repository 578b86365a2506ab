using System.Reflection;
using Npgsql;

namespace CdViz.Api.Queries.Lists;

/// <summary>The one statement that every list is read with, and its parameters: the latest first, by time and then id, from where a cursor says.</summary>
/// <remarks>A filter that isn't asked for is null; the planner drops its condition, so that the indexes on time serve each combination.</remarks>
internal sealed class ListStatement<TQuery, TItem> where TQuery : ListQuery
{
    private static readonly IReadOnlyList<PropertyInfo> Filters = ListFilters.Of(typeof(TQuery));

    private readonly Func<TItem, DateTime> at;
    private readonly Func<TItem, string> id;

    /// <param name="view">Whose columns are the members of the item, in snake case.</param>
    public ListStatement(ViewAttribute view)
    {
        var (time, idColumn) = (view.Time, view.Id);
        at = RowReader<TItem>.Member<DateTime>(time);
        id = RowReader<TItem>.Member<string>(idColumn);
        var filters = Filters.Select((filter, index) => $"and (${index + 6}::text is null or {ListFilters.Column(filter, filter.Name)} = ${index + 6})");
        var columns = string.Join(", ", RowReader<TItem>.Columns);
        var parts = (view.Parts is [] ? [view.Name] : view.Parts).Select(part =>
            $"""
            select {columns}
            from cdviz.{part}
            where ($1::timestamptz is null or {time} >= $1) and ($2::timestamptz is null or {time} < $2)
                and ($3::timestamptz is null or ({time} <= $3 and ({time}, {idColumn}) < ($3, $4::text)))
                {string.Join("\n    ", filters)}
            order by {time} desc, {idColumn} desc
            limit $5
            """).ToList();
        Sql = parts is [var one] ? one : $"select * from (({string.Join(")\nunion all\n(", parts)})) page order by {time} desc, {idColumn} desc limit $5";
    }

    /// <summary>The statement. Names in it come from declarations in this program, values are parameters.</summary>
    public string Sql { get; }

    /// <summary>A page of what a query asks for.</summary>
    public async Task<Page<TItem>> PageAsync(TQuery query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        var limit = QueryValue.Limit(query.Limit);
        var cursor = Cursor.Of(query.Cursor);
        object?[] values = [QueryValue.Time(query.From), QueryValue.Time(query.To), cursor?.At, cursor?.Id, limit + 1, .. Filters.Select(filter => filter.GetValue(query))];
        var (items, bytes, cut) = await BoundedRows.ReadAsync(
            database, Sql, values.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value }), BoundedRows.PageBytes, RowReader<TItem>.Weighed, ct);
        await request.HttpContext.RequestServices.GetRequiredService<AnswerSlots>().TakeForAsync(bytes, request.HttpContext, ct);
        return Page.Of(request, items, limit, item => new Cursor(at(item), id(item)), cut);
    }
}
