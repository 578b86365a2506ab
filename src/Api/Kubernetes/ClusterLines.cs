using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CdViz.Api.Kubernetes;

/// <summary>Reads what a watch sends: an object a line, until the connection ends.</summary>
internal static class ClusterLines
{
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The objects.</summary>
    /// <exception cref="ClusterException">A line is too long or no JSON.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(body);
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (!line.IsEmpty)
                {
                    yield return Parse(line);
                }
            }

            if (buffer.Length > MaxBytes)
            {
                throw new ClusterException($"It sends an object of more than {MaxBytes} bytes.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                // What was cut off in the middle is sent again.
                yield break;
            }
        }
    }

    private static JsonElement Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            return JsonElement.Parse(line.ToArray());
        }
        catch (JsonException fault)
        {
            throw new ClusterException($"It sends what is no JSON: {fault.Message}");
        }
    }
}
