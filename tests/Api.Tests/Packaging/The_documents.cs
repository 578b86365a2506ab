using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Packaging;

public sealed partial class The_documents
{
    private static readonly string[] Passed = ["bin", "obj", "node_modules", "TestResults"];

    public static TheoryData<string> Files => [.. Under(Checkout.Root).Select(path => Path.GetRelativePath(Checkout.Root, path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void link_to_what_is_there(string file)
    {
        foreach (var target in Links(File.ReadAllText(Checkout.PathTo(file))).Where(target => !Elsewhere().IsMatch(target)))
        {
            var (path, heading) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var linked = path.Length == 0 ? Checkout.PathTo(file) : Path.Combine(Path.GetDirectoryName(Checkout.PathTo(file))!, Uri.UnescapeDataString(path));
            Path.Exists(linked).ShouldBeTrue($"{file} links to {target}");
            if (heading is not null)
            {
                Headings(File.ReadAllText(linked)).ShouldContain(heading, $"{file} links to {target}");
            }
        }
    }

    private static IEnumerable<string> Under(string directory) => Directory.EnumerateFiles(directory, "*.md").Concat(
        Directory.EnumerateDirectories(directory).Where(inner => Path.GetFileName(inner) is var name && !name.StartsWith('.') && !Passed.Contains(name)).SelectMany(Under));

    private static IEnumerable<string> Links(string markdown)
    {
        var text = Code().Replace(markdown, "");
        return Inline().Matches(text).Concat(Reference().Matches(text)).Select(link => link.Groups[1].Value);
    }

    /// <summary>The anchors that are made of headings: lower case, without punctuation, with dashes for spaces.</summary>
    private static IEnumerable<string> Headings(string markdown) =>
        Heading().Matches(Fence().Replace(markdown, "")).Select(heading => NotInAnchor().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^\[[^\]]+\]:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
