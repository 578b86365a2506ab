using System.Security.Cryptography;
using System.Text;

namespace CdViz.Api.Webhooks;

/// <summary>Says who may post to the door of a source: who knows its secret in the way of its tool, and whose headers fit its rules; else who has a token.</summary>
internal static class WebhookGuard
{
    private const string StandardWebhooks = "whsec_";

    /// <summary>Looks.</summary>
    public static Verdict Check(SourceSettings source, HttpContext context, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (source.Secret.Length == 0 && source.Rules.Count == 0)
        {
            return context.User.HasClaim("scope", Scopes.Write) ? Verdict.Good
                : context.User.Identity?.IsAuthenticated is true ? Verdict.Forbidden("The token does not have the scope 'write'.")
                : Verdict.Unknown("The source has neither Secret nor Rules, so a token with the scope 'write' is needed.");
        }

        var headers = context.Request.Headers;
        if (source.Secret.Length > 0 && Secret(source, headers, body, now) is { IsGood: false } secret)
        {
            return secret;
        }

        foreach (var rule in source.Rules)
        {
            if (WebhookRule.Check(rule, headers, body, now) is { IsGood: false } verdict)
            {
                return verdict;
            }
        }

        return Verdict.Good;
    }

    /// <summary>Each tool has its own way of showing that it knows the secret.</summary>
    private static Verdict Secret(SourceSettings source, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (source.Secret.StartsWith(StandardWebhooks, StringComparison.Ordinal))
        {
            return WebhookRule.Check(
                new RuleSettings
                {
                    Header = "webhook-signature",
                    Check = RuleCheck.Signature,
                    Value = source.Secret[StandardWebhooks.Length..],
                    SecretEncoding = RuleEncoding.Base64,
                    Encoding = RuleEncoding.Base64,
                    Headers = ["webhook-id", "webhook-timestamp"],
                    Timestamp = "webhook-timestamp",
                },
                headers, body, now);
        }

        return source.TranslatorNames[0] switch
        {
            "github" => Signed("X-Hub-Signature-256", "sha256=", headers, body),
            "gitea" or "forgejo" => Signed(headers.ContainsKey("X-Forgejo-Signature") ? "X-Forgejo-Signature" : "X-Gitea-Signature", "", headers, body),
            "bitbucket" or "jira" => Signed("X-Hub-Signature", "sha256=", headers, body),
            "flux" => Signed("X-Signature", "sha256=", headers, body),
            "gitlab" => Sent("X-Gitlab-Token", headers),
            _ => Sent("Authorization", headers),
        };

        Verdict Signed(string header, string prefix, IHeaderDictionary headers, ReadOnlySpan<byte> body) =>
            WebhookRule.Check(new RuleSettings { Header = header, Check = RuleCheck.Signature, Value = source.Secret, Prefix = prefix }, headers, body, now);

        Verdict Sent(string header, IHeaderDictionary headers)
        {
            var value = headers[header].ToString();
            value = value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value["Bearer ".Length..].Trim() : value;
            return value.Length > 0 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(value)), SHA256.HashData(Encoding.UTF8.GetBytes(source.Secret)))
                ? Verdict.Good
                : Verdict.Unknown($"The header {header} does not have the source's secret.");
        }
    }
}
