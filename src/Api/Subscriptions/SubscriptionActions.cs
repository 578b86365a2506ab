using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Subscriptions;

/// <summary>What can be done with a subscription while it goes on: pause, resume, rewind, skip, try.</summary>
public static class SubscriptionActions
{
    /// <summary>Deliver nothing until it is resumed</summary>
    [WolverinePost("/subscriptions/{name}/pause", OperationId = "postSubscriptionPause"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> PauseAsync(string name, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct) =>
        DoneAsync(name, store, subscriptions, one => one.PauseAsync(name, paused: true, ct), $"There is no subscription '{name}'.", ct);

    /// <summary>Go on</summary>
    [WolverinePost("/subscriptions/{name}/resume", OperationId = "postSubscriptionResume"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> ResumeAsync(string name, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct) =>
        DoneAsync(name, store, subscriptions, one => one.PauseAsync(name, paused: false, ct), $"There is no subscription '{name}'.", ct);

    /// <summary>Go on elsewhere in the log</summary>
    /// <remarks>Events that were delivered are delivered again. What is held back is forgotten, for it comes again where that is behind the place.</remarks>
    [WolverinePost("/subscriptions/{name}/rewind", OperationId = "postSubscriptionRewind"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> RewindAsync(
        string name, [FromQuery] RewindQuery query, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return DoneAsync(name, store, subscriptions, one => one.RewindAsync(name, SubscriptionStart.Of(query.To)!, ct), $"There is no subscription '{name}'.", ct);
    }

    /// <summary>Let go of one event</summary>
    /// <remarks>Of the one that is held back at this position, or of the next one, when nothing gets through. It is not delivered, and what waits behind it goes on.</remarks>
    [WolverinePost("/subscriptions/{name}/skip", OperationId = "postSubscriptionSkip"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> SkipAsync(
        string name, [FromQuery] SkipQuery query, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return DoneAsync(
            name, store, subscriptions, one => one.SkipAsync(name, QueryValue.Whole(query.Position, 0), ct),
            $"There is no subscription '{name}', or the event at {query.Position} is neither held back nor the next one.", ct);
    }

    /// <summary>Try now what waits</summary>
    /// <remarks>All that waits for a pause to end or is dead, or the subject whose event at the position is held back.</remarks>
    [WolverinePost("/subscriptions/{name}/try", OperationId = "postSubscriptionTry"), Tags("Subscriptions"), Authorize(Scopes.Admin), Refuses(404)]
    public static Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> TryAsync(
        string name, [FromQuery] TryQuery query, SubscriptionStore store, SubscriptionReader subscriptions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        return DoneAsync(
            name, store, subscriptions, one => one.TryAsync(name, query.Position is null ? null : QueryValue.Whole(query.Position, 0), ct),
            $"There is no subscription '{name}', or no event at {query.Position} is held back.", ct);
    }

    private static async Task<Results<Ok<SubscriptionStatus>, ProblemHttpResult>> DoneAsync(
        string name, SubscriptionStore store, SubscriptionReader subscriptions, Func<SubscriptionStore, Task<bool>> action, string otherwise, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(subscriptions);
        return SubscriptionEndpoints.Plain(name) && await action(store) && await subscriptions.FindAsync(name, ct) is { } status
            ? TypedResults.Ok(status)
            : Problems.NotFound(otherwise);
    }

    public sealed record RewindQuery(string? To) : IQuery<RewindQuery>
    {
        static AbstractValidator<RewindQuery> IQuery<RewindQuery>.Rules => new RewindRules();
    }

    public sealed record SkipQuery(string? Position) : IQuery<SkipQuery>
    {
        static AbstractValidator<SkipQuery> IQuery<SkipQuery>.Rules => new SkipRules();
    }

    public sealed record TryQuery(string? Position) : IQuery<TryQuery>
    {
        static AbstractValidator<TryQuery> IQuery<TryQuery>.Rules => new TryRules();
    }

    private sealed class RewindRules : AbstractValidator<RewindQuery>
    {
        public RewindRules()
        {
            RuleFor(query => query.To).IsThere();
            RuleFor(query => query.To).Must(to => to is null || SubscriptionStart.Of(to) is not null).WithErrorCode("query.start")
                .WithMessage($"'{{PropertyValue}}' was found; allowed: {SubscriptionStart.Allowed}.");
        }
    }

    private sealed class SkipRules : AbstractValidator<SkipQuery>
    {
        public SkipRules()
        {
            RuleFor(query => query.Position).IsThere();
            RuleFor(query => query.Position).IsWhole(1, long.MaxValue);
        }
    }

    private sealed class TryRules : AbstractValidator<TryQuery>
    {
        public TryRules() => RuleFor(query => query.Position).IsWhole(1, long.MaxValue);
    }
}
