using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CdViz.Domain.Json;

/// <summary>
/// A JSON text read once into a flat table of its values, in rented memory. Texts are there unescaped. What no PostgreSQL database could keep
/// is noted on the way. Node 0 is the root; a container's children follow it.
/// </summary>
internal sealed class JsonTree : IDisposable
{
    private readonly ReadOnlyMemory<byte> json;
    private JsonTreeNode[] nodes = ArrayPool<JsonTreeNode>.Shared.Rent(64);
    private byte[] unescaped = [];
    private int unescapedLength;

    private JsonTree(ReadOnlyMemory<byte> json) => this.json = json;

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is wrong so far.</summary>
    public Problems Problems { get; } = new();

    /// <summary>The value with this number.</summary>
    public ref readonly JsonTreeNode this[int node] => ref nodes[node];

    /// <summary>Bytes the text has more when its numbers are written without exponents, as PostgreSQL keeps them.</summary>
    public long Growth { get; private set; }

    /// <summary>Reads a JSON text.</summary>
    /// <param name="json">Valid UTF-8.</param>
    /// <param name="maxDepth">Containers within each other.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonTree Parse(ReadOnlyMemory<byte> json, int maxDepth)
    {
        var tree = new JsonTree(json);
        try
        {
            tree.Read(maxDepth);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>The member of an object, or -1.</summary>
    public int Find(int node, ReadOnlySpan<byte> name)
    {
        var end = nodes[node].Next;
        for (var child = node + 1; child < end; child = nodes[child].Next)
        {
            if (Name(child).SequenceEqual(name))
            {
                return child;
            }
        }

        return -1;
    }

    /// <summary>The name a value goes by in its object.</summary>
    public ReadOnlySpan<byte> Name(int node) => Bytes(nodes[node].NameEscaped, nodes[node].NameStart, nodes[node].NameLength);

    /// <summary>A string's text; of other values the JSON.</summary>
    public ReadOnlySpan<byte> Text(int node) => Bytes(nodes[node].Escaped, nodes[node].Start, nodes[node].Length);

    /// <summary>The JSON of a value that is no string.</summary>
    public ReadOnlyMemory<byte> Json(int node) => json.Slice(nodes[node].Start, nodes[node].Length);

    /// <summary>The JSON pointer (RFC 6901) to a value.</summary>
    public string Pointer(int node)
    {
        var pointer = new StringBuilder();
        for (var parent = 0; parent != node;)
        {
            var (child, index) = (parent + 1, 0);
            for (; nodes[child].Next <= node; child = nodes[child].Next)
            {
                index++;
            }

            pointer.Append('/');
            _ = nodes[child].NameLength < 0
                ? pointer.Append(index)
                : pointer.Append(new StringBuilder(Encoding.UTF8.GetString(Name(child))).Replace("~", "~0").Replace("/", "~1"));
            parent = child;
        }

        return pointer.ToString();
    }

    /// <summary>What the codes of the rules of a value begin with: the names on the way to it, lower case, a dot after each; items of arrays have none.</summary>
    public string RulePath(int node)
    {
        var path = new StringBuilder();
        for (var parent = 0; parent != node;)
        {
            var child = parent + 1;
            while (nodes[child].Next <= node)
            {
                child = nodes[child].Next;
            }

            if (nodes[child].NameLength >= 0)
            {
                path.Append(Encoding.UTF8.GetString(Name(child)).ToLowerInvariant()).Append('.');
            }

            parent = child;
        }

        return path.ToString();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<JsonTreeNode>.Shared.Return(nodes);
        if (unescaped.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }
    }

    private ReadOnlySpan<byte> Bytes(bool escaped, int start, int length) => (escaped ? unescaped : json.Span).Slice(start, Math.Max(0, length));

    private void Read(int maxDepth)
    {
        // Deeper than allowed must still be read over, to go on behind it.
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = Math.Max(maxDepth, json.Length) + 1 });
        var parent = -1;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                ref var closed = ref nodes[parent];
                closed.Length = (int)reader.TokenStartIndex + 1 - closed.Start;
                (parent, closed.Next) = (closed.Next, Count);
                continue;
            }

            ref var node = ref Add();
            var index = Count - 1;
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                (node.NameStart, node.NameLength, node.NameEscaped) = ReadText(ref reader, index);
                reader.Read();
            }

            node.Start = (int)reader.TokenStartIndex;
            node.Next = Count;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                    Problems.Add(index, "json.depth", $"Objects and arrays may lie within each other {maxDepth} deep.");
                    node.Kind = JsonKind.Null;
                    reader.Skip();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    node.Kind = reader.TokenType is JsonTokenType.StartObject ? JsonKind.Object : JsonKind.Array;
                    (node.Next, parent) = (parent, index);
                    break;
                case JsonTokenType.String:
                    node.Kind = JsonKind.String;
                    (node.Start, node.Length, node.Escaped) = ReadText(ref reader, index);
                    break;
                case JsonTokenType.Number:
                    node.Kind = JsonKind.Number;
                    node.Length = reader.ValueSpan.Length;
                    ReadNumber(reader.ValueSpan, index);
                    break;
                default:
                    node.Kind = reader.TokenType switch
                    {
                        JsonTokenType.True => JsonKind.True,
                        JsonTokenType.False => JsonKind.False,
                        _ => JsonKind.Null,
                    };
                    node.Length = reader.ValueSpan.Length;
                    break;
            }
        }
    }

    private ref JsonTreeNode Add()
    {
        if (Count == nodes.Length)
        {
            var more = ArrayPool<JsonTreeNode>.Shared.Rent(Count * 2);
            nodes.CopyTo(more, 0);
            ArrayPool<JsonTreeNode>.Shared.Return(nodes);
            nodes = more;
        }

        ref var node = ref nodes[Count++];
        node = new JsonTreeNode { NameLength = -1 };
        return ref node;
    }

    private (int Start, int Length, bool Escaped) ReadText(ref Utf8JsonReader reader, int index)
    {
        var raw = (Start: (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, Escaped: false);
        if (!reader.ValueIsEscaped)
        {
            return raw;
        }

        if (unescaped.Length is 0)
        {
            // No text is longer unescaped, so all of them together fit.
            unescaped = ArrayPool<byte>.Shared.Rent(json.Length);
        }

        if (JsonEscapes.Unescape(reader.ValueSpan, unescaped.AsSpan(unescapedLength), out var length) is { } rule)
        {
            Problems.Add(index, rule, rule is "json.nul"
                ? @"\u0000 cannot be stored; a text may hold any other character."
                : @"Half of a surrogate pair; \ud800 to \udfff stand for a character only in pairs.");
            return raw;
        }

        var start = unescapedLength;
        unescapedLength += length;
        return (start, length, true);
    }

    private void ReadNumber(ReadOnlySpan<byte> number, int index)
    {
        if (JsonNumbers.CanBeStored(number, out var growth))
        {
            Growth += growth;
            return;
        }

        Problems.Add(index, "json.number",
            $"It cannot be stored; {JsonNumbers.MaxIntegerDigits} digits before the point and {JsonNumbers.MaxFractionDigits} after it are allowed.");
    }
}
