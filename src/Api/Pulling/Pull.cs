namespace CdViz.Api.Pulling;

/// <summary>Something that was found by asking.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ContentType">Its media type, or null.</param>
internal readonly record struct Input(ReadOnlyMemory<byte> Body, string? ContentType)
{
    /// <summary>Headers for its translators.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Where it was found, or null.</summary>
    public string? Place { get; init; }
}

/// <summary>A source that is asked. One node asks it at a time.</summary>
internal interface IPolled
{
    /// <summary>What it is: <c>the folder /in</c>.</summary>
    string What { get; }

    /// <summary>Takes what is new.</summary>
    /// <returns>When to ask again, where that is not after <c>Every</c>.</returns>
    /// <exception cref="PullException">It cannot be asked now.</exception>
    Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct);
}

/// <summary>A source can't be asked now.</summary>
/// <param name="message">Why.</param>
/// <param name="again">When to ask again; null for after a usual pause.</param>
internal sealed class PullException(string message, TimeSpan? again = null) : Exception(message)
{
    /// <summary>When to ask again.</summary>
    public TimeSpan? Again => again;
}

/// <summary>Takes what a source that is asked has, and remembers what was taken.</summary>
internal sealed class Pull(SourceSettings settings, CheckpointStore store, BrokerDoor door, SourceCount count, ILogger log)
{
    /// <summary>What was taken of each of its things.</summary>
    public Task<Dictionary<string, string>> StatesAsync(CancellationToken ct) => store.AllAsync(settings.Name, ct);

    /// <summary>Takes inputs, some at a time and in their order, until each is in the log, the inbox or the quarantine.</summary>
    public async Task TakeAsync(IEnumerable<Input> inputs, CancellationToken ct)
    {
        foreach (var some in inputs.Chunk(settings.Prefetch))
        {
            ct.ThrowIfCancellationRequested();
            await Task.WhenAll(some.Select(input => door.TakeAsync(BrokerMessage.Of(
                settings, input.ContentType, input.Headers ?? [], input.Body, input.Place is { } place ? [($"{settings.Door}-place", place)] : []))));
        }
    }

    /// <summary>Notes what was taken of a thing.</summary>
    public Task SaveAsync(string item, string state, CancellationToken ct) => store.SaveAsync(settings.Name, item, state, ct);

    /// <summary>Forgets things that are not there any more.</summary>
    public Task ForgetAsync(IReadOnlyList<string> items, CancellationToken ct) => store.ForgetAsync(settings.Name, items, ct);

    /// <summary>Something of it can't be taken, and is not asked for again as it is now.</summary>
    public void Wrong(string why)
    {
        count.Wrong(why);
        log.LogWarning("Source {Name}: {Why}", settings.Name, why);
    }
}
