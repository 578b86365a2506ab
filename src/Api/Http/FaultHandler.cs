using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api.Http;

/// <summary>The one place where a fault becomes an answer.</summary>
internal sealed class FaultHandler(Settings settings, ProjectionEngine engine, ILogger<FaultHandler> log) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var answer = IsMissing(exception) && await engine.IsOfVersionBeforeAsync(cancellationToken)
            ? Problems.Unavailable(httpContext, "What is asked for is not in the read tables of the version before; they are being rebuilt for this one.", settings.Append.RetryAfter)
            : Answer(httpContext, exception);
        await (PageSetup.Is(httpContext.Request)
            ? PageAnswer.ExecuteAsync(httpContext, answer.StatusCode, answer.ProblemDetails.Title!, answer.ProblemDetails.Detail!)
            : answer.ExecuteAsync(httpContext));
        return true;
    }

    // While a new version fills its tables, those of the version before are read.
    private static bool IsMissing(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedTable };

    private ProblemHttpResult Answer(HttpContext context, Exception fault)
    {
        switch (fault)
        {
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, "Bad request", bad.Message);
            case AntiforgeryValidationException or IOException when context.Request.HasFormContentType:
                return Problems.Of(StatusCodes.Status400BadRequest, "Bad form", "The form does not end as its Content-Type says, or this page did not make it.");
            case JsonException when context.Request.Path.StartsWithSegments(McpSetup.Path, StringComparison.OrdinalIgnoreCase):
                return Problems.Of(StatusCodes.Status400BadRequest, "Not a request", "The body is no request of the Model Context Protocol.");
            case InvalidDataException:
                return Problems.Of(StatusCodes.Status400BadRequest, "Bad content encoding", "The body cannot be unpacked as its Content-Encoding says.");
            case PostgresException refused when QuestionFault.Of(refused, settings.Limits) is var (status, title, detail):
                log.LogWarning("{Method} {Path}: the database refused it: {SqlState} {Reason}", context.Request.Method, context.Request.Path, refused.SqlState, refused.MessageText);
                return Problems.Of(status, title, detail);
            case var _ when DatabaseAway.Is(fault):
                log.LogDebug("{Method} {Path}: the database does not answer: {Reason}", context.Request.Method, context.Request.Path, fault.Message);
                return Problems.Unavailable(context, "The database does not answer.", settings.Append.RetryAfter);
            default:
                log.LogError(fault, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
                return Problems.Of(StatusCodes.Status500InternalServerError, "Internal fault", "The server's log has the reason.");
        }
    }
}
