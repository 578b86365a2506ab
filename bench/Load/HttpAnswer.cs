using System.Buffers.Text;

namespace CdViz.Bench.Load;

/// <summary>Reads just so much of an HTTP/1.1 answer as it takes to know its status and its end.</summary>
internal sealed class HttpAnswer
{
    private readonly byte[] buffer = new byte[8_192];
    private int filled;

    /// <summary>All of the buffer.</summary>
    public Memory<byte> Buffer => buffer;

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Free => buffer.AsMemory(filled);

    /// <summary>The status code, once the answer is complete.</summary>
    public int Status { get; private set; }

    /// <summary>Takes bytes that were received.</summary>
    /// <returns>True when the answer is complete.</returns>
    public bool Take(int received)
    {
        filled += received;
        var text = buffer.AsSpan(0, filled);
        var headEnds = text.IndexOf("\r\n\r\n"u8);
        if (headEnds < 0)
        {
            return false;
        }

        Status = Number(text.Slice(9, 3));
        var head = text[..headEnds];
        var body = text[(headEnds + 4)..];
        var length = head.IndexOf("Content-Length: "u8);
        if (length < 0)
        {
            // Chunked: the last chunk is empty.
            return body.EndsWith("0\r\n\r\n"u8);
        }

        return body.Length >= Number(head[(length + 16)..]);
    }

    /// <summary>Makes ready for the next answer.</summary>
    public void Clear() => filled = 0;

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new InvalidDataException("The answer is not HTTP.");
}
