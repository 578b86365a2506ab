using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Tests.Packaging;

/// <summary>The files of the repository that the tests run from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathTo(string file) => Path.Combine(Root, file);

    public static string Text(string file) => File.ReadAllText(PathTo(file));

    /// <summary>The only document of a YAML file.</summary>
    public static YamlMappingNode Yaml(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(PathTo(file));
        stream.Load(reader);
        return stream.Documents.ShouldHaveSingleItem().RootNode.ShouldBeOfType<YamlMappingNode>();
    }

    /// <summary>What is under a path of keys.</summary>
    public static YamlNode At(this YamlNode node, params string[] keys) => keys.Aggregate(node, (inner, key) => inner[key]);

    public static string Text(this YamlNode node) => node.ShouldBeOfType<YamlScalarNode>().Value ?? "";

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "CdViz.EventStore.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests do not run inside a checkout."));
}
