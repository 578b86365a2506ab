using System.Text.Json;

namespace CdViz.Domain;

/// <summary>How an event follows from others: an item of <c>context.links</c>.</summary>
public abstract record Link
{
    private Link() { }

    /// <summary>The event came after another in its chain.</summary>
    /// <param name="FromContextId">context.id of the other.</param>
    public sealed record Path(string FromContextId) : Link;

    /// <summary>The event ends a branch of its chain.</summary>
    /// <param name="FromContextId">context.id of the event before it, where there is one.</param>
    public sealed record End(string? FromContextId = null) : Link;

    /// <summary>The event has to do with another.</summary>
    /// <param name="Kind">In what way: <c>TRIGGER</c>, <c>ARTIFACT</c> …</param>
    /// <param name="TargetContextId">context.id of the other.</param>
    public sealed record Relation(string Kind, string TargetContextId) : Link;

    /// <summary>Writes the link.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        switch (this)
        {
            case Path path:
                writer.WriteString("linkType"u8, "PATH"u8);
                WriteNode(writer, "from", path.FromContextId);
                break;
            case End end:
                writer.WriteString("linkType"u8, "END"u8);
                WriteNode(writer, "from", end.FromContextId);
                break;
            case Relation relation:
                writer.WriteString("linkType"u8, "RELATION"u8);
                writer.WriteString("linkKind"u8, relation.Kind);
                WriteNode(writer, "target", relation.TargetContextId);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteNode(Utf8JsonWriter writer, string name, string? contextId)
    {
        if (contextId is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteString("contextId"u8, contextId);
            writer.WriteEndObject();
        }
    }
}
