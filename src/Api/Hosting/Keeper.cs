namespace CdViz.Api.Hosting;

/// <summary>Looks after something while the server runs, again and again: at the start, and each time that a while has passed.</summary>
/// <param name="every">How often.</param>
/// <param name="failed">What is told when it could not, up to the reason.</param>
/// <param name="time">Says when.</param>
/// <param name="news">Tells that the database is away, which need not be told here.</param>
/// <param name="log">Where it is told.</param>
internal abstract class Keeper(TimeSpan every, string failed, TimeProvider time, DatabaseNews news, ILogger log) : BackgroundService
{
    /// <summary>What is looked at often is not told of as often.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private long? told;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        do
        {
            await TryAsync(LookAsync, stoppingToken);
        }
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once.</summary>
    protected abstract Task LookAsync(CancellationToken ct);

    /// <summary>Does one thing, and tells when it fails; the next ones are done all the same.</summary>
    protected async Task TryAsync(Func<CancellationToken, Task> look, CancellationToken ct)
    {
        try
        {
            await look(ct);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            var isNew = !news.Away(fault) && (told is not { } before || time.GetElapsedTime(before) >= Quiet);
            told = isNew ? time.GetTimestamp() : told;
            log.Log(isNew ? LogLevel.Warning : LogLevel.Debug, "{What}: {Reason}", failed, fault.Message);
        }
    }
}
