using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tomlyn;
using Tomlyn.Model;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Configuration;

/// <summary>A file of settings beside <c>appsettings.json</c>, with the same keys: JSON, YAML or TOML, by its name.</summary>
internal static class SettingsFile
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const int MaxNodes = 100_000;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };

    /// <summary>The file that <c>--config</c> or CDVIZ_CONFIG names; null for none.</summary>
    public static string? Named { get; set; } = Environment.GetEnvironmentVariable("CDVIZ_CONFIG") is { Length: > 0 } path ? path : null;

    /// <summary>Adds a file, where one is named.</summary>
    /// <exception cref="CommandFailed">It cannot be read, or has sections that are no settings.</exception>
    public static IConfigurationBuilder AddTo(IConfigurationBuilder builder, string? path)
    {
        if (path is null)
        {
            return builder;
        }

        var settings = Read(path);
        var wrong = settings.Where(section => !SettingsReader.Sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            .Select(section => $"{path}: {section.Key} is no setting; allowed: {string.Join(", ", SettingsReader.Sections)}").ToList();
        return wrong.Count > 0 ? throw CommandFailed.WrongUse(string.Join(System.Environment.NewLine, wrong))
            : builder.AddJsonStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(settings)));
    }

    /// <summary>What a file of settings says.</summary>
    /// <exception cref="CommandFailed">It cannot be read.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw CommandFailed.WrongUse($"{path} has more than {MaxBytes} bytes.");
            }

            var text = File.ReadAllText(path);
            var nodes = 0;
            var read = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => JsonNode.Parse(text, documentOptions: Lenient),
                ".yaml" or ".yml" => Yaml(text, ref nodes),
                ".toml" => Toml(TomlSerializer.Deserialize<TomlTable>(text), 0, ref nodes),
                _ => throw CommandFailed.WrongUse($"{path} is no file of settings; allowed: a name that ends in .json, .yaml, .yml or .toml."),
            };
            return read as JsonObject ?? throw CommandFailed.WrongUse($"{path} has no settings; allowed: sections with keys, as in appsettings.json.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException or YamlException or TomlException or FormatException)
        {
            throw CommandFailed.WrongUse($"{path} cannot be read: {fault.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static JsonNode? Yaml(string text, ref int nodes)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count is 0 ? new JsonObject() : Yaml(stream.Documents[0].RootNode, 0, ref nodes);
    }

    // An alias stands for all that it names, so that a few lines can be very many.
    private static JsonNode? Yaml(YamlNode node, int depth, ref int nodes)
    {
        Bound(depth, ref nodes);
        switch (node)
        {
            case YamlMappingNode map:
                var item = new JsonObject();
                foreach (var (key, value) in map.Children)
                {
                    item[key is YamlScalarNode { Value: { } name } ? name : throw new FormatException("A key is no text.")] = Yaml(value, depth + 1, ref nodes);
                }

                return item;
            case YamlSequenceNode list:
                var all = new JsonArray();
                foreach (var value in list.Children)
                {
                    all.Add(Yaml(value, depth + 1, ref nodes));
                }

                return all;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" }:
                return "";
            case YamlScalarNode scalar:
                return scalar.Value;
            default:
                throw new FormatException($"{node.NodeType} is not understood.");
        }
    }

    private static JsonNode? Toml(object? value, int depth, ref int nodes)
    {
        Bound(depth, ref nodes);
        switch (value)
        {
            case TomlTable table:
                var item = new JsonObject();
                foreach (var (key, of) in table)
                {
                    item[key] = Toml(of, depth + 1, ref nodes);
                }

                return item;
            case string text:
                return text;
            case bool flag:
                return flag;
            case System.Collections.IEnumerable list:
                var all = new JsonArray();
                foreach (var of in list)
                {
                    all.Add(Toml(of, depth + 1, ref nodes));
                }

                return all;
            default:
                return Convert.ToString(value, CultureInfo.InvariantCulture);
        }
    }

    private static void Bound(int depth, ref int nodes)
    {
        if (depth > MaxDepth || ++nodes > MaxNodes)
        {
            throw new FormatException($"It is deeper than {MaxDepth} or has more than {MaxNodes} values.");
        }
    }
}
