namespace CdViz.Api.Listening;

/// <summary>Listens to a message broker for one source.</summary>
internal interface IListener
{
    /// <summary>Name of the source.</summary>
    string Name { get; }

    /// <summary>Why nothing comes from it now; null where it listens.</summary>
    string? Away { get; }

    /// <summary>Listens until it is told to end. A broker that is away is waited for.</summary>
    Task RunAsync(CancellationToken ct);

    /// <summary>Takes nothing new from now on. What is being taken ends by itself, or when the door is closed.</summary>
    ValueTask LeaveAsync();
}

/// <summary>Says whether something comes from a source, and tells the log once of each change.</summary>
/// <param name="settings">The source.</param>
/// <param name="what">What it listens on: <c>the queue cdevents</c>.</param>
/// <param name="log">The log.</param>
internal sealed class Presence(SourceSettings settings, string what, ILogger log)
{
    private readonly string where = settings.SafeUri.Length > 0 ? $"{what} of {settings.SafeUri}" : what;
    private bool told;

    /// <summary>Why nothing comes from it now; null where it listens.</summary>
    public string? Away { get; private set; } = $"Source {settings.Name}: not connected yet.";

    /// <summary>Something comes from it.</summary>
    public void Back()
    {
        if (Away is not null)
        {
            log.LogInformation("Source {Name}: takes what comes from {What}", settings.Name, where);
        }

        (Away, told) = (null, false);
    }

    /// <summary>Nothing comes from it.</summary>
    public void Missing(string why)
    {
        Away = $"Source {settings.Name}: nothing comes from {where}: {why}";
        if (!told)
        {
            log.LogWarning("{Why} Trying again until it does", Away);
        }

        told = true;
    }
}
