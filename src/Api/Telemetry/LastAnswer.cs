namespace CdViz.Api.Telemetry;

/// <summary>What measurements are made of, asked for when they are wanted. When the database does not answer, there is nothing to measure.</summary>
/// <param name="ask">Asks the database.</param>
/// <param name="none">What there is to measure while nobody has answered.</param>
internal sealed class LastAnswer<T>(Func<CancellationToken, Task<T>> ask, T none)
    where T : class?
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly T none = none;
    private volatile T last = none;

    /// <summary>What was answered.</summary>
    public T Value => last;

    /// <summary>Asks anew.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            last = await ask(patience.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
            last = none;
        }
    }
}
