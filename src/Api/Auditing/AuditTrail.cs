using System.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;
using Npgsql;

namespace CdViz.Api.Auditing;

/// <summary>
/// Has it written down who does something to the store, before it is done: what cannot be written down is not done. Who sends an event is with the event, and
/// what is asked and changes nothing is in no entry, but for questions in SQL.
/// </summary>
internal static class AuditTrail
{
    private const int LongestField = 200;

    // What is sent is in the log, the inbox or the quarantine, with who sent it; /mcp asks what the API is asked.
    private static readonly string[] Sending = ["/cdevents", "/cloudevents", "/webhooks", "/reports", "/links", "/ui/send", "/mcp", "/login", "/logout"];

    /// <summary>Adds the store and what keeps it within its limits.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditStore>()
        .AddHostedService<AuditKeeper>();

    /// <summary>Adds it to what requests go through; after the middleware that knows who asks.</summary>
    public static void UseAudit(this WebApplication app)
    {
        var log = app.Logger;
        app.Use(async (context, next) =>
        {
            if (!Is(context))
            {
                await next(context);
                return;
            }

            var (store, time) = (context.RequestServices.GetRequiredService<AuditStore>(), context.RequestServices.GetRequiredService<TimeProvider>());
            var began = time.GetTimestamp();
            long number;
            try
            {
                number = await store.BeginAsync(await WhatAsync(context), context.RequestAborted);
            }
            catch (PostgresException fault) when (!DatabaseAway.Is(fault))
            {
                log.LogError(fault, "{Method} {Path} cannot be written into the audit, so it is not done", context.Request.Method, context.Request.Path);
                await Problems.Unavailable(
                    context, "It cannot be written into the audit, so it is not done.", context.RequestServices.GetRequiredService<Settings>().Append.RetryAfter).ExecuteAsync(context);
                return;
            }

            try
            {
                await next(context);
                await EndAsync(Word(context.Response.StatusCode), context.Response.StatusCode);
            }
            catch
            {
                await EndAsync(AuditOutcome.Failed, null);
                throw;
            }

            async Task EndAsync(string outcome, int? status)
            {
                try
                {
                    await store.EndAsync(number, outcome, status, time.GetElapsedTime(began), CancellationToken.None);
                }
                catch (Exception fault) when (DatabaseAway.Is(fault))
                {
                    log.LogWarning("What came of entry {Number} of the audit could not be written down: {Outcome}, {Reason}", number, outcome, fault.Message);
                }
            }
        });
    }

    private static bool Is(HttpContext context)
    {
        var request = context.Request;
        if (context.User.Identity?.IsAuthenticated is not true || context.GetEndpoint() is not RouteEndpoint)
        {
            return false;
        }

        return HttpMethods.IsGet(request.Method)
            ? request.Path == "/ui/sql" && request.Query.ContainsKey("sql")
            : !HttpMethods.IsOptions(request.Method) && !Array.Exists(Sending, path => request.Path.StartsWithSegments(path));
    }

    private static async Task<AuditedAction> WhatAsync(HttpContext context)
    {
        var request = context.Request;
        var page = request.Path.StartsWithSegments("/ui");
        var target = Uri.UnescapeDataString(request.GetEncodedPathAndQuery());
        if (page && request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(context.RequestAborted);
            target = $"{target} {string.Join(", ", form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal)).Select(field => $"{field.Key}={Short(field.Value.ToString())}"))}";
        }

        return new(
            context.User.Identity?.Name,
            context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : context.Connection.RemoteIpAddress?.ToString(),
            page ? "page" : "http",
            $"{request.Method} /{((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText?.TrimStart('/')}",
            target,
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.TraceId.ToHexString() : null);
    }

    private static string Short(string text) => text.Length > LongestField ? $"{text[..LongestField]}…" : text;

    private static string Word(int status) => status switch
    {
        < 400 => AuditOutcome.Done,
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };
}
