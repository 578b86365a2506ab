using Microsoft.AspNetCore.Components;

namespace CdViz.Api.Pages.Operating;

/// <summary>A page that shows subscriptions and does something with them.</summary>
public abstract class SubscriptionActing : AskingPage
{
    /// <summary>What is to be done: a word, the subscription, and a position where it needs one.</summary>
    [SupplyParameterFromForm]
    public string? Do { get; set; }

    /// <summary>Where a rewind goes.</summary>
    [SupplyParameterFromForm]
    public string? To { get; set; }

    [Inject]
    internal SubscriptionStore Store { get; set; } = null!;

    [Inject]
    internal SubscriptionReader Subscriptions { get; set; } = null!;

    [Inject]
    internal NavigationManager Go { get; set; } = null!;

    /// <summary>Where the sink of a subscription is, as far as that may be shown.</summary>
    protected static string? Place(SubscriptionDefinition of) =>
        of?.Sink is { } sink ? sink.Url ?? sink.UrlFile ?? sink.Folder ?? sink.Target : null;

    /// <summary>Does what was asked for, and shows the page again.</summary>
    protected async Task ActAsync()
    {
        if (await DoneAsync((Do ?? "").Split(' ')) is { } done)
        {
            Go.NavigateTo(Say.Path(Http.Request.Path, ("said", done)));
        }
        else if (Wrong.Count == 0)
        {
            Answers(StatusCodes.Status400BadRequest);
            Wrong.Add(new("", "action", "There is no such thing to do."));
        }
    }

    private async Task<string?> DoneAsync(string[] words)
    {
        switch (words)
        {
            case ["pause", var name]:
                return Said(await SubscriptionActions.PauseAsync(name, Store, Subscriptions, Ct), $"{name} delivers nothing until it is resumed.");
            case ["resume", var name]:
                return Said(await SubscriptionActions.ResumeAsync(name, Store, Subscriptions, Ct), $"{name} goes on.");
            case ["try", var name]:
                return Said(await SubscriptionActions.TryAsync(name, new(null), Store, Subscriptions, Ct), $"{name} tries now what waits or is dead.");
            case ["try", var name, var position] when new SubscriptionActions.TryQuery(position) is var query && IsRight(query):
                return Said(await SubscriptionActions.TryAsync(name, query, Store, Subscriptions, Ct), $"{name} tries event {position} now.");
            case ["skip", var name, var position] when new SubscriptionActions.SkipQuery(position) is var query && IsRight(query):
                return Said(await SubscriptionActions.SkipAsync(name, query, Store, Subscriptions, Ct), $"{name} lets go of event {position}.");
            case ["rewind", var name] when new SubscriptionActions.RewindQuery(To is { Length: > 0 } to ? to.Trim() : null) is var query && IsRight(query):
                return Told<SubscriptionStatus>(await SubscriptionActions.RewindAsync(name, query, Store, Subscriptions, Ct)) is { } now
                    ? $"{name} goes on behind position {Say.Number(now.Position)}."
                    : null;
            default:
                return null;
        }
    }

    private string? Said(IResult answer, string done) => Told<SubscriptionStatus>(answer) is null ? null : done;
}
