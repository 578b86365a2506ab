using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Npgsql;

namespace CdViz.Api.Mcp;

/// <summary>The one place where a fault of a tool becomes its answer. A question that is refused is no fault.</summary>
internal static class ToolFaults
{
    /// <summary>Calls a tool; its faults are told in the log, and to who asks without the words of the database.</summary>
    public static async ValueTask<CallToolResult> ToldAsync(
        McpRequestHandler<CallToolRequestParams, CallToolResult> tool, RequestContext<CallToolRequestParams> request, CancellationToken ct)
    {
        var context = request.Services!.GetRequiredService<IHttpContextAccessor>().HttpContext!;
        if (await request.Services!.GetRequiredService<AnswerSlots>().TakeWholeAsync(context, ct) is { } full)
        {
            return Refused(full.ProblemDetails.Detail!);
        }

        try
        {
            return await tool(request, ct);
        }
        catch (Exception fault) when (fault is not (McpException or OperationCanceledException))
        {
            var services = request.Services!;
            var refused = fault switch
            {
                PostgresException said => QuestionFault.Of(said, services.GetRequiredService<Settings>().Limits)?.Detail,
                ArgumentException or JsonException => "An argument is missing, or is not what the tool's description says.",
                _ => null,
            };
            if (refused is null && !DatabaseAway.Is(fault))
            {
                services.GetRequiredService<ILogger<LogTools>>().LogError(fault, "The tool {Tool} failed", request.Params?.Name);
            }

            return Refused(refused ?? "The question could not be answered now; the server's log has the reason.");
        }
    }

    private static CallToolResult Refused(string why) => new() { IsError = true, Content = [new TextContentBlock { Text = why }] };
}
