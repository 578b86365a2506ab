using System.Buffers.Text;

namespace CdViz.Domain.Admitting;

/// <summary>What the text of the specification asks of <c>customData</c> and its content type (RFC 2046). It gives warnings only.</summary>
internal static class CustomDataCheck
{
    /// <summary>Notes what is odd.</summary>
    public static void Check(JsonTree tree, Problems warnings)
    {
        var type = tree.Find(0, Field.CustomDataContentType);
        if (type >= 0 && tree[type].Kind is JsonKind.String && !IsMediaType(tree.Text(type)))
        {
            warnings.Add(type, Field.CustomDataContentType.Rule("media"), $"{tree.Quote(type)} is no media type (RFC 2046) such as 'application/xml'.");
            return;
        }

        var data = tree.Find(0, Field.CustomData);
        if (data < 0)
        {
            return;
        }

        var json = type < 0 || tree[type].Kind is not JsonKind.String || IsJson(tree.Text(type));
        switch (tree[data].Kind)
        {
            case JsonKind.String when json:
                warnings.Add(data, Field.CustomData.Rule("json"), "Found a string. Data of a JSON content type is an object; a string holds the base64 of another type.");
                break;
            case JsonKind.String when !Base64.IsValid(tree.Text(data)):
                warnings.Add(data, Field.CustomData.Rule("base64"), "The string is no base64, as data of a content type other than JSON is.");
                break;
            case JsonKind.Object when !json:
                warnings.Add(data, Field.CustomData.Rule("object"), $"Found an object, but {tree.Quote(type)} as its content type, whose data is a string with base64.");
                break;
        }
    }

    private static bool IsMediaType(ReadOnlySpan<byte> text)
    {
        var slash = text.IndexOf((byte)'/');
        return slash > 0 && slash + 1 < text.Length && text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && !text[..slash].Contains((byte)' ');
    }

    private static bool IsJson(ReadOnlySpan<byte> type)
    {
        var end = type.IndexOf((byte)';');
        var name = (end < 0 ? type : type[..end]).Trim((byte)' ');
        return System.Text.Ascii.EqualsIgnoreCase(name, "application/json"u8)
            || (name.Length > 5 && System.Text.Ascii.EqualsIgnoreCase(name[^5..], "+json"u8));
    }
}
