using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Domain;

/// <summary>
/// Links that are sent by themselves (CDEvents, links). They have neither id nor source, so the log keeps each as an event of our own whose id is the digest of its
/// content: the same link again is the same event, whoever sends it.
/// </summary>
public static class PostedLink
{
    /// <summary>context.source of the events that hold links.</summary>
    public const string Source = "/links";

    /// <summary>context.type of the events that hold links; <c>subject.content</c> is the link as it was sent.</summary>
    public const string Type = "dev.cdeventsx.cdviz-link.posted.0.1.0";

    private const int MaxDepth = 62;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Checks a link, and makes the event that holds it. Never throws, whatever the bytes.</summary>
    /// <param name="utf8Json">The link: START, END, PATH or RELATION.</param>
    /// <param name="admitter">Checks the event.</param>
    public static Admission Admit(ReadOnlyMemory<byte> utf8Json, Admitter admitter)
    {
        ArgumentNullException.ThrowIfNull(admitter);
        if (utf8Json.Length > admitter.Limits.MaxBytes)
        {
            return admitter.Admit(utf8Json);
        }

        var verdict = LinkCheck.Check(utf8Json);
        return verdict.Errors switch
        {
            [] => Held(utf8Json, admitter) switch
            {
                Admission.Admitted(var e) => new Admission.Admitted(e with { Warnings = [.. verdict.Warnings] }),
                Admission.Invalid(var errors, _, var id) => new Admission.Invalid(
                    [.. errors.Select(error => error with { Pointer = error.Pointer.Replace("/subject/content", "", StringComparison.Ordinal) })], Source, id),
                var other => other,
            },
            [{ Rule: "json" } error] => new Admission.NotJson(error.Message),
            var errors => new Admission.Invalid(errors, Source, null),
        };
    }

    /// <summary>True for what can only be meant as a link: an object that says its kind of link and has no context.</summary>
    public static bool IsMeant(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var tree = JsonTree.Parse(utf8Json, MaxDepth);
            return tree[0].Kind is JsonKind.Object && tree.Find(0, "context"u8) < 0 && (tree.Find(0, "linkType"u8) >= 0 || tree.Find(0, "link_type"u8) >= 0);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Admission Held(ReadOnlyMemory<byte> link, Admitter admitter)
    {
        using var tree = JsonTree.Parse(link, MaxDepth);
        using var canonical = new CanonicalJson(tree, link.Length);
        using var json = JsonDocument.Parse(link);
        var digest = canonical.Digest();
        var buffer = new ArrayBufferWriter<byte>(link.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("context"u8);
            writer.WriteString("specversion"u8, EventTypes.NewestSpec);
            writer.WriteString("id"u8, digest);
            writer.WriteString("source"u8, Source);
            writer.WriteString("type"u8, Type);
            writer.WriteString("timestamp"u8, json.RootElement.GetProperty("timestamp"u8).GetString());
            writer.WriteString("chainId"u8, (json.RootElement.TryGetProperty("chainId"u8, out var chain) ? chain : json.RootElement.GetProperty("chain_id"u8)).GetString());
            writer.WriteEndObject();
            writer.WriteStartObject("subject"u8);
            writer.WriteString("id"u8, digest);
            writer.WritePropertyName("content"u8);
            writer.WriteRawValue(link.Span, skipInputValidation: true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return admitter.Admit(buffer.WrittenMemory);
    }
}
