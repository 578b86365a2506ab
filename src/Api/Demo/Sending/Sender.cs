using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Api.Demo.Sending;

/// <summary>A tool that reports what it does as CDEvents.</summary>
/// <param name="source">context.source.</param>
/// <param name="spec">The release of the specification it speaks.</param>
/// <param name="tick">How finely its clock tells the time.</param>
/// <param name="batch">How often it reports; zero when at once.</param>
/// <param name="offset">The offset from UTC in which it writes timestamps.</param>
/// <param name="dice">For ids.</param>
/// <param name="outbox">Takes the events.</param>
internal sealed class Sender(string source, SpecVersion spec, TimeSpan tick, TimeSpan batch, TimeSpan offset, Dice dice, Outbox outbox)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> buffer = new(2048);

    /// <summary>context.source.</summary>
    public string Source => source;

    /// <summary>Reports an event. It follows the newest event of the trail and becomes the newest itself.</summary>
    /// <param name="at">When it happened; cut to the tick.</param>
    /// <param name="what">Subject and predicate: <c>pipelinerun.queued</c>.</param>
    /// <param name="subject">subject.id.</param>
    /// <param name="trail">The chain.</param>
    /// <param name="content">subject.content as 0.5.1 spells it.</param>
    /// <param name="home">subject.source, where another tool owns the subject.</param>
    /// <param name="relations">Links beside the trail's own.</param>
    /// <param name="custom">customData.</param>
    /// <param name="ends">True when the chain ends here.</param>
    /// <returns>context.id.</returns>
    public string Send(
        DateTime at, string what, string subject, Trail trail, Content content,
        Sender? home = null, IReadOnlyList<Relation>? relations = null, Content? custom = null, bool ends = false)
    {
        var id = dice.Uuid();
        var occurred = new DateTime(at.Ticks - (at.Ticks % tick.Ticks), DateTimeKind.Utc);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("context");
            json.WriteString(spec.VersionMember, spec.Number);
            json.WriteString("id", id);
            json.WriteString("source", source);
            json.WriteString("type", spec.TypeOf(what));
            json.WriteString("timestamp", Timestamp(occurred));
            json.WriteString("chainId", trail.ChainId);
            WriteLinks(json, trail.Last, relations ?? [], ends);
            json.WriteEndObject();
            json.WriteStartObject("subject");
            json.WriteString("id", subject);
            WriteOptional(json, "source", home?.Source);
            WriteOptional(json, "type", spec.SubjectTypeOf(what));
            json.WriteStartObject("content");
            WriteMembers(json, what, null, content);
            json.WriteEndObject();
            json.WriteEndObject();
            if (custom is not null)
            {
                json.WriteStartObject("customData");
                WriteMembers(json, "custom.data", null, custom);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        outbox.Put(new(source, id, spec.TypeOf(what), occurred, Reported(at), buffer.WrittenSpan.ToArray()));
        trail.Last = id;
        return id;
    }

    private string Timestamp(DateTime occurred) => (tick >= TimeSpan.FromSeconds(1), offset == TimeSpan.Zero) switch
    {
        (true, true) => $"{occurred:yyyy-MM-ddTHH:mm:ssZ}",
        (true, false) => $"{new DateTimeOffset(occurred).ToOffset(offset):yyyy-MM-ddTHH:mm:sszzz}",
        _ => $"{occurred:yyyy-MM-ddTHH:mm:ss.fffZ}",
    };

    private DateTime Reported(DateTime at) => batch == TimeSpan.Zero
        ? at + dice.Between(TimeSpan.FromMilliseconds(40), TimeSpan.FromSeconds(2))
        : new DateTime((at.Ticks / batch.Ticks * batch.Ticks) + batch.Ticks, DateTimeKind.Utc);

    private static void WriteLinks(Utf8JsonWriter json, string? from, IReadOnlyList<Relation> relations, bool ends)
    {
        if (from is null && relations.Count == 0)
        {
            return;
        }

        json.WriteStartArray("links");
        if (from is not null)
        {
            json.WriteStartObject();
            json.WriteString("linkType", ends ? "END" : "PATH");
            json.WriteStartObject("from");
            json.WriteString("contextId", from);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (var relation in relations)
        {
            json.WriteStartObject();
            json.WriteString("linkType", "RELATION");
            json.WriteString("linkKind", relation.Kind);
            json.WriteStartObject("target");
            json.WriteString("contextId", relation.Target);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMembers(Utf8JsonWriter json, string what, string? parent, Content content)
    {
        foreach (var (name, value) in content.Members)
        {
            json.WritePropertyName(spec.Member(what, parent, name));
            switch (value)
            {
                case string text:
                    json.WriteStringValue(name is "outcome" ? spec.Outcome(what, text) : text);
                    break;
                case int number:
                    json.WriteNumberValue(number);
                    break;
                case IReadOnlyList<string> texts:
                    json.WriteStartArray();
                    foreach (var text in texts)
                    {
                        json.WriteStringValue(text);
                    }

                    json.WriteEndArray();
                    break;
                case Content nested:
                    json.WriteStartObject();
                    WriteMembers(json, what, name, nested);
                    json.WriteEndObject();
                    break;
                default:
                    throw new NotSupportedException($"{name}: {value.GetType()}");
            }
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
