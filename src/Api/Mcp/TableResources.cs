using System.ComponentModel;
using ModelContextProtocol.Server;
using Npgsql;

namespace CdViz.Api.Mcp;

/// <summary>What the tables and functions of schema <c>cdviz</c> hold, as their comments say.</summary>
[McpServerResourceType]
internal sealed class TableResources(NpgsqlDataSource database)
{
    [McpServerResource(UriTemplate = "cdviz://tables", Name = "tables", MimeType = "text/markdown")]
    [Description("Every table, column and function that can be read in SQL, explained.")]
    public async Task<string> TablesAsync(CancellationToken ct) => SqlPage.Markdown(await ReadSchema.OfAsync(database, ct));
}
