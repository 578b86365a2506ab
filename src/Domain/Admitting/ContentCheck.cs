namespace CdViz.Domain;

/// <summary>
/// What <c>subject.content</c> must be so that the event can be appended. That it is an object the envelope has checked; here is the place for what its
/// event type and specification ask of it. So far that is one thing, which no release says but every read table needs: names are short enough to be keys.
/// </summary>
internal static class ContentCheck
{
    /// <summary>Notes what is wrong in the tree's problems.</summary>
    /// <param name="tree">The CDEvent.</param>
    /// <param name="content">The node of subject.content, an object.</param>
    /// <param name="type">What the event is.</param>
    public static void Check(JsonTree tree, int content, EventType type)
    {
        if (type != EventTypes.Custom)
        {
            CheckNames(tree, content);
        }
    }

    private static void CheckNames(JsonTree tree, int node)
    {
        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            if (tree[child].Kind is JsonKind.Object)
            {
                CheckNames(tree, child);
            }
            else if (tree[child] is { Kind: JsonKind.String, Length: > AdmissionLimits.MaxNameBytes and var length } && IsName(tree.Name(child)))
            {
                tree.Problems.Add(child, "subject.content.length", $"It has {length} bytes; {AdmissionLimits.MaxNameBytes} are allowed in ids and names.");
            }
        }
    }

    private static bool IsName(ReadOnlySpan<byte> member) =>
        member.SequenceEqual("id"u8) || member.SequenceEqual("source"u8) || member.SequenceEqual("artifactId"u8) || member.SequenceEqual("name"u8)
        || member.SequenceEqual("pipelineName"u8) || member.SequenceEqual("taskName"u8) || member.SequenceEqual("version"u8)
        || member.SequenceEqual("type"u8) || member.SequenceEqual("outcome"u8);
}
