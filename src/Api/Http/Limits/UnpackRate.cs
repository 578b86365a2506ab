using System.Threading.RateLimiting;

namespace CdViz.Api.Http.Limits;

/// <summary>
/// Slows down who sends much that is packed: all bodies of a token together, or of an address where there are no tokens, are unpacked at a rate. Who waits holds no
/// processor, and its connection is read no further meanwhile.
/// </summary>
internal sealed class UnpackRate(Settings settings) : IDisposable
{
    private const int Unit = 1024;
    private const int TimesASecond = 10;

    private readonly int most = (int)Math.Min(int.MaxValue, settings.Limits.UnpackRate / Unit);
    private readonly PartitionedRateLimiter<string> senders = PartitionedRateLimiter.Create<string, string>(sender => RateLimitPartition.GetTokenBucketLimiter(sender, _ => new()
    {
        TokenLimit = (int)Math.Min(int.MaxValue, settings.Limits.UnpackRate / Unit),
        TokensPerPeriod = (int)Math.Min(int.MaxValue, Math.Max(1, settings.Limits.UnpackRate / Unit / TimesASecond)),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1) / TimesASecond,
        QueueLimit = int.MaxValue,
    }));

    /// <summary>Waits until so many bytes more may be unpacked for a request's sender.</summary>
    public async ValueTask WaitAsync(HttpContext context, long bytes, CancellationToken ct)
    {
        var sender = context.User.Identity?.Name ?? context.Connection.RemoteIpAddress?.ToString() ?? "";
        using var lease = await senders.AcquireAsync(sender, (int)Math.Min(most, (bytes + Unit - 1) / Unit), ct);
    }

    /// <inheritdoc/>
    public void Dispose() => senders.Dispose();
}
