using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Wolverine.Http;

namespace CdViz.Api.Subscriptions;

/// <summary><c>/subscriptions</c>: what goes out; make, change and remove it.</summary>
public static class SubscriptionEndpoints
{
    private const int MostHolds = 1000;

    /// <summary>What goes out</summary>
    /// <remarks>Each subscription with how far it has come, what is wrong, and what it is; secrets are never shown.</remarks>
    [WolverineGet("/subscriptions", OperationId = "getSubscriptions"), Tags("Subscriptions")]
    public static async Task<Ok<Page<SubscriptionStatus>>> ListAsync(SubscriptionReader subscriptions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        return TypedResults.Ok(new Page<SubscriptionStatus>(await subscriptions.AllAsync(ct), null, null));
    }

    /// <summary>One subscription, with the subjects it holds back</summary>
    [WolverineGet("/subscriptions/{name}", OperationId = "getSubscription"), Tags("Subscriptions"), Refuses(404)]
    public static async Task<Results<Ok<SubscriptionDetail>, ProblemHttpResult>> OneAsync(string name, SubscriptionReader subscriptions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(subscriptions);
        return Plain(name) && await subscriptions.FindAsync(name, ct) is { } status
            ? TypedResults.Ok(new SubscriptionDetail(status, await subscriptions.HoldsAsync(name, MostHolds, ct)))
            : NotThere(name);
    }

    /// <summary>Make a subscription</summary>
    /// <remarks>It begins where 'from' says. Files of the server and its standard output are for subscriptions of the settings alone.</remarks>
    [WolverinePost("/subscriptions/{name}", OperationId = "postSubscription"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(409, 413, 422)]
    public static async Task<Results<Created<SubscriptionStatus>, ProblemHttpResult>> PostAsync(
        string name, HttpContext context, SubscriptionStore store, SubscriptionReader subscriptions, SecretBox box, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(subscriptions);
        var (definition, problem) = await SubscriptionBody.ReadAsync(context.Request, name, box.CanSeal, ct);
        return problem is not null ? problem
            : await store.CreateAsync(definition!, context.User.Identity?.Name, ct) && await subscriptions.FindAsync(name, ct) is { } made
                ? TypedResults.Created($"/subscriptions/{name}", made)
                : await RefusedAsync(name, store, subscriptions, ct);
    }

    /// <summary>Make a subscription, or give one that was made another definition</summary>
    /// <remarks>One that is there stays where it is in the log; 'from' is for a new one.</remarks>
    [WolverinePut("/subscriptions/{name}", OperationId = "putSubscription"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(409, 413, 422)]
    public static async Task<Results<Ok<SubscriptionStatus>, Created<SubscriptionStatus>, ProblemHttpResult>> PutAsync(
        string name, HttpContext context, SubscriptionStore store, SubscriptionReader subscriptions, SecretBox box, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(box);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(subscriptions);
        var (definition, problem) = await SubscriptionBody.ReadAsync(context.Request, name, box.CanSeal, ct);
        if (problem is not null)
        {
            return problem;
        }

        var created = await store.CreateAsync(definition!, context.User.Identity?.Name, ct);
        return (created || await store.ReplaceAsync(definition!, ct)) && await subscriptions.FindAsync(name, ct) is { } now
            ? created ? TypedResults.Created($"/subscriptions/{name}", now) : TypedResults.Ok(now)
            : await RefusedAsync(name, store, subscriptions, ct);
    }

    /// <summary>Remove a subscription, and how far it had come</summary>
    [WolverineDelete("/subscriptions/{name}", OperationId = "deleteSubscription"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404, 409)]
    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, SubscriptionStore store, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Subscriptions.Any(one => one.Name == name) ? OfSettings(name)
            : Plain(name) && await store.DeleteAsync(name, ct) ? TypedResults.NoContent()
            : NotThere(name);
    }

    /// <summary>A name that one can have: no other is asked for.</summary>
    internal static bool Plain(string name) => name is { Length: > 0 and <= 100 } && name.Any(c => c is not '.') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    internal static ProblemHttpResult NotThere(string name) => Problems.NotFound($"There is no subscription '{name}'.");

    private static async Task<ProblemHttpResult> RefusedAsync(string name, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct) =>
        await subscriptions.FindAsync(name, ct) switch
        {
            null when await store.IsFullAsync(ct) => Problems.Of(
                StatusCodes.Status409Conflict, "Conflict", $"There are {SubscriptionStore.Most} subscriptions, and no more can be made: one that is not needed has to be removed."),
            { Origin: "settings" } => OfSettings(name),
            _ => Problems.Of(StatusCodes.Status409Conflict, "Conflict", $"There is a subscription '{name}' already; PUT replaces it."),
        };

    private static ProblemHttpResult OfSettings(string name) =>
        Problems.Of(StatusCodes.Status409Conflict, "Conflict", $"The subscription '{name}' is one of the settings, and is changed there.");
}

/// <summary>A subscription with what it holds back.</summary>
/// <param name="Subscription">How it stands.</param>
/// <param name="Holds">Subjects it holds back, by position.</param>
public sealed record SubscriptionDetail(SubscriptionStatus Subscription, IReadOnlyList<SubscriptionHold> Holds);
