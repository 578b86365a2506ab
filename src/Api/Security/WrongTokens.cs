using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;

namespace CdViz.Api.Security;

/// <summary>
/// Slows those who guess: an address that shows too many wrong tokens, and a wrong token that is shown too often, from wherever, are not looked at for a while. A token
/// that was good at the address within the last hour is looked at all the same, so that nobody is shut out by somebody else behind the same address.
/// </summary>
internal sealed class WrongTokens : IDisposable
{
    private const int AddressesRemembered = 10_000;
    private const int LinesAMinute = 120;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly TimeSpan each;
    private readonly PartitionedRateLimiter<string> refusals;
    private readonly TokenBucketRateLimiter lines;
    private readonly MemoryCache good = new(new MemoryCacheOptions { SizeLimit = AddressesRemembered });
    private readonly Meter meter = new("CdViz.Api.Security");
    private readonly Counter<long> refused;
    private readonly ILogger log;

    /// <summary>Nobody has shown anything yet.</summary>
    public WrongTokens(Settings settings, ILogger<WrongTokens> log)
    {
        this.log = log;
        each = TimeSpan.FromMinutes(1) / settings.Limits.WrongTokens;
        refusals = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(settings.Limits.WrongTokens, each)));
        lines = new(Bucket(LinesAMinute, TimeSpan.FromMinutes(1) / LinesAMinute));
        refused = meter.CreateCounter<long>("cdviz.logins.refused", description: "Tokens that were not taken: unknown, expired, or not looked at since too many were wrong.");
        foreach (var reason in (string[])["unknown", "expired", "slowed"])
        {
            Count(reason, 0);
        }
    }

    /// <summary>How long to wait before another token is looked at; null where one is now.</summary>
    public TimeSpan? Slows(ShownToken shown)
    {
        if ((Has(shown.Address) && Has(shown.Id)) || good.TryGetValue((shown.Address, shown.Id), out _))
        {
            return null;
        }

        Count("slowed", 1);
        return each;

        // A part of one that comes back little by little is none.
        bool Has(string key) => refusals.GetStatistics(key)?.CurrentAvailablePermits is not 0;
    }

    /// <summary>Notes that a token was wrong.</summary>
    /// <param name="shown">The token.</param>
    /// <param name="expired">Whose it was, when it was good once.</param>
    public void Refuse(ShownToken shown, string? expired)
    {
        refusals.AttemptAcquire(shown.Address).Dispose();
        refusals.AttemptAcquire(shown.Id).Dispose();
        Count(expired is null ? "unknown" : "expired", 1);
        using var line = lines.AttemptAcquire();
        if (!line.IsAcquired)
        {
            return;
        }

        if (expired is null)
        {
            log.LogWarning("A token that is not known was shown by {Address}; its SHA-256 begins with {Id}", shown.Address, shown.Id);
        }
        else
        {
            log.LogWarning("The token of {Name} has expired, and was shown by {Address}; its SHA-256 begins with {Id}", expired, shown.Address, shown.Id);
        }
    }

    /// <summary>Notes that a token was good.</summary>
    public void Note(ShownToken shown)
    {
        if (!good.TryGetValue((shown.Address, shown.Id), out _))
        {
            good.Set((shown.Address, shown.Id), true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        refusals.Dispose();
        lines.Dispose();
        good.Dispose();
        meter.Dispose();
    }

    private static TokenBucketRateLimiterOptions Bucket(int most, TimeSpan each) =>
        new() { TokenLimit = most, TokensPerPeriod = 1, ReplenishmentPeriod = each, QueueLimit = 0 };

    private void Count(string reason, long count) => refused.Add(count, new KeyValuePair<string, object?>("reason", reason));
}

/// <summary>A token that somebody shows.</summary>
/// <param name="Address">Where: an address of IPv4, or the network of one of IPv6, which one machine may have all of.</param>
/// <param name="Id">Which, so that it can be told of without being told.</param>
internal readonly record struct ShownToken(string Address, string Id)
{
    /// <summary>Takes it from where it came and its hash.</summary>
    public ShownToken(IPAddress? from, ReadOnlySpan<byte> hash) : this(Network(from), Convert.ToHexStringLower(hash[..6]))
    {
    }

    private static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } when !IPAddress.IsLoopback(address) => new IPNetwork(new IPAddress([.. address.GetAddressBytes()[..8], 0, 0, 0, 0, 0, 0, 0, 0]), 64).ToString(),
        _ => address.ToString(),
    };
}
