using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CdViz.Domain;

/// <summary>
/// The id of an event in the log: the UUID of version 5 (RFC 9562) of its (context.source, context.id), so that the same event has the same id
/// wherever and whenever it comes in.
/// </summary>
public static class EventId
{
    /// <summary>The namespace: the UUIDv5 of the DNS name <c>cdevents.dev</c>.</summary>
    public static readonly Guid Namespace = new("c9ec7912-caa8-53c8-9037-e9e2f15a277d");

    /// <summary>The id of an event. What is hashed is <c>{bytes of source}:{source}{id}</c>, which no two pairs share.</summary>
    /// <param name="source">context.source.</param>
    /// <param name="id">context.id.</param>
    public static Guid Of(string source, string id)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(id);
        var rented = ArrayPool<byte>.Shared.Rent(16 + 11 + Encoding.UTF8.GetMaxByteCount(source.Length + id.Length));
        try
        {
            var buffer = rented.AsSpan();
            Namespace.TryWriteBytes(buffer, bigEndian: true, out var length);
            Utf8Formatter.TryFormat(Encoding.UTF8.GetByteCount(source), buffer[length..], out var digits);
            length += digits;
            buffer[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(source, buffer[length..]);
            length += Encoding.UTF8.GetBytes(id, buffer[length..]);
            return Version5(buffer[..length]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 defines version 5 by SHA-1; it names here, it protects nothing.")]
    private static Guid Version5(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(name, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
