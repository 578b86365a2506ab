using System.Text.RegularExpressions;

namespace CdViz.Adapters.Tests.Documentation;

/// <summary>The pages whose code is tried.</summary>
internal static partial class Document
{
    /// <summary>A page, or a source file that a page shows.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Document).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name));
        return reader.ReadToEnd();
    }

    /// <summary>The code blocks of a page in one language.</summary>
    public static List<string> Code(string name, string language) =>
        [.. Fence().Matches(Text(name)).Where(fence => fence.Groups[1].Value == language).Select(fence => fence.Groups[2].Value)];

    [GeneratedRegex("^```(\\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
