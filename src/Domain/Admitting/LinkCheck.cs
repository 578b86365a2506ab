using System.Text.Json;
using System.Text.Unicode;

namespace CdViz.Domain.Admitting;

/// <summary>
/// Checks links that are sent by themselves, not within an event (CDEvents, links). They name no release: one with <c>link_type</c> is checked by 0.4.0, any
/// other by the newest.
/// </summary>
public static class LinkCheck
{
    private const int MaxDepth = 64;

    /// <summary>Checks one link. Never throws, whatever the bytes.</summary>
    /// <param name="utf8Json">The link: START, END, PATH or RELATION.</param>
    public static LinkVerdict Check(ReadOnlyMemory<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json.Span))
        {
            return new([new Violation("", "json", "It is not valid UTF-8.")], []);
        }

        try
        {
            using var tree = JsonTree.Parse(utf8Json, MaxDepth);
            var (found, warnings) = (new Problems(), new Problems());
            new ShapeCheck(tree, found, warnings).Check(0, ShapeOf(tree));
            tree.Problems.AddAll(found);
            return new(tree.Problems.In(tree), warnings.In(tree));
        }
        catch (JsonException e)
        {
            return new([new Violation("", "json", JsonFault.Words(e))], []);
        }
    }

    private static Shape.Union ShapeOf(JsonTree tree) => tree[0].Kind is JsonKind.Object && tree.Find(0, "link_type"u8) >= 0
        ? Catalogue.PostedLinks[0].Shape
        : Catalogue.PostedLinks.Last(link => !link.Release.IsDraft).Shape;
}

/// <summary>What a check of a link came to.</summary>
/// <param name="Errors">All that is wrong; none where the link is good.</param>
/// <param name="Warnings">What is odd.</param>
public sealed record LinkVerdict(IReadOnlyList<Violation> Errors, IReadOnlyList<Violation> Warnings);
