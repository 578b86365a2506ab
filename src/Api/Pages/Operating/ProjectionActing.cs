using Microsoft.AspNetCore.Components;

namespace CdViz.Api.Pages.Operating;

/// <summary>A page that shows projections and does something with them.</summary>
public abstract class ProjectionActing : AskingPage
{
    /// <summary>What is to be done: a word, the projection, and a number where it needs one.</summary>
    [SupplyParameterFromForm]
    public string? Do { get; set; }

    /// <summary>Why.</summary>
    [SupplyParameterFromForm]
    public string? Why { get; set; }

    [Inject]
    internal ProjectionEngine Engine { get; set; } = null!;

    [Inject]
    internal Rebuilds Rebuilds { get; set; } = null!;

    [Inject]
    internal NavigationManager Go { get; set; } = null!;

    /// <summary>Does what was asked for, and shows the page again.</summary>
    protected async Task ActAsync()
    {
        try
        {
            Go.NavigateTo(Say.Path(Http.Request.Path, ("said", await DoneAsync((Do ?? "").Split(' ')))));
        }
        catch (Exception refused) when (refused is UnknownProjectionException or InvalidOperationException or ProjectionFailedException or TimeoutException)
        {
            Refuse(StatusCodes.Status409Conflict, refused.Message);
        }
    }

    /// <summary>Answers that it is not done, and why.</summary>
    protected void Refuse(int status, string why)
    {
        Answers(status);
        Wrong.Add(new("", "refused", why));
    }

    private async Task<string> DoneAsync(string[] words)
    {
        var by = new RepairBy($"page:{Http.User.Identity?.Name ?? "somebody"}", Why);
        switch (words)
        {
            case ["rebuild", var name]:
                await BeginAsync(name, keep: false);
                return $"The rebuild of {name} has begun.";
            case ["build", var name]:
                await BeginAsync(name, keep: true);
                return $"Another generation of {name} is being built beside the live one.";
            case ["retry", var name]:
                await Engine.RetryAsync(name, by, Ct);
                return $"{name} tries again.";
            case ["skip", var name, var at] when QueryValue.TryWhole(at, out var position):
                await Engine.SkipAsync(name, position, by, Ct);
                return $"{name} leaves out event {position}.";
            case ["switch", var name, var number] when QueryValue.TryWhole(number, out var generation):
                var live = await Engine.SwitchAsync(name, (int)generation, Ct);
                return $"{name}: generation {live.Number} is live.";
            default:
                throw new InvalidOperationException("There is no such thing to do.");
        }
    }

    private async Task BeginAsync(string name, bool keep)
    {
        if (Told<RebuildStarted>(await ProjectionEndpoints.RebuildAsync(name, new(null, keep ? "true" : null), Engine, Rebuilds, Ct)) is null)
        {
            var why = Wrong[^1].Message;
            Wrong.Clear();
            throw new InvalidOperationException(why);
        }
    }
}
