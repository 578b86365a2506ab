using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using Npgsql;

namespace CdViz.Api.Mcp;

/// <summary>Tools that look into the log.</summary>
[McpServerToolType]
internal sealed class LogTools(NpgsqlDataSource database, EventLog log, EventSearch search, ReaderConnections reader)
{
    private const int MaxText = 200;

    [McpServerTool(Name = "search_events", ReadOnly = true)]
    [Description("CDEvents, the latest first. 'next' is the 'before' of the next page; a page may be short though there are more.")]
    public async Task<object> SearchAsync(
        CancellationToken ct, [Description("Some text anywhere in the event")] string? text = null, [Description("Such as dev.cdevents.service.deployed")] string? type = null,
        [Description("subject.id")] string? subject = null, [Description("context.source")] string? source = null, [Description("context.chainId")] string? chain = null,
        [Description("Only events before this position")] long? before = null, [Description("1 to 100; 20 when left out")] int limit = 20)
    {
        _ = new EventEndpoints.PageQuery(null, null, null, type, subject, source, chain).Checked();
        if (text is { Length: > MaxText } || text?.Contains('\0') is true)
        {
            throw new McpException($"text: at most {MaxText} characters are allowed, none of them U+0000.");
        }

        var page = await search.LatestAsync(before, Math.Clamp(limit, 1, 100), new(type, subject, source, chain), text, ct);
        return new { Items = page.Events.Select(EventItem.Of), Next = page.More ? page.Next : (long?)null };
    }

    [McpServerTool(Name = "event", ReadOnly = true)]
    [Description("One event as it was sent, with its place in the log and what else its stream holds.")]
    public async Task<object> EventAsync([Description("Its position in the log")] long position, CancellationToken ct)
    {
        var e = await log.AtAsync(position, ct) ?? throw new McpException($"There is no event at position {position}.");
        var stream = (await log.StreamAsync(e.Stream, Math.Max(0, e.Version - 10), 20, ct)).Events;
        return new { Event = EventItem.Of(e), Stream = stream.Select(other => new { other.Position, other.Version, other.Type, other.OccurredAt }) };
    }

    [McpServerTool(Name = "sql", ReadOnly = true)]
    [Description("Asks one SQL statement (PostgreSQL) over schema cdviz, read only; the resource cdviz://tables explains the tables. At most 1000 rows.")]
    public async Task<object> SqlAsync([Description("The statement")] string statement, CancellationToken ct)
    {
        try
        {
            return await reader.AskAsync(statement, ct);
        }
        catch (Exception refused) when (refused is PostgresException or InvalidOperationException)
        {
            throw new McpException(refused is PostgresException said ? said.MessageText : refused.Message);
        }
    }

    [McpServerTool(Name = "trace", ReadOnly = true)]
    [Description("The causal graph of a chain: what led to what, how that is known, and what is missing. Good to find out why a deployment failed.")]
    public async Task<object> TraceAsync([Description("context.chainId")] string chain, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return (await TraceEndpoint.OfAsync(chain, database, ct)).Value();
    }
}
