using System.Text;

namespace CdViz.Api.Commands;

/// <summary>The read schema as a page of Markdown, and as a list of names and types that must not go.</summary>
internal static class SqlPage
{
    /// <summary>The page <c>docs/sql.md</c>.</summary>
    public static string Markdown(ReadSchema schema)
    {
        var page = new StringBuilder(
            """
            # The read schema

            Everything in schema `cdviz`: what people, dashboards and other programs may rely on. Within a version things are only added.
            Worked queries are in [queries.md](queries.md). This page is made of the comments in the database, by `./cdviz contract`.


            """);
        page.Append("| table or view | holds |\n|---|---|\n");
        foreach (var relation in schema.Relations)
        {
            page.Append($"| [`{relation.Name}`](#{relation.Name}) | {Cell(relation.Comment)} |\n");
        }

        page.Append("\n| function | does |\n|---|---|\n");
        foreach (var routine in schema.Routines)
        {
            page.Append($"| `{routine.Name}({Cell(routine.Arguments)})`{Result(routine)} | {Cell(routine.Comment)} |\n");
        }

        foreach (var relation in schema.Relations)
        {
            page.Append($"\n## {relation.Name}\n\n{relation.Comment}\n\n| column | type | |\n|---|---|---|\n");
            foreach (var column in relation.Columns)
            {
                page.Append($"| `{column.Name}` | {Cell(column.Type)} | {Cell(column.Comment)} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>One line for each column, and for each function with its arguments and result.</summary>
    public static string Names(ReadSchema schema) => string.Concat(
        schema.Relations.SelectMany(relation => relation.Columns.Select(column => $"{relation.Name}.{column.Name} {column.Type}\n"))
            .Concat(schema.Routines.Select(routine => $"{routine.Name}({routine.Identity}) {routine.Result}".TrimEnd() + "\n")));

    private static string Result(ReadRoutine routine) => routine.Result.Length is 0 ? "" : $" → {Cell(routine.Result)}";

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
