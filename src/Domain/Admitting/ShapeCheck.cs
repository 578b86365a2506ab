using System.Text;

namespace CdViz.Domain.Admitting;

/// <summary>
/// Holds a CDEvent against the shape that a release of the specification gives it, with the result that the official JSON schema has. Rule codes are those of
/// <see cref="Envelope"/>, and <c>unknown</c>, <c>enum</c>, <c>pattern</c>, <c>either</c>, <c>type</c>; what only the specification's text asks for gives warnings:
/// <c>advised</c>, <c>purl</c>. Places that have been found wrong before are left alone. What fits costs no memory.
/// </summary>
/// <param name="tree">The CDEvent.</param>
/// <param name="found">Takes what breaks the schema.</param>
/// <param name="warnings">Takes what only the text of the specification asks for.</param>
internal readonly struct ShapeCheck(JsonTree tree, Problems found, Problems warnings)
{
    /// <summary>Checks a value and all that is in it.</summary>
    public void Check(int node, Shape shape)
    {
        switch (shape)
        {
            case Shape.Text text:
                CheckText(node, text);
                break;
            case Shape.Closed closed:
                CheckObject(node, closed);
                break;
            case Shape.List list:
                CheckList(node, list.Item);
                break;
            case Shape.Union union:
                CheckUnion(node, union);
                break;
            case Shape.Tags:
                CheckTags(node);
                break;
            case Shape.ObjectOrText when tree[node].Kind is not (JsonKind.Object or JsonKind.String):
                Add(node, "type", $"{tree.Found(node)} An object, or a string with base64, is allowed.");
                break;
            case Shape.AnyObject:
                _ = IsObject(node);
                break;
        }
    }

    private void CheckObject(int node, Shape.Closed shape)
    {
        if (!IsObject(node))
        {
            return;
        }

        var seen = 0u;
        var guess = 0;
        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            var member = shape.Find(tree.Name(child), guess);
            if (member >= 0)
            {
                seen |= 1u << member;
                guess = member + 1;
                Check(child, shape.Members[member].Shape);
            }
            else if (!shape.Open && !IsKnown(child))
            {
                found.Add(child, Rule(node, "unknown"), $"It is not known here. Allowed: {string.Join(", ", shape.Members.ToArray().Select(m => m.Name))}.");
            }
        }

        if (((shape.Required | shape.Advised) & ~seen) is not 0 and var missing)
        {
            Missing(node, shape, missing);
        }

        if (shape.OneOf is not 0 && (shape.OneOf & seen) is 0)
        {
            Add(node, "either", $"It has none of {string.Join(", ", shape.Either)}. One is required.");
        }
    }

    private void Missing(int node, Shape.Closed shape, uint missing)
    {
        for (var i = 0; i < shape.Members.Length; i++)
        {
            var member = shape.Members[i];
            if ((missing & (1u << i)) is 0)
            {
                continue;
            }

            var pointer = $"{tree.Pointer(node)}/{member.Name}";
            var rule = $"{tree.RulePath(node)}{member.Name.ToLowerInvariant()}";
            if (!member.Required)
            {
                warnings.Add(pointer, $"{rule}.advised", "It is missing. The text of the specification asks for it.");
            }
            else if (!tree.Problems.Has(pointer))
            {
                found.Add(pointer, $"{rule}.required", $"It is missing. {Allowed(member.Shape)} is required.");
            }
        }
    }

    private void CheckText(int node, Shape.Text shape)
    {
        if (tree[node].Kind is not JsonKind.String)
        {
            Add(node, "string", $"{tree.Found(node)} {Allowed(shape)} is allowed.");
            return;
        }

        var text = tree.Text(node);
        if (shape.Filled && text.IsEmpty)
        {
            Add(node, "empty", "It is empty. At least one character is required.");
            return;
        }

        if (!shape.Allows(text))
        {
            Add(node, "enum", $"Found {tree.Quote(node)}. {Allowed(shape)} is allowed.");
        }

        var wrong = shape.Format switch
        {
            TextFormat.Uri when !UriSyntax.IsUri(text) => "an absolute URI (RFC 3986) such as 'https://example.com/a'",
            TextFormat.UriReference when !UriSyntax.IsReference(text) => "a URI or a reference relative to one (RFC 3986)",
            TextFormat.DateTime when Rfc3339.Read(text, out _) is TimestampVerdict.Malformed =>
                "a date and time with offset (RFC 3339) such as '2023-03-20T14:27:05.315384Z'",
            _ => null,
        };
        if (wrong is not null)
        {
            Add(node, "format", $"{tree.Quote(node)} is not {wrong}.");
        }

        if (shape.Pattern is { } pattern && !pattern.IsMatch(Encoding.UTF8.GetString(text)))
        {
            Add(node, "pattern", $"{tree.Quote(node)} does not match {pattern}.");
        }

        if (shape.Format is TextFormat.Purl && !Purl.Reads(text))
        {
            warnings.Add(node, $"{tree.RulePath(node)}purl", $"{tree.Quote(node)} is no package URL such as 'pkg:oci/shop@sha256%3A…?tag=1.4.2'.");
        }
    }

    private void CheckList(int node, Shape item)
    {
        if (tree[node].Kind is not JsonKind.Array)
        {
            Add(node, "array", $"{tree.Found(node)} An array is allowed.");
            return;
        }

        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            Check(child, item);
        }
    }

    private void CheckUnion(int node, Shape.Union union)
    {
        if (!IsObject(node))
        {
            return;
        }

        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            if (!Shape.Union.Tells(tree.Name(child)))
            {
                continue;
            }

            foreach (var shape in union.Shapes)
            {
                if (tree[child].Kind is JsonKind.String && shape.Find(tree.Name(child), 0) is >= 0 and var member
                    && ((Shape.Text)shape.Members[member].Shape).Allows(tree.Text(child)))
                {
                    CheckObject(node, shape);
                    return;
                }
            }

            Add(child, "enum", $"{(tree[child].Kind is JsonKind.String ? $"Found {tree.Quote(child)}." : tree.Found(child))} {Kinds(union)} is allowed.");
            return;
        }

        var name = union.Shapes[0].Members.ToArray().First(member => Shape.Union.Tells(member.Utf8Name)).Name;
        found.Add($"{tree.Pointer(node)}/{name}", $"{tree.RulePath(node)}{name.ToLowerInvariant()}.required", $"It is missing. {Kinds(union)} is required.");
    }

    private void CheckTags(int node)
    {
        if (!IsObject(node))
        {
            return;
        }

        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            if (tree[child].Kind is not JsonKind.String)
            {
                warnings.Add(child, $"{tree.RulePath(node)}string", $"{tree.Found(child)} The text of the specification asks for strings in tags.");
            }
        }
    }

    private bool IsObject(int node)
    {
        if (tree[node].Kind is JsonKind.Object)
        {
            return true;
        }

        Add(node, "object", $"{tree.Found(node)} An object is allowed.");
        return false;
    }

    private void Add(int node, string constraint, string message)
    {
        if (!IsKnown(node))
        {
            found.Add(node, Rule(node, constraint), message);
        }
    }

    private string Rule(int node, string constraint) => $"{(node is 0 ? "event." : tree.RulePath(node))}{constraint}";

    private bool IsKnown(int node) => tree.Problems.Has(node);

    private static string Kinds(Shape.Union union) => string.Join(" or ", union.Shapes
        .SelectMany(shape => shape.Members.ToArray().Where(member => Shape.Union.Tells(member.Utf8Name)))
        .SelectMany(member => ((Shape.Text)member.Shape).Allowed).Distinct().Select(one => $"'{one}'"));

    private static string Allowed(Shape shape) => shape switch
    {
        Shape.Text { Allowed: { Count: > 0 } allowed } => string.Join(" or ", allowed.Select(one => $"'{one}'")),
        Shape.Text => "A string",
        Shape.List => "An array",
        _ => "An object",
    };
}
