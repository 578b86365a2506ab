using System.Text;

namespace CdViz.Domain.Admitting;

/// <summary>Finds members of the envelope and notes what is wrong with them.</summary>
internal static class Fields
{
    /// <summary>The node of a member of any type, or -1.</summary>
    public static int Find(this JsonTree tree, int parent, Field field) =>
        parent < 0 || tree[parent].Kind is not JsonKind.Object ? -1 : tree.Find(parent, field.Name);

    /// <summary>The node of an object that must be there, or -1.</summary>
    public static int Object(this JsonTree tree, int parent, Field field)
    {
        var node = tree.Find(parent, field);
        if (node >= 0 && tree[node].Kind is JsonKind.Object)
        {
            return node;
        }

        if (node >= 0)
        {
            tree.Problems.Add(node, field.Rule("object"), $"{tree.Found(node)} An object is required.");
        }
        else if (parent >= 0)
        {
            tree.Problems.Add(field.Pointer, field.Rule("required"), $"It is missing. An object is required.{Hint(tree, field)}");
        }

        return -1;
    }

    /// <summary>The node of a string that is neither empty nor too long, or -1.</summary>
    public static int Text(this JsonTree tree, int parent, Field field, bool required = true)
    {
        var node = tree.Find(parent, field);
        if (node < 0)
        {
            if (required && parent >= 0)
            {
                tree.Problems.Add(field.Pointer, field.Rule("required"), "It is missing. A string is required.");
            }

            return -1;
        }

        ref readonly var value = ref tree[node];
        var problem = value switch
        {
            { Kind: not JsonKind.String } => ("string", $"{tree.Found(node)} A string is {(required ? "required" : "allowed")}."),
            { Length: 0 } => ("empty", "It is empty. At least one character is required."),
            { Length: > AdmissionLimits.MaxNameBytes } => ("length", $"It has {value.Length} bytes; {AdmissionLimits.MaxNameBytes} are allowed."),
            _ => default((string Constraint, string Message)?),
        };
        if (problem is { } found)
        {
            tree.Problems.Add(node, field.Rule(found.Constraint), found.Message);
            return -1;
        }

        return node;
    }

    /// <summary>Says what a value is.</summary>
    public static string Found(this JsonTree tree, int node) => tree[node].Kind switch
    {
        JsonKind.Object => "Found an object.",
        JsonKind.Array => "Found an array.",
        JsonKind.String => "Found a string.",
        JsonKind.Number => "Found a number.",
        JsonKind.Null => "Found null.",
        _ => "Found a boolean.",
    };

    /// <summary>A string's text for a message, cut when it is long.</summary>
    public static string Quote(this JsonTree tree, int node)
    {
        const int Most = 60;
        var text = Encoding.UTF8.GetString(tree.Text(node));
        return text.Length <= Most ? $"'{text}'" : $"'{text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)]}…'";
    }

    private static string Hint(JsonTree tree, Field field) => field == Field.Context && tree.Find(0, "specversion"u8) >= 0
        ? " This looks like a CloudEvent: send it as application/cloudevents+json."
        : "";
}
