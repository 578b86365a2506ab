using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CdViz.Api.Webhooks;

/// <summary>Looks whether a header says what a rule wants. What is secret is compared in a time that does not depend on it.</summary>
internal static class WebhookRule
{
    private static readonly ConcurrentDictionary<string, Regex> Expressions = new(StringComparer.Ordinal);

    /// <summary>Looks.</summary>
    /// <param name="rule">What is wanted.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="body">The body, as it came.</param>
    /// <param name="now">The time by our clock.</param>
    public static Verdict Check(RuleSettings rule, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var value = headers[rule.Header].ToString();
        if (value.Length == 0)
        {
            return Verdict.Unknown($"The header {rule.Header} is missing.");
        }

        return rule.Check switch
        {
            RuleCheck.Exists => Verdict.Good,
            RuleCheck.Equals => IsEqual(rule, value) ? Verdict.Good : Verdict.Forbidden($"The header {rule.Header} has another value than it is to have."),
            RuleCheck.Matches => Expression(rule.Value).IsMatch(value) ? Verdict.Good : Verdict.Forbidden($"The header {rule.Header} is not such as it is to be."),
            _ => Signature(rule, headers, value, body, now),
        };
    }

    /// <summary>The bytes of a rule's secret; false where it is not written as it says.</summary>
    public static bool TrySecret(RuleSettings rule, out byte[] secret)
    {
        secret = [];
        try
        {
            secret = rule.SecretEncoding switch
            {
                RuleEncoding.Hex => Convert.FromHexString(rule.Value),
                RuleEncoding.Base64 => Convert.FromBase64String(rule.Value),
                _ => Encoding.UTF8.GetBytes(rule.Value),
            };
            return secret.Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsEqual(RuleSettings rule, string value)
    {
        var (found, wanted) = rule.IgnoreCase ? (value.ToUpperInvariant(), $"{rule.Prefix}{rule.Value}".ToUpperInvariant()) : (value, $"{rule.Prefix}{rule.Value}");
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(found)), SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
    }

    private static Verdict Signature(RuleSettings rule, IHeaderDictionary headers, string value, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (rule.Timestamp.Length > 0
            && (ToolTime.Read(headers[rule.Timestamp].ToString()) is not { } sent || (now - sent).Duration() > rule.Window))
        {
            return Verdict.Unknown($"The time of sending in {rule.Timestamp} is missing, or differs from ours by more than {rule.Window}.");
        }

        TrySecret(rule, out var secret);
        var name = rule.Hash switch
        {
            RuleHash.Sha1 => HashAlgorithmName.SHA1,
            RuleHash.Sha512 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        using var hmac = IncrementalHash.CreateHMAC(name, secret);
        foreach (var header in rule.Headers)
        {
            hmac.AppendData(Encoding.UTF8.GetBytes($"{headers[header]}{rule.Separator}"));
        }

        hmac.AppendData(body);
        var wanted = hmac.GetHashAndReset();
        // Several are told by blanks, while a secret is being changed.
        var isGood = false;
        foreach (var one in value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var text = one.StartsWith(rule.Prefix, StringComparison.OrdinalIgnoreCase) ? one[rule.Prefix.Length..] : rule.Prefix.Length > 0 ? "" : one;
            isGood |= CryptographicOperations.FixedTimeEquals(Decode(text, rule.Encoding), wanted);
        }

        return isGood ? Verdict.Good : Verdict.Unknown($"The signature in {rule.Header} is not the body's.");
    }

    private static byte[] Decode(string text, RuleEncoding encoding)
    {
        try
        {
            return encoding is RuleEncoding.Base64 ? Convert.FromBase64String(text) : Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static Regex Expression(string pattern) => Expressions.GetOrAdd(pattern, static text => new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}

/// <summary>Whether a sender is let in.</summary>
/// <param name="Status">0 where it is; else 401 or 403.</param>
/// <param name="Why">In words.</param>
internal readonly record struct Verdict(int Status, string Why)
{
    /// <summary>It is.</summary>
    public static Verdict Good { get; }

    /// <summary>It is not known who it is.</summary>
    public static Verdict Unknown(string why) => new(StatusCodes.Status401Unauthorized, why);

    /// <summary>It is known, and not let in.</summary>
    public static Verdict Forbidden(string why) => new(StatusCodes.Status403Forbidden, why);

    /// <summary>It is let in.</summary>
    public bool IsGood => Status is 0;
}
