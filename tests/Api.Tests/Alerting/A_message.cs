using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Json.Schema;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Alerting;

public sealed class A_message
{
    private static readonly DateTime At = new(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc);

    // What others say, at its worst: markup, mentions, links in disguise, control characters, no end.
    private static readonly string Hostile = $"<!channel> @everyone <https://evil.example|here> [here](https://evil.example) & \u0001 {new string('x', 9000)}";

    // As the chats document what their webhooks take.
    private static readonly Dictionary<AlertTargetKind, string> Schemas = new()
    {
        // Block Kit: header text at most 150 characters of plain_text, section text at most 3000, at most 50 blocks; text is what notifications show.
        [AlertTargetKind.Slack] = """
            { "type": "object", "required": ["text", "blocks"], "additionalProperties": false, "properties": {
                "text": { "type": "string", "maxLength": 40000 },
                "blocks": { "type": "array", "maxItems": 50, "minItems": 1, "items": { "oneOf": [
                    { "required": ["type", "text"], "additionalProperties": false, "properties": { "type": { "const": "header" }, "text": {
                        "type": "object", "required": ["type", "text"], "additionalProperties": false,
                        "properties": { "type": { "const": "plain_text" }, "text": { "type": "string", "minLength": 1, "maxLength": 150 }, "emoji": { "type": "boolean" } } } } },
                    { "required": ["type", "text"], "additionalProperties": false, "properties": { "type": { "const": "section" }, "text": { "$ref": "#/$defs/mrkdwn" } } },
                    { "required": ["type", "elements"], "additionalProperties": false, "properties": { "type": { "const": "context" },
                        "elements": { "type": "array", "minItems": 1, "maxItems": 10, "items": { "$ref": "#/$defs/mrkdwn" } } } }] } } },
              "$defs": { "mrkdwn": { "type": "object", "required": ["type", "text"], "additionalProperties": false,
                "properties": { "type": { "const": "mrkdwn" }, "text": { "type": "string", "minLength": 1, "maxLength": 3000 }, "verbatim": { "type": "boolean" } } } } }
            """,
        // A workflow's "when a Teams webhook request is received": a message with adaptive cards of version 1.0 to 1.5.
        [AlertTargetKind.Teams] = """
            { "type": "object", "required": ["type", "attachments"], "properties": { "type": { "const": "message" },
                "attachments": { "type": "array", "minItems": 1, "maxItems": 1, "items": { "type": "object", "required": ["contentType", "content"], "properties": {
                    "contentType": { "const": "application/vnd.microsoft.card.adaptive" }, "contentUrl": { "type": "null" },
                    "content": { "type": "object", "required": ["type", "version", "body"], "properties": {
                        "type": { "const": "AdaptiveCard" }, "version": { "enum": ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"] },
                        "body": { "type": "array", "items": { "type": "object", "required": ["type", "text"], "additionalProperties": false, "properties": {
                            "type": { "const": "TextBlock" }, "text": { "type": "string" }, "wrap": { "type": "boolean" },
                            "weight": { "enum": ["default", "lighter", "bolder"] }, "color": { "enum": ["default", "dark", "light", "accent", "good", "warning", "attention"] } } } },
                        "actions": { "type": "array", "maxItems": 6, "items": { "type": "object", "required": ["type", "title", "url"], "additionalProperties": false,
                            "properties": { "type": { "const": "Action.OpenUrl" }, "title": { "type": "string" }, "url": { "type": "string", "format": "uri" } } } } } } } } } } }
            """,
        // Execute webhook: one of content, embeds; title at most 256 characters, description 4096, 25 fields with values of 1024.
        [AlertTargetKind.Discord] = """
            { "type": "object", "required": ["embeds", "allowed_mentions"], "additionalProperties": false, "properties": {
                "allowed_mentions": { "type": "object", "required": ["parse"], "properties": { "parse": { "type": "array", "maxItems": 0 } } },
                "embeds": { "type": "array", "minItems": 1, "maxItems": 10, "items": { "type": "object", "additionalProperties": false, "properties": {
                    "title": { "type": "string", "maxLength": 256 }, "description": { "type": "string", "maxLength": 4096 }, "url": { "type": "string", "format": "uri" },
                    "color": { "type": "integer", "minimum": 0, "maximum": 16777215 },
                    "fields": { "type": "array", "maxItems": 25, "items": { "type": "object", "required": ["name", "value"], "properties": {
                        "name": { "type": "string", "maxLength": 256 }, "value": { "type": "string", "maxLength": 1024 } } } } } } } } }
            """,
        // Incoming webhook: text or attachments, with a fallback; text at most 16383 characters.
        [AlertTargetKind.Mattermost] = """
            { "type": "object", "required": ["attachments"], "additionalProperties": false, "properties": {
                "attachments": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["fallback", "text"], "additionalProperties": false, "properties": {
                    "fallback": { "type": "string" }, "color": { "type": "string", "pattern": "^#[0-9a-f]{6}$" }, "title": { "type": "string" }, "title_link": { "type": "string", "format": "uri" },
                    "text": { "type": "string", "maxLength": 16383 } } } } } }
            """,
        [AlertTargetKind.Webhook] = """
            { "type": "object", "required": ["id", "alert", "rule", "title", "text", "tone", "count", "items"], "properties": {
                "items": { "type": "array", "items": { "type": "object", "required": ["key", "at", "state", "facts"], "properties": {
                    "at": { "type": "string", "format": "date-time" }, "facts": { "type": "object", "additionalProperties": { "type": "string" } } } } } } }
            """,
    };

    public static TheoryData<AlertTargetKind> Chats => [.. Schemas.Keys];

    [Theory, MemberData(nameof(Chats))]
    public async Task is_as_the_chat_takes_it_whatever_it_tells(AlertTargetKind chat)
    {
        await using var receiver = new Receiver();
        await receiver.StartAsync();
        using var sender = new AlertSender(new MailServer());
        var schema = JsonSchema.FromText(Schemas[chat]);
        var alert = Seen.Of(AlertRule.Incident) with { Target = new(chat, receiver.Address) };

        foreach (var message in (AlertMessage[])
        [
            AlertMessage.Of("1", alert, [Opened("Slow")], 1, "https://cdviz.example.com"), AlertMessage.Of("2", alert, [Opened(Hostile)], 1, "https://cdviz.example.com"),
            AlertMessage.Of("3", alert, [Opened("a"), Opened(Hostile)], 700, ""), AlertMessage.Test(alert, ""),
        ])
        {
            await sender.SendAsync(message, alert.Target, Ct);
        }

        receiver.Seen.Count.ShouldBe(4);
        foreach (var (headers, body, bytes) in receiver.Seen)
        {
            headers["Content-Type"].ShouldBe("application/json");
            bytes.Length.ShouldBeLessThan(28 * 1024);
            var result = schema.Evaluate(JsonSerializer.SerializeToElement(body), new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            result.IsValid.ShouldBeTrue($"{body}\n{string.Join('\n', (result.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation} {string.Join(' ', detail.Errors!.Values)}"))}");
        }

        var first = receiver.Seen.First().Body.ToJsonString();
        first.ShouldContain("Incident opened: Slow");
        first.ShouldContain("https://cdviz.example.com/ui/events/17");
        first.ShouldContain("https://cdviz.example.com/ui/trace?chain=c-1");
        var hostile = receiver.Seen.ElementAt(1).Body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        if (chat is AlertTargetKind.Slack)
        {
            hostile.Split("\"mrkdwn\"").Skip(1).ShouldAllBe(text => !text.Contains("<!channel>") && !text.Contains("<https://evil"));
        }
        else if (chat is not AlertTargetKind.Webhook)
        {
            hostile.ShouldNotContain("[here](https://evil.example)");
        }
    }

    [Fact]
    public async Task to_a_webhook_is_signed_and_has_an_id_to_know_it_by()
    {
        await using var receiver = new Receiver();
        await receiver.StartAsync();
        using var sender = new AlertSender(new MailServer());
        var alert = Seen.Of(AlertRule.Incident) with { Target = new(AlertTargetKind.Webhook, receiver.Address) { Secret = "hush" } };

        await sender.SendAsync(AlertMessage.Of("4711", alert, [Opened("Slow")], 1, ""), alert.Target, Ct);

        var (headers, _, bytes) = receiver.Seen.ShouldHaveSingleItem();
        headers["CdViz-Message"].ShouldBe("4711");
        headers["CdViz-Signature"].ShouldBe($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("hush"), bytes))}");
    }

    [Fact]
    public async Task that_is_not_taken_says_why_and_nothing_of_the_address()
    {
        await using var receiver = new Receiver { Answer = _ => 404 };
        await receiver.StartAsync();
        using var sender = new AlertSender(new MailServer());
        var alert = Seen.Of(AlertRule.Incident);

        (await Should.ThrowAsync<AlertNotSentException>(() => sender.SendAsync(AlertMessage.Test(alert, ""), new(AlertTargetKind.Slack, receiver.Address), Ct)))
            .Message.ShouldBe("Slack answered 404: said   so");
        (await Should.ThrowAsync<AlertNotSentException>(() => sender.SendAsync(AlertMessage.Test(alert, ""), new(AlertTargetKind.Slack, "http://127.0.0.1:9/secret"), Ct)))
            .Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("Nothing at /hook/T0001/B0002/s3cr%2Ft-token?key=hidden-too.", "Slack answered 410: Nothing at ***?key=***.")]
    [InlineData("s3cr/t-token of B0002 is revoked, hidden-too", "Slack answered 410: *** of *** is revoked, ***")]
    [InlineData("signed with hush-hush, wrongly", "Slack answered 410: signed with ***, wrongly")]
    public async Task that_is_not_taken_says_nothing_secret_that_its_receiver_repeats(string says, string told)
    {
        await using var receiver = new Receiver { Answer = _ => 410, Says = says };
        await receiver.StartAsync();
        using var sender = new AlertSender(new MailServer());
        var target = new AlertTarget(AlertTargetKind.Slack, $"{receiver.Address}/T0001/B0002/s3cr%2Ft-token?key=hidden-too") { Secret = "hush-hush" };

        (await Should.ThrowAsync<AlertNotSentException>(() => sender.SendAsync(AlertMessage.Test(Seen.Of(AlertRule.Incident), ""), target, Ct))).Message.ShouldBe(told);
    }

    [Fact]
    public void is_written_by_templates_of_ones_own_which_end()
    {
        var item = Opened("Slow");

        AlertMessage.Of("1", Seen.Of(AlertRule.Incident) with { Title = "{{ state | upcase }} {{ service }}", Text = "{% if page %}{{ page }}{% endif %}" }, [item], 1, "https://x.example")
            .ShouldSatisfyAllConditions(message => message.Title.ShouldBe("OPENED cart"), message => message.Text.ShouldBe("https://x.example/ui/events/17"));
        AlertMessage.Of("1", Seen.Of(AlertRule.Incident) with { Title = "{% for i in (1..100000000) %}x{% endfor %}" }, [item], 1, "").Title.ShouldContain("Slow");
        AlertTemplates.Wrong("{% if %}").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("22:00-07:00", "2026-01-31T21:59:00Z", null)]
    [InlineData("22:00-07:00", "2026-01-31T22:00:00Z", "2026-02-01T07:00:00Z")]
    [InlineData("22:00-07:00", "2026-02-01T03:00:00Z", "2026-02-01T07:00:00Z")]
    [InlineData("22:00-07:00 Europe/Berlin", "2026-01-31T21:30:00Z", "2026-02-01T06:00:00Z")]
    [InlineData("22:00-02:30 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")]
    [InlineData("12:00-13:00", "2026-01-31T12:30:00Z", "2026-01-31T13:00:00Z")]
    public void waits_for_the_end_of_quiet_hours(string hours, string now, string? end)
    {
        QuietHours.TryParse(hours, out var quiet).ShouldBeTrue();

        quiet!.EndAt(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(end is null ? null : DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static AlertItem Opened(string description) => new(
        "key", At, "opened", new Dictionary<string, string> { ["incident"] = "i-1", ["description"] = description, ["service"] = "cart", ["position"] = "17", ["chain"] = "c-1" });
}
