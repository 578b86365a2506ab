using System.Buffers.Text;
using System.Text;

namespace CdViz.Domain.Admitting;

/// <summary>
/// The part that all CDEvents share, whatever their type and version: reads it out of a JSON tree and notes all that is wrong with it in the tree's
/// problems. Rule codes are the member's path in lower case and what is broken: <c>required</c>, <c>object</c>, <c>array</c>, <c>string</c>,
/// <c>empty</c>, <c>length</c>, <c>format</c>, <c>range</c>.
/// </summary>
/// <param name="tree">The CDEvent.</param>
/// <param name="drafts">The draft of the next release counts too.</param>
internal sealed class Envelope(JsonTree tree, bool drafts)
{
    private const int Root = 0;
    private readonly int context = tree.Object(Root, Field.Context);
    private int source = -1;

    public string? Id { get; private set; }

    public string? Source { get; private set; }

    public TypeName? Type { get; private set; }

    public DateTime OccurredAt { get; private set; }

    public string? SpecVersion { get; private set; }

    /// <summary>What the release asks of the event; null where its version is not known, or nothing more can be said.</summary>
    public ReleasedShape? Shape { get; private set; }

    public string? ChainId { get; private set; }

    public StreamId Stream { get; private set; }

    /// <summary>subject.source, or null where it says none.</summary>
    public string? SubjectSource { get; private set; }

    /// <summary>The node of subject.content, or -1.</summary>
    public int Content { get; private set; } = -1;

    /// <summary>What is odd but accepted.</summary>
    public Problems Warnings { get; } = new();

    /// <summary>Checks what even an event must have whose type is not understood.</summary>
    public void CheckIdentity()
    {
        Id = String(tree.Text(context, Field.Id));
        source = tree.Text(context, Field.Source);
        Source = String(source);
        if (source >= 0 && !UriSyntax.IsAbsolute(tree.Text(source)))
        {
            Warnings.Add(source, Field.Source.Rule("absolute"), $"{tree.Quote(source)} is no absolute URI; others may use the same source.");
        }

        Type = tree.Text(context, Field.Type) is >= 0 and var type ? TypeName.Read(tree.Text(type), drafts) : null;
    }

    /// <summary>Checks the rest.</summary>
    public void CheckRest()
    {
        CheckTimestamp();
        CheckSpecVersion();
        CheckChainId();
        CheckLinks();
        tree.Text(context, Field.SchemaUri, required: false);
        CheckSubject(tree.Object(Root, Field.Subject));
    }

    private void CheckTimestamp()
    {
        var node = tree.Text(context, Field.Timestamp);
        if (node < 0)
        {
            return;
        }

        switch (Rfc3339.Read(tree.Text(node), out var occurredAt))
        {
            case TimestampVerdict.Malformed:
                tree.Problems.Add(node, Field.Timestamp.Rule("format"),
                    $"{tree.Quote(node)} is no date and time with offset (RFC 3339) such as '2023-03-20T14:27:05.315384Z'.");
                break;
            case TimestampVerdict.OutOfRange:
                tree.Problems.Add(node, Field.Timestamp.Rule("range"), $"{tree.Quote(node)} is not within the years 1 to 9999 (or is a program's zero).");
                break;
            case TimestampVerdict.Ok when tree.Text(node)[10] is (byte)' ':
                Warnings.Add(node, Field.Timestamp.Rule("space"), "Date and time are parted by a space; RFC 3339 has a 'T' there.");
                break;
            case TimestampVerdict.Ok when tree.Text(node)[^1] is not ((byte)'Z' or (byte)'z') && tree.Text(node)[^3] is not (byte)':':
                Warnings.Add(node, Field.Timestamp.Rule("offset"), $"The offset of {tree.Quote(node)} has no colon and minutes; RFC 3339 has them: +01:00.");
                break;
        }

        OccurredAt = occurredAt;
    }

    private void CheckSpecVersion()
    {
        var (current, former) = (tree.Find(context, Field.SpecVersion), tree.Find(context, Field.Version));
        if (current >= 0 && former >= 0)
        {
            tree.Problems.Add(former, Field.Version.Rule("twice"), "There are specversion (since 0.5) and version (until 0.4); one of them is allowed.");
        }

        var isFormer = former >= 0 && current < 0;
        var node = tree.Text(context, isFormer ? Field.Version : Field.SpecVersion);
        if (node < 0)
        {
            return;
        }

        var release = Catalogue.OfSpec(tree.Text(node));
        SpecVersion = release?.Spec ?? String(node)!;
        Shape = Type?.ShapeFor(SpecVersion, isFormer, drafts);
        if (release is null || (release.IsDraft && !drafts))
        {
            Warnings.Add(node, Field.SpecVersion.Rule("unknown"), $"{tree.Quote(node)} is no release of the specification up to {EventTypes.NewestSpec}.");
        }
        else if (Shape is { } shape && shape.Release != release)
        {
            Warnings.Add(tree.Find(context, Field.Type), "type.spec.other",
                $"Release {release.Spec} has no type {Type!.Name}; it is checked by {shape.Release.Spec}, the newest that has it.");
        }
    }

    private void CheckChainId()
    {
        var field = tree.Find(context, Field.ChainId) < 0 ? Field.ChainIdOfSpec040 : Field.ChainId;
        var node = tree.Text(context, field, required: false);
        ChainId = String(node);
        if (node >= 0 && (!Utf8Parser.TryParse(tree.Text(node), out Guid _, out var read) || read != tree[node].Length))
        {
            Warnings.Add(node, Field.ChainId.Rule("uuid"), $"{tree.Quote(node)} is no UUID, as the specification asks of a chain's id.");
        }
    }

    private void CheckLinks()
    {
        var links = tree.Find(context, Field.Links);
        if (links < 0)
        {
            return;
        }

        if (tree[links].Kind is not JsonKind.Array)
        {
            tree.Problems.Add(links, Field.Links.Rule("array"), $"{tree.Found(links)} An array of objects is allowed.");
            return;
        }

        for (var link = links + 1; link < tree[links].Next; link = tree[link].Next)
        {
            if (tree[link].Kind is not JsonKind.Object)
            {
                tree.Problems.Add(link, Field.Links.Rule("object"), $"{tree.Found(link)} A link is an object.");
            }
        }
    }

    private void CheckSubject(int subject)
    {
        var id = tree.Text(subject, Field.SubjectId);
        var subjectSource = FindSubjectSource(subject);
        CheckSubjectType(tree.Text(subject, Field.SubjectType, required: false));
        Content = tree.Object(subject, Field.Content);
        if (Type is null || Source is null || id < 0)
        {
            return;
        }

        var same = subjectSource < 0 || tree.Text(subjectSource).SequenceEqual(tree.Text(source));
        SubjectSource = subjectSource < 0 ? null : same ? Source : String(subjectSource);
        Stream = new StreamId(Type.SubjectType, SubjectSource ?? Source, String(id)!);
        if (Stream.Utf8Length is > AdmissionLimits.MaxStreamBytes and var length)
        {
            tree.Problems.Add(id, "stream.length",
                $"Type, source and id of the subject make a stream's name of {length} bytes; {AdmissionLimits.MaxStreamBytes} are allowed.");
        }
    }

    /// <summary>The node of subject.source, or -1. Some schemas let it be empty: then it is as if it were not there.</summary>
    private int FindSubjectSource(int subject)
    {
        var node = tree.Find(subject, Field.SubjectSource);
        if (node < 0 || tree[node] is not { Kind: JsonKind.String, Length: 0 })
        {
            return tree.Text(subject, Field.SubjectSource, required: false);
        }

        Warnings.Add(node, Field.SubjectSource.Rule("empty"), "It is empty; context.source is taken for it.");
        return -1;
    }

    private void CheckSubjectType(int node)
    {
        if (node >= 0 && Type is { Type.Versions.Count: > 0 } type && !Ascii.EqualsIgnoreCase(tree.Text(node), type.SubjectType))
        {
            Warnings.Add(node, Field.SubjectType.Rule("mismatch"), $"{tree.Quote(node)} is not what context.type says, {type.SubjectType}.");
        }
    }

    private string? String(int node) => node < 0 ? null : Encoding.UTF8.GetString(tree.Text(node));
}
