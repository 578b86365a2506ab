namespace CdViz.Adapters.Subscribing.Sinks.Files;

/// <summary>Writes events into files of a folder, a line each, by the day on which they occurred. A file that can be seen under its name is complete.</summary>
internal sealed class FolderSink(SinkSettings settings, string name) : ISink
{
    /// <summary>How files end that are not complete.</summary>
    private const string Unfinished = ".part";

    /// <inheritdoc/>
    public int Most => 10_000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        try
        {
            foreach (var (part, lines) in Partitions.Of(name, SinkKeys.Format(settings), events))
            {
                var file = Path.Combine(settings.Folder!, part);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await using (var stream = new FileStream(file + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    await stream.WriteAsync(lines, ct).ConfigureAwait(false);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(file + Unfinished, file, overwrite: true);
            }

            return new(events.Count);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return SinkResult.None(new SinkFault.Away($"The folder does not take it: {fault.Message}"));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
