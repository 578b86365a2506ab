using System.Buffers;

namespace CdViz.Adapters.Subscribing.Sinks.Files;

/// <summary>Writes events to the server's standard output, a line each.</summary>
internal sealed class StdoutSink(SinkSettings settings) : ISink
{
    private static readonly SemaphoreSlim OneWriter = new(1);

    private readonly Stream output = Console.OpenStandardOutput();
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public int Most => 1000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        buffer.ResetWrittenCount();
        foreach (var e in events)
        {
            EventText.Line(SinkKeys.Format(settings), e, buffer);
        }

        // Lines of several subscriptions stay whole.
        await OneWriter.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await output.WriteAsync(buffer.WrittenMemory, ct).ConfigureAwait(false);
            await output.FlushAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            OneWriter.Release();
        }

        return new(events.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => output.DisposeAsync();
}
