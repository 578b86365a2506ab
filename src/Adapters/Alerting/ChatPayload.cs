using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Adapters.Alerting;

/// <summary>
/// A message as the chats' webhooks take it. What happened is told by others, so nothing of it may call people in a channel or pose as a link.
/// </summary>
public static class ChatPayload
{
    private const int SlackHeader = 150;
    private const int SlackSection = 3000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body for a kind of target; not for e-mail.</summary>
    public static byte[] Of(AlertMessage message, AlertTargetKind kind)
    {
        ArgumentNullException.ThrowIfNull(message);
        return JsonSerializer.SerializeToUtf8Bytes(
            kind switch
            {
                AlertTargetKind.Slack => Slack(message),
                AlertTargetKind.Teams => Teams(message),
                AlertTargetKind.Discord => Discord(message),
                AlertTargetKind.Mattermost => Mattermost(message),
                AlertTargetKind.Webhook => Webhook(message),
                _ => throw new ArgumentOutOfRangeException(nameof(kind)),
            },
            Json);
    }

    // Block Kit: a header of plain text, sections of mrkdwn, in which &, < and > are escaped.
    private static JsonObject Slack(AlertMessage message)
    {
        var blocks = new JsonArray(new JsonObject { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Cut(message.Title, SlackHeader), ["emoji"] = false } });
        if (message.Text.Length > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut(SlackText(message.Text), SlackSection), ["verbatim"] = true } });
        }

        if (Links(message).ToList() is { Count: > 0 } links)
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "mrkdwn",
                    ["text"] = string.Join(" · ", links.Select(link => $"<{link.Address.Replace(">", "%3E", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal)}|{link.Name}>")),
                }),
            });
        }

        return new() { ["text"] = SlackText(message.Title), ["blocks"] = blocks };
    }

    // A workflow's webhook takes a message with an adaptive card, at most 28 KB.
    private static JsonObject Teams(AlertMessage message)
    {
        var body = new JsonArray(TextBlock(message.Title, bold: true, ToneOfTeams(message.Tone)));
        foreach (var line in message.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            body.Add(TextBlock(line, bold: false, "default"));
        }

        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = body,
                    ["actions"] = new JsonArray([.. Links(message).Select(link => new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = link.Name, ["url"] = link.Address })]),
                },
            }),
        };
    }

    private static JsonObject Discord(AlertMessage message)
    {
        var embed = new JsonObject
        {
            ["title"] = Cut(Markdown(message.Title), 256),
            ["description"] = Markdown(message.Text),
            ["color"] = message.Tone switch { AlertTone.Good => 0x2B7A3F, AlertTone.Bad => 0xB3261E, _ => 0x3B6EA8 },
        };
        if (message.Page is { } page)
        {
            embed["url"] = page;
        }

        if (message.Trace is { } trace)
        {
            embed["fields"] = new JsonArray(new JsonObject { ["name"] = "Trace", ["value"] = $"[open]({trace})" });
        }

        return new() { ["embeds"] = new JsonArray(embed), ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() } };
    }

    private static JsonObject Mattermost(AlertMessage message)
    {
        var attachment = new JsonObject
        {
            ["fallback"] = Unmentioned(Markdown(message.Title)),
            ["color"] = message.Tone switch { AlertTone.Good => "#2b7a3f", AlertTone.Bad => "#b3261e", _ => "#3b6ea8" },
            ["title"] = Unmentioned(Markdown(message.Title)),
            ["text"] = Unmentioned(Markdown(message.Text)) + string.Concat(message.Trace is { } trace ? [$"\n[Trace]({trace})"] : Array.Empty<string>()),
        };
        if (message.Page is { } page)
        {
            attachment["title_link"] = page;
        }

        return new() { ["attachments"] = new JsonArray(attachment) };
    }

    private static JsonObject Webhook(AlertMessage message) => new()
    {
        ["id"] = message.Id,
        ["alert"] = message.Alert,
        ["rule"] = $"{message.Rule}".ToLowerInvariant(),
        ["title"] = message.Title,
        ["text"] = message.Text,
        ["tone"] = $"{message.Tone}".ToLowerInvariant(),
        ["page"] = message.Page,
        ["trace"] = message.Trace,
        ["count"] = message.Count,
        ["items"] = new JsonArray([.. message.Items.Select(item => new JsonObject
        {
            ["key"] = item.Key,
            ["at"] = item.At.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["state"] = item.State,
            ["facts"] = new JsonObject(item.Facts.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))),
        })]),
    };

    private static JsonObject TextBlock(string text, bool bold, string colour) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = Markdown(text),
        ["wrap"] = true,
        ["weight"] = bold ? "bolder" : "default",
        ["color"] = colour,
    };

    private static string ToneOfTeams(AlertTone tone) => tone switch { AlertTone.Good => "good", AlertTone.Bad => "attention", _ => "accent" };

    private static IEnumerable<(string Name, string Address)> Links(AlertMessage message) =>
        new[] { ("Open", message.Page), ("Trace", message.Trace) }.Where(link => link.Item2 is not null).Select(link => (link.Item1, link.Item2!));

    private static string SlackText(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    // Links with another text than their address are what is not wanted; the rest of Markdown does no harm.
    private static string Markdown(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    // A space of no width after @ calls nobody.
    private static string Unmentioned(string text) => text.Replace("@", "@\u200b", StringComparison.Ordinal);

    private static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..(longest - 1)].TrimEnd('\ud800', '&')}…";
}
