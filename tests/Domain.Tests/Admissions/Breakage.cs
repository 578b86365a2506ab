using System.Text.Json.Nodes;

namespace CdViz.Domain.Tests.Admissions;

/// <summary>Breaks one rule of a shape after the other in an event that keeps all.</summary>
internal sealed class Breakage(JsonNode root)
{
    private readonly List<(string Pointer, string Rule, string Json)> all = [];

    /// <summary>What is broken where, by which code it is told, and the event with it.</summary>
    public static IReadOnlyList<(string Pointer, string Rule, string Json)> Of(JsonNode root, Shape shape)
    {
        var breakage = new Breakage(root);
        breakage.Value(root, shape, "", "event.");
        return breakage.all;
    }

    private void Value(JsonNode node, Shape shape, string pointer, string path)
    {
        switch (shape)
        {
            case Shape.Text text:
                Text(node, text, pointer, path);
                break;
            case Shape.List list:
                With(node, "7", pointer, path + "array");
                foreach (var (i, item) in node.AsArray().ToList().Index())
                {
                    Value(item!, list.Item is Shape.Union union ? union.Shapes[i] : list.Item, $"{pointer}/{i}", path);
                    if (list.Item is Shape.Union links)
                    {
                        // Where a release has two spellings, its own is the one that is missed.
                        Without(item!.AsObject(), TypeMember(links.Shapes[i]), $"{pointer}/{i}", path, missed: TypeMember(links.Shapes[0]));
                    }
                }

                break;
            case Shape.Closed closed:
                Object(node.AsObject(), closed, pointer, path);
                break;
            case Shape.ObjectOrText:
                With(node, "[]", pointer, path + "type");
                break;
            default:
                With(node, "7", pointer, path + "object");
                break;
        }
    }

    private void Object(JsonObject node, Shape.Closed shape, string pointer, string path)
    {
        var here = path is "event." ? "" : path;
        if (pointer.Length > 0)
        {
            With(node, "7", pointer, path + "object");
        }

        if (!shape.Open)
        {
            node["unheardOf"] = 1;
            all.Add(($"{pointer}/unheardOf", path + "unknown", root.ToJsonString()));
            node.Remove("unheardOf");
        }

        foreach (var member in shape.Members.ToArray())
        {
            if (member.Required && member.Name is not ("version" or "linkType" or "link_type"))
            {
                Without(node, member.Name, pointer, here);
            }

            Value(node[member.Name]!, member.Shape, $"{pointer}/{member.Name}", $"{here}{member.Name.ToLowerInvariant()}.");
        }

        if (shape.Either.Count > 0)
        {
            var kept = shape.Either.Select(name => (name, value: node[name])).ToList();
            kept.ForEach(one => node.Remove(one.name));
            all.Add((pointer, path + "either", root.ToJsonString()));
            kept.ForEach(one => node[one.name] = one.value);
        }
    }

    private void Text(JsonNode node, Shape.Text shape, string pointer, string path)
    {
        var isType = pointer is "/context/type";
        With(node, "7", pointer, path + (IsLinkType(pointer) ? "enum" : "string"));
        if (shape.Filled)
        {
            With(node, "\"\"", pointer, path + "empty");
        }

        // Another type or version is another event.
        if (shape.Allowed.Count > 0 && !isType && pointer is not "/context/version")
        {
            With(node, "\"unheard of\"", pointer, path + "enum");
        }

        if (shape.Format is TextFormat.Uri or TextFormat.UriReference && shape.Pattern is null)
        {
            With(node, "\"no uri\"", pointer, path + "format");
        }

        if (shape.Format is TextFormat.DateTime)
        {
            With(node, "\"yesterday\"", pointer, path + "format");
        }

        if (shape.Pattern is not null && !isType)
        {
            With(node, "\"unlike\"", pointer, path + "pattern");
        }
    }

    private static bool IsLinkType(string pointer) => pointer.EndsWith("/linkType", StringComparison.Ordinal) || pointer.EndsWith("/link_type", StringComparison.Ordinal);

    private void With(JsonNode node, string json, string pointer, string rule)
    {
        var parent = node.Parent!;
        if (parent is JsonArray items)
        {
            var at = items.IndexOf(node);
            items[at] = JsonNode.Parse(json);
            all.Add((pointer, rule, root.ToJsonString()));
            items[at] = node;
            return;
        }

        var (members, name) = (parent.AsObject(), node.GetPropertyName());
        members[name] = JsonNode.Parse(json);
        all.Add((pointer, rule, root.ToJsonString()));
        members[name] = node;
    }

    private static string TypeMember(Shape.Closed link) => link.Members.ToArray().Single(member => member.Name is "linkType" or "link_type").Name;

    private void Without(JsonObject node, string name, string pointer, string path, string? missed = null)
    {
        var value = node[name];
        node.Remove(name);
        all.Add(($"{pointer}/{missed ?? name}", $"{path}{(missed ?? name).ToLowerInvariant()}.required", root.ToJsonString()));
        node[name] = value;
    }
}
