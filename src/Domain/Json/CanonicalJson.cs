using System.Buffers;
using System.Security.Cryptography;

namespace CdViz.Domain.Json;

/// <summary>
/// The one form that all spellings of a JSON value share: members in the order of their names' UTF-8 bytes, no white space, strings escaped as
/// RFC 8785 does, numbers exact, as significant digits and exponent. A name that comes twice in an object is noted in the tree's problems.
/// </summary>
internal ref struct CanonicalJson : IDisposable
{
    private readonly JsonTree tree;
    private readonly byte[] output;
    private int[] order = ArrayPool<int>.Shared.Rent(64);
    private int ordered;
    private int length;

    /// <param name="tree">The value.</param>
    /// <param name="jsonLength">Bytes of the JSON it was read from.</param>
    public CanonicalJson(JsonTree tree, int jsonLength)
    {
        this.tree = tree;

        // Nothing is longer than before but numbers, at most twice as long.
        output = ArrayPool<byte>.Shared.Rent((jsonLength * 2) + 16);
        Write(0);
    }

    /// <summary>The bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => output.AsSpan(0, length);

    /// <summary>SHA-256 of the bytes, lower-case hex.</summary>
    public readonly string Digest()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Bytes, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <inheritdoc/>
    public readonly void Dispose()
    {
        ArrayPool<byte>.Shared.Return(output);
        ArrayPool<int>.Shared.Return(order);
    }

    private void Write(int node)
    {
        switch (tree[node].Kind)
        {
            case JsonKind.Object:
                WriteObject(node);
                break;
            case JsonKind.Array:
                WriteArray(node);
                break;
            case JsonKind.String:
                WriteText(tree.Text(node), tree[node].Escaped);
                break;
            case JsonKind.Number:
                length += JsonNumbers.WriteCanonical(tree.Text(node), output.AsSpan(length));
                break;
            default:
                tree.Text(node).CopyTo(output.AsSpan(length));
                length += tree.Text(node).Length;
                break;
        }
    }

    private void WriteObject(int node)
    {
        var first = ordered;
        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            Push(child);
        }

        var last = ordered;
        Sort(order.AsSpan(first..last));
        output[length++] = (byte)'{';
        for (var i = first; i < last; i++)
        {
            var child = order[i];
            if (i > first)
            {
                output[length++] = (byte)',';
                if (tree.Name(child).SequenceEqual(tree.Name(order[i - 1])))
                {
                    tree.Problems.Add(child, "json.duplicate", "There is another member of this name in the same object; names must be unique.");
                }
            }

            WriteText(tree.Name(child), tree[child].NameEscaped);
            output[length++] = (byte)':';
            Write(child);
        }

        output[length++] = (byte)'}';
        ordered = first;
    }

    private void WriteArray(int node)
    {
        output[length++] = (byte)'[';
        for (var child = node + 1; child < tree[node].Next; child = tree[child].Next)
        {
            if (child > node + 1)
            {
                output[length++] = (byte)',';
            }

            Write(child);
        }

        output[length++] = (byte)']';
    }

    private void WriteText(ReadOnlySpan<byte> text, bool escaped)
    {
        output[length++] = (byte)'"';
        if (escaped)
        {
            length += JsonEscapes.Escape(text, output.AsSpan(length));
        }
        else
        {
            // Without escapes in the JSON there was nothing to escape.
            text.CopyTo(output.AsSpan(length));
            length += text.Length;
        }

        output[length++] = (byte)'"';
    }

    private void Push(int child)
    {
        if (ordered == order.Length)
        {
            var more = ArrayPool<int>.Shared.Rent(ordered * 2);
            order.CopyTo(more, 0);
            ArrayPool<int>.Shared.Return(order);
            order = more;
        }

        order[ordered++] = child;
    }

    private readonly void Sort(Span<int> children)
    {
        if (children.Length > 32)
        {
            var names = tree;
            children.Sort((a, b) => names.Name(a).SequenceCompareTo(names.Name(b)) is not 0 and var byName ? byName : a.CompareTo(b));
            return;
        }

        for (var i = 1; i < children.Length; i++)
        {
            var (child, at) = (children[i], i);
            for (; at > 0 && tree.Name(children[at - 1]).SequenceCompareTo(tree.Name(child)) > 0; at--)
            {
                children[at] = children[at - 1];
            }

            children[at] = child;
        }
    }
}
