namespace CdViz.Domain.Admitting;

/// <summary>
/// What an event must be beyond its envelope: what the schema of its type and release asks of it; what no release says but every read table needs, that names
/// are short enough to be keys; and what only the text of the specification asks for, which gives warnings.
/// </summary>
internal static class ContentCheck
{
    /// <summary>Notes what is wrong in the tree's problems, and what is odd in the envelope's warnings.</summary>
    /// <param name="tree">The CDEvent.</param>
    /// <param name="envelope">What it says of itself.</param>
    /// <param name="lenient">What breaks the schema is odd, not wrong.</param>
    public static void Check(JsonTree tree, Envelope envelope, bool lenient)
    {
        if (envelope.Shape is { } known)
        {
            var found = new Problems();
            new ShapeCheck(tree, found, envelope.Warnings).Check(0, known.Shape);
            (lenient ? envelope.Warnings : tree.Problems).AddAll(found);
        }

        if (envelope is { Content: >= 0, Type.Type: { } type } && type != EventTypes.Custom)
        {
            CheckNames(tree, envelope.Content);
        }

        CustomDataCheck.Check(tree, envelope.Warnings);
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
