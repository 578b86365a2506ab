using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Alerting;

/// <summary><c>/alerts</c>: how alerts stand; silence one, try one.</summary>
public static class AlertEndpoints
{
    /// <summary>The alerts of the settings, and how they stand</summary>
    /// <remarks>When each looked and sent last, what waits, what could not be sent and why, and until when it is silent.</remarks>
    [WolverineGet("/alerts", OperationId = "getAlerts"), Tags("Alerts"), Authorize(Scopes.Admin)]
    public static async Task<Ok<Page<AlertInfo>>> GetAsync(AlertBook book, AlertOutbox outbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(outbox);
        var states = await outbox.StatesAsync(book.Names, ct);
        return TypedResults.Ok(new Page<AlertInfo>([.. book.All.Zip(states, AlertInfo.Of)], null, null));
    }

    /// <summary>Silence an alert</summary>
    /// <remarks>Until then what happens counts as seen and is not told, neither then nor later; what waits to be sent is not sent.</remarks>
    [WolverinePost("/alerts/{alert}/silence", OperationId = "postAlertSilence"), Tags("Alerts"), Authorize(Scopes.Admin), Refuses(404)]
    public static async Task<Results<Ok<AlertInfo>, ProblemHttpResult>> SilenceAsync(
        string alert, [FromQuery] SilenceQuery query, HttpContext context, AlertBook book, AlertOutbox outbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(outbox);
        return await ChangedAsync(
            alert, book, outbox, known => outbox.SilenceAsync(known.Name, QueryValue.Time(query.Until), context.User.Identity?.Name ?? "somebody", query.Why, ct), ct);
    }

    /// <summary>Let an alert tell again</summary>
    [WolverineDelete("/alerts/{alert}/silence", OperationId = "deleteAlertSilence"), Tags("Alerts"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<AlertInfo>, ProblemHttpResult>> UnsilenceAsync(string alert, AlertBook book, AlertOutbox outbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        return ChangedAsync(alert, book, outbox, known => outbox.SilenceAsync(known.Name, null, null, null, ct), ct);
    }

    /// <summary>Try again to send what could not be sent</summary>
    [WolverinePost("/alerts/{alert}/redrive", OperationId = "postAlertRedrive"), Tags("Alerts"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<AlertInfo>, ProblemHttpResult>> RedriveAsync(string alert, AlertBook book, AlertOutbox outbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(outbox);
        return ChangedAsync(alert, book, outbox, known => outbox.RedriveAsync(known.Name, ct), ct);
    }

    /// <summary>Send a test message of an alert</summary>
    /// <remarks>At once, whether or not the alert is silent; 502 says why it was not taken.</remarks>
    [WolverinePost("/alerts/{alert}/test", OperationId = "postAlertTest"), Tags("Alerts"), Authorize(Scopes.Admin), Refuses(404, 502)]
    public static async Task<Results<Ok<AlertTested>, ProblemHttpResult>> TestAsync(string alert, AlertBook book, AlertSender sender, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(sender);
        if (book.Find(alert) is not { } known)
        {
            return NotFound(alert);
        }

        try
        {
            await sender.SendAsync(AlertMessage.Test(known, book.Root), known.Target, ct);
            return TypedResults.Ok(new AlertTested(known.Name, "sent"));
        }
        catch (AlertNotSentException refused)
        {
            return Problems.Of(StatusCodes.Status502BadGateway, "Not sent", refused.Message);
        }
    }

    private static async Task<Results<Ok<AlertInfo>, ProblemHttpResult>> ChangedAsync(string name, AlertBook book, AlertOutbox outbox, Func<Alert, Task> change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (book.Find(name) is not { } alert)
        {
            return NotFound(name);
        }

        await change(alert);
        return TypedResults.Ok(AlertInfo.Of(alert, (await outbox.StatesAsync([alert.Name], ct))[0]));
    }

    private static ProblemHttpResult NotFound(string name) => Problems.NotFound($"There is no alert '{name}' in the settings.");

    public sealed record SilenceQuery(string? Until, string? Why) : IQuery<SilenceQuery>
    {
        static AbstractValidator<SilenceQuery> IQuery<SilenceQuery>.Rules => new SilenceRules();
    }

    private sealed class SilenceRules : AbstractValidator<SilenceQuery>
    {
        public SilenceRules()
        {
            RuleFor(query => query.Until).IsThere();
            RuleFor(query => query.Until).IsTime();
            RuleFor(query => query.Why).IsText();
        }
    }
}

/// <summary>An alert of the settings, and how it stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What it looks for.</param>
/// <param name="Target">How somebody is told.</param>
/// <param name="LookedAt">When it looked last, UTC.</param>
/// <param name="SentAt">When a message was sent last, UTC.</param>
/// <param name="Waiting">Messages that wait to be sent.</param>
/// <param name="Dead">Messages that could not be sent.</param>
/// <param name="SilencedUntil">Until when it is silent, UTC; null where it is not.</param>
/// <param name="SilencedBy">Who silenced it.</param>
/// <param name="SilencedWhy">Why.</param>
/// <param name="Error">Why a message could not be sent the last time.</param>
public sealed record AlertInfo(
    string Name, string Rule, string Target, DateTime? LookedAt, DateTime? SentAt, long Waiting, long Dead, DateTime? SilencedUntil, string? SilencedBy, string? SilencedWhy, string? Error)
{
    internal static AlertInfo Of(Alert alert, AlertState state) => new(
        alert.Name, $"{alert.Rule}".ToLowerInvariant(), $"{alert.Target.Kind}".ToLowerInvariant(), state.LookedAt, state.SentAt, state.Waiting, state.Dead, state.SilencedUntil, state.SilencedBy,
        state.SilencedWhy, state.Error);
}

/// <summary>A test message was taken.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Status"><c>sent</c>.</param>
public sealed record AlertTested(string Alert, string Status);
