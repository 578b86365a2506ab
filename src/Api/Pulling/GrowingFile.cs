using System.Security.Cryptography;

namespace CdViz.Api.Pulling;

/// <summary>A file to which lines are added.</summary>
internal static class GrowingFile
{
    private const int BlockBytes = 1024 * 1024;
    private const int HeadBytes = 1024;

    /// <summary>Takes the lines that were added, whole ones only: the last without its end when the file has rested and it is a document.</summary>
    /// <returns>False where something without end is left.</returns>
    public static async Task<bool> TakeAsync(
        Pull pull, string name, string path, SourceFormat format, int maxBytes, FileState before, FileState now, bool isSettled, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var head = await HeadAsync(file, ct);
        var offset = before.Offset > 0 && before.Offset <= file.Length && HeadOf(head, before.Offset) == before.Head ? before.Offset : 0;
        var (buffer, kept, isTooLong) = (new byte[Math.Max(BlockBytes, maxBytes + 1)], 0, false);
        file.Position = offset;
        while (true)
        {
            var read = await file.ReadAsync(buffer.AsMemory(kept), ct);
            var filled = kept + read;
            var end = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (end is 0 && filled == buffer.Length)
            {
                // Longer than any line may be: its end is looked for, and what it was is told.
                (offset, kept, isTooLong) = (offset + filled, 0, true);
                continue;
            }

            if (end > 0)
            {
                var from = 0;
                if (isTooLong)
                {
                    from = buffer.AsSpan(0, end).IndexOf((byte)'\n') + 1;
                    isTooLong = false;
                    pull.Wrong($"a line of the file {name} that ends at byte {offset + from} is longer than {maxBytes} bytes, and was left out.");
                }

                await pull.TakeAsync(Cutter.Cut(format, buffer.AsMemory(from, end - from).ToArray(), name, maxBytes), ct);
                offset += end;
                await pull.SaveAsync(name, (before with { Offset = offset, Head = HeadOf(head, offset) }).Write(), ct);
                buffer.AsSpan(end, filled - end).CopyTo(buffer);
                kept = filled - end;
                continue;
            }

            if (read is 0)
            {
                return await EndAsync(pull, name, format, maxBytes, now with { Offset = offset, Head = HeadOf(head, offset) }, head, buffer.AsMemory(0, filled), isSettled && !isTooLong, ct);
            }

            kept = filled;
        }
    }

    private static async Task<bool> EndAsync(
        Pull pull, string name, SourceFormat format, int maxBytes, FileState state, byte[] head, ReadOnlyMemory<byte> rest, bool isSettled, CancellationToken ct)
    {
        if (rest.Length > 0 && isSettled && (format is SourceFormat.Lines || Cutter.IsWholeJson(rest.Span)))
        {
            await pull.TakeAsync(Cutter.Cut(format, rest.ToArray(), name, maxBytes), ct);
            state = state with { Offset = state.Offset + rest.Length, Head = HeadOf(head, state.Offset + rest.Length) };
            rest = default;
        }

        // With something left it is looked at again although it has not changed.
        await pull.SaveAsync(name, (rest.Length > 0 ? state with { Size = -1 } : state).Write(), ct);
        return rest.Length is 0;
    }

    private static async Task<byte[]> HeadAsync(FileStream file, CancellationToken ct)
    {
        var head = new byte[HeadBytes];
        var read = await file.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        return head[..read];
    }

    private static string HeadOf(byte[] head, long offset) => Convert.ToHexStringLower(SHA256.HashData(head.AsSpan(0, (int)Math.Min(head.Length, offset))));
}
