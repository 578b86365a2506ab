using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace CdViz.Adapters;

/// <summary>
/// How long a server asks to be left alone: <c>Retry-After</c> (RFC 9110, 10.2.3), else until what it allows begins anew (<c>RateLimit</c> of draft-ietf-httpapi-ratelimit-headers,
/// <c>RateLimit-Reset</c> of its first versions, <c>X-RateLimit-Reset</c>), where it does not say that something is left of that. Servers say the latter in seconds from now, as the
/// drafts do, or in seconds, milliseconds or less since 1970.
/// </summary>
public static partial class RetryAfter
{
    /// <summary>So long at most, whatever is asked.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>In seconds: what is more is no time from now, but one since 1970.</summary>
    private const double Decades = 1e9;

    /// <summary>In seconds since 1970: what is more is in milliseconds or less.</summary>
    private const double Millennia = 1e11;

    /// <summary>Whether a server says that nothing is left of what it allows.</summary>
    public static bool IsUsedUp(HttpResponseHeaders headers) => Left(headers) is "0" || Policies(headers).Any(policy => policy.Left is 0);

    /// <summary>How long, from nothing to a day; null where it does not say.</summary>
    /// <param name="headers">Of its answer.</param>
    /// <param name="now">Now.</param>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var seconds = Seconds(Header(headers, "Retry-After"), now)
            ?? Policies(headers).Where(policy => policy.Left is 0 or null).Max(policy => policy.Reset)
            ?? (Left(headers) is null or "0" ? Seconds(Header(headers, "RateLimit-Reset") ?? Header(headers, "X-RateLimit-Reset"), now) : null);
        return seconds is { } asked ? TimeSpan.FromSeconds(Math.Clamp(asked, 0, Longest.TotalSeconds)) : null;
    }

    private static double? Seconds(string? text, DateTimeOffset now)
    {
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at - now).TotalSeconds : null;
        }

        while (double.IsFinite(number) && number >= Millennia)
        {
            number /= 1000;
        }

        return number < Decades ? number : number - (now - DateTimeOffset.UnixEpoch).TotalSeconds;
    }

    // 'RateLimit: "burst";r=0;t=5, "daily";r=90;t=3600', or as versions 3 to 7 have it, 'limit=10, remaining=0, reset=5': what is left, and seconds until it begins anew.
    private static IEnumerable<(long? Left, double? Reset)> Policies(HttpResponseHeaders headers) =>
        (headers.TryGetValues("RateLimit", out var values) ? string.Join(',', values) : "") is var text && text.Contains("reset=", StringComparison.Ordinal)
            ? [(Number(Remaining(), text), Number(Reset(), text))]
            : text.Split(',').Select(policy => (Number(Remaining(), policy), (double?)Number(Reset(), policy)));

    private static long? Number(Regex name, string text) => long.TryParse(name.Match(text).Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"(?:^|[;,\s])(?:r|remaining)=(\d{1,18})")]
    private static partial Regex Remaining();

    [GeneratedRegex(@"(?:^|[;,\s])(?:t|reset)=(\d{1,18})")]
    private static partial Regex Reset();

    private static string? Left(HttpResponseHeaders headers) => Header(headers, "RateLimit-Remaining") ?? Header(headers, "X-RateLimit-Remaining");

    private static string? Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;
}
