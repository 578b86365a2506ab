using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace CdViz.Api.Ingest;

/// <summary>Files of CDEvents: one object, an array, a line each (NDJSON), or objects one after the other.</summary>
internal static class EventFile
{
    /// <summary>Looks whether files can be read, before anything is done with the first of them.</summary>
    /// <exception cref="CommandFailed">One cannot.</exception>
    public static void Check(IEnumerable<string> paths)
    {
        foreach (var path in paths.Where(path => path is not "-"))
        {
            Open(path).Dispose();
        }
    }

    /// <summary>Opens a file; <c>-</c> is standard input.</summary>
    /// <exception cref="CommandFailed">It cannot be read.</exception>
    public static Stream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw CommandFailed.WrongUse($"{path} is a directory; name the files in it.");
        }

        try
        {
            return path is "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailed.WrongUse($"{path} cannot be read: {fault.Message}");
        }
    }

    /// <summary>Finds out what sort of file it is from how it begins.</summary>
    public static async Task<IItemCutter> CutterAsync(PipeReader file, CancellationToken ct)
    {
        await BodyReader.SkipByteOrderMarkAsync(file, ct);
        if (await BodyReader.PeekAsync(file, ct) is (byte)'[')
        {
            return new ArrayCutter();
        }

        while (true)
        {
            var read = await file.ReadAsync(ct);
            var text = Json.TrimStart(read.Buffer);
            if (text.PositionOf((byte)'\n') is { } newline)
            {
                // A whole value on the first line: then each line is one, and a broken line costs only itself.
                var lines = IsWhole(text.Slice(0, newline));
                file.AdvanceTo(read.Buffer.Start);
                return lines ? new LineCutter() : new ValueCutter();
            }

            file.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
            if (read.IsCompleted)
            {
                return new ValueCutter();
            }
        }
    }

    private static bool IsWhole(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
